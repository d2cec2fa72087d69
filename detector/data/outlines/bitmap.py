"""An object as the set of its pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detector.data.geometry import Box

from .runs import ColumnRuns, Integers, crop_runs, expand_ranges, join_runs, split_toggles

MAX_BITMAP_PIXELS = 2**32 - 1
"""Pixels of the box of a bitmap; COCO's program counts to the same limit."""
MAX_BITMAP_SIDE = 1_000_000
_PACKED_TYPE = np.dtype("<u4")


@dataclass(frozen=True, slots=True)
class Bitmap:
    """Pixels inside the smallest box around them; a geometry, see `detector.data.geometry.Geometry`.

    Two bitmaps of the same pixels are equal. Edges are whole numbers, so moving and resizing round to whole pixels.

    Attributes:
        left: The first column, in pixels of the image.
        top: The first row.
        width: Columns of the box; 0 for a bitmap without pixels.
        height: Rows of the box.
        packed: Its toggles in that box (see `runs`), four bytes each, little-endian.
    """

    left: int = 0
    top: int = 0
    width: int = 0
    height: int = 0
    packed: bytes = b""

    @classmethod
    def from_runs(cls, runs: ColumnRuns) -> Bitmap:
        """The pixels in at least one of `runs`, which are in pixels of the image.

        Raises:
            OverflowError: The box around them is too large, see `can_hold_pixels`.
        """
        is_there = runs.tops < runs.bottoms
        if not is_there.any():
            return cls()
        columns, tops, bottoms = (values[is_there] for values in runs)
        left, top = int(columns.min()), int(tops.min())
        width, height = int(columns.max()) + 1 - left, int(bottoms.max()) - top
        _require_room(width, height)
        toggles = join_runs(ColumnRuns(columns, tops, bottoms).move_by(-left, -top), height)
        return cls(left, top, width, height, toggles.astype(_PACKED_TYPE).tobytes())

    @classmethod
    def from_toggles(cls, toggles: Integers, height: int) -> Bitmap:
        """The pixels that `toggles` give in an image of this height."""
        return cls.from_runs(split_toggles(toggles, height))

    @classmethod
    def from_mask(cls, mask: NDArray[np.bool_], left: int = 0, top: int = 0) -> Bitmap:
        """The pixels that are True in `mask` (H, W), whose first pixel is at column `left` and row `top`.

        Raises:
            OverflowError: The box around them is too large, see `can_hold_pixels`.
        """
        rows, columns = (np.logical_or.reduce(mask, axis=axis) for axis in (1, 0))
        if not columns.any():
            return cls()
        (above, below), (before, behind) = _find_ends(rows), _find_ends(columns)
        inside = mask[above:below, before:behind]
        height, width = inside.shape
        _require_room(width, height)
        flat = np.zeros(width * height + 2, np.bool_)
        flat[1:-1].reshape(width, height)[:] = inside.T
        (toggles,) = (flat[1:] != flat[:-1]).nonzero()
        return cls(left + before, top + above, width, height, toggles.astype(_PACKED_TYPE).tobytes())

    @property
    def toggles(self) -> Integers:
        """Its toggles in its own box."""
        return np.frombuffer(self.packed, _PACKED_TYPE).astype(np.int64)

    @property
    def runs(self) -> ColumnRuns:
        """Its runs in pixels of the image, in ascending order."""
        return split_toggles(self.toggles, self.height).move_by(self.left, self.top)

    @property
    def bounds(self) -> Box:
        return Box(self.left, self.top, self.left + self.width, self.top + self.height)

    @property
    def area(self) -> float:
        """The number of its pixels."""
        return float(np.diff(self.toggles)[::2].sum())

    @property
    def is_degenerate(self) -> bool:
        return not self.packed

    def to_mask(self) -> NDArray[np.bool_]:
        """Its pixels as a dense mask (height, width) of its own box."""
        steps = np.zeros(self.width * self.height + 1, np.int8)
        steps[self.toggles[::2]] += 1
        steps[self.toggles[1::2]] -= 1
        return np.cumsum(steps[:-1], dtype=np.int8).astype(bool).reshape(self.width, self.height).T

    def contains_pixel(self, column: int, row: int) -> bool:
        if not (0 <= column - self.left < self.width and 0 <= row - self.top < self.height):
            return False
        index = (column - self.left) * self.height + row - self.top
        return bool(np.searchsorted(self.toggles, index, side="right") % 2)

    def move_by(self, dx: float, dy: float) -> Bitmap:
        """The same pixels, moved by the nearest whole numbers."""
        if self.is_degenerate:
            return self
        return Bitmap(self.left + round(dx), self.top + round(dy), self.width, self.height, self.packed)

    def resize_to(self, bounds: Box) -> Bitmap:
        """The pixels scaled so that `bounds`, rounded to whole pixels, are around them; see `scale`."""
        return self.scale(self.bounds, bounds)

    def scale(self, before: Box, after: Box) -> Bitmap:
        """The pixels after the change of coordinates that makes `after` of `before`.

        Each pixel becomes the rectangle of its edges, rounded to whole pixels, or the pixel at its center. So nothing
        disappears; when it shrinks, holes and gaps narrower than a pixel of the result close.
        """
        runs = self.runs
        lefts, rights = _scale_edges(runs.columns, runs.columns + 1, (before.x1, before.x2), (after.x1, after.x2))
        tops, bottoms = _scale_edges(runs.tops, runs.bottoms, (before.y1, before.y2), (after.y1, after.y2))
        counts = rights - lefts
        return Bitmap.from_runs(
            ColumnRuns(expand_ranges(lefts, rights - 1), np.repeat(tops, counts), np.repeat(bottoms, counts))
        )

    def clip_to(self, width: int, height: int) -> Bitmap:
        """The pixels inside a `width` x `height` image."""
        return Bitmap.from_runs(crop_runs(self.runs, 0, 0, width, height))


def can_hold_pixels(width: Any, height: Any) -> bool:
    """Whether there can be a bitmap of this size: whole numbers from 0, and not too large to be counted."""
    sides = (width, height)
    return all(type(side) is int and 0 <= side <= MAX_BITMAP_SIDE for side in sides) and (
        width * height <= MAX_BITMAP_PIXELS
    )


def _require_room(width: int, height: int) -> None:
    """Raises: OverflowError, where there can be no bitmap of this size."""
    if not can_hold_pixels(width, height):
        raise OverflowError(f"a bitmap of {width:,} x {height:,} pixels is too large")


def _find_ends(flags: NDArray[np.bool_]) -> tuple[int, int]:
    """Where the first True of (N,) is, and the place after the last."""
    return int(flags.argmax()), len(flags) - int(flags[::-1].argmax())


def _scale_edges(
    starts: Integers, ends: Integers, before: tuple[float, float], after: tuple[float, float]
) -> tuple[Integers, Integers]:
    size = before[1] - before[0]
    factor = (after[1] - after[0]) / size if size else 1.0
    first, last = ((edges - before[0]) * factor + after[0] for edges in (starts, ends))
    low, high = np.floor(first + 0.5), np.floor(last + 0.5)
    low = np.where(low == high, np.floor((first + last) / 2), low)
    return low.astype(np.int64), np.maximum(high, low + 1).astype(np.int64)
