"""Renaming a class of a YOLO data set: only the class list changes, because label files contain class numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from detector.data.formats.base import Dataset
from detector.data.formats.class_edits import ClassEdit, FileChange
from detector.errors import AnnotationConflictError

from .class_list import YoloClassList


@runtime_checkable
class HasYoloClassList(Protocol):
    """A YOLO data set."""

    @property
    def class_list(self) -> YoloClassList: ...


@dataclass(frozen=True)
class _ListChange:
    """Renamed classes in the class list of a YOLO data set."""

    path: Path
    names: Mapping[int, str]
    """Class number -> name before, as written in the file."""
    edit: ClassEdit
    image: None = None
    affects_many_images: bool = True

    def revert(self, dataset: Dataset) -> int:
        assert isinstance(dataset, HasYoloClassList), "the data set that was changed"
        listed = dataset.class_list
        if any(listed.name_of(number) != self.edit.target for number in self.names):
            text = f"{self.path.name} was changed since the class was renamed, and stays as it is."
            raise AnnotationConflictError(f"{text} Look at its names.")
        listed.rename_classes(self.names)
        return 0


def rename_in_class_list(class_list: YoloClassList, edit: ClassEdit) -> FileChange | None:
    """Rename a class in the class list.

    Returns:
        The change; None if the list does not contain the class.

    Raises:
        AnnotationConflictError: Another program has given other names to the class numbers.
        AnnotationWriteError: The list cannot be written.
    """
    numbers = class_list.find_numbers(edit.source)
    if not numbers:
        return None
    before = {number: class_list.get_written_name(number) for number in numbers}
    class_list.rename_classes(dict.fromkeys(numbers, edit.target))
    return _ListChange(class_list.path, before, edit)
