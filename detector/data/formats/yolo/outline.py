"""The polygon of a row: its points in pixels, and the columns of new points.

A row is one ring without holes, so that of several parts or holes only the box can be written.
https://docs.ultralytics.com/datasets/segment/
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detector.data.geometry import Geometry
from detector.data.outlines.rings import Points, Rings

from .rows import format_side_share, split_columns

NO_OUTLINE_BESIDE = "{label} has an outline, and its line has keypoints or other columns"

SizePx = tuple[int, int]
"""Width and height of the upright image in pixels."""
_MAX_DECIMALS = 9


@dataclass(frozen=True, slots=True)
class YoloOutline:
    """The polygon of a row, not yet parsed; see `OutlineSource`.

    Attributes:
        row: The line without its end.
        size: The size of the image.
    """

    row: bytes
    size: SizePx

    @property
    def is_bitmap(self) -> bool:
        return False

    def parse_outline(self) -> Rings:
        texts = split_columns(self.row)[1:]
        columns = [_read_pixels(texts[axis : len(texts) // 2 * 2 : 2], self.size[axis]) for axis in (0, 1)]
        return Rings.from_polygons([np.stack(columns, 1)])


def _read_pixels(texts: Sequence[bytes], side: int) -> NDArray[np.float64]:
    """Fractions of a side of `side` pixels in pixels.

    Each is the simplest number that rounds to its text: 0.016406 of 640 pixels is 10.5, not 10.49984. So points that
    were written in pixels with few decimals come back as they were.
    """
    pixels = np.array([float(text) for text in texts]) * side
    decimals = np.array([len(text.partition(b".")[2]) if b"e" not in text.lower() else -1 for text in texts])
    units = 10.0**-decimals * side
    grids = 10.0 ** np.clip(np.floor(-np.log10(units)), 0, _MAX_DECIMALS)
    simple = np.round(pixels * grids) / grids
    return np.where((decimals > 0) & (np.abs(simple - pixels) <= units / 2), simple, pixels)


def list_corner_points(geometry: Geometry) -> Points:
    """The four corners of the box."""
    return next(Rings.from_box(geometry.bounds).rings).points


def format_points(points: Points, size: SizePx) -> list[bytes]:
    """The columns of points in pixels."""
    shares = (points / size).ravel().tolist()
    return [format_side_share(share, size[index % 2]) for index, share in enumerate(shares)]
