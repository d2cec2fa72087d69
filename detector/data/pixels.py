"""From what Pillow decoded to upright 8-bit RGB arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

BAND_PIXELS = 4_000_000
"""Large images are converted in bands of this number of pixels."""


def convert_to_rgb(
    image: Image.Image,
    reduction: int,
    watch: Callable[[float], None] | None = None,
    lower: Image.Image | None = None,
    has_alpha: bool = True,
) -> NDArray[np.uint8]:
    """Convert and reduce an image band by band, so that large ones need little besides their result.

    Args:
        image: What Pillow decoded.
        reduction: The whole factor by which both sides become smaller.
        watch: Called before each band with how much is done, from 0 to 1.
        lower: The lower bytes of colors of 16 bits, of which `image` has the upper ones.
        has_alpha: Whether the last band of an image with four says what is transparent; otherwise it is left out.

    Returns:
        (h, w, 3) uint8 RGB.
    """
    width, height = image.size
    result = np.empty((-(-height // reduction), -(-width // reduction), 3), np.uint8)
    deep = _is_deep(image) or lower is not None
    lows_highs = (
        [_find_finite_range(_read_band_values(image, lower, band)) for band in _split_into_bands(width, height, 1)]
        if deep
        else [(0.0, 255.0)]
    )
    low, high = min(low for low, _ in lows_highs), max(high for _, high in lows_highs)
    flatten = has_transparency(image) and has_alpha and _has_visible_pixels(image)
    for band in _split_into_bands(width, height, reduction):
        if watch is not None:
            watch(band[1] / height)
        part = image if band == (0, 0, width, height) else image.crop(band)
        if deep:
            part = _stretch_to_rgb(
                _read_band_values(image, lower, band), low, high, part.getchannel("A") if flatten else None
            )
        part = _flatten_on_white(part) if flatten else _drop_alpha(part)
        part = part.reduce(reduction) if reduction > 1 else part
        top = band[1] // reduction
        result[top : top + part.height] = np.asarray(part)
    return result


def _split_into_bands(width: int, height: int, multiple: int) -> Iterator[tuple[int, int, int, int]]:
    """Boxes (left, upper, right, lower) of about `BAND_PIXELS` whose heights are multiples of `multiple`."""
    step = max(1, BAND_PIXELS // (width * multiple)) * multiple
    for top in range(0, height, step):
        yield 0, top, width, min(top + step, height)


def _is_deep(image: Image.Image) -> bool:
    """Gray of more than 8 bits."""
    return image.mode in ("I", "F") or image.mode.startswith("I;")


def _read_band_values(
    image: Image.Image, lower: Image.Image | None, band: tuple[int, int, int, int]
) -> NDArray[np.generic]:
    """The deep values (h, w) or (h, w, 3) of a band."""
    if lower is None:
        return np.asarray(image.crop(band))
    upper, under = (np.asarray(part.crop(band))[..., :3] for part in (image, lower))
    return np.asarray(upper.astype(np.uint16) << np.uint16(8) | under)


def _find_finite_range(values: NDArray[Any]) -> tuple[float, float]:
    finite = values[np.isfinite(values)]
    return (float(finite.min()), float(finite.max())) if finite.size else (float("inf"), float("-inf"))


def _stretch_to_rgb(values: NDArray[Any], low: float, high: float, alpha: Image.Image | None) -> Image.Image:
    """Deep gray or colors as RGB, `low` black and `high` white; an image of one value only keeps it where it fits."""
    values = values.astype(np.float32)
    if high > low:
        values = (values - np.float32(low)) * np.float32(255.0 / (high - low))
    shades = np.rint(np.nan_to_num(values, nan=0.0, posinf=255.0, neginf=0.0).clip(0, 255)).astype(np.uint8)
    scaled = Image.fromarray(shades).convert("RGB")
    if alpha is not None:
        scaled.putalpha(alpha)
    return scaled


def has_transparency(image: Image.Image) -> bool:
    """Whether `image` has a band or an entry that may say what is transparent."""
    return image.mode in ("RGBA", "RGBa", "LA", "La", "PA") or "transparency" in image.info


def _has_visible_pixels(image: Image.Image) -> bool:
    """Whether any pixel of `image` is visible at all; where none is, the fourth channel is not used as alpha."""
    width, height = image.size
    return any(
        image.crop(band).convert("RGBA").getchannel("A").getextrema() != (0, 0)
        for band in _split_into_bands(width, height, 1)
    )


def _flatten_on_white(image: Image.Image) -> Image.Image:
    """As RGB, transparent parts on white: what lies under them was never meant to be seen."""
    colored = image if image.mode == "RGBA" else image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), colored).convert("RGB")


def _drop_alpha(image: Image.Image) -> Image.Image:
    """As RGB, whatever is said of transparency."""
    if image.mode == "RGB":
        return image
    plain = image.copy() if "transparency" in image.info else image
    plain.info.pop("transparency", None)
    return plain.convert("RGB")


def apply_orientation(pixels: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    """The `pixels` (h, w, 3) turned upright by the EXIF `orientation`."""
    if orientation >= 5:
        pixels = pixels.transpose(1, 0, 2)
    if orientation in (2, 3, 6, 7):  # after the transposition: mirror left to right
        pixels = pixels[:, ::-1]
    if orientation in (3, 4, 7, 8):  # and top to bottom
        pixels = pixels[::-1]
    return np.ascontiguousarray(pixels)
