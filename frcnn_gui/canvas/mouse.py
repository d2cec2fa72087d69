"""What wheel, middle button and Space mean."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

from frcnn_gui.common.preferences import WheelUse

NOTCH_DELTA = 120
"""The angle delta of one wheel notch."""
ZOOM_PER_NOTCH = 1.2
PIXELS_PER_NOTCH = 60
MAX_TAP_MS = 600

_CURSORS = {
    "arrow": Qt.CursorShape.ArrowCursor,
    "cross": Qt.CursorShape.CrossCursor,
    "move": Qt.CursorShape.SizeAllCursor,
    "point": Qt.CursorShape.PointingHandCursor,
    "what": Qt.CursorShape.WhatsThisCursor,
    "TOP_LEFT": Qt.CursorShape.SizeFDiagCursor,
    "BOTTOM_RIGHT": Qt.CursorShape.SizeFDiagCursor,
    "TOP_RIGHT": Qt.CursorShape.SizeBDiagCursor,
    "BOTTOM_LEFT": Qt.CursorShape.SizeBDiagCursor,
    "TOP": Qt.CursorShape.SizeVerCursor,
    "BOTTOM": Qt.CursorShape.SizeVerCursor,
    "LEFT": Qt.CursorShape.SizeHorCursor,
    "RIGHT": Qt.CursorShape.SizeHorCursor,
}


def cursor_shape(name: str) -> Qt.CursorShape:
    return _CURSORS[name]


def wheel_zoom_factor(event: QWheelEvent, use: WheelUse) -> float | None:
    """The factor by which the wheel zooms; None where it does something else. With Ctrl it does the other of both."""
    held = event.modifiers()
    other = Qt.KeyboardModifier.ControlModifier
    if use == "zoom":  # Alt goes through the boxes, Shift scrolls sideways
        other |= Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
    if bool(held & other) != (use == "scroll"):
        return None
    delta = event.angleDelta()
    return float(ZOOM_PER_NOTCH ** ((delta.y() or delta.x()) / NOTCH_DELTA))


class WheelSteps:
    """Counts whole notches, also of wheels and touchpads that report parts of one."""

    def __init__(self) -> None:
        self._remainder = 0

    def count_notches(self, event: QWheelEvent) -> int:
        """How many notches up (positive) or down are complete now."""
        delta = event.angleDelta()
        turn = delta.y() or delta.x()  # with Alt held, some systems turn the wheel sideways
        self._remainder = turn if self._remainder * turn < 0 else self._remainder + turn
        steps = int(self._remainder / NOTCH_DELTA)
        self._remainder -= steps * NOTCH_DELTA
        return steps


def wheel_pan_distance(event: QWheelEvent) -> QPoint:
    """How far the wheel moves the image, in pixels of the widget."""
    step = event.pixelDelta()
    if step.isNull():
        angle = event.angleDelta()
        step = QPoint(
            round(angle.x() * PIXELS_PER_NOTCH / NOTCH_DELTA), round(angle.y() * PIXELS_PER_NOTCH / NOTCH_DELTA)
        )
    sideways = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
    return QPoint(step.y(), 0) if sideways and step.x() == 0 else step


class Panning:
    """Knows while the image is dragged, by the middle button, or by the left one while Space is held."""

    def __init__(self) -> None:
        self._last_position: QPoint | None = None
        self._button = Qt.MouseButton.NoButton
        self._is_space_held = False
        self._space_used = False
        self._space_timer = QElapsedTimer()

    @property
    def is_active(self) -> bool:
        return self._last_position is not None

    @property
    def cursor(self) -> Qt.CursorShape | None:
        if self.is_active:
            return Qt.CursorShape.ClosedHandCursor
        return Qt.CursorShape.OpenHandCursor if self._is_space_held else None

    def handle_press(self, event: QMouseEvent) -> bool:
        """Whether this begins to move the image, or does while another button already moves it."""
        by_space = self._is_space_held and event.button() == Qt.MouseButton.LeftButton
        if not self.is_active and (by_space or event.button() == Qt.MouseButton.MiddleButton):
            self._last_position, self._button = event.position().toPoint(), event.button()
            self._space_used |= by_space
        return self.is_active

    def handle_move(self, event: QMouseEvent) -> QPoint | None:
        """How far the image is moved now; None where it is not."""
        if self._last_position is None:
            return None
        at = event.position().toPoint()
        step, self._last_position = at - self._last_position, at
        return step

    def handle_release(self, event: QMouseEvent) -> bool:
        if not self.is_active:
            return False
        if event.button() == self._button:
            self._last_position = None
        return True

    def press_space(self, event: QKeyEvent) -> None:
        if not event.isAutoRepeat():
            self._is_space_held, self._space_used = True, False
            self._space_timer.start()

    def release_space(self, event: QKeyEvent) -> bool:
        """Whether Space was only tapped."""
        if event.isAutoRepeat() or not self._is_space_held:
            return False
        self._is_space_held = False
        return not self._space_used and self._space_timer.elapsed() < MAX_TAP_MS

    def reset_space(self) -> None:
        """The release of the key will not be heard of."""
        self._is_space_held = False
