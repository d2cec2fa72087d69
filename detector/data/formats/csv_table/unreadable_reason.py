"""Explaining why a table that looks like labels cannot be read."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import PurePosixPath

from detector.data.image_io import IMAGE_SUFFIXES

from .columns import compact_name, has_image_column
from .encoding import TableEncodingError, decode_table_head
from .numbers import parse_table_number
from .recognition import iter_first_rows, recognize_table, split_separator_line
from .rows import DELIMITERS

_NEEDED_COLUMNS = "it needs a header with filename, class, xmin, ymin, xmax, ymax, or other names for these"
WORKBOOK = "is a workbook of a spreadsheet program, not a CSV text: save it as CSV UTF-8"
VIA_3_TABLE = "looks like a table from VIA 3, which is not read: export the project from VIA as COCO"
POLYGON_TABLE = "looks like a table of polygons, which are not read from tables: convert it to COCO"
SEVERAL_BOXES = "has several boxes in one field: write each into a row of its own"
NO_BOX_COLUMNS = "has columns for the image and the class, but none for a box: {needed}"
NO_IMAGE_COLUMN = "has boxes, but no column for the image: {needed}"
NO_HEADER = "has images and numbers, but no header that says what they are: {needed}"
NO_TABLE = "it is no table of boxes: {needed}"
_CLASS_COLUMN_NAMES = frozenset(("class", "label", "labelname", "classname", "category", "categoryname"))
_ZIP_SIGNATURE = b"PK\x03\x04"
_OLD_EXCEL_SIGNATURE = b"\xd0\xcf\x11\xe0"
_MAX_ROWS_CHECKED = 5
_COORDINATE_NAMES = frozenset(
    ("xmin", "ymin", "xmax", "ymax", "x1", "y1", "x2", "y2", "x", "y", "width", "height", "w", "h")
)


def find_unreadable_reason(head: bytes) -> str | None:
    """Why a CSV file that looks like labels is not read, worded as the end of a sentence that begins with its name.

    Args:
        head: The first bytes of the file; a few thousand are enough.

    Returns:
        The reason, such as "looks like a table from VIA 3, ..."; None if the file does not look like labels, or can be
        read.
    """
    if head.startswith((_ZIP_SIGNATURE, _OLD_EXCEL_SIGNATURE)):
        return WORKBOOK
    try:
        text = decode_table_head(head)
    except TableEncodingError as error:
        return str(error).removeprefix("it ") if _is_like_labels(head.decode("ascii", "replace")) else None
    return None if recognize_table(text) is not None else _find_fault(text)


def explain_no_table(text: str) -> str:
    """Why a text is not a table of boxes, worded as the end of a sentence that begins with the name of its file."""
    fault = _find_fault(text)
    return f"it {fault}" if fault is not None else NO_TABLE.format(needed=_NEEDED_COLUMNS)


def _is_like_labels(text: str) -> bool:
    return recognize_table(text) is not None or _find_fault(text) is not None


def _find_fault(text: str) -> str | None:
    """The reason for `find_unreadable_reason`, for a text that is not recognized as a table."""
    _, rest = split_separator_line(text)
    if "CSV_HEADER" in rest[:2_000] and "spatial_coordinates" in rest[:2_000]:
        return VIA_3_TABLE
    for delimiter in DELIMITERS:
        rows = list(islice(iter_first_rows(rest, delimiter), _MAX_ROWS_CHECKED))
        if rows and len(rows[0]) > 1:
            return _find_header_fault(rows[0]) or _find_headerless_fault(rows)
    return None


def _find_header_fault(row: Sequence[str]) -> str | None:
    names = [compact_name(name) for name in row]
    has_image, has_class = has_image_column(names), not _CLASS_COLUMN_NAMES.isdisjoint(names)
    if has_image and {"x3", "y3"} <= set(names):
        return POLYGON_TABLE
    if has_image and {"boxesstring", "predictionstring"} & set(names):
        return SEVERAL_BOXES
    if has_image and has_class:
        return NO_BOX_COLUMNS.format(needed=_NEEDED_COLUMNS)
    corners = [name for name in names if name in _COORDINATE_NAMES]
    if len(corners) >= 4 and not has_image:
        return NO_IMAGE_COLUMN.format(needed=_NEEDED_COLUMNS)
    return None


def _find_headerless_fault(rows: Sequence[Sequence[str]]) -> str | None:
    """The reason for rows with an image name and four adjacent numbers, but in no known order."""
    for row in rows:
        suffixes = {PurePosixPath(text.strip().replace("\\", "/")).suffix.lower() for text in row}
        numbers = "".join("1" if parse_table_number(text.strip()) is not None else " " for text in row)
        if suffixes & IMAGE_SUFFIXES and "1111" in numbers:
            return NO_HEADER.format(needed=_NEEDED_COLUMNS)
    return None
