"""The labels of one image in a file that holds those of many: read from it, and saved without touching the others."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol, runtime_checkable

from detector.data.annotation import Box, ImageAnnotation
from detector.data.plain_file import MOST_BYTES_OF_ALL, plain
from detector.errors import AnnotationConflictError

from .base import Split
from .saving import (
    changed_boxes,
    check_box,
    check_image_there,
    check_unchanged,
    conflict,
    identified,
    overwrite,
    saving_with,
)

_CORNERS = ("x1", "y1", "x2", "y2")


@dataclass(frozen=True)
class ImageInFile:
    """An image as the file names it; `size` is its width and height in pixels, None where it has not been measured."""

    name: str
    size: tuple[int, int] | None = None


@dataclass(frozen=True)
class JointLabels:
    """What the file says of one image.

    The uid of a box is the number of its item (an annotation, a row) in the file. `source` is the bytes of all that
    concerns the image, so that a change by others can be told.
    """

    boxes: tuple[Box, ...]
    problems: tuple[str, ...]
    source: tuple[bytes, ...]
    verified: bool = False
    stated_size: tuple[int, int] | None = None
    """What the file says of the image's width and height."""


@dataclass(frozen=True)
class Edit:
    """The file with the labels of one image changed.

    `numbers` are the items of the boxes that were given, in their order; `notes` tells what could not be changed along.
    """

    state: JointState
    numbers: tuple[int, ...]
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

    def content(self) -> bytes:
        """The file's bytes."""

    def knows(self, name: str) -> bool:
        """Whether it says something of the image, if only that it shows no object."""

    def needs_size(self, name: str) -> bool:
        """Whether the labels of the image cannot be read or made without its width and height."""

    def labels(self, image: ImageInFile) -> JointLabels: ...

    def edited(self, image: ImageInFile, boxes: Sequence[tuple[Box, int | None]], verified: bool) -> Edit:
        """With exactly `boxes` for the image, each with its item; those with None are new.

        Items that are no boxes stay. A deleted item may come back by its number. Errors: AnnotationWriteError.
        """


