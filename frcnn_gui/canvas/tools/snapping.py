"""Where a point goes that is placed by hand: onto a neighbor, the border of the image, or a pixel.

A neighbor pulls with what is seen of it: the points and edges of a polygon, the edges of a mask's pixels and their
corners, the corners and edges of a box.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import ceil, floor

from detector.data.annotation import Annotation
from detector.data.geometry import Geometry
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.outlined_box import get_outline
from detector.data.outlines.rings import Rings
from detector.data.outlines.runs import crop_runs
from detector.data.outlines.tracing import trace_bitmap
from frcnn_gui.canvas.tools.tool_state import Pointer, ToolContext
from frcnn_gui.document.box_geometry import BORDER_PULL_PX, pull_to_border
from frcnn_gui.document.ring_editing import find_edge, find_point, locate_points

SNAP_PX = 6.0
"""How far neighbors and the border pull, in pixels of the widget; not at all while Alt is held."""
_FINE_DIGITS = 1
"""Of coordinates where a pixel of the image is larger than one of the widget; else they are whole."""


def snap_point(pointer: Pointer, scene: ToolContext, own_uid: int = -1) -> tuple[float, float]:
    """The place in the image for a point at the pointer.

    Args:
        pointer: Where the mouse is.
        scene: The objects of the image; only those that are shown pull.
        own_uid: The object that the point belongs to, which does not.
    """
    x, y = min(max(pointer.x, 0.0), float(scene.width)), min(max(pointer.y, 0.0), float(scene.height))
    if not pointer.alt:
        neighbors = (annotation for annotation in scene.visible_annotations if annotation.uid != own_uid)
        found = find_neighbor_place(neighbors, x, y, SNAP_PX * pointer.pixel)
        if found is not None:
            return found
    digits = 0 if pointer.pixel >= 1 else _FINE_DIGITS
    pull = 0.0 if pointer.alt else BORDER_PULL_PX * pointer.pixel
    return (
        pull_to_border(round(x, digits), scene.width, pull),
        pull_to_border(round(y, digits), scene.height, pull),
    )


def find_neighbor_place(
    annotations: Iterable[Annotation], x: float, y: float, reach: float
) -> tuple[float, float] | None:
    """The nearest point or corner within `reach`, otherwise the nearest place on an edge, otherwise None."""
    near = list(_filter_near(annotations, x, y, reach))
    for rings in near:
        place = find_point(rings, x, y, reach)
        if place is not None:
            ((at_x, at_y),) = locate_points(rings, [place]).tolist()
            return at_x, at_y
    for rings in near:
        edge = find_edge(rings, x, y, reach)
        if edge is not None:
            return round(edge.x, _FINE_DIGITS + 1), round(edge.y, _FINE_DIGITS + 1)
    return None


def _filter_near(annotations: Iterable[Annotation], x: float, y: float, reach: float) -> Iterator[Rings]:
    for annotation in annotations:
        box = annotation.bounds
        if box.x1 - reach <= x <= box.x2 + reach and box.y1 - reach <= y <= box.y2 + reach:
            yield _list_edges(annotation.geometry, x, y, reach)


def _list_edges(geometry: Geometry, x: float, y: float, reach: float) -> Rings:
    """The rings along what is seen of a geometry, of a mask only as far as `reach`."""
    outline = get_outline(geometry)
    if not isinstance(outline, Bitmap):
        return outline or Rings.from_box(geometry.bounds)
    # What is cut off at the sides is farther away than the reach, so the edges there pull nobody.
    left, top, right, bottom = floor(x - reach) - 1, floor(y - reach) - 1, ceil(x + reach) + 1, ceil(y + reach) + 1
    return trace_bitmap(Bitmap.from_runs(crop_runs(outline.runs, left, top, right, bottom)))
