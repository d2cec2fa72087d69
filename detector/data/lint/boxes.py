"""Faults of single boxes, and of boxes with each other, in one image."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from detector.config import DetectorConfig
from detector.data.annotation import Annotation
from detector.data.geometry import Box
from detector.data.image_io import ImageHeader
from detector.frame import ModelFrame
from detector.translatable import translatable

from .problems import BoxRepair, Corners, LabelProblem, OutlineRepair, ProblemKind
from .repeats import find_repeats

BOX_NAME = translatable("{name}: box {number} ({label}: {corners})")
REPEATS_BOX = translatable("{subject} repeats box {number}. Delete one of the two.")
SAME_OBJECT = translatable(
    "{subject} covers the same object as box {number}, which is of class {label}. Decide on one class."
)
SHOWN_ROTATED = translatable(
    "{subject} is shown rotated according to its EXIF orientation ({width} x {height} pixels), but its boxes were "
    "drawn on the stored image ({height} x {width}). Rotate the boxes as well."
)
OTHER_SIZE = translatable("{subject} has {width} x {height} pixels, but {file} says {stated_width} x {stated_height}.")
NO_VALID_SIZE = translatable("That is not a valid size; correct it, because some programs rely on it.")
WAS_RESIZED = translatable(
    "Some of its boxes are outside: the image was resized or cropped after labeling. Scale the boxes, or draw them "
    "again."
)
MAY_BE_RESIZED = translatable(
    "If the image was resized after it was labeled, its boxes are in the wrong places; check them."
)
NOT_FINITE = translatable("{subject} has a coordinate that is not a number. Delete it, or draw it again.")
SWAPPED_CORNERS = translatable("{subject} has its corners swapped. Put the smaller coordinates first.")
NO_AREA = translatable("{subject} has no area. Delete it, or draw it again.")
FRACTIONS = translatable(
    "{subject} is between 0 and 1, as fractions of the image are, but this format has pixels. Multiply it by the image "
    "size."
)
OUTSIDE = translatable(
    "{subject} is outside the image of {width} x {height} pixels. Delete it, or move it to its object."
)
LARGER_THAN_IMAGE = translatable(
    "{subject} is larger than the image of {width} x {height} pixels. If it was drawn on a larger copy, scale it; "
    "otherwise cut it off at the border."
)
PARTLY_OUTSIDE = translatable(
    "{subject} extends beyond the image of {width} x {height} pixels. Cut it off at the border."
)
UNDER_A_PIXEL = translatable("{subject} is less than a pixel wide or high. Delete it, or draw it again.")
A_PIXEL_OR_LESS = translatable(
    "{subject} is at most a pixel wide or high, which is probably a mistake. Delete it, or draw it again."
)
UNDER_A_CELL = translatable(
    "{subject} is {width} x {height} pixels after resizing, less than one cell of {preset} ({stride}), so it is "
    "unlikely to be detected. Delete it if it is a mistake; otherwise use larger images, or cut them into tiles."
)

TOLERANCE_PX = 0.5
"""Pixels that a box may reach out of its image: less is rounding."""
ROUNDING_PX = 0.01
"""Pixels by which labels kept as fractions of the image may be off."""
MIN_REPEAT_IOU = 0.9
"""Boxes whose IoU is over this are one box drawn twice. A copy that a program pastes a few pixels aside has about 0.93;
objects that are really so close are rarely labeled one by one."""


@dataclass(frozen=True)
class CheckedImage:
    """What is known of one image and its labels."""

    path: Path
    name: str
    """What messages call it."""
    header: ImageHeader
    label_file: Path
    annotations: tuple[Annotation, ...]
    stated_size: tuple[int, int] | None
    """width, height that its labels say it has"""
    is_in_pixels: bool
    """Whether its labels are kept in pixels, not in fractions of the image."""

    @property
    def size(self) -> tuple[int, int]:
        return self.header.width, self.header.height

    def build_problem(
        self,
        kind: ProblemKind,
        template: str,
        annotation: Annotation | None = None,
        *repairs: BoxRepair | OutlineRepair,
        **values: object,
    ) -> LabelProblem:
        """`template` has a place for the `subject`, the image or the box, and for `values`."""
        subject = self._describe_annotation(annotation) if annotation else self.name
        message = template.format(subject=subject, **values)
        return LabelProblem(kind, self.path, annotation.uid if annotation else None, message, self.label_file, repairs)

    def _describe_annotation(self, annotation: Annotation) -> str:
        corners = ", ".join(f"{value:.6g}" for value in annotation.bounds.xyxy)
        number = self.number_of(annotation)
        return BOX_NAME.format(name=self.name, number=number, label=annotation.label, corners=corners)

    def number_of(self, annotation: Annotation) -> int:
        """As people count, from 1."""
        return self._box_numbers[annotation.uid]

    @cached_property
    def _box_numbers(self) -> dict[int, int]:
        """For each box's uid its place in `annotations`, counted from 1."""
        return {annotation.uid: number for number, annotation in enumerate(self.annotations, start=1)}


