"""The navigator: the whole picture in a corner of the canvas, with a frame around the part that is seen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from frcnn_gui.canvas.navigator import Navigator
from frcnn_gui.canvas.viewport import Viewport
from frcnn_gui.common.canvas_colors import CASING_COLOR, HIGHLIGHT
from frcnn_gui.common.language import tr
from frcnn_gui.common.painting import guarded_painter

MAX_SIDE_PX = 180
"""Of the longer side, in pixels of the widget."""
GAP_PX = 12
"""To the borders of the canvas."""
BORDER_PX = 1
SHADE_ALPHA = 110
"""Opacity, of 255, of what lies over the parts that are not seen."""
MIN_FRAME_PX = 6.0
"""However far the zoom goes in, the frame is this large."""

Size = tuple[float, float]


def compute_visible_part(view: Viewport, image: Size, widget: Size) -> QRectF:
    """The visible part of the image, from 0 to 1 along both sides."""
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
        self._render_overview = overview
        self._image_size: Size | None = None
        self._overview: QImage | None = None
        self._is_switched_on = True
        self._is_out_of_way = False
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(tr("Navigator"))
        self.setToolTip(tr("The visible part of the image. Click or drag to move it."))
        self.hide()
        navigator.viewport_changed.connect(self.update_visibility)

    def set_switched_on(self, target: bool) -> None:
        """Switch it on or off."""
        self._is_switched_on = target
        self.update_visibility()

    def set_image_size(self, size: Size | None) -> None:
        """Another image of `size`, or the same one with other pixels; None where there is none."""
        self._image_size, self._overview = size, None
        self.update_visibility()

    def discard_overview(self) -> None:
        """The picture is shown otherwise now."""
        self._overview = None
        self.update()

    def set_out_of_way(self, aside: bool) -> None:
        """Be out of the way, of a box being drawn, or come back."""
        if aside != self._is_out_of_way:
            self._is_out_of_way = aside
            self.update_visibility()

    def update_visibility(self) -> None:
        """Follow the navigator and the size of the canvas."""
        size = (float(self._canvas.width()), float(self._canvas.height()))
        needed = self._image_size is not None and is_needed(self._navigator.viewport, self._image_size, size)
        if needed and self._is_switched_on and not self._is_out_of_way:
            self._update_geometry(self._canvas.size())
            self.show()
            self.update()
        else:
            self.hide()

    def _update_geometry(self, canvas: QSize) -> None:
        assert self._image_size is not None
        scale = min(MAX_SIDE_PX, canvas.width() // 3, canvas.height() // 3) / max(self._image_size)
        width, height = (max(round(length * scale), 8) + 2 * BORDER_PX for length in self._image_size)
        corner = QPoint(canvas.width() - width - GAP_PX, canvas.height() - height - GAP_PX)
        self.setGeometry(QRect(corner, QSize(width, height)))

    @property
    def _inner_rect(self) -> QRect:
        return self.rect().adjusted(BORDER_PX, BORDER_PX, -BORDER_PX, -BORDER_PX)

    def compute_visible_frame(self) -> QRectF:
        """The part that is seen, in pixels of this widget."""
        assert self._image_size is not None
        canvas = self._canvas
        part = compute_visible_part(self._navigator.viewport, self._image_size, (canvas.width(), canvas.height()))
        area = self._inner_rect
        seen = QRectF(
            area.left() + part.left() * area.width(), area.top() + part.top() * area.height(),
            part.width() * area.width(), part.height() * area.height(),
        )  # fmt: skip
        grow_x, grow_y = max(MIN_FRAME_PX - seen.width(), 0) / 2, max(MIN_FRAME_PX - seen.height(), 0) / 2
        return seen.adjusted(-grow_x, -grow_y, grow_x, grow_y).intersected(QRectF(area))

    def paintEvent(self, _event: QPaintEvent) -> None:
        with guarded_painter(self) as painter:
            if self._image_size is None:
                return
            ratio = self.devicePixelRatioF()
            if self._overview is None:
                self._overview = self._render_overview(round(max(self.width(), self.height()) * ratio))
            painter.fillRect(self.rect(), QColor(CASING_COLOR))
            if self._overview is not None:
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                painter.drawImage(self._inner_rect, self._overview)
            frame = self.compute_visible_frame().toAlignedRect()
            shade = QColor(CASING_COLOR)
            shade.setAlpha(SHADE_ALPHA)
            inside = self._inner_rect
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
            self._center_on(event.position())
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._center_on(event.position())
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def _center_on(self, at: QPointF) -> None:
        """Bring what is at this place of the small picture to the middle of the canvas."""
        if self._image_size is None:
            return
        area, canvas, view = self._inner_rect, self._canvas, self._navigator.viewport
        x = (at.x() - area.left()) / area.width() * self._image_size[0]
        y = (at.y() - area.top()) / area.height() * self._image_size[1]
        x = _clamp_middle(x, self._image_size[0], canvas.width() / view.scale)
        y = _clamp_middle(y, self._image_size[1], canvas.height() / view.scale)
        now_x, now_y = view.to_widget(x, y)
        self._navigator.pan_by(canvas.width() / 2 - now_x, canvas.height() / 2 - now_y)


def _clamp_middle(target: float, length: float, seen: float) -> float:
    """The middle of a stretch of `seen`, as near to `target` as lies within `length`."""
    return length / 2 if seen >= length else min(max(target, seen / 2), length - seen / 2)
