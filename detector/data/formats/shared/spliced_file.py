"""A label file of one image in which an edit replaces only the bytes of what it changes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Generic, NamedTuple, Self, TypeVar

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.outlines.outlined_box import find_outline_faults

from .one_image_file import OneImageFile
from .saving import check_annotation, check_image_exists, ensure_unique_uids, find_changed_annotations, overwrite_file

Deleted = TypeVar("Deleted")
"""What a format keeps of a deleted entry, to be able to restore it."""
Edited = TypeVar("Edited")
"""The edited file in the representation of the format, before it is encoded."""


class Returning(NamedTuple, Generic[Deleted]):
    """A deleted box that is restored: its entry before the deletion, and the number of the entry that it follows.

    `behind` is None if it comes before all entries.
    """

    annotation: Annotation
    entry: Deleted
    behind: int | None


@dataclass(frozen=True, kw_only=True)
class SplicedFile(OneImageFile, ABC, Generic[Deleted, Edited]):
    """Base class of label files of one image that are edited in place; see `detector.data.formats.base.LabelFile`.

    The uids of `image_annotations` identify the entries of the file (an object, a row, a shape). A uid must never be
    reused for another box. A deleted box that is restored returns to its old position, and reverting all changes
    restores the exact bytes that were read.

    Attributes:
        path: The file, which may not exist yet.
        image_annotations: The labels.
        raw: The bytes as last read or written; None if there is no file.
        image_path: The image if it must exist before the file is created; otherwise None.
    """

    path: Path
    image_annotations: ImageAnnotations
    raw: bytes | None
    image_path: Path | None = field(default=None, repr=False, compare=False)
    _stated_problems: tuple[str, ...] = field(repr=False, compare=False)
    """What looks wrong, apart from outlines, which are not parsed until somebody asks."""
    _entry_numbers: Mapping[int, int] = field(repr=False, compare=False)
    """uid -> number of the entry in the file."""
    _uid_order: tuple[int, ...] = field(default=(), repr=False, compare=False)
    """The uids in the order of the file; those of deleted boxes keep their positions."""
    _deleted_entries: Mapping[int, Deleted] = field(default_factory=dict, repr=False, compare=False)
    """uid -> the deleted entry, so that a saved deletion can be undone without loss."""
    _original: Self | None = field(default=None, repr=False, compare=False)
    """The file as it was read, if it was written since; otherwise None."""

    @property
    def problems(self) -> tuple[str, ...]:
        return (*self._stated_problems, *find_outline_faults(self.image_annotations.annotations))

    @property
    def unusable_items(self) -> tuple[str, ...]:
        return ()

    @property
    def holds_attributes(self) -> bool:
        return True

    def reserves_attribute(self, name: str) -> bool:  # noqa: ARG002 - some can hold attributes of any name
        return False

    @property
    def version(self) -> bytes | None:
        return self.raw

    def save(self, image_annotations: ImageAnnotations) -> Self:
        """Write the labels atomically, unless the file already has them.

        Returns:
            The file as saved, with the boxes and uids of `image_annotations`; boxes without a unique uid get one.

        Raises:
            AnnotationConflictError: The file on disk is not as it was last read or saved; it is left as it is.
            AnnotationWriteError: The file cannot be written; it is left as it is.
        """
        image_annotations = self._ensure_unique_uids(image_annotations)
        if self._original is not None and image_annotations == self._original.image_annotations:
            # All changes are undone: restore the bytes that were read, which an edit may not reproduce exactly.
            return self._restore_original(self._original)
        edited = self._edit_checked(image_annotations)
        content = self._encode(edited)
        if content == self._encode_current() and (self.raw is not None or not image_annotations.verified):
            # No byte changes. But a verified image without boxes needs a file, even if that has no content of its own.
            return replace(
                self,
                image_annotations=image_annotations,
                _stated_problems=self._describe_unwritten(image_annotations),
            )
        if self.raw is None:
            check_image_exists(self.path, self.image_path)  # before a folder is created on a drive that was removed
            self._prepare_folder()
        overwrite_file(self.path, self.raw, content)
        return self._track_entries(image_annotations, content)._read_saved(image_annotations, edited)

    def _restore_original(self, original: Self) -> Self:
        """Write the bytes of `original` back, if they differ from those on disk."""
        if original.raw is not None and original.raw != self.raw:
            overwrite_file(self.path, self.raw, original.raw)
        return original

    def _ensure_unique_uids(self, image_annotations: ImageAnnotations) -> ImageAnnotations:
        return ensure_unique_uids(image_annotations, {*self._entry_numbers, *self._deleted_entries})

    def _edit_checked(self, image_annotations: ImageAnnotations) -> Edited:
        """Raises: AnnotationWriteError."""
        for number, annotation in find_changed_annotations(self.image_annotations, image_annotations):
            check_annotation(self.path, number, annotation)
            self._check_texts(annotation)
        return self._edit(image_annotations)

    def _find_kept(self, image_annotations: ImageAnnotations) -> dict[int, Annotation]:
        """The boxes that have an entry in the file, by its number."""
        numbers = self._entry_numbers
        return {
            numbers[annotation.uid]: annotation
            for annotation in image_annotations.annotations
            if annotation.uid in numbers
        }

    def _find_new_annotations(self, image_annotations: ImageAnnotations) -> list[Annotation]:
        """The boxes that never had an entry."""
        known = self._entry_numbers.keys() | self._deleted_entries.keys()
        return [annotation for annotation in image_annotations.annotations if annotation.uid not in known]

    def _iter_returning(self, image_annotations: ImageAnnotations) -> Iterator[Returning[Deleted]]:
        """The deleted boxes that `image_annotations` contains again, in the order of the file."""
        present = {annotation.uid: annotation for annotation in image_annotations.annotations}
        previous_entry: int | None = None
        for uid in self._uid_order:
            previous_entry = self._entry_numbers.get(uid, previous_entry)
            if uid in present and uid in self._deleted_entries:
                yield Returning(present[uid], self._deleted_entries[uid], previous_entry)

    def _list_live_uids(self, image_annotations: ImageAnnotations) -> Sequence[int]:
        """The uids of the boxes in the order of the file; valid only on the result of `_track_entries`."""
        present = {annotation.uid for annotation in image_annotations.annotations}
        return [uid for uid in self._uid_order if uid in present]

    def _track_entries(self, image_annotations: ImageAnnotations, content: bytes) -> Self:
        """This file after `content` was written, except for what the format reads from it in `_read_saved`."""
        present = {annotation.uid for annotation in image_annotations.annotations}
        newly_deleted = {
            uid: self._keep_deleted(number) for uid, number in self._entry_numbers.items() if uid not in present
        }
        return replace(
            self,
            image_annotations=image_annotations,
            raw=content,
            _uid_order=(
                *self._uid_order,
                *(annotation.uid for annotation in self._find_new_annotations(image_annotations)),
            ),
            _deleted_entries={
                uid: entry for uid, entry in {**self._deleted_entries, **newly_deleted}.items() if uid not in present
            },
            _original=self._original or (self if self.raw is not None else None),
        )

    # -- implemented by formats

    @abstractmethod
    def _edit(self, image_annotations: ImageAnnotations) -> Edited:
        """The file with exactly the boxes of `image_annotations`. Raises: AnnotationWriteError."""

    @abstractmethod
    def _encode(self, edited: Edited) -> bytes:
        """The bytes of an edited file."""

    @abstractmethod
    def _encode_current(self) -> bytes:
        """The bytes of the file without an edit; for a missing file, the content that is not worth writing."""

    @abstractmethod
    def _keep_deleted(self, number: int) -> Deleted:
        """What is needed to restore the entry `number`, which is about to be deleted."""

    @abstractmethod
    def _read_saved(self, image_annotations: ImageAnnotations, edited: Edited) -> Self:
        """This file with the entry numbers and problems of its new content."""

    def _check_texts(self, annotation: Annotation) -> None:  # noqa: ARG002 - most formats can hold any text
        """Raises: AnnotationWriteError (the file cannot hold its label or an attribute)."""
        return

    def _prepare_folder(self) -> None:
        """Called before a file is created."""
        return

    def _describe_unwritten(self, image_annotations: ImageAnnotations) -> tuple[str, ...]:  # noqa: ARG002 - most can hold all
        """The problems of the file after `image_annotations` was set without changing a byte."""
        return self._stated_problems
