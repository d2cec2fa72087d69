"""Which column of a table means what: recognized by the header, or by the shape of the rows of a table without one."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from detector.data.image_io import IMAGE_SUFFIXES

from .csv_numbers import number

FLAGS = ("difficult", "truncated", "occluded")
ONLY_CLASS = "object"
"""What all boxes of a table without a column for the class are called."""
_NAMES: Mapping[str, tuple[str, ...]] = {
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
"""By what a column may be called, without case, blanks and signs between words; the first that is there counts."""
_SCORES = ("confidence", "conf", "probability")
"""Further names of a score. Open Images calls something else so."""
_CORNERS = (
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
_TOP_LEFT = (
    ("bboxx", "bboxy"), ("bboxleft", "bboxtop"), ("boxx", "boxy"), ("bboxxmin", "bboxymin"), ("xmin", "ymin"),
    ("left", "top"), ("x1", "y1"), ("x", "y"),
)  # fmt: skip
_CENTERS = (
    ("xcenter", "ycenter"), ("centerx", "centery"), ("xcentre", "ycentre"), ("centrex", "centrey"), ("cx", "cy"),
    ("xc", "yc"), ("bboxcenterx", "bboxcentery"), ("bboxxcenter", "bboxycenter"), ("bboxcx", "bboxcy"),
)  # fmt: skip
_SIZES = (
    ("bboxwidth", "bboxheight"), ("bboxw", "bboxh"), ("boxwidth", "boxheight"), ("boxw", "boxh"), ("bw", "bh"),
    ("w", "h"), ("width", "height"),
)  # fmt: skip
_FIELDS = ("bbox", "boundingbox", "box", "bndbox", "bboxxywh")
_CORNER_FIELDS = ("bboxxyxy", "boxxyxy", "xyxy")
_SIGNS = re.compile(r"[\W_]+")
_WITHOUT_HEADER: tuple[tuple[str, str], ...] = (
    ("image x1 y1 x2 y2 label", "keras-retinanet"),
    ("label x y w h image width height", "makesense.ai"),
    ("image x1 y1 x2 y2 label width height", ""),
    ("image width height label x1 y1 x2 y2", ""),
)
"""The columns of tables that have no header, and the program that writes them; empty where none is known."""


class Geometry(enum.Enum):
    """What the four numbers of a box are, by the words for them in sentences."""

    CORNERS = ("x1", "y1", "x2", "y2")
    CORNER_AND_SIZE = ("x", "y", "width", "height")
    CENTER_AND_SIZE = ("x_center", "y_center", "width", "height")


@dataclass(frozen=True)
class Columns:
    """The place of each thing that the table says, and how it says it."""

    delimiter: str
    has_header: bool
    places: Mapping[str, int]
    """image, label, width and height (of the image), score, group and the flags: those that there are."""
    numbers: tuple[int, ...]
    """The places of the four numbers of the box, or the one place that has them all."""
    geometry: Geometry = Geometry.CORNERS
    normalised: bool = False
    """Whether coordinates are parts of the image's width and height, as Open Images has them, not pixels."""
    header: tuple[str, ...] = field(default=(), compare=False)
    """The names of the columns as they are written; empty for a table without header."""
    count: int = 0
    """How many columns the table has."""
    guess: str = ""
    """What the header leaves open and how it is read, as a sentence without the file's name; empty when it is clear."""

    def value(self, fields: Sequence[str], what: str) -> str:
        """The text of a row's field; empty where the row or the table has none."""
        place = self.places.get(what, len(fields))
        return fields[place].strip() if place < len(fields) else ""

    def name(self, place: int) -> str:
        """What the header calls a column."""
        return self.header[place].strip() if place < len(self.header) else ""


def compact(name: str) -> str:
    """A column's name without case and without what stands between its words: `Image Name` is `imagename`."""
    return _SIGNS.sub("", name).lower()


