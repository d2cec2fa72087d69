"""Union, difference and intersection of bitmaps, and how much two outlines share; never beyond their common box."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from .bitmap import Bitmap
from .runs import ColumnRuns, Integers, crop_runs, join_runs, split_toggles

_Rule = Callable[[NDArray[np.bool_], NDArray[np.bool_]], NDArray[np.bool_]]


def unite_bitmaps(bitmaps: Sequence[Bitmap]) -> Bitmap:
    """The pixels in at least one of `bitmaps`."""
    if len(bitmaps) == 1:
        return bitmaps[0]
    runs = [bitmap.runs for bitmap in bitmaps]
    return Bitmap.from_runs(ColumnRuns(*map(np.concatenate, zip(*runs, strict=True)))) if runs else Bitmap()


def subtract_bitmaps(one: Bitmap, other: Bitmap) -> Bitmap:
    """The pixels of `one` that are not in `other`."""
    return _combine(one, other, lambda inside, outside: inside & ~outside)


def intersect_bitmaps(one: Bitmap, other: Bitmap) -> Bitmap:
    """The pixels of both."""
    return _combine(one, other, lambda inside, also: inside & also)


def compute_bitmap_iou(one: Bitmap, other: Bitmap) -> float:
    """Shared pixels by all pixels; 0 for two without pixels."""
    common = intersect_bitmaps(one, other).area
    united = one.area + other.area - common
    return common / united if united else 0.0


def _combine(one: Bitmap, other: Bitmap, rule: _Rule) -> Bitmap:
    """The pixels inside the box of `one` for which `rule` of (is in one, is in other) holds."""
    runs = crop_runs(other.runs, one.left, one.top, one.left + one.width, one.top + one.height)
    first, second = one.toggles, join_runs(runs.move_by(-one.left, -one.top), one.height)
    positions = np.sort(np.concatenate([first, second]), kind="stable")  # quick, as both halves are sorted
    positions = positions[np.diff(positions, prepend=-1) > 0]
    states = rule(_find_states(first, positions), _find_states(second, positions))
    toggles = positions[states != np.concatenate([[False], states[:-1]])]
    return Bitmap.from_runs(split_toggles(toggles, one.height).move_by(one.left, one.top))


def _find_states(toggles: Integers, positions: Integers) -> NDArray[np.bool_]:
    """Whether the pixels at `positions` are inside."""
    is_inside: NDArray[np.bool_] = np.searchsorted(toggles, positions, side="right") % 2 == 1
    return is_inside
