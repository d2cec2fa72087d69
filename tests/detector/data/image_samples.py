"""Small images, good and bad, for tests."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from detector.data.image_io import decode_image, read_size
from detector.errors import ImageUnreadableError

SIZE = (10, 6)


def gradient(width: int = SIZE[0], height: int = SIZE[1]) -> Image.Image:
    """No two pixels alike, so that a turned picture is never mistaken."""
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    return Image.fromarray(np.stack([x * 20 % 256, y * 40 % 256, (x + y * 7) % 256], axis=2).astype(np.uint8))


def saved(path: Path, image: Image.Image, **options: object) -> Path:
    image.save(path, **options)  # type: ignore[arg-type]
    return path


def fault(path: Path) -> str:
    """What both ways of opening `path` say."""
    messages = set()
    for function in (decode_image, read_size):
        with pytest.raises(ImageUnreadableError) as error:
            function(path)
        messages.add(str(error.value))
    assert len(messages) == 1
    return messages.pop()


def png(width: int, height: int, depth: int = 8, color: int = 2, pixels: bytes = b"") -> bytes:
    """A PNG whose header says what it likes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")
