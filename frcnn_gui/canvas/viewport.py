"""Where the image lies in the widget: pure arithmetic, no Qt."""

from __future__ import annotations

from dataclasses import dataclass

MIN_ZOOM = 0.02
MAX_ZOOM = 64.0
FIT_MARGIN = 12.0
"""Pixels of the widget left free around an image that is fitted."""
KEPT_IN_SIGHT = 48.0
"""However far the image is moved, this many pixels of it stay in the widget."""


@dataclass(frozen=True)
class Viewport:
    """A pixel (x, y) of the image is at (x * scale + offset_x, y * scale + offset_y) in the widget.

    `scale` is in (logical) pixels of the widget per pixel of the image.
    """

    scale: float = 1.0
    offset_x: float = 0.0
    offset_y: float = 0.0

    def to_widget(self, x: float, y: float) -> tuple[float, float]:
        return x * self.scale + self.offset_x, y * self.scale + self.offset_y

    def to_image(self, x: float, y: float) -> tuple[float, float]:
        return (x - self.offset_x) / self.scale, (y - self.offset_y) / self.scale

    def zoomed_at(self, factor: float, x: float, y: float) -> Viewport:
        """Scaled by `factor`, within the limits, while what is at (x, y) of the widget stays there."""
        scale = clamped_scale(self.scale * factor)
        ratio = scale / self.scale
        return Viewport(scale, x + (self.offset_x - x) * ratio, y + (self.offset_y - y) * ratio)

    def panned(self, dx: float, dy: float) -> Viewport:
        """Moved by (dx, dy) pixels of the widget."""
        return Viewport(self.scale, self.offset_x + dx, self.offset_y + dy)

    def within_reach(self, image: tuple[float, float], widget: tuple[float, float]) -> Viewport:
        """Moved as little as needed so that some of the image stays in sight; sizes are (width, height)."""
        return Viewport(
            self.scale,
            _in_reach(self.offset_x, image[0] * self.scale, widget[0]),
            _in_reach(self.offset_y, image[1] * self.scale, widget[1]),
        )


def fitted(image: tuple[float, float], widget: tuple[float, float]) -> Viewport:
    """The whole image, centred, as large as it goes. Sizes are (width, height)."""
    scale = clamped_scale(min(_room(widget[0]) / image[0], _room(widget[1]) / image[1]))
    return centred(image, widget, scale)


def fitted_width(image: tuple[float, float], widget: tuple[float, float]) -> Viewport:
    """The image as wide as the widget, from its top on where it is higher."""
    scale = clamped_scale(_room(widget[0]) / image[0])
    view = centred(image, widget, scale)
    return view if image[1] * scale <= _room(widget[1]) else Viewport(scale, view.offset_x, FIT_MARGIN)


def centred(image: tuple[float, float], widget: tuple[float, float], scale: float) -> Viewport:
    return Viewport(scale, (widget[0] - image[0] * scale) / 2, (widget[1] - image[1] * scale) / 2)


def clamped_scale(scale: float) -> float:
    return min(max(scale, MIN_ZOOM), MAX_ZOOM)


def _room(side: float) -> float:
    return max(side - 2 * FIT_MARGIN, 1.0)


def _in_reach(offset: float, length: float, room: float) -> float:
    kept = min(KEPT_IN_SIGHT, length, room)
    return min(max(offset, kept - length), room - kept)