def find_box_problems(image: CheckedImage, config: DetectorConfig) -> Iterator[LabelProblem]:
    """All faults of the boxes of one image; `config` says how small a network would see them."""
    faulty: set[int] = set()
    for problem in find_single_box_problems(image):
        faulty |= {problem.box_uid} if problem.box_uid is not None else set()
        yield problem
    for annotation in image.annotations:
        if annotation.uid not in faulty and (found := _find_size_problem(image, annotation, config)) is not None:
            yield found
    yield from _find_repeat_problems(image)


def find_single_box_problems(image: CheckedImage) -> Iterator[LabelProblem]:
    """What is wrong with each box by itself, whatever the network: at most one problem a box."""
    framing = _find_framing_problem(image)
    if framing is not None:
        yield framing
    elsewhere = framing is not None and framing.kind in (ProblemKind.ROTATED, ProblemKind.RESIZED)
    for annotation in image.annotations:
        found = _find_shape_problem(image, annotation)
        if found is None and not elsewhere:
            found = _find_place_problem(image, annotation)
        found = found or _find_tiny_problem(image, annotation)
        if found is not None:
            yield found


def _find_framing_problem(image: CheckedImage) -> LabelProblem | None:
    """Labels that were made for another frame than the image's."""
    sound = [annotation for annotation in image.annotations if not annotation.bounds.is_degenerate]
    if _is_labeled_as_stored(image, sound):
        # Turning an outline is more than changing its bounds.
        can_turn = image.is_in_pixels and all(isinstance(annotation.geometry, Box) for annotation in sound)
        turned = sound if can_turn else []
        repairs = [BoxRepair(annotation.uid, _turn_upright(annotation.bounds, image.header)) for annotation in turned]
        width, height = image.size
        return image.build_problem(ProblemKind.ROTATED, SHOWN_ROTATED, None, *repairs, width=width, height=height)
    if image.stated_size is None or image.stated_size == image.size:
        return None
    values = dict(zip(("width", "height"), image.size, strict=True), file=image.label_file.name)
    values |= dict(zip(("stated_width", "stated_height"), image.stated_size, strict=True))
    if min(image.stated_size) < 1:
        return image.build_problem(ProblemKind.WRONG_SIZE, f"{OTHER_SIZE} {NO_VALID_SIZE}", None, **values)
    boxes = [annotation.bounds for annotation in sound]
    if image.is_in_pixels and not all(_is_inside(box, *image.size) or _is_fraction(box) for box in boxes):
        repairs = _build_scale_repairs(image, sound)
        return image.build_problem(ProblemKind.RESIZED, f"{OTHER_SIZE} {WAS_RESIZED}", None, *repairs, **values)
    return image.build_problem(ProblemKind.WRONG_SIZE, f"{OTHER_SIZE} {MAY_BE_RESIZED}", None, **values)


def _build_scale_repairs(image: CheckedImage, annotations: Sequence[Annotation]) -> list[BoxRepair]:
    """The boxes at the image's size, where it has the proportions of the size that its labels say it has."""
    (width, height), (stated_width, stated_height) = image.size, image.stated_size or (0, 0)
    off = abs(width * stated_height - height * stated_width)
    if off > max(*image.size, stated_width, stated_height) or not all(
        _is_inside(annotation.bounds, stated_width, stated_height) for annotation in annotations
    ):
        return []
    x, y = width / stated_width, height / stated_height
    return [BoxRepair(annotation.uid, _scale_corners(annotation.bounds, x, y)) for annotation in annotations]


def _is_labeled_as_stored(image: CheckedImage, annotations: Sequence[Annotation]) -> bool:
    """Whether the image's width and height are swapped when it is shown, and its labels know nothing of that."""
    stored = image.size[::-1]
    if (
        not image.header.is_stored_sideways
        or stored == image.size
        or not all(_is_inside(annotation.bounds, *stored) for annotation in annotations)
    ):
        return False
    leaves = image.is_in_pixels and not all(_is_inside(annotation.bounds, *image.size) for annotation in annotations)
    return leaves or image.stated_size == stored


def _scale_corners(box: Box, x: float, y: float) -> Corners:
    return box.x1 * x, box.y1 * y, box.x2 * x, box.y2 * y


def _turn_upright(box: Box, header: ImageHeader) -> Corners:
    """Where `box`, of an image lying on its side as it is stored, is in the image as it is shown."""
    y1, x1, y2, x2 = box.xyxy
    if header.orientation in (6, 7):
        x1, x2 = header.width - x2, header.width - x1
    if header.orientation in (7, 8):
        y1, y2 = header.height - y2, header.height - y1
    return x1, y1, x2, y2


