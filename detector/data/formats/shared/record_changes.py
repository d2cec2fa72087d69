"""Changes of files that hold the records of many images, which are reverted even if the file was changed since."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from detector.data.byte_patch import BytePatch
from detector.data.formats.base import Dataset
from detector.data.regular_file import MAX_JOINT_FILE_BYTES, require_regular_file

from .saving import build_write_error, fingerprint_bytes, lock_for_saving, overwrite_large_file

EditBytes = Callable[[bytes], bytes]


class RecordChange(Protocol):
    """A file without the records of some images, or with those of others."""

    @property
    def path(self) -> Path: ...

    def revert(self, dataset: Dataset) -> FileSwap:
        """Put the records back; what others have written to the file since stays.

        Raises:
            UserFacingError: The file cannot be read or written; it is unchanged.
        """


@dataclass(frozen=True)
class FileSwap:
    """One write of a file, which can be reverted while nobody else writes it."""

    path: Path
    before: bytes = field(repr=False)
    after: bytes = field(repr=False)

    def swap_back(self) -> None:
        """Restore the content.

        Raises:
            AnnotationConflictError: The file was changed since.
            AnnotationWriteError: It cannot be written.
        """
        if self.after != self.before:
            overwrite_large_file(self.path, fingerprint_bytes(self.after), self.before)

    @property
    def patch(self) -> BytePatch:
        return BytePatch.from_contents(self.before, self.after)


def edit_file(path: Path, edit: EditBytes) -> FileSwap:
    """Replace the content of a file, one writer at a time.

    Args:
        path: The file.
        edit: Returns the new content for the present one; its exceptions are passed on.

    Raises:
        AnnotationConflictError: The file was changed meanwhile.
        AnnotationWriteError: It cannot be read or written; it is unchanged.
    """
    with lock_for_saving(path):
        try:
            before = require_regular_file(path, MAX_JOINT_FILE_BYTES).read_bytes()
        except OSError as error:
            raise build_write_error(path, error) from error
        after = edit(before)
        if after != before:
            overwrite_large_file(path, fingerprint_bytes(before), after)
    return FileSwap(path, before, after)


@dataclass(frozen=True)
class EditedFile:
    """A `RecordChange` that is reverted by its bytes, or by `insert` where the file was changed since."""

    path: Path
    patch: BytePatch = field(repr=False)
    insert: Callable[[Dataset, bytes], bytes] = field(repr=False)
    """Returns the content with the records for the present one."""

    def revert(self, dataset: Dataset) -> FileSwap:
        def restore(now: bytes) -> bytes:
            before = self.patch.revert_bytes(now)
            return before if before is not None else self.insert(dataset, now)

        return edit_file(self.path, restore)
