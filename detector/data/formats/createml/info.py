"""The names and texts of the CreateML format."""

from __future__ import annotations

from detector.data.formats.format_info import FormatInfo
from detector.translatable import translatable

INFO = FormatInfo(
    name="createml",
    title=translatable("CreateML JSON"),
    plain_title="CreateML",
    short_title="CreateML",
    suffixes=(".json",),
    has_file_per_image=False,
    keeps=frozenset({"verified"}),
    menu_title=translatable("C&reateML JSON"),
    new_folder_note=translatable("Use CreateML for folders without labels: annotations.json"),
    keywords=translatable("change save format apple"),
    export_note=translatable("One file per split: verified marks, no flags or attributes."),
)
