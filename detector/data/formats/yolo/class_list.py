"""The class list of a YOLO data set: the names of the class numbers in label files. Numbers never change."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from detector.data.formats.shared.class_lines import BYTE_ORDER_MARK, parse_class_lines, replace_class_lines
from detector.data.formats.shared.saving import build_write_error, create_parent_folder, lock_for_saving, overwrite_file
from detector.data.formats.shared.text_encoding import EncodedText, TextEncodingError, decode_text
from detector.data.regular_file import require_regular_file
from detector.data.unicode_forms import normalize_class_name
from detector.errors import (
    AnnotationConflictError,
    AnnotationUnreadableError,
    AnnotationWriteError,
    DatasetError,
)

from .data_yaml import parse_config
from .data_yaml_edit import add_names, rename_names
from .yaml_repair import YoloYamlError

LABEL_WITH_NEWLINE = "The label {label!r} is more than one line, which {file} cannot hold."
LIST_UNREADABLE = "The class list {path} could not be read: {reason}."
LIST_UNUSABLE = "The class list {path} cannot be used: {reason}. Repair it in a text editor; it was left alone."
NUMBER_TOO_HIGH = (
    "{names} could not be added to {file}: a label file has the class number {number}, and each number up to it would "
    "need a line. Your boxes are kept here; correct that number, then open the folder again."
)
NAMES_NOT_ADDED = (
    "{names} could not be added to {file}: {reason}. Nothing was written. Add it there in a text editor, then open the "
    "folder again."
)

YAML_SUFFIXES = frozenset({".yaml", ".yml"})
_UNNAMED_PATTERN = re.compile("class ([0-9]{1,6})")
_MAX_ADDED_LINES = 10_000
"""The maximum number of lines that are added to reach the highest class number; more indicate a mistake in a file."""


def make_unnamed_label(number: int) -> str:
    """The label of a class number that is not in the list."""
    return f"class {number}"


class YoloClassListError(Exception):
    """Why a class list cannot be used, worded as the end of a sentence that begins with its name."""


class YoloClassList:
    """`data.yaml`, or a text file with one name per line (`classes.txt`, `obj.names`), which may not exist yet.

    Shared by all label files of a data set. Thread-safe.
    """

    def __init__(self, path: Path, highest_used: Callable[[], int]) -> None:
        """Read the list.

        Args:
            path: The file.
            highest_used: Returns the highest class number in any label file, or -1; called at most once, when a class
                is added.

        Raises:
            DatasetError: The list cannot be read.
        """
        self.path = path
        self._find_highest_used = highest_used
        self._highest_number: int | None = None
        self._former_names: dict[int, set[str]] = {}
        """Class number -> names before they were changed through this object"""
        self._lock = threading.Lock()
        try:
            self._raw = _read_content(path)
            self._names = _parse_names(path, self._raw)
        except OSError as error:
            text = LIST_UNREADABLE.format(path=path, reason=error.strerror or error)
            raise DatasetError(f"{text} Change its permissions, or choose another folder.") from error
        except YoloClassListError as error:
            text = LIST_UNUSABLE.format(path=path, reason=error)
            raise DatasetError(text) from error

    @property
    def names(self) -> tuple[str, ...]:
        """The names by class number; numbers that a YAML file leaves out are named `class 7`."""
        return tuple(self.name_of(number) for number in range(max(self._names, default=-1) + 1))

    @property
    def is_encoding_guessed(self) -> bool:
        """Whether the encoding of the file is a guess, so that accented letters may be wrong."""
        return _decode_content(self._raw).is_guessed

    def name_of(self, number: int) -> str:
        return normalize_class_name(self.get_written_name(number))

    def get_written_name(self, number: int) -> str:
        """The name in the Unicode form of the file."""
        return self._names.get(number) or make_unnamed_label(number)

    def has_name(self, number: int) -> bool:
        return bool(self._names.get(number))

    def find_numbers(self, label: str) -> tuple[int, ...]:
        """All class numbers with the name `label`; number 7 for `class 7` if 7 has no name."""
        found = tuple(number for number, name in self._names.items() if normalize_class_name(name) == label)
        number = _find_number(self._names, label)
        return found or (() if number is None else (number,))

    def find_current_name(self, number: int, label: str) -> str:
        """The present name of `number` if `label` is one of its former names, otherwise `label`."""
        return self.name_of(number) if label in self._former_names.get(number, ()) else label

    def rename_classes(self, names: Mapping[int, str]) -> None:
        """Rename classes in the file and in memory; the numbers and all other bytes of the file are kept.

        Args:
            names: The new names by class number.

        Raises:
            AnnotationConflictError: Another program has changed the names of existing numbers.
            AnnotationWriteError: The list cannot be written.
        """
        with lock_for_saving(self.path), self._lock:
            self._reread_file()
            for name in names.values():
                _check_one_line(self.path, name)
            try:
                content = _rename_in_content(self.path, self._raw, self._names, names)
            except (YoloYamlError, TextEncodingError) as error:
                text = f"{', '.join(names.values())} could not be written to {self.path.name}: {error}."
                raise AnnotationWriteError(f"{text} Nothing was written. Change the name there by hand.") from error
            overwrite_file(self.path, self._raw, content)
            for number in names:
                self._former_names.setdefault(number, set()).add(self.name_of(number))
            self._raw, self._names = content, _parse_names(self.path, content)

    def is_missing_any(self, labels: Iterable[str]) -> bool:
        """Whether one of `labels` is not in the list."""
        return any(_find_number(self._names, label) is None for label in labels)

    def assign_numbers(self, labels: Iterable[str]) -> dict[str, int]:
        """The class number of each label. Missing labels are first added to the file.

        New classes get numbers above all numbers in label files, named or not, so that no box changes its class.

        Raises:
            AnnotationConflictError: Another program has changed the names of existing numbers.
            AnnotationWriteError: The list cannot be written.
        """
        requested = list(dict.fromkeys(labels))
        with lock_for_saving(self.path), self._lock:
            if requested:
                self._reread_file()
            new = [label for label in requested if _find_number(self._names, label) is None]
            if new:
                self._add_names(new)
            found = {label: number for label in requested if (number := _find_number(self._names, label)) is not None}
            if self._highest_number is not None:
                self._highest_number = max([self._highest_number, *found.values()])
            return found

    def check_on_disk(self) -> None:
        """Read the list again: names that were added by others are accepted, other changes are not.

        Raises:
            AnnotationUnreadableError: The list cannot be read, or existing numbers have other names.
        """
        try:
            with self._lock:
                self._reread_file()
        except (AnnotationConflictError, AnnotationWriteError) as error:
            text = f"{error} Until then the boxes of this folder cannot be edited."
            raise AnnotationUnreadableError(text) from error

    def _reread_file(self) -> None:
        """Read the list again, because another program may have added classes.

        Raises:
            AnnotationConflictError: Another program has changed the names of existing numbers.
            AnnotationWriteError: The list cannot be read.
        """
        try:
            raw = _read_content(self.path)
            names = self._names if raw == self._raw else _parse_names(self.path, raw)
        except OSError as error:
            raise build_write_error(self.path, error) from error
        except YoloClassListError as error:
            raise self._build_conflict(f"cannot be used any more: {error}") from error
        if (raw is None and self._raw is not None) or any(
            names.get(number) != name for number, name in self._names.items()
        ):
            raise self._build_conflict("was changed by another program and may give other names to the same boxes")
        self._raw, self._names = raw, names

    def _build_conflict(self, what: str) -> AnnotationConflictError:
        text = f"The class list {self.path.name} {what}, so nothing was written: your boxes are kept here."
        return AnnotationConflictError(f"{text} Restore it, or open the folder again to continue with it.")

    def _add_names(self, new: Iterable[str]) -> None:
        """Append names; numbers up to the highest one in use that have no name get `class 7` and so on."""
        if self._highest_number is None:
            self._highest_number = self._find_highest_used()
        first = max(self._names, default=-1) + 1
        if self._highest_number - first >= _MAX_ADDED_LINES:
            text = NUMBER_TOO_HIGH.format(names=", ".join(new), file=self.path.name, number=self._highest_number)
            raise AnnotationWriteError(text)
        added = [*(make_unnamed_label(number) for number in range(first, self._highest_number + 1)), *new]
        for label in new:
            _check_one_line(self.path, label)
        try:
            content = _extend_content(self.path, self._raw, added)
        except (YoloYamlError, TextEncodingError) as error:
            text = NAMES_NOT_ADDED.format(names=", ".join(new), file=self.path.name, reason=error)
            raise AnnotationWriteError(text) from error
        create_parent_folder(self.path)
        overwrite_file(self.path, self._raw, content)
        self._raw, self._names = content, _parse_names(self.path, content)


def _check_one_line(path: Path, label: str) -> None:
    if label.splitlines() != [label]:
        raise AnnotationWriteError(LABEL_WITH_NEWLINE.format(label=label, file=path.name))


def _read_content(path: Path) -> bytes | None:
    try:
        return require_regular_file(path).read_bytes()
    except FileNotFoundError:
        return None


def _find_number(names: Mapping[int, str], label: str) -> int | None:
    """The first class number with the name `label`; number 7 for `class 7` if 7 has no name."""
    for number, name in names.items():
        if normalize_class_name(name) == label:
            return number
    found = _UNNAMED_PATTERN.fullmatch(label)
    return int(found[1]) if found and not names.get(int(found[1])) else None


def _is_yaml(path: Path) -> bool:
    return path.suffix.lower() in YAML_SUFFIXES


def _parse_names(path: Path, raw: bytes | None) -> dict[int, str]:
    if raw is None:
        return {}
    try:
        text = decode_text(raw).text
        if not _is_yaml(path):
            return dict(enumerate(parse_class_lines(text)))
        config = parse_config(text)
    except (TextEncodingError, YoloYamlError) as error:
        raise YoloClassListError(str(error)) from error
    if config is None or not config.has_names:
        raise YoloClassListError("it has no names")
    return dict(config.names)


def _rename_in_content(path: Path, raw: bytes | None, before: Mapping[int, str], others: Mapping[int, str]) -> bytes:
    """The content with other names. Numbers that are not listed yet are added, together with those before them.

    Raises:
        YoloYamlError: The layout of the names does not allow the change.
        TextEncodingError: The encoding of the file lacks a character.
    """
    first, last = max(before, default=-1) + 1, max(others)
    added = [others.get(number, make_unnamed_label(number)) for number in range(first, last + 1)]
    known = {number: name for number, name in others.items() if number < first}
    if added:
        raw = _extend_content(path, raw, added)
    file = _decode_content(raw)
    if not known:
        return file.encode_text(file.text)
    return file.encode_text(rename_names(file.text, known) if _is_yaml(path) else replace_class_lines(file.text, known))


def _extend_content(path: Path, raw: bytes | None, added: list[str]) -> bytes:
    """Raises: YoloYamlError, TextEncodingError, as in `_rename_in_content`."""
    file = _decode_content(raw)
    text = file.text
    if _is_yaml(path):
        return file.encode_text(add_names(text, added))
    newline = "\r\n" if "\r\n" in text else "\n"
    rows = newline.join(added)
    names = text.rstrip("\r\n")
    if not names.removeprefix(BYTE_ORDER_MARK).strip():
        return file.encode_text(text + rows + newline)
    return file.encode_text(names + newline + rows + (text[len(names) :] or ""))


def _decode_content(raw: bytes | None) -> EncodedText:
    """Decode the file; empty and pure ASCII files count as UTF-8, so any character can be added to them."""
    return decode_text(raw or b"")
