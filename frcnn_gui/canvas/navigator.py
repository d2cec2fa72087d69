"""Where the viewport is: zooming, panning, fitting, and what happens when the widget or the image changes size."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import QObject, Signal

from frcnn_gui.canvas import viewport as views
from frcnn_gui.canvas.viewport import Viewport

_REVEAL_MARGIN = 24.0

Size = tuple[float, float]


class Fit(Enum):
    """What the image is fitted to, also when the widget changes its size."""

    NOTHING = auto()
    WINDOW = auto()
    WIDTH = auto()


class Navigator(QObject):
    """Sizes are (width, height): of the widget in logical pixels, of the image in its own."""

    moved = Signal()
    zoom_changed = Signal(float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.viewport = Viewport()
        self.fit_mode = Fit.WINDOW
        self.keep_zoom = False
        """Whether another image is shown at the zoom of the one before, instead of being fitted."""
        self._image: Size | None = None
        self._widget: Size = (1.0, 1.0)
        self._ratio = 1.0

    @property
    def zoom(self) -> float:
        """Pixels of the screen per pixel of the image."""
        return self.viewport.scale * self._ratio

    def show_image(self, size: Size, same: bool) -> None:
        """Another image is shown, or the `same` one again."""
        before, self._image = self._image, size
        if same and before == size:
            return
        if not self.keep_zoom or before is None:
            self.fit()
        elif before != size:
            self._take(views.centred(size, self._widget, self.viewport.scale), Fit.NOTHING)

    def resize_widget(self, size: Size, ratio: float) -> None:
        """The widget has this size now, and `ratio` pixels of the screen for each of its own."""
        dx, dy = (size[0] - self._widget[0]) / 2, (size[1] - self._widget[1]) / 2
        self._widget, self._ratio = size, ratio
        if self._image is not None and not self._refit():
            self._take(self.viewport.panned(dx, dy), Fit.NOTHING)

    def fit(self) -> None:
        """Show the whole image."""
        self.fit_mode = Fit.WINDOW
        self._refit()

    def fit_width(self) -> None:
        """Make the image as wide as the widget."""
        self.fit_mode = Fit.WIDTH
        self._refit()

    def set_zoom(self, zoom: float) -> None:
        """Zoom in or out at the middle of the widget."""
        self.zoom_by(zoom / self.zoom, self._widget[0] / 2, self._widget[1] / 2)

    def zoom_by(self, factor: float, x: float, y: float) -> None:
        """Zoom by `factor`; what is at (x, y) of the widget stays there."""
        if self._image is not None:
            self._take(self.viewport.zoomed_at(factor, x, y), Fit.NOTHING)

    def pan(self, dx: float, dy: float) -> None:
        """Move the image by (dx, dy) pixels of the widget."""
        if self._image is not None and (dx or dy):
            self._take(self.viewport.panned(dx, dy), Fit.NOTHING)

    def follow(self, other: Navigator) -> None:
        """Show what `other` shows: as large, and the same in the middle."""
        if self._image is None:
            return
        scale = other.viewport.scale
        x, y = other.viewport.to_image(other._widget[0] / 2, other._widget[1] / 2)
        wanted = Viewport(scale, self._widget[0] / 2 - x * scale, self._widget[1] / 2 - y * scale)
        self._take(wanted, Fit.NOTHING)

    def reveal(self, x1: float, y1: float, x2: float, y2: float) -> None:
        """Move the image as little as needed for this part of it to be seen."""
        left, top = self.viewport.to_widget(x1, y1)
        right, bottom = self.viewport.to_widget(x2, y2)
        self.pan(_step(left, right, self._widget[0]), _step(top, bottom, self._widget[1]))

    def _refit(self) -> bool:
        if self._image is None or self.fit_mode is Fit.NOTHING:
            return False
        fitted = views.fitted if self.fit_mode is Fit.WINDOW else views.fitted_width
        self._take(fitted(self._image, self._widget), self.fit_mode)
        return True

    def _take(self, wanted: Viewport, mode: Fit) -> None:
        assert self._image is not None
        view = wanted.within_reach(self._image, self._widget)
        # On whole pixels, so that what is painted once fits what is painted after a move.
        view = Viewport(view.scale, round(view.offset_x), round(view.offset_y))
        self.fit_mode = mode
        before, self.viewport = self.viewport, view
        if view.scale != before.scale:
            self.zoom_changed.emit(self.zoom)
        if view != before:
            self.moved.emit()


def _step(low: float, high: float, room: float) -> float:
    """How far low..high must move to lie within 0..room, or to fill it."""
    low, high = low - _REVEAL_MARGIN, high + _REVEAL_MARGIN
    if low >= 0 and high <= room:
        return 0.0
    if high - low > room:
        return 0.0 if low <= 0 and high >= room else (room - low - high) / 2
    return -low if low < 0 else room - high