def _find_shape_problem(image: CheckedImage, annotation: Annotation) -> LabelProblem | None:
    """What makes it no box at all."""
    box = annotation.bounds
    if not all(map(math.isfinite, box.xyxy)):
        return image.build_problem(ProblemKind.NOT_FINITE, NOT_FINITE, annotation, BoxRepair(annotation.uid, None))
    if box.x1 > box.x2 or box.y1 > box.y2:
        ordered = BoxRepair(annotation.uid, Box.from_corners(*box.xyxy).xyxy)
        return image.build_problem(ProblemKind.SWAPPED_CORNERS, SWAPPED_CORNERS, annotation, ordered)
    if box.is_degenerate:
        return image.build_problem(ProblemKind.ZERO_AREA, NO_AREA, annotation, BoxRepair(annotation.uid, None))
    return None


def _find_place_problem(image: CheckedImage, annotation: Annotation) -> LabelProblem | None:
    """What is wrong with where it is. The box has area."""
    box, (width, height) = annotation.bounds, image.size
    if image.is_in_pixels and _is_fraction(box) and min(width, height) > 1:
        scaled = BoxRepair(annotation.uid, _scale_corners(box, width, height))
        return image.build_problem(ProblemKind.NORMALIZED, FRACTIONS, annotation, scaled)
    inside = box.clip_to(width, height)
    if inside.is_degenerate or min(inside.width, inside.height) < min(box.width, box.height, 1) - ROUNDING_PX:
        return image.build_problem(ProblemKind.OUTSIDE, OUTSIDE, annotation, width=width, height=height)
    clip = BoxRepair(annotation.uid, inside.xyxy)
    if box.width > width + TOLERANCE_PX or box.height > height + TOLERANCE_PX:
        kind, text = ProblemKind.LARGER_THAN_IMAGE, LARGER_THAN_IMAGE
        return image.build_problem(kind, text, annotation, clip, width=width, height=height)
    if not _is_inside(box, width, height):
        kind, text = ProblemKind.PARTLY_OUTSIDE, PARTLY_OUTSIDE
        return image.build_problem(kind, text, annotation, clip, width=width, height=height)
    return None


def _is_fraction(box: Box) -> bool:
    return all(0 <= value <= 1 for value in box.xyxy)


def _is_inside(box: Box, width: int, height: int) -> bool:
    return min(box.x1, box.y1) >= -TOLERANCE_PX and box.x2 <= width + TOLERANCE_PX and box.y2 <= height + TOLERANCE_PX


def _find_tiny_problem(image: CheckedImage, annotation: Annotation) -> LabelProblem | None:
    box = annotation.bounds
    if min(box.width, box.height) >= 1 - ROUNDING_PX:
        return None
    return image.build_problem(ProblemKind.TINY, UNDER_A_PIXEL, annotation, BoxRepair(annotation.uid, None))


def _find_size_problem(image: CheckedImage, annotation: Annotation, config: DetectorConfig) -> LabelProblem | None:
    """Whether it is next to nothing for a person or for a network."""
    box = annotation.bounds
    if min(box.width, box.height) <= 1 + ROUNDING_PX:
        return image.build_problem(ProblemKind.TOO_SMALL, A_PIXEL_OR_LESS, annotation)
    frame = ModelFrame.from_image_size(*image.size, config.input)
    stride = config.backbone.level_strides[0]
    width, height = box.width * frame.scale_x, box.height * frame.scale_y
    if max(width, height) >= stride:
        return None
    sides = {"width": f"{width:.1f}", "height": f"{height:.1f}"}
    return image.build_problem(
        ProblemKind.TOO_SMALL, UNDER_A_CELL, annotation, preset=config.preset, stride=stride, **sides
    )


def _find_repeat_problems(image: CheckedImage) -> Iterator[LabelProblem]:
    """Boxes of one object: each is reported once, with the first that it repeats."""
    annotations = [annotation for annotation in image.annotations if not annotation.bounds.is_degenerate]
    corners = np.array([annotation.bounds.xyxy for annotation in annotations], dtype=np.float64).reshape(-1, 4)
    numbers = {label: number for number, label in enumerate({annotation.label for annotation in annotations})}
    labels = np.array([numbers[annotation.label] for annotation in annotations], dtype=np.intp)
    for first, second in find_repeats(corners, labels, MIN_REPEAT_IOU):
        before, annotation = annotations[first], annotations[second]
        number = image.number_of(before)
        if before.label == annotation.label:
            repair = BoxRepair(annotation.uid, None)
            yield image.build_problem(ProblemKind.DUPLICATE, REPEATS_BOX, annotation, repair, number=number)
        else:
            label = before.label
            yield image.build_problem(ProblemKind.TWO_CLASSES, SAME_OBJECT, annotation, number=number, label=label)
