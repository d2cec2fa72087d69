"""What the program remembers between runs, in one INI file; the only place that knows QSettings."""

from __future__ import annotations

import json
import logging
import math
import os
from pathlib import Path
from typing import Literal, TypeVar

from PySide6.QtCore import QByteArray, QCoreApplication, QSettings, QStandardPaths

from detector.data.formats.base import FormatName
from detector.data.formats.format_list import FORMAT_INFOS
from detector.data.regular_file import require_regular_file
from detector.tiles.tiling import DEFAULT_OVERLAP, MAX_OVERLAP, MIN_TILE_SIZE_PX, Tiling

APPLICATION = "frcnn-studio"
DISPLAY_NAME = "Faster R-CNN Studio"
MAX_RECENT_FOLDERS = 10
MAX_SETTINGS_BYTES = 20_000_000
"""Of the file; with every layout and a thousand folders it has less than a hundredth of that."""
MAX_FILES_TRIED = 9
MAX_ORIGINS = 200
MAX_PLACES = 200
MAX_TILE_PX = 20_000

ThemeName = Literal["system", "light", "dark"]
THEMES: tuple[ThemeName, ...] = ("system", "light", "dark")


T = TypeVar("T")
_log = logging.getLogger(__name__)


def set_application_name() -> None:
    """Give Qt the names of the program, so that its standard folders are ours."""
    QCoreApplication.setApplicationName(APPLICATION)
    QCoreApplication.setOrganizationName("")


def data_folder() -> Path:
    """Where the demo and other files of ours are kept."""
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation))


def log_folder() -> Path:
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation)) / "logs"


