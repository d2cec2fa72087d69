"""The draw tool: one box by pressing, dragging and releasing, or by two clicks. No widget, no painting."""

from __future__ import annotations

from dataclasses import dataclass, replace

from detector.data.annotation import Box
from frcnn_gui.canvas.box_edits import BORDER_PULL, MIN_SIDE, is_large_enough, pulled, snapped
from frcnn_gui.canvas.tool_state import NOTHING, Commit, Effects, Pointer, Scene
from frcnn_gui.language import N_, tr

DRAG_REACH = 3.0
UNNAMED = "object"
"""The class of a new box until the person has said which."""
TOO_SMALL = N_("That box was too small to keep: a box has at least {side} x {side} pixels.")


@dataclass(frozen=True)
class _Drawing:
    """A box begun at the corner (x, y)."""

    x: float
    y: float
    start: Pointer
    end: Pointer
    scene: Scene
    dragged: bool = False
    clicks: int = 0


class DrawTool:
    """Feed it presses, moves and releases of the left button; do what the returned `Effects` say."""

    name = "draw"

    def __init__(self) -> None:
        self._drawing: _Drawing | None = None

    @property
    def dragging(self) -> bool:
        return self._drawing is not None

    @property
    def measured_uid(self) -> int | None:
        """The box whose size is of interest now."""
        return self._drawing.scene.next_uid if self._drawing is not None else None

    def press(self, pointer: Pointer, scene: Scene) -> Effects:
        if scene.locked_reason:
            return Effects(message=scene.locked_reason)
        if self._drawing is None:
            pull = _pull(pointer)
            x, y = pulled(pointer.x, scene.width, pull), pulled(pointer.y, scene.height, pull)
            x, y = snapped(x, y, scene.width, scene.height)
            self._drawing = _Drawing(x, y, pointer, pointer, scene)
            return Effects(select=frozenset())
        return NOTHING

    def move(self, pointer: Pointer) -> Effects:
        drawing = self._drawing
        if drawing is None:
            return NOTHING
        dragged = drawing.dragged or not pointer.is_near(drawing.start, DRAG_REACH)
        self._drawing = drawing = replace(drawing, end=pointer, dragged=dragged)
        box = _box(drawing, pointer)
        return Effects(end_preview=True) if box.is_degenerate else Effects(preview=(*drawing.scene.boxes, box))

    def release(self, pointer: Pointer) -> Effects:
        self.move(pointer)
        drawing = self._drawing
        if drawing is None:
            return NOTHING
        if not drawing.dragged and drawing.clicks == 0:
            self._drawing = replace(drawing, clicks=1)  # the second corner comes with the second click
            return NOTHING
        self._drawing = None
        box = _box(drawing, pointer)
        if not is_large_enough(box):
            return Effects(end_preview=True, message=tr(TOO_SMALL).format(side=MIN_SIDE))
        scene = drawing.scene
        return Effects(
            commit=Commit(tr("Draw {label}").format(label=box.label), (*scene.boxes, box)),
            select=frozenset({box.uid}),
            ask_label=() if scene.label else (box.uid,),
            finished=not (scene.sticky or pointer.shift),
        )

    def double_click(self, pointer: Pointer, scene: Scene) -> Effects:
        """Nothing special: its second press is a press like another."""
        return self.press(pointer, scene)

    def rebase(self, scene: Scene) -> Effects:
        """Go on beside the boxes of `scene`, which somebody changed."""
        if self._drawing is None:
            return NOTHING
        self._drawing = replace(self._drawing, scene=scene)
        return self.move(self._drawing.end)

    def cancel(self) -> Effects:
        """Give up the box begun."""
        drawing, self._drawing = self._drawing, None
        return NOTHING if drawing is None else Effects(end_preview=True)


def _box(drawing: _Drawing, pointer: Pointer) -> Box:
    scene = drawing.scene
    pull = _pull(pointer)
    x = pulled(pointer.x, scene.width, pull, drawing.x)
    y = pulled(pointer.y, scene.height, pull, drawing.y)
    x, y = snapped(x, y, scene.width, scene.height)
    return Box(0, 0, 0, 0, scene.label or UNNAMED, scene.next_uid).with_corners(drawing.x, drawing.y, x, y)


def _pull(pointer: Pointer) -> float:
    """From how far the border draws a corner on, in pixels of the image."""
    return 0.0 if pointer.alt else BORDER_PULL * pointer.pixel
