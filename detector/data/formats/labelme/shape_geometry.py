"""What a geometry is as shapes of labelme, and the text of its points.

labelme's polygons cannot have holes, so rings with holes become a mask, decided pixel by pixel as COCO does it. A mask
shape holds holes and parts of its own. New points are written with all their digits, as labelme writes them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from detector.data.formats.shared.coordinates import COORDINATE_DECIMALS
from detector.data.formats.shared.json_scan import skip_space
from detector.data.geometry import Box, Geometry
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.outlined_box import get_outline
from detector.data.outlines.rasterization import rasterize_rings
from detector.data.outlines.rings import Ring, Rings

from .mask_png import format_mask
from .outline import MIN_POINTS, OutlineKind

Size = tuple[int, int]
"""Width and height in pixels."""


@dataclass(frozen=True)
class ShapeGeometry:
    """The members of a shape that say where it is.

    Attributes:
        kind: Its `shape_type`.
        points: Its points, x y.
        mask: The PNG of a mask.
    """

    kind: str
    points: Sequence[Sequence[float]]
    mask: str | None = None


class SplitGeometry(NamedTuple):
    """A geometry as shapes.

    Attributes:
        shapes: One or more shapes.
        kind: What they are; None for a box.
        rasterized: The pixels of rings with holes, if these became a mask.
    """

    shapes: tuple[ShapeGeometry, ...]
    kind: OutlineKind | None
    rasterized: Bitmap | None = None


def split_geometry(geometry: Geometry, size: Size | None) -> SplitGeometry:
    """The shapes of a geometry.

    Args:
        geometry: The geometry.
        size: The size of the image, where rasterized rings end; None if the file does not state it.
    """
    outline = get_outline(geometry)
    if isinstance(outline, Rings) and outline.parts:
        if not outline.has_holes:
            return SplitGeometry(tuple(map(_build_polygon, outline.rings)), "polygon")
        bitmap = rasterize_rings(outline, *(size or _find_image_size(outline)))
        return SplitGeometry((_build_mask(bitmap, geometry.bounds),), "mask", bitmap)
    if isinstance(outline, Bitmap):
        return SplitGeometry((_build_mask(outline, geometry.bounds),), "mask")
    return SplitGeometry((build_rectangle(geometry.bounds),), None)


def build_rectangle(box: Box) -> ShapeGeometry:
    x1, y1, x2, y2 = map(round_coordinate, box.xyxy)
    return ShapeGeometry("rectangle", [[x1, y1], [x2, y2]])


def _build_polygon(ring: Ring) -> ShapeGeometry:
    """Labelme refuses polygons of one or two points; the last is repeated, which encloses the same."""
    points = (ring.points + 0.0).tolist()
    return ShapeGeometry("polygon", points + points[-1:] * (MIN_POINTS - len(points)))


def _build_mask(bitmap: Bitmap, box: Box) -> ShapeGeometry:
    x1, y1, x2, y2 = _choose_edges(bitmap, box)
    png = format_mask(bitmap, x1, y1, x2 - x1, y2 - y1)
    return ShapeGeometry("mask", [[float(x1), float(y1)], [x2 - 1.0, y2 - 1.0]], png)


def _choose_edges(bitmap: Bitmap, box: Box) -> tuple[int, int, int, int]:
    """The edges of the PNG, which are those of the box: the box if it has whole numbers and holds all pixels."""
    x1, y1, x2, y2 = math.floor(box.x1), math.floor(box.y1), math.ceil(box.x2), math.ceil(box.y2)
    around = bitmap.bounds
    if bitmap.is_degenerate:
        return x1, y1, max(x2, x1 + 1), max(y2, y1 + 1)
    if box.xyxy == (x1, y1, x2, y2) and x1 <= around.x1 and y1 <= around.y1 and x2 >= around.x2 and y2 >= around.y2:
        return x1, y1, x2, y2
    return bitmap.left, bitmap.top, bitmap.left + bitmap.width, bitmap.top + bitmap.height


def _find_image_size(rings: Rings) -> Size:
    """The size of an image that `rings` fit into."""
    bounds = rings.bounds
    return max(math.ceil(bounds.x2), 0) + 1, max(math.ceil(bounds.y2), 0) + 1


def format_indented(value: Any, model: str | None) -> str:
    """A value as JSON, indented if the shape `model` is: its keys are three levels deep."""
    space = model[1 : skip_space(model, 1)] if model else ""
    if "\n" not in space:
        return json.dumps(value)
    indent = space.rpartition("\n")[2]
    return json.dumps(value, indent=indent[: len(indent) // 3]).replace("\n", space)


def format_number(value: float) -> str:
    """A coordinate that changed, rounded as those of boxes."""
    return json.dumps(round_coordinate(value))


def round_coordinate(value: float) -> float:
    return round(float(value), COORDINATE_DECIMALS) + 0.0  # no -0.0
