"""A label file of one image, in which an edit replaces the bytes of what it changes and leaves all others alone."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Generic, NamedTuple, Self, TypeVar

from detector.data.annotation import Box, ImageAnnotation

from .one_image_file import OneImageFile
from .saving import check_box, check_image_exists, ensure_unique_uids, find_changed_boxes, overwrite_file

Deleted = TypeVar("Deleted")
"""What a format keeps of an entry that was deleted."""
Edited = TypeVar("Edited")
"""A file with an edit, as the format has it before it becomes bytes."""


class Returning(NamedTuple, Generic[Deleted]):
    """A box that was deleted and is wanted again: what its entry was, and the number of the entry that it follows."""

    box: Box
    entry: Deleted
    behind: int | None


@dataclass(frozen=True, kw_only=True)
class SplicedFile(OneImageFile, ABC, Generic[Deleted, Edited]):
    """One file and what it says; see `detector.data.formats.base.LabelFile`.

    The uids of `annotation.boxes` map boxes to the entries of the file (an object, a row, a shape); within one
    file's history a uid must not be given to another box. A deleted box that comes back takes its old place, and what
    is undone altogether gets the very bytes that were read.

    Attributes:
        path: Where it is, or will be.
        annotation: The labels.
        problems: Sentences about what is readable but odd; each names file and box.
        raw: Its bytes as last read or written, None while there is nothing on disk.
        image_path: What the labels are of, where that must be there before the file is made.
    """

    path: Path
    annotation: ImageAnnotation
    problems: tuple[str, ...]
    raw: bytes | None
    image_path: Path | None = field(default=None, repr=False, compare=False)
    _entry_numbers: Mapping[int, int] = field(repr=False, compare=False)
    """uid -> number of the entry in the file."""
    _uid_order: tuple[int, ...] = field(default=(), repr=False, compare=False)
    """The uids in the order of the file, with those deleted where they were."""
    _deleted_entries: Mapping[int, Deleted] = field(default_factory=dict, repr=False, compare=False)
    """uid -> the entry it was, so that a deletion that was saved can be undone without loss."""
    _original: Self | None = field(default=None, repr=False, compare=False)
    """As it was read, where it was written since."""

    @property
    def unusable_items(self) -> tuple[str, ...]:
        return ()

    @property
    def version(self) -> bytes | None:
        return self.raw

    def save(self, annotation: ImageAnnotation) -> Self:
        """Write `annotation`, atomically; nothing is written when the file says it already.

        Returns the file as it is then. It keeps the boxes and uids given; boxes without a uid of their own get one.

        Raises:
            AnnotationConflictError: The file is not what it was when read or last saved.
            AnnotationWriteError: It cannot be written; the file on disk stays as it is.
        """
        annotation = self._ensure_unique_uids(annotation)
        if self._original is not None and annotation == self._original.annotation:
            return self._restore_original(self._original)
        edited = self._edit_checked(annotation)
        content = self._encode(edited)
        if content == self._encode_current() and (self.raw is not None or not annotation.verified):
            return replace(self, annotation=annotation, problems=self._describe_unwritten(annotation))
        if self.raw is None:
            check_image_exists(self.path, self.image_path)
            self._prepare_folder()
        overwrite_file(self.path, self.raw, content)
        return self._track_entries(annotation, content)._read_saved(annotation, edited)

    def _restore_original(self, original: Self) -> Self:
        if original.raw is not None and original.raw != self.raw:
            overwrite_file(self.path, self.raw, original.raw)
        return original

    def _ensure_unique_uids(self, annotation: ImageAnnotation) -> ImageAnnotation:
        return ensure_unique_uids(annotation, {*self._entry_numbers, *self._deleted_entries})

    def _edit_checked(self, annotation: ImageAnnotation) -> Edited:
        """Raises: AnnotationWriteError."""
        for number, box in find_changed_boxes(self.annotation, annotation):
            check_box(self.path, number, box)
            self._check_label(box.label)
        return self._edit(annotation)

    def _find_kept(self, annotation: ImageAnnotation) -> dict[int, Box]:
        """The boxes that have an entry in the file, by its number."""
        numbers = self._entry_numbers
        return {numbers[box.uid]: box for box in annotation.boxes if box.uid in numbers}

    def _find_new_boxes(self, annotation: ImageAnnotation) -> list[Box]:
        """Those that never had an entry."""
        known = self._entry_numbers.keys() | self._deleted_entries.keys()
        return [box for box in annotation.boxes if box.uid not in known]

    def _iter_returning(self, annotation: ImageAnnotation) -> Iterator[Returning[Deleted]]:
        """Those that were deleted and are wanted again, in the order of the file."""
        present = {box.uid: box for box in annotation.boxes}
        behind: int | None = None
        for uid in self._uid_order:
            behind = self._entry_numbers.get(uid, behind)
            if uid in present and uid in self._deleted_entries:
                yield Returning(present[uid], self._deleted_entries[uid], behind)

    def _list_live_uids(self, annotation: ImageAnnotation) -> Sequence[int]:
        """The uids of the boxes in the order of the file; only right behind `_track_entries`."""
        present = {box.uid for box in annotation.boxes}
        return [uid for uid in self._uid_order if uid in present]

    def _track_entries(self, annotation: ImageAnnotation, content: bytes) -> Self:
        """As it is after `content` was written, but for what the format has to read in it."""
        present = {box.uid for box in annotation.boxes}
        gone = {uid: self._keep_deleted(number) for uid, number in self._entry_numbers.items() if uid not in present}
        return replace(
            self,
            annotation=annotation,
            raw=content,
            _uid_order=(*self._uid_order, *(box.uid for box in self._find_new_boxes(annotation))),
            _deleted_entries={
                uid: entry for uid, entry in {**self._deleted_entries, **gone}.items() if uid not in present
            },
            _original=self._original or (self if self.raw is not None else None),
        )

    # -- what formats say

    @abstractmethod
    def _edit(self, annotation: ImageAnnotation) -> Edited:
        """The file with exactly these boxes. Raises: AnnotationWriteError."""

    @abstractmethod
    def _encode(self, edited: Edited) -> bytes:
        """Its bytes."""

    @abstractmethod
    def _encode_current(self) -> bytes:
        """The bytes of the file without an edit; of one that is not there yet, those that need not be written."""

    @abstractmethod
    def _keep_deleted(self, number: int) -> Deleted:
        """What it takes to bring back an entry that is to be deleted."""

    @abstractmethod
    def _read_saved(self, annotation: ImageAnnotation, edited: Edited) -> Self:
        """This file with what is to be known of its new content: entries and problems."""

    def _check_label(self, label: str) -> None:  # noqa: ARG002 - most formats hold any
        """Raises: AnnotationWriteError (the file cannot hold it)."""
        return

    def _prepare_folder(self) -> None:
        """Called before a file is made."""
        return

    def _describe_unwritten(self, annotation: ImageAnnotation) -> tuple[str, ...]:  # noqa: ARG002 - most hold all of it
        """The problems where `annotation` changes no byte."""
        return self.problems
