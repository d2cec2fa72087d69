"""Editing the points of selected outlines: what the mouse grabs, and what becomes of the outline. No widget."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from detector.data.annotation import Annotation
from detector.data.outlines.outlined_box import with_outline
from detector.data.outlines.rings import Rings
from frcnn_gui.canvas.tools.snapping import snap_point
from frcnn_gui.canvas.tools.tool_state import Pointer, ToolContext
from frcnn_gui.document.ring_editing import (
    PointPlace,
    find_edge,
    find_point,
    get_rings,
    insert_point,
    locate_points,
    move_points,
)

POINT_REACH_PX = 6.0
EDGE_GRIP_PX = 4.0
MIN_SIDE_FOR_EDGES_PX = 32.0
"""A smaller object is moved where its edge is dragged, unless Alt is held: nothing would be left to move it by."""


@dataclass(frozen=True)
class SelectedPoints:
    """Points of one outline that the next keys change; they are dropped when the outline changes."""

    uid: int = -1
    rings: Rings | None = None
    places: frozenset[PointPlace] = frozenset()

    def find_annotation(self, annotations: Iterable[Annotation]) -> Annotation | None:
        """The annotation that has these points; None if there are none, or it has changed."""
        if not self.places:
            return None
        return next((one for one in annotations if one.uid == self.uid and get_rings(one) == self.rings), None)


NO_POINTS = SelectedPoints()


@dataclass(frozen=True)
class PointGrip:
    """Points that the mouse holds.

    Attributes:
        annotation: The object, with the point that was added.
        places: What moves.
        held: The one under the mouse.
        is_new: It is not there until it has been moved, or clicked with Alt.
    """

    annotation: Annotation
    places: frozenset[PointPlace]
    held: PointPlace
    is_new: bool = False

    @property
    def rings(self) -> Rings:
        rings = get_rings(self.annotation)
        assert rings is not None
        return rings

    def move_to(self, pointer: Pointer, start: Pointer, scene: ToolContext) -> Annotation:
        """The object after the mouse went from `start` to `pointer`."""
        ((x, y),) = locate_points(self.rings, [self.held]).tolist()
        target = replace(pointer, x=pointer.x + x - start.x, y=pointer.y + y - start.y)
        to_x, to_y = snap_point(target, scene, self.annotation.uid)
        return replace_rings(
            self.annotation, move_points(self.rings, self.places, to_x - x, to_y - y, scene.width, scene.height)
        )


def find_point_grip(pointer: Pointer, scene: ToolContext, selected: SelectedPoints) -> PointGrip | None:
    """What a press would grab of the selected outlines: a point, or a place on an edge, where one is added."""
    if scene.read_only_reason:
        return None
    candidates = [(one, rings) for one in list_editable(scene) if (rings := get_rings(one)) is not None]
    for annotation, rings in candidates:
        place = find_point(rings, pointer.x, pointer.y, _compute_reach(annotation, pointer))
        if place is not None:
            together = selected.find_annotation([annotation]) is not None and place in selected.places
            return PointGrip(annotation, selected.places if together else frozenset({place}), place)
    for annotation, rings in candidates:
        box = annotation.bounds
        is_large = min(box.width, box.height) >= MIN_SIDE_FOR_EDGES_PX * pointer.pixel
        edge = find_edge(rings, pointer.x, pointer.y, EDGE_GRIP_PX * pointer.pixel)
        if edge is not None and (is_large or pointer.alt) and not pointer.extends_selection:
            with_point = replace_rings(annotation, insert_point(rings, edge))
            return PointGrip(with_point, frozenset({edge.added}), edge.added, is_new=True)
    return None


def _compute_reach(annotation: Annotation, pointer: Pointer) -> float:
    """How near a point must be; less in a small object, so that it can still be moved by its middle."""
    side = min(annotation.bounds.width, annotation.bounds.height)
    return min(POINT_REACH_PX * pointer.pixel, side / 6 + pointer.pixel)


def list_editable(scene: ToolContext) -> list[Annotation]:
    """The selected objects that are not locked, the smallest first."""
    editable = [annotation for annotation in scene.selected_annotations if annotation.uid not in scene.locked]
    return sorted(editable, key=lambda annotation: annotation.bounds.area)


def replace_rings(annotation: Annotation, rings: Rings) -> Annotation:
    """`annotation` with another outline, and the box around it."""
    return replace(annotation, geometry=with_outline(annotation.geometry, rings))
