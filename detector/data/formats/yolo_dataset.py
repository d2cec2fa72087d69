"""YOLO data sets: `data.yaml` or a list of classes, and a `.txt` file for each image."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from detector.data.folder import by_folder
from detector.data.image_io import read_size
from detector.data.image_paths import ImagePaths
from detector.data.look import Cancelled, never
from detector.data.plain_file import plain
from detector.errors import DatasetConfigError, DatasetError

from .base import AS_FOUND, FormatName, OpenOptions
from .joint_finder import HEAD
from .wording import counted, some
from .yolo import YoloFile, YoloSetting
from .yolo_classes import YAML_SUFFIXES, ClassList
from .yolo_find import LIST_OF_CLASSES, YoloFound, class_files, find, may_be_yolo
from .yolo_places import LabelPlaces, discovered
from .yolo_rows import YoloFormatError, parse
from .yolo_writer import YoloWriter

_FILES_LOOKED_AT = 8
_CLASS_NUMBER = re.compile(rb"^[ \t]*([0-9]{1,6})(?:\.0*)?[ \t]", re.MULTILINE)


class YoloFormat:
    """See `detector.data.formats.base.LabelFormat`. What is opened may be `data.yaml` itself."""

    name: FormatName = "yolo"
    title = "YOLO text"

    def recognises(self, root: Path, options: OpenOptions = AS_FOUND) -> bool:
        if (root.is_file() and root.suffix.lower() not in YAML_SUFFIXES) or not may_be_yolo(root, options.labels):
            return False
        try:
            found = find(root, options.labels)
        except DatasetConfigError:
            return root.is_file() or _has_rows(root)  # opening it tells
        except DatasetError:
            return False
        labelled = list(islice(filter(found.places.is_labelled, found.images), _FILES_LOOKED_AT))
        rows = [count for image in labelled if (count := _row_count(found.places.of(image))) is not None]
        return any(rows) or (found.has_classes and (bool(rows) or found.config is not None))

    def open(
        self,
        root: Path,
        cancelled: Cancelled = never,  # noqa: ARG002
        options: OpenOptions = AS_FOUND,
    ) -> YoloDataset:
        """Errors: DatasetError."""
        return YoloDataset(root, find(root, options.labels), options)

    def begin(self, root: Path, cancelled: Cancelled = never, options: OpenOptions = AS_FOUND) -> YoloDataset:
        """Errors: DatasetError."""
        return self.open(root, cancelled, options)

    def writer(self, out: Path, classes: Sequence[str]) -> YoloWriter:
        """Errors: AnnotationWriteError."""
        return YoloWriter(out, classes)


def _has_rows(root: Path) -> bool:
    """Whether any of the first few label files has a row, whatever `data.yaml` says."""
    try:
        images = discovered(root).images
    except DatasetError:
        return False
    places = LabelPlaces(root, images)
    labelled = islice(filter(places.is_labelled, images), _FILES_LOOKED_AT)
    return any(_row_count(places.of(image)) for image in labelled)


def _row_count(labels: Path) -> int | None:
    """How many rows a label file has in its first lines; None when it is none."""
    try:
        with plain(labels).open("rb") as stream:
            head = stream.read(HEAD)
        whole = head if len(head) < HEAD else head[: max(head.rfind(b"\n"), head.rfind(b"\r")) + 1]
        return len(parse(whole).rows)
    except (OSError, YoloFormatError):
        return None


class YoloDataset:
    """See `detector.data.formats.base.Dataset`."""

    format: FormatName = "yolo"

    def __init__(self, root: Path, found: YoloFound, options: OpenOptions = AS_FOUND) -> None:
        """Errors: DatasetError (the class list cannot be used)."""
        self.root = root
        self.options = replace(options, format=self.format)
        self.images = ImagePaths.of(found.folder, found.images)
        self.splits = found.splits
        self.notices = (*found.notices, *_shared_labels(self.images, found.places), *_second_list(found))
        self._classes = ClassList(found.class_file, lambda: _highest_class(found.label_files()))
        if self._classes.encoding_is_guessed:
            text = f"{found.class_file.name} is not UTF-8 and was read as Windows-1252."
            self.notices = (*self.notices, f"{text} If class names look wrong, save it as UTF-8.")
        self._places = found.places
        self._config_file = found.config_file
        self._keypoints = found.config.keypoints if found.config else 0

    @property
    def class_file(self) -> Path:
        """Where the names of the classes are, or will be."""
        return self._classes.path

    @property
    def classes(self) -> tuple[str, ...]:
        return self._classes.names

    @property
    def class_list(self) -> ClassList:
        """What gives the class numbers of this data set their names."""
        return self._classes

    @property
    def labelled(self) -> bytes:
        return bytes(map(self.is_labelled, self.images))

    def used_files(self) -> Mapping[Path, Collection[str]]:
        labels = (self._places.of(image) for image in self.images if self.is_labelled(image))
        return by_folder((*labels, self.class_file, *([self._config_file] if self._config_file else [])))

    def is_labelled(self, image: Path) -> bool:
        return self._places.is_labelled(image)

    def read(self, image: Path) -> YoloFile:
        """Errors: AnnotationUnreadableError, ImageUnreadableError."""
        labels = self._places.of(image)
        setting = YoloSetting(self._classes, read_size(image), self._keypoints, image)
        if os.path.lexists(labels):
            return YoloFile.read(labels, setting)
        self._classes.check()
        return YoloFile.blank(labels, setting)


def _highest_class(files: Iterable[Path]) -> int:
    """The highest class number in label files; those that cannot be read have none."""
    highest = -1
    for path in files:
        try:
            content = plain(path).read_bytes()
        except OSError:
            continue
        highest = max([highest, *map(int, _CLASS_NUMBER.findall(content))])
    return highest


def _shared_labels(images: Iterable[Path], places: LabelPlaces) -> Iterable[str]:
    """A notice about images that have one label file."""
    owners: dict[Path, list[str]] = {}
    for image in images:
        owners.setdefault(places.of(image), []).append(image.name)
    shared = [f"{' and '.join(names)} ({labels.name})" for labels, names in owners.items() if len(names) > 1]
    if shared:
        files = counted(len(shared), "label file belongs", "label files belong")
        yield f"{files} to several images, as YOLO goes by the name without suffix: {some(shared)}. Rename them."


def _second_list(found: YoloFound) -> Iterable[str]:
    """A notice about a class list that is not used and says something else."""
    used = found.class_file
    for other in class_files(found.folder, found.places):
        if other != used and other.name == LIST_OF_CLASSES and _list(other) != _list(used):
            yield f"{other.name} is not used: the classes come from {used.name}, which lists others."


def _list(path: Path) -> tuple[str, ...] | None:
    try:
        return ClassList(path, lambda: -1).names
    except DatasetError:
        return None
