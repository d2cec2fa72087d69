"""Which box of one reading of a label file is which of another, and what differs between the two. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from detector.data.annotation import Annotation
from detector.data.attributes import has_same_texts
from detector.data.geometry import Box
from detector.data.outlines.outlined_box import is_same_outline

MAX_ROUNDING_PX = 0.02
"""Pixels: formats round, and what comes back from a file is not to the last digit what went in."""
MIN_IOU_SAME_CLASS = 0.5
"""IoU from which on two boxes of one class are regarded as the same object."""
MIN_IOU_OTHER_CLASS = 0.9
"""IoU from which it does not take the same class."""


@dataclass(frozen=True)
class AnnotationDifference:
    """How the boxes of `mine` and `theirs` differ, as counts."""

    only_mine: int
    only_theirs: int
    changed: int
    same: int

    @property
    def has_changes(self) -> bool:
        return bool(self.only_mine or self.only_theirs or self.changed)


def is_same_annotation(one: Annotation, other: Annotation) -> bool:
    """Whether they mean the same: class, flags, attributes but for their types, and edges and outline but rounding."""
    flags = (one.label, one.difficult, one.truncated, one.occluded)
    near = all(abs(a - b) <= MAX_ROUNDING_PX for a, b in zip(one.bounds.xyxy, other.bounds.xyxy, strict=True))
    same_flags = flags == (other.label, other.difficult, other.truncated, other.occluded)
    same_texts = near and same_flags and has_same_texts(one.attributes, other.attributes)
    return same_texts and is_same_outline(one.geometry, other.geometry, MAX_ROUNDING_PX)


def match_annotations(
    mine: Sequence[Annotation], theirs: Sequence[Annotation], base: Iterable[Annotation] = ()
) -> dict[int, int]:
    """Match boxes: uid of mine -> uid of theirs, for those that are the same object; no box is in two pairs.

    Those that are the same come first; then those of mine that were edited (`base` has what they were, under the same
    uid) and are in `theirs` as before; then those that overlap enough, the best first.
    """
    pairs: dict[int, int] = {}
    before = {annotation.uid: annotation for annotation in base}
    _pair_same_annotations(pairs, {annotation.uid: annotation for annotation in mine}, theirs)
    _pair_same_annotations(
        pairs, {annotation.uid: before[annotation.uid] for annotation in mine if annotation.uid in before}, theirs
    )
    taken = set(pairs.values())
    meeting = [
        (overlap, annotation.uid, other.uid)
        for annotation in _exclude_uids(mine, pairs)
        for other in _exclude_uids(theirs, taken)
        if (overlap := _compute_iou(annotation.bounds, other.bounds))
        >= (MIN_IOU_SAME_CLASS if annotation.label == other.label else MIN_IOU_OTHER_CLASS)
    ]
    for _, uid, other_uid in sorted(meeting, key=lambda pair: -pair[0]):
        if uid not in pairs and other_uid not in taken:
            pairs[uid] = other_uid
            taken.add(other_uid)
    return pairs


def compare_annotations(
    mine: Sequence[Annotation], theirs: Sequence[Annotation], base: Iterable[Annotation] = ()
) -> AnnotationDifference:
    """What is shown before choosing between the two."""
    pairs = match_annotations(mine, theirs, base)
    there = {annotation.uid: annotation for annotation in theirs}
    equal = sum(
        is_same_annotation(annotation, there[pairs[annotation.uid]]) for annotation in mine if annotation.uid in pairs
    )
    return AnnotationDifference(len(mine) - len(pairs), len(theirs) - len(pairs), len(pairs) - equal, equal)


def assign_uids(theirs: Sequence[Annotation], pairs: Mapping[int, int], new_uid: Callable[[], int]) -> dict[int, int]:
    """For each uid of theirs, the uid of mine that it is, or one that is new."""
    known = {other: uid for uid, other in pairs.items()}
    return {annotation.uid: known[annotation.uid] if annotation.uid in known else new_uid() for annotation in theirs}


def _pair_same_annotations(
    pairs: dict[int, int], unpaired: Mapping[int, Annotation], theirs: Sequence[Annotation]
) -> None:
    """Pair each uid that has none yet with an identical box of `theirs`."""
    near: dict[tuple[str, int, int], list[Annotation]] = {}
    for annotation in _exclude_uids(theirs, pairs.values()):
        near.setdefault(_grid_cells(annotation, 0.0)[0], []).append(annotation)
    for uid, annotation in unpaired.items():
        if uid in pairs:
            continue
        free = [
            other for cell in dict.fromkeys(_grid_cells(annotation, MAX_ROUNDING_PX)) for other in near.get(cell, ())
        ]
        found = next((other for other in free if is_same_annotation(annotation, other)), None)
        if found is not None:
            pairs[uid] = found.uid
            near[_grid_cells(found, 0.0)[0]].remove(found)


def _grid_cells(annotation: Annotation, within: float) -> list[tuple[str, int, int]]:
    """Where on a grid of whole pixels boxes are that have this one's first corner, give or take."""
    box = annotation.bounds
    if not (math.isfinite(box.x1) and math.isfinite(box.y1)):
        return [(annotation.label, -1, -1)]
    steps = (-within, within)
    return [(annotation.label, math.floor(box.x1 + dx), math.floor(box.y1 + dy)) for dx in steps for dy in steps]


def _exclude_uids(annotations: Iterable[Annotation], uids: Iterable[int]) -> list[Annotation]:
    taken = set(uids)
    return [annotation for annotation in annotations if annotation.uid not in taken]


def _compute_iou(one: Box, other: Box) -> float:
    width = min(one.x2, other.x2) - max(one.x1, other.x1)
    height = min(one.y2, other.y2) - max(one.y1, other.y1)
    if width <= 0 or height <= 0:
        return 0.0
    common = width * height
    return common / (one.area + other.area - common)
