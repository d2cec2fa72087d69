"""The navigator: the whole picture in a corner of the canvas, with a frame around the part that is seen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from frcnn_gui.canvas.navigator import Navigator
from frcnn_gui.canvas.palette import CASING, HIGHLIGHT
from frcnn_gui.canvas.viewport import Viewport
from frcnn_gui.language import tr
from frcnn_gui.painting import guarded_painter

SIDE = 180
"""Of the longer side, in pixels of the widget."""
GAP = 12
"""To the borders of the canvas."""
BORDER = 1
SHADE = 110
"""Opacity, of 255, of what lies over the parts that are not seen."""
LEAST_FRAME = 6.0
"""However far the zoom goes in, the frame is this large."""

Size = tuple[float, float]


def seen_part(view: Viewport, image: Size, widget: Size) -> QRectF:
    """The part of the image, from 0 to 1 along both sides, that is in sight."""
    left, top = view.to_image(0, 0)
    right, bottom = view.to_image(*widget)
    seen = QRectF(QPointF(left / image[0], top / image[1]), QPointF(right / image[0], bottom / image[1]))
    return seen.intersected(QRectF(0, 0, 1, 1))


def is_needed(view: Viewport, image: Size, widget: Size) -> bool:
    """Whether the image is larger than the widget."""
    return image[0] * view.scale > widget[0] + 0.5 or image[1] * view.scale > widget[1] + 0.5


class Minimap(QWidget):
    """A child of the canvas. `overview` makes the small picture: it is given the longest side in pixels."""

    def __init__(self, navigator: Navigator, overview: Callable[[int], QImage | None], parent: QWidget) -> None:
        super().__init__(parent)
        self._canvas = parent
        self._navigator = navigator
        self._overview = overview
        self._image: Size | None = None
        self._picture: QImage | None = None
        self._wanted = True
        self._aside = False
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(tr("Navigator"))
        self.setToolTip(tr("The part of the picture that is seen. Click or drag to move it."))
        self.hide()
        navigator.moved.connect(self.refresh)

    def want(self, wanted: bool) -> None:
        """Switch it on or off."""
        self._wanted = wanted
        self.refresh()

    def show_image(self, size: Size | None) -> None:
        """Another image of `size`, or the same one with other pixels; None where there is none."""
        self._image, self._picture = size, None
        self.refresh()

    def forget_picture(self) -> None:
        """The picture is shown otherwise now."""
        self._picture = None
        self.update()

    def stand_aside(self, aside: bool) -> None:
        """Be out of the way, of a box being drawn, or come back."""
        if aside != self._aside:
            self._aside = aside
            self.refresh()

    def refresh(self) -> None:
        """Follow the navigator and the size of the canvas."""
        size = (float(self._canvas.width()), float(self._canvas.height()))
        needed = self._image is not None and is_needed(self._navigator.viewport, self._image, size)
        if needed and self._wanted and not self._aside:
            self._place(self._canvas.size())
            self.show()
            self.update()
        else:
            self.hide()

    def _place(self, canvas: QSize) -> None:
        assert self._image is not None
        scale = min(SIDE, canvas.width() // 3, canvas.height() // 3) / max(self._image)
        width, height = (max(round(length * scale), 8) + 2 * BORDER for length in self._image)
        corner = QPoint(canvas.width() - width - GAP, canvas.height() - height - GAP)
        self.setGeometry(QRect(corner, QSize(width, height)))

    @property
    def _inside(self) -> QRect:
        return self.rect().adjusted(BORDER, BORDER, -BORDER, -BORDER)

    def frame(self) -> QRectF:
        """The part that is seen, in pixels of this widget."""
        assert self._image is not None
        canvas = self._canvas
        part = seen_part(self._navigator.viewport, self._image, (canvas.width(), canvas.height()))
        area = self._inside
        seen = QRectF(
            area.left() + part.left() * area.width(), area.top() + part.top() * area.height(),
            part.width() * area.width(), part.height() * area.height(),
        )  # fmt: skip
        grow_x, grow_y = max(LEAST_FRAME - seen.width(), 0) / 2, max(LEAST_FRAME - seen.height(), 0) / 2
        return seen.adjusted(-grow_x, -grow_y, grow_x, grow_y).intersected(QRectF(area))

    def paintEvent(self, _event: QPaintEvent) -> None:
        with guarded_painter(self) as painter:
            if self._image is None:
                return
            ratio = self.devicePixelRatioF()
            if self._picture is None:
                self._picture = self._overview(round(max(self.width(), self.height()) * ratio))
            painter.fillRect(self.rect(), QColor(CASING))
            if self._picture is not None:
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                painter.drawImage(self._inside, self._picture)
            frame = self.frame().toAlignedRect()
            shade = QColor(CASING)
            shade.setAlpha(SHADE)
            inside = self._inside
            for part in (
                QRect(inside.left(), inside.top(), inside.width(), frame.top() - inside.top()),
                QRect(inside.left(), frame.bottom() + 1, inside.width(), inside.bottom() - frame.bottom()),
                QRect(inside.left(), frame.top(), frame.left() - inside.left(), frame.height()),
                QRect(frame.right() + 1, frame.top(), inside.right() - frame.right(), frame.height()),
            ):
                painter.fillRect(part, shade)
            painter.setPen(QPen(QColor(HIGHLIGHT), 1))
            painter.drawRect(frame.adjusted(0, 0, -1, -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._go_to(event.position())
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go_to(event.position())
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def _go_to(self, at: QPointF) -> None:
        """Bring what is at this place of the small picture to the middle of the canvas."""
        if self._image is None:
            return
        area, canvas, view = self._inside, self._canvas, self._navigator.viewport
        x = (at.x() - area.left()) / area.width() * self._image[0]
        y = (at.y() - area.top()) / area.height() * self._image[1]
        x = _middle(x, self._image[0], canvas.width() / view.scale)
        y = _middle(y, self._image[1], canvas.height() / view.scale)
        now_x, now_y = view.to_widget(x, y)
        self._navigator.pan(canvas.width() / 2 - now_x, canvas.height() / 2 - now_y)


def _middle(wanted: float, length: float, seen: float) -> float:
    """The middle of a stretch of `seen`, as near to `wanted` as lies within `length`."""
    return length / 2 if seen >= length else min(max(wanted, seen / 2), length - seen / 2)
