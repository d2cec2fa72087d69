"""The run lengths of COCO's masks, as numbers and as text.

Counts alternate between pixels outside and inside, column by column, beginning with outside. As text, each number is
in groups of five bits, lowest first; from the fourth number on it is the difference to the number before the previous
one: https://github.com/cocodataset/cocoapi/blob/master/common/maskApi.c
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .bitmap import Bitmap
from .runs import Integers, join_runs

DAMAGED_TEXT = "its compressed counts are damaged"
COUNTS_DO_NOT_FIT = "its counts are for more than its {width} x {height} pixels"

_FIRST_CODE = 48
_MORE_BIT = 0x20
_MAX_GROUPS = 7
"""Groups of one number: 35 bits, enough for the pixels of any image."""


class CountsFaultError(Exception):
    """Why counts give no mask, worded as the end of a sentence."""


def parse_counts(text: str) -> Integers:
    """The counts (N,) of a compressed mask.

    Raises:
        CountsFaultError: The text is damaged.
    """
    if not text.isascii():
        raise CountsFaultError(DAMAGED_TEXT)
    codes = np.frombuffer(text.encode(), np.uint8).astype(np.int64) - _FIRST_CODE
    ends = np.flatnonzero(codes & _MORE_BIT == 0)
    if ((codes < 0) | (codes > 63)).any() or (ends[-1] if len(ends) else -1) != len(codes) - 1:
        raise CountsFaultError(DAMAGED_TEXT)
    if not len(codes):
        return codes
    lengths = np.diff(ends, prepend=-1)
    if lengths.max() > _MAX_GROUPS:
        raise CountsFaultError(DAMAGED_TEXT)
    starts = ends - lengths + 1
    shifts = 5 * (np.arange(len(codes)) - np.repeat(starts, lengths))
    numbers = np.add.reduceat((codes & 0x1F) << shifts, starts)
    numbers -= np.where(codes[ends] & 0x10, 1 << (5 * lengths), 0)
    numbers[1::2] = np.cumsum(numbers[1::2])
    numbers[2::2] = np.cumsum(numbers[2::2])
    return numbers


def format_counts(counts: Integers) -> str:
    """The text of `counts` (N,), as pycocotools writes it."""
    numbers = counts.astype(np.int64)
    numbers[3:] -= counts[1:-2]
    groups = 5 * np.arange(1, _MAX_GROUPS + 1)
    fits = (numbers[:, None] >= -(1 << groups - 1)) & (numbers[:, None] < 1 << groups - 1)
    lengths = fits.argmax(axis=1) + 1
    places = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    codes = np.repeat(numbers, lengths) >> 5 * places & 0x1F
    codes += np.where(places < np.repeat(lengths, lengths) - 1, _MORE_BIT, 0) + _FIRST_CODE
    return str(codes.astype(np.uint8).tobytes(), "ascii")


def build_bitmap(counts: Integers, width: int, height: int) -> Bitmap:
    """The bitmap of a mask of `width` x `height` pixels. Pixels after the last count are outside.

    Raises:
        CountsFaultError: There are more pixels in `counts`, or one is negative.
    """
    pixels = width * height
    if ((counts < 0) | (counts > pixels)).any() or counts.sum() > pixels:
        raise CountsFaultError(COUNTS_DO_NOT_FIT.format(width=width, height=height))
    return Bitmap.from_toggles(np.cumsum(counts)[: len(counts) // 2 * 2], height)


def list_counts(bitmap: Bitmap, width: int, height: int) -> Integers:
    """The counts (N,) of the pixels of `bitmap` inside a `width` x `height` image."""
    toggles = join_runs(bitmap.clip_to(width, height).runs, height)
    ends = toggles if len(toggles) and toggles[-1] == width * height else np.append(toggles, width * height)
    return np.diff(ends, prepend=0)


def encode_bitmap(bitmap: Bitmap, width: int, height: int) -> dict[str, Any]:
    """The pixels of `bitmap` inside a `width` x `height` image as a mask in COCO's files, compressed."""
    return {"size": [height, width], "counts": format_counts(list_counts(bitmap, width, height))}
