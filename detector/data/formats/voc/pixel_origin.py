"""How Pascal VOC files count pixels, and coordinates as text."""

from __future__ import annotations

import enum
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from detector.data.regular_file import require_regular_file

from .program import VocProgram, recognize_program

MAX_FILES_SAMPLED = 2_000
"""The largest number of files that `find_origin` reads, spread evenly over those it is given."""
COORDINATE_DECIMALS = 2
"""Coordinates are written with at most so many."""

_UNCHANGED_TOLERANCE_PX = 0.5 / 10.0**COORDINATE_DECIMALS
_BELOW_ONE_PATTERN = re.compile(rb"<[xy]min\b[^>]*>\s*\+?(?:0+(?:\.[0-9]*)?|\.[0-9]+)\s*<")
_NUMBER_PATTERN = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")


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


class OriginReason(enum.Enum):
    """Why the files of a data set are taken to count pixels as they do."""

    GIVEN = "given"
    """A person has said so."""
    PROGRAM = "program"
    """The program that wrote them is known."""
    ZERO = "zero"
    """There is a 0, which pixels counted from 1 cannot have."""
    REMEMBERED = "remembered"
    """There was a 0 when the folder was open before."""
    SPECIFICATION = "specification"
    """Nothing says otherwise."""


@dataclass(frozen=True)
class FoundOrigin:
    """How the files of a data set count pixels, and why; `program` is named where it is the reason."""

    origin: VocOrigin
    reason: OriginReason
    program: VocProgram | None = None

    def describe_origin(self) -> str:
        """For people: `edges counted from 0, as labelImg writes them`."""
        counted = "edges counted from 0" if self.origin is VocOrigin.ZERO_BASED else "pixels counted from 1"
        because = {
            OriginReason.GIVEN: "as you chose",
            OriginReason.PROGRAM: f"as {self.program.title} writes them" if self.program else "",
            OriginReason.ZERO: "as there is a coordinate 0",
            OriginReason.REMEMBERED: "as before",
            OriginReason.SPECIFICATION: "as Pascal VOC specifies",
        }
        return f"{counted}, {because[self.reason]}"


def find_origin(files: Iterable[Path]) -> FoundOrigin:
    """How most files count pixels whose program is known; else by whether any coordinate is a 0.

    An xmin or ymin below 1 (and not below 0) cannot stand in a one-based file. Files that cannot be read say nothing
    here; opening their image tells. Of more than 2,000 files, that many are looked at, evenly spread.
    """
    paths = list(files)
    step = max(1, -(-len(paths) // MAX_FILES_SAMPLED))
    programs: Counter[VocProgram] = Counter()
    has_zero = False
    for path in paths[::step]:
        try:
            content = require_regular_file(path).read_bytes()
        except OSError:
            continue
        program = recognize_program(content)
        if program is not None:
            programs[program] += 1
        else:
            has_zero = has_zero or _has_zero(content)
    if has_zero:
        return FoundOrigin(VocOrigin.ZERO_BASED, OriginReason.ZERO)
    if programs:
        program = programs.most_common(1)[0][0]
        return FoundOrigin(VocOrigin(program.first_pixel), OriginReason.PROGRAM, program)
    return FoundOrigin(VocOrigin.ONE_BASED, OriginReason.SPECIFICATION)


def detect_origin(files: Iterable[Path]) -> VocOrigin:
    """What `find_origin` finds."""
    return find_origin(files).origin


def find_file_origin(content: bytes) -> VocOrigin | None:
    """How one file counts pixels, where its program is known; None where that of the data set counts."""
    program = recognize_program(content)
    return None if program is None else VocOrigin(program.first_pixel)


def _has_zero(content: bytes) -> bool:
    return (
        _BELOW_ONE_PATTERN.search(content.replace(b"\0", b"")) is not None
    )  # without zero bytes UTF-16 can be searched, too


def parse_number(text: str) -> float | None:
    """A decimal number, or None; may be infinite when it is written with a huge exponent."""
    return float(text) if _NUMBER_PATTERN.fullmatch(text) else None


def format_coordinate(value: float) -> str:
    """Whole numbers without a point, others with up to two decimals."""
    text = f"{value:.{COORDINATE_DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def is_same_coordinate(before: float, after: float) -> bool:
    """Whether two coordinates are too close together to be told apart in a file."""
    return abs(before - after) < _UNCHANGED_TOLERANCE_PX
