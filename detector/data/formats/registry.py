"""Recognizing the label format of a folder, and opening it. The code of a format is imported when it is first used."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

from detector.data.directory_cache import IsCanceled, never_canceled, share_directory_cache
from detector.data.in_place import finish_interrupted_writes
from detector.data.label_folders import may_have_labels
from detector.errors import DatasetConfigError, DatasetError

from .base import AUTOMATIC_OPTIONS, Dataset, LabelFormat, OpenOptions
from .format_info import FormatName
from .format_list import FORMAT_INFOS, find_package


class _LazyFormats(Mapping[FormatName, LabelFormat]):
    """Imports the code of each format when it is requested."""

    def __getitem__(self, name: FormatName) -> LabelFormat:
        return cast(LabelFormat, importlib.import_module(f"{find_package(name)}.dataset").FORMAT)

    def __iter__(self) -> Iterator[FormatName]:
        return iter(FORMAT_INFOS)

    def __len__(self) -> int:
        return len(FORMAT_INFOS)


FORMATS: Mapping[FormatName, LabelFormat] = _LazyFormats()


def recognize_format(root: Path, options: OpenOptions = AUTOMATIC_OPTIONS) -> FormatName | None:
    """The format of the labels in `root` (a folder, or a label file); None if there are no labels.

    If images have label files in several formats with one file per image, the format with the most labeled images is
    used. These formats take precedence over formats with one file for many images, because such a file beside label
    files of single images is often an export.

    Raises:
        DatasetError: The file that the user specified has no labels.
        DatasetConfigError: The folder has an unusable `data.yaml`, and either no labels or labels that need it.
    """
    with share_directory_cache():
        per_image = [name for name, info in FORMAT_INFOS.items() if info.has_file_per_image]
        # Without such files, the code of the format need not even be imported.
        possible = [name for name in per_image if _may_have_labels(name, root, options)]
        found = [name for name in possible if FORMATS[name].is_format_of(root, options)]
        if len(found) > 1:
            return max(found, key=lambda name: _count_labeled(FORMATS[name], root, options))
        name = (
            found[0]
            if found
            else next(
                (name for name in FORMATS if name not in per_image and FORMATS[name].is_format_of(root, options)), None
            )
        )
        if name is None and options.labels_place is not None and options.labels_place.is_file():
            raise DatasetError(
                f"{options.labels_place} has no labels in a known format. Choose another file, or its folder."
            )
        if name is None:
            for label_format in FORMATS.values():
                label_format.check_settings(root)
        return name


def _may_have_labels(name: FormatName, root: Path, options: OpenOptions) -> bool:
    return may_have_labels(root, FORMAT_INFOS[name].all_suffixes, options.labels_place)


def _count_labeled(label_format: LabelFormat, root: Path, options: OpenOptions) -> int:
    """The number of images with labels of this format. Raises: DatasetConfigError."""
    try:
        dataset = label_format.open_dataset(root, options=options)
    except DatasetConfigError:
        raise
    except DatasetError:
        return 0  # reported if it is the only file
    return sum(dataset.label_flags)


def open_dataset(
    root: Path, options: OpenOptions = AUTOMATIC_OPTIONS, is_canceled: IsCanceled = never_canceled
) -> Dataset:
    """Open the images of `root` and their labels; a folder of images without labels is opened as Pascal VOC.

    Writes that were interrupted by a crash are completed first.

    Raises:
        DatasetError: `root` does not exist, has no images, or has a class list or shared label file that cannot be read
            completely.
    """
    finish_interrupted_writes()
    with share_directory_cache(is_canceled):
        return FORMATS[options.format or recognize_format(root, options) or "voc"].open_dataset(
            root, is_canceled, options
        )
