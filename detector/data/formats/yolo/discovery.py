"""Finding the parts of a YOLO data set: `data.yaml` or a list of classes, images, and label files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from detector.data.directory_cache import find_once, has_files
from detector.data.formats.base import Split
from detector.data.formats.shared.wording import format_count, list_names
from detector.data.label_folders import find_label_folders
from detector.errors import DatasetConfigError, DatasetError

from .class_list import YAML_SUFFIXES
from .config import FoundConfig, find_config, iter_upwards
from .configured_images import find_configured_images
from .data_yaml import YoloConfig
from .layout import LABEL_SUFFIX, YoloImages, YoloLabelPairing, discover_images

CLASS_LIST_NAME = "classes.txt"
_CLASS_LIST_NAMES = (CLASS_LIST_NAME, "obj.names", "predefined_classes.txt")


@dataclass(frozen=True)
class FoundYolo:
    """What a look at the disk gave, the images in no order. `class_file` need not be there yet."""

    folder: Path
    images: Sequence[Path]
    splits: Mapping[Split, frozenset[Path]]
    notices: tuple[str, ...]
    label_pairing: YoloLabelPairing
    class_file: Path
    config: YoloConfig | None
    config_file: Path | None = None

    @property
    def has_classes(self) -> bool:
        return self.class_file.exists()

    def iter_label_files(self) -> Iterator[Path]:
        return (
            self.label_pairing.locate_label_file(image) for image in self.images if self.label_pairing.is_labeled(image)
        )


def has_yolo_files(root: Path, labels: Path | None = None) -> bool:
    """Whether there is any file of a kind that YOLO data sets have: a quick no for all others."""
    folder = root.parent if root.is_file() else root
    places = dict.fromkeys([*iter_upwards(folder), *find_label_folders(folder, folder, labels)])
    return any(has_files(place, suffix) for place in places for suffix in (LABEL_SUFFIX, ".names", *YAML_SUFFIXES))


def find_yolo_dataset(root: Path, labels: Path | None = None) -> FoundYolo:
    """Find the images and labels of a data set, once in a look.

    Raises:
        DatasetConfigError: Its `data.yaml` cannot be used.
        DatasetError: There is none.
    """
    return find_once(("yolo", str(root), str(labels)), lambda: _search_yolo_dataset(root, labels))


def _search_yolo_dataset(root: Path, labels: Path | None) -> FoundYolo:
    folder = root.parent if root.is_file() else root
    found = find_config(root)
    there = YoloImages((), {}, found.notices if found is not None else ())
    if found is not None and found.path.parent == folder:
        named = find_configured_images(found.config, found.path)
        there = replace(named, notices=(*there.notices, *named.notices))
    there = _add_unlisted(there, folder, labels) if there.images else _discover_with_notices(folder, there.notices)
    places = YoloLabelPairing(folder, there.images, labels)
    class_file = _find_named_class_file(found) or _choose_class_file(folder, places)
    config = found.config if found is not None else None
    notices = (*there.notices, *places.notices)
    config_file = found.path if found is not None else None
    return FoundYolo(folder, there.images, there.splits, notices, places, class_file, config, config_file)


def check_yolo_config(root: Path) -> None:
    """See that a `data.yaml` in `root`, if there is one, can be used. Raises: DatasetConfigError."""
    if not has_yolo_files(root):
        return
    try:
        find_yolo_dataset(root)
    except DatasetConfigError:
        raise
    except DatasetError:
        return  # it has no images, or is no data.yaml: opening it reports that


def _find_named_class_file(found: FoundConfig | None) -> Path | None:
    """The `data.yaml` if it has the names, or the list that it refers to. Raises: DatasetConfigError."""
    if found is None or not found.config.has_names:
        return None
    return found.find_names_file() if found.config.names_file else found.path


def _discover_with_notices(folder: Path, notices: tuple[str, ...]) -> YoloImages:
    """The images that are found without `data.yaml`; what it names is part of the error. Raises: DatasetError."""
    try:
        there = discover_images(folder)
    except DatasetError as error:
        if not notices:
            raise
        raise DatasetConfigError(" ".join((*notices, str(error)))) from error
    return replace(there, notices=notices + there.notices)


def _add_unlisted(listed: YoloImages, folder: Path, labels: Path | None) -> YoloImages:
    """The images of `data.yaml`, and labeled ones that are not listed there, which are in no split."""
    try:
        others = set(discover_images(folder).images).difference(listed.images)
    except DatasetError:
        others = set()
    places = YoloLabelPairing(folder, others, labels)
    labeled = sorted(image for image in others if places.is_labeled(image))
    if not labeled:
        # A part beside which there is nothing divides nothing.
        return replace(listed, splits={}) if listed.val_is_train and len(listed.splits) == 1 else listed
    images = format_count(len(labeled), "labeled image is", "labeled images are")
    names = list_names([image.relative_to(folder).as_posix() for image in labeled])
    message = f"{images} in none of the splits of data.yaml: {names}."
    return replace(listed, images=(*listed.images, *labeled), notices=(*listed.notices, message))


def iter_class_files(folder: Path, places: YoloLabelPairing) -> Iterator[Path]:
    """Lists of classes that are there, the one that counts first: labelImg's lies beside the labels."""
    around = dict.fromkeys([*places.label_folders, *iter_upwards(folder), folder / "data"])
    yield from (path for name in _CLASS_LIST_NAMES for place in around if (path := place / name).is_file())


def _choose_class_file(folder: Path, places: YoloLabelPairing) -> Path:
    beside = places.label_folders[0] if len(places.label_folders) == 1 else folder
    return next(iter_class_files(folder, places), beside / CLASS_LIST_NAME)
