"""Labeled pictures of which no two look alike, unless they are called alike."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

import numpy as np
from PIL import Image

from tests.detector.drawn import Labeled, voc_xml


def write_image(path: Path, width: int = 128, height: int = 96, like: str = "") -> Path:
    """Soft blots of color, which the file's name decides, or `like`."""
    tones = np.random.default_rng(crc32((like or path.name).encode())).integers(0, 255, (6, 8, 3), dtype=np.uint8)
    Image.fromarray(tones).resize((width, height), Image.Resampling.BICUBIC).save(path)
    return path


def labeled(path: Path, objects: Sequence[Labeled], width: int = 128, height: int = 96) -> Path:
    """A picture and its label file, zero-based, however odd the boxes are."""
    path.with_suffix(".xml").write_text(voc_xml(path.name, objects, width, height), encoding="utf-8")
    return write_image(path, width, height)
