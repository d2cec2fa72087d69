"""What of outlines a format cannot hold, counted and in sentences."""

from __future__ import annotations

from detector.data.geometry import Geometry
from detector.data.outlines.outlined_box import OutlinedBox, get_outline
from detector.data.outlines.rings import Rings

from .wording import format_count

OTHER_BOUNDS = "{boxes} from the bounds of their outline by more than a pixel: only the outline is written."
SEVERAL_RINGS = (
    "{outlines} several parts or holes, which a polygon of {format} cannot have: only the box of each is written."
)
_MAX_ROUNDING_PX = 1.0
"""Boxes that differ by less are those of the outline: programs round them, to whole pixels or the last pixel inside."""


def has_holes(geometry: Geometry) -> bool:
    """Whether a geometry is rings with holes."""
    outline = get_outline(geometry)
    return isinstance(outline, Rings) and outline.has_holes


def has_other_bounds(geometry: Geometry) -> bool:
    """Whether the box of a geometry is not that around its outline, which not all formats can state."""
    if not isinstance(geometry, OutlinedBox) or geometry.outline is None:
        return False
    edges = zip(geometry.box.xyxy, geometry.outline.bounds.xyxy, strict=True)
    return any(abs(stated - actual) > _MAX_ROUNDING_PX for stated, actual in edges)


def describe_other_bounds(count: int) -> tuple[str, ...]:
    """A sentence about boxes for which `has_other_bounds` holds; none if there are none."""
    boxes = format_count(count, "box differs", "boxes differ")
    return (OTHER_BOUNDS.format(boxes=boxes),) if count else ()


def describe_several_rings(count: int, format_title: str) -> tuple[str, ...]:
    """A sentence about outlines that are not one ring, in a format whose polygons are; none if there are none."""
    outlines = format_count(count, "outline has", "outlines have")
    return (SEVERAL_RINGS.format(outlines=outlines, format=format_title),) if count else ()
