"""The list of classes beside a table, `classes.csv`, as keras-retinanet has it: a name and a number in each row."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from detector.data.formats.shared.saving import build_write_error, overwrite_file
from detector.data.regular_file import require_regular_file
from detector.data.unicode_forms import normalize_class_name
from detector.data.write_lock import FileBusyError, hold_file_lock
from detector.errors import AnnotationWriteError, DatasetError

from .encoding import TableEncodingError, TextEncoding, decode_table
from .rows import DELIMITERS, CsvRow, detect_newline, parse_rows, replace_fields, split_fields

_CLASS_NUMBER_PATTERN = re.compile("[0-9]{1,9}")
CSV_CLASS_LIST_NAMES = ("classes.csv", "class_list.csv", "class_names.csv")


class CsvClassListError(Exception):
    """Why a list of classes cannot be used, as the end of a sentence that began with the file's name."""


@dataclass(frozen=True)
class CsvClassList:
    """The file's bytes and their encoding, what separates its fields, its rows, and the number of each class."""

    raw: bytes
    encoding: TextEncoding
    delimiter: str
    rows: tuple[CsvRow, ...]
    numbers: dict[str, int]

    @property
    def names(self) -> tuple[str, ...]:
        """In the order of their numbers."""
        return tuple(sorted(self.numbers, key=self.numbers.__getitem__))

    def add_names(self, names: Iterable[str]) -> bytes:
        """The file with those of `names` that it lacks at its end, with the numbers that follow."""
        added = [name for name in names if name not in self.numbers]
        if not added:
            return self.raw
        newline = detect_newline(self.rows)
        last = self.rows[-1] if self.rows else CsvRow("", newline)
        first_number = max(self.numbers.values(), default=-1) + 1
        bodies = [
            replace_fields("", self.delimiter, {0: name, 1: str(number)})
            for number, name in enumerate(added, first_number)
        ]
        text = ("" if last.end else newline) + newline.join(bodies) + last.end
        return self.raw + _encode_text(text, self.encoding.codec)

    def rename_class(self, source: str, target: str) -> bytes:
        """The file with `target` where `source` is; as it is where it lacks the one or has the other."""
        if source not in self.numbers or target in self.numbers:
            return self.raw
        bodies = []
        for row in self.rows:
            fields = split_fields(row.body, self.delimiter)
            same = bool(fields) and normalize_class_name(fields[0]) == source
            bodies.append((replace_fields(row.body, self.delimiter, {0: target}) if same else row.body) + row.end)
        return self.encoding.mark + _encode_text("".join(bodies), self.encoding.codec)


def _encode_text(text: str, codec: str) -> bytes:
    """Raises: ClassListError."""
    try:
        return text.encode(codec)
    except UnicodeEncodeError as error:
        character = error.object[error.start]
        raise CsvClassListError(f"it cannot hold {character!r}, as it is not UTF-8; save it as UTF-8") from error


def parse_class_list(raw: bytes) -> CsvClassList:
    """The class list that `raw`, the bytes of a CSV file, holds: `name,number` a row.

    Raises:
        ClassListError: The class list cannot be used.
    """
    try:
        encoding, text = decode_table(raw)
    except TableEncodingError as error:
        raise CsvClassListError(str(error)) from error
    delimiter = next((mark for mark in DELIMITERS if mark in text), ",")
    numbers: dict[str, int] = {}
    written: set[str] = set()
    try:
        rows = list(parse_rows(text, delimiter))
    except csv.Error as error:
        raise CsvClassListError(f"it is no valid CSV ({error})") from error
    for place, (_, fields) in enumerate(rows):
        if not any(fields):
            continue
        if len(fields) != 2 or not _CLASS_NUMBER_PATTERN.fullmatch(fields[1].strip()):
            if place == 0 and len(fields) == 2:
                continue  # a header
            raise CsvClassListError(f"row {place + 1} is not a name and a whole number")
        if fields[0] in written:
            raise CsvClassListError(f"the class {fields[0]!r} is there twice")
        written.add(fields[0])
        numbers.setdefault(normalize_class_name(fields[0]), int(fields[1].strip()))
    return CsvClassList(raw, encoding, delimiter, tuple(row for row, _ in rows), numbers)


def find_csv_class_list(table: Path) -> Path | None:
    """The list beside a table."""
    return next((path for name in CSV_CLASS_LIST_NAMES if (path := table.with_name(name)).is_file()), None)


def read_class_names(path: Path) -> tuple[str, ...]:
    """The classes that the class list `path` names, in the order of their numbers.

    Raises:
        DatasetError: The data set cannot be used.
    """
    try:
        return parse_class_list(require_regular_file(path).read_bytes()).names
    except OSError as error:
        raise DatasetError(f"{path} could not be read: {error.strerror or error}. Check its permissions.") from error
    except CsvClassListError as error:
        raise DatasetError(f"{path.name} cannot be used: {error}. Repair it, or take it away.") from error


def extend_class_list(path: Path, names: Iterable[str]) -> None:
    """Add those of `names` that the list lacks.

    Raises:
        AnnotationWriteError: The label file cannot be written.
        AnnotationConflictError: Another program has changed the label file.
    """
    try:
        with hold_file_lock(path):  # other tables may have the same list
            _extend_locked(path, names)
    except FileBusyError as error:
        raise build_write_error(path, error) from error


def _extend_locked(path: Path, names: Iterable[str]) -> None:
    try:
        before = parse_class_list(require_regular_file(path).read_bytes())
        after = before.add_names(names)
    except OSError as error:
        raise build_write_error(path, error) from error
    except CsvClassListError as error:
        raise AnnotationWriteError(
            f"{path.name} cannot take the new class: {error}. Repair it, then save again."
        ) from error
    if after != before.raw:
        overwrite_file(path, before.raw, after)


def rename_in_file(path: Path, source: str, target: str) -> tuple[bytes, bytes]:
    """Give the class `source` the name `target`, on disk, with its number; returns the file's bytes before and after.

    They are equal, and nothing is written, where the list has no such class or has the other already.

    Raises:
        AnnotationWriteError: The label file cannot be written.
        AnnotationConflictError: Another program has changed the label file.
    """
    try:
        before = parse_class_list(require_regular_file(path).read_bytes())
        after = before.rename_class(source, target)
    except OSError as error:
        raise build_write_error(path, error) from error
    except CsvClassListError as error:
        text = f"{path.name} cannot be used: {error}. Repair it, then rename the class again."
        raise AnnotationWriteError(text) from error
    if after != before.raw:
        overwrite_file(path, before.raw, after)
    return before.raw, after
