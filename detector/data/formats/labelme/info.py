"""The names and texts of the labelme format."""

from __future__ import annotations

from detector.data.formats.format_info import FormatInfo
from detector.translatable import translatable

INFO = FormatInfo(
    name="labelme",
    title=translatable("labelme JSON"),
    plain_title="labelme",
    short_title="labelme",
    suffixes=(".json",),
    has_file_per_image=True,
    keeps=frozenset({"outlines"}),
    has_mask_shapes=True,
    menu_title=translatable("&labelme JSON"),
    new_folder_note=translatable("Use labelme for folders without labels: a .json per image"),
    keywords=translatable("change save format"),
    export_note=translatable("One file per image: flags and attributes, no verified marks."),
    relabel_note=translatable("Lines and points keep their class."),
)
