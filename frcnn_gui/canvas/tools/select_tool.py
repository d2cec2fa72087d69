"""The select tool: choose, move and resize objects, and edit the points of outlines. No widget, no painting."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto

from detector.data.annotation import Annotation
from frcnn_gui.canvas.tools.point_editing import (
    NO_POINTS,
    PointGrip,
    SelectedPoints,
    find_point_grip,
    list_editable,
    replace_rings,
)
from frcnn_gui.canvas.tools.tool_state import NO_EFFECTS, Commit, Effects, Pointer, Tool, ToolContext, ToolKey
from frcnn_gui.common.language import N_, tr
from frcnn_gui.document.box_geometry import (
    BORDER_PULL_PX,
    describe_annotations,
    move_annotations_inside,
    replace_annotation,
    resize_annotation,
)
from frcnn_gui.document.hit_test import Handle, find_annotations_at, find_annotations_touching, find_handle_at
from frcnn_gui.document.ring_editing import PointPlace, get_rings, move_points, remove_points

MIN_DRAG_PX = 3.0
"""A press that moves further than this many pixels of the widget is a drag."""
EDGE_REACH_PX = 4.0
HANDLE_REACH_PX = 8.0
MOVE_POINTS_TEXT = N_("Move points of {boxes}")
ADD_POINT_TEXT = N_("Add point to {boxes}")
REMOVE_POINTS_TEXT = N_("Remove points of {boxes}")
LAST_POINTS_TEXT = N_("A polygon needs at least three points: delete the object instead.")
DRAG_CANCELED = N_("Drag canceled: the boxes were changed.")


class _DragKind(Enum):
    MOVE = auto()
    RESIZE = auto()
    BAND = auto()
    POINTS = auto()


@dataclass(frozen=True)
class _Press:
    """A button that is down: where it went down, on what, and whether it has become a drag."""

    kind: _DragKind
    start: Pointer
    end: Pointer
    scene: ToolContext
    hits: tuple[int, ...]
    was_selected: bool = False
    uid: int = -1
    handle: Handle = Handle.TOP_LEFT
    is_dragging: bool = False
    grip: PointGrip | None = None


@dataclass(frozen=True)
class _Click:
    """The last click, to know a second one at the same place."""

    at: Pointer
    hits: tuple[int, ...]
    before: frozenset[int]
    """The selection it found."""


class SelectTool(Tool):
    """Selects, moves and resizes."""

    name = "select"

    def __init__(self) -> None:
        self._press: _Press | None = None
        self._click: _Click | None = None
        self.selected_points = NO_POINTS
        """Those that Delete removes and the arrow keys move"""

    @property
    def is_dragging(self) -> bool:
        return self._press is not None and self._press.is_dragging

    @property
    def band(self) -> tuple[float, float, float, float] | None:
        """Two opposite corners of the rubber band."""
        press = self._press
        if press is None or not press.is_dragging or press.kind is not _DragKind.BAND:
            return None
        return press.start.x, press.start.y, press.end.x, press.end.y

    @property
    def measured_uid(self) -> int | None:
        press = self._press
        return press.uid if press is not None and press.is_dragging and press.kind is _DragKind.RESIZE else None

    def find_handle(self, pointer: Pointer, scene: ToolContext) -> tuple[int, Handle] | None:
        """(uid, handle) that a press would grab, or the handle that is held."""
        press = self._press
        if press is not None:
            return (press.uid, press.handle) if press.kind is _DragKind.RESIZE else None
        if scene.read_only_reason or pointer.extends_selection:
            return None
        grips = [annotation for annotation in scene.selected_annotations if annotation.uid not in scene.locked]
        for annotation in sorted(grips, key=lambda annotation: annotation.bounds.area):
            handle = find_handle_at(annotation.geometry, pointer.x, pointer.y, HANDLE_REACH_PX * pointer.pixel)
            if handle is not None:
                return annotation.uid, handle
        return None

    def handle_press(self, pointer: Pointer, scene: ToolContext) -> Effects:
        hits = find_annotations_under(pointer, scene)
        points = find_point_grip(pointer, scene, self.selected_points)
        if points is not None:
            if pointer.alt and pointer.shift:
                return NO_EFFECTS if points.is_new else self._remove_points(points.annotation, points.places, scene)
            uid = points.annotation.uid
            self._press = _Press(_DragKind.POINTS, pointer, pointer, scene, hits, True, uid, grip=points)
            return NO_EFFECTS
        grip = self.find_handle(pointer, scene)
        if grip is not None:
            self._press = _Press(_DragKind.RESIZE, pointer, pointer, scene, hits, True, *grip)
            return NO_EFFECTS
        if pointer.extends_selection or not hits:
            self._press = _Press(_DragKind.BAND, pointer, pointer, scene, hits)
            return NO_EFFECTS
        if scene.selection.isdisjoint(hits):
            before, scene = scene.selection, replace(scene, selection=frozenset(hits[:1]))
            self._press = _Press(_choose_drag_kind(hits, scene), pointer, pointer, scene, hits)
            self._click = _Click(pointer, hits, before)
            return Effects(select=scene.selection)
        self._press = _Press(_choose_drag_kind(hits, scene), pointer, pointer, scene, hits, was_selected=True)
        return NO_EFFECTS

    def handle_move(self, pointer: Pointer) -> Effects:
        press = self._press
        if press is None or not (press.is_dragging or not pointer.is_near(press.start, MIN_DRAG_PX)):
            return NO_EFFECTS
        if press.kind is not _DragKind.BAND and press.scene.read_only_reason:
            self._press = None
            return Effects(message=press.scene.read_only_reason)
        self._press = press = replace(press, end=pointer, is_dragging=True)
        if press.kind is _DragKind.BAND:
            return Effects(select=_find_banded_annotations(press))
        return Effects(preview=_apply_drag(press))

    def handle_release(self, pointer: Pointer) -> Effects:
        press = self._press
        self.handle_move(pointer)
        dragged, self._press = self._press, None
        if press is None or dragged is None:
            return NO_EFFECTS
        if dragged.grip is not None and (dragged.is_dragging or not dragged.grip.is_new or dragged.start.alt):
            self._click = None
            return self._finish_points(dragged, dragged.grip)
        if not dragged.is_dragging:
            return self._finish_click(dragged)
        self._click = None
        if dragged.kind is _DragKind.BAND:
            return Effects(select=_find_banded_annotations(dragged))
        annotations = _apply_drag(dragged)
        if annotations == dragged.scene.annotations:
            return Effects(end_preview=True)
        if dragged.kind is _DragKind.MOVE:
            moved = [
                annotation
                for annotation in dragged.scene.selected_annotations
                if annotation.uid in dragged.scene.movable_uids
            ]
            return Effects(commit=Commit(tr("Move {boxes}").format(boxes=describe_annotations(moved)), annotations))
        return Effects(
            commit=Commit(tr("Resize {boxes}").format(boxes=_find_pressed_annotation(dragged).label), annotations)
        )

    def handle_double_click(self, pointer: Pointer, scene: ToolContext) -> Effects:
        """Ask for the label. If the first of the two clicks selected another box, that is reverted."""
        if pointer.alt:
            return self.handle_press(pointer, scene)
        self._press = None
        click = self._click
        hits = find_annotations_under(pointer, scene)
        chosen = scene.selection
        if click is not None and pointer.is_near(click.at, MIN_DRAG_PX) and not click.before.isdisjoint(hits):
            chosen = click.before
        asked = chosen & set(hits)
        if not asked:
            return NO_EFFECTS
        if scene.read_only_reason:
            return Effects(message=scene.read_only_reason)
        return Effects(
            select=chosen,
            ask_label=tuple(annotation.uid for annotation in scene.annotations if annotation.uid in asked),
        )

    def replace_context(self, scene: ToolContext) -> Effects:
        """Continue among the boxes of `scene`, which were changed; not with a held box that is another now."""
        press = self._press
        if press is None:
            return NO_EFFECTS
        now = {annotation.uid: annotation for annotation in scene.annotations}
        if any(now.get(annotation.uid) != annotation for annotation in _list_held_annotations(press)):
            return replace(self.cancel(), message=tr(DRAG_CANCELED) if press.is_dragging else "")
        self._press = replace(press, scene=replace(scene, selection=press.scene.selection & now.keys()))
        return self.handle_move(press.end) if press.is_dragging else NO_EFFECTS

    def cancel(self) -> Effects:
        """Cancel the current gesture."""
        press, self._press = self._press, None
        if press is None or not press.is_dragging:
            return NO_EFFECTS
        return Effects(select=press.scene.selection if press.kind is _DragKind.BAND else None, end_preview=True)

    def handle_key(self, key: ToolKey, scene: ToolContext) -> Effects | None:
        """Remove the selected points."""
        annotation = self.selected_points.find_annotation(list_editable(scene))
        if key == "enter" or annotation is None or scene.read_only_reason:
            return None
        return self._remove_points(annotation, self.selected_points.places, scene)

    def handle_nudge(self, dx: float, dy: float, merge: str, scene: ToolContext) -> Effects | None:
        """Move the selected points."""
        selected = self.selected_points
        annotation = selected.find_annotation(list_editable(scene))
        if annotation is None or selected.rings is None or scene.read_only_reason:
            return None
        rings = move_points(selected.rings, selected.places, dx, dy, scene.width, scene.height)
        moved = replace_rings(annotation, rings)
        self.selected_points = SelectedPoints(annotation.uid, get_rings(moved), selected.places)
        return _commit_points(tr(MOVE_POINTS_TEXT), moved, scene, merge)

    def _remove_points(self, annotation: Annotation, places: frozenset[PointPlace], scene: ToolContext) -> Effects:
        rings = get_rings(annotation)
        left = remove_points(rings, places) if rings is not None else None
        if left is None:
            return Effects(message=tr(LAST_POINTS_TEXT))
        self.selected_points = NO_POINTS
        return _commit_points(tr(REMOVE_POINTS_TEXT), replace_rings(annotation, left), scene)

    def _finish_points(self, press: _Press, grip: PointGrip) -> Effects:
        """What a drag or a click of points has done; a click on one that is there selects it."""
        uid, places = press.uid, grip.places
        if not press.is_dragging and not grip.is_new:
            held = frozenset({grip.held})
            before = self.selected_points
            is_same = before.find_annotation([grip.annotation]) is not None
            chosen = before.places ^ held if press.start.extends_selection and is_same else held
            self.selected_points = SelectedPoints(uid, grip.rings, chosen)
            return NO_EFFECTS
        moved = grip.move_to(press.end, press.start, press.scene) if press.is_dragging else grip.annotation
        self.selected_points = SelectedPoints(uid, get_rings(moved), places)
        return _commit_points(tr(ADD_POINT_TEXT if grip.is_new else MOVE_POINTS_TEXT), moved, press.scene)

    def choose_cursor(self, pointer: Pointer, scene: ToolContext) -> str:
        if self._press is None or self._press.grip is not None:
            points = self._press.grip if self._press else find_point_grip(pointer, scene, self.selected_points)
            if points is not None:
                return "cross" if points.is_new else "point"
        grip = self.find_handle(pointer, scene)
        if grip is not None:
            return grip[1].name
        movable = [annotation for annotation in scene.selected_annotations if annotation.uid in scene.movable_uids]
        hits = find_annotations_at(movable, pointer.x, pointer.y, EDGE_REACH_PX * pointer.pixel)
        return "move" if hits and not scene.read_only_reason and not pointer.extends_selection else "arrow"

    def _finish_click(self, press: _Press) -> Effects:
        selection, hits = press.scene.selection, press.hits
        if press.start.extends_selection:
            self._click = None
            return Effects(select=selection ^ frozenset(hits[:1])) if hits else NO_EFFECTS
        if not hits:
            self._click = None
            return Effects(select=frozenset(), missed=True)
        if not press.was_selected:
            return NO_EFFECTS  # it was chosen when the button went down
        last, self._click = self._click, _Click(press.start, hits, selection)
        again = last is not None and last.hits == hits and press.start.is_near(last.at, MIN_DRAG_PX)
        here = [at for at, uid in enumerate(hits) if uid in selection]
        chosen = hits[(here[0] + 1) % len(hits)] if again and here else hits[0]
        return Effects(select=frozenset({chosen}))


def _commit_points(text: str, changed: Annotation, scene: ToolContext, merge: str = "") -> Effects:
    annotations = replace_annotation(scene.annotations, changed)
    return Effects(commit=Commit(text.format(boxes=changed.label), annotations, merge), end_preview=True)


def find_annotations_under(pointer: Pointer, scene: ToolContext) -> tuple[int, ...]:
    """The uids of the boxes at the pointer, the smallest first; locked ones last, so that they are not in the way."""
    hits = find_annotations_at(scene.visible_annotations, pointer.x, pointer.y, EDGE_REACH_PX * pointer.pixel)
    return tuple(sorted(hits, key=scene.locked.__contains__))


def _choose_drag_kind(hits: tuple[int, ...], scene: ToolContext) -> _DragKind:
    """What a drag that begins over these boxes does: move those selected, or span a band where all are locked."""
    return _DragKind.BAND if scene.movable_uids.isdisjoint(hits) else _DragKind.MOVE


def _find_banded_annotations(press: _Press) -> frozenset[int]:
    scene = press.scene
    touched = (
        find_annotations_touching(scene.visible_annotations, press.start.x, press.start.y, press.end.x, press.end.y)
        - scene.locked
    )
    return touched | scene.selection if press.start.extends_selection else touched


def _apply_drag(press: _Press) -> tuple[Annotation, ...]:
    scene = press.scene
    dx, dy = press.end.x - press.start.x, press.end.y - press.start.y
    if press.grip is not None:
        return replace_annotation(scene.annotations, press.grip.move_to(press.end, press.start, scene))
    if press.kind is _DragKind.RESIZE:
        pull = 0.0 if press.end.alt else BORDER_PULL_PX * press.end.pixel
        return replace_annotation(
            scene.annotations,
            resize_annotation(_find_pressed_annotation(press), press.handle, dx, dy, scene.width, scene.height, pull),
        )
    return move_annotations_inside(
        scene.annotations, scene.movable_uids, round(dx), round(dy), scene.width, scene.height
    )


def _list_held_annotations(press: _Press) -> list[Annotation]:
    """The boxes that the drag changes."""
    if press.kind in (_DragKind.RESIZE, _DragKind.POINTS):
        return [_find_pressed_annotation(press)]
    return [
        annotation
        for annotation in press.scene.selected_annotations
        if press.kind is _DragKind.MOVE and annotation.uid in press.scene.movable_uids
    ]


def _find_pressed_annotation(press: _Press) -> Annotation:
    return next(annotation for annotation in press.scene.annotations if annotation.uid == press.uid)
