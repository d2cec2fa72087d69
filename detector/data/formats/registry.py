"""The label formats there are, and which of them a folder has. Importing this costs nothing: formats load when used."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

from detector.data.directory_cache import IsCanceled, never_canceled, share_directory_cache
from detector.data.in_place import finish_interrupted_writes
from detector.errors import DatasetConfigError, DatasetError

from .base import AUTOMATIC_OPTIONS, Dataset, LabelFormat, OpenOptions
from .format_info import FormatName
from .format_list import FORMAT_INFOS, find_package


class _LazyFormats(Mapping[FormatName, LabelFormat]):
    """Loads each format when it is asked for."""

    def __getitem__(self, name: FormatName) -> LabelFormat:
        return cast(LabelFormat, importlib.import_module(f"{find_package(name)}.dataset").FORMAT)

    def __iter__(self) -> Iterator[FormatName]:
        return iter(FORMAT_INFOS)

    def __len__(self) -> int:
        return len(FORMAT_INFOS)


FORMATS: Mapping[FormatName, LabelFormat] = _LazyFormats()


def recognize_format(root: Path, options: OpenOptions = AUTOMATIC_OPTIONS) -> FormatName | None:
    """The format of the labels in `root` (a folder, or a format's own file); None where there are none.

    Where each image has files of several formats, it is the one that labels the most images. Joint files come after
    those: beside images that have labels of their own they are often an export.

    Raises:
        DatasetError: The file that a person named for its labels has none.
        DatasetConfigError: The folder has a `data.yaml` that cannot be used, and labels that need it or none at all.
    """
    with share_directory_cache():
        per_image = [name for name, info in FORMAT_INFOS.items() if info.has_file_per_image]
        found = [name for name in per_image if FORMATS[name].is_format_of(root, options)]
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


def _count_labeled(label_format: LabelFormat, root: Path, options: OpenOptions) -> int:
    """How many images have labels of this format. Raises: DatasetConfigError."""
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
    """The images of `root` and their labels; a folder of images without any labels opens as Pascal VOC.

    What a crash left half written is completed first.

    Raises:
        DatasetError: It is not there, has no images, or has a class list or joint file that cannot be read whole.
    """
    finish_interrupted_writes()
    with share_directory_cache(is_canceled):
        return FORMATS[options.format or recognize_format(root, options) or "voc"].open_dataset(
            root, is_canceled, options
        )
