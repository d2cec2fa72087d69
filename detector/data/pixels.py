"""From what Pillow decoded to upright 8-bit RGB arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

BAND_PIXELS = 4_000_000
"""Large images are converted in bands of so many pixels."""


def to_rgb(image: Image.Image, reduction: int, watch: Callable[[float], None] | None = None) -> NDArray[np.uint8]:
    """pixels (h, w, 3), converted and reduced band by band so that large images need little besides their result.

    `watch` is told before each band how much is done, from 0 to 1.
    """
    width, height = image.size
    result = np.empty((-(-height // reduction), -(-width // reduction), 3), np.uint8)
    lows_highs = [_range(image.crop(band)) for band in _bands(width, height, 1)] if _is_deep(image) else [(0.0, 255.0)]
    low, high = min(low for low, _ in lows_highs), max(high for _, high in lows_highs)
    for band in _bands(width, height, reduction):
        if watch is not None:
            watch(band[1] / height)
        part = image if band == (0, 0, width, height) else image.crop(band)
        part = _scaled(part, low, high) if _is_deep(image) else _flattened(part)
        part = part.reduce(reduction) if reduction > 1 else part
        top = band[1] // reduction
        result[top : top + part.height] = np.asarray(part)
    return result


def _bands(width: int, height: int, multiple: int) -> Iterator[tuple[int, int, int, int]]:
    """Boxes (left, upper, right, lower) of about `BAND_PIXELS` whose heights are multiples of `multiple`."""
    step = max(1, BAND_PIXELS // (width * multiple)) * multiple
    for top in range(0, height, step):
        yield 0, top, width, min(top + step, height)


def _is_deep(image: Image.Image) -> bool:
    """Grey of more than 8 bits."""
    return image.mode in ("I", "F") or image.mode.startswith("I;")


def _range(image: Image.Image) -> tuple[float, float]:
    values = np.asarray(image)
    finite = values[np.isfinite(values)]
    return (float(finite.min()), float(finite.max())) if finite.size else (float("inf"), float("-inf"))


def _scaled(image: Image.Image, low: float, high: float) -> Image.Image:
    """Deep grey as RGB, `low` black and `high` white; an image of one value only keeps it where it fits."""
    values = np.asarray(image).astype(np.float32)
    if high > low:
        values = (values - np.float32(low)) * np.float32(255.0 / (high - low))
    grey = np.rint(np.nan_to_num(values, nan=0.0, posinf=255.0, neginf=0.0).clip(0, 255)).astype(np.uint8)
    return Image.fromarray(grey).convert("RGB")


def _flattened(image: Image.Image) -> Image.Image:
    """As RGB, transparent parts on white: what lies under them was never meant to be seen."""
    if image.mode in ("RGBA", "RGBa", "LA", "La", "PA") or "transparency" in image.info:
        coloured = image if image.mode == "RGBA" else image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", image.size, "white"), coloured).convert("RGB")
    return image if image.mode == "RGB" else image.convert("RGB")


def turned(pixels: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    """pixels (h, w, 3) as the EXIF `orientation` wants them seen."""
    if orientation >= 5:
        pixels = pixels.transpose(1, 0, 2)
    if orientation in (2, 3, 6, 7):  # after the transposition: mirror left to right
        pixels = pixels[:, ::-1]
    if orientation in (3, 4, 7, 8):  # and top to bottom
        pixels = pixels[::-1]
    return np.ascontiguousarray(pixels)
