"""Shared parts of saving labels: uids of boxes, checks before writing, writing itself, and error messages."""

from __future__ import annotations

import errno
import hashlib
import math
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.atomic import write_atomically
from detector.data.regular_file import MAX_JOINT_FILE_BYTES, require_regular_file
from detector.data.write_lock import FileBusyError, hold_file_lock, hold_set_lock
from detector.errors import AnnotationConflictError, AnnotationUnreadableError, AnnotationWriteError
from detector.translatable import translatable

MOVED_OR_DELETED = "was moved or deleted"
CHANGED_BY_OTHER = "was changed by another program"
MADE_BY_OTHER = "was made by another program"
LABELS_UNREADABLE = translatable("{name} could not be read: {reason}. Until it can, its boxes cannot be edited.")
LABELS_UNUSABLE = "{name} cannot be used: {fault}. {advice}"
CONFLICT = (
    "{name} {what} since it was opened, so it was not written: your boxes are kept here, the file is as the other "
    "program left it. {advice}"
)
NOT_WRITTEN = translatable(
    "{name} could not be written: {reason}. The file is as it was and your boxes are kept here; make room or give "
    "permission to write in {folder}, then save again."
)
BOX_WITHOUT_LABEL = translatable("Box {number} has no label, so {name} was not written. Give it one.")
BOX_NOT_FINITE = translatable(
    "Box {number} ({label}) has a coordinate that is not a number, so {name} was not written. Delete the box, or draw "
    "it again."
)
IMAGE_GONE = translatable(
    "{name} was not written, because its image {image} is not there any more. Your boxes are kept here; connect the "
    "drive again or put the image back, then save again."
)
FILE_BUSY = translatable("{name} was not written: {reason}. Your boxes are kept here; save again later.")


def read_label_bytes(path: Path) -> bytes:
    """The content of a label file; only regular files are read.

    Raises:
        AnnotationUnreadableError: The file cannot be read completely, or does not exist.
    """
    try:
        return require_regular_file(path).read_bytes()
    except OSError as error:
        text = LABELS_UNREADABLE.format(name=path.name, reason=error.strerror or error)
        raise AnnotationUnreadableError(text) from error


def build_unusable_error(path: Path, fault: str) -> AnnotationUnreadableError:
    """The exception for a label file whose content does not follow its format."""
    repair = "Repair it in a text editor; until then the boxes of its image cannot be edited."
    return AnnotationUnreadableError(LABELS_UNUSABLE.format(name=path.name, fault=fault, advice=repair))


def build_empty_error(path: Path) -> AnnotationUnreadableError:
    """The exception for a label file of 0 bytes, in formats where that means that the content was lost."""
    text = f"{path.name} is empty (0 bytes). Restore it from a copy, or delete it to start without boxes."
    return AnnotationUnreadableError(text)


def ensure_unique_uids(image_annotations: ImageAnnotations, taken: Iterable[int]) -> ImageAnnotations:
    """Give a new uid to each box whose uid is negative or repeated.

    Args:
        image_annotations: The labels.
        taken: Uids that must not be assigned, for example those of deleted boxes.
    """
    unused = max([*(annotation.uid for annotation in image_annotations.annotations), *taken], default=-1) + 1
    seen: set[int] = set()
    annotations: list[Annotation] = []
    for annotation in image_annotations.annotations:
        if annotation.uid < 0 or annotation.uid in seen:
            annotation, unused = replace(annotation, uid=unused), unused + 1
        seen.add(annotation.uid)
        annotations.append(annotation)
    return image_annotations.with_annotations(annotations)


def find_changed_annotations(before: ImageAnnotations, after: ImageAnnotations) -> list[tuple[int, Annotation]]:
    """The boxes of `after` that are new or changed, each with its number, counted from 1."""
    known = {annotation.uid: annotation for annotation in before.annotations}
    return [
        (number, annotation)
        for number, annotation in enumerate(after.annotations, 1)
        if known.get(annotation.uid) != annotation
    ]


def check_annotation(path: Path, number: int, annotation: Annotation) -> None:
    """Check that label files can hold `annotation`; `number` identifies it in the message.

    Raises:
        AnnotationWriteError: The label is empty, or a coordinate is not finite.
    """
    if not annotation.label.strip():
        raise AnnotationWriteError(BOX_WITHOUT_LABEL.format(number=number, name=path.name))
    if not all(map(math.isfinite, annotation.bounds.xyxy)):
        raise AnnotationWriteError(BOX_NOT_FINITE.format(number=number, label=annotation.label, name=path.name))


