"""A data set whose labels are in one shared file, or in one for each split."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from detector.data.directory_cache import IsCanceled, never_canceled
from detector.data.folder import group_by_folder
from detector.data.formats.base import AUTOMATIC_OPTIONS, FormatName, OpenOptions, Split, SplitKind
from detector.data.formats.class_edits import ClassEdit, ClassEditStep
from detector.data.formats.format_info import EngineText
from detector.data.image_io import read_size
from detector.data.image_paths import ImagePaths
from detector.errors import AnnotationUnreadableError, DatasetError
from detector.translatable import translatable

from . import saving
from .dataset_defaults import DatasetDefaults
from .record_changes import RecordChange
from .single_file import ImageInFile, JointFile, JointFormatError, JointState
from .single_file_class_edits import relabel_file
from .single_file_labels import JointLabelFile
from .single_file_moves import RecordMover
from .single_file_search import JointImageSearch, PlacesByImage, collect_splits, list_names_in_file

_FILES_TEXT = "%Ln file(s)"  # the window marks it, as texts with a number are marked in calls
FILE_UNUSABLE = translatable("{name} cannot be used: {fault}. Repair it, or restore it from a copy; it was left alone.")
ParseJointState = Callable[[bytes, str], JointState]
"""Parses a file from its bytes and its name. Raises JointFormatError."""


def open_joint_file(
    path: Path, parse: ParseJointState, prepare: Callable[[JointState], None] | None = None
) -> JointFile:
    """Read a shared label file.

    Args:
        path: The file.
        parse: Parses it.
        prepare: See `JointFile`.

    Raises:
        JointFormatError: The content does not follow the format.
        DatasetError: The file cannot be read.
    """
    try:
        return JointFile(path, lambda raw: parse(raw, path.name), prepare)
    except OSError as error:
        text = f"{path} could not be read: {error.strerror or error}. Check its permissions, or choose another."
        raise DatasetError(text) from error


def build_dataset_error(path: Path, fault: JointFormatError) -> DatasetError:
    """The exception for a data set with a label file that cannot be used."""
    return DatasetError(FILE_UNUSABLE.format(name=path.name, fault=fault))


class JointDataset(DatasetDefaults):
    """The images that the files list, and those beside them; see `detector.data.formats.base.Dataset`."""

    def __init__(
        self,
        root: Path,
        format_name: FormatName,
        files: Sequence[JointFile],
        notices: Iterable[str] = (),
        is_canceled: IsCanceled = never_canceled,
        options: OpenOptions = AUTOMATIC_OPTIONS,
    ) -> None:
        """Find the images of `files`.

        Raises:
            DatasetError: There are no images.
        """
        self.root, self.format, self._joint_files = root, format_name, list(files)
        self.options = replace(options, format=format_name)
        self._lock = threading.Lock()
        self._base = base = root if root.is_dir() else root.parent
        search = JointImageSearch(files, base, is_canceled)
        self._places_by_image: PlacesByImage = search.places_by_image
        self._images = ImagePaths.from_paths(base, search.places_by_image)
        self._splits = collect_splits(files, search, base)
        self._notices = (
            *notices,
            *(notice for file in files for notice in file.state.notices),
            *search.describe_search(),
        )

    @property
    def label_files(self) -> tuple[Path, ...]:
        """The files that have the labels or will have them."""
        return tuple(file.path for file in self._joint_files)

    @property
    def states(self) -> tuple[JointState, ...]:
        """The states of the files, as last read or written."""
        return tuple(file.state for file in self._joint_files)

    @property
    def images(self) -> ImagePaths:
        return self._images

    @property
    def label_flags(self) -> bytes:
        return bytes(map(self.is_labeled, self._images))

    @property
    def classes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for file in self._joint_files for name in file.state.classes))

    @property
    def splits(self) -> Mapping[Split, frozenset[Path]]:
        return self._splits

    @property
    def notices(self) -> tuple[str, ...]:
        return self._notices

    def describe_files(self) -> tuple[EngineText, ...]:
        names = [path.name for path in self.label_files]
        if len(names) == 1:
            return (EngineText("{file}", {"file": names[0]}),)
        return (EngineText(_FILES_TEXT, count=len(names)),)

    def lists_class(self, name: str) -> bool:
        return any(file.state.lists_class(name) for file in self._joint_files)

    def plan_class_edit(
        self,
        edit: ClassEdit,
        images: Sequence[Path],  # noqa: ARG002 - all of a file is changed in one write
        without: Sequence[Path],
    ) -> Iterator[ClassEditStep]:
        for path in self.label_files:
            yield ClassEditStep(path, partial(relabel_file, self, edit, path, self.list_names_in_file(path, without)))

    def find_own_label_file(self, image: Path) -> Path | None:  # noqa: ARG002 - each file is of many images
        return None

    @property
    def split_kind(self) -> SplitKind:
        return "files"

    def remove_records(self, images: Sequence[Path]) -> Iterator[RecordChange]:
        return self._create_mover().remove_records(images)

    def move_records(self, images: Mapping[Path, Path], split: Split) -> Iterator[RecordChange]:
        return self._create_mover().move_records(images, split)

    def _create_mover(self) -> RecordMover:
        return RecordMover(self._base, self._joint_files, self._places_by_image)

    def list_used_files(self) -> Mapping[Path, Collection[str]]:
        return group_by_folder(self.label_files)

    def is_labeled(self, image: Path) -> bool:
        place = self._places_by_image[image]
        return self._joint_files[place.file_index].state.has_image(place.name)

    def find_state(self, image: Path) -> tuple[JointState, str]:
        """The state of the file that has the labels of `image`, and the name of the image there."""
        place = self._places_by_image[image]
        return self._joint_files[place.file_index].state, place.name

    def list_names_in_file(self, path: Path, images: Iterable[Path]) -> frozenset[str]:
        """The names in the file `path` of those of `images` that belong to it."""
        return list_names_in_file(self._places_by_image, self.label_files.index(path), images)

    def read_labels(self, image: Path) -> JointLabelFile:
        """The labels as they are on disk now.

        Raises:
            AnnotationUnreadableError: The label file cannot be read completely.
            ImageUnreadableError: The image cannot be decoded.
        """
        place = self._places_by_image[image]
        with self._lock:
            file = self._joint_files[place.file_index] = _reread_file(self._joint_files[place.file_index])
        size = read_size(image) if file.state.needs_size(place.name) else None
        return JointLabelFile.from_file(file, ImageInFile(place.name, size), image)

    def rewrite_file(
        self, path: Path, edit: Callable[[JointState], JointState], expected: JointFile | None = None
    ) -> JointFile:
        """Replace the state of the file `path` by the result of `edit`, in one write.

        Args:
            path: One of the label files.
            edit: Returns the new state for the current one.
            expected: If given, the result of an earlier call; the file must not have been changed by another program
                since.

        Returns:
            The file as written.

        Raises:
            AnnotationUnreadableError: The file cannot be read completely.
            AnnotationConflictError: Another program has changed the file.
            AnnotationWriteError: The file cannot be written; it is unchanged. Exceptions of `edit` are passed on.
        """
        with saving.lock_for_saving(path):
            with self._lock:
                place = self.label_files.index(path)
                file = self._joint_files[place] = _reread_file(self._joint_files[place])
            if expected is not None and file is not expected:
                raise saving.build_conflict_error(path, was_there=True, is_there=True)
            with file.lock:
                file.write_state(edit(file.state))
        return file


def _reread_file(file: JointFile) -> JointFile:
    """The file as it is on disk now.

    Raises:
        AnnotationUnreadableError: The file cannot be read completely.
    """
    try:
        return file.reread_if_changed()
    except OSError as error:
        text = saving.LABELS_UNREADABLE.format(name=file.path.name, reason=error.strerror or error)
        raise AnnotationUnreadableError(text) from error
    except JointFormatError as error:
        raise saving.build_unusable_error(file.path, str(error)) from error
