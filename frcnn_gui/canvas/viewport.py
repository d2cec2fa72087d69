"""Where the image is in the widget: pure arithmetic, no Qt."""

from __future__ import annotations

from dataclasses import dataclass

MIN_ZOOM = 0.02
MAX_ZOOM = 64.0
FIT_MARGIN_PX = 12.0
"""Pixels of the widget left free around an image that is fitted."""
MIN_VISIBLE_PX = 48.0
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

    def zoom_at(self, factor: float, x: float, y: float) -> Viewport:
        """Scaled by `factor`, within the limits, while what is at (x, y) of the widget stays there."""
        scale = clamp_scale(self.scale * factor)
        ratio = scale / self.scale
        return Viewport(scale, x + (self.offset_x - x) * ratio, y + (self.offset_y - y) * ratio)

    def pan_by(self, dx: float, dy: float) -> Viewport:
        """Moved by (dx, dy) pixels of the widget."""
        return Viewport(self.scale, self.offset_x + dx, self.offset_y + dy)

    def clamp_to_reach(self, image: tuple[float, float], widget: tuple[float, float]) -> Viewport:
        """Moved as little as needed so that some of the image stays visible; sizes are (width, height)."""
        return Viewport(
            self.scale,
            _clamp_offset(self.offset_x, image[0] * self.scale, widget[0]),
            _clamp_offset(self.offset_y, image[1] * self.scale, widget[1]),
        )


def fit_viewport(image: tuple[float, float], widget: tuple[float, float]) -> Viewport:
    """The whole image, centered, as large as it goes. Sizes are (width, height)."""
    scale = clamp_scale(min(_available_length(widget[0]) / image[0], _available_length(widget[1]) / image[1]))
    return center_viewport(image, widget, scale)


def fit_viewport_width(image: tuple[float, float], widget: tuple[float, float]) -> Viewport:
    """The image as wide as the widget, from its top on where it is higher."""
    scale = clamp_scale(_available_length(widget[0]) / image[0])
    view = center_viewport(image, widget, scale)
    return view if image[1] * scale <= _available_length(widget[1]) else Viewport(scale, view.offset_x, FIT_MARGIN_PX)


def center_viewport(image: tuple[float, float], widget: tuple[float, float], scale: float) -> Viewport:
    return Viewport(scale, (widget[0] - image[0] * scale) / 2, (widget[1] - image[1] * scale) / 2)


def clamp_scale(scale: float) -> float:
    return min(max(scale, MIN_ZOOM), MAX_ZOOM)


def _available_length(side: float) -> float:
    return max(side - 2 * FIT_MARGIN_PX, 1.0)


def _clamp_offset(offset: float, length: float, room: float) -> float:
    kept = min(MIN_VISIBLE_PX, length, room)
    return min(max(offset, kept - length), room - kept)