@runtime_checkable
class TellsSplits(Protocol):
    """A state of a file that may say of images which split they are in, and where else they may lie."""

    @property
    def splits(self) -> Mapping[str, Split]:
        """Name of an image -> its split."""

    @property
    def places(self) -> Mapping[str, str]:
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
        Errors: OSError, and what `parse` raises of bytes that it cannot use.
        """
        self.path, self._parse, self._prepare, self._begin = path, parse, prepare, begin
        self.lock = threading.Lock()
        self._seen = _signature(path)
        self.is_there = begin is None or bool(self._seen)
        """Whether it is on disk, as far as is known."""
        self._successor: JointFile | None = None
        if begin is None or self.is_there:
            begin = plain(path, MOST_BYTES_OF_ALL).read_bytes()
        self.state = parse(begin)

    def reread(self) -> JointFile:
        """This file while it is on disk as it was, else the one for what is there now: the same for all who ask.

        Errors: as the constructor.
        """
        with self.lock:
            if self._successor is None and _signature(self.path) != self._seen:
                begin = None if self.is_there else self._begin
                self._successor = JointFile(self.path, self._parse, self._prepare, begin)
            newer = self._successor
        return self if newer is None else newer.reread()

    def write(self, state: JointState) -> None:
        """Make `state` that of the file on disk; nothing is written when that would change no byte.

        To be called with `lock` held. Errors: AnnotationConflictError, AnnotationWriteError; the file is as it was.
        """
        before, content = self.state.content(), state.content()
        if content != before:
            on_disk = before if self.is_there else None
            try:
                if self._prepare is not None:
                    check_unchanged(self.path, on_disk, content)
                    self._prepare(state)
                overwrite(self.path, on_disk, content)
            except AnnotationConflictError:
                self._seen = ()  # whatever its signature says, it has to be read again
                raise
            self._seen, self.is_there = _signature(self.path), True
        self.state = state


def _signature(path: Path) -> tuple[int, ...]:
    """Changes with every write to the file, but for two in one tick of the clock; empty when it cannot be asked."""
    try:
        status = path.stat()
    except OSError:
        return ()  # reading it, which comes next, tells why
    return (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)


@dataclass(frozen=True)
class JointLabelFile:
    """The labels of one image; see `detector.data.formats.base.LabelFile`.

    The uids of `annotation.boxes` tell which box is which item of the file; within one file's history a uid must not be
    given to another box.
    """

    annotation: ImageAnnotation
    problems: tuple[str, ...]
    _file: JointFile = field(repr=False, compare=False)
    _image: ImageInFile
    _numbers: Mapping[int, int] = field(repr=False, compare=False)
    """uid -> number of the item in the file, of deleted boxes too."""
    _source: tuple[bytes, ...] = field(repr=False, compare=False)
    stated_size: tuple[int, int] | None = None
    """What the file says of the image's width and height, as it was read."""
    picture: Path | None = field(default=None, repr=False, compare=False)
    """The image itself, where that must be there before the file is made."""

    @classmethod
    def read(cls, file: JointFile, image: ImageInFile, picture: Path | None = None) -> JointLabelFile:
        """The labels as they are in `file` now; none where it does not know the image."""
        labels = file.state.labels(image)
        boxes = [replace(box, uid=uid) for uid, box in enumerate(labels.boxes)]
        numbers = {uid: box.uid for uid, box in enumerate(labels.boxes)}
        annotation = ImageAnnotation(tuple(boxes), labels.verified)
        return cls(annotation, labels.problems, file, image, numbers, labels.source, labels.stated_size, picture)

    @property
    def path(self) -> Path:
        """The file that has the labels of this image and of others."""
        return self._file.path

    @property
    def file(self) -> JointFile:
        """That file, as it was read or written last."""
        return self._file

    @property
    def version(self) -> tuple[bytes, ...]:
        return self._source

    def save(self, annotation: ImageAnnotation) -> JointLabelFile:
        """Write `annotation`, atomically; nothing is written when the file says it already.

        Returns the labels as they are then. They keep the boxes and uids given; boxes without a uid of their own get
        one. Labels of other images may have been saved in between, by way of the same data set or by another program:
        that stays. Only other boxes of this image are a conflict.

        Errors: AnnotationConflictError, AnnotationWriteError. Either leaves the file on disk as it is.
        """
        annotation = identified(annotation, self._numbers)
        for number, box in changed_boxes(self.annotation, annotation):
            check_box(self.path, number, box)
        if not self._file.is_there:
            check_image_there(self.path, self.picture)
        with saving_with(self.path):
            return self._saved(annotation)

    def _saved(self, annotation: ImageAnnotation) -> JointLabelFile:
        try:
            return self._written(annotation)
        except AnnotationConflictError as error:
            rebased = self._rebased()
            if rebased is None:
                raise
            try:
                return rebased._written(annotation)
            except AnnotationConflictError:  # written again meanwhile; the person asks for the next try
                raise error from None

    def _rebased(self) -> JointLabelFile | None:
        """These labels in the file as it is on disk now; None where its boxes of this image are not the same.

        Deleted items of the image do not come along: what takes their place in the file is not known.
        Errors: AnnotationConflictError (the file cannot be used any more).
        """
        before = self._file.state.labels(self._image)
        if before.source != self._source:
            return None
        try:
            file = self._file.reread()
        except OSError:
            return None
        except JointFormatError as error:
            raise _broken(self.path, error) from error
        if file is self._file or (self._image.size is None and file.state.needs_size(self._image.name)):
            return None
        now = file.state.labels(self._image)
        moved = _moved(before, now)
        if moved is None:
            return None
        numbers = {uid: moved[number] for uid, number in self._numbers.items() if number in moved}
        return replace(self, _file=file, _numbers=numbers, _source=now.source)

    def _written(self, annotation: ImageAnnotation) -> JointLabelFile:
        with self._file.lock:
            if self._file.state.labels(self._image).source != self._source:
                raise conflict(self.path, was_there=True, is_there=True)
            boxes = [(box, self._numbers.get(box.uid)) for box in annotation.boxes]
            edit = self._file.state.edited(self._image, boxes, annotation.verified)
            self._file.write(edit.state)
        uids = (box.uid for box in annotation.boxes)
        numbers = {**self._numbers, **dict(zip(uids, edit.numbers, strict=True))}
        labels = edit.state.labels(self._image)
        return replace(
            self,
            annotation=annotation,
            problems=(*labels.problems, *edit.notes),
            _numbers=numbers,
            _source=labels.source,
        )


def _moved(before: JointLabels, now: JointLabels) -> dict[int, int] | None:
    """The number that each box of `before` has `now`; None where the boxes or the verified marks differ."""
    if before.verified != now.verified or len(before.boxes) != len(now.boxes):
        return None
    waiting: dict[Box, list[int]] = {}
    for box in reversed(now.boxes):
        waiting.setdefault(replace(box, uid=0), []).append(box.uid)
    moved: dict[int, int] = {}
    for box in before.boxes:
        same = waiting.get(replace(box, uid=0))
        if not same:
            return None
        moved[box.uid] = same.pop()
    return moved


def _broken(path: Path, fault: JointFormatError) -> AnnotationConflictError:
    return AnnotationConflictError(
        f"{path.name} was changed by another program and cannot be used any more: {fault}. It was left alone, and your "
        "boxes are kept here. Repair it, or restore it from a copy, then save again."
    )


def box_problem(box: Box, size: tuple[int, int] | None) -> str:
    """What is odd about a box in an image of `size`, as the end of a sentence; empty when nothing is."""
    if box.x1 > box.x2 or box.y1 > box.y2:
        return "has its corners swapped; it is kept as it is until you change it."
    if box.is_degenerate:
        return "has no area; give it a size or delete it."
    if size is not None and not replace(box, **{key: round(getattr(box, key), 2) for key in _CORNERS}).fits(*size):
        return f"reaches outside the image of {size[0]} x {size[1]} pixels."
    return ""
