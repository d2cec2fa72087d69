"""What wheel, middle button and Space mean."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

NOTCH = 120
"""What a wheel tells for one notch."""
ZOOM_PER_NOTCH = 1.2
PIXELS_PER_NOTCH = 60
LONGEST_TAP_MS = 600

_CURSORS = {
    "arrow": Qt.CursorShape.ArrowCursor,
    "cross": Qt.CursorShape.CrossCursor,
    "move": Qt.CursorShape.SizeAllCursor,
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


def wheel_zoom(event: QWheelEvent) -> float | None:
    """The factor that Ctrl and the wheel ask for; None where Ctrl is not held."""
    if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
        return None
    delta = event.angleDelta()
    return float(ZOOM_PER_NOTCH ** ((delta.y() or delta.x()) / NOTCH))


class WheelSteps:
    """Counts whole notches, also of wheels and pads that tell of parts of one."""

    def __init__(self) -> None:
        self._rest = 0

    def take(self, event: QWheelEvent) -> int:
        """How many notches up (positive) or down are complete now."""
        delta = event.angleDelta()
        turn = delta.y() or delta.x()  # with Alt held, some systems turn the wheel sideways
        self._rest = turn if self._rest * turn < 0 else self._rest + turn
        steps = int(self._rest / NOTCH)
        self._rest -= steps * NOTCH
        return steps


def wheel_pan(event: QWheelEvent) -> QPoint:
    """How far the wheel moves the image, in pixels of the widget."""
    step = event.pixelDelta()
    if step.isNull():
        angle = event.angleDelta()
        step = QPoint(round(angle.x() * PIXELS_PER_NOTCH / NOTCH), round(angle.y() * PIXELS_PER_NOTCH / NOTCH))
    sideways = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
    return QPoint(step.y(), 0) if sideways and step.x() == 0 else step


class Panning:
    """Knows while the image is dragged, by the middle button, or by the left one while Space is held."""

    def __init__(self) -> None:
        self._last: QPoint | None = None
        self._button = Qt.MouseButton.NoButton
        self._space = False
        self._space_used = False
        self._held = QElapsedTimer()

    @property
    def active(self) -> bool:
        return self._last is not None

    @property
    def cursor(self) -> Qt.CursorShape | None:
        if self.active:
            return Qt.CursorShape.ClosedHandCursor
        return Qt.CursorShape.OpenHandCursor if self._space else None

    def press(self, event: QMouseEvent) -> bool:
        """Whether this begins to move the image, or does while another button already moves it."""
        by_space = self._space and event.button() == Qt.MouseButton.LeftButton
        if not self.active and (by_space or event.button() == Qt.MouseButton.MiddleButton):
            self._last, self._button = event.position().toPoint(), event.button()
            self._space_used |= by_space
        return self.active

    def move(self, event: QMouseEvent) -> QPoint | None:
        """How far the image is moved now; None where it is not."""
        if self._last is None:
            return None
        at = event.position().toPoint()
        step, self._last = at - self._last, at
        return step

    def release(self, event: QMouseEvent) -> bool:
        if not self.active:
            return False
        if event.button() == self._button:
            self._last = None
        return True

    def press_space(self, event: QKeyEvent) -> None:
        if not event.isAutoRepeat():
            self._space, self._space_used = True, False
            self._held.start()

    def release_space(self, event: QKeyEvent) -> bool:
        """Whether Space was only tapped."""
        if event.isAutoRepeat() or not self._space:
            return False
        self._space = False
        return not self._space_used and self._held.elapsed() < LONGEST_TAP_MS

    def forget_space(self) -> None:
        """The release of the key will not be heard of."""
        self._space = False
