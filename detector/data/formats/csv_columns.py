"""Which column of a table means what: recognised by the header, or by the shape of a row without one."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from detector.data.image_io import IMAGE_SUFFIXES

DELIMITERS = ",;\t"
_NAMES: Mapping[str, tuple[str, ...]] = {
    "image": ("filename", "file_name", "file", "image", "image_name", "img", "imageid", "image_id", "path", "img_path",
              "image_path", "filepath"),
    "label": ("class", "label", "labelname", "label_name", "class_name", "category", "category_name", "name"),
    "x1": ("xmin", "x_min", "x1", "left"),
    "y1": ("ymin", "y_min", "y1", "top"),
    "x2": ("xmax", "x_max", "x2", "right"),
    "y2": ("ymax", "y_max", "y2", "bottom"),
    "width": ("width", "image_width", "img_width"),
    "height": ("height", "image_height", "img_height"),
    "difficult": ("difficult",),
    "truncated": ("truncated", "istruncated"),
    "occluded": ("occluded", "isoccluded"),
    "score": ("score",),
    "group": ("isgroupof",),
}  # fmt: skip
"""By what a column may be called, in any case; the first that is there counts."""
CORNERS = ("x1", "y1", "x2", "y2")
FLAGS = ("difficult", "truncated", "occluded")
_NEEDED = ("image", "label", *CORNERS)
_WITHOUT_HEADER = {"image": 0, "x1": 1, "y1": 2, "x2": 3, "y2": 4, "label": 5}
"""As keras-retinanet has it."""


@dataclass(frozen=True)
class Columns:
    """The place of each thing that the table says, and how it says it.

    `normalised`: coordinates are parts of the image's width and height, as Open Images has them, not pixels.
    """

    delimiter: str
    has_header: bool
    places: Mapping[str, int]
    normalised: bool = False

    def value(self, fields: Sequence[str], what: str) -> str:
        """The text of a row's field; empty where the row or the table has none."""
        place = self.places.get(what, len(fields))
        return fields[place].strip() if place < len(fields) else ""

    def is_blank(self, fields: Sequence[str]) -> bool:
        """Whether the row says of an image that it shows no object."""
        return not any(self.value(fields, what) for what in ("label", *CORNERS))


def recognised(head: str) -> Columns | None:
    """The columns of the table that begins with `head`; None when it is no table of boxes."""
    for delimiter in DELIMITERS:
        row = _first_row(head, delimiter)
        names = [name.strip().lower() for name in row]
        places = {what: _place(names, aliases) for what, aliases in _NAMES.items()}
        found = {what: place for what, place in places.items() if place is not None}
        if all(what in found for what in _NEEDED):
            return Columns(delimiter, True, found, normalised={"imageid", "labelname"} <= set(names))
        if _is_box_row(row):
            return Columns(delimiter, False, _WITHOUT_HEADER)
    return None


def _first_row(text: str, delimiter: str) -> list[str]:
    """That is not empty."""
    try:
        rows = csv.reader(text.splitlines(), delimiter=delimiter, skipinitialspace=True)
        return next((row for row in rows if any(row)), [])
    except csv.Error:
        return []


def _place(names: Sequence[str], aliases: Sequence[str]) -> int | None:
    return next((names.index(alias) for alias in aliases if alias in names), None)


def _is_box_row(row: Sequence[str]) -> bool:
    """Six fields: an image, four numbers and a class, or an image and nothing."""
    if len(row) != 6 or PurePosixPath(row[0].strip().replace("\\", "/")).suffix.lower() not in IMAGE_SUFFIXES:
        return False
    return not any(row[1:]) or (all(number(text) is not None for text in row[1:5]) and bool(row[5].strip()))


def number(text: str) -> float | None:
    """A finite decimal number, or None."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in text else None
