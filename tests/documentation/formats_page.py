"""The table of the label formats, from their registry."""

from __future__ import annotations

from detector.data.formats.format_info import FormatInfo
from detector.data.formats.format_list import FORMAT_INFOS
from tests.documentation.markdown import format_table

HEADER = ("format", "`--to`, `--format`", "files", "coordinates", "outlines", "verified", "a new file has")


def render_format_table() -> str:
    """One row for each format, in the order in which the format of a folder is detected."""
    return format_table(HEADER, map(_build_row, FORMAT_INFOS.values()))


def _build_row(info: FormatInfo) -> tuple[str, ...]:
    files = ", ".join(f"`{suffix}`" for suffix in info.all_suffixes)
    outlines = "–" if "outlines" not in info.keeps else "one ring" if info.has_one_ring else "rings, holes, masks"
    return (
        info.plain_title,
        f"`{info.name}`",
        files,
        "pixels" if info.has_pixel_coordinates else "fractions of the image",
        outlines,
        "yes" if "verified" in info.keeps else "–",
        info.export_note,
    )
