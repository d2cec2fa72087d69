"""The names and texts of the COCO format."""

from __future__ import annotations

from detector.data.formats.format_info import FormatInfo
from detector.translatable import translatable

INFO = FormatInfo(
    name="coco",
    title=translatable("COCO JSON"),
    plain_title="COCO",
    short_title="COCO",
    suffixes=(".json",),
    has_file_per_image=False,
    keeps=frozenset({"class_list", "verified", "outlines"}),
    menu_title=translatable("&COCO JSON"),
    new_folder_note=translatable("Use COCO for folders without labels: annotations.json"),
    keywords=translatable("change save format"),
    export_note=translatable("One annotations.json with all that can be drawn or marked."),
)
