"""The remedies of problems, applied to labels."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.geometry import Box
from detector.data.outlines.outlined_box import Outline, OutlinedBox, get_outline
from detector.data.outlines.rings import Part, Rings

from .boxes import TOLERANCE_PX
from .outlines import find_specks, is_empty_ring, is_hole_outside
from .problems import BoxRepair, LabelProblem, OutlineRepair, OutlineRepairKind, ProblemKind

_CUT_KINDS = frozenset({ProblemKind.PARTLY_OUTSIDE, ProblemKind.LARGER_THAN_IMAGE})
"""Their boxes are cut off at the border of the image."""


def repair_problem(image_annotations: ImageAnnotations, problem: LabelProblem) -> ImageAnnotations:
    """The boxes of its image with `problem` repaired; boxes that have been deleted since then stay deleted.

    Outlines change with their boxes: what is outside is cut off, and everything else is scaled.
    """
    repairs = {repair.box_uid: repair for repair in problem.repairs}
    annotations = []
    for annotation in image_annotations.annotations:
        repair = repairs.get(annotation.uid)
        if isinstance(repair, OutlineRepair):
            annotations.append(_repair_outline(annotation, repair))
        elif repair is None or repair.corners == annotation.bounds.xyxy:
            annotations.append(annotation)
        elif repair.corners is not None:
            annotations.append(_repair_box(annotation, repair, problem.kind in _CUT_KINDS))
    return image_annotations.with_annotations(annotations)


def _repair_box(annotation: Annotation, repair: BoxRepair, is_cut: bool) -> Annotation:
    x1, y1, x2, y2 = repair.corners or annotation.bounds.xyxy
    if is_cut:
        return annotation.clip_to(math.ceil(x2), math.ceil(y2))
    return annotation.with_bounds(Box.from_corners(x1, y1, x2, y2))


def _repair_outline(annotation: Annotation, repair: OutlineRepair) -> Annotation:
    """The annotation with its outline repaired; without an outline if nothing is left of it.

    A box that was around the outline is so afterwards; any other box stays as it is.
    """
    outline = get_outline(annotation.geometry)
    if outline is None:
        return annotation
    repaired = _OUTLINE_REPAIRS[repair.kind](outline, *repair.image_size)
    if _is_empty(repaired):
        return replace(annotation, geometry=annotation.bounds)
    if not isinstance(annotation.geometry, OutlinedBox):
        return replace(annotation, geometry=repaired)
    box = annotation.bounds
    is_around = all(abs(one - other) <= TOLERANCE_PX for one, other in zip(box.xyxy, outline.bounds.xyxy, strict=True))
    return replace(annotation, geometry=OutlinedBox(repaired.bounds if is_around else box, repaired))


def _is_empty(outline: Outline) -> bool:
    return not outline.parts if isinstance(outline, Rings) else outline.is_degenerate


def _clip(outline: Outline, width: int, height: int) -> Outline:
    return outline.clip_to(width, height)


def _remove_empty_rings(outline: Outline, _width: int, _height: int) -> Outline:
    if not isinstance(outline, Rings):
        return outline
    parts = [part for part in outline.parts if not is_empty_ring(part.outer)]
    return Rings(
        tuple(Part(part.outer, tuple(hole for hole in part.holes if not is_empty_ring(hole))) for part in parts)
    )


def _remove_outside_holes(outline: Outline, width: int, height: int) -> Outline:
    if not isinstance(outline, Rings):
        return outline
    return Rings(
        tuple(
            Part(part.outer, tuple(hole for hole in part.holes if not is_hole_outside(part, hole, width, height)))
            for part in outline.parts
        )
    )


def _remove_specks(outline: Outline, _width: int, _height: int) -> Outline:
    return find_specks(outline).remaining


_OUTLINE_REPAIRS: dict[OutlineRepairKind, Callable[[Outline, int, int], Outline]] = {
    OutlineRepairKind.CLIP: _clip,
    OutlineRepairKind.REMOVE_EMPTY_RINGS: _remove_empty_rings,
    OutlineRepairKind.REMOVE_OUTSIDE_HOLES: _remove_outside_holes,
    OutlineRepairKind.REMOVE_SPECKS: _remove_specks,
}
