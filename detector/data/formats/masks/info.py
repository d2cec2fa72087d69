"""The names and texts of the format with one PNG file for each object."""

from __future__ import annotations

from detector.data.formats.format_info import FormatInfo
from detector.translatable import translatable

INFO = FormatInfo(
    name="masks",
    title=translatable("Mask PNG"),
    plain_title="mask PNG",
    short_title="Masks",
    suffixes=(".png",),
    has_file_per_image=True,
    keeps=frozenset({"outlines"}),
    menu_title=translatable("&Mask PNG"),
    new_folder_note=translatable("Use masks for folders without labels: one .png for each object"),
    keywords=translatable("change save format instance segmentation"),
    export_note=translatable("One PNG for each object; a box becomes a rectangle. No flags, attributes or scores."),
)
