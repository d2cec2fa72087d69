"""What moving, resizing and drawing do to boxes. Pure; all lengths in pixels of the image."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal

from detector.data.annotation import Annotation
from detector.data.geometry import Box
from frcnn_gui.common.language import N_, tr
from frcnn_gui.document.hit_test import Handle

MIN_SIDE_PX = 3
"""No box made by hand is smaller: such ones come from a slip of the hand."""
BORDER_PULL_PX = 4.0
"""An edge drawn or dragged within this many pixels of the widget of the image's border goes to the border."""
NEAR_BORDER_FRACTION = 0.02
"""An edge this near to the border, as a part of the image's side, is one that `snap_edges_to_border` takes to it."""
MIN_NEAR_PX = 10
"""The smallest distance that counts as near, in small images."""

Flag = Literal["difficult", "truncated", "occluded"]
FLAGS: tuple[Flag, ...] = ("difficult", "truncated", "occluded")
FLAG_SET_TEXTS: dict[Flag, str] = {
    "difficult": N_("Mark {boxes} as difficult"),
    "truncated": N_("Mark {boxes} as truncated"),
    "occluded": N_("Mark {boxes} as occluded"),
}
FLAG_CLEARED_TEXTS: dict[Flag, str] = {
    "difficult": N_("Mark {boxes} as not difficult"),
    "truncated": N_("Mark {boxes} as not truncated"),
    "occluded": N_("Mark {boxes} as not occluded"),
}


def describe_annotations(annotations: Sequence[Annotation]) -> str:
    """What undo texts call these boxes: the label of a single one, or how many there are."""
    return annotations[0].label if len(annotations) == 1 else tr("%Ln box(es)", "", len(annotations))


def move_annotations_inside(
    annotations: tuple[Annotation, ...], uids: frozenset[int], dx: float, dy: float, width: int, height: int
) -> tuple[Annotation, ...]:
    """`annotations` with those of `uids` moved together by (dx, dy), but no further than the image's border.

    A box that already crosses the border is not pulled in; it only goes no further out.
    """
    chosen = [annotation.bounds for annotation in annotations if annotation.uid in uids]
    if not chosen:
        return annotations
    dx = _clamp_step(dx, min(box.x1 for box in chosen), width - max(box.x2 for box in chosen))
    dy = _clamp_step(dy, min(box.y1 for box in chosen), height - max(box.y2 for box in chosen))
    return tuple(annotation.move_by(dx, dy) if annotation.uid in uids else annotation for annotation in annotations)


def resize_annotation(
    annotation: Annotation, handle: Handle, dx: float, dy: float, width: int, height: int, pull: float = 0.0
) -> Annotation:
    """`annotation` after its `handle` was dragged by (dx, dy).

    The dragged sides are on whole pixels inside the image, or on its border where that is within `pull`. They may be
    dragged over the opposite ones.
    """
    box = annotation.bounds
    x1, x2 = _resize_side(box.x1, box.x2, handle.horizontal, dx, width, pull)
    y1, y2 = _resize_side(box.y1, box.y2, handle.vertical, dy, height, pull)
    return annotation.with_bounds(Box.from_corners(x1, y1, x2, y2))


def enlarge_annotation(annotation: Annotation, dx: float, dy: float, width: int, height: int) -> Annotation:
    """`annotation` with its right edge moved by `dx` and its lower one by `dy`, no further than the image's border.

    It does not become smaller than `MIN_SIDE_PX`, and a box that crosses the border is not pulled in.
    """
    box = annotation.bounds
    x2 = min(max(box.x2 + dx, min(box.x2, box.x1 + MIN_SIDE_PX)), max(box.x2, float(width)))
    y2 = min(max(box.y2 + dy, min(box.y2, box.y1 + MIN_SIDE_PX)), max(box.y2, float(height)))
    return annotation.with_bounds(Box(box.x1, box.y1, x2, y2))


def snap_edges_to_border(annotation: Annotation, width: int, height: int) -> Annotation:
    """`annotation` with every edge that is near the image's border, on either side of it, put on the border."""
    box = annotation.bounds
    near_x, near_y = (max(MIN_NEAR_PX, NEAR_BORDER_FRACTION * side) for side in (width, height))
    snapped = Box(
        0.0 if abs(box.x1) <= near_x else box.x1,
        0.0 if abs(box.y1) <= near_y else box.y1,
        float(width) if abs(width - box.x2) <= near_x else box.x2,
        float(height) if abs(height - box.y2) <= near_y else box.y2,
    )
    return annotation if snapped.is_degenerate else annotation.with_bounds(snapped)


