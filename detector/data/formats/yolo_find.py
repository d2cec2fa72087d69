"""Finding the parts of a YOLO data set: `data.yaml` or a list of classes, images, and label files."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from detector.data.folder import natural_key
from detector.data.look import contents, has_files
from detector.data.plain_file import plain
from detector.errors import DatasetError

from .base import Split
from .split_folders import folder_split
from .yolo_classes import YAML_SUFFIXES
from .yolo_places import LABELS, LabelPlaces, YoloImages, configured, discovered
from .yolo_yaml import YoloConfig, YoloYamlError, parse_config

LIST_OF_CLASSES = "classes.txt"
_CLASS_FILES = (LIST_OF_CLASSES, "obj.names", "predefined_classes.txt")
LARGEST_CONFIG = 1_000_000
"""Bytes. Larger ones belong to other programs, and would take seconds to read."""
_YAML_FIRST = ("data.yaml", "data.yml", "dataset.yaml", "dataset.yml")


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

    @property
    def has_classes(self) -> bool:
        return self.class_file.exists()

    def label_files(self) -> Iterator[Path]:
        return (self.places.of(image) for image in self.images if self.places.is_labelled(image))


def may_be_yolo(root: Path) -> bool:
    """Whether there is any file of a kind that YOLO data sets have: a quick no for all others."""
    folder = root.parent if root.is_file() else root
    return any(has_files(above, suffix) for above in _upwards(folder) for suffix in (LABELS, ".names", *YAML_SUFFIXES))


def find(root: Path) -> YoloFound:
    """Errors: DatasetError."""
    folder = root.parent if root.is_file() else root
    path, config = _config(root)
    there = YoloImages((), {})
    if config is not None and path is not None and path.parent == folder:
        there = configured(config, path)
    if not there.images:
        notices = there.notices
        there = discovered(folder)
        there = YoloImages(there.images, there.splits, notices + there.notices)
    places = LabelPlaces(folder, there.images)
    class_file = path or _class_file(folder, places)
    return YoloFound(folder, there.images, there.splits, there.notices, places, class_file, config)


def _config(root: Path) -> tuple[Path | None, YoloConfig | None]:
    """The `data.yaml` of a data set, also from inside its `images` or its splits. Errors: DatasetError."""
    if root.is_file():
        if (config := _read_config(root)) is None:
            raise DatasetError(f"{root} has no class names, so it is no YOLO data set. Choose another file.")
        return root, config
    for folder in _upwards(root):
        names = _yaml_files(folder)
        for name in sorted(names, key=lambda name: (name not in _YAML_FIRST, natural_key(name))):
            try:
                config = _read_config(folder / name)
            except DatasetError:
                if name in _YAML_FIRST:
                    raise
                continue  # any other may belong to another program
            if config is not None:
                return folder / name, config
    return None, None


def _upwards(root: Path) -> Iterator[Path]:
    """`root`, and the folders around it for as long as it is one of the parts of a data set."""
    yield root
    folder = Path(os.path.abspath(root))  # noqa: PTH100 - links stay as they are named
    while folder.name.lower() == "images" or folder_split(folder.name) is not None:
        folder = folder.parent
        yield folder


def _yaml_files(folder: Path) -> list[str]:
    try:
        files = contents(folder).files
    except OSError:
        return []  # told when its images are looked for
    return [name for suffix in YAML_SUFFIXES for name in files.get(suffix, ())]


def _read_config(path: Path) -> YoloConfig | None:
    """None for a YAML file without class names. Errors: DatasetError."""
    try:
        if path.stat().st_size > LARGEST_CONFIG:
            raise DatasetError(f"{path} has more than {LARGEST_CONFIG:,} bytes, which is no data.yaml. Choose another.")
        return parse_config(plain(path).read_text("utf-8"))
    except OSError as error:
        fault = f"could not be read: {error.strerror or error}"
    except UnicodeDecodeError as error:
        fault = f"cannot be used: it is not UTF-8 at byte {error.start}"
    except YoloYamlError as error:
        fault = f"cannot be used: {error}"
    raise DatasetError(f"{path} {fault}. Repair it in a text editor; it was left alone.")


def class_files(folder: Path, places: LabelPlaces) -> Iterator[Path]:
    """Lists of classes that are there, the one that counts first: labelImg's lies beside the labels."""
    around = dict.fromkeys([*places.folders, *_upwards(folder), folder / "data"])
    yield from (path for name in _CLASS_FILES for place in around if (path := place / name).is_file())


def _class_file(folder: Path, places: LabelPlaces) -> Path:
    beside = places.folders[0] if len(places.folders) == 1 else folder
    return next(class_files(folder, places), beside / LIST_OF_CLASSES)
