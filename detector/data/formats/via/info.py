"""The names and texts of the VIA format."""

from __future__ import annotations

from detector.data.formats.format_info import FormatInfo
from detector.translatable import translatable

INFO = FormatInfo(
    name="via",
    title=translatable("VIA JSON"),
    plain_title="VIA",
    short_title="VIA",
    suffixes=(".json",),
    has_file_per_image=False,
    keeps=frozenset({"class_list", "verified", "outlines"}),
    has_one_ring=True,
    menu_title=translatable("VIA &JSON"),
    new_folder_note=translatable("Use VIA for folders without labels: via_project.json"),
    keywords=translatable("change save format vgg image annotator"),
    export_note=translatable("A VIA project per split: flags, attributes, verified marks."),
    kept_class_note=translatable("A list of choices in the file keeps the name {source}."),
)
