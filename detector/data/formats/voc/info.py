"""The names and texts of the Pascal VOC format."""

from __future__ import annotations

from detector.data.formats.format_info import FormatInfo
from detector.translatable import translatable

INFO = FormatInfo(
    name="voc",
    title=translatable("Pascal VOC XML"),
    plain_title="Pascal VOC",
    short_title="VOC",
    suffixes=(".xml",),
    other_suffixes=(".png",),
    has_file_per_image=True,
    keeps=frozenset({"verified", "outlines"}),
    menu_title=translatable("Pascal &VOC XML"),
    new_folder_note=translatable("Use Pascal VOC for folders without labels: an .xml per image"),
    keywords=translatable("change save format labelimg"),
    export_note=translatable("A file per image: all but the scores; outlines as PNG."),
)
