"""Small pixel arithmetic that every part of the renderer uses.

Colors are worked on in linear light, so that shading, blending and shrinking behave as they do in a camera. The
curve between linear light and the bytes of an image is a plain square, which is close to sRGB and cheap.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float32]
Color: TypeAlias = tuple[int, int, int]
"""Red, green, blue as in an image file, 0..255."""


def to_linear(color: Color) -> Array:
    """A color as (3,) float32 of linear light, 0..1."""
    values: Array = np.square(np.asarray(color, np.float32) * np.float32(1 / 255))
    return values


def clamp(values: Array, low: float = 0.0, high: float = 1.0) -> Array:
    return np.clip(values, np.float32(low), np.float32(high))


def divide_safely(values: Array, parts: Array) -> Array:
    """`values / parts` for `parts` that may fall to 0 where the result does not matter."""
    quotient: Array = np.divide(values, np.maximum(parts, np.float32(1e-4)), dtype=np.float32)
    return quotient


def smoothstep(low: float, high: float, values: Array) -> Array:
    """0 up to `low`, 1 from `high` on, smooth between; falls instead when `high < low`."""
    t = clamp((values - np.float32(low)) * np.float32(1.0 / (high - low)))
    return t * t * (np.float32(3) - np.float32(2) * t)


def mix(a: Array, b: Array, amount: Array) -> Array:
    """`a` where `amount` is 0, `b` where it is 1. An (h, w) amount mixes colors of shape (h, w, 3) or (3,)."""
    if amount.ndim == 2 and (a.ndim in (1, 3) or b.ndim in (1, 3)):
        amount = amount[..., None]
    return a + (b - a) * amount


def interpolate_colors(stops: tuple[Color, ...], position: Array) -> Array:
    """Colors (h, w, 3) in linear light along evenly spaced `stops`, at `position` (h, w) in 0..1."""
    palette = np.stack([to_linear(stop) for stop in stops])
    places = np.linspace(0, 1, len(stops))
    channels = [np.interp(position, places, palette[:, channel]) for channel in range(3)]
    return np.stack(channels, axis=-1).astype(np.float32)
