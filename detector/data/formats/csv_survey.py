"""What only the rows of a table tell: decimal commas, and whether another reading of the box would be possible."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .csv_box import ColumnLayout
from .csv_columns import ONLY_CLASS, Columns, Geometry, compact
from .csv_geometry import Four, edges_of
from .csv_layout import RowFaultError
from .csv_numbers import has_decimal_comma
from .wording import counted

_BEYOND = 1.0
"""Pixels. Boxes reach outside their image by less when programs round."""


@dataclass(frozen=True)
class ColumnTable:
    """A table with boxes in columns, before its rows were seen; see `Surveyable`."""

    columns: Columns
    class_names: Mapping[str, str]

    @property
    def delimiter(self) -> str:
        return self.columns.delimiter

    @property
    def has_header(self) -> bool:
        return self.columns.has_header

    def image(self, fields: Sequence[str]) -> str:
        return self.columns.value(fields, "image")

    def survey(self) -> ColumnSurvey:
        return ColumnSurvey(self.columns, self.class_names)


class ColumnSurvey:
    """See `Survey`."""

    def __init__(self, columns: Columns, class_names: Mapping[str, str]) -> None:
        self._columns, self._class_names = columns, class_names
        self._reader = ColumnLayout(columns, comma=True)
        self._comma = False
        self._other, self._rename = _other_reading(columns)
        self._boxes = self._outside = self._outside_otherwise = 0

    def add(self, fields: Sequence[str]) -> None:
        if not self._comma and "," in "".join(fields):
            self._comma = any(
                has_decimal_comma(fields[place].strip()) for place in self._columns.numbers if place < len(fields)
            )
        if self._other is None:
            return
        try:
            numbers = self._reader.values(fields)
        except RowFaultError:
            return
        size = self._reader.stated_size(fields)
        self._boxes += 1
        self._outside += not _fits(edges_of(self._columns.geometry, numbers), size)
        otherwise = edges_of(self._other, numbers)
        if not _fits(otherwise, None):
            self._other = None  # it is not possible
        else:
            self._outside_otherwise += not _fits(otherwise, size)

    def layout(self) -> ColumnLayout:
        told = []
        if self._columns.guess:
            told.append(f"{{file}} {self._columns.guess}")
        if self._other is not None and self._boxes:
            told.append(self._reading(self._other))
        if "label" not in self._columns.places:
            told.append(f"{{file}} has no column for the class, so all of its boxes are of the class {ONLY_CLASS!r}.")
        return ColumnLayout(self._columns, self._comma, self._class_names, tuple(told))

    def _reading(self, other: Geometry) -> str:
        names = ", ".join(self._columns.name(place) for place in self._columns.numbers)
        means = _WORDS[self._columns.geometry]
        be, meant = ("is", "it is") if len(self._columns.numbers) == 1 else ("are", "they are")
        text = f"{{file}}: {names} {be} read as {means}."
        if self._outside and not self._outside_otherwise:
            boxes = counted(self._outside, "box then reaches", "boxes then reach")
            text += f" {boxes} outside of the image, and none would as {_WORDS[other]}."
        return f"{text} If {meant} {_WORDS[other]}, {self._rename}."


_WORDS: Mapping[Geometry, str] = {
    Geometry.CORNERS: "x1, y1, x2, y2",
    Geometry.CORNER_AND_SIZE: "the top left corner, width and height",
    Geometry.CENTER_AND_SIZE: "the center, width and height",
}


def _other_reading(columns: Columns) -> tuple[Geometry | None, str]:
    """How the columns could be meant, too, going by their names, and how to make it clear."""
    names = [compact(columns.name(place)) for place in columns.numbers]
    if columns.geometry is Geometry.CORNER_AND_SIZE and columns.has_header:
        if len(names) == 1 and names != ["bboxxywh"]:
            return Geometry.CORNERS, "rename the column to bbox_xyxy"
        if names[:2] == ["x", "y"]:
            return Geometry.CENTER_AND_SIZE, "rename the columns of x and y to x_center and y_center"
    return None, ""


def _fits(edges: Four, size: tuple[int, int] | None) -> bool:
    """Whether a box has its corners in order and lies in its image, as far as its size is known."""
    x1, y1, x2, y2 = edges
    if not (x1 < x2 and y1 < y2 and min(x1, y1) >= -_BEYOND):
        return False
    return size is None or (x2 <= size[0] + _BEYOND and y2 <= size[1] + _BEYOND)
