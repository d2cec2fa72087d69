"""The class list beside a table, `classes.csv`, as in keras-retinanet: a name and a number in each row."""

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

NO_CSV = "it is no valid CSV ({reason})"
NOT_NAME_AND_NUMBER = "row {row} is not a name and a whole number"
CLASS_TWICE = "the class {name!r} is there twice"
NEW_CLASS_REFUSED = "{name} cannot take the new class: {reason}. Repair it, then save again."
LIST_UNUSABLE = "{name} cannot be used: {reason}. Repair it, or take it away."

_CLASS_NUMBER_PATTERN = re.compile("[0-9]{1,9}")
CSV_CLASS_LIST_NAMES = ("classes.csv", "class_list.csv", "class_names.csv")


class CsvClassListError(Exception):
    """Why a class list cannot be used, worded as the end of a sentence that begins with its name."""


@dataclass(frozen=True)
class CsvClassList:
    """The content of a class list.

    Attributes:
        raw: The bytes of the file.
        encoding: Their encoding.
        delimiter: The character between fields.
        rows: All rows.
        numbers: Class name -> class number.
    """

    raw: bytes
    encoding: TextEncoding
    delimiter: str
    rows: tuple[CsvRow, ...]
    numbers: dict[str, int]

    @property
    def names(self) -> tuple[str, ...]:
        """The class names in the order of their numbers."""
        return tuple(sorted(self.numbers, key=self.numbers.__getitem__))

    def add_names(self, names: Iterable[str]) -> bytes:
        """The bytes of the file with missing `names` appended, with the numbers after the highest one.

        Raises:
            CsvClassListError: The encoding of the file lacks a character.
        """
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
        """The bytes of the file with `source` renamed to `target`; unchanged if `source` is missing or `target` exists.

        Raises:
            CsvClassListError: The encoding of the file lacks a character.
        """
        if source not in self.numbers or target in self.numbers:
            return self.raw
        bodies = []
        for row in self.rows:
            fields = split_fields(row.body, self.delimiter)
            same = bool(fields) and normalize_class_name(fields[0]) == source
            bodies.append((replace_fields(row.body, self.delimiter, {0: target}) if same else row.body) + row.end)
        return self.encoding.mark + _encode_text("".join(bodies), self.encoding.codec)


def _encode_text(text: str, codec: str) -> bytes:
    """Raises: CsvClassListError."""
    try:
        return text.encode(codec)
    except UnicodeEncodeError as error:
        character = error.object[error.start]
        raise CsvClassListError(f"it cannot hold {character!r}, as it is not UTF-8; save it as UTF-8") from error


def parse_class_list(raw: bytes) -> CsvClassList:
    """Parse a class list with `name,number` in each row.

    Raises:
        CsvClassListError: It is not such a list.
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
        raise CsvClassListError(NO_CSV.format(reason=error)) from error
    for place, (_, fields) in enumerate(rows):
        if not any(fields):
            continue
        if len(fields) != 2 or not _CLASS_NUMBER_PATTERN.fullmatch(fields[1].strip()):
            if place == 0 and len(fields) == 2:
                continue  # a header
            raise CsvClassListError(NOT_NAME_AND_NUMBER.format(row=place + 1))
        if fields[0] in written:
            raise CsvClassListError(CLASS_TWICE.format(name=fields[0]))
        written.add(fields[0])
        numbers.setdefault(normalize_class_name(fields[0]), int(fields[1].strip()))
    return CsvClassList(raw, encoding, delimiter, tuple(row for row, _ in rows), numbers)


def find_csv_class_list(table: Path) -> Path | None:
    """The class list beside a table; None if there is none."""
    return next((path for name in CSV_CLASS_LIST_NAMES if (path := table.with_name(name)).is_file()), None)


def read_class_names(path: Path) -> tuple[str, ...]:
    """The class names in the file `path`, in the order of their numbers.

    Raises:
        DatasetError: The file cannot be used.
    """
    try:
        return parse_class_list(require_regular_file(path).read_bytes()).names
    except OSError as error:
        raise DatasetError(f"{path} could not be read: {error.strerror or error}. Check its permissions.") from error
    except CsvClassListError as error:
        raise DatasetError(LIST_UNUSABLE.format(name=path.name, reason=error)) from error


def extend_class_list(path: Path, names: Iterable[str]) -> None:
    """Append missing `names` to the file `path`.

    Raises:
        AnnotationWriteError: The class list cannot be written.
        AnnotationConflictError: Another program has changed it.
    """
    try:
        with hold_file_lock(path):  # several tables can share the list
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
        raise AnnotationWriteError(NEW_CLASS_REFUSED.format(name=path.name, reason=error)) from error
    if after != before.raw:
        overwrite_file(path, before.raw, after)


def rename_in_file(path: Path, source: str, target: str) -> tuple[bytes, bytes]:
    """Rename a class in the file `path`; it keeps its number.

    Returns:
        The bytes of the file before and after; equal if `source` is missing or `target` exists.

    Raises:
        AnnotationWriteError: The class list cannot be written.
        AnnotationConflictError: Another program has changed it.
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
