"""What mouse, wheel and keys do on the canvas; `canvas_view.CanvasView` adds what is seen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from detector.data.geometry import Box
from frcnn_gui.canvas.keys import EditingKeys
from frcnn_gui.canvas.layers import DETECTIONS, LayerStack
from frcnn_gui.canvas.mouse import Panning, WheelSteps, cursor_shape, wheel_pan_distance, wheel_zoom_factor
from frcnn_gui.canvas.navigator import Navigator
from frcnn_gui.canvas.tools.select_tool import EDGE_REACH_PX
from frcnn_gui.canvas.tools.tool_runner import ToolRunner
from frcnn_gui.canvas.tools.tool_state import Pointer, ToolKey
from frcnn_gui.common.language import tr
from frcnn_gui.common.preferences import WHEEL, WheelUse
from frcnn_gui.document.box_geometry import clamp_near_image, is_large_enough
from frcnn_gui.document.document import Document
from frcnn_gui.document.hit_test import find_annotations_at
from frcnn_gui.document.session import Session

KEY_BOX_SHARE = 0.25
"""Of the sides of what is seen of the image: a box that is drawn by a key"""
_TOOL_KEYS: dict[int, ToolKey] = {
    Qt.Key.Key_Return: "enter",
    Qt.Key.Key_Enter: "enter",
    Qt.Key.Key_Backspace: "backspace",
    Qt.Key.Key_Delete: "delete",
}


class InteractiveWidget(QWidget):
    """Turns events into steps of the navigator, the tool in hand and the editing keys.

    Signals:
        cursor_moved: (x, y) in pixels of the image, or None where the cursor is not over it.
        detection_clicked: The uid of a detection, clicked where there is no box.
        enter_pressed: Enter was pressed, and the tool in hand has no use for it.
        space_tapped: Space was pressed and released without a drag.
        explain_requested: The `Pointer` at which the explain tool was clicked.
        menu_requested: The point of the screen where a menu is wanted; the box under the mouse is selected.
        tool_size_changed: The name of a tool and the size of what it draws with, in pixels of the image.
        explain_stepped: Tab with the explain tool: 1 for the next answer, -1 for the previous one.
        boxes_requested: The `Pointer` at which the click tool was clicked; `show_click_boxes` is the answer.
    """

    cursor_moved = Signal(object)
    detection_clicked = Signal(int)
    enter_pressed = Signal()
    space_tapped = Signal()
    explain_requested = Signal(object)
    menu_requested = Signal(QPoint)
    tool_size_changed = Signal(str, int)
    explain_stepped = Signal(int)
    boxes_requested = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._document: Document | None = None
        self._boxes_shown = True
        self._cursor: QPoint | None = None
        """Where the mouse is, in the widget"""
        self.layers = LayerStack(self)
        self._navigator = Navigator(self)
        self._runner = ToolRunner(session, self)
        self._keys = EditingKeys(session, self._runner.handle_nudge)
        self._panning = Panning()
        self._wheel_steps = WheelSteps()
        self.wheel_use: WheelUse = WHEEL.default
        self._runner.empty_place_clicked.connect(self._on_empty_place_clicked)
        self._runner.explain_requested.connect(self.explain_requested)
        self._runner.tool_size_changed.connect(self.tool_size_changed)
        self._runner.boxes_requested.connect(self.boxes_requested)
        self._navigator.viewport_changed.connect(self._update_hover)
        session.visibility_changed.connect(self._on_visibility_changed)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def reveal_box(self, uid: int, around: float = 0.0) -> None:
        """Move the image so that this box is visible, with a margin in multiples of its sides."""
        document = self._document
        annotation = document.find_annotation(uid) if document is not None else None
        if annotation is not None and document is not None:
            box = clamp_near_image(annotation.bounds, document.width, document.height)
            wide, high = around * box.width, around * box.height
            self._navigator.reveal_area(box.x1 - wide, box.y1 - high, box.x2 + wide, box.y2 + high)

    def reveal_area(self, x1: float, y1: float, x2: float, y2: float) -> None:
        """Move the image so that this part of it is visible."""
        self._navigator.reveal_area(x1, y1, x2, y2)

    def dismiss(self) -> bool:
        """Cancel the gesture, else put the tool down, else deselect; False where there is nothing to end."""
        if self._runner.cancel():
            self.update()
        elif self._runner.tool.name != "select":
            self._runner.set_tool("select")
        elif self._session.selection:
            self._session.select_annotations(())
        else:
            return False
        return True

    def remove_last_point(self) -> bool:
        """Remove the last point of what is being drawn; False where nothing is."""
        is_drawing = self._runner.tool.draws and self._runner.tool.is_dragging
        return is_drawing and self._give_tool_key("backspace")

    def delete_points(self) -> bool:
        """Let the tool in hand remove the selected points; False where there are none."""
        return self._give_tool_key("delete")

    def _give_tool_key(self, key: ToolKey) -> bool:
        is_used = self._runner.handle_key(key)
        if is_used:
            self.update()
        return is_used

    def cycle_under_cursor(self, step: int) -> None:
        """Select the next larger (1) or smaller (-1) of the boxes under the cursor, going round."""
        if self._cursor is None or not self._boxes_shown:
            self._session.message_posted.emit(tr("No box under the cursor."))
            return
        if self._runner.select_next_under(self._build_pointer(QPointF(self._cursor)), step) is None:
            self._session.message_posted.emit(tr("No box under the cursor."))

    def change_tool_size(self, steps: int) -> None:
        """Make the tool in hand larger, or smaller."""
        self._runner.change_tool_size(steps)
        self.update()

    def set_tool_size(self, name: str, size: int) -> None:
        """Give a tool this size, in pixels of the image, whether it is in hand or not."""
        self._runner.set_tool_size(name, size)
        self.update()

    @Slot()
    def _on_visibility_changed(self) -> None:
        if not self._runner.tool.draws:  # what is being drawn does not depend on what is seen of others
            self._runner.cancel()
        self._update_hover()
        self.update()

    # -- mouse

    def _build_pointer(self, at: QPointF, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> Pointer:
        x, y = self._navigator.viewport.to_image(at.x(), at.y())
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        ctrl = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        alt = bool(modifiers & Qt.KeyboardModifier.AltModifier)
        return Pointer(x, y, 1 / self._navigator.viewport.scale, shift, ctrl, alt)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._panning.handle_press(event):
            self._update_cursor(event.position())
        elif event.button() == Qt.MouseButton.LeftButton and self._boxes_shown:
            self._runner.handle_press(self._build_pointer(event.position(), event.modifiers()))
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        step = self._panning.handle_move(event)
        if step is not None:
            self._navigator.pan_by(step.x(), step.y())
        else:
            self._runner.handle_move(self._build_pointer(event.position(), event.modifiers()))
        self._update_hover(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._panning.handle_release(event) and event.button() == Qt.MouseButton.LeftButton:
            self._runner.handle_release(self._build_pointer(event.position(), event.modifiers()))
            self.update()
        self._update_hover(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and not self._panning.is_active and self._boxes_shown:
            self._runner.handle_double_click(self._build_pointer(event.position(), event.modifiers()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """A right click selects what is under it, unless that is selected; the menu key leaves the selection."""
        if self._document is None or self._runner.tool.is_dragging or self._panning.is_active:
            return
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            pointer = self._build_pointer(QPointF(event.pos()))
            uid = self._runner.find_annotation_under(pointer) if self._boxes_shown else None
            if uid not in self._session.selection:
                self._session.select_annotations(() if uid is None else (uid,))
        self.menu_requested.emit(event.globalPos())

    def wheelEvent(self, event: QWheelEvent) -> None:
        # The wheel alone changes the size of a tool that has one; it zooms with Ctrl then, whatever it does otherwise.
        has_size = self._runner.tool.has_size
        if has_size and not event.modifiers():
            self.change_tool_size(self._wheel_steps.count_notches(event))
            event.accept()
            return
        zoom = wheel_zoom_factor(event, "scroll" if has_size else self.wheel_use)
        if zoom is not None:
            self._navigator.zoom_by(zoom, event.position().x(), event.position().y())
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier:
            for _ in range(abs(steps := self._wheel_steps.count_notches(event))):
                self.cycle_under_cursor(-1 if steps > 0 else 1)
        else:
            step = wheel_pan_distance(event)
            self._navigator.pan_by(step.x(), step.y())
        self._runner.handle_move(
            self._build_pointer(event.position(), event.modifiers())
        )  # a drag continues at the new place
        self._update_hover(event.position())
        event.accept()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._update_hover(event.position())

    def leaveEvent(self, _event: QEvent) -> None:
        self._cursor = None
        self._session.set_hovered(None)
        self.cursor_moved.emit(None)
        self.update()

    @Slot()
    def _update_hover(self, at: QPointF | None = None) -> None:
        """Look again at what is under the cursor, which is at `at`, or where it was."""
        place = at.toPoint() if at is not None else self._cursor
        uid = None
        if place is not None and self._document is not None and self._boxes_shown and not self._panning.is_active:
            pointer = self._build_pointer(QPointF(place))
            tool = self._runner.tool
            uid = (
                self._runner.find_annotation_under(pointer) if tool.name == "select" and not tool.is_dragging else None
            )
            inside = 0 <= pointer.x < self._document.width and 0 <= pointer.y < self._document.height
            self.cursor_moved.emit((pointer.x, pointer.y) if inside else None)
        if place != self._cursor and self._follows_cursor():
            self.update()
        self._cursor = place
        if place is not None:  # else a list may know better what the mouse is over
            self._session.set_hovered(uid)
            self._update_cursor(QPointF(place))

    def _follows_cursor(self) -> bool:
        return self._runner.tool.draws or self._runner.tool.is_dragging

    def _update_cursor(self, at: QPointF) -> None:
        if self._document is None:
            self.unsetCursor()
            return
        self.setCursor(self._panning.cursor or cursor_shape(self._runner.choose_cursor(self._build_pointer(at))))

    @Slot(object)
    def _on_empty_place_clicked(self, pointer: Pointer) -> None:
        layer = self.layers.find_layer(DETECTIONS)
        if layer is not None and layer not in self.layers.shown_layers:
            return
        annotations = [detection.annotation for detection in self._session.detections]
        hits = find_annotations_at(annotations, pointer.x, pointer.y, EDGE_REACH_PX * pointer.pixel)
        if hits:
            self.detection_clicked.emit(hits[0])

    # -- keys

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self._navigator.zoom_by(1 + event.value(), event.position().x(), event.position().y())
            return True
        tabs = {Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in tabs:
            step = tabs[Qt.Key(event.key())]
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                return self.focusNextPrevChild(step > 0)
            if self._runner.handle_tab(step):
                self.update()
                return True
            if self._runner.tool.name == "explain":
                self.explain_stepped.emit(step)
                return True
            uid = self._keys.select_next_box(step)
            if uid is not None:
                self.reveal_box(uid)
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self._panning.press_space(event)
            self._update_hover()
        elif event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        elif self._hand_key_to_tool(event):
            return
        elif event.key() == Qt.Key.Key_Control:
            self._follow_ctrl(True)
        elif self._runner.tool.is_dragging:
            if not (self._runner.tool.draws and self._keys.handle_class_key(event)):
                super().keyPressEvent(event)
        elif not self._keys.handle_key(event):
            super().keyPressEvent(event)

    def _hand_key_to_tool(self, event: QKeyEvent) -> bool:
        """Whether the tool in hand has a use for the key."""
        key = _TOOL_KEYS.get(event.key())
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key is None or modifiers or not self._boxes_shown:
            return False
        if self._give_tool_key(key) or (key == "enter" and self._draw_in_the_middle()):
            return True
        if key == "enter":
            self.enter_pressed.emit()
        return False

    def _draw_in_the_middle(self) -> bool:
        """Draw a box in the middle of what is seen of the image; False without the draw tool."""
        document = self._document
        if document is None or not self._boxes_shown:
            return False
        x1, y1 = self._navigator.viewport.to_image(0, 0)
        x2, y2 = self._navigator.viewport.to_image(self.width(), self.height())
        seen = Box(x1, y1, x2, y2).clip_to(document.width, document.height)
        margin_x, margin_y = seen.width * (1 - KEY_BOX_SHARE) / 2, seen.height * (1 - KEY_BOX_SHARE) / 2
        edges = seen.x1 + margin_x, seen.y1 + margin_y, seen.x2 - margin_x, seen.y2 - margin_y
        box = Box(*(float(round(edge)) for edge in edges))
        return is_large_enough(box) and self._runner.draw_box(box)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            if self._panning.release_space(event):
                self.space_tapped.emit()
            self._update_hover()
        elif event.key() == Qt.Key.Key_Control:
            self._follow_ctrl(False)
        else:
            super().keyReleaseEvent(event)

    def _follow_ctrl(self, is_held: bool) -> None:
        """Let a tool with a circle show what it would do with Ctrl, before the mouse is moved."""
        if self._cursor is not None and self._runner.tool.has_size:
            held = Qt.KeyboardModifier.ControlModifier if is_held else Qt.KeyboardModifier.NoModifier
            self._runner.handle_move(self._build_pointer(QPointF(self._cursor), held))
            self.update()

    def focusInEvent(self, _event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, _event: QFocusEvent) -> None:
        self._panning.reset_space()
        self.update()
