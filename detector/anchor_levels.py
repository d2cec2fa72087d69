"""Which level of the pyramid an anchor belongs to: rows go level by level, finest first. Free of torch."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from torch import Tensor

AnchorRows = TypeVar("AnchorRows", NDArray[np.int64], "Tensor")


def find_levels(rows: AnchorRows, level_counts: Sequence[int]) -> AnchorRows:
    """Find the level of each anchor. For example, with 6 and 2 anchors row 5 is of level 0, and row 6 of level 1.

    Args:
        rows: (N,) int64 rows of anchors.
        level_counts: how many anchors each level has, finest first.

    Returns:
        (N,) int64
    """
    levels = rows * 0
    for end in accumulate(level_counts[:-1]):
        levels = levels + (rows >= end)
    return levels


def first_rows(level_counts: Sequence[int]) -> tuple[int, ...]:
    """The first row of each level."""
    return tuple(accumulate(level_counts[:-1], initial=0))
