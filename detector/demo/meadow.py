"""A cushion of moss and short grass, drawn blade by blade."""

from __future__ import annotations

import math

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from .arrays import Array, Color, clamp, interpolate_colors
from .noise import fractal_noise, grain_noise
from .shading import Light, compute_relief

_FLOORS: tuple[tuple[Color, ...], ...] = (
    ((40, 50, 24), (76, 92, 42), (112, 126, 60)),
    ((48, 46, 28), (90, 88, 50), (130, 122, 76)),
)
_BLADES: tuple[tuple[Color, Color], ...] = (((58, 74, 34), (138, 158, 80)), ((76, 76, 42), (162, 164, 100)))
"""Colors of blades in the depth and at the top."""


def paint_moss(rng: np.random.Generator, shape: tuple[int, int], light: Light) -> Array:
    """Painter of a ground (see `backgrounds`)."""
    cushions = fractal_noise(rng, shape, 110, 4)
    tufts = fractal_noise(rng, shape, 9, 3)
    kind = int(rng.integers(len(_FLOORS)))
    floor = interpolate_colors(
        _FLOORS[kind], clamp(np.float32(0.45) + np.float32(0.4) * cushions + np.float32(0.35) * tufts)
    )
    image = Image.fromarray((np.sqrt(clamp(floor)) * np.float32(255)).astype(np.uint8))
    _draw_blades(image, _BLADES[kind], rng)
    image = image.filter(ImageFilter.GaussianBlur(0.5))
    color: Array = np.square(np.asarray(image, np.float32) * np.float32(1 / 255))
    lit = compute_relief(cushions * np.float32(16) + np.float32(0.9) * tufts, light)
    return color * (lit * (np.float32(1) + np.float32(0.05) * grain_noise(rng, shape)))[..., None]


def _draw_blades(image: Image.Image, colors: tuple[Color, Color], rng: np.random.Generator) -> None:
    """Blades from dark to light, the light ones on top."""
    pen = ImageDraw.Draw(image)
    count = image.width * image.height // 72
    places = rng.random((count, 2)) * (image.width, image.height)
    angles = rng.normal(-math.pi / 2, 0.9, count)
    lengths = rng.uniform(5, 15, count)
    depth = np.linspace(0, 1, count) ** 1.5
    low, high = (np.asarray(color, np.float64) for color in colors)
    tints = low + (high - low) * depth[:, None] + rng.normal(0, 7, (count, 3))
    tips = places + np.stack([np.cos(angles), np.sin(angles)], axis=1) * lengths[:, None]
    rows = zip(places.tolist(), tips.tolist(), tints.clip(0, 255).astype(int).tolist(), strict=True)
    for (x, y), (tip_x, tip_y), (red, green, blue) in rows:
        pen.line((x, y, tip_x, tip_y), fill=(red, green, blue), width=1 + (red & 1))