def clip_annotation_to_image(annotation: Annotation, width: int, height: int) -> Annotation:
    """The part of `annotation` inside the image; a box that lies wholly outside stays as it is."""
    if annotation.bounds.is_inside(width, height):
        return annotation
    inside = annotation.clip_to(width, height)
    return annotation if inside.geometry.is_degenerate else inside


def clamp_near_image(box: Box, width: int, height: int) -> Box:
    """`box` cut to the image and as much again on each side of it: what can be gone to, whatever a label file says."""
    return Box(
        min(max(box.x1, -float(width)), 2.0 * width),
        min(max(box.y1, -float(height)), 2.0 * height),
        min(max(box.x2, -float(width)), 2.0 * width),
        min(max(box.y2, -float(height)), 2.0 * height),
    )


def round_to_pixels(annotation: Annotation, width: int, height: int) -> Annotation:
    """`annotation` with bounds on whole pixels inside the image, at least one pixel wide and high."""
    box = annotation.bounds
    x1 = min(max(round(box.x1), 0), width - 1)
    y1 = min(max(round(box.y1), 0), height - 1)
    x2 = min(max(round(box.x2), x1 + 1), width)
    y2 = min(max(round(box.y2), y1 + 1), height)
    return annotation.with_bounds(Box(float(x1), float(y1), float(x2), float(y2)))


def set_flag(annotation: Annotation, flag: Flag, on: bool) -> Annotation:
    """`annotation` with one of its flags set or taken off."""
    if flag == "difficult":
        return replace(annotation, difficult=on)
    if flag == "truncated":
        return replace(annotation, truncated=on)
    return replace(annotation, occluded=on)


def build_flag_text(flag: Flag, on: bool) -> Callable[[str], str]:
    """What the undo history calls that, of boxes in words."""
    text = tr(FLAG_SET_TEXTS[flag]) if on else tr(FLAG_CLEARED_TEXTS[flag])
    return lambda what: text.format(boxes=what)


def has_flag(annotation: Annotation, flag: Flag) -> bool:
    return {"difficult": annotation.difficult, "truncated": annotation.truncated, "occluded": annotation.occluded}[flag]


def snap_to_pixel(x: float, y: float, width: int, height: int) -> tuple[float, float]:
    """The nearest corner of pixels inside the image."""
    return float(round(min(max(x, 0), width))), float(round(min(max(y, 0), height)))


def pull_to_border(value: float, limit: int, pull: float, opposite: float | None = None) -> float:
    """`value`, or the border (0 or `limit`) that is within `pull` of it.

    The border does not pull where less than `MIN_SIDE_PX` would be left to the `opposite` edge.
    """
    border = 0.0 if value < limit / 2 else float(limit)
    too_narrow = opposite is not None and abs(border - opposite) < MIN_SIDE_PX
    return value if abs(value - border) > pull or too_narrow else border


def is_large_enough(box: Box) -> bool:
    return box.width >= MIN_SIDE_PX and box.height >= MIN_SIDE_PX


def replace_annotation(annotations: tuple[Annotation, ...], changed: Annotation) -> tuple[Annotation, ...]:
    """`annotations` with `changed` in the place of the one that has its uid."""
    return tuple(changed if annotation.uid == changed.uid else annotation for annotation in annotations)


def _clamp_step(step: float, room_before: float, room_after: float) -> float:
    return min(max(step, -max(room_before, 0.0)), max(room_after, 0.0))


def _resize_side(low: float, high: float, which: int, step: float, limit: int, pull: float) -> tuple[float, float]:
    """Both ends of a side whose lower (-1) or upper (1) end is dragged by `step`, in an image of `limit` pixels."""
    if which == 0:
        return low, high
    moving, fixed = (low, high) if which < 0 else (high, low)
    end = min(max(moving + step, min(0.0, moving)), max(float(limit), moving))
    if step and 0 <= end <= limit:
        end = pull_to_border(end, limit, pull, fixed)
    end = float(round(end))
    if abs(end - fixed) < MIN_SIDE_PX:
        outward = 1 if end > fixed or (end == fixed and which > 0) else -1
        if not 0 <= fixed + outward * MIN_SIDE_PX <= limit:
            outward = -outward
        end = fixed + outward * MIN_SIDE_PX
    return end, fixed
