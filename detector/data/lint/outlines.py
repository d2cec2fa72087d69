"""Faults of outlines: of their rings, of their place, and in comparison with their box."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detector.data.annotation import Annotation
from detector.data.formats.shared.wording import format_count
from detector.data.geometry import Box
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.components import find_parts
from detector.data.outlines.outlined_box import Outline, OutlinedBox, get_outline
from detector.data.outlines.rasterization import rasterize_rings
from detector.data.outlines.rings import Part, Ring, Rings
from detector.data.outlines.self_crossing import find_self_crossing
from detector.data.outlines.set_operations import subtract_bitmaps
from detector.translatable import translatable

from .boxes import TOLERANCE_PX, CheckedImage
from .problems import LabelProblem, OutlineRepair, OutlineRepairKind, ProblemKind

NO_NUMBER = translatable("{subject} has an outline with a point that is not a number. Draw the outline again.")
FEW_POINTS = translatable(
    "{subject} has an outline with {rings} of fewer than three points, which encloses nothing. Remove {them}."
)
RINGS_OUTSIDE = translatable(
    "{subject} has an outline that extends up to {distance:.6g} pixels beyond the image of {width} x {height} "
    "pixels. Cut it "
    "off at the border."
)
ALL_OUTSIDE = translatable(
    "{subject} has an outline outside the image of {width} x {height} pixels. Move it to its object, or remove the "
    "outline."
)
CROSSING = translatable(
    "{subject} has an outline that crosses itself near {x:.6g}, {y:.6g}. Move its points, or draw it again."
)
HOLE_OUTSIDE = translatable(
    "{subject} has an outline with {holes} outside its part, which changes nothing. Remove {them}."
)
HOLE_PARTLY_OUTSIDE = translatable(
    "{subject} has an outline with a hole that extends beyond its part by {pixels}. Move the points of the hole."
)
SPECKS = translatable(
    "{subject} has an outline with {specks} ({area:.6g} px in total) beside a part of {largest:,.6g} px. Remove "
    "{them}, unless "
    "the object has such parts."
)
OFF_BOX = translatable(
    "{subject} has an outline that is up to {distance:.6g} pixels away from the box, more than the {tolerance:.3g} "
    "that are "
    "tolerated. Correct the one of the two that is wrong."
)

_PHRASES = (
    translatable("1 ring"),
    translatable("{count} rings"),
    translatable("1 hole"),
    translatable("{count} holes"),
    translatable("1 pixel"),
    translatable("{count} pixels"),
    translatable("1 speck"),
    translatable("{count} specks"),
)
"""What stands in the places of these sentences"""

MAX_SPECK_PX = 16.0
MAX_SPECK_SHARE = 0.02
"""Parts with at most this number of pixels and this share of the largest part are specks: slips of a brush or of a
program, as a rule. What touches another part at a corner of a pixel is no speck, because fine lines look like that."""
BOX_TOLERANCE_PX = 2.0
BOX_TOLERANCE_SHARE = 0.02
"""An edge of the box may differ from the outline by this number of pixels, or this share of the side if that is more:
programs round differently, and boxes drawn by hand are not exact."""
_MAX_EMPTY_POINTS = 16
"""Longer rings have three different points without a count."""


def find_outline_problems(image: CheckedImage) -> Iterator[LabelProblem]:
    """What is wrong with each outline; that a box is wrong is found elsewhere. Every outline is parsed."""
    for annotation in image.annotations:
        if isinstance(annotation.geometry, OutlinedBox) and annotation.geometry.fault:
            yield LabelProblem(
                ProblemKind.OUTLINE_UNUSABLE, image.path, annotation.uid, annotation.geometry.fault, image.label_file
            )
        outline = get_outline(annotation.geometry)
        if outline is not None and not annotation.bounds.is_degenerate:
            yield from _find_problems(image, annotation, outline)


class Specks(NamedTuple):
    """The specks of an outline; areas in pixels."""

    number: int
    area: float
    largest_part: float
    remaining: Outline
    """The outline without them."""


def find_specks(outline: Outline) -> Specks:
    if isinstance(outline, Bitmap):
        components = find_parts(outline, are_corners_joined=True)
        is_speck, largest = _are_specks(components.areas.astype(float))
        remaining: Outline = components.build_bitmap(~is_speck) if is_speck.any() else outline
        return Specks(int(is_speck.sum()), float(components.areas[is_speck].sum()), largest, remaining)
    areas = np.array([abs(part.outer.signed_area) for part in outline.parts])
    is_speck, largest = _are_specks(areas)
    parts = tuple(part for part, is_small in zip(outline.parts, is_speck, strict=True) if not is_small)
    return Specks(int(is_speck.sum()), float(areas[is_speck].sum()), largest, Rings(parts))


def _are_specks(areas: NDArray[np.float64]) -> tuple[NDArray[np.bool_], float]:
    """Which of the parts with these areas are specks, and the area of the largest part."""
    largest = float(areas.max(initial=0.0))
    return (areas <= MAX_SPECK_PX) & (areas <= MAX_SPECK_SHARE * largest) & (areas < largest), largest


def is_empty_ring(ring: Ring) -> bool:
    """Whether it has fewer than three different points."""
    points = ring.points
    return len(points) <= _MAX_EMPTY_POINTS and len(np.unique(points, axis=0)) < 3


def is_hole_outside(part: Part, hole: Ring, width: int, height: int) -> bool:
    """Whether a hole takes no pixel of its part away."""
    pixels = rasterize_rings(Rings((Part(hole),)), width, height).area
    return pixels > 0 and _count_pixels_outside(part, hole, width, height) == pixels


def _find_problems(image: CheckedImage, annotation: Annotation, outline: Outline) -> Iterator[LabelProblem]:
    if isinstance(outline, Rings):
        if not all(np.isfinite(ring.points).all() for ring in outline.rings):
            yield image.build_problem(ProblemKind.OUTLINE_UNUSABLE, NO_NUMBER, annotation)
            return
        yield from _find_ring_problems(image, annotation, outline)
    yield from _find_place_problem(image, annotation, outline)
    yield from _find_speck_problem(image, annotation, outline)
    yield from _find_box_problem(image, annotation, outline)


def _find_ring_problems(image: CheckedImage, annotation: Annotation, rings: Rings) -> Iterator[LabelProblem]:
    empty = sum(map(is_empty_ring, rings.rings))
    if empty:
        values = {"rings": format_count(empty, "ring", "rings"), "them": _refer_to(empty)}
        repair = OutlineRepair(annotation.uid, OutlineRepairKind.REMOVE_EMPTY_RINGS, image.size)
        yield image.build_problem(ProblemKind.OUTLINE_FEW_POINTS, FEW_POINTS, annotation, repair, **values)
    crossing = next(filter(None, (find_self_crossing(ring.points) for ring in rings.rings)), None)
    if crossing is not None:
        x, y = crossing
        yield image.build_problem(ProblemKind.OUTLINE_CROSSING, CROSSING, annotation, x=x, y=y)
    yield from _find_hole_problem(image, annotation, rings)


def _find_hole_problem(image: CheckedImage, annotation: Annotation, rings: Rings) -> Iterator[LabelProblem]:
    pairs = [(part, hole) for part in rings.parts for hole in part.holes]
    outside = sum(is_hole_outside(part, hole, *image.size) for part, hole in pairs)
    if outside:
        values = {"holes": format_count(outside, "hole", "holes"), "them": _refer_to(outside)}
        repair = OutlineRepair(annotation.uid, OutlineRepairKind.REMOVE_OUTSIDE_HOLES, image.size)
        yield image.build_problem(ProblemKind.OUTLINE_HOLE_OUTSIDE, HOLE_OUTSIDE, annotation, repair, **values)
        return
    pixels = int(max((_count_pixels_outside(part, hole, *image.size) for part, hole in pairs), default=0))
    if pixels:
        kind, beyond = ProblemKind.OUTLINE_HOLE_OUTSIDE, format_count(pixels, "pixel", "pixels")
        yield image.build_problem(kind, HOLE_PARTLY_OUTSIDE, annotation, pixels=beyond)


def _count_pixels_outside(part: Part, hole: Ring, width: int, height: int) -> float:
    outer, inner = (rasterize_rings(Rings((Part(ring),)), width, height) for ring in (part.outer, hole))
    return subtract_bitmaps(inner, outer).area


def _find_place_problem(image: CheckedImage, annotation: Annotation, outline: Outline) -> Iterator[LabelProblem]:
    """An outline beyond the image whose box is inside; a box beyond it is reported as such."""
    width, height = image.size
    distance = _measure_overhang(outline.bounds, width, height)
    if distance <= TOLERANCE_PX or _measure_overhang(annotation.bounds, width, height) > TOLERANCE_PX:
        return
    if outline.clip_to(width, height).is_degenerate:
        yield image.build_problem(ProblemKind.OUTLINE_OUTSIDE, ALL_OUTSIDE, annotation, width=width, height=height)
        return
    values = {"distance": distance, "width": width, "height": height}
    repair = OutlineRepair(annotation.uid, OutlineRepairKind.CLIP, image.size)
    yield image.build_problem(ProblemKind.OUTLINE_OUTSIDE, RINGS_OUTSIDE, annotation, repair, **values)


def _measure_overhang(box: Box, width: int, height: int) -> float:
    return max(-box.x1, -box.y1, box.x2 - width, box.y2 - height)


def _find_speck_problem(image: CheckedImage, annotation: Annotation, outline: Outline) -> Iterator[LabelProblem]:
    specks = find_specks(outline)
    if not specks.number:
        return
    values = {
        "specks": format_count(specks.number, "speck", "specks"),
        "area": specks.area,
        "largest": specks.largest_part,
        "them": _refer_to(specks.number),
    }
    repair = OutlineRepair(annotation.uid, OutlineRepairKind.REMOVE_SPECKS, image.size)
    yield image.build_problem(ProblemKind.OUTLINE_SPECKS, SPECKS, annotation, repair, **values)


def _find_box_problem(image: CheckedImage, annotation: Annotation, outline: Outline) -> Iterator[LabelProblem]:
    """What is outside the image is ignored in both, because only one of the two may be cut off there."""
    box, bounds = (shape.clip_to(*image.size) for shape in (annotation.bounds, outline.bounds))
    if bounds.is_degenerate:
        return
    tolerance = max(BOX_TOLERANCE_PX, BOX_TOLERANCE_SHARE * max(box.width, box.height))
    distance = max(abs(one - other) for one, other in zip(box.xyxy, bounds.xyxy, strict=True))
    if distance > tolerance:
        values = {"distance": distance, "tolerance": tolerance}
        yield image.build_problem(ProblemKind.OUTLINE_OFF_BOX, OFF_BOX, annotation, **values)


def _refer_to(count: int) -> str:
    return "it" if count == 1 else "them"
