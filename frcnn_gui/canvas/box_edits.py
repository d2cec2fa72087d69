"""What moving, resizing and drawing do to boxes. Pure; all lengths in pixels of the image."""

from __future__ import annotations

from collections.abc import Sequence

from detector.data.annotation import Box
from frcnn_gui.canvas.hit_test import Handle

MIN_SIDE = 3
"""No box made by hand is smaller: such ones come from a slip of the hand."""


def described(boxes: Sequence[Box]) -> str:
    """What undo texts call these boxes: the label of a single one, or how many there are."""
    return boxes[0].label if len(boxes) == 1 else f"{len(boxes)} boxes"


def moved_inside(
    boxes: tuple[Box, ...], uids: frozenset[int], dx: float, dy: float, width: int, height: int
) -> tuple[Box, ...]:
    """`boxes` with those of `uids` moved together by (dx, dy), but no further than the image's border.

    A box that already crosses the border is not pulled in; it only goes no further out.
    """
    chosen = [box for box in boxes if box.uid in uids]
    if not chosen:
        return boxes
    dx = _limited(dx, min(box.x1 for box in chosen), width - max(box.x2 for box in chosen))
    dy = _limited(dy, min(box.y1 for box in chosen), height - max(box.y2 for box in chosen))
    return tuple(box.moved(dx, dy) if box.uid in uids else box for box in boxes)


def resized(box: Box, handle: Handle, dx: float, dy: float, width: int, height: int) -> Box:
    """`box` after its `handle` was dragged by (dx, dy).

    The dragged sides lie on whole pixels inside the image. They may be dragged over the opposite ones.
    """
    x1, x2 = _resized_side(box.x1, box.x2, handle.horizontal, dx, width)
    y1, y2 = _resized_side(box.y1, box.y2, handle.vertical, dy, height)
    return box.with_corners(x1, y1, x2, y2)


def snapped(x: float, y: float, width: int, height: int) -> tuple[float, float]:
    """The nearest corner of pixels inside the image."""
    return float(round(min(max(x, 0), width))), float(round(min(max(y, 0), height)))


def is_large_enough(box: Box) -> bool:
    return box.width >= MIN_SIDE and box.height >= MIN_SIDE


def with_box(boxes: tuple[Box, ...], changed: Box) -> tuple[Box, ...]:
    """`boxes` with `changed` in the place of the one that has its uid."""
    return tuple(changed if box.uid == changed.uid else box for box in boxes)


def _limited(step: float, room_before: float, room_after: float) -> float:
    return min(max(step, -max(room_before, 0.0)), max(room_after, 0.0))


def _resized_side(low: float, high: float, which: int, step: float, limit: int) -> tuple[float, float]:
    """Both ends of a side whose lower (-1) or upper (1) end is dragged by `step`, in an image of `limit` pixels."""
    if which == 0:
        return low, high
    moving, fixed = (low, high) if which < 0 else (high, low)
    end = float(round(min(max(moving + step, min(0.0, moving)), max(float(limit), moving))))
    if abs(end - fixed) < MIN_SIDE:
        outward = 1 if end > fixed or (end == fixed and which > 0) else -1
        if not 0 <= fixed + outward * MIN_SIDE <= limit:
            outward = -outward
        end = fixed + outward * MIN_SIDE
    return end, fixed
