"""The small square on which one object is drawn, larger than it will appear so that its edges come out smooth."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from .arrays import Array, clamp

_MARGIN = 1.03


@dataclass(frozen=True)
class Patch:
    """Coordinates of every working pixel, (n, n) each, in units of half the object's longest side.

    `x`, `y` run along the picture, `u`, `v` along the object, which is turned by `angle` (radians, clockwise).
    `unit` is the working pixels per unit; `supersampling` how many of them make one pixel of the picture.
    """

    x: Array
    y: Array
    u: Array
    v: Array
    angle: float
    unit: float
    supersampling: int

    @classmethod
    def for_object(cls, size: float, angle: float) -> Patch:
        """For an object `size` pixels long in the picture."""
        supersampling = min(max(round(280 / size), 2), 5)
        pixels = math.ceil(size * _MARGIN) + 2
        count = pixels * supersampling
        unit = size * supersampling / 2
        axis = ((np.arange(count, dtype=np.float32) + np.float32(0.5)) - np.float32(count / 2)) / np.float32(unit)
        x, y = np.meshgrid(axis, axis)
        cos, sin = np.float32(math.cos(angle)), np.float32(math.sin(angle))
        return cls(x, y, cos * x + sin * y, cos * y - sin * x, angle, unit, supersampling)

    @property
    def shape(self) -> tuple[int, int]:
        return self.x.shape[0], self.x.shape[1]

    def compute_coverage(self, distance: Array) -> Array:
        """How much of each pixel lies inside a shape, from the signed `distance` (units) to its outline."""
        return clamp(np.float32(0.5) - distance * np.float32(self.unit))

    def draw_lines(self, lines: Sequence[Sequence[tuple[float, float]]], width: float, soften: float = 0.0) -> Array:
        """Polylines through (u, v) points, `width` and `soften` in units, as a mask (n, n) of 0..1."""
        image = Image.new("L", (self.shape[1], self.shape[0]))
        pen = ImageDraw.Draw(image)
        stroke = max(round(width * self.unit), 1)
        for line in lines:
            points = [self._to_pixels(u, v) for u, v in line]
            pen.line(points, fill=255, width=stroke, joint="curve")
            for px, py in (points[0], points[-1]):
                pen.ellipse((px - stroke / 2, py - stroke / 2, px + stroke / 2, py + stroke / 2), fill=255)
        if soften:
            image = image.filter(ImageFilter.GaussianBlur(soften * self.unit))
        return np.asarray(image, np.float32) / np.float32(255)

    def _to_pixels(self, u: float, v: float) -> tuple[float, float]:
        cos, sin = math.cos(self.angle), math.sin(self.angle)
        middle = self.shape[0] / 2
        return middle + (cos * u - sin * v) * self.unit, middle + (sin * u + cos * v) * self.unit


@dataclass(frozen=True)
class Drawing:
    """A finished object on its patch: `color` (n, n, 3) linear, `alpha` (n, n), `rise` its height in units."""

    color: Array
    alpha: Array
    rise: float


@dataclass(frozen=True)
class Sprite:
    """An object at its size in the picture: `color` (m, m, 3) linear, already multiplied by `alpha` (m, m).

    `rise` is how high it stands, in pixels; it sets the length of the shadow.
    """

    color: Array
    alpha: Array
    rise: float

    @classmethod
    def from_drawing(cls, drawing: Drawing, patch: Patch) -> Sprite:
        """Shrink a drawing to the picture's pixels and cut off its empty border."""
        factor = patch.supersampling
        color = _shrink_pixels(clamp(drawing.color, 0.0, 1.6) * drawing.alpha[..., None], factor)
        alpha = _shrink_pixels(drawing.alpha[..., None], factor)[..., 0]
        return cls(color, alpha, drawing.rise * patch.unit / factor)


def _shrink_pixels(pixels: Array, factor: int) -> Array:
    """(n, n, c) to (n / factor, n / factor, c) by averaging."""
    count = pixels.shape[0] // factor
    blocks = pixels.reshape(count, factor, count, factor, pixels.shape[2])
    total = sum(blocks[:, row, :, column] for row in range(factor) for column in range(factor))
    return np.asarray(total, np.float32) * np.float32(1 / factor**2)
