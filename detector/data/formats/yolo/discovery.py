"""Finding the parts of a YOLO data set: `data.yaml` or a class list, images, and label files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from detector.data.directory_cache import find_once
from detector.data.formats.base import Split
from detector.data.formats.shared.wording import format_count, list_names
from detector.data.label_folders import iter_upwards, may_have_labels
from detector.errors import DatasetConfigError, DatasetError

from .config import FoundConfig, find_config
from .configured_images import find_configured_images
from .data_yaml import YoloConfig
from .info import INFO
from .layout import YoloImages, YoloLabelPairing, discover_images

CLASS_LIST_NAME = "classes.txt"
IN_NO_SPLIT = "{images} in none of the splits of data.yaml: {names}."
_CLASS_LIST_NAMES = (CLASS_LIST_NAME, "obj.names", "predefined_classes.txt")


@dataclass(frozen=True)
class FoundYolo:
    """The parts of a YOLO data set.

    Attributes:
        folder: The folder of the data set.
        images: The images, in no particular order.
        splits: The images of each split.
        notices: Sentences to show once.
        label_pairing: The label file of each image.
        class_file: The file with the class names, which may not exist yet.
        config: The content of `data.yaml`; None if there is none.
        config_file: The path of `data.yaml`; None if there is none.
    """

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
    """Whether there is any file with a suffix that YOLO data sets have; quickly excludes other folders."""
    return may_have_labels(root, INFO.all_suffixes, labels)


def find_yolo_dataset(root: Path, labels: Path | None = None) -> FoundYolo:
    """Find the images and labels of a data set; cached while a folder is opened.

    Raises:
        DatasetConfigError: `data.yaml` cannot be used.
        DatasetError: There are no images, or `root` is not a YOLO configuration.
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
    """Check that the `data.yaml` in `root`, if there is one, can be used. Raises: DatasetConfigError."""
    if not has_yolo_files(root):
        return
    try:
        find_yolo_dataset(root)
    except DatasetConfigError:
        raise
    except DatasetError:
        return  # no images or no data.yaml: reported when the folder is opened


def _find_named_class_file(found: FoundConfig | None) -> Path | None:
    """The `data.yaml` if it contains names, or the file that it refers to. Raises: DatasetConfigError."""
    if found is None or not found.config.has_names:
        return None
    return found.find_names_file() if found.config.names_file else found.path


def _discover_with_notices(folder: Path, notices: tuple[str, ...]) -> YoloImages:
    """The images found without `data.yaml`.

    Raises:
        DatasetError: There are none; the message contains `notices`.
    """
    try:
        there = discover_images(folder)
    except DatasetError as error:
        if not notices:
            raise
        raise DatasetConfigError(" ".join((*notices, str(error)))) from error
    return replace(there, notices=notices + there.notices)


def _add_unlisted(listed: YoloImages, folder: Path, labels: Path | None) -> YoloImages:
    """The images of `data.yaml`, and labeled images that it does not list, which belong to no split."""
    try:
        others = set(discover_images(folder).images).difference(listed.images)
    except DatasetError:
        others = set()
    places = YoloLabelPairing(folder, others, labels)
    labeled = sorted(image for image in others if places.is_labeled(image))
    if not labeled:
        # `val` names the images of `train`, and there are no others: a single split does not divide anything.
        return replace(listed, splits={}) if listed.val_is_train and len(listed.splits) == 1 else listed
    images = format_count(len(labeled), "labeled image is", "labeled images are")
    names = list_names([image.relative_to(folder).as_posix() for image in labeled])
    message = IN_NO_SPLIT.format(images=images, names=names)
    return replace(listed, images=(*listed.images, *labeled), notices=(*listed.notices, message))


def iter_class_files(folder: Path, places: YoloLabelPairing) -> Iterator[Path]:
    """Existing class lists in the order of precedence: labelImg writes its list beside the labels."""
    around = dict.fromkeys([*places.label_folders, *iter_upwards(folder), folder / "data"])
    yield from (path for name in _CLASS_LIST_NAMES for place in around if (path := place / name).is_file())


def _choose_class_file(folder: Path, places: YoloLabelPairing) -> Path:
    beside = places.label_folders[0] if len(places.label_folders) == 1 else folder
    return next(iter_class_files(folder, places), beside / CLASS_LIST_NAME)
