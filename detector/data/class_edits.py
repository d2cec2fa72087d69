"""Renaming, merging and deleting a class in a whole data set: what there is to do, done step by step, and taken back.

A step writes one file, whole or not at all. Where a format keeps a list of classes, a new name is written there and
every class keeps its number; no other class gets another number, ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

from detector.data.annotation import Box, ImageAnnotation
from detector.data.byte_patch import BytePatch
from detector.data.class_list import find_class_list, renamed_in_list
from detector.data.formats import coco_relabel, csv_classes, csv_relabel
from detector.data.formats.base import Dataset
from detector.data.formats.coco_state import CocoState
from detector.data.formats.csv_state import CsvState
from detector.data.formats.entries import relabel
from detector.data.formats.entries.relabel import EntriesRelabeled
from detector.data.formats.entries.state import EntryState
from detector.data.formats.joint_dataset import JointDataset
from detector.data.formats.joint_file import JointFile, JointState
from detector.data.formats.saving import conflict, overwrite, read_labels
from detector.data.formats.yolo_dataset import YoloDataset
from detector.errors import AnnotationConflictError, AnnotationWriteError


@dataclass(frozen=True)
class ClassEdit:
    """Boxes of the class `source` get the class `target`, or are deleted where that is empty."""

    source: str
    target: str = ""

    def boxes(self, boxes: Sequence[Box]) -> tuple[Box, ...]:
        """What becomes of the boxes of an image."""
        if not self.target:
            return tuple(box for box in boxes if box.label != self.source)
        return tuple(replace(box, label=self.target) if box.label == self.source else box for box in boxes)

    def of(self, annotation: ImageAnnotation) -> ImageAnnotation:
        return annotation.with_boxes(self.boxes(annotation.boxes))


class Change(Protocol):
    """What one step changed on disk."""

    @property
    def path(self) -> Path:
        """The file."""

    @property
    def image(self) -> Path | None:
        """The image whose boxes it has; None of a file for many, and of a list of classes."""

    @property
    def of_many(self) -> bool:
        """Whether it has changed the class of the boxes of many images at once."""

    def take_back(self, dataset: Dataset) -> int:
        """Put back what was there; returns how many boxes were changed since and stay as they are.

        `dataset` is the one that was changed, as it is open now. Errors: AnnotationConflictError (the file was changed
        since, and is left alone), AnnotationWriteError, AnnotationUnreadableError.
        """


@dataclass(frozen=True)
class Step:
    """`run()` changes the file `path` and tells how, or gives None where nothing was to be changed.

    Errors: UserFacingError; the file is then as it was.
    """

    path: Path
    run: Callable[[], Change | None]


def is_new_name(dataset: Dataset, target: str) -> bool:
    """Whether no list of classes in the data set has that name; then a class of it keeps its number when renamed."""
    states = dataset.states if isinstance(dataset, JointDataset) else ()
    heads = any(target in state.categories.values() for state in states if isinstance(state, CocoState))
    return bool(target) and target not in dataset.classes and not heads


def steps(dataset: Dataset, edit: ClassEdit, images: Sequence[Path], without: Sequence[Path] = ()) -> Iterator[Step]:
    """What there is to do, in order; `images` are those that have a box of the class.

    Of files for many images, all is changed; of others, only those of `images`. The rows of the images `without` in
    such files stay as they are, for others to change; a new name in a list of classes is theirs, too.
    """
    if edit.source == edit.target:
        return
    _check_encodable(edit.target)
    if isinstance(dataset, JointDataset):
        yield from _joint_steps(dataset, edit, without)
        return
    if isinstance(dataset, YoloDataset):
        if is_new_name(dataset, edit.target):
            yield Step(dataset.class_list.path, partial(_rename_in_yolo_list, dataset, edit))
            return
    elif edit.target and (path := find_class_list(_folder(dataset.root))) is not None:
        yield Step(path, partial(_rename_in_text_list, path, edit))
    for image in images:
        yield Step(image, partial(_edit_file, dataset, edit, image))


def _check_encodable(name: str) -> None:
    """Errors: AnnotationWriteError."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError as error:
        text = f"The name {name!r} has a character that no label file can hold. Nothing was written; change the name."
        raise AnnotationWriteError(text) from error


def _folder(root: Path) -> Path:
    return root.parent if root.is_file() else root


# -- a file for each image


@dataclass(frozen=True)
class _FileChange:
    """A file whose bytes can be put back as they were."""

    path: Path
    patch: BytePatch
    image: Path | None = None
    of_many: bool = False

    def take_back(self, dataset: Dataset) -> int:  # noqa: ARG002 - the bytes say it all
        now = read_labels(self.path)
        before = self.patch.taken_back(now)
        if before is None:
            raise conflict(self.path, was_there=True, is_there=True)
        overwrite(self.path, now, before)
        return 0


