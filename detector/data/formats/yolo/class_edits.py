"""A class of a YOLO data set renamed: in the list of classes alone, as label files have numbers."""

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
    """Classes in the list of a YOLO data set; label files have numbers and stay as they are."""

    path: Path
    names: Mapping[int, str]
    """By number, as they were written before."""
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
    """Give the numbers of the class the new name; None where the list does not have it.

    Raises:
        AnnotationConflictError: The list now gives other names to the numbers.
        AnnotationWriteError: The list cannot be written.
    """
    numbers = class_list.find_numbers(edit.source)
    if not numbers:
        return None
    before = {number: class_list.get_written_name(number) for number in numbers}
    class_list.rename_classes(dict.fromkeys(numbers, edit.target))
    return _ListChange(class_list.path, before, edit)
