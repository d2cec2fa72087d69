"""The select tool: choose, move and resize boxes. A state machine without widget or painting."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto

from detector.data.annotation import Box
from frcnn_gui.canvas.box_edits import BORDER_PULL, described, moved_inside, resized, with_box
from frcnn_gui.canvas.hit_test import Handle, boxes_at, boxes_touching, handle_at
from frcnn_gui.canvas.tool_state import NOTHING, Commit, Effects, Pointer, Scene
from frcnn_gui.language import N_, tr

DRAG_REACH = 3.0
"""A press that moves further than this many pixels of the widget is a drag."""
EDGE_REACH = 4.0
HANDLE_REACH = 8.0
CHANGED = N_("The drag was given up because the boxes were changed meanwhile.")


class _Kind(Enum):
    MOVE = auto()
    RESIZE = auto()
    BAND = auto()


@dataclass(frozen=True)
class _Press:
    """A button that is down: where it went down, on what, and whether it has become a drag."""

    kind: _Kind
    start: Pointer
    end: Pointer
    scene: Scene
    hits: tuple[int, ...]
    chosen_before: bool = False
    uid: int = -1
    handle: Handle = Handle.TOP_LEFT
    dragging: bool = False


@dataclass(frozen=True)
class _Click:
    """The last click, to know a second one at the same place."""

    at: Pointer
    hits: tuple[int, ...]
    before: frozenset[int]
    """The selection it found."""


class SelectTool:
    """Feed it presses, moves and releases of the left button; do what the returned `Effects` say."""

    name = "select"

    def __init__(self) -> None:
        self._press: _Press | None = None
        self._click: _Click | None = None

    @property
    def dragging(self) -> bool:
        return self._press is not None and self._press.dragging

    @property
    def band(self) -> tuple[float, float, float, float] | None:
        """Two opposite corners of the rubber band."""
        press = self._press
        if press is None or not press.dragging or press.kind is not _Kind.BAND:
            return None
        return press.start.x, press.start.y, press.end.x, press.end.y

    @property
    def measured_uid(self) -> int | None:
        """The box whose size is of interest now."""
        press = self._press
        return press.uid if press is not None and press.dragging and press.kind is _Kind.RESIZE else None

    def handle_under(self, pointer: Pointer, scene: Scene) -> tuple[int, Handle] | None:
        """(uid, handle) that a press would grab, or the handle that is held."""
        press = self._press
        if press is not None:
            return (press.uid, press.handle) if press.kind is _Kind.RESIZE else None
        if scene.locked_reason or pointer.adding:
            return None
        grips = [box for box in scene.selected if box.uid not in scene.locked]
        for box in sorted(grips, key=lambda box: box.area):
            handle = handle_at(box, pointer.x, pointer.y, HANDLE_REACH * pointer.pixel)
            if handle is not None:
                return box.uid, handle
        return None

    def press(self, pointer: Pointer, scene: Scene) -> Effects:
        hits = boxes_under(pointer, scene)
        grip = self.handle_under(pointer, scene)
        if grip is not None:
            self._press = _Press(_Kind.RESIZE, pointer, pointer, scene, hits, True, *grip)
            return NOTHING
        if pointer.adding or not hits:
            self._press = _Press(_Kind.BAND, pointer, pointer, scene, hits)
            return NOTHING
        if scene.selection.isdisjoint(hits):
            before, scene = scene.selection, replace(scene, selection=frozenset(hits[:1]))
            self._press = _Press(_drag_over(hits, scene), pointer, pointer, scene, hits)
            self._click = _Click(pointer, hits, before)
            return Effects(select=scene.selection)
        self._press = _Press(_drag_over(hits, scene), pointer, pointer, scene, hits, chosen_before=True)
        return NOTHING

    def move(self, pointer: Pointer) -> Effects:
        press = self._press
        if press is None or not (press.dragging or not pointer.is_near(press.start, DRAG_REACH)):
            return NOTHING
        if press.kind is not _Kind.BAND and press.scene.locked_reason:
            self._press = None
            return Effects(message=press.scene.locked_reason)
        self._press = press = replace(press, end=pointer, dragging=True)
        if press.kind is _Kind.BAND:
            return Effects(select=_banded(press))
        return Effects(preview=_dragged(press))

    def release(self, pointer: Pointer) -> Effects:
        press = self._press
        self.move(pointer)
        dragged, self._press = self._press, None
        if press is None or dragged is None:
            return NOTHING
        if not dragged.dragging:
            return self._clicked(dragged)
        self._click = None
        if dragged.kind is _Kind.BAND:
            return Effects(select=_banded(dragged))
        boxes = _dragged(dragged)
        if boxes == dragged.scene.boxes:
            return Effects(end_preview=True)
        if dragged.kind is _Kind.MOVE:
            moved = [box for box in dragged.scene.selected if box.uid in dragged.scene.movable]
            return Effects(commit=Commit(tr("Move {boxes}").format(boxes=described(moved)), boxes))
        return Effects(commit=Commit(tr("Resize {boxes}").format(boxes=_box(dragged).label), boxes))

    def double_click(self, pointer: Pointer, scene: Scene) -> Effects:
        """Ask for the label. If the first of the two clicks went on to another box, that is taken back."""
        self._press = None
        click = self._click
        hits = boxes_under(pointer, scene)
        chosen = scene.selection
        if click is not None and pointer.is_near(click.at, DRAG_REACH) and not click.before.isdisjoint(hits):
            chosen = click.before
        asked = chosen & set(hits)
        if not asked:
            return NOTHING
        if scene.locked_reason:
            return Effects(message=scene.locked_reason)
        return Effects(select=chosen, ask_label=tuple(box.uid for box in scene.boxes if box.uid in asked))

    def rebase(self, scene: Scene) -> Effects:
        """Go on among the boxes of `scene`, which somebody changed; not with a box that is held and is another now."""
        press = self._press
        if press is None:
            return NOTHING
        now = {box.uid: box for box in scene.boxes}
        if any(now.get(box.uid) != box for box in _held(press)):
            return replace(self.cancel(), message=tr(CHANGED) if press.dragging else "")
        self._press = replace(press, scene=replace(scene, selection=press.scene.selection & now.keys()))
        return self.move(press.end) if press.dragging else NOTHING

    def cancel(self) -> Effects:
        """Give up what is going on."""
        press, self._press = self._press, None
        if press is None or not press.dragging:
            return NOTHING
        return Effects(select=press.scene.selection if press.kind is _Kind.BAND else None, end_preview=True)

    def _clicked(self, press: _Press) -> Effects:
        selection, hits = press.scene.selection, press.hits
        if press.start.adding:
            self._click = None
            return Effects(select=selection ^ frozenset(hits[:1])) if hits else NOTHING
        if not hits:
            self._click = None
            return Effects(select=frozenset(), missed=True)
        if not press.chosen_before:
            return NOTHING  # it was chosen when the button went down
        last, self._click = self._click, _Click(press.start, hits, selection)
        again = last is not None and last.hits == hits and press.start.is_near(last.at, DRAG_REACH)
        here = [at for at, uid in enumerate(hits) if uid in selection]
        chosen = hits[(here[0] + 1) % len(hits)] if again and here else hits[0]
        return Effects(select=frozenset({chosen}))


def boxes_under(pointer: Pointer, scene: Scene) -> tuple[int, ...]:
    """The uids of the boxes at the pointer, the smallest first; locked ones last, so that they are not in the way."""
    hits = boxes_at(scene.visible, pointer.x, pointer.y, EDGE_REACH * pointer.pixel)
    return tuple(sorted(hits, key=scene.locked.__contains__))


def _drag_over(hits: tuple[int, ...], scene: Scene) -> _Kind:
    """What a drag that begins over these boxes does: move those selected, or span a band where all are locked."""
    return _Kind.BAND if scene.movable.isdisjoint(hits) else _Kind.MOVE


def _banded(press: _Press) -> frozenset[int]:
    scene = press.scene
    touched = boxes_touching(scene.visible, press.start.x, press.start.y, press.end.x, press.end.y) - scene.locked
    return touched | scene.selection if press.start.adding else touched


def _dragged(press: _Press) -> tuple[Box, ...]:
    scene = press.scene
    dx, dy = press.end.x - press.start.x, press.end.y - press.start.y
    if press.kind is _Kind.RESIZE:
        pull = 0.0 if press.end.alt else BORDER_PULL * press.end.pixel
        return with_box(scene.boxes, resized(_box(press), press.handle, dx, dy, scene.width, scene.height, pull))
    return moved_inside(scene.boxes, scene.movable, round(dx), round(dy), scene.width, scene.height)


def _held(press: _Press) -> list[Box]:
    """The boxes that the drag changes."""
    if press.kind is _Kind.RESIZE:
        return [_box(press)]
    return [box for box in press.scene.selected if press.kind is _Kind.MOVE and box.uid in press.scene.movable]


def _box(press: _Press) -> Box:
    return next(box for box in press.scene.boxes if box.uid == press.uid)
