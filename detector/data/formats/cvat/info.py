"""The names and texts of the CVAT format."""

from __future__ import annotations

from detector.data.formats.format_info import FormatInfo
from detector.translatable import translatable

INFO = FormatInfo(
    name="cvat",
    title=translatable("CVAT XML"),
    plain_title="CVAT",
    short_title="CVAT",
    suffixes=(".xml",),
    has_file_per_image=False,
    keeps=frozenset({"class_list", "outlines"}),
    menu_title=translatable("CV&AT XML"),
    new_folder_note=translatable("Use CVAT for folders without labels: annotations.xml"),
    keywords=translatable("change save format"),
    export_note=translatable("One annotations.xml: flags and attributes, no verified marks."),
    kept_class_note=translatable("The list of labels in the file keeps the name {source}."),
)
