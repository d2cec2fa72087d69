"""What a lens and a sensor do to a scene: uneven light, dark corners, a little blur and noise."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from .arrays import Array, clamp
from .noise import grain_noise
from .shading import Light


def compute_illumination(rng: np.random.Generator, shape: tuple[int, int], light: Light) -> Array:
    """Brightness (h, w) that falls off away from the lamp and towards the corners of the picture."""
    height, width = shape
    down = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    across = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    norm = math.hypot(light.direction[0], light.direction[1])
    towards = (across * np.float32(light.direction[0]) + down * np.float32(light.direction[1])) / np.float32(norm)
    slope, corner = np.float32(rng.uniform(0.08, 0.24)), np.float32(rng.uniform(0.10, 0.26))
    radius = (across * across + down * down) * np.float32(0.5)
    exposure = np.float32(rng.uniform(0.94, 1.14))
    return exposure * (np.float32(1) + slope * towards) * (np.float32(1) - corner * radius * radius)


def develop_photograph(color: Array, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Linear light (h, w, 3) to the bytes of a photograph (h, w, 3)."""
    shown: Array = np.sqrt(clamp(color / (np.float32(1) + np.float32(0.16) * np.square(color)) * np.float32(1.06)))
    # Film's gentle S: deeper shadows, and whites that are reached softly.
    toned = shown + np.float32(0.22) * shown * (np.float32(1) - shown) * (shown - np.float32(0.42))
    image = Image.fromarray((clamp(toned) * np.float32(255)).astype(np.uint8))
    blurred = image.filter(ImageFilter.GaussianBlur(float(rng.uniform(0.3, 0.65))))
    shape = color.shape[:2]
    noise = grain_noise(rng, (shape[0], shape[1]))[..., None] * np.float32(rng.uniform(1.2, 3.2))
    noisy = np.asarray(blurred, np.float32) + noise + np.float32(0.5)
    return clamp(noisy, 0, 255).astype(np.uint8)
