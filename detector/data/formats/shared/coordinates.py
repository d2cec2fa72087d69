"""Coordinates in label files, as text and as numbers."""

from __future__ import annotations

import re

COORDINATE_DECIMALS = 2
"""Coordinates are written with at most this number of decimals."""

_UNCHANGED_TOLERANCE_PX = 0.5 / 10.0**COORDINATE_DECIMALS
_NUMBER_PATTERN = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")


def parse_number(text: str) -> float | None:
    """A decimal number, or None; may be infinite when it is written with a huge exponent."""
    return float(text) if _NUMBER_PATTERN.fullmatch(text) else None


def format_coordinate(value: float) -> str:
    """Whole numbers without a point, others with up to two decimals."""
    text = f"{value:.{COORDINATE_DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def is_same_coordinate(before: float, after: float) -> bool:
    """Whether two coordinates are too close together to be distinguished in a file."""
    return abs(before - after) < _UNCHANGED_TOLERANCE_PX
