"""YOLO data sets: `data.yaml` or a text file with the class list, and a `.txt` file for each image."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from itertools import islice
from pathlib import Path

from detector.data.directory_cache import IsCanceled, find_once, never_canceled
from detector.data.folder import join_folders
from detector.data.formats.base import AUTOMATIC_OPTIONS, ImageToWrite, LabelFormat, OpenOptions, Split, SplitKind
from detector.data.formats.class_edits import ClassEdit, ClassEditStep
from detector.data.formats.format_info import EngineText
from detector.data.formats.shared.dataset_defaults import DatasetDefaults
from detector.data.formats.shared.discovery import HEAD_BYTES
from detector.data.formats.shared.per_image_class_edits import plan_files
from detector.data.formats.shared.record_changes import RecordChange
from detector.data.formats.shared.split_lists import SplitList, move_in_lists, remove_from_lists
from detector.data.formats.shared.wording import format_count, list_names
from detector.data.image_io import read_size
from detector.data.image_paths import ImagePaths
from detector.data.regular_file import require_regular_file
from detector.errors import DatasetConfigError, DatasetError
from detector.translatable import translatable

from .class_edits import rename_in_class_list
from .class_list import YAML_SUFFIXES, YoloClassList
from .configured_images import find_split_lists
from .discovery import (
    CLASS_LIST_NAME,
    FoundYolo,
    check_yolo_config,
    find_yolo_dataset,
    has_yolo_files,
    iter_class_files,
)
from .info import INFO
from .label_file import YoloFile, YoloSettings
from .layout import FolderImages, YoloLabelPairing, discover_images
from .rows import YoloFormatError, parse_yolo
from .writer import YoloWriter, describe_outline_losses

_CLASSES_TEXT = translatable("classes in {file}")
OTHER_CLASS_LIST = "{name} is not used: the classes come from {source}, which lists others."
SHARED_LABELS = "{files} to several images, as YOLO goes by the name without suffix: {names}. Rename them."
_MAX_FILES_SAMPLED = 8
_CLASS_NUMBER_PATTERN = re.compile(rb"^[ \t]*([0-9]{1,6})(?:\.0*)?[ \t]", re.MULTILINE)


class YoloFormat(LabelFormat):
    """YOLO; see `detector.data.formats.base.LabelFormat`. `data.yaml` itself can also be opened."""

    info = INFO

    def is_format_of(self, root: Path, options: OpenOptions = AUTOMATIC_OPTIONS) -> bool:
        if (root.is_file() and root.suffix.lower() not in YAML_SUFFIXES) or not has_yolo_files(
            root, options.labels_place
        ):
            return False
        try:
            found = find_yolo_dataset(root, options.labels_place)
        except DatasetConfigError:
            return root.is_file() or _has_rows(root)  # the fault is reported when the data set is opened
        except DatasetError:
            return False
        labeled = list(islice(filter(found.label_pairing.is_labeled, found.images), _MAX_FILES_SAMPLED))
        rows = [
            count
            for image in labeled
            if (count := _count_rows(found.label_pairing.locate_label_file(image))) is not None
        ]
        return any(rows) or (found.has_classes and (bool(rows) or found.config is not None))

    def open_dataset(
        self,
        root: Path,
        is_canceled: IsCanceled = never_canceled,  # noqa: ARG002
        options: OpenOptions = AUTOMATIC_OPTIONS,
    ) -> YoloDataset:
        return YoloDataset(root, find_yolo_dataset(root, options.labels_place), options)

    def begin_dataset(
        self, root: Path, is_canceled: IsCanceled = never_canceled, options: OpenOptions = AUTOMATIC_OPTIONS
    ) -> YoloDataset:
        return self.open_dataset(root, is_canceled, options)

    def check_settings(self, root: Path) -> None:
        """Check that the `data.yaml` in `root`, if there is one, can be used.

        Raises:
            DatasetConfigError: It cannot be used.
        """
        check_yolo_config(root)

    def describe_outline_losses(self, images: Iterable[ImageToWrite]) -> tuple[str, ...]:
        return describe_outline_losses(images)

    def create_writer(self, out: Path, classes: Sequence[str]) -> YoloWriter:
        return YoloWriter(out, classes)


FORMAT = YoloFormat()


def _has_rows(root: Path) -> bool:
    """Whether one of the first label files contains a row, without reading `data.yaml`."""
    try:
        images = discover_images(root).images
    except DatasetError:
        return False
    places = YoloLabelPairing(root, images)
    labeled = islice(filter(places.is_labeled, images), _MAX_FILES_SAMPLED)
    return any(_count_rows(places.locate_label_file(image)) for image in labeled)


def _count_rows(labels: Path) -> int | None:
    """The number of rows at the beginning of a label file; None if it is not a YOLO file."""
    try:
        with require_regular_file(labels).open("rb") as stream:
            head = stream.read(HEAD_BYTES)
        whole = head if len(head) < HEAD_BYTES else head[: max(head.rfind(b"\n"), head.rfind(b"\r")) + 1]
        return len(parse_yolo(whole).rows)
    except (OSError, YoloFormatError):
        return None


class YoloDataset(DatasetDefaults):
    """See `detector.data.formats.base.Dataset`."""

    format = INFO.name

    def __init__(self, root: Path, found: FoundYolo, options: OpenOptions = AUTOMATIC_OPTIONS) -> None:
        """Raises: DatasetError (the class list cannot be used)."""
        self.root = root
        self.options = replace(options, format=self.format)
        self.images = (
            ImagePaths.from_folders(found.folder, {str(folder): names for folder, names in found.images.names.items()})
            if isinstance(found.images, FolderImages)
            else ImagePaths.from_paths(found.folder, found.images)
        )
        self.splits = found.splits
        located = list(found.label_pairing.locate_all(self.images))
        self._flags = bytes(is_there for _, _, is_there in located)
        self.notices = (
            *found.notices,
            *_describe_shared_labels(self.images, located),
            *_describe_second_list(found),
        )
        self._class_list = YoloClassList(found.class_file, lambda: _find_highest_class(found.iter_label_files()))
        if self._class_list.is_encoding_guessed:
            text = f"{found.class_file.name} is not UTF-8 and was read as Windows-1252."
            self.notices = (*self.notices, f"{text} If class names look wrong, save it as UTF-8.")
        self._label_pairing = found.label_pairing
        self._config, self._config_file = found.config, found.config_file
        self._keypoint_columns = found.config.keypoint_columns if found.config else 0

    @property
    def class_file(self) -> Path:
        """The file with the class names, which may not exist yet."""
        return self._class_list.path

    @property
    def classes(self) -> tuple[str, ...]:
        return self._class_list.names

    @property
    def class_list(self) -> YoloClassList:
        """The names of the class numbers."""
        return self._class_list

    def describe_files(self) -> tuple[EngineText, ...]:
        return (EngineText(_CLASSES_TEXT, {"file": self.class_file.name}),)

    @cached_property
    def _use_counts(self) -> Counter[Path]:
        """How many images each label file is of: images that differ only in their suffix share one."""
        return Counter(map(self._label_pairing.locate_label_file, self.images))

    def find_own_label_file(self, image: Path) -> Path | None:
        file = self._label_pairing.locate_label_file(image)
        return file if self._use_counts[file] == 1 and os.path.lexists(file) else None

    @property
    def split_kind(self) -> SplitKind:
        return "lists" if self._split_lists else "folders"

    @cached_property
    def _split_lists(self) -> tuple[SplitList, ...]:
        if self._config is None or self._config_file is None:
            return ()
        return tuple(find_split_lists(self._config, self._config_file, self.images))

    def remove_records(self, images: Sequence[Path]) -> Iterator[RecordChange]:
        return remove_from_lists(self._split_lists, images)

    def move_records(self, images: Mapping[Path, Path], split: Split) -> Iterator[RecordChange]:
        return move_in_lists(self._split_lists, tuple(images), split)

    def lists_class(self, name: str) -> bool:
        return name in self.classes

    def plan_class_edit(
        self,
        edit: ClassEdit,
        images: Sequence[Path],
        without: Sequence[Path],  # noqa: ARG002 - they are not among `images`
    ) -> Iterator[ClassEditStep]:
        if edit.target and not self.lists_class(edit.target):
            yield ClassEditStep(self.class_list.path, partial(rename_in_class_list, self.class_list, edit))
        else:
            yield from plan_files(self, edit, images)

    @property
    def label_flags(self) -> bytes:
        return self._flags

    def list_used_files(self) -> Mapping[Path, Collection[str]]:
        return find_once(("used files", self), self._collect_used_files)

    def _collect_used_files(self) -> Mapping[Path, Collection[str]]:
        used: dict[Path, set[str]] = {}
        for folder, name, is_there in self._label_pairing.locate_all(self.images):
            if is_there:
                used.setdefault(folder, set()).add(name)
        for path in (self.class_file, self._config_file):
            if path is not None:
                used.setdefault(path.parent, set()).add(path.name)
        return join_folders(used.items())

    def is_labeled(self, image: Path) -> bool:
        return self._label_pairing.is_labeled(image)

    def read_labels(self, image: Path) -> YoloFile:
        labels = self._label_pairing.locate_label_file(image)
        setting = YoloSettings(self._class_list, read_size(image), self._keypoint_columns, image)
        if os.path.lexists(labels):
            return YoloFile.from_path(labels, setting)
        self._class_list.check_on_disk()
        return YoloFile.create_blank(labels, setting)


def _find_highest_class(files: Iterable[Path]) -> int:
    """The highest class number in `files`, or -1; unreadable files are ignored."""
    highest = -1
    for path in files:
        try:
            content = require_regular_file(path).read_bytes()
        except OSError:
            continue
        highest = max([highest, *map(int, _CLASS_NUMBER_PATTERN.findall(content))])
    return highest


def _describe_shared_labels(images: ImagePaths, located: Sequence[tuple[Path, str, bool]]) -> Iterable[str]:
    """A sentence about images that share a label file; `located` has the label file of each image."""
    files = [(str(folder), name) for folder, name, _ in located]
    if len(set(files)) == len(files):
        return
    owners: dict[tuple[str, str], list[str]] = {}
    for row, file in enumerate(files):
        owners.setdefault(file, []).append(images[row].name)
    shared = [f"{' and '.join(names)} ({name})" for (_, name), names in owners.items() if len(names) > 1]
    files_text = format_count(len(shared), "label file belongs", "label files belong")
    yield SHARED_LABELS.format(files=files_text, names=list_names(shared))


def _describe_second_list(found: FoundYolo) -> Iterable[str]:
    """A sentence about a class list that is not used and has other classes."""
    used = found.class_file
    for other in iter_class_files(found.folder, found.label_pairing):
        if other != used and other.name == CLASS_LIST_NAME and _read_class_names(other) != _read_class_names(used):
            yield OTHER_CLASS_LIST.format(name=other.name, source=used.name)


def _read_class_names(path: Path) -> tuple[str, ...] | None:
    try:
        return YoloClassList(path, lambda: -1).names
    except DatasetError:
        return None
