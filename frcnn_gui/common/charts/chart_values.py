"""Numbers that a chart can draw: logs of a training hold any number, and axes have an end."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

MAX_DRAWABLE = 1e30
"""Axes of pyqtgraph raise for numbers whose difference a float cannot hold."""


def replace_undrawable(values: Iterable[float]) -> list[float]:
    """`values` with a gap (NaN) for each that is no number or has no place on an axis."""
    return [float(value) if abs(value) <= MAX_DRAWABLE else math.nan for value in values]


@dataclass(frozen=True)
class Bar:
    """One bar: what it is, how much of it there is, and what to search for to see the images."""

    label: str
    count: int
    query: str = ""
    words: str = ""
    """`label` where it stands alone, with its unit."""
