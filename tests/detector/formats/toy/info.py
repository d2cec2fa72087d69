"""A format that exists in tests alone: what it takes to add one."""

from __future__ import annotations

from detector.data.formats.format_info import FormatInfo
from detector.translatable import translatable

INFO = FormatInfo(
    name="toy",
    title=translatable("Toy lines"),
    plain_title="Toy",
    short_title="TOY",
    suffixes=(".toy",),
    has_file_per_image=True,
    menu_title=translatable("To&y lines"),
    new_folder_note=translatable("Label folders that have no labels in toy files"),
    keywords=translatable("plaything"),
    export_note=translatable("A line for each box."),
)
