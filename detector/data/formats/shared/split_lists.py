"""Lists of images, one on each line, that define splits: taking lines out, and adding them to another list."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from detector.data.formats.base import Split
from detector.errors import AnnotationWriteError

from .record_changes import EditedFile, RecordChange, edit_file
from .text_encoding import TextEncodingError, decode_text

LIST_UNREADABLE = "{name} could not be read as a list of images: {reason}. It was left alone."
IN_NO_LIST = "{name} is in none of the lists of images, so nothing was moved. Add it to one of them first."
_LINE_PATTERN = re.compile("[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+\\Z")

MatchLines = Callable[[Sequence[str]], Mapping[str, Path | None]]
"""The image of each line of a list."""


@dataclass(frozen=True)
class SplitList:
    """A list of images.

    Attributes:
        path: The file.
        splits: The splits whose images it has to list: two for `trainval`, none for a list of another kind.
        match: Finds the image of each line.
    """

    path: Path
    splits: frozenset[Split]
    match: MatchLines


def remove_from_lists(lists: Sequence[SplitList], images: Collection[Path]) -> Iterator[RecordChange]:
    """Take the lines of `images` out of the lists; each change was made when it is yielded.

    Raises:
        AnnotationWriteError: A list cannot be read or written; it is unchanged.
    """
    chosen = frozenset(images)
    for one in lists:
        yield from _edit_list(one, lambda image: image not in chosen, ())


def move_in_lists(lists: Sequence[SplitList], images: Collection[Path], split: Split) -> Iterator[RecordChange]:
    """Have the lists say that `images` are of `split`; each change was made when it is yielded.

    A line that is added is one that another list has for the image.

    Raises:
        AnnotationWriteError: A list cannot be read or written; it is unchanged.
    """
    moved, lines = frozenset(images), dict[Path, str]()
    for one in lists:
        for line, image in one.match(_read_lines(one.path)).items():
            if image in moved:
                lines.setdefault(image, line)
    for one in lists:
        if split in one.splits:
            listed = set(one.match(_read_lines(one.path)).values())
            added = [_find_line(lines, image) for image in images if image not in listed]
            yield from _edit_list(one, lambda _image: True, added)
        elif one.splits:
            yield from _edit_list(one, lambda image: image not in moved, ())


def _find_line(lines: Mapping[Path, str], image: Path) -> str:
    """Raises: AnnotationWriteError (no list names the image)."""
    if image not in lines:
        raise AnnotationWriteError(IN_NO_LIST.format(name=image.name))
    return lines[image]


def _read_lines(path: Path) -> list[str]:
    try:
        raw = path.read_bytes()
    except OSError as error:
        text = LIST_UNREADABLE.format(name=path.name, reason=error.strerror or error)
        raise AnnotationWriteError(text) from error
    return [line.strip() for line in _split_lines(path, raw) if line.strip()]


def _split_lines(path: Path, raw: bytes) -> list[str]:
    """The lines with their ends."""
    try:
        return _LINE_PATTERN.findall(decode_text(raw).text)
    except TextEncodingError as error:
        raise AnnotationWriteError(LIST_UNREADABLE.format(name=path.name, reason=error)) from error


def _edit_list(one: SplitList, keeps: Callable[[Path], bool], added: Sequence[str]) -> Iterator[RecordChange]:
    found = one.match(_read_lines(one.path))
    removed = [line for line, image in found.items() if image is not None and not keeps(image)]
    if not removed and not added:
        return
    swap = edit_file(one.path, partial(_replace_lines, one.path, removed, added))
    yield EditedFile(one.path, swap.patch, lambda _dataset, now: _replace_lines(one.path, added, removed, now))


def _replace_lines(path: Path, removed: Collection[str], added: Sequence[str], raw: bytes) -> bytes:
    gone = frozenset(removed)
    lines = [line for line in _split_lines(path, raw) if line.strip() not in gone]
    encoded = decode_text(raw)
    end = next((line[len(line.rstrip("\r\n")) :] for line in lines if line.endswith(("\n", "\r"))), "\n")
    if added and lines and not lines[-1].endswith(("\n", "\r")):
        lines[-1] += end
    text = "".join([*lines, *(line + end for line in added)])
    mark = "\N{BYTE ORDER MARK}"
    if encoded.text.startswith(mark) and not text.startswith(mark):
        text = mark + text
    try:
        return encoded.encode_text(text)
    except TextEncodingError as error:
        raise AnnotationWriteError(LIST_UNREADABLE.format(name=path.name, reason=error)) from error
