"""Which object, and which part of it, is under a point. Pure; all lengths in pixels of the image."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from detector.data.annotation import Annotation
from detector.data.geometry import Box, Geometry
from detector.data.outlines.outlined_box import get_outline
from detector.data.outlines.rings import Rings
from frcnn_gui.document.outline_hits import is_outline_hit, is_outline_touching


class Handle(Enum):
    """A grip of a selected box: which of its sides it moves (-1 the left or upper, 1 the right or lower, 0 neither)."""

    TOP_LEFT = (-1, -1)
    TOP = (0, -1)
    TOP_RIGHT = (1, -1)
    RIGHT = (1, 0)
    BOTTOM_RIGHT = (1, 1)
    BOTTOM = (0, 1)
    BOTTOM_LEFT = (-1, 1)
    LEFT = (-1, 0)

    @property
    def horizontal(self) -> int:
        return self.value[0]

    @property
    def vertical(self) -> int:
        return self.value[1]

    def position_on(self, box: Box) -> tuple[float, float]:
        """Where on `box` it is."""
        return (
            (box.x1, (box.x1 + box.x2) / 2, box.x2)[self.horizontal + 1],
            (box.y1, (box.y1 + box.y2) / 2, box.y2)[self.vertical + 1],
        )


def find_annotations_at(annotations: Iterable[Annotation], x: float, y: float, tolerance: float) -> tuple[int, ...]:
    """The uids of all objects whose inside or edge is within `tolerance` of (x, y), the smallest first.

    A hole is not inside an outline.

    Of boxes of the same size, the last comes first: it is painted above the others.
    """
    hits = []
    for annotation in annotations:
        box = annotation.bounds
        if box.x1 - tolerance <= x <= box.x2 + tolerance and box.y1 - tolerance <= y <= box.y2 + tolerance:
            outline = get_outline(annotation.geometry)
            if outline is None or is_outline_hit(outline, x, y, tolerance):
                hits.append(annotation)
    hits.reverse()
    hits.sort(key=lambda annotation: annotation.bounds.area)
    return tuple(annotation.uid for annotation in hits)


def list_handles(geometry: Geometry) -> tuple[Handle, ...]:
    """The handles of a selected object: where its outline has points, only the corners of its box."""
    if isinstance(get_outline(geometry), Rings):
        return tuple(handle for handle in Handle if handle.horizontal and handle.vertical)
    return tuple(Handle)


def find_handle_at(geometry: Geometry, x: float, y: float, tolerance: float) -> Handle | None:
    """The handle of the bounds of `geometry` nearest to (x, y), if one is within `tolerance`.

    Inside a box a handle reaches no further than a quarter of it, so that a small box can still be moved by its middle.
    """
    box = geometry.bounds
    reach_x = tolerance if not box.x1 < x < box.x2 else min(tolerance, box.width / 4)
    reach_y = tolerance if not box.y1 < y < box.y2 else min(tolerance, box.height / 4)
    near: list[tuple[float, Handle]] = []
    for handle in list_handles(geometry):
        at_x, at_y = handle.position_on(box)
        if abs(x - at_x) <= reach_x and abs(y - at_y) <= reach_y:
            near.append((abs(x - at_x) + abs(y - at_y), handle))
    return min(near, key=lambda item: item[0])[1] if near else None


def find_annotations_touching(
    annotations: Iterable[Annotation], x1: float, y1: float, x2: float, y2: float
) -> frozenset[int]:
    """The uids of all objects that overlap the rectangle between two corners, given in any order."""
    left, right = min(x1, x2), max(x1, x2)
    top, bottom = min(y1, y2), max(y1, y2)
    touched = set()
    for annotation in annotations:
        box = annotation.bounds
        if box.x1 <= right and box.x2 >= left and box.y1 <= bottom and box.y2 >= top:
            outline = get_outline(annotation.geometry)
            if outline is None or is_outline_touching(outline, left, top, right, bottom):
                touched.add(annotation.uid)
    return frozenset(touched)
