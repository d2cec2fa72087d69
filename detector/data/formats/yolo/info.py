"""What YOLO files are called, and what they keep."""

from __future__ import annotations

from detector.data.formats.format_info import FormatInfo
from detector.translatable import translatable

INFO = FormatInfo(
    name="yolo",
    title=translatable("YOLO text"),
    plain_title="YOLO",
    short_title="YOLO",
    suffixes=(".txt",),
    has_file_per_image=True,
    has_pixel_coordinates=False,
    keeps=frozenset({"class_list"}),
    menu_title=translatable("&YOLO text"),
    new_folder_note=translatable("Label folders that have no labels in YOLO files: a .txt for each image, classes.txt"),
    keywords=translatable("change save format ultralytics darknet"),
    export_note=translatable(
        "A file for each image, and the classes in data.yaml. Flags and verified marks are left out."
    ),
    renamed_class_note=translatable(
        "The name changes in the class list; label files have numbers and stay as they are."
    ),
    kept_class_note=translatable("The class list keeps the name {source}, as its numbers must not move."),
)