def _edit_file(dataset: Dataset, edit: ClassEdit, image: Path) -> Change | None:
    file = dataset.read(image)
    after = edit.of(file.annotation)
    if after == file.annotation:
        return None
    saved = file.save(after)
    raw, now = file.version, saved.version
    assert isinstance(raw, bytes), "the version of a file of one image is its bytes"
    assert isinstance(now, bytes), "the version of a file of one image is its bytes"
    return _FileChange(saved.path, BytePatch.of(raw, now), image)


# -- lists of classes


@dataclass(frozen=True)
class _NumbersRenamed:
    """Classes in the list of a YOLO data set; label files have numbers and stay as they are."""

    path: Path
    names: Mapping[int, str]
    """By number, as they were written before."""
    edit: ClassEdit
    image: None = None
    of_many: bool = True

    def take_back(self, dataset: Dataset) -> int:
        assert isinstance(dataset, YoloDataset)
        listed = dataset.class_list
        if any(listed.name(number) != self.edit.target for number in self.names):
            text = f"{self.path.name} was changed since the class was renamed, and stays as it is."
            raise AnnotationConflictError(f"{text} Look at its names.")
        listed.rename(self.names)
        return 0


def _rename_in_yolo_list(dataset: YoloDataset, edit: ClassEdit) -> Change | None:
    numbers = dataset.class_list.numbers_of(edit.source)
    if not numbers:
        return None
    before = {number: dataset.class_list.written_name(number) for number in numbers}
    dataset.class_list.rename(dict.fromkeys(numbers, edit.target))
    return _NumbersRenamed(dataset.class_list.path, before, edit)


def _rename_in_text_list(path: Path, edit: ClassEdit) -> Change | None:
    before, after = renamed_in_list(path, edit.source, edit.target)
    return _FileChange(path, BytePatch.of(before, after)) if after != before else None


def _rename_in_table_list(path: Path, edit: ClassEdit) -> Change | None:
    before, after = csv_classes.renamed(path, edit.source, edit.target)
    return _FileChange(path, BytePatch.of(before, after)) if after != before else None


# -- a file for many images

_Relabeled = coco_relabel.CocoRelabelled | csv_relabel.CsvRelabelled | EntriesRelabeled


@dataclass(frozen=True)
class _JointChange:
    """A COCO file, a table, or a file that has all about an image in one place."""

    path: Path
    file: JointFile
    done: _Relabeled
    image: None = None
    of_many: bool = True

    def take_back(self, dataset: Dataset) -> int:
        assert isinstance(dataset, JointDataset)
        left = 0

        def restore(state: JointState) -> JointState:
            nonlocal left
            if isinstance(self.done, coco_relabel.CocoRelabelled):
                assert isinstance(state, CocoState)
                restored, left = coco_relabel.taken_back(state, self.done)
                return restored
            if isinstance(self.done, EntriesRelabeled):
                assert isinstance(state, EntryState)
                entries, left = relabel.taken_back(state, self.done)
                return entries
            assert isinstance(state, CsvState)
            table, left = csv_relabel.taken_back(state, self.done)
            return table

        dataset.rewrite(self.path, restore, self.file)
        return left


def _joint_steps(dataset: JointDataset, edit: ClassEdit, without: Sequence[Path]) -> Iterator[Step]:
    if dataset.format == "csv" and edit.target:
        lists = dict.fromkeys(csv_classes.find(path) for path in dataset.label_files)
        yield from (Step(path, partial(_rename_in_table_list, path, edit)) for path in lists if path is not None)
    for path in dataset.label_files:
        yield Step(path, partial(_rewrite, dataset, edit, path, dataset.names_in(path, without)))


def _rewrite(dataset: JointDataset, edit: ClassEdit, path: Path, without: frozenset[str]) -> Change | None:
    done: _Relabeled | None = None

    def change(state: JointState) -> JointState:
        nonlocal done
        if isinstance(state, CocoState):
            done = coco_relabel.relabelled(state, edit.source, edit.target)
        elif isinstance(state, EntryState):
            done = relabel.relabeled(state, edit.source, edit.target, without)
        else:
            assert isinstance(state, CsvState)
            done = csv_relabel.relabelled(state, edit.source, edit.target, without)
        return done.state if done.changed else state

    file = dataset.rewrite(path, change)
    return _JointChange(path, file, done) if done is not None and done.changed else None
