"""Recognizing the columns of a table by its header or, without a header, by the form of its rows."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from detector.data.image_io import IMAGE_SUFFIXES

from .numbers import parse_table_number

BOXES_TWICE = (
    "has each box twice. {read} are read and saved; {unused} are not used, and do not change with an edited box."
)

FLAGS = ("difficult", "truncated", "occluded")
SINGLE_CLASS = "object"
"""The class of all boxes in a table without a class column."""
_COLUMN_ALIASES: Mapping[str, tuple[str, ...]] = {
    "image": ("filename", "file", "image", "imagename", "img", "imgname", "imageid", "path", "imgpath", "imagepath",
              "filepath", "imagefile", "imgfile", "imagefilename", "frame"),
    "label": ("class", "label", "labelname", "classname", "classlabel", "category", "categoryname", "objectclass",
              "objectname", "name", "annotationtag", "tag", "type", "species", "labels", "classid", "categoryid",
              "labelid"),
    "width": ("imagewidth", "imgwidth", "imwidth"),
    "height": ("imageheight", "imgheight", "imheight"),
    "difficult": ("difficult",),
    "truncated": ("truncated", "istruncated"),
    "occluded": ("occluded", "isoccluded"),
    "score": ("score",),
    "group": ("isgroupof",),
}  # fmt: skip
"""Possible names of each column, without case, spaces and punctuation. The first that the table has is used."""
_SCORE_ALIASES = ("confidence", "conf", "probability")
"""Further names of the score column, not used for Open Images, where they mean something else."""
_CORNER_ALIASES = (
    ("xmin", "ymin", "xmax", "ymax"),
    ("x1", "y1", "x2", "y2"),
    ("x0", "y0", "x1", "y1"),
    ("left", "top", "right", "bottom"),
    ("xtl", "ytl", "xbr", "ybr"),
    ("minx", "miny", "maxx", "maxy"),
    ("xstart", "ystart", "xend", "yend"),
    ("startx", "starty", "endx", "endy"),
    ("bboxxmin", "bboxymin", "bboxxmax", "bboxymax"),
    ("bboxx1", "bboxy1", "bboxx2", "bboxy2"),
    ("bboxleft", "bboxtop", "bboxright", "bboxbottom"),
    ("roix1", "roiy1", "roix2", "roiy2"),
    ("upperleftcornerx", "upperleftcornery", "lowerrightcornerx", "lowerrightcornery"),
)
_TOP_LEFT_ALIASES = (
    ("bboxx", "bboxy"), ("bboxleft", "bboxtop"), ("boxx", "boxy"), ("bboxxmin", "bboxymin"), ("xmin", "ymin"),
    ("left", "top"), ("x1", "y1"), ("x", "y"),
)  # fmt: skip
_CENTER_ALIASES = (
    ("xcenter", "ycenter"), ("centerx", "centery"), ("xcentre", "ycentre"), ("centrex", "centrey"), ("cx", "cy"),
    ("xc", "yc"), ("bboxcenterx", "bboxcentery"), ("bboxxcenter", "bboxycenter"), ("bboxcx", "bboxcy"),
)  # fmt: skip
_SIZE_ALIASES = (
    ("bboxwidth", "bboxheight"), ("bboxw", "bboxh"), ("boxwidth", "boxheight"), ("boxw", "boxh"), ("bw", "bh"),
    ("w", "h"), ("width", "height"),
)  # fmt: skip
_BOX_FIELD_ALIASES = ("bbox", "boundingbox", "box", "bndbox", "bboxxywh")
_CORNER_FIELD_ALIASES = ("bboxxyxy", "boxxyxy", "xyxy")
_SIGN_PATTERN = re.compile(r"[\W_]+")
_HEADERLESS_LAYOUTS: tuple[tuple[str, str], ...] = (
    ("image x1 y1 x2 y2 label", "keras-retinanet"),
    ("label x y w h image width height", "makesense.ai"),
    ("image x1 y1 x2 y2 label width height", ""),
    ("image width height label x1 y1 x2 y2", ""),
)
"""The columns of tables without a header, and the program that writes them; empty if unknown."""


class BoxEncoding(enum.Enum):
    """The meaning of the four numbers of a box; the values are the names of the numbers in messages."""

    CORNERS = ("x1", "y1", "x2", "y2")
    CORNER_AND_SIZE = ("x", "y", "width", "height")
    CENTER_AND_SIZE = ("x_center", "y_center", "width", "height")


@dataclass(frozen=True)
class TableColumns:
    """The columns of a table and their meaning."""

    delimiter: str
    has_header: bool
    places: Mapping[str, int]
    """Index of each existing column: image, label, width and height (of the image), score, group, and the flags."""
    number_places: tuple[int, ...]
    """The indices of the four columns of a box, or of the one column with all four numbers."""
    box_encoding: BoxEncoding = BoxEncoding.CORNERS
    is_normalized: bool = False
    """Whether coordinates are fractions of the image size, as in Open Images, not pixels."""
    header: tuple[str, ...] = field(default=(), compare=False)
    """The names of the columns as written; empty for a table without header."""
    column_count: int = 0
    """The number of columns."""
    ambiguity_notice: str = ""
    """A sentence, without the name of the file, about how an ambiguous header is read; empty if it is not ambiguous."""

    def get_field(self, fields: Sequence[str], what: str) -> str:
        """The text of a field without surrounding whitespace; empty if the row or the table does not have it."""
        place = self.places.get(what, len(fields))
        return fields[place].strip() if place < len(fields) else ""

    def get_column_name(self, place: int) -> str:
        """The name of a column in the header; empty without a header."""
        return self.header[place].strip() if place < len(self.header) else ""


def compact_name(name: str) -> str:
    """A column name in lower case without spaces and punctuation: `imagename` for `Image Name`."""
    return _SIGN_PATTERN.sub("", name).lower()


def recognize_header(row: Sequence[str], delimiter: str) -> TableColumns | None:
    """The columns of a table with this header; None if it is not the header of a table of boxes."""
    names = [compact_name(name) for name in row]
    places = {what: _find_place(names, aliases) for what, aliases in _COLUMN_ALIASES.items()}
    found = {what: place for what, place in places.items() if place is not None}
    shapes = list(_iter_box_columns(names))
    if "image" not in found and "name" in names and found.get("label") != names.index("name"):
        found["image"] = names.index("name")
    if "image" not in found or not shapes:
        return None
    geometry, numbers = shapes[0]
    is_normalized = {"imageid", "labelname"} <= set(names)
    if "score" not in found and not is_normalized and (score := _find_place(names, _SCORE_ALIASES)) is not None:
        found["score"] = score
    for what in ("width", "height"):  # those of the image, unless the box already uses the column
        if what not in found and what in names and names.index(what) not in numbers:
            found[what] = names.index(what)
    found = {what: place for what, place in found.items() if place not in numbers}
    twice = next((other for _, other in shapes[1:] if not set(numbers) & set(other)), None)
    guess = _describe_second_box(row, numbers, twice) if twice is not None else ""
    return TableColumns(delimiter, True, found, numbers, geometry, is_normalized, tuple(row), len(row), guess)


def _iter_box_columns(names: Sequence[str]) -> Iterator[tuple[BoxEncoding, tuple[int, ...]]]:
    """The ways in which these columns can define a box, the most likely first."""
    for aliases in _CORNER_ALIASES:
        if set(aliases) <= set(names) and not ("x3" in names and "x1" in aliases):  # x3, y3: corners of a polygon
            yield BoxEncoding.CORNERS, tuple(map(names.index, aliases))
    for fields, geometry in (
        (_CORNER_FIELD_ALIASES, BoxEncoding.CORNERS),
        (_BOX_FIELD_ALIASES, BoxEncoding.CORNER_AND_SIZE),
    ):
        place = _find_place(names, fields)
        if place is not None:
            yield geometry, (place,)
    for corners, geometry in (
        (_CENTER_ALIASES, BoxEncoding.CENTER_AND_SIZE),
        (_TOP_LEFT_ALIASES, BoxEncoding.CORNER_AND_SIZE),
    ):
        corner = next((pair for pair in corners if set(pair) <= set(names)), None)
        size = next((pair for pair in _SIZE_ALIASES if set(pair) <= set(names)), None)
        if corner is not None and size is not None:
            yield geometry, tuple(map(names.index, (*corner, *size)))


def _describe_second_box(row: Sequence[str], numbers: Sequence[int], others: Sequence[int]) -> str:
    used, unused = (", ".join(row[place].strip() for place in places) for places in (numbers, others))
    return BOXES_TWICE.format(read=used, unused=unused)


def recognize_rows(rows: Sequence[Sequence[str]], delimiter: str) -> TableColumns | None:
    """The columns of a table without header that begins with `rows`; None if it is not a table of boxes."""
    for pattern, program in _HEADERLESS_LAYOUTS:
        words = pattern.split()
        if rows and _has_image_name(rows[0], words) and any(_is_box_row(row, words) for row in rows):
            places = {word: place for place, word in enumerate(words)}
            corners = "x1" in places
            numbers = tuple(places.pop(word) for word in ("x1 y1 x2 y2" if corners else "x y w h").split())
            geometry = BoxEncoding.CORNERS if corners else BoxEncoding.CORNER_AND_SIZE
            guess = "" if program else f"has no header. Its columns are read as {', '.join(words)}."
            return TableColumns(
                delimiter, False, places, numbers, geometry, column_count=len(words), ambiguity_notice=guess
            )
    return None


def _has_image_name(row: Sequence[str], words: Sequence[str]) -> bool:
    """Whether the row has as many fields as `words`, with an image name at the position of `image`."""
    if len(row) != len(words):
        return False
    name = row[words.index("image")].strip().replace("\\", "/")
    return PurePosixPath(name).suffix.lower() in IMAGE_SUFFIXES


def _is_box_row(row: Sequence[str], words: Sequence[str]) -> bool:
    """Whether the row is a box with a class, or an image without a box."""
    if not _has_image_name(row, words):
        return False
    fields = dict(zip(words, (text.strip() for text in row), strict=True))
    sides = [fields.pop(side) for side in ("width", "height") if side in fields]
    if not all(parse_table_number(side) is not None for side in sides):
        return False
    label = fields.pop("label")
    numbers = [text for word, text in fields.items() if word != "image"]
    return not any((label, *numbers)) or (bool(label) and all(parse_table_number(text) is not None for text in numbers))


def _find_place(names: Sequence[str], aliases: Sequence[str]) -> int | None:
    return next((names.index(alias) for alias in aliases if alias in names), None)


def has_image_column(names: Sequence[str]) -> bool:
    """Whether one of these compact names is a name of the image column."""
    return _find_place(names, _COLUMN_ALIASES["image"]) is not None
