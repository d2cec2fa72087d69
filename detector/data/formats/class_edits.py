"""Renaming, merging and deleting a class in a whole data set, as steps that can be reverted.

A step writes one file completely or leaves it unchanged. If the format has a class list, a new name is written there,
and every class keeps its number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from detector.data.annotation import Annotation, ImageAnnotations
from detector.errors import AnnotationWriteError

from .base import Dataset

UNWRITABLE_NAME = "The name {name!r} has a character that no label file can hold. Nothing was written; change the name."


@dataclass(frozen=True)
class ClassEdit:
    """Change the class of all boxes of class `source` to `target`, or delete these boxes if `target` is empty."""

    source: str
    target: str = ""

    def apply_to_annotations(self, annotations: Sequence[Annotation]) -> tuple[Annotation, ...]:
        """The boxes of an image after this edit."""
        if not self.target:
            return tuple(annotation for annotation in annotations if annotation.label != self.source)
        return tuple(
            replace(annotation, label=self.target) if annotation.label == self.source else annotation
            for annotation in annotations
        )

    def apply_to_image_annotations(self, image_annotations: ImageAnnotations) -> ImageAnnotations:
        return image_annotations.with_annotations(self.apply_to_annotations(image_annotations.annotations))


class FileChange(Protocol):
    """What one step changed on disk."""

    @property
    def path(self) -> Path:
        """The changed file."""

    @property
    def image(self) -> Path | None:
        """The image that the label file belongs to; None for a file of many images and for a class list."""

    @property
    def affects_many_images(self) -> bool:
        """Whether the step changed the boxes of many images at once."""

    def revert(self, dataset: Dataset) -> int:
        """Restore the previous content.

        Args:
            dataset: The data set that was changed, as it is open now.

        Returns:
            The number of boxes that were not restored because they were changed again since.

        Raises:
            AnnotationConflictError: The file was changed since; it is left as it is.
            AnnotationWriteError: The file cannot be written.
            AnnotationUnreadableError: The file cannot be read completely.
        """


@dataclass(frozen=True)
class ClassEditStep:
    """One step of a class edit.

    Attributes:
        path: The file that the step changes, or the image that it belongs to.
        run: Changes the file and returns the change, or None if there was nothing to change. If it raises a
            UserFacingError, the file is unchanged.
    """

    path: Path
    run: Callable[[], FileChange | None]


def is_new_name(dataset: Dataset, target: str) -> bool:
    """Whether no class list of the data set contains `target`; a class renamed to it then keeps its number."""
    return bool(target) and not dataset.lists_class(target)


def plan_steps(
    dataset: Dataset, edit: ClassEdit, images: Sequence[Path], without: Sequence[Path] = ()
) -> Iterator[ClassEditStep]:
    """The steps of a class edit, in the order in which they must run.

    Args:
        dataset: The data set to change.
        edit: The edit.
        images: The images that have a box of the class; only these are changed if each image has its own label file.
        without: Images to leave unchanged in files of many images; the caller changes them by other means. It then also
            adds a new name to the class list.

    Raises:
        AnnotationWriteError: The name cannot be written in any label file.
    """
    if edit.source == edit.target:
        return
    _check_encodable(edit.target)
    yield from dataset.plan_class_edit(edit, images, without)


def _check_encodable(name: str) -> None:
    """Raises: AnnotationWriteError (the name cannot be encoded as UTF-8)."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError as error:
        text = UNWRITABLE_NAME.format(name=name)
        raise AnnotationWriteError(text) from error
