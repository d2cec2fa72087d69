"""Renaming, merging and deleting a class in a whole data set: what there is to do, done step by step, and undone.

A step writes one file, whole or not at all. Where a format keeps a list of classes, a new name is written there and
every class keeps its number; no other class gets another number, ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from detector.data.annotation import Box, ImageAnnotation
from detector.errors import AnnotationWriteError

from .base import Dataset


@dataclass(frozen=True)
class ClassEdit:
    """Boxes of the class `source` get the class `target`, or are deleted where that is empty."""

    source: str
    target: str = ""

    def apply_to_boxes(self, boxes: Sequence[Box]) -> tuple[Box, ...]:
        """What becomes of the boxes of an image."""
        if not self.target:
            return tuple(box for box in boxes if box.label != self.source)
        return tuple(replace(box, label=self.target) if box.label == self.source else box for box in boxes)

    def apply_to_annotation(self, annotation: ImageAnnotation) -> ImageAnnotation:
        return annotation.with_boxes(self.apply_to_boxes(annotation.boxes))


class FileChange(Protocol):
    """What one step changed on disk."""

    @property
    def path(self) -> Path:
        """The file."""

    @property
    def image(self) -> Path | None:
        """The image whose boxes it has; None of a file for many, and of a list of classes."""

    @property
    def affects_many_images(self) -> bool:
        """Whether it has changed the class of the boxes of many images at once."""

    def revert(self, dataset: Dataset) -> int:
        """Put back what was there; returns how many boxes were changed since and stay as they are.

        `dataset` is the one that was changed, as it is open now.

        Raises:
            AnnotationConflictError: The file was changed since, and is left alone.
            AnnotationWriteError: The label file cannot be written.
            AnnotationUnreadableError: The label file cannot be read whole.
        """


@dataclass(frozen=True)
class ClassEditStep:
    """`run()` changes the file `path` and returns the change, or None where nothing was to be changed.

    Raises:
        UserFacingError: The file is then as it was.
    """

    path: Path
    run: Callable[[], FileChange | None]


def is_new_name(dataset: Dataset, target: str) -> bool:
    """Whether no list of classes in the data set has that name; then a class of it keeps its number when renamed."""
    return bool(target) and not dataset.lists_class(target)


def plan_steps(
    dataset: Dataset, edit: ClassEdit, images: Sequence[Path], without: Sequence[Path] = ()
) -> Iterator[ClassEditStep]:
    """What there is to do, in order; `images` are those that have a box of the class.

    Of files for many images, all is changed; of others, only those of `images`. The rows of the images `without` in
    such files stay as they are, for others to change; a new name in a list of classes is theirs, too.

    Raises:
        AnnotationWriteError: No label file can hold the name.
    """
    if edit.source == edit.target:
        return
    _check_encodable(edit.target)
    yield from dataset.plan_class_edit(edit, images, without)


def _check_encodable(name: str) -> None:
    """Refuse a class name that cannot be written as UTF-8.

    Raises:
        AnnotationWriteError: The label file cannot be written.
    """
    try:
        name.encode("utf-8")
    except UnicodeEncodeError as error:
        text = f"The name {name!r} has a character that no label file can hold. Nothing was written; change the name."
        raise AnnotationWriteError(text) from error
