"""How Pascal VOC files count pixels, and coordinates as text."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable
from pathlib import Path

from detector.data.plain_file import plain

FILES_LOOKED_AT = 2_000
"""`detect_origin` reads at most so many files, spread evenly over those it is given."""
DECIMALS = 2
"""Coordinates are written with at most so many."""

_UNCHANGED = 0.5 / 10.0**DECIMALS
_BELOW_ONE = re.compile(rb"<[xy]min\b[^>]*>\s*\+?(?:0+(?:\.[0-9]*)?|\.[0-9]+)\s*<")
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")


class VocOrigin(enum.Enum):
    """What the coordinates of a folder's files mean.

    ONE_BASED is the specification: the first pixel is 1 and xmax, ymax are the last pixels inside. ZERO_BASED is what
    many programs write: edges, counted from 0.
    """

    ZERO_BASED = 0
    ONE_BASED = 1

    def to_edge(self, key: str, value: float) -> float:
        """A coordinate of a file (`key` is xmin, ymin, xmax or ymax) as a zero-based, half-open edge."""
        return value - self.value if key.endswith("min") else value

    def from_edge(self, key: str, edge: float) -> float:
        """The inverse of `to_edge`."""
        return edge + self.value if key.endswith("min") else edge


def detect_origin(files: Iterable[Path]) -> VocOrigin:
    """ZERO_BASED when any xmin or ymin lies below 1 (and not below 0), which one-based files cannot have.

    Files that cannot be read say nothing here; that is told when their image is opened. Of more than 2,000 files, that
    many are looked at, evenly spread.
    """
    paths = list(files)
    step = max(1, -(-len(paths) // FILES_LOOKED_AT))
    for path in paths[::step]:
        try:
            content = plain(path).read_bytes()
        except OSError:
            continue
        if _BELOW_ONE.search(content.replace(b"\0", b"")):  # without zero bytes UTF-16 can be searched, too
            return VocOrigin.ZERO_BASED
    return VocOrigin.ONE_BASED


def parse_number(text: str) -> float | None:
    """A decimal number, or None; may be infinite when it is written with a huge exponent."""
    return float(text) if _NUMBER.fullmatch(text) else None


def format_number(value: float) -> str:
    """Whole numbers without a point, others with up to two decimals."""
    text = f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def is_same(before: float, after: float) -> bool:
    """Whether two coordinates are too close together to be told apart in a file."""
    return abs(before - after) < _UNCHANGED
