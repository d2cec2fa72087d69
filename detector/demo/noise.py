"""Random textures: grids of random numbers, enlarged smoothly and added up over several sizes."""

from __future__ import annotations

import math

import numpy as np
from PIL import Image

from .arrays import Array


def value_noise(rng: np.random.Generator, shape: tuple[int, int], cell: float | tuple[float, float]) -> Array:
    """Smooth noise of `shape` (h, w), in about -1..1, whose bumps are `cell` pixels apart (or (down, across))."""
    height, width = shape
    down, across = (cell, cell) if isinstance(cell, float | int) else cell
    down, across = max(down, 1.0), max(across, 1.0)
    grid = rng.random((math.ceil(height / down) + 3, math.ceil(width / across) + 3), dtype=np.float32)
    grid = grid * np.float32(2) - np.float32(1)
    window = (1.0, 1.0, 1.0 + width / across, 1.0 + height / down)
    enlarged = Image.fromarray(grid).resize((width, height), Image.Resampling.BICUBIC, box=window)
    return np.array(enlarged, dtype=np.float32)


def fractal_noise(
    rng: np.random.Generator,
    shape: tuple[int, int],
    cell: float | tuple[float, float],
    octaves: int = 4,
    gain: float = 0.5,
) -> Array:
    """Noise of `octaves` sizes, each half the one before and `gain` times as strong; in about -1..1."""
    down, across = (cell, cell) if isinstance(cell, float | int) else cell
    total = value_noise(rng, shape, (down, across))
    strength, norm = 1.0, 1.0
    for _ in range(octaves - 1):
        down, across, strength = down / 2, across / 2, strength * gain
        total += np.float32(strength) * value_noise(rng, shape, (down, across))
        norm += strength
    return total * np.float32(1.5 / norm)


def grain_noise(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Independent normal noise, deviation 1."""
    return rng.standard_normal(shape, dtype=np.float32)
