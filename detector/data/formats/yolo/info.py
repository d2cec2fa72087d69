"""The names and texts of the YOLO format."""

from __future__ import annotations

from detector.data.formats.format_info import FormatInfo
from detector.translatable import translatable

INFO = FormatInfo(
    name="yolo",
    title=translatable("YOLO text"),
    plain_title="YOLO",
    short_title="YOLO",
    suffixes=(".txt",),
    other_suffixes=(".names", ".yaml", ".yml"),
    has_file_per_image=True,
    has_pixel_coordinates=False,
    keeps=frozenset({"class_list", "outlines"}),
    has_one_ring=True,
    menu_title=translatable("&YOLO text"),
    new_folder_note=translatable("Use YOLO for folders without labels: .txt files, classes.txt"),
    keywords=translatable("change save format ultralytics darknet"),
    export_note=translatable("A file per image, data.yaml; no flags, attributes, verified."),
    renamed_class_note=translatable("Only the class list changes; label files have class numbers."),
    kept_class_note=translatable("The class list keeps {source}: class numbers must not change."),
)
