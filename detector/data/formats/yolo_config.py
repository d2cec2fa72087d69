"""Finding and reading the `data.yaml` of a YOLO data set."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from detector.data.folder import natural_key
from detector.data.label_folders import is_part
from detector.data.look import contents, once
from detector.data.plain_file import plain
from detector.errors import DatasetConfigError, DatasetError

from .listed_images import leads_outside, tails_of, with_slashes
from .text_encoding import TextEncodingError, decode_text
from .wording import counted, shown
from .yolo_classes import YAML_SUFFIXES
from .yolo_compose import YoloYamlError
from .yolo_yaml import YoloConfig, looks_like_config, parse_config

LARGEST_CONFIG = 1_000_000
"""Bytes. Larger ones belong to other programs, and would take seconds to read."""
_YAML_FIRST = ("data.yaml", "data.yml", "dataset.yaml", "dataset.yml")


@dataclass(frozen=True)
class ConfigFound:
    """A `data.yaml`, and sentences to show once."""

    path: Path
    config: YoloConfig
    notices: tuple[str, ...] = ()

    def list_of_names(self) -> Path:
        """The file that its `names` refer to.

        Raises:
            DatasetConfigError: It is not there, or not in the folder of `data.yaml`.
        """
        name = with_slashes(self.config.names_file)
        places = [self.path.parent / part for part in (name, *tails_of(name)) if not leads_outside(part)]
        for place in places:
            if place.is_file():
                return place
        text = f"{self.path} cannot be used: line {self.config.names_line} takes the names from {shown(name)}"
        advice = f"Put that file there, or write the names into {self.path.name}."
        raise DatasetConfigError(f"{text}, which is not in that folder. {advice}")


def find_config(root: Path) -> ConfigFound | None:
    """Find the `data.yaml` of a data set, also from inside its `images` or its splits.

    Raises:
        DatasetConfigError: It cannot be used.
        DatasetError: `root` is a YAML file of something else.
    """
    if root.is_file():
        if (found := _read(root)) is None:
            raise DatasetError(f"{root} has no class names, so it is no YOLO data set. Choose another file.")
        return found
    for folder in upwards(root):
        names = _yaml_files(folder)
        for name in sorted(names, key=lambda name: (name.lower() not in _YAML_FIRST, natural_key(name))):
            if (found := _read(folder / name, is_certain=name.lower() in _YAML_FIRST)) is not None:
                return found
    return None


def upwards(root: Path) -> Iterator[Path]:
    """`root`, and the folders around it for as long as it is one of the parts of a data set."""
    yield root
    folder = Path(os.path.abspath(root))  # noqa: PTH100 - links stay as they are named
    while is_part(folder.name):
        folder = folder.parent
        yield folder


def _yaml_files(folder: Path) -> list[str]:
    try:
        files = contents(folder).files
    except OSError:
        return []  # told when its images are looked for
    return [name for suffix in YAML_SUFFIXES for name in files.get(suffix, ())]


def _read(path: Path, is_certain: bool = True) -> ConfigFound | None:
    """Read one YAML file.

    Returns:
        None when it has no class names, or, unless `is_certain`, when it may well belong to another program.

    Raises:
        DatasetConfigError: It cannot be used.
    """
    try:
        if path.stat().st_size > LARGEST_CONFIG:
            fault = f"has more than {LARGEST_CONFIG:,} bytes, which is no data.yaml"
        else:
            text = decode_text(plain(path).read_bytes()).text
            is_certain = is_certain or looks_like_config(text)
            config = once(("yolo config", text), lambda: parse_config(text))  # a long one takes seconds
            return None if config is None else ConfigFound(path, config, tuple(_notices(path, config)))
    except OSError as error:
        fault = f"could not be read: {error.strerror or error}"
    except (TextEncodingError, YoloYamlError) as error:
        fault = f"cannot be used: {error}"
    if is_certain:
        raise DatasetConfigError(f"{path} {fault}. Correct it in a text editor, then open the folder again.")
    return None


def _notices(path: Path, config: YoloConfig) -> Iterator[str]:
    if config.count is None or config.names_file:
        return
    if not config.has_names:
        yield f"{path.name} says nc: {config.count}, but has no class names. Add them as names: [...]."
    elif config.count not in (len(config.names), max(config.names, default=-1) + 1):
        names = counted(len(config.names), "class", "classes")
        yield f"{path.name} says nc: {config.count}, but names {names}. Correct one of them."
