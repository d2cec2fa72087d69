"""Which box of one reading of a label file is which of another, and what differs between the two. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from detector.data.annotation import Box

SAME_WITHIN = 0.02
"""Pixels: formats round, and what comes back from a file is not to the last digit what went in."""
MEETS = 0.5
"""IoU from which two boxes of one class are taken for the same object."""
COINCIDES = 0.9
"""IoU from which it does not take the same class."""


@dataclass(frozen=True)
class Difference:
    """How the boxes of `mine` and `theirs` differ, as counts."""

    only_mine: int
    only_theirs: int
    changed: int
    same: int

    @property
    def any(self) -> bool:
        return bool(self.only_mine or self.only_theirs or self.changed)


def same(one: Box, other: Box) -> bool:
    """Whether they mean the same: class, flags, and edges but for rounding."""
    flags = (one.label, one.difficult, one.truncated, one.occluded)
    near = all(abs(a - b) <= SAME_WITHIN for a, b in zip(one.xyxy, other.xyxy, strict=True))
    return near and flags == (other.label, other.difficult, other.truncated, other.occluded)


def paired(mine: Sequence[Box], theirs: Sequence[Box], base: Iterable[Box] = ()) -> dict[int, int]:
    """uid of mine -> uid of theirs, for the boxes that are the same object; no box is in two pairs.

    Those that are the same come first; then those of mine that were edited (`base` has what they were, under the same
    uid) and are in `theirs` as before; then those that overlap enough, the best first.
    """
    pairs: dict[int, int] = {}
    before = {box.uid: box for box in base}
    _match(pairs, {box.uid: box for box in mine}, theirs)
    _match(pairs, {box.uid: before[box.uid] for box in mine if box.uid in before}, theirs)
    taken = set(pairs.values())
    meeting = [
        (overlap, box.uid, other.uid)
        for box in _left(mine, pairs)
        for other in _left(theirs, taken)
        if (overlap := _iou(box, other)) >= (MEETS if box.label == other.label else COINCIDES)
    ]
    for _, uid, other_uid in sorted(meeting, key=lambda pair: -pair[0]):
        if uid not in pairs and other_uid not in taken:
            pairs[uid] = other_uid
            taken.add(other_uid)
    return pairs


def difference(mine: Sequence[Box], theirs: Sequence[Box], base: Iterable[Box] = ()) -> Difference:
    """What a person is told before choosing between the two."""
    pairs = paired(mine, theirs, base)
    there = {box.uid: box for box in theirs}
    equal = sum(same(box, there[pairs[box.uid]]) for box in mine if box.uid in pairs)
    return Difference(len(mine) - len(pairs), len(theirs) - len(pairs), len(pairs) - equal, equal)


def uids_for(theirs: Sequence[Box], pairs: Mapping[int, int], new_uid: Callable[[], int]) -> dict[int, int]:
    """uid of theirs -> the uid of mine that it is, or one that is new."""
    known = {other: uid for uid, other in pairs.items()}
    return {box.uid: known[box.uid] if box.uid in known else new_uid() for box in theirs}


def _match(pairs: dict[int, int], looks: Mapping[int, Box], theirs: Sequence[Box]) -> None:
    """Pair each uid that has none yet with a box of `theirs` that is the same as its look."""
    near: dict[tuple[str, int, int], list[Box]] = {}
    for box in _left(theirs, pairs.values()):
        near.setdefault(_cells(box, 0.0)[0], []).append(box)
    for uid, look in looks.items():
        if uid in pairs:
            continue
        free = [other for cell in dict.fromkeys(_cells(look, SAME_WITHIN)) for other in near.get(cell, ())]
        found = next((other for other in free if same(look, other)), None)
        if found is not None:
            pairs[uid] = found.uid
            near[_cells(found, 0.0)[0]].remove(found)


def _cells(box: Box, within: float) -> list[tuple[str, int, int]]:
    """Where on a grid of whole pixels boxes are that have this one's first corner, give or take."""
    if not (math.isfinite(box.x1) and math.isfinite(box.y1)):
        return [(box.label, -1, -1)]
    steps = (-within, within)
    return [(box.label, math.floor(box.x1 + dx), math.floor(box.y1 + dy)) for dx in steps for dy in steps]


def _left(boxes: Iterable[Box], uids: Iterable[int]) -> list[Box]:
    taken = set(uids)
    return [box for box in boxes if box.uid not in taken]


def _iou(one: Box, other: Box) -> float:
    width = min(one.x2, other.x2) - max(one.x1, other.x1)
    height = min(one.y2, other.y2) - max(one.y1, other.y1)
    if width <= 0 or height <= 0:
        return 0.0
    common = width * height
    return common / (one.area + other.area - common)
