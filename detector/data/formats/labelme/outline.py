"""The outline of an object in a labelme file: its polygons, or the pixels of its masks; parsed when it is needed.

Shapes of one class and one `group_id` are parts of one object, as in labelme's own exports. Here this holds for
polygons with three points or more, and for masks. Polygons and masks do not become one object, because a polygon moves
by fractions of a pixel.
https://github.com/wkentaro/labelme/blob/main/labelme/_utils/_shape.py
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from detector.data.annotation import Annotation
from detector.data.formats.shared.json_quick import decode_item
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.outlined_box import Outline, OutlineFaultError
from detector.data.outlines.rings import Rings
from detector.data.outlines.set_operations import unite_bitmaps

from .mask_png import parse_mask
from .points import Points, read_points

UNUSABLE_OUTLINE = (
    "{file}: {place} has an outline that cannot be used: {fault}. It is kept as it is, and only the box is used."
)
TOO_FEW_POINTS = "its polygon has fewer than 3 points"
UNREADABLE_POINTS = "its points are no pairs of numbers"

OutlineKind: TypeAlias = Literal["polygon", "mask"]
"""The shape types that are outlines."""
GROUP_KEY = "group_id"
MIN_POINTS = 3


@dataclass(frozen=True)
class LabelmeOutline:
    """The shapes of one object in a file, not yet parsed; see `OutlineSource`.

    Attributes:
        items: The shapes, all polygons or all masks.
        file: The name of the file, for messages.
        place: Which shapes they are, for messages.
        is_bitmap: Whether they are masks.
    """

    items: tuple[bytes, ...]
    file: str = field(compare=False)
    place: str = field(compare=False)
    is_bitmap: bool

    def parse_outline(self) -> Outline:
        try:
            outlines = [_parse_shape_outline(decode_item(item)) for item in self.items]
        except OutlineFaultError as fault:
            text = UNUSABLE_OUTLINE.format(file=self.file, place=self.place, fault=fault)
            raise OutlineFaultError(text) from None
        masks = [outline for outline in outlines if isinstance(outline, Bitmap)]
        rings = [outline for outline in outlines if isinstance(outline, Rings)]
        return unite_bitmaps(masks) if masks else Rings(tuple(part for one in rings for part in one.parts))


def _parse_shape_outline(value: Mapping[str, Any]) -> Outline:
    """Raises: OutlineFaultError."""
    points = read_points(value.get("points"))
    if points is None:
        raise OutlineFaultError(UNREADABLE_POINTS)
    if find_outline_kind(value) == "mask":
        return parse_mask(value.get("mask"), points)
    if len(points) < MIN_POINTS:
        raise OutlineFaultError(TOO_FEW_POINTS)
    return Rings.from_polygons([points])


def read_shape_kind(value: Mapping[str, Any]) -> str:
    """The shape type; `polygon` if the file states none."""
    return str(value.get("shape_type") or "polygon")


def find_outline_kind(value: Mapping[str, Any]) -> OutlineKind | None:
    """Which kind of outline a shape is; None if it is none."""
    kind = read_shape_kind(value)
    return "polygon" if kind == "polygon" else "mask" if kind == "mask" else None


def read_group(annotation: Annotation) -> int | None:
    """The `group_id` of an annotation if labelme accepts it: a whole number."""
    group = annotation.attributes.get(GROUP_KEY)
    return group if isinstance(group, int) and not isinstance(group, bool) else None


def can_be_part(kind: OutlineKind | None, points: Points | Sequence[Any]) -> bool:
    """Whether a shape can be one of several parts of an object."""
    return kind == "mask" or (kind == "polygon" and len(points) >= MIN_POINTS)