@contextmanager
def lock_for_saving(path: Path) -> Iterator[None]:
    """Lock the file `path` and the files that are saved together with it.

    Raises:
        AnnotationWriteError: Another window or command holds the lock and does not release it in time.
    """
    try:
        with hold_set_lock(path):
            yield
    except FileBusyError as error:
        raise build_write_error(path, error) from error


def check_image_exists(path: Path, image: Path | None) -> None:
    """Check that the image still exists, before its first label file is created.

    If a drive was removed, the label file would otherwise be created in the empty mount point.

    Args:
        path: The label file.
        image: The image; None if unknown, which passes.

    Raises:
        AnnotationWriteError: The image does not exist.
    """
    if image is not None and not image.exists():
        raise AnnotationWriteError(IMAGE_GONE.format(name=path.name, image=image))


def create_parent_folder(path: Path) -> None:
    """Create the folder of the label file `path` if it is missing.

    Raises:
        AnnotationWriteError: The folder cannot be created.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise build_write_error(path, error) from error


def overwrite_file(path: Path, before: bytes | None, content: bytes) -> None:
    """Replace the content of `path` atomically if it is still `before`.

    A lock ensures that no other call of this function writes between the check and the write.

    Args:
        path: The label file.
        before: The expected content; None if the file must not exist.
        content: The new content.

    Raises:
        AnnotationConflictError: The content on disk is different; it is left as it is.
        AnnotationWriteError: The file cannot be written; it is left as it is.
    """
    _overwrite_checked(path, content, lambda: check_unchanged(path, before, content))


def overwrite_large_file(path: Path, before: bytes | None, content: bytes) -> None:
    """Do the same as `overwrite_file`, with `before` as a fingerprint, so that only one content is in memory."""
    _overwrite_checked(path, content, lambda: check_fingerprint(path, before, fingerprint_bytes(content)))


def _overwrite_checked(path: Path, content: bytes, check: Callable[[], None]) -> None:
    try:
        with hold_file_lock(path):
            check()
            write_atomically(path, content)
    except OSError as error:
        raise build_write_error(path, error) from error


def fingerprint_bytes(content: bytes) -> bytes:
    """The SHA-256 digest of `content`."""
    return hashlib.sha256(content).digest()


def check_fingerprint(path: Path, before: bytes | None, after: bytes) -> None:
    """Do the same as `check_unchanged`, with fingerprints; the file is read in blocks."""
    try:
        with require_regular_file(path, MAX_JOINT_FILE_BYTES).open("rb") as file:
            now: bytes | None = hashlib.file_digest(file, "sha256").digest()
    except FileNotFoundError:
        now = None
    except OSError as error:
        raise build_write_error(path, error) from error
    if now not in (before, after):
        raise build_conflict_error(path, before is not None, now is not None)


def check_unchanged(path: Path, before: bytes | None, content: bytes | None = None) -> None:
    """Check that the content of `path` is `before`, or already `content`.

    Raises:
        AnnotationConflictError: Another program has changed the file.
        AnnotationWriteError: The file cannot be read.
    """
    try:
        now = require_regular_file(path, MAX_JOINT_FILE_BYTES).read_bytes()
    except FileNotFoundError:
        now = None
    except OSError as error:
        raise build_write_error(path, error) from error
    if now != before and (now is None or now != content):
        raise build_conflict_error(path, before is not None, now is not None)


def build_conflict_error(path: Path, was_there: bool, is_there: bool) -> AnnotationConflictError:
    """The exception for a file that is no longer as it was read."""
    if not is_there:
        what, then = MOVED_OR_DELETED, "Put it back and save again, or keep your boxes to create it again."
    else:
        what = CHANGED_BY_OTHER if was_there else MADE_BY_OTHER
        then = "Choose which of the two to keep."
    return AnnotationConflictError(CONFLICT.format(name=path.name, what=what, advice=then))


def build_write_error(path: Path, error: OSError) -> AnnotationWriteError:
    """The exception for an operating system error during writing."""
    reason = error.strerror or str(error)
    if isinstance(error, FileBusyError):
        return AnnotationWriteError(FILE_BUSY.format(name=path.name, reason=reason))
    if error.errno == errno.ENAMETOOLONG:
        return AnnotationWriteError(
            f"{path.name} could not be written: the name is longer than this disk allows. Your boxes are kept here; "
            "give the image a shorter name, then open the folder again."
        )
    return AnnotationWriteError(NOT_WRITTEN.format(name=path.name, reason=reason, folder=path.parent))
