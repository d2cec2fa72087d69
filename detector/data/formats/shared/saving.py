"""What saving labels has in common in all formats: which box is which, what can be written, and faults in words."""

from __future__ import annotations

import errno
import hashlib
import math
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from detector.data.annotation import Box, ImageAnnotation
from detector.data.atomic import write_atomically
from detector.data.regular_file import MAX_JOINT_FILE_BYTES, require_regular_file
from detector.data.write_lock import FileBusyError, hold_file_lock, hold_set_lock
from detector.errors import AnnotationConflictError, AnnotationUnreadableError, AnnotationWriteError


def read_label_bytes(path: Path) -> bytes:
    """The content of a label file, which is a regular file or missing.

    Raises:
        AnnotationUnreadableError: The label file cannot be read whole.
    """
    try:
        return require_regular_file(path).read_bytes()
    except OSError as error:
        text = f"{path.name} could not be read: {error.strerror or error}. Until it can, its boxes cannot be edited."
        raise AnnotationUnreadableError(text) from error


def build_unusable_error(path: Path, fault: str) -> AnnotationUnreadableError:
    """What to raise of a label file whose bytes are not what its format asks for."""
    repair = "Repair it in a text editor; until then the boxes of its image cannot be edited."
    return AnnotationUnreadableError(f"{path.name} cannot be used: {fault}. {repair}")


def build_empty_error(path: Path) -> AnnotationUnreadableError:
    """What to raise of a label file of 0 bytes, where that means that its content was lost."""
    text = f"{path.name} is empty (0 bytes). Restore it from a copy, or delete it to start without boxes."
    return AnnotationUnreadableError(text)


def ensure_unique_uids(annotation: ImageAnnotation, taken: Iterable[int]) -> ImageAnnotation:
    """The same boxes, each with a uid of its own; new ones are none of `taken`."""
    unused = max([*(box.uid for box in annotation.boxes), *taken], default=-1) + 1
    seen: set[int] = set()
    boxes: list[Box] = []
    for box in annotation.boxes:
        if box.uid < 0 or box.uid in seen:
            box, unused = replace(box, uid=unused), unused + 1
        seen.add(box.uid)
        boxes.append(box)
    return annotation.with_boxes(boxes)


def find_changed_boxes(before: ImageAnnotation, after: ImageAnnotation) -> list[tuple[int, Box]]:
    """The boxes of `after` that are new or not as they were, each with its place, counted from 1."""
    known = {box.uid: box for box in before.boxes}
    return [(number, box) for number, box in enumerate(after.boxes, 1) if known.get(box.uid) != box]


def check_box(path: Path, number: int, box: Box) -> None:
    """Refuse a box that no label file can hold; `number` names it in the message.

    Raises:
        AnnotationWriteError: A label is empty, or a coordinate is no number.
    """
    if not box.label.strip():
        raise AnnotationWriteError(f"Box {number} has no label, so {path.name} was not written. Give it one.")
    if not all(map(math.isfinite, box.xyxy)):
        text = f"Box {number} ({box.label}) has a coordinate that is not a number, so {path.name} was not written."
        raise AnnotationWriteError(f"{text} Delete the box, or draw it again.")


@contextmanager
def lock_for_saving(path: Path) -> Iterator[None]:
    """Have the file `path`, and what is saved together with it, to oneself.

    Raises:
        AnnotationWriteError: Another window or command is saving to it, and does not come to an end.
    """
    try:
        with hold_set_lock(path):
            yield
    except FileBusyError as error:
        raise build_write_error(path, error) from error


def check_image_exists(path: Path, image: Path | None) -> None:
    """See that labels yet to be made would not lie where a drive was that has gone, with its images.

    Args:
        path: The label file.
        image: What it is of; None where that is not known.

    Raises:
        AnnotationWriteError: The image is not there.
    """
    if image is not None and not image.exists():
        text = (
            f"{path.name} was not written, because its image {image} is not there any more. Your boxes are kept here; "
        )
        raise AnnotationWriteError(text + "connect the drive again or put the image back, then save again.")


def create_parent_folder(path: Path) -> None:
    """Create the folder of the label file `path`, where it is missing.

    Raises:
        AnnotationWriteError: The label file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise build_write_error(path, error) from error


def overwrite_file(path: Path, before: bytes | None, content: bytes) -> None:
    """Make `content` the content of `path`, atomically, if it still is `before` (None: there was no file).

    Nobody who writes by way of this gets in between. Raises: AnnotationConflictError, AnnotationWriteError. Either
    leaves the file on disk as it is.
    """
    _overwrite_checked(path, content, lambda: check_unchanged(path, before, content))


def overwrite_large_file(path: Path, before: bytes | None, content: bytes) -> None:
    """As `overwrite_file`, with the fingerprint of the old content, so that it need not be in memory twice."""
    _overwrite_checked(path, content, lambda: check_fingerprint(path, before, fingerprint_bytes(content)))


def _overwrite_checked(path: Path, content: bytes, check: Callable[[], None]) -> None:
    try:
        with hold_file_lock(path):
            check()
            write_atomically(path, content)
    except OSError as error:
        raise build_write_error(path, error) from error


def fingerprint_bytes(content: bytes) -> bytes:
    """Return what no other content has."""
    return hashlib.sha256(content).digest()


def check_fingerprint(path: Path, before: bytes | None, after: bytes) -> None:
    """Do as `check_unchanged`, with fingerprints; the file is read piece by piece."""
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
    """See that the file is what it was, or what it shall become.

    Raises:
        AnnotationConflictError: Another program has changed the label file.
        AnnotationWriteError: It cannot be read.
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
    """What to raise when the file is not what it was."""
    if not is_there:
        what, then = "was moved or deleted", "Put it back and save again, or keep your boxes to create it again."
    else:
        what = "was changed by another program" if was_there else "was made by another program"
        then = "Choose which of the two to keep."
    text = f"{path.name} {what} since it was opened, so it was not written: your boxes are kept here, the file "
    return AnnotationConflictError(f"{text}is as the other program left it. {then}")


def build_write_error(path: Path, error: OSError) -> AnnotationWriteError:
    """What to raise when the disk does not take the file."""
    reason = error.strerror or str(error)
    if isinstance(error, FileBusyError):
        return AnnotationWriteError(
            f"{path.name} was not written: {reason}. Your boxes are kept here; save again later."
        )
    if error.errno == errno.ENAMETOOLONG:
        return AnnotationWriteError(
            f"{path.name} could not be written: the name is longer than this disk allows. Your boxes are kept here; "
            "give the image a shorter name, then open the folder again."
        )
    return AnnotationWriteError(
        f"{path.name} could not be written: {reason}. The file is as it was and your boxes are kept here; make room or "
        f"give permission to write in {path.parent}, then save again."
    )
