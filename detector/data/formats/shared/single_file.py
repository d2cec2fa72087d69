"""A shared label file, which holds the labels of many images: its state in memory, and rereading and writing it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from detector.data.annotation import Annotation
from detector.data.formats.base import Split
from detector.data.geometry import Box
from detector.data.regular_file import MAX_JOINT_FILE_BYTES, require_regular_file
from detector.errors import AnnotationConflictError

from .saving import (
    check_fingerprint,
    fingerprint_bytes,
    overwrite_large_file,
)

SWAPPED_CORNERS = "has its corners swapped; it is kept as it is until you change it."
NO_AREA = "has no area; give it a size or delete it."
REACHES_OUTSIDE = "reaches outside the image of {width} x {height} pixels."


@dataclass(frozen=True)
class ImageInFile:
    """An image of a shared label file.

    Attributes:
        name: Its name in the file.
        size: Its width and height in pixels; None if not measured, see `JointState.needs_size`.
    """

    name: str
    size: tuple[int, int] | None = None


@dataclass(frozen=True)
class JointLabels:
    """The labels of one image in a shared label file.

    Attributes:
        annotations: The boxes; the uid of each is the number of its item (an annotation, a row) in the file.
        problems: Sentences about parts that can be read but look wrong.
        source: The bytes of all that the file has about the image; compared to detect changes by other programs.
        verified: Whether the image is verified.
    """

    annotations: tuple[Annotation, ...]
    problems: tuple[str, ...]
    source: tuple[bytes, ...]
    verified: bool = False
    stated_size: tuple[int, int] | None = None
    """Width and height of the image according to the file; None if it has no size."""
    unusable_items: tuple[str, ...] = ()
    """Sentences like `problems`, about items that should be boxes but cannot be read as boxes."""


@dataclass(frozen=True)
class JointEdit:
    """The result of `JointState.edit_image`.

    Attributes:
        state: The edited state.
        item_numbers: The item of each box that was passed, in the same order.
        notes: Sentences about what could not be changed.
    """

    state: JointState
    item_numbers: tuple[int, ...]
    notes: tuple[str, ...] = ()


class JointFormatError(Exception):
    """Why a file cannot be used, worded as the end of a sentence that begins with its name."""


class JointState(Protocol):
    """The content of a shared label file at one time.

    Immutable; edits return a new state in which items keep their numbers.
    """

    @property
    def names(self) -> Sequence[str]:
        """The names of the images in the file."""

    @property
    def classes(self) -> tuple[str, ...]:
        """The class list of the file; empty if it has none."""

    @property
    def notices(self) -> tuple[str, ...]:
        """Sentences about parts of the file that concern no image, or many."""

    @property
    def holds_attributes(self) -> bool:
        """Whether boxes can have attributes in this file."""

    def reserves_attribute(self, name: str) -> bool:
        """Whether attributes cannot have this name, because the file uses it for something else."""

    def to_bytes(self) -> bytes:
        """The bytes of the file; unchanged parts are those that were read."""

    def has_image(self, name: str) -> bool:
        """Whether the file has labels for the image, possibly without any box."""

    def needs_size(self, name: str) -> bool:
        """Whether reading or creating the labels of the image requires its width and height."""

    def parse_labels(self, image: ImageInFile) -> JointLabels:
        """The labels of an image; empty if the file does not contain it."""

    def edit_image(
        self, image: ImageInFile, annotations: Sequence[tuple[Annotation, int | None]], verified: bool
    ) -> JointEdit:
        """The state with exactly `annotations` for the image.

        Items that are not boxes are kept. A deleted item is restored by passing its number again.

        Args:
            image: The image.
            annotations: Each box with the number of its item, or None for a new box.
            verified: Whether the image is verified.

        Raises:
            AnnotationWriteError: The file cannot hold one of the boxes.
        """

    def lists_class(self, name: str) -> bool:
        """Whether the class list of the file contains `name`, even if `classes` does not."""

    def relabel_class(self, source: str, target: str, without: AbstractSet[str]) -> StateRelabel:
        """Change the class of all boxes of class `source` to `target`, or delete these boxes if `target` is empty.

        Args:
            source: The class to change.
            target: A new name, another class, or empty.
            without: Names of images to leave unchanged, in formats that can distinguish images.

        Raises:
            AnnotationWriteError: The file cannot hold the class.
        """

    def remove_records(self, names: AbstractSet[str]) -> tuple[bytes, JointRecords]:
        """The file without all that it has about these images, and what that is."""

    def insert_records(self, records: JointRecords, new_names: Mapping[str, str]) -> bytes:
        """The file with `records` of a file of the same format.

        Args:
            records: From `remove_records`.
            new_names: The names that images have here, where they differ.

        Raises:
            AnnotationWriteError: The file cannot hold them.
        """

    def revert_relabel(self, done: StateRelabel) -> tuple[JointState, int]:
        """Revert a relabeling; boxes that were changed since are left as they are.

        Args:
            done: A relabeling of this file.

        Returns:
            The state, and the number of boxes that were not reverted.
        """


class JointRecords(Protocol):
    """All that a file has about some images, as bytes, so that it can be put back or into another file."""

    @property
    def names(self) -> Sequence[str]:
        """The names of the images."""


class StateRelabel(Protocol):
    """A state after a class was renamed, merged or deleted, with what is needed to revert that."""

    @property
    def state(self) -> JointState: ...

    @property
    def is_changed(self) -> bool: ...


@runtime_checkable
class StateWithSplits(Protocol):
    """A state that may also store the split of each image and alternative paths."""

    @property
    def splits(self) -> Mapping[str, Split]:
        """Name of an image -> its split."""

    @property
    def alternative_paths(self) -> Mapping[str, str]:
        """Name of an image -> another path to try if it is not found by its name."""

    def change_split(self, names: AbstractSet[str], split: Split) -> tuple[bytes, Mapping[str, str]]:
        """The file with these images in `split`, and the name that each has then."""


class JointFile:
    """A shared label file on disk and its state. The label files of all its images save through it, one at a time."""

    def __init__(
        self,
        path: Path,
        parse: Callable[[bytes], JointState],
        prepare: Callable[[JointState], None] | None = None,
        begin: bytes | None = None,
    ) -> None:
        """Read and parse the file.

        Args:
            path: The file.
            parse: Parses its bytes.
            prepare: Called with a state before it is written, to write files that must be on disk first.
            begin: The content to assume if the file does not exist; it is written when the first labels are saved. None
                if the file must exist.

        Raises:
            OSError: The file cannot be read. Exceptions of `parse` are passed on.
        """
        self.path, self._parse_content, self._before_write, self._initial_content = path, parse, prepare, begin
        self.lock = threading.Lock()
        # Before the content is read, so that a write in between is noticed as a change.
        self._known_signature = _read_signature(path)
        self.is_there = begin is None or bool(self._known_signature)
        """Whether the file is on disk, as far as known"""
        self._successor: JointFile | None = None
        if begin is None or self.is_there:
            begin = require_regular_file(path, MAX_JOINT_FILE_BYTES).read_bytes()
        self.size_bytes = len(begin)
        """The number of bytes that each save writes"""
        self._fingerprint: bytes | None = None
        self.state = parse(begin)

    def parse_content(self, raw: bytes) -> JointState:
        """The state of a file with this content. Exceptions of the parser are passed on."""
        return self._parse_content(raw)

    def reread_if_changed(self) -> JointFile:
        """This object if the file on disk is unchanged, otherwise one for its current content.

        All callers get the same new object.

        Raises:
            OSError: The file cannot be read. Exceptions of `parse` are passed on.
        """
        with self.lock:
            if self._successor is None and _read_signature(self.path) != self._known_signature:
                begin = None if self.is_there else self._initial_content
                self._successor = JointFile(self.path, self._parse_content, self._before_write, begin)
            newer = self._successor
        return self if newer is None else newer.reread_if_changed()

    def write_state(self, state: JointState) -> None:
        """Write `state` to disk, unless that would change no byte, and make it the state of this object.

        The caller must hold `lock`.

        Raises:
            AnnotationConflictError: Another program has changed the file.
            AnnotationWriteError: The file cannot be written; it is unchanged.
        """
        before = self._fingerprint or fingerprint_bytes(self.state.to_bytes())
        content = state.to_bytes()
        after = fingerprint_bytes(content)
        if after != before:
            on_disk = before if self.is_there else None
            try:
                if self._before_write is not None:
                    check_fingerprint(self.path, on_disk, after)
                    self._before_write(state)
                overwrite_large_file(self.path, on_disk, content)
            except AnnotationConflictError:
                self._known_signature = ()  # forces rereading, even if the signature on disk is equal
                raise
            self._known_signature, self.is_there, self.size_bytes = _read_signature(self.path), True, len(content)
        self.state, self._fingerprint = state, after


def _read_signature(path: Path) -> tuple[int, ...]:
    """A value that changes with every write, except for two within the resolution of the clock; empty on an error."""
    try:
        status = path.stat()
    except OSError:
        return ()  # the error is reported when the file is read
    return (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)


def describe_box_problem(box: Box, size: tuple[int, int] | None) -> str:
    """What is wrong with a box in an image of this size, worded as the end of a sentence; empty if nothing is."""
    if box.x1 > box.x2 or box.y1 > box.y2:
        return SWAPPED_CORNERS
    if box.is_degenerate:
        return NO_AREA
    if size is not None and not Box(*(round(edge, 2) for edge in box.xyxy)).is_inside(*size):
        return REACHES_OUTSIDE.format(width=size[0], height=size[1])
    return ""
