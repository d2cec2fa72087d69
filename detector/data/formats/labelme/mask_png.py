"""The PNG of a `mask` shape: its pixels between the first and the last pixel in `points`, encoded in base64.

https://github.com/wkentaro/labelme/blob/main/labelme/_utils/image.py
"""

from __future__ import annotations

import binascii
import struct
import zlib
from base64 import b64decode, b64encode
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detector.data.image_io import MAX_MEGAPIXELS
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.outlined_box import OutlineFaultError

from .points import Points

NO_MASK = "it has no mask"
NO_BASE64 = "its mask is not base64"
NO_PNG = "its mask is no PNG that can be read ({reason})"
NO_TWO_POINTS = "it has {count:,} points instead of the first and the last pixel of its mask"
OTHER_MODE = "its mask is a color image, not black and white"
OTHER_SIZE = "its mask has {width} x {height} pixels, its points say {stated_width:g} x {stated_height:g}"
TOO_LARGE = "its mask has {width} x {height} pixels, too many to read"

_MODES = frozenset({"1", "L", "P", "I", "I;16", "I;16B"})
_DAMAGE_ERRORS = (OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, struct.error, zlib.error)


def parse_mask(png: Any, points: Points) -> Bitmap:
    """The pixels of a `mask` shape.

    Points with fractions, which labelme writes after a mask was dragged, are rounded; then the PNG gives the size.

    Raises:
        OutlineFaultError: They cannot be used.
    """
    if not isinstance(png, str) or not png:
        raise OutlineFaultError(NO_MASK)
    if len(points) != 2:
        raise OutlineFaultError(NO_TWO_POINTS.format(count=len(points)))
    (x1, y1), (x2, y2) = np.min(points, 0).tolist(), np.max(points, 0).tolist()
    pixels = _decode_png(png, (x2 - x1 + 1, y2 - y1 + 1))
    return Bitmap.from_mask(pixels, round(x1), round(y1))


def _decode_png(png: str, stated_size: tuple[float, float]) -> NDArray[np.bool_]:
    """Raises: OutlineFaultError."""
    from PIL import Image, UnidentifiedImageError

    try:
        content = b64decode(png)
    except (binascii.Error, ValueError):
        raise OutlineFaultError(NO_BASE64) from None
    try:
        with Image.open(BytesIO(content), formats=["PNG"]) as image:
            _check_header(image.size, image.mode, stated_size)
            image.load()
            pixels: NDArray[np.bool_] = np.asarray(image).astype(bool)
            return pixels
    except (*_DAMAGE_ERRORS, Image.DecompressionBombError) as error:
        is_other = isinstance(error, UnidentifiedImageError)
        reason = "it does not begin as one" if is_other else str(error).strip().rstrip(".") or type(error).__name__
        raise OutlineFaultError(NO_PNG.format(reason=reason)) from None


def _check_header(size: tuple[int, int], mode: str, stated_size: tuple[float, float]) -> None:
    """Check an image before its pixels are decoded. Raises: OutlineFaultError."""
    width, height = size
    if any(abs(side - stated) >= 1 for side, stated in zip(size, stated_size, strict=True)):
        stated_width, stated_height = stated_size
        raise OutlineFaultError(
            OTHER_SIZE.format(width=width, height=height, stated_width=stated_width, stated_height=stated_height)
        )
    if width * height > MAX_MEGAPIXELS * 1_000_000:
        raise OutlineFaultError(TOO_LARGE.format(width=width, height=height))
    if mode not in _MODES:
        raise OutlineFaultError(OTHER_MODE)


def format_mask(bitmap: Bitmap, left: int, top: int, width: int, height: int) -> str:
    """The PNG of the pixels of `bitmap`, which are inside this box, as labelme writes it: 0 and 1 in gray."""
    from PIL import Image

    pixels = np.zeros((height, width), np.uint8)
    first_row, first_column = bitmap.top - top, bitmap.left - left
    if not bitmap.is_degenerate:
        rows, columns = slice(first_row, first_row + bitmap.height), slice(first_column, first_column + bitmap.width)
        pixels[rows, columns] = bitmap.to_mask()
    stream = BytesIO()
    Image.fromarray(pixels).save(stream, format="PNG")
    return b64encode(stream.getvalue()).decode("ascii")
