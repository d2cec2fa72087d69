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
from detector.data.class_list import find_class_list, rename_in_list
from detector.data.formats.base import Dataset
from detector.data.formats.coco import relabel as coco_relabel
from detector.data.formats.coco.state import CocoState
from detector.data.formats.csv_table import class_list as csv_classes
from detector.data.formats.csv_table import relabel as csv_relabel
from detector.data.formats.csv_table.state import CsvState
from detector.data.formats.entries import relabel
from detector.data.formats.entries.relabel import EntriesRelabelResult
from detector.data.formats.entries.state import EntryState
from detector.data.formats.shared.saving import build_conflict_error, overwrite_file, read_label_bytes
from detector.data.formats.shared.single_file import JointFile, JointState
from detector.data.formats.shared.single_file_dataset import JointDataset
from detector.data.formats.yolo.dataset import YoloDataset
from detector.errors import AnnotationConflictError, AnnotationWriteError


@dataclass(frozen=True)
class ClassEdit:
    """Boxes of the class `source` get the class `target`, or are deleted where that is empty."""

    source: str
    target: str = ""

    def apply_to_boxes(self, boxes: Sequence[Box]) -> tuple[Box, ...]:
        """What becomes of the boxes of an image."""
        if not self.target:
            return tuple(box for box in boxes if box.label != self.source)
        return tuple(replace(box, label=self.target) if box.label == self.source else box for box in boxes)

    def apply_to_annotation(self, annotation: ImageAnnotation) -> ImageAnnotation:
        return annotation.with_boxes(self.apply_to_boxes(annotation.boxes))


class FileChange(Protocol):
    """What one step changed on disk."""

    @property
    def path(self) -> Path:
        """The file."""

    @property
    def image(self) -> Path | None:
        """The image whose boxes it has; None of a file for many, and of a list of classes."""

    @property
    def affects_many_images(self) -> bool:
        """Whether it has changed the class of the boxes of many images at once."""

    def revert(self, dataset: Dataset) -> int:
        """Put back what was there; returns how many boxes were changed since and stay as they are.

        `dataset` is the one that was changed, as it is open now.

        Raises:
            AnnotationConflictError: The file was changed since, and is left alone.
            AnnotationWriteError: The label file cannot be written.
            AnnotationUnreadableError: The label file cannot be read whole.
        """


@dataclass(frozen=True)
class ClassEditStep:
    """`run()` changes the file `path` and tells how, or gives None where nothing was to be changed.

    Raises:
        UserFacingError: The file is then as it was.
    """

    path: Path
    run: Callable[[], FileChange | None]


def is_new_name(dataset: Dataset, target: str) -> bool:
    """Whether no list of classes in the data set has that name; then a class of it keeps its number when renamed."""
    states = dataset.states if isinstance(dataset, JointDataset) else ()
    heads = any(target in state.categories.values() for state in states if isinstance(state, CocoState))
    return bool(target) and target not in dataset.classes and not heads


def plan_steps(
    dataset: Dataset, edit: ClassEdit, images: Sequence[Path], without: Sequence[Path] = ()
) -> Iterator[ClassEditStep]:
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
            yield ClassEditStep(dataset.class_list.path, partial(_rename_in_yolo_list, dataset, edit))
            return
    elif edit.target and (path := find_class_list(_containing_folder(dataset.root))) is not None:
        yield ClassEditStep(path, partial(_rename_in_text_list, path, edit))
    for image in images:
        yield ClassEditStep(image, partial(_edit_file, dataset, edit, image))


def _check_encodable(name: str) -> None:
    """Check encodable.

    Raises:
        AnnotationWriteError: The label file cannot be written.
    """
    try:
        name.encode("utf-8")
    except UnicodeEncodeError as error:
        text = f"The name {name!r} has a character that no label file can hold. Nothing was written; change the name."
        raise AnnotationWriteError(text) from error


def _containing_folder(root: Path) -> Path:
    return root.parent if root.is_file() else root


# -- a file for each image


@dataclass(frozen=True)
class _BytesChange:
    """A file whose bytes can be put back as they were."""

    path: Path
    patch: BytePatch
    image: Path | None = None
    affects_many_images: bool = False

    def revert(self, dataset: Dataset) -> int:  # noqa: ARG002 - the bytes say it all
        now = read_label_bytes(self.path)
        before = self.patch.revert_bytes(now)
        if before is None:
            raise build_conflict_error(self.path, was_there=True, is_there=True)
        overwrite_file(self.path, now, before)
        return 0


