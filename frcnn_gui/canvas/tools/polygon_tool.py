"""The polygon tool: an outline by one click for each point. No widget, no painting."""

from __future__ import annotations

from dataclasses import dataclass, replace

from detector.data.annotation import Annotation
from detector.data.outlines.outlined_box import OutlinedBox
from detector.data.outlines.rings import Rings
from frcnn_gui.canvas.tools.draw_tool import DEFAULT_LABEL, add_drawn_annotation
from frcnn_gui.canvas.tools.snapping import snap_point
from frcnn_gui.canvas.tools.tool_state import NO_EFFECTS, Effects, Pointer, Tool, ToolContext, ToolKey
from frcnn_gui.common.language import N_, tr
from frcnn_gui.document.ring_editing import MIN_RING_POINTS

CLOSE_REACH_PX = 8.0
"""A click within this many pixels of the widget of the first point closes the polygon."""
TOO_FEW_POINTS_TEXT = N_("A polygon needs at least three points.")
NO_AREA_TEXT = N_("The points are on one line: a polygon needs an area.")


@dataclass(frozen=True)
class _Drawing:
    """The points placed so far, and where the next one would be."""

    points: tuple[tuple[float, float], ...]
    scene: ToolContext
    next_point: tuple[float, float]
    is_closing: bool = False
    """The next click closes the polygon."""


class PolygonTool(Tool):
    """Draws a polygon: a click for each point; the first point, Enter or a double click closes it."""

    name = "polygon"
    draws = True

    def __init__(self) -> None:
        self._drawing: _Drawing | None = None

    @property
    def is_dragging(self) -> bool:
        return self._drawing is not None

    @property
    def points(self) -> tuple[tuple[float, float], ...]:
        """The points placed so far."""
        return self._drawing.points if self._drawing is not None else ()

    @property
    def next_point(self) -> tuple[float, float] | None:
        """Where a click would place a point now."""
        return self._drawing.next_point if self._drawing is not None else None

    @property
    def is_closing(self) -> bool:
        """Whether a click would close the polygon now."""
        return self._drawing is not None and self._drawing.is_closing

    def handle_press(self, pointer: Pointer, scene: ToolContext) -> Effects:
        if scene.read_only_reason or scene.outline_refusal:
            return Effects(message=scene.read_only_reason or scene.outline_refusal)
        if self._drawing is None:
            point = snap_point(pointer, scene)
            self._drawing = _Drawing((point,), scene, point)
            return Effects(select=frozenset())
        self._drawing = replace(self._drawing, scene=scene)
        self.handle_move(pointer)
        if self._drawing.is_closing:
            return self._close(scene, pointer.shift)
        if self._drawing.next_point != self._drawing.points[-1]:
            self._drawing = replace(self._drawing, points=(*self._drawing.points, self._drawing.next_point))
        return NO_EFFECTS

    def handle_move(self, pointer: Pointer) -> Effects:
        drawing = self._drawing
        if drawing is not None:
            is_closing = len(drawing.points) >= MIN_RING_POINTS and pointer.is_near(
                Pointer(*drawing.points[0]), CLOSE_REACH_PX
            )
            point = drawing.points[0] if is_closing else snap_point(pointer, drawing.scene)
            self._drawing = replace(drawing, next_point=point, is_closing=is_closing)
        return NO_EFFECTS

    def handle_double_click(self, pointer: Pointer, scene: ToolContext) -> Effects:
        """Close the polygon: the first of the two clicks has placed the last point."""
        if self._drawing is None or len(self._drawing.points) < MIN_RING_POINTS:
            return self.handle_press(pointer, scene)
        return self._close(scene, pointer.shift)

    def handle_key(self, key: ToolKey, scene: ToolContext) -> Effects | None:
        drawing = self._drawing
        if drawing is None:
            return None
        if key == "enter":
            if len(drawing.points) < MIN_RING_POINTS:
                return Effects(message=tr(TOO_FEW_POINTS_TEXT))
            return self._close(scene)
        points = drawing.points[:-1]
        self._drawing = replace(drawing, points=points, is_closing=False) if points else None
        return NO_EFFECTS

    def replace_context(self, scene: ToolContext) -> Effects:
        if self._drawing is not None:
            self._drawing = replace(self._drawing, scene=scene)
        return NO_EFFECTS

    def cancel(self) -> Effects:
        self._drawing = None
        return NO_EFFECTS

    def _close(self, scene: ToolContext, keeps_drawing: bool = False) -> Effects:
        rings = Rings.from_polygons([self.points])
        if not rings.area:
            return Effects(message=tr(NO_AREA_TEXT))
        self._drawing = None
        annotation = Annotation(OutlinedBox.around(rings), scene.label or DEFAULT_LABEL, scene.next_uid)
        return add_drawn_annotation(scene, annotation, keeps_drawing)
