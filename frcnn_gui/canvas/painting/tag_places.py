"""Where the tags of boxes go: beside their boxes, whole, and not over each other."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

GAP_PX = 1
MIN_SIDES_FOR_INSIDE = 2.0
"""A tag goes inside a box at least this many times as wide and as high as it."""
SMALL_BOX_TAGS = 4.0
"""A box that covers at most this many times the area of a tag is not hidden by the tag of another, if avoidable."""
MAX_TAGS = 200
MAX_TAG_SHARE = 0.15
"""When tags would hide more of the image, only those of boxes with room for them are shown."""
MIN_STEP_PX = 8
"""Between places that are tried anywhere in the picture"""
_RINGS = 4
"""How far, in heights of a tag, a place is searched that is connected to its box by a line."""
Corners = tuple[float, float, float, float]
"""x1 y1 x2 y2 on the screen"""
Size = tuple[float, float]
"""Width and height"""
_Point = tuple[float, float]
_Places = NDArray[np.float64]
EVERYWHERE: Corners = (-math.inf, -math.inf, math.inf, math.inf)


@dataclass(frozen=True)
class TagPlace:
    """The upper left corner of a tag; `leader` leads from it to its box where it is not beside that."""

    x: float
    y: float
    leader: Corners | None = None


def have_room(sizes: Sequence[Size], bounds: Corners) -> bool:
    """Whether tags of these sizes can be shown without hiding the image, which covers `bounds`."""
    area = max(bounds[2] - bounds[0], 0.0) * max(bounds[3] - bounds[1], 0.0)
    return len(sizes) <= MAX_TAGS and sum(width * height for width, height in sizes) <= MAX_TAG_SHARE * area


def place_tags(
    boxes: Sequence[Corners],
    sizes: Sequence[Size],
    bounds: Corners,
    below: Sequence[bool] = (),
    gap: int = GAP_PX,
    taken: list[Corners] | None = None,
) -> list[TagPlace | None]:
    """Place the tags of boxes, the first with the first choice, none over another.

    Beside its box, off small ones if possible; else near it, else anywhere within the bounds, both connected to it by a
    line.

    Args:
        boxes: where they are.
        sizes: of the tag of each.
        bounds: what no tag may leave as long as there is room in it.
        below: whether the tag of each goes under its box rather than above it; empty: none.
        gap: between a tag and its box.
        taken: where nothing may go; the places that are found are added.

    Returns:
        Of each tag its place, None where there is no room.
    """
    taken = [] if taken is None else taken
    places = []
    all_boxes = np.array(boxes, dtype=np.float64).reshape(-1, 4)
    areas = (all_boxes[:, 2:] - all_boxes[:, :2]).prod(axis=1)
    for box, size, is_below in zip(boxes, sizes, below or [False] * len(boxes), strict=True):
        small = all_boxes[areas <= SMALL_BOX_TAGS * size[0] * size[1]]
        place = _find_place(box, size, bounds, np.array(taken).reshape(-1, 4), small, is_below, gap)
        if place is not None:
            taken.append((place.x, place.y, place.x + size[0], place.y + size[1]))
        places.append(place)
    return places


def _find_place(
    box: Corners, size: Size, bounds: Corners, taken: _Places, small: _Places, below: bool, gap: int
) -> TagPlace | None:
    """`small` (N, 4): boxes that are left in view where there is a place beside `box` that does."""
    beside = np.array(_list_corners_beside(box, size, below, gap))
    for avoided in (np.concatenate((taken, small)), taken):
        free = _find_free(beside, size, bounds, avoided)
        if free is not None:
            return TagPlace(*free)
    near = np.array(list(_iterate_corners_away(box, size)))
    for corners, within in ((near, bounds), (_list_corners_within(box, size, bounds), bounds), (near, EVERYWHERE)):
        free = _find_free(corners, size, within, taken)
        if free is not None:
            return TagPlace(*free, leader=_connect(free, size, box))
    return None


def _list_corners_beside(box: Corners, size: Size, below: bool, gap: int) -> list[_Point]:
    """Upper left corners of places that touch the box, the best first."""
    x1, y1, x2, y2 = box
    width, height = size
    upper, lower = y1 - gap - height, y2 + gap
    above, under = [(x1 - 1, upper), (x2 - width + 1, upper)], [(x1 - 1, lower), (x2 - width + 1, lower)]
    roomy = x2 - x1 >= MIN_SIDES_FOR_INSIDE * width and y2 - y1 >= MIN_SIDES_FOR_INSIDE * height
    inside = [(x1 + gap + 1, y2 - gap - 1 - height if below else y1 + gap + 1)] if roomy else []
    sides = [(x2 + 1 + gap, y1), (x1 - 1 - gap - width, y1)]
    first, last = (under, above) if below else (above, under)
    return [first[0], *inside, *sides, *last, first[1]]


def _iterate_corners_away(box: Corners, size: Size) -> Iterator[_Point]:
    """Upper left corners of places around the box, the nearest first."""
    x1, y1, x2, y2 = box
    width, height = size
    for ring in range(1, _RINGS + 1):
        step = ring * (height + 2)
        left, right = x1 - width - step, x2 + step
        upper, lower = y1 - height - step, y2 + step
        yield from ((right, y1), (left, y1), (x1, upper), (x1, lower))
        yield from ((right, upper), (left, upper), (right, lower), (left, lower))


def _list_corners_within(box: Corners, size: Size, bounds: Corners) -> _Places:
    """(K, 2) upper left corners of places all over the bounds, the nearest to the box first."""
    (x1, y1, x2, y2), (width, height) = bounds, size
    columns = np.arange(x1, x2 - width, max(width / 4, MIN_STEP_PX))
    rows = np.arange(y1, y2 - height, height + GAP_PX)
    corners = np.stack(np.meshgrid(columns, rows), axis=-1).reshape(-1, 2)
    center = np.array(((box[0] + box[2] - width) / 2, (box[1] + box[3] - height) / 2))
    nearest: _Places = corners[np.argsort(np.square(corners - center).sum(axis=1), kind="stable")]
    return nearest


def _find_free(corners: _Places, size: Size, bounds: Corners, taken: _Places) -> _Point | None:
    """The first of `corners` (K, 2) whose tag is inside the bounds and over none of `taken` (N, 4)."""
    ends = corners + size
    inside = (corners >= bounds[:2]).all(axis=1) & (ends <= bounds[2:]).all(axis=1)
    corners, ends = corners[inside], ends[inside]
    meets: NDArray[np.bool_] = (corners[:, None] < taken[None, :, 2:]) & (ends[:, None] > taken[None, :, :2])
    free = np.flatnonzero(~np.any(meets.all(axis=2), axis=1))
    if not len(free):
        return None
    x, y = corners[free[0]].tolist()
    return x, y


def _connect(corner: _Point, size: Size, box: Corners) -> Corners:
    """The shortest line from the tag to the box."""
    (x, y), (width, height) = corner, size
    to_x = min(max(x + width / 2, box[0]), box[2])
    to_y = min(max(y + height / 2, box[1]), box[3])
    return min(max(to_x, x), x + width), min(max(to_y, y), y + height), to_x, to_y
