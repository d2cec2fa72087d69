"""The pixel origin of Pascal VOC files, and its detection."""

from __future__ import annotations

import enum
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from detector.data.formats.base import FirstPixel
from detector.data.formats.format_info import EngineText
from detector.data.regular_file import require_regular_file
from detector.translatable import translatable

from .program import VocProgram, recognize_program

MAX_FILES_SAMPLED = 2_000
"""The maximum number of files that `find_origin` reads to find a 0."""
MAX_FILES_FIRST = 50
"""The number of files that it reads first.

If most files of a folder are of another program, 50 files evenly spread show it, unless the files of both programs
alternate with that spacing.
"""

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


def find_origin(sample_files: Callable[[int], Iterable[Path]]) -> FoundOrigin:
    """Detect the pixel origin of a data set.

    A 0 in a file of an unknown program decides first, then the program that wrote most files of known programs. An xmin
    or ymin from 0 to below 1 is impossible if pixels are counted from 1. Unreadable files are ignored, since opening
    their images reports them.

    A few files are enough if they are all of programs that count edges from 0: a 0 in another file would mean the same,
    and no other program can have written most files.

    Args:
        sample_files: Returns at most the given number of label files, evenly spread.
    """
    evidence = _read_evidence(sample_files(MAX_FILES_FIRST))
    if not evidence.is_enough:
        evidence = _read_evidence(sample_files(MAX_FILES_SAMPLED))
    if evidence.has_zero:
        return FoundOrigin(VocOrigin.ZERO_BASED, OriginReason.ZERO)
    if evidence.programs:
        program = evidence.programs.most_common(1)[0][0]
        return FoundOrigin(VocOrigin(program.first_pixel), OriginReason.PROGRAM, program)
    return FoundOrigin(VocOrigin.ONE_BASED, OriginReason.SPECIFICATION)


@dataclass
class _Evidence:
    """What some files show: the number of files of each known program, and whether others have a 0."""

    programs: Counter[VocProgram] = field(default_factory=Counter)
    has_unknown: bool = False
    has_zero: bool = False

    @property
    def is_enough(self) -> bool:
        """Whether no other file can change the pixel origin; see `find_origin`."""
        all_count_edges = bool(self.programs) and not any(program.first_pixel for program in self.programs)
        return self.has_zero or (all_count_edges and not self.has_unknown)


def _read_evidence(files: Iterable[Path]) -> _Evidence:
    """What `files` show, until the first of them that decides alone."""
    evidence = _Evidence()
    for path in files:
        try:
            content = require_regular_file(path).read_bytes()
        except OSError:
            continue
        program = recognize_program(content)
        if program is not None:
            evidence.programs[program] += 1
            continue
        evidence.has_unknown = True
        if _has_zero(content):
            evidence.has_zero = True
            break
    return evidence


def detect_origin(files: Iterable[Path]) -> VocOrigin:
    """The pixel origin alone, by files of which some are read; see `find_origin`."""
    paths = list(files)
    return find_origin(lambda max_count: paths[:: max(1, -(-len(paths) // max_count))]).origin


def find_file_origin(content: bytes) -> VocOrigin | None:
    """The pixel origin of one file if its program is known; None if that of the data set applies."""
    program = recognize_program(content)
    return None if program is None else VocOrigin(program.first_pixel)


def _has_zero(content: bytes) -> bool:
    return (
        _BELOW_ONE_PATTERN.search(content.replace(b"\0", b"")) is not None
    )  # without zero bytes, UTF-16 can be searched as ASCII
