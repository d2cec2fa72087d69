"""Lists of classes as plain text, one on each line: those that are in a folder, and those that people hand on."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from detector.data.atomic import write_atomically
from detector.data.formats.shared.class_lines import parse_class_lines, replace_class_lines
from detector.data.formats.shared.saving import overwrite_file
from detector.data.unicode_forms import normalize_class_name
from detector.errors import AnnotationWriteError, DatasetError
from detector.translatable import translatable

CLASSES_UNREADABLE = translatable("{name} could not be read: {reason}. Check its permissions, or choose another file.")

CLASS_LIST_NAMES = ("predefined_classes.txt", "classes.txt", "labels.txt")
"""What such a list is called in a folder, the first that is there counts; also in a folder `data` of it."""
MAX_CLASS_LIST_BYTES = 4_000_000
_PLACEHOLDER_LINES = frozenset({"__ignore__", "_background_"})
"""Lines that labelme has in its lists and that are no classes."""


def find_class_list(root: Path) -> Path | None:
    """The list of classes that is in the folder `root`."""
    return next(
        (path for place in (root, root / "data") for name in CLASS_LIST_NAMES if (path := place / name).is_file()), None
    )


def read_class_list(path: Path) -> tuple[str, ...]:
    """The classes in their order, each once, without empty lines.

    Raises:
        DatasetError: It cannot be read, is not UTF-8, or is far too large for a list.
    """
    names = dict.fromkeys(map(normalize_class_name, parse_class_lines(_read_text(path))))
    return tuple(name for name in names if name and name not in _PLACEHOLDER_LINES)


def _read_text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_CLASS_LIST_BYTES:
            raise DatasetError(
                f"{path.name} is too large for a class list. Choose a text file with one class per line."
            )
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        text = CLASSES_UNREADABLE.format(name=path.name, reason=error.strerror or error)
        raise DatasetError(text) from error
    except UnicodeDecodeError as error:
        text = (
            f"{path.name} is not UTF-8 at byte {error.start}. Save it as UTF-8 with one class per line, and try again."
        )
        raise DatasetError(text) from error


def write_class_list(path: Path, names: Iterable[str]) -> None:
    """Make `path` a list of `names`.

    Raises:
        AnnotationWriteError: The label file cannot be written.
    """
    try:
        write_atomically(path, "".join(f"{normalize_class_name(name)}\n" for name in names).encode("utf-8"))
    except OSError as error:
        text = f"{path.name} could not be written: {error.strerror or error}. Choose another folder."
        raise AnnotationWriteError(text) from error


def rename_in_list(path: Path, source: str, target: str) -> tuple[bytes, bytes]:
    """Give the lines `source` of a list the name `target`, on disk; returns its bytes before and after.

    The bytes are equal, and nothing is written, where it has no such line or has the other already.

    Raises:
        DatasetError: The data set cannot be used.
        AnnotationConflictError: Another program has changed the label file.
        AnnotationWriteError: The label file cannot be written.
    """
    text = _read_text(path)
    names = [normalize_class_name(name) for name in parse_class_lines(text)]
    before = text.encode("utf-8")
    if source not in names or target in names:
        return before, before
    after = replace_class_lines(text, {at: target for at, name in enumerate(names) if name == source}).encode("utf-8")
    overwrite_file(path, before, after)
    return before, after
