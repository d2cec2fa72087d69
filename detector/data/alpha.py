"""Whether a picture's fourth band is alpha: only then may what lies under it be hidden."""

from __future__ import annotations

import os
import struct
from typing import IO, TYPE_CHECKING, cast

if TYPE_CHECKING:
    from PIL import Image
    from PIL.TiffImagePlugin import TiffImageFile

_ALPHA_BITS_OFFSET = 17
"""Where a TGA file says how many bits of alpha a pixel has, in the lower half of a byte."""
_OPACITY_TYPES = frozenset({1, 2})
_HEAD_BYTES = 1 << 16


def declares_alpha(image: Image.Image, stream: IO[bytes]) -> bool:
    """Whether the file says that its last band is alpha; formats with one meaning for it always do.

    TIFF, TGA and JPEG 2000 may hold infrared or nothing there.
    """
    if image.format == "TIFF":
        from detector.data.tiff_planes import has_alpha

        return has_alpha(cast("TiffImageFile", image))
    if image.format == "TGA":
        return any(byte & 15 for byte in _peek_bytes(stream, _ALPHA_BITS_OFFSET, 1))
    if image.format == "JPEG2000":
        return _has_opacity_channel(_peek_bytes(stream, 0, _HEAD_BYTES))
    return True


def _peek_bytes(stream: IO[bytes], start: int, count: int) -> bytes:
    position = stream.tell()
    try:
        stream.seek(start, os.SEEK_SET)
        return stream.read(count)
    finally:
        stream.seek(position)


def _has_opacity_channel(head: bytes) -> bool:
    """Whether the channel definition box of a JP2 file names a channel of opacity; ISO/IEC 15444-1, I.5.3.6."""
    at = head.find(b"cdef")
    if at < 0 or len(head) < at + 6:
        return False
    (count,) = struct.unpack_from(">H", head, at + 4)
    entries = head[at + 6 : at + 6 + 6 * count]
    return any(
        struct.unpack_from(">H", entries, start + 2)[0] in _OPACITY_TYPES for start in range(0, len(entries) - 5, 6)
    )
