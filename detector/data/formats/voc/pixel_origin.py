"""The pixel origin of Pascal VOC files, and its detection."""

from __future__ import annotations

import enum
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from detector.data.formats.base import FirstPixel
from detector.data.formats.format_info import EngineText
from detector.data.regular_file import require_regular_file
from detector.translatable import translatable

from .program import VocProgram, recognize_program

MAX_FILES_SAMPLED = 2_000
"""The maximum number of files that `find_origin` reads."""

_BELOW_ONE_PATTERN = re.compile(rb"<[xy]min\b[^>]*>\s*\+?(?:0+(?:\.[0-9]*)?|\.[0-9]+)\s*<")


class VocOrigin(enum.Enum):
    """The meaning of the coordinates in a file.

    ONE_BASED is the specification: the first pixel is 1, and xmax, ymax are the last pixels inside. ZERO_BASED is what
    many programs write: edges, counted from 0.
    """

    ZERO_BASED = 0
    ONE_BASED = 1

    def to_edge(self, key: str, value: float) -> float:
        """Convert a coordinate (`key` is xmin, ymin, xmax or ymax) to a zero-based, half-open edge."""
        return value - self.value if key.endswith("min") else value

    def from_edge(self, key: str, edge: float) -> float:
        """The inverse of `to_edge`."""
        return edge + self.value if key.endswith("min") else edge


class OriginReason(enum.Enum):
    """The evidence for the pixel origin of a data set."""

    GIVEN = "given"
    """The user has specified it."""
    PROGRAM = "program"
    """The program that wrote the files is known."""
    ZERO = "zero"
    """A coordinate is 0, which is impossible if pixels are counted from 1."""
    REMEMBERED = "remembered"
    """A coordinate was 0 when the folder was open before."""
    SPECIFICATION = "specification"
    """There is no evidence against the specification."""


EDGES_TEXT = EngineText(translatable("edges counted from 0"))
PIXELS_TEXT = EngineText(translatable("pixels counted from 1"))
PROGRAM_TEXT = translatable("as written by {program}")
REASON_TEXTS: Mapping[OriginReason, str] = {
    OriginReason.GIVEN: translatable("chosen by you"),
    OriginReason.ZERO: translatable("because a coordinate is 0"),
    OriginReason.REMEMBERED: translatable("as when the folder was last opened"),
    OriginReason.SPECIFICATION: translatable("as in the Pascal VOC specification"),
}
"""Used if no program is known."""


@dataclass(frozen=True)
class FoundOrigin:
    """The pixel origin of a data set and the evidence for it; `program` is set if the reason is PROGRAM."""

    origin: VocOrigin
    reason: OriginReason
    program: VocProgram | None = None

    @property
    def first_pixel(self) -> FirstPixel:
        return 0 if self.origin is VocOrigin.ZERO_BASED else 1

    @property
    def may_be_edited_away(self) -> bool:
        return self.reason not in (OriginReason.GIVEN, OriginReason.PROGRAM)

    def describe_origin(self) -> tuple[EngineText, ...]:
        counted = EDGES_TEXT if self.origin is VocOrigin.ZERO_BASED else PIXELS_TEXT
        if self.program is not None:
            return counted, EngineText(PROGRAM_TEXT, {"program": self.program.title})
        return counted, EngineText(REASON_TEXTS[self.reason])


def find_origin(files: Iterable[Path]) -> FoundOrigin:
    """Detect the pixel origin of a data set.

    A 0 in a file of an unknown program decides first, then the program that wrote most files of known programs. An xmin
    or ymin from 0 to below 1 is impossible if pixels are counted from 1. Unreadable files are ignored, since opening
    their images reports them.

    Args:
        files: The label files; at most MAX_FILES_SAMPLED of them are read, evenly spread.
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
    """The pixel origin alone; see `find_origin`."""
    return find_origin(files).origin


def find_file_origin(content: bytes) -> VocOrigin | None:
    """The pixel origin of one file if its program is known; None if that of the data set applies."""
    program = recognize_program(content)
    return None if program is None else VocOrigin(program.first_pixel)


def _has_zero(content: bytes) -> bool:
    return (
        _BELOW_ONE_PATTERN.search(content.replace(b"\0", b"")) is not None
    )  # without zero bytes, UTF-16 can be searched as ASCII
