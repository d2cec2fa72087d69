"""Finding the parts of a YOLO data set: `data.yaml` or a list of classes, images, and label files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from detector.data.label_folders import find_label_folders
from detector.data.look import has_files
from detector.errors import DatasetConfigError, DatasetError

from .base import Split
from .wording import counted, some
from .yolo_classes import YAML_SUFFIXES
from .yolo_config import ConfigFound, find_config, upwards
from .yolo_configured import configured
from .yolo_places import LABELS, LabelPlaces, YoloImages, discovered
from .yolo_yaml import YoloConfig

LIST_OF_CLASSES = "classes.txt"
_CLASS_FILES = (LIST_OF_CLASSES, "obj.names", "predefined_classes.txt")


@dataclass(frozen=True)
class YoloFound:
    """What a look at the disk gave, the images in no order. `class_file` need not be there yet."""

    folder: Path
    images: Sequence[Path]
    splits: Mapping[Split, frozenset[Path]]
    notices: tuple[str, ...]
    places: LabelPlaces
    class_file: Path
    config: YoloConfig | None
    config_file: Path | None = None

    @property
    def has_classes(self) -> bool:
        return self.class_file.exists()

    def label_files(self) -> Iterator[Path]:
        return (self.places.of(image) for image in self.images if self.places.is_labelled(image))


def may_be_yolo(root: Path, labels: Path | None = None) -> bool:
    """Whether there is any file of a kind that YOLO data sets have: a quick no for all others."""
    folder = root.parent if root.is_file() else root
    places = dict.fromkeys([*upwards(folder), *find_label_folders(folder, folder, labels)])
    return any(has_files(place, suffix) for place in places for suffix in (LABELS, ".names", *YAML_SUFFIXES))


def find(root: Path, labels: Path | None = None) -> YoloFound:
    """Find the images and labels of a data set.

    Raises:
        DatasetConfigError: Its `data.yaml` cannot be used.
        DatasetError: There is none.
    """
    folder = root.parent if root.is_file() else root
    found = find_config(root)
    there = YoloImages((), {}, found.notices if found is not None else ())
    if found is not None and found.path.parent == folder:
        named = configured(found.config, found.path)
        there = replace(named, notices=(*there.notices, *named.notices))
    there = _with_unlisted(there, folder, labels) if there.images else _discovered(folder, there.notices)
    places = LabelPlaces(folder, there.images, labels)
    class_file = _named_class_file(found) or _class_file(folder, places)
    config = found.config if found is not None else None
    notices = (*there.notices, *places.notices)
    config_file = found.path if found is not None else None
    return YoloFound(folder, there.images, there.splits, notices, places, class_file, config, config_file)


def check_config(root: Path) -> None:
    """See that a `data.yaml` in `root`, if there is one, can be used. Raises: DatasetConfigError."""
    if not may_be_yolo(root):
        return
    try:
        find(root)
    except DatasetConfigError:
        raise
    except DatasetError:
        return  # it has no images, or is no data.yaml: opening it tells


def _named_class_file(found: ConfigFound | None) -> Path | None:
    """The `data.yaml` if it has the names, or the list that it refers to. Raises: DatasetConfigError."""
    if found is None or not found.config.has_names:
        return None
    return found.list_of_names() if found.config.names_file else found.path


def _discovered(folder: Path, notices: tuple[str, ...]) -> YoloImages:
    """The images that are found without `data.yaml`; what it names is part of the error. Raises: DatasetError."""
    try:
        there = discovered(folder)
    except DatasetError as error:
        if not notices:
            raise
        raise DatasetConfigError(" ".join((*notices, str(error)))) from error
    return replace(there, notices=notices + there.notices)


def _with_unlisted(listed: YoloImages, folder: Path, labels: Path | None) -> YoloImages:
    """Those that `data.yaml` names, and the labelled ones that it passes over, which are in no split."""
    try:
        others = set(discovered(folder).images).difference(listed.images)
    except DatasetError:
        others = set()
    places = LabelPlaces(folder, others, labels)
    labelled = sorted(image for image in others if places.is_labelled(image))
    if not labelled:
        # A part beside which there is nothing divides nothing.
        return replace(listed, splits={}) if listed.val_is_train and len(listed.splits) == 1 else listed
    images = counted(len(labelled), "labelled image is", "labelled images are")
    names = some([image.relative_to(folder).as_posix() for image in labelled])
    told = f"{images} in none of the parts that data.yaml names: {names}."
    return replace(listed, images=(*listed.images, *labelled), notices=(*listed.notices, told))


def class_files(folder: Path, places: LabelPlaces) -> Iterator[Path]:
    """Lists of classes that are there, the one that counts first: labelImg's lies beside the labels."""
    around = dict.fromkeys([*places.folders, *upwards(folder), folder / "data"])
    yield from (path for name in _CLASS_FILES for place in around if (path := place / name).is_file())


def _class_file(folder: Path, places: LabelPlaces) -> Path:
    beside = places.folders[0] if len(places.folders) == 1 else folder
    return next(class_files(folder, places), beside / LIST_OF_CLASSES)
