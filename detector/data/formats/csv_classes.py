"""The list of classes beside a table, `classes.csv`, as keras-retinanet has it: a name and a number in each row."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from detector.data.plain_file import plain
from detector.data.unicode_forms import class_name
from detector.data.write_lock import FileBusyError, locked_file
from detector.errors import AnnotationWriteError, DatasetError

from .csv_encoding import EncodingError, TextEncoding, decode
from .csv_rows import DELIMITERS, Row, fields_of, newline_of, parsed, with_fields
from .saving import cannot_write, overwrite

_CLASS_NUMBER = re.compile("[0-9]{1,9}")
FILE_NAMES = ("classes.csv", "class_list.csv", "class_names.csv")


class ClassListError(Exception):
    """Why a list of classes cannot be used, as the end of a sentence that began with the file's name."""


@dataclass(frozen=True)
class ClassList:
    """The file's bytes and their encoding, what separates its fields, its rows, and the number of each class."""

    raw: bytes
    encoding: TextEncoding
    delimiter: str
    rows: tuple[Row, ...]
    numbers: dict[str, int]

    @property
    def names(self) -> tuple[str, ...]:
        """In the order of their numbers."""
        return tuple(sorted(self.numbers, key=self.numbers.__getitem__))

    def grown(self, names: Iterable[str]) -> bytes:
        """The file with those of `names` that it lacks at its end, with the numbers that follow."""
        added = [name for name in names if name not in self.numbers]
        if not added:
            return self.raw
        newline = newline_of(self.rows)
        last = self.rows[-1] if self.rows else Row("", newline)
        first_number = max(self.numbers.values(), default=-1) + 1
        bodies = [
            with_fields("", self.delimiter, {0: name, 1: str(number)})
            for number, name in enumerate(added, first_number)
        ]
        text = ("" if last.end else newline) + newline.join(bodies) + last.end
        return self.raw + _encoded(text, self.encoding.codec)

    def renamed(self, source: str, target: str) -> bytes:
        """The file with `target` where `source` is; as it is where it lacks the one or has the other."""
        if source not in self.numbers or target in self.numbers:
            return self.raw
        bodies = []
        for row in self.rows:
            fields = fields_of(row.body, self.delimiter)
            same = bool(fields) and class_name(fields[0]) == source
            bodies.append((with_fields(row.body, self.delimiter, {0: target}) if same else row.body) + row.end)
        return self.encoding.mark + _encoded("".join(bodies), self.encoding.codec)


def _encoded(text: str, codec: str) -> bytes:
    """Raises: ClassListError."""
    try:
        return text.encode(codec)
    except UnicodeEncodeError as error:
        character = error.object[error.start]
        raise ClassListError(f"it cannot hold {character!r}, as it is not UTF-8; save it as UTF-8") from error


def parse(raw: bytes) -> ClassList:
    """Errors: ClassListError."""
    try:
        encoding, text = decode(raw)
    except EncodingError as error:
        raise ClassListError(str(error)) from error
    delimiter = next((mark for mark in DELIMITERS if mark in text), ",")
    numbers: dict[str, int] = {}
    written: set[str] = set()
    try:
        rows = list(parsed(text, delimiter))
    except csv.Error as error:
        raise ClassListError(f"it is no valid CSV ({error})") from error
    for place, (_, fields) in enumerate(rows):
        if not any(fields):
            continue
        if len(fields) != 2 or not _CLASS_NUMBER.fullmatch(fields[1].strip()):
            if place == 0 and len(fields) == 2:
                continue  # a header
            raise ClassListError(f"row {place + 1} is not a name and a whole number")
        if fields[0] in written:
            raise ClassListError(f"the class {fields[0]!r} is there twice")
        written.add(fields[0])
        numbers.setdefault(class_name(fields[0]), int(fields[1].strip()))
    return ClassList(raw, encoding, delimiter, tuple(row for row, _ in rows), numbers)


def find(table: Path) -> Path | None:
    """The list beside a table."""
    return next((path for name in FILE_NAMES if (path := table.with_name(name)).is_file()), None)


def read_names(path: Path) -> tuple[str, ...]:
    """Errors: DatasetError."""
    try:
        return parse(plain(path).read_bytes()).names
    except OSError as error:
        raise DatasetError(f"{path} could not be read: {error.strerror or error}. Check its permissions.") from error
    except ClassListError as error:
        raise DatasetError(f"{path.name} cannot be used: {error}. Repair it, or take it away.") from error


def grow(path: Path, names: Iterable[str]) -> None:
    """Add those of `names` that the list lacks. Errors: AnnotationWriteError, AnnotationConflictError."""
    try:
        with locked_file(path):  # other tables may have the same list
            _grow(path, names)
    except FileBusyError as error:
        raise cannot_write(path, error) from error


def _grow(path: Path, names: Iterable[str]) -> None:
    try:
        before = parse(plain(path).read_bytes())
        after = before.grown(names)
    except OSError as error:
        raise cannot_write(path, error) from error
    except ClassListError as error:
        raise AnnotationWriteError(
            f"{path.name} cannot take the new class: {error}. Repair it, then save again."
        ) from error
    if after != before.raw:
        overwrite(path, before.raw, after)


def renamed(path: Path, source: str, target: str) -> tuple[bytes, bytes]:
    """Give the class `source` the name `target`, on disk, with its number; returns the file's bytes before and after.

    They are equal, and nothing is written, where the list has no such class or has the other already.
    Errors: AnnotationWriteError, AnnotationConflictError.
    """
    try:
        before = parse(plain(path).read_bytes())
        after = before.renamed(source, target)
    except OSError as error:
        raise cannot_write(path, error) from error
    except ClassListError as error:
        text = f"{path.name} cannot be used: {error}. Repair it, then rename the class again."
        raise AnnotationWriteError(text) from error
    if after != before.raw:
        overwrite(path, before.raw, after)
    return before.raw, after