def recognize_header(row: Sequence[str], delimiter: str) -> Columns | None:
    """Return what the columns of this header mean; None when it is not the header of a table of boxes."""
    names = [compact(name) for name in row]
    places = {what: _place(names, aliases) for what, aliases in _NAMES.items()}
    found = {what: place for what, place in places.items() if place is not None}
    shapes = list(_shapes(names))
    if "image" not in found and "name" in names and found.get("label") != names.index("name"):
        found["image"] = names.index("name")
    if "image" not in found or not shapes:
        return None
    geometry, numbers = shapes[0]
    normalised = {"imageid", "labelname"} <= set(names)
    if "score" not in found and not normalised and (score := _place(names, _SCORES)) is not None:
        found["score"] = score
    for what in ("width", "height"):  # of the image, unless they are those of the box
        if what not in found and what in names and names.index(what) not in numbers:
            found[what] = names.index(what)
    found = {what: place for what, place in found.items() if place not in numbers}
    twice = next((other for _, other in shapes[1:] if not set(numbers) & set(other)), None)
    guess = _twice(row, numbers, twice) if twice is not None else ""
    return Columns(delimiter, True, found, numbers, geometry, normalised, tuple(row), len(row), guess)


def _shapes(names: Sequence[str]) -> Iterator[tuple[Geometry, tuple[int, ...]]]:
    """The ways in which these columns can hold a box, the likeliest first."""
    for aliases in _CORNERS:
        if set(aliases) <= set(names) and not ("x3" in names and "x1" in aliases):  # x3, y3: corners of a polygon
            yield Geometry.CORNERS, tuple(map(names.index, aliases))
    for fields, geometry in ((_CORNER_FIELDS, Geometry.CORNERS), (_FIELDS, Geometry.CORNER_AND_SIZE)):
        place = _place(names, fields)
        if place is not None:
            yield geometry, (place,)
    for corners, geometry in ((_CENTERS, Geometry.CENTER_AND_SIZE), (_TOP_LEFT, Geometry.CORNER_AND_SIZE)):
        corner = next((pair for pair in corners if set(pair) <= set(names)), None)
        size = next((pair for pair in _SIZES if set(pair) <= set(names)), None)
        if corner is not None and size is not None:
            yield geometry, tuple(map(names.index, (*corner, *size)))


def _twice(row: Sequence[str], numbers: Sequence[int], others: Sequence[int]) -> str:
    used, unused = (", ".join(row[place].strip() for place in places) for places in (numbers, others))
    return (
        f"has each box twice. {used} are read and saved; {unused} are not used, and do not change with an edited box."
    )


def recognize_rows(rows: Sequence[Sequence[str]], delimiter: str) -> Columns | None:
    """Return what the columns mean of a table without header that begins with `rows`; None when it is no such table."""
    for pattern, program in _WITHOUT_HEADER:
        words = pattern.split()
        if rows and _has_image(rows[0], words) and any(_fits(row, words) for row in rows):
            places = {word: place for place, word in enumerate(words)}
            corners = "x1" in places
            numbers = tuple(places.pop(word) for word in ("x1 y1 x2 y2" if corners else "x y w h").split())
            geometry = Geometry.CORNERS if corners else Geometry.CORNER_AND_SIZE
            guess = "" if program else f"has no header. Its columns are read as {', '.join(words)}."
            return Columns(delimiter, False, places, numbers, geometry, count=len(words), guess=guess)
    return None


def _has_image(row: Sequence[str], words: Sequence[str]) -> bool:
    """Whether the row has as many fields as `words`, with the name of an image in its place."""
    if len(row) != len(words):
        return False
    name = row[words.index("image")].strip().replace("\\", "/")
    return PurePosixPath(name).suffix.lower() in IMAGE_SUFFIXES


def _fits(row: Sequence[str], words: Sequence[str]) -> bool:
    """Whether the row is a box with a class, or an image and nothing else."""
    if not _has_image(row, words):
        return False
    fields = dict(zip(words, (text.strip() for text in row), strict=True))
    sides = [fields.pop(side) for side in ("width", "height") if side in fields]
    if not all(number(side) is not None for side in sides):
        return False
    label = fields.pop("label")
    numbers = [text for word, text in fields.items() if word != "image"]
    return not any((label, *numbers)) or (bool(label) and all(number(text) is not None for text in numbers))


def _place(names: Sequence[str], aliases: Sequence[str]) -> int | None:
    return next((names.index(alias) for alias in aliases if alias in names), None)


def names_image(names: Sequence[str]) -> bool:
    """Whether one of these compact names is that of a column for the image."""
    return _place(names, _NAMES["image"]) is not None
