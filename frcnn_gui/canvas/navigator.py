"""Where the viewport is: zooming, panning, fitting, and what happens when the widget or the image changes size."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import QObject, Signal

from frcnn_gui.canvas import viewport as views
from frcnn_gui.canvas.viewport import Viewport
from frcnn_gui.common.preferences import FIT, FitRule

_REVEAL_MARGIN_PX = 24.0

Size = tuple[float, float]


class FitMode(Enum):
    """What the image is fitted to, also when the widget changes its size."""

    NOTHING = auto()
    WINDOW = auto()
    WIDTH = auto()


class Navigator(QObject):
    """Sizes are (width, height): of the widget in logical pixels, of the image in its own.

    Signals:
        viewport_changed: Another part of the image is visible.
        zoom_changed: Widget pixels per image pixel.
    """

    viewport_changed = Signal()
    zoom_changed = Signal(float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.viewport = Viewport()
        self.fit_mode = FitMode.WINDOW
        self.default_fit: FitRule = FIT.default
        """How an image is shown at first"""
        self.keep_zoom = False
        """Whether another image is shown at the zoom of the one before, instead of being fitted."""
        self._image_size: Size | None = None
        self._widget_size: Size = (1.0, 1.0)
        self._pixel_ratio = 1.0

    @property
    def zoom(self) -> float:
        """Pixels of the screen per pixel of the image."""
        return self.viewport.scale * self._pixel_ratio

    def show_image(self, size: Size, same: bool) -> None:
        """Another image is shown, or the `same` one again."""
        before, self._image_size = self._image_size, size
        if same and before == size:
            return
        if not self.keep_zoom or before is None:
            self.show_default()
        elif before != size:
            self._set_viewport(views.center_viewport(size, self._widget_size, self.viewport.scale), FitMode.NOTHING)

    def resize_widget(self, size: Size, ratio: float) -> None:
        """The widget has this size now, and `ratio` pixels of the screen for each of its own."""
        dx, dy = (size[0] - self._widget_size[0]) / 2, (size[1] - self._widget_size[1]) / 2
        self._widget_size, self._pixel_ratio = size, ratio
        if self._image_size is not None and not self._apply_fit_mode():
            self._set_viewport(self.viewport.pan_by(dx, dy), FitMode.NOTHING)

    def show_default(self) -> None:
        """Show the image as the person wants to see one at first."""
        if self.default_fit == "window":
            self.fit_image()
        elif self.default_fit == "width":
            self.fit_width()
        elif self._image_size is not None:
            view = views.center_viewport(self._image_size, self._widget_size, 1 / self._pixel_ratio)
            self._set_viewport(view, FitMode.NOTHING)

    def fit_image(self) -> None:
        """Show the whole image."""
        self.fit_mode = FitMode.WINDOW
        self._apply_fit_mode()

    def fit_width(self) -> None:
        """Make the image as wide as the widget."""
        self.fit_mode = FitMode.WIDTH
        self._apply_fit_mode()

    def set_zoom(self, zoom: float) -> None:
        """Zoom in or out at the middle of the widget."""
        self.zoom_by(zoom / self.zoom, self._widget_size[0] / 2, self._widget_size[1] / 2)

    def zoom_by(self, factor: float, x: float, y: float) -> None:
        """Zoom by `factor`; what is at (x, y) of the widget stays there."""
        if self._image_size is not None:
            self._set_viewport(self.viewport.zoom_at(factor, x, y), FitMode.NOTHING)

    def pan_by(self, dx: float, dy: float) -> None:
        """Move the image by (dx, dy) pixels of the widget."""
        if self._image_size is not None and (dx or dy):
            self._set_viewport(self.viewport.pan_by(dx, dy), FitMode.NOTHING)

    def match_view(self, other: Navigator) -> None:
        """Show what `other` shows: as large, and the same in the middle."""
        if self._image_size is None:
            return
        scale = other.viewport.scale
        x, y = other.viewport.to_image(other._widget_size[0] / 2, other._widget_size[1] / 2)
        target = Viewport(scale, self._widget_size[0] / 2 - x * scale, self._widget_size[1] / 2 - y * scale)
        self._set_viewport(target, FitMode.NOTHING)

    def reveal_area(self, x1: float, y1: float, x2: float, y2: float) -> None:
        """Move the image as little as needed for this part of it to be seen."""
        left, top = self.viewport.to_widget(x1, y1)
        right, bottom = self.viewport.to_widget(x2, y2)
        self.pan_by(
            _reveal_distance(left, right, self._widget_size[0]), _reveal_distance(top, bottom, self._widget_size[1])
        )

    def _apply_fit_mode(self) -> bool:
        if self._image_size is None or self.fit_mode is FitMode.NOTHING:
            return False
        fitted = views.fit_viewport if self.fit_mode is FitMode.WINDOW else views.fit_viewport_width
        self._set_viewport(fitted(self._image_size, self._widget_size), self.fit_mode)
        return True

    def _set_viewport(self, target: Viewport, mode: FitMode) -> None:
        assert self._image_size is not None
        view = target.clamp_to_reach(self._image_size, self._widget_size)
        # On whole pixels, so that what is painted once fits what is painted after a move.
        view = Viewport(view.scale, round(view.offset_x), round(view.offset_y))
        self.fit_mode = mode
        before, self.viewport = self.viewport, view
        if view.scale != before.scale:
            self.zoom_changed.emit(self.zoom)
        if view != before:
            self.viewport_changed.emit()


def _reveal_distance(low: float, high: float, room: float) -> float:
    """How far low..high must move to lie within 0..room, or to fill it."""
    low, high = low - _REVEAL_MARGIN_PX, high + _REVEAL_MARGIN_PX
    if low >= 0 and high <= room:
        return 0.0
    if high - low > room:
        return 0.0 if low <= 0 and high >= room else (room - low - high) / 2
    return -low if low < 0 else room - high
