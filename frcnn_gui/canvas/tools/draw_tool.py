"""The draw tool: one box by pressing, dragging and releasing, or by two clicks. No widget, no painting."""

from __future__ import annotations

from dataclasses import dataclass, replace

from detector.data.annotation import Annotation
from detector.data.geometry import Box
from frcnn_gui.canvas.tools.tool_state import NO_EFFECTS, Commit, Effects, Pointer, Tool, ToolContext
from frcnn_gui.common.language import N_, tr
from frcnn_gui.document.box_geometry import BORDER_PULL_PX, MIN_SIDE_PX, is_large_enough, pull_to_border, snap_to_pixel

MIN_DRAG_PX = 3.0
DEFAULT_LABEL = "object"
"""The class of a new box until the person has said which."""
TOO_SMALL = N_("Box too small: the minimum is {side} x {side} pixels.")


@dataclass(frozen=True)
class _Drawing:
    """A box begun at the corner (x, y)."""

    x: float
    y: float
    start: Pointer
    end: Pointer
    scene: ToolContext
    dragged: bool = False
    clicks: int = 0


class DrawTool(Tool):
    """Draws a box."""

    name = "draw"
    draws = True

    def __init__(self) -> None:
        self._drawing: _Drawing | None = None

    @property
    def is_dragging(self) -> bool:
        return self._drawing is not None

    @property
    def measured_uid(self) -> int | None:
        return self._drawing.scene.next_uid if self._drawing is not None else None

    def handle_press(self, pointer: Pointer, scene: ToolContext) -> Effects:
        if scene.read_only_reason:
            return Effects(message=scene.read_only_reason)
        if self._drawing is None:
            pull = _pull_distance(pointer)
            x, y = pull_to_border(pointer.x, scene.width, pull), pull_to_border(pointer.y, scene.height, pull)
            x, y = snap_to_pixel(x, y, scene.width, scene.height)
            self._drawing = _Drawing(x, y, pointer, pointer, scene)
            return Effects(select=frozenset())
        return NO_EFFECTS

    def handle_move(self, pointer: Pointer) -> Effects:
        drawing = self._drawing
        if drawing is None:
            return NO_EFFECTS
        dragged = drawing.dragged or not pointer.is_near(drawing.start, MIN_DRAG_PX)
        self._drawing = drawing = replace(drawing, end=pointer, dragged=dragged)
        annotation = _build_annotation(drawing, pointer)
        if annotation.bounds.is_degenerate:
            return Effects(end_preview=True)
        return Effects(preview=(*drawing.scene.annotations, annotation))

    def handle_release(self, pointer: Pointer) -> Effects:
        self.handle_move(pointer)
        drawing = self._drawing
        if drawing is None:
            return NO_EFFECTS
        if not drawing.dragged and drawing.clicks == 0:
            self._drawing = replace(drawing, clicks=1)  # the second corner comes with the second click
            return NO_EFFECTS
        self._drawing = None
        annotation = _build_annotation(drawing, pointer)
        if not is_large_enough(annotation.bounds):
            return Effects(end_preview=True, message=tr(TOO_SMALL).format(side=MIN_SIDE_PX))
        return add_drawn_annotation(drawing.scene, annotation, keeps_drawing=pointer.shift)

    def draw_box(self, box: Box, scene: ToolContext) -> Effects:
        """Draw a box at once, in place of one that was begun: for keys, which move and resize it afterwards."""
        if scene.read_only_reason:
            return Effects(message=scene.read_only_reason)
        self._drawing = None
        return add_drawn_annotation(scene, Annotation(box, scene.label or DEFAULT_LABEL, scene.next_uid))

    def replace_context(self, scene: ToolContext) -> Effects:
        """Continue beside the boxes of `scene`, which somebody changed."""
        if self._drawing is None:
            return NO_EFFECTS
        self._drawing = replace(self._drawing, scene=scene)
        return self.handle_move(self._drawing.end)

    def cancel(self) -> Effects:
        """Give up the box begun."""
        drawing, self._drawing = self._drawing, None
        return NO_EFFECTS if drawing is None else Effects(end_preview=True)


def add_drawn_annotation(scene: ToolContext, annotation: Annotation, keeps_drawing: bool = False) -> Effects:
    """Add what has been drawn, in one step; its class is asked for if it is not set.

    Args:
        scene: The boxes of the image.
        annotation: The new one.
        keeps_drawing: Whether the tool stays in hand, also without draw mode.
    """
    return Effects(
        commit=Commit(tr("Draw {label}").format(label=annotation.label), (*scene.annotations, annotation)),
        select=frozenset({annotation.uid}),
        ask_label=() if scene.label else (annotation.uid,),
        finished=not (scene.keeps_drawing or keeps_drawing),
    )


def _build_annotation(drawing: _Drawing, pointer: Pointer) -> Annotation:
    scene = drawing.scene
    pull = _pull_distance(pointer)
    x = pull_to_border(pointer.x, scene.width, pull, drawing.x)
    y = pull_to_border(pointer.y, scene.height, pull, drawing.y)
    x, y = snap_to_pixel(x, y, scene.width, scene.height)
    box = Box.from_corners(drawing.x, drawing.y, x, y)
    return Annotation(box, scene.label or DEFAULT_LABEL, scene.next_uid)


def _pull_distance(pointer: Pointer) -> float:
    """From how far the border draws a corner on, in pixels of the image."""
    return 0.0 if pointer.alt else BORDER_PULL_PX * pointer.pixel
