"""The outlines of CVAT's polygons and masks: read from the attributes of a shape, and written to them.

A polygon is one ring without holes. A mask is the run lengths of the pixels in its own box, row by row, beginning with
those outside.
https://docs.cvat.ai/docs/dataset_management/formats/xml_format/
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from detector.data.annotation import Annotation
from detector.data.formats.shared.coordinates import is_same_coordinate
from detector.data.geometry import Box, Geometry
from detector.data.outlines.bitmap import Bitmap, can_hold_pixels
from detector.data.outlines.outlined_box import Outline, OutlinedBox, OutlineFaultError, get_outline
from detector.data.outlines.packing import UnusableOutline
from detector.data.outlines.rasterization import rasterize_rings
from detector.data.outlines.rings import Rings
from detector.data.outlines.runs import transpose_toggles

from .shapes import CORNER_KEYS, compute_edges, format_number, read_points
from .xml_tree import XmlElement

UNUSABLE_OUTLINE = (
    "{place} is a {shape} with an outline that cannot be used: {fault}. It is kept as it is, and only the box around "
    "it is used."
)
TOO_FEW_POINTS = "it has fewer than 3 points"
NO_RUN_LENGTHS = "its rle is no list of whole numbers"
RUNS_DO_NOT_FIT = "its rle is for {pixels:,} pixels, not for its {width} x {height}"
NO_WHOLE_PLACE = "its left, top, width and height are no whole numbers of pixels"

Size = tuple[int, int]
"""Width and height in pixels."""
GEOMETRY_KEYS: Mapping[str, tuple[str, ...]] = {
    "box": (*CORNER_KEYS, "rotation"),
    "polygon": ("points",),
    "mask": ("rle", "left", "top", "width", "height"),
    "ellipse": ("cx", "cy", "rx", "ry", "rotation"),
}
"""The attributes that say where a shape is."""
_MIN_POINTS = 3
_RUN_LENGTHS_PATTERN = re.compile(r"\s*[0-9]{1,12}(\s*,\s*[0-9]{1,12})*\s*")


@dataclass(frozen=True)
class Place:
    """Where a shape is in its file, for messages."""

    file: str
    number: int
    label: str
    image: str

    def __str__(self) -> str:
        return f"{self.file}: shape {self.number} ({self.label}) of {self.image}"


@dataclass(frozen=True)
class CvatMask:
    """A mask in a file, not yet parsed; see `OutlineSource`."""

    rle: str
    box: Box
    place: Place = field(compare=False)

    @property
    def is_bitmap(self) -> bool:
        return True

    def parse_outline(self) -> Bitmap:
        try:
            return _parse_mask(self.rle, self.box)
        except OutlineFaultError as fault:
            text = UNUSABLE_OUTLINE.format(place=self.place, shape="mask", fault=fault)
            raise OutlineFaultError(text) from None


def read_geometry(shape: XmlElement, place: Place) -> Geometry:
    """The box of a shape, with the outline of a polygon or a mask.

    Raises:
        ItemFaultError: Its coordinates cannot be used.
    """
    if shape.name == "polygon":
        points = read_points(shape.attributes)
        box = Box(*points.min(axis=0).tolist(), *points.max(axis=0).tolist())
        if len(points) >= _MIN_POINTS:
            return OutlinedBox(box, Rings.from_polygons([points]))
        fault = UNUSABLE_OUTLINE.format(place=place, shape="polygon", fault=TOO_FEW_POINTS)
        return OutlinedBox(box, UnusableOutline(fault))
    box = Box(*compute_edges(shape.name, shape.attributes))
    return OutlinedBox(box, CvatMask(shape.attributes.get("rle", ""), box, place)) if shape.name == "mask" else box


def _parse_mask(rle: str, box: Box) -> Bitmap:
    """Raises: OutlineFaultError."""
    edges = [int(edge) for edge in box.xyxy]
    left, top, width, height = edges[0], edges[1], edges[2] - edges[0], edges[3] - edges[1]
    if edges != list(box.xyxy) or not can_hold_pixels(width, height) or not width * height:
        raise OutlineFaultError(NO_WHOLE_PLACE)
    if not _RUN_LENGTHS_PATTERN.fullmatch(rle):
        raise OutlineFaultError(NO_RUN_LENGTHS)
    counts = np.array(rle.split(","), np.int64)
    pixels = int(counts.sum())
    if pixels != width * height:
        raise OutlineFaultError(RUNS_DO_NOT_FIT.format(pixels=pixels, width=width, height=height))
    toggles = np.cumsum(counts)[: len(counts) // 2 * 2]
    return Bitmap.from_toggles(transpose_toggles(toggles, width, height), height).move_by(left, top)


@dataclass(frozen=True)
class ShapeText:
    """A shape to be written: its element, and the attributes that say where it is."""

    kind: str
    values: Mapping[str, str]


def format_shape(annotation: Annotation, size: Size | None) -> ShapeText:
    """The shape of an annotation.

    Rings with holes or several parts become a mask, decided pixel by pixel as COCO does it, because a polygon of CVAT
    is one ring. A mask ends at the border of the image. Without an outline, or with one without pixels, it is a box.

    Args:
        annotation: The annotation.
        size: The size of its image; None if it is not known.
    """
    outline = get_outline(annotation.geometry)
    if isinstance(outline, Rings) and not needs_mask(outline):
        points = (f"{format_number(x)},{format_number(y)}" for x, y in next(outline.rings).points.tolist())
        return ShapeText("polygon", {"points": ";".join(points)})
    bitmap = None if outline is None else _rasterize(outline, size)
    if bitmap is not None and not bitmap.is_degenerate:
        return ShapeText("mask", _format_mask(bitmap))
    edges = zip(CORNER_KEYS, annotation.bounds.xyxy, strict=True)
    return ShapeText("box", {key: format_number(edge) for key, edge in edges})


def needs_mask(geometry: Geometry) -> bool:
    """Whether rings can only be written as a mask of whole pixels: they have holes or several parts."""
    if isinstance(geometry, OutlinedBox) and isinstance(geometry.source, CvatMask):
        return False  # not parsed for this
    outline = get_outline(geometry)
    return isinstance(outline, Rings) and (len(outline.parts) != 1 or outline.has_holes)


def _rasterize(outline: Outline, size: Size | None) -> Bitmap:
    """The pixels of an outline in an image of this size; those of a bitmap that is wholly outside as they are."""
    if isinstance(outline, Rings):
        width, height = size or (int(edge) + 1 for edge in outline.bounds.xyxy[2:])
        return rasterize_rings(outline, max(width, 1), max(height, 1))
    clipped = outline if size is None else outline.clip_to(*size)
    return outline if clipped.is_degenerate else clipped


def _format_mask(bitmap: Bitmap) -> dict[str, str]:
    toggles = transpose_toggles(bitmap.toggles, bitmap.height, bitmap.width)
    pixels = bitmap.width * bitmap.height
    ends = toggles if len(toggles) and toggles[-1] == pixels else np.append(toggles, pixels)
    counts = np.diff(ends, prepend=0).tolist()
    place = {"left": bitmap.left, "top": bitmap.top, "width": bitmap.width, "height": bitmap.height}
    return {"rle": ", ".join(map(str, counts)), **{key: str(value) for key, value in place.items()}}


def find_shape_change(shape: XmlElement, before: Annotation, after: Annotation, size: Size | None) -> ShapeText | None:
    """The shape after its outline changed, in an element of the same kind where that is possible.

    Args:
        shape: The element.
        before: What was read from it.
        after: What it is now.
        size: The size of the image; None if it is not known.

    Returns:
        The attributes that change, or all of them if it becomes a shape of another kind; None if neither has an outline
        that can be used, so that the element follows its box.
    """
    old, new = get_outline(before.geometry), get_outline(after.geometry)
    if new is None and (isinstance(after.geometry, OutlinedBox) or shape.name in ("box", "ellipse")):
        return None
    if old == new and old is not None:
        return ShapeText(shape.name, {})
    if isinstance(old, Bitmap) and isinstance(new, Bitmap) and _is_moved(old, new, size):
        box = before.bounds
        place = {"left": box.x1 + new.left - old.left, "top": box.y1 + new.top - old.top}
        return ShapeText("mask", {key: f"{value:.0f}" for key, value in place.items()})
    if isinstance(old, Rings) and isinstance(new, Rings) and not needs_mask(new) and shape.name == "polygon":
        return ShapeText("polygon", {"points": _edit_points(shape.attributes["points"], old, new)})
    return format_shape(after, size)


def _is_moved(old: Bitmap, new: Bitmap, size: Size | None) -> bool:
    is_same = (old.width, old.height, old.packed) == (new.width, new.height, new.packed)
    return is_same and (size is None or new.bounds.is_inside(*size))


def _edit_points(text: str, old: Rings, new: Rings) -> str:
    """The points of a polygon; coordinates that it had keep their text."""
    texts = [point.split(",") for point in text.split(";")]
    before, after = (next(rings.rings).points.tolist() for rings in (old, new))
    if len(before) != len(after):
        known = {tuple(point): ",".join(parts) for point, parts in zip(before, texts, strict=True)}
        return ";".join(known.get((x, y)) or f"{format_number(x)},{format_number(y)}" for x, y in after)
    for parts, was, now in zip(texts, before, after, strict=True):
        for axis in (0, 1):
            if not is_same_coordinate(was[axis], now[axis]):
                parts[axis] = format_number(now[axis])
    return ";".join(map(",".join, texts))
