"""The names and texts of the CSV format."""

from __future__ import annotations

from detector.data.formats.format_info import FormatInfo
from detector.translatable import translatable

INFO = FormatInfo(
    name="csv",
    title=translatable("CSV table"),
    plain_title="CSV",
    short_title="CSV",
    suffixes=(".csv",),
    has_file_per_image=False,
    menu_title=translatable("CSV &table"),
    new_folder_note=translatable("Use a CSV table for folders without labels: annotations.csv"),
    keywords=translatable("change save format spreadsheet excel tensorflow"),
    export_note=translatable("One annotations.csv: no flags, attributes or verified marks."),
    kept_class_note=translatable("The class list keeps {source}: class numbers must not change."),
)