def default_settings_path() -> Path:
    """The INI file of this user."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppConfigLocation)
    return Path(folder) / "settings.ini"


def _find_usable_path(path: Path) -> Path:
    """`path`, or the first file beside it that can be read to its end: settings must not keep the window from opening.

    A pipe or a device would be waited for, or fill the memory.
    """
    for number in range(1, MAX_FILES_TRIED + 1):
        tried = path if number == 1 else path.with_stem(f"{path.stem}-{number}")
        try:
            return require_regular_file(tried, MAX_SETTINGS_BYTES)
        except OSError as error:
            _log.warning("The settings in %s are not used: %s.", tried, error.strerror or error)
    return path.with_stem(f"{path.stem}-{os.urandom(4).hex()}")


def _is_sane(value: object) -> bool:
    """Whether Qt can take a number as it is: whole ones have 32 bits."""
    if isinstance(value, float):
        return math.isfinite(value)
    return not isinstance(value, int) or abs(value) < 2**31


class Settings:
    """Typed access. A value that is missing or of the wrong type reads as its default, and never as an error."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = _find_usable_path(path or default_settings_path())
        self._qt_settings = QSettings(str(self.path), QSettings.Format.IniFormat)
        self.demo_folder = data_folder() / "demo"
        """Where the demo is drawn; for this start of the program alone"""

    def load_value(self, key: str, default: T) -> T:
        """The plain value (text, number, flag, list, table) under `key`; it has the type of `default`."""
        text = self._qt_settings.value(key)
        if not isinstance(text, str):
            return default
        try:
            value = json.loads(text)
            if isinstance(default, float) and type(value) is int:
                value = float(value)
        except (ValueError, OverflowError, RecursionError):
            _log.warning("The setting %s is not readable; its default is used.", key)
            return default
        return value if type(value) is type(default) and _is_sane(value) else default

    def store_value(self, key: str, value: object) -> None:
        self._qt_settings.setValue(key, json.dumps(value))

    def load_bytes(self, key: str) -> QByteArray:
        value = self._qt_settings.value(key)
        return value if isinstance(value, QByteArray) else QByteArray()

    def store_bytes(self, key: str, value: QByteArray) -> None:
        self._qt_settings.setValue(key, value)

    def remove_value(self, key: str) -> None:
        self._qt_settings.remove(key)

    def write_to_disk(self) -> None:
        """Write to disk now; a failure is logged, because losing a layout must not stop anybody."""
        self._qt_settings.sync()
        if self._qt_settings.status() != QSettings.Status.NoError:
            _log.warning("The settings could not be written to %s.", self.path)

    @property
    def safety_folder(self) -> Path:
        """Where journals of unsaved boxes, locks and copies are kept; beside an INI file that is not the user's own."""
        return (data_folder() if self.path == default_settings_path() else self.path.parent) / "safety"

    @property
    def detects_in_tiles(self) -> bool:
        """Whether detection also goes through large images tile by tile."""
        return self.load_value("detection/tiles", False)

    @detects_in_tiles.setter
    def detects_in_tiles(self, on: bool) -> None:
        self.store_value("detection/tiles", on)

    @property
    def tile_size(self) -> int:
        """The longest side of a tile, pixels; 0: as the network's input has it."""
        size = self.load_value("detection/tile_size", 0)
        return size if MIN_TILE_SIZE_PX <= size <= MAX_TILE_PX else 0

    @tile_size.setter
    def tile_size(self, size: int) -> None:
        self.store_value("detection/tile_size", size)

    @property
    def tile_overlap(self) -> float:
        """The share of a tile that its neighbors show, too."""
        overlap = self.load_value("detection/tile_overlap", DEFAULT_OVERLAP)
        return overlap if 0 <= overlap <= MAX_OVERLAP else DEFAULT_OVERLAP

    @tile_overlap.setter
    def tile_overlap(self, overlap: float) -> None:
        self.store_value("detection/tile_overlap", overlap)

    @property
    def tiling(self) -> Tiling | None:
        """How detection cuts large images; None where it does not."""
        return Tiling(self.tile_size, self.tile_overlap) if self.detects_in_tiles else None

    @property
    def new_format(self) -> FormatName:
        """The label format of folders without labels."""
        name = self.load_value("labels/format", "voc")
        return name if name in FORMAT_INFOS else "voc"

    @new_format.setter
    def new_format(self, name: FormatName) -> None:
        self.store_value("labels/format", name)

    @property
    def recent_folders(self) -> list[Path]:
        """Most recent first."""
        kept = self.load_value("folders/recent", list[str]())[:MAX_RECENT_FOLDERS]
        return [Path(item) for item in kept if isinstance(item, str) and "\0" not in item]

    def add_recent_folder(self, folder: Path) -> None:
        others = [other for other in self.recent_folders if other != folder]
        self.store_value("folders/recent", [str(item) for item in [folder, *others][:MAX_RECENT_FOLDERS]])

    def clear_recent_folders(self) -> None:
        self.store_value("folders/recent", [])

    def origin_name(self, folder: Path) -> str:
        """What `remember_origin` stored for this folder's label files, or an empty text."""
        name = self.load_value("folders/origins", dict[str, str]()).get(str(folder), "")
        return name if isinstance(name, str) else ""

    def remember_origin(self, folder: Path, name: str) -> None:
        """Keep how this folder's files count pixels: once its only zero is edited away, the files no longer show it."""
        origins = self.load_value("folders/origins", dict[str, str]())
        origins.pop(str(folder), None)
        origins[str(folder)] = name
        self.store_value("folders/origins", dict(list(origins.items())[-MAX_ORIGINS:]))

    def chosen_origin(self, folder: Path) -> Literal[0, 1] | None:
        """How the Pascal VOC files of `folder` count pixels, when a person has said so: from 0 or from 1."""
        chosen = self.load_value("folders/chosen_origins", dict[str, int]()).get(str(folder))
        return 0 if chosen == 0 else 1 if chosen == 1 else None

    def choose_origin(self, folder: Path, first: Literal[0, 1] | None) -> None:
        """Keep what a person says of `folder`; None: it is found by looking."""
        chosen = self.load_value("folders/chosen_origins", dict[str, int]())
        chosen.pop(str(folder), None)
        if first is not None:
            chosen[str(folder)] = first
        self.store_value("folders/chosen_origins", dict(list(chosen.items())[-MAX_ORIGINS:]))

    def labels_place(self, folder: Path) -> Path | None:
        """The folder or file that has the labels of `folder`, when a person has said so."""
        place = self.load_value("folders/labels", dict[str, str]()).get(str(folder), "")
        return Path(place) if isinstance(place, str) and place else None

    def remember_labels_place(self, folder: Path, place: Path | None) -> None:
        """Keep where the labels of `folder` are; None: they are found by looking."""
        places = self.load_value("folders/labels", dict[str, str]())
        places.pop(str(folder), None)
        if place is not None:
            places[str(folder)] = str(place)
        self.store_value("folders/labels", dict(list(places.items())[-MAX_PLACES:]))

    def last_image(self, folder: Path) -> str:
        """The name of the image that `remember_image` stored for this folder, or an empty text."""
        name = self.load_value("folders/places", dict[str, str]()).get(str(folder), "")
        return name if isinstance(name, str) else ""

    def remember_image(self, folder: Path, name: str) -> None:
        """The image to show when this folder is opened again."""
        places = self.load_value("folders/places", dict[str, str]())
        places.pop(str(folder), None)
        places[str(folder)] = name
        self.store_value("folders/places", dict(list(places.items())[-MAX_PLACES:]))

    @property
    def shows_thumbnails(self) -> bool:
        """Whether the list of images has small pictures."""
        return self.load_value("images/thumbnails", False)

    @shows_thumbnails.setter
    def shows_thumbnails(self, on: bool) -> None:
        self.store_value("images/thumbnails", on)
