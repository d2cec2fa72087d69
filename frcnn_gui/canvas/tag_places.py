"""Where the tags of boxes go: beside their boxes, whole, and not over each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

GAP_PX = 1
MIN_SIDES_FOR_INSIDE = 2.0
"""A tag goes inside a box at least this many times as wide and as high as it."""
MAX_TAGS = 200
MAX_TAG_SHARE = 0.15
"""When tags would hide more of the image, only those of boxes with room for them are shown."""
_RINGS = 4
"""How far, in heights of a tag, a place is searched that is connected to its box by a line."""
Corners = tuple[float, float, float, float]
"""x1 y1 x2 y2 on the screen"""
Size = tuple[float, float]
"""Width and height"""
_Point = tuple[float, float]


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
    boxes: Sequence[Corners], sizes: Sequence[Size], bounds: Corners, below: Sequence[bool] = ()
) -> list[TagPlace]:
    """Place the tags of boxes, the first with the first choice.

    Args:
        boxes: where they are.
        sizes: of the tag of each.
        bounds: what no tag may leave that fits into it.
        below: whether the tag of each goes under its box rather than above it; empty: none.
    """
    taken: list[Corners] = []
    places = []
    for box, size, is_below in zip(boxes, sizes, below or [False] * len(boxes), strict=True):
        place = _find_place(box, size, bounds, taken, is_below)
        taken.append((place.x, place.y, place.x + size[0], place.y + size[1]))
        places.append(place)
    return places


def _find_place(box: Corners, size: Size, bounds: Corners, taken: Sequence[Corners], below: bool) -> TagPlace:
    beside = _list_corners_beside(box, size, below)
    free = _find_free(beside, size, bounds, taken)
    if free is not None:
        return TagPlace(*free)
    away = _find_free(_iterate_corners_away(box, size), size, bounds, taken)
    if away is not None:
        return TagPlace(*away, leader=_connect(away, size, box))
    x, y = beside[0]
    return TagPlace(max(min(x, bounds[2] - size[0]), bounds[0]), max(min(y, bounds[3] - size[1]), bounds[1]))


def _list_corners_beside(box: Corners, size: Size, below: bool) -> list[_Point]:
    """Upper left corners of places that touch the box, the best first."""
    x1, y1, x2, y2 = box
    width, height = size
    upper, lower = y1 - GAP_PX - height, y2 + GAP_PX
    above, under = [(x1 - 1, upper), (x2 - width + 1, upper)], [(x1 - 1, lower), (x2 - width + 1, lower)]
    roomy = x2 - x1 >= MIN_SIDES_FOR_INSIDE * width and y2 - y1 >= MIN_SIDES_FOR_INSIDE * height
    inside = [(x1 + 2, y2 - 2 - height if below else y1 + 2)] if roomy else []
    sides = [(x2 + 1 + GAP_PX, y1), (x1 - 1 - GAP_PX - width, y1)]
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


def _find_free(corners: Iterable[_Point], size: Size, bounds: Corners, taken: Sequence[Corners]) -> _Point | None:
    """The first of `corners` whose tag is inside the bounds and over no other."""
    width, height = size
    left, top, right, bottom = bounds
    for x, y in corners:
        end_x, end_y = x + width, y + height
        if x < left or y < top or end_x > right or end_y > bottom:
            continue
        if not any(x < x2 and end_x > x1 and y < y2 and end_y > y1 for x1, y1, x2, y2 in taken):
            return x, y
    return None


def _connect(corner: _Point, size: Size, box: Corners) -> Corners:
    """The shortest line from the tag to the box."""
    (x, y), (width, height) = corner, size
    to_x = min(max(x + width / 2, box[0]), box[2])
    to_y = min(max(y + height / 2, box[1]), box[3])
    return min(max(to_x, x), x + width), min(max(to_y, y), y + height), to_x, to_y
