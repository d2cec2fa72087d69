"""A file that holds the labels of many images: what it says of each, and how it is read again and written."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, runtime_checkable

from detector.data.annotation import Box
from detector.data.formats.base import Split
from detector.data.regular_file import MAX_JOINT_FILE_BYTES, require_regular_file
from detector.errors import AnnotationConflictError

from .saving import (
    check_fingerprint,
    fingerprint_bytes,
    overwrite_large_file,
)

_CORNER_NAMES = ("x1", "y1", "x2", "y2")


@dataclass(frozen=True)
class ImageInFile:
    """An image as the file names it.

    `size_bytes` is its width and height in pixels, None if it has not been measured.
    """

    name: str
    size: tuple[int, int] | None = None


@dataclass(frozen=True)
class JointLabels:
    """What the file says of one image.

    The uid of a box is the number of its item (an annotation, a row) in the file. `source` is the bytes of all that
    concerns the image, so that a change by others is noticed.
    """

    boxes: tuple[Box, ...]
    problems: tuple[str, ...]
    source: tuple[bytes, ...]
    verified: bool = False
    stated_size: tuple[int, int] | None = None
    """What the file says of the image's width and height."""
    unusable_items: tuple[str, ...] = ()
    """Sentences like `problems` about items that should be boxes and cannot be read as such."""


@dataclass(frozen=True)
class JointEdit:
    """The file with the labels of one image changed.

    `item_numbers` are the items of the boxes that were given, in their order; `notes` lists what could not be changed
    along.
    """

    state: JointState
    item_numbers: tuple[int, ...]
    notes: tuple[str, ...] = ()


class JointFormatError(Exception):
    """Why a file cannot be used as a whole, as the end of a sentence that began with its name."""


class JointState(Protocol):
    """A whole file as it is at one time, immutable; the number of an item stays the same from state to state."""

    @property
    def names(self) -> Sequence[str]:
        """The images that the file knows, as it names them."""

    @property
    def classes(self) -> tuple[str, ...]:
        """The class list that the file keeps."""

    @property
    def notices(self) -> tuple[str, ...]:
        """Sentences on what in it concerns no image, or many."""

    def to_bytes(self) -> bytes:
        """The file's bytes."""

    def has_image(self, name: str) -> bool:
        """Whether it says something of the image, if only that it shows no object."""

    def needs_size(self, name: str) -> bool:
        """Whether the labels of the image cannot be read or made without its width and height."""

    def parse_labels(self, image: ImageInFile) -> JointLabels: ...

    def edit_image(self, image: ImageInFile, boxes: Sequence[tuple[Box, int | None]], verified: bool) -> JointEdit:
        """With exactly `boxes` for the image, each with its item; those with None are new.

        Items that are no boxes stay. A deleted item may come back by its number.

        Raises:
            AnnotationWriteError: The label file cannot be written.
        """

    def lists_class(self, name: str) -> bool:
        """Whether the file's list of classes has that name, be it one that is not among `classes`."""

    def relabel_class(self, source: str, target: str, without: AbstractSet[str]) -> StateRelabel:
        """With all boxes of the class `source` in the class `target`, or deleted where that is empty.

        Args:
            source: The class.
            target: Its new name, another class, or nothing.
            without: Images that stay as they are if the format distinguishes them, by their names in the file.

        Raises:
            AnnotationWriteError: The file cannot hold the class.
        """

    def revert_relabel(self, done: StateRelabel) -> tuple[JointState, int]:
        """As before `done`, which was made of this file, but for what was changed since; and how many boxes were."""


class StateRelabel(Protocol):
    """A whole file after a class was renamed, merged or deleted, with what it takes to go back."""

    @property
    def state(self) -> JointState: ...

    @property
    def is_changed(self) -> bool: ...


@runtime_checkable
class StateWithSplits(Protocol):
    """A state of a file that may say of images which split they are in, and where else they may lie."""

    @property
    def splits(self) -> Mapping[str, Split]:
        """Name of an image -> its split."""

    @property
    def alternative_paths(self) -> Mapping[str, str]:
        """Name of an image -> another path to try where it is not found by its name."""


class JointFile:
    """A file on disk and its state; all its label files save through it, one at a time."""

    def __init__(
        self,
        path: Path,
        parse: Callable[[bytes], JointState],
        prepare: Callable[[JointState], None] | None = None,
        begin: bytes | None = None,
    ) -> None:
        """`prepare` is called before a state is written, for what must be on disk before it.

        `begin` is what a file that is not there yet is taken to hold; it is made when the first labels are saved.

        Raises:
            OSError: It cannot be read. What `parse` raises is passed on.
        """
        self.path, self._parse_content, self._before_write, self._initial_content = path, parse, prepare, begin
        self.lock = threading.Lock()
        self._known_signature = _read_signature(path)
        self.is_there = begin is None or bool(self._known_signature)
        """Whether it is on disk, as far as is known."""
        self._successor: JointFile | None = None
        if begin is None or self.is_there:
            begin = require_regular_file(path, MAX_JOINT_FILE_BYTES).read_bytes()
        self.size_bytes = len(begin)
        """In bytes: what is written whenever anything changes."""
        self._fingerprint: bytes | None = None
        self.state = parse(begin)

    def reread_if_changed(self) -> JointFile:
        """This file while it is on disk as it was, else the one for what is there now: the same for all who ask.

        Raises:
            What the constructor raises.
        """
        with self.lock:
            if self._successor is None and _read_signature(self.path) != self._known_signature:
                begin = None if self.is_there else self._initial_content
                self._successor = JointFile(self.path, self._parse_content, self._before_write, begin)
            newer = self._successor
        return self if newer is None else newer.reread_if_changed()

    def write_state(self, state: JointState) -> None:
        """Make `state` that of the file on disk; nothing is written when that would change no byte.

        To be called with `lock` held.

        Raises:
            AnnotationConflictError: Another program has changed the label file.
            AnnotationWriteError: The file is as it was.
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
                self._known_signature = ()  # whatever its signature says, it has to be read again
                raise
            self._known_signature, self.is_there, self.size_bytes = _read_signature(self.path), True, len(content)
        self.state, self._fingerprint = state, after


def _read_signature(path: Path) -> tuple[int, ...]:
    """Changes with every write to the file, but for two in one tick of the clock; empty when it cannot be asked."""
    try:
        status = path.stat()
    except OSError:
        return ()  # reading it, which comes next, reports why
    return (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)


def describe_box_problem(box: Box, size: tuple[int, int] | None) -> str:
    """What is odd about a box in an image of `size_bytes`, as the end of a sentence; empty when nothing is."""
    if box.x1 > box.x2 or box.y1 > box.y2:
        return "has its corners swapped; it is kept as it is until you change it."
    if box.is_degenerate:
        return "has no area; give it a size or delete it."
    if size is not None and not replace(box, **{key: round(getattr(box, key), 2) for key in _CORNER_NAMES}).is_inside(
        *size
    ):
        return f"reaches outside the image of {size[0]} x {size[1]} pixels."
    return ""
