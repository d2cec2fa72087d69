"""The names and texts of the format."""

from __future__ import annotations

from detector.data.formats.format_info import FormatInfo

INFO = FormatInfo(
    name="lines",
    title="Lines of text",
    plain_title="Lines",
    short_title="LINES",
    suffixes=(".lines",),
    has_file_per_image=True,
    menu_title="Lines of te&xt",
    new_folder_note="Label folders that have no labels in .lines files",
    keywords="text plain simple",
    export_note="A line for each box.",
)
