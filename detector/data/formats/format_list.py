"""The list of label formats, with their names and texts. To add a format, add its package to `FORMAT_PACKAGES`."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import cast

from .format_info import FormatInfo, FormatName

FORMAT_PACKAGES: tuple[str, ...] = (
    "detector.data.formats.voc",
    "detector.data.formats.labelme",
    "detector.data.formats.yolo",
    "detector.data.formats.coco",
    "detector.data.formats.csv_table",
    "detector.data.formats.cvat",
    "detector.data.formats.createml",
    "detector.data.formats.via",
    "detector.data.formats.masks",
)
"""Each has a module `info` with `INFO`, a FormatInfo, and a module `dataset` with `FORMAT`, a LabelFormat.

The order matters: formats are tried in this order to recognize the format of a folder.
"""


@cache
def _load_info(package: str) -> FormatInfo:
    return cast(FormatInfo, importlib.import_module(f"{package}.info").INFO)


class _FormatInfos(Mapping[FormatName, FormatInfo]):
    """The FormatInfo of each format by its name, in the order of the list."""

    def __getitem__(self, name: FormatName) -> FormatInfo:
        return _load_info(find_package(name))

    def __iter__(self) -> Iterator[FormatName]:
        return (_load_info(package).name for package in FORMAT_PACKAGES)

    def __len__(self) -> int:
        return len(FORMAT_PACKAGES)


FORMAT_INFOS: Mapping[FormatName, FormatInfo] = _FormatInfos()


def find_package(name: FormatName) -> str:
    """The package of a format.

    Raises:
        KeyError: There is no format with this name.
    """
    for package in FORMAT_PACKAGES:
        if _load_info(package).name == name:
            return package
    raise KeyError(name)


def list_label_suffixes() -> frozenset[str]:
    """The suffixes of label files of all formats, in lower case."""
    return frozenset(suffix for info in FORMAT_INFOS.values() for suffix in info.suffixes)
