"""What of outlines a format cannot hold, counted and in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from detector.data.annotation import Annotation
from detector.data.geometry import Box, Geometry
from detector.data.outlines.outlined_box import OutlinedBox, get_outline
from detector.data.outlines.rings import Points, Rings
from detector.data.outlines.single_ring import find_single_ring, has_several_rings
from detector.errors import AnnotationWriteError

from .wording import format_count

OTHER_BOUNDS = "{boxes} from the bounds of their outline by more than a pixel: only the outline is written."
SEVERAL_RINGS = (
    "{outlines} several parts or holes, which a polygon of {format} cannot have: only the box of each is written."
)
RINGS_REFUSED = "The outline of {label} has several parts or holes, which a polygon of {format} cannot have"
OUTLINE_REFUSED = (
    "{reason}, so {file} was not written. Undo the change, make the object a box, or save the labels in another format."
)
OUTLINES_NOT_SAVED = "{file} has no place for outlines, which {objects}, so only boxes were saved."
_MIN_POINTS = 3
_MAX_ROUNDING_PX = 1.0
"""Boxes that differ by less are those of the outline: programs round them, to whole pixels or the last pixel inside."""


class RefusedOutlineError(Exception):
    """Why a file cannot hold an outline, worded as a clause without a period."""


def build_refusal(reason: RefusedOutlineError, file: str) -> AnnotationWriteError:
    """The exception for a file that was not written for this reason."""
    return AnnotationWriteError(OUTLINE_REFUSED.format(reason=reason, file=file))


def list_ring_points(annotation: Annotation, format_title: str) -> Points | None:
    """The points of an outline, at least three, in a format whose polygons are one ring.

    Returns:
        None if there is no outline, or it has no area and its box has.

    Raises:
        RefusedOutlineError: It has several parts or holes.
    """
    geometry = annotation.geometry
    outline = get_outline(geometry)
    if outline is None or (outline.is_degenerate and not geometry.is_degenerate):
        return None
    ring = find_single_ring(geometry)
    if ring is None:
        raise RefusedOutlineError(RINGS_REFUSED.format(label=annotation.label, format=format_title))
    points = ring.points
    return np.concatenate([points, np.repeat(points[-1:], max(_MIN_POINTS - len(points), 0), axis=0)])


def reduce_several_rings(annotations: Sequence[Annotation]) -> list[Annotation]:
    """The annotations with only the box of those whose outline is not one ring."""
    return [
        replace(one, geometry=Box(*one.bounds.xyxy)) if has_several_rings(one.geometry) else one for one in annotations
    ]


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


def describe_unsaved_outlines(file: str, annotations: Iterable[Annotation]) -> tuple[str, ...]:
    """A sentence about outlines, in a file that holds none; none if all are boxes."""
    count = sum(get_outline(annotation.geometry) is not None for annotation in annotations)
    objects = format_count(count, "object has", "objects have")
    return (OUTLINES_NOT_SAVED.format(file=file, objects=objects),) if count else ()


def describe_other_bounds(count: int) -> tuple[str, ...]:
    """A sentence about boxes for which `has_other_bounds` holds; none if there are none."""
    boxes = format_count(count, "box differs", "boxes differ")
    return (OTHER_BOUNDS.format(boxes=boxes),) if count else ()


def describe_several_rings(count: int, format_title: str) -> tuple[str, ...]:
    """A sentence about outlines that are not one ring, in a format whose polygons are; none if there are none."""
    outlines = format_count(count, "outline has", "outlines have")
    return (SEVERAL_RINGS.format(outlines=outlines, format=format_title),) if count else ()
