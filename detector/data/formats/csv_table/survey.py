"""What only the rows of a table show: decimal commas, and whether its boxes can be read in another way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from detector.data.formats.shared.wording import format_count

from .columns import SINGLE_CLASS, BoxEncoding, TableColumns, compact_name
from .geometry import FourNumbers, compute_edges
from .layout import RowFaultError
from .numbers import has_decimal_comma
from .row_box import ColumnLayout

_MAX_ROUNDING_PX = 1.0
"""Boxes may be outside of their image by less than this because of rounding."""


@dataclass(frozen=True)
class ColumnTable:
    """A table with boxes in columns, before its rows were read; see `SurveyableTable`."""

    columns: TableColumns
    class_names: Mapping[str, str]

    @property
    def delimiter(self) -> str:
        return self.columns.delimiter

    @property
    def has_header(self) -> bool:
        return self.columns.has_header

    def read_image_name(self, fields: Sequence[str]) -> str:
        return self.columns.get_field(fields, "image")

    def start_survey(self) -> ColumnSurvey:
        return ColumnSurvey(self.columns, self.class_names)


class ColumnSurvey:
    """See `TableSurvey`."""

    def __init__(self, columns: TableColumns, class_names: Mapping[str, str]) -> None:
        self._columns, self._class_names = columns, class_names
        self._layout = ColumnLayout(columns, has_decimal_comma=True)
        self._has_decimal_comma = False
        self._other, self._rename = _find_other_reading(columns)
        self._box_count = self._outside = self._outside_otherwise = 0

    def add_row(self, fields: Sequence[str]) -> None:
        if not self._has_decimal_comma and "," in "".join(fields):
            self._has_decimal_comma = any(
                has_decimal_comma(fields[place].strip()) for place in self._columns.number_places if place < len(fields)
            )
        if self._other is None:
            return
        try:
            numbers = self._layout.read_numbers(fields)
        except RowFaultError:
            return
        size = self._layout.read_stated_size(fields)
        self._box_count += 1
        self._outside += not _is_inside(compute_edges(self._columns.box_encoding, numbers), size)
        otherwise = compute_edges(self._other, numbers)
        if not _is_inside(otherwise, None):
            self._other = None  # impossible: a box would not be valid
        else:
            self._outside_otherwise += not _is_inside(otherwise, size)

    def build_layout(self) -> ColumnLayout:
        messages = []
        if self._columns.ambiguity_notice:
            messages.append(f"{{file}} {self._columns.ambiguity_notice}")
        if self._other is not None and self._box_count:
            messages.append(self._describe_reading(self._other))
        if "label" not in self._columns.places:
            messages.append(
                f"{{file}} has no column for the class, so all of its boxes are of the class {SINGLE_CLASS!r}."
            )
        return ColumnLayout(self._columns, self._has_decimal_comma, self._class_names, tuple(messages))

    def _describe_reading(self, other: BoxEncoding) -> str:
        names = ", ".join(self._columns.get_column_name(place) for place in self._columns.number_places)
        means = _ENCODING_WORDS[self._columns.box_encoding]
        be, pronoun = ("is", "it is") if len(self._columns.number_places) == 1 else ("are", "they are")
        text = f"{{file}}: {names} {be} read as {means}."
        if self._outside and not self._outside_otherwise:
            boxes = format_count(self._outside, "box then reaches", "boxes then reach")
            text += f" {boxes} outside of the image, and none would as {_ENCODING_WORDS[other]}."
        return f"{text} If {pronoun} {_ENCODING_WORDS[other]}, {self._rename}."


_ENCODING_WORDS: Mapping[BoxEncoding, str] = {
    BoxEncoding.CORNERS: "x1, y1, x2, y2",
    BoxEncoding.CORNER_AND_SIZE: "the top left corner, width and height",
    BoxEncoding.CENTER_AND_SIZE: "the center, width and height",
}


def _find_other_reading(columns: TableColumns) -> tuple[BoxEncoding | None, str]:
    """Another possible meaning of the columns according to their names, and how to make the header unambiguous."""
    names = [compact_name(columns.get_column_name(place)) for place in columns.number_places]
    if columns.box_encoding is BoxEncoding.CORNER_AND_SIZE and columns.has_header:
        if len(names) == 1 and names != ["bboxxywh"]:
            return BoxEncoding.CORNERS, "rename the column to bbox_xyxy"
        if names[:2] == ["x", "y"]:
            return BoxEncoding.CENTER_AND_SIZE, "rename the columns of x and y to x_center and y_center"
    return None, ""


def _is_inside(edges: FourNumbers, size: tuple[int, int] | None) -> bool:
    """Whether the corners of a box are in order and inside of the image, as far as its size is known."""
    x1, y1, x2, y2 = edges
    if not (x1 < x2 and y1 < y2 and min(x1, y1) >= -_MAX_ROUNDING_PX):
        return False
    return size is None or (x2 <= size[0] + _MAX_ROUNDING_PX and y2 <= size[1] + _MAX_ROUNDING_PX)
