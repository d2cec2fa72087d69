"""The list of label formats, with their names and texts.

To add a format, add its package to `FORMAT_PACKAGES`. A package of others adds one by an entry point of the group
`frcnn_studio.formats`, whose name is that of the format and whose value is the package of the format.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, cast

from detector.plugins import PluginError, load_plugins

from .format_info import FormatInfo, FormatName

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

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

The order matters: formats are tried in this order to recognize the format of a folder, those of plug-ins last.
"""


def list_packages() -> tuple[str, ...]:
    """The packages of all formats, in the order in which they are tried."""
    return (*FORMAT_PACKAGES, *_find_plugin_packages())


@cache
def _find_plugin_packages() -> tuple[str, ...]:
    return tuple(load_plugins("formats", _check_plugin).values())


def _check_plugin(entry_point: EntryPoint) -> str:
    """The package of a format of others.

    Raises:
        PluginError: It is not one, or its name is taken.
    """
    info = _load_info(entry_point.value)
    if not isinstance(info, FormatInfo):
        raise PluginError(f"INFO in {entry_point.value}.info is not a FormatInfo")
    if info.name != entry_point.name:
        raise PluginError(f"its format is called {info.name}, not {entry_point.name}")
    if any(_load_info(package).name == info.name for package in FORMAT_PACKAGES):
        raise PluginError(f"there is already a format called {info.name}")
    return entry_point.value


@cache
def _load_info(package: str) -> FormatInfo:
    return cast(FormatInfo, importlib.import_module(f"{package}.info").INFO)


class _FormatInfos(Mapping[FormatName, FormatInfo]):
    """The FormatInfo of each format by its name, in the order of the list."""

    def __getitem__(self, name: FormatName) -> FormatInfo:
        return _load_info(find_package(name))

    def __iter__(self) -> Iterator[FormatName]:
        return (_load_info(package).name for package in list_packages())

    def __len__(self) -> int:
        return len(list_packages())


FORMAT_INFOS: Mapping[FormatName, FormatInfo] = _FormatInfos()


def find_package(name: FormatName) -> str:
    """The package of a format.

    Raises:
        KeyError: There is no format with this name.
    """
    for package in list_packages():
        if _load_info(package).name == name:
            return package
    raise KeyError(name)


def list_label_suffixes() -> frozenset[str]:
    """The suffixes of label files of all formats, in lower case."""
    return frozenset(suffix for info in FORMAT_INFOS.values() for suffix in info.suffixes)
