"""Parsing and formatting coordinates in label files."""

from __future__ import annotations

import re

COORDINATE_DECIMALS = 2
"""The maximum number of decimals of written coordinates."""

_UNCHANGED_TOLERANCE_PX = 0.5 / 10.0**COORDINATE_DECIMALS
_NUMBER_PATTERN = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")


def parse_number(text: str) -> float | None:
    """The value of a decimal number; None if `text` is not one. A huge exponent gives infinity."""
    return float(text) if _NUMBER_PATTERN.fullmatch(text) else None


def format_coordinate(value: float) -> str:
    """Format a coordinate: whole numbers without a decimal point, others with up to two decimals."""
    text = f"{value:.{COORDINATE_DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def format_exact_coordinate(value: float) -> str:
    """Format a coordinate with all its digits, for new points: whole numbers without a decimal point."""
    text = repr(float(value)).removesuffix(".0")
    return "0" if text == "-0" else text


def is_same_coordinate(before: float, after: float) -> bool:
    """Whether two coordinates would be written as the same number, so that the text in the file is kept."""
    return abs(before - after) < _UNCHANGED_TOLERANCE_PX