def _edit_file(dataset: Dataset, edit: ClassEdit, image: Path) -> FileChange | None:
    file = dataset.read_labels(image)
    after = edit.apply_to_annotation(file.annotation)
    if after == file.annotation:
        return None
    saved = file.save(after)
    raw, now = file.version, saved.version
    assert isinstance(raw, bytes), "the version of a file of one image is its bytes"
    assert isinstance(now, bytes), "the version of a file of one image is its bytes"
    return _BytesChange(saved.path, BytePatch.from_contents(raw, now), image)


# -- lists of classes


@dataclass(frozen=True)
class _YoloListChange:
    """Classes in the list of a YOLO data set; label files have numbers and stay as they are."""

    path: Path
    names: Mapping[int, str]
    """By number, as they were written before."""
    edit: ClassEdit
    image: None = None
    affects_many_images: bool = True

    def revert(self, dataset: Dataset) -> int:
        assert isinstance(dataset, YoloDataset)
        listed = dataset.class_list
        if any(listed.name_of(number) != self.edit.target for number in self.names):
            text = f"{self.path.name} was changed since the class was renamed, and stays as it is."
            raise AnnotationConflictError(f"{text} Look at its names.")
        listed.rename_classes(self.names)
        return 0


def _rename_in_yolo_list(dataset: YoloDataset, edit: ClassEdit) -> FileChange | None:
    numbers = dataset.class_list.find_numbers(edit.source)
    if not numbers:
        return None
    before = {number: dataset.class_list.get_written_name(number) for number in numbers}
    dataset.class_list.rename_classes(dict.fromkeys(numbers, edit.target))
    return _YoloListChange(dataset.class_list.path, before, edit)


def _rename_in_text_list(path: Path, edit: ClassEdit) -> FileChange | None:
    before, after = rename_in_list(path, edit.source, edit.target)
    return _BytesChange(path, BytePatch.from_contents(before, after)) if after != before else None


def _rename_in_table_list(path: Path, edit: ClassEdit) -> FileChange | None:
    before, after = csv_classes.rename_in_file(path, edit.source, edit.target)
    return _BytesChange(path, BytePatch.from_contents(before, after)) if after != before else None


# -- a file for many images

_Relabeled = coco_relabel.CocoRelabelResult | csv_relabel.CsvRelabelResult | EntriesRelabelResult


@dataclass(frozen=True)
class _JointChange:
    """A COCO file, a table, or a file that has all about an image in one place."""

    path: Path
    file: JointFile
    relabeled: _Relabeled
    image: None = None
    affects_many_images: bool = True

    def revert(self, dataset: Dataset) -> int:
        assert isinstance(dataset, JointDataset)
        left = 0

        def restore_state(state: JointState) -> JointState:
            nonlocal left
            if isinstance(self.relabeled, coco_relabel.CocoRelabelResult):
                assert isinstance(state, CocoState)
                restored, left = coco_relabel.revert_coco_relabel(state, self.relabeled)
                return restored
            if isinstance(self.relabeled, EntriesRelabelResult):
                assert isinstance(state, EntryState)
                entries, left = relabel.revert_entries_relabel(state, self.relabeled)
                return entries
            assert isinstance(state, CsvState)
            table, left = csv_relabel.revert_table_relabel(state, self.relabeled)
            return table

        dataset.rewrite_file(self.path, restore_state, self.file)
        return left


def _joint_steps(dataset: JointDataset, edit: ClassEdit, without: Sequence[Path]) -> Iterator[ClassEditStep]:
    if dataset.format == "csv" and edit.target:
        lists = dict.fromkeys(csv_classes.find_csv_class_list(path) for path in dataset.label_files)
        yield from (
            ClassEditStep(path, partial(_rename_in_table_list, path, edit)) for path in lists if path is not None
        )
    for path in dataset.label_files:
        yield ClassEditStep(
            path, partial(_rewrite_joint_file, dataset, edit, path, dataset.list_names_in_file(path, without))
        )


def _rewrite_joint_file(
    dataset: JointDataset, edit: ClassEdit, path: Path, without: frozenset[str]
) -> FileChange | None:
    done: _Relabeled | None = None

    def relabel_state(state: JointState) -> JointState:
        nonlocal done
        if isinstance(state, CocoState):
            done = coco_relabel.relabel_coco(state, edit.source, edit.target)
        elif isinstance(state, EntryState):
            done = relabel.relabel_entries(state, edit.source, edit.target, without)
        else:
            assert isinstance(state, CsvState)
            done = csv_relabel.relabel_table(state, edit.source, edit.target, without)
        return done.state if done.is_changed else state

    file = dataset.rewrite_file(path, relabel_state)
    return _JointChange(path, file, done) if done is not None and done.is_changed else None
