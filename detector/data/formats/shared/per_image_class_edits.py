"""Renaming, merging and deleting classes in data sets with one label file per image."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from detector.data.annotation import ImageAnnotations
from detector.data.byte_patch import BytePatch
from detector.data.class_list import find_class_list, rename_in_list
from detector.data.formats.base import Dataset, LabelFile
from detector.data.formats.class_edits import ClassEdit, ClassEditStep, FileChange

from .saving import build_conflict_error, overwrite_file, read_label_bytes


@dataclass(frozen=True)
class BytesChange:
    """A change of a file that is reverted by restoring its bytes."""

    path: Path
    patch: BytePatch
    image: Path | None = None
    affects_many_images: bool = False

    def revert(self, dataset: Dataset) -> int:  # noqa: ARG002 - the bytes are enough
        now = read_label_bytes(self.path)
        before = self.patch.revert_bytes(now)
        if before is None:
            raise build_conflict_error(self.path, was_there=True, is_there=True)
        overwrite_file(self.path, now, before)
        return 0


@dataclass(frozen=True)
class LabelsChange:
    """A change of the labels of an image that are in several files, which is reverted by saving those before."""

    path: Path
    image: Path
    before: ImageAnnotations
    saved: LabelFile
    affects_many_images: bool = False

    def revert(self, dataset: Dataset) -> int:  # noqa: ARG002 - the labels as saved are enough
        self.saved.save(self.before)
        return 0


def plan_list_and_files(dataset: Dataset, edit: ClassEdit, images: Sequence[Path]) -> Iterator[ClassEditStep]:
    """The steps for the class list in the folder, if there is one, and for the label files of `images`."""
    if edit.target and (path := find_class_list(_containing_folder(dataset.root))) is not None:
        yield ClassEditStep(path, partial(_rename_in_text_list, path, edit))
    yield from plan_files(dataset, edit, images)


def plan_files(dataset: Dataset, edit: ClassEdit, images: Sequence[Path]) -> Iterator[ClassEditStep]:
    """The steps for the label files of `images`."""
    for image in images:
        yield ClassEditStep(image, partial(_edit_file, dataset, edit, image))


def describe_change(path: Path, before: bytes, after: bytes) -> BytesChange | None:
    """The change from `before` to `after` in the file `path`; None if they are equal."""
    return BytesChange(path, BytePatch.from_contents(before, after)) if after != before else None


def _containing_folder(root: Path) -> Path:
    return root.parent if root.is_file() else root


def _edit_file(dataset: Dataset, edit: ClassEdit, image: Path) -> FileChange | None:
    file = dataset.read_labels(image)
    after = edit.apply_to_image_annotations(file.image_annotations)
    if after == file.image_annotations:
        return None
    saved = file.save(after)
    raw, now = file.version, saved.version
    if isinstance(raw, bytes) and isinstance(now, bytes):
        return BytesChange(saved.path, BytePatch.from_contents(raw, now), image)
    return LabelsChange(saved.path, image, file.image_annotations, saved)


def _rename_in_text_list(path: Path, edit: ClassEdit) -> FileChange | None:
    return describe_change(path, *rename_in_list(path, edit.source, edit.target))
