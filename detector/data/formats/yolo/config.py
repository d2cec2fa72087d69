"""Finding and reading the `data.yaml` of a YOLO data set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from detector.data.directory_cache import find_once, list_contents
from detector.data.formats.shared.listed_images import is_outside_folder, list_tails, normalize_slashes
from detector.data.formats.shared.text_encoding import TextEncodingError, decode_text
from detector.data.formats.shared.wording import escape_name, format_count
from detector.data.label_folders import iter_upwards
from detector.data.natural_order import natural_key
from detector.data.regular_file import require_regular_file
from detector.errors import DatasetConfigError, DatasetError

from .class_list import YAML_SUFFIXES
from .data_yaml import YoloConfig, is_like_config, parse_config
from .yaml_repair import YoloYamlError

NAMES_ELSEWHERE = "{file} cannot be used: line {line} takes the names from {source}"
CLASS_COUNT = "{name} says nc: {count}, but names {names}. Correct one of them."
NO_YOLO_CLASSES = "{name} has no class names, so it is no YOLO data set. Choose another file."
NO_CLASS_NAMES = "{name} says nc: {count}, but has no class names. Add them as names: [...]."
CONFIG_UNREADABLE = "could not be read: {reason}"
CONFIG_UNUSABLE = "cannot be used: {fault}"

MAX_CONFIG_BYTES = 1_000_000
"""Larger files belong to other programs, and would take seconds to parse."""
_USUAL_CONFIG_NAMES = ("data.yaml", "data.yml", "dataset.yaml", "dataset.yml")


@dataclass(frozen=True)
class FoundConfig:
    """A parsed `data.yaml` with its path, and sentences to show once."""

    path: Path
    config: YoloConfig
    notices: tuple[str, ...] = ()

    def find_names_file(self) -> Path:
        """The file that `names` refers to.

        Raises:
            DatasetConfigError: It does not exist, or is outside of the folder of `data.yaml`.
        """
        name = normalize_slashes(self.config.names_file)
        places = [self.path.parent / part for part in (name, *list_tails(name)) if not is_outside_folder(part)]
        for place in places:
            if place.is_file():
                return place
        text = NAMES_ELSEWHERE.format(file=self.path, line=self.config.names_line, source=escape_name(name))
        advice = f"Put that file there, or write the names into {self.path.name}."
        raise DatasetConfigError(f"{text}, which is not in that folder. {advice}")


def find_config(root: Path) -> FoundConfig | None:
    """Find the `data.yaml` of a data set, also if `root` is its `images` folder or one of its splits.

    Returns:
        The file and its content; None if there is none.

    Raises:
        DatasetConfigError: The file cannot be used.
        DatasetError: `root` is a YAML file without class names.
    """
    if root.is_file():
        if (found := _read_config(root)) is None:
            raise DatasetError(NO_YOLO_CLASSES.format(name=root))
        return found
    for folder in iter_upwards(root):
        names = _list_yaml_files(folder)
        for name in sorted(names, key=lambda name: (name.lower() not in _USUAL_CONFIG_NAMES, natural_key(name))):
            if (found := _read_config(folder / name, is_certain=name.lower() in _USUAL_CONFIG_NAMES)) is not None:
                return found
    return None


def _list_yaml_files(folder: Path) -> list[str]:
    try:
        files = list_contents(folder).files
    except OSError:
        return []  # reported when its images are searched
    return [name for suffix in YAML_SUFFIXES for name in files.get(suffix, ())]


def _read_config(path: Path, is_certain: bool = True) -> FoundConfig | None:
    """Read a YAML file.

    Returns:
        None if it has no class names. Also None if it cannot be parsed, is not `is_certain` and does not look like a
        `data.yaml`.

    Raises:
        DatasetConfigError: It cannot be used.
    """
    try:
        if path.stat().st_size > MAX_CONFIG_BYTES:
            fault = f"has more than {MAX_CONFIG_BYTES:,} bytes, which is no data.yaml"
        else:
            text = decode_text(require_regular_file(path).read_bytes()).text
            is_certain = is_certain or is_like_config(text)
            config = find_once(("yolo config", text), lambda: parse_config(text))  # a long one takes seconds
            return None if config is None else FoundConfig(path, config, tuple(_describe_count_faults(path, config)))
    except OSError as error:
        fault = CONFIG_UNREADABLE.format(reason=error.strerror or error)
    except (TextEncodingError, YoloYamlError) as error:
        fault = CONFIG_UNUSABLE.format(fault=error)
    if is_certain:
        raise DatasetConfigError(f"{path} {fault}. Correct it in a text editor, then open the folder again.")
    return None


def _describe_count_faults(path: Path, config: YoloConfig) -> Iterator[str]:
    if config.stated_count is None or config.names_file:
        return
    if not config.has_names:
        yield NO_CLASS_NAMES.format(name=path.name, count=config.stated_count)
    elif config.stated_count not in (len(config.names), max(config.names, default=-1) + 1):
        names = format_count(len(config.names), "class", "classes")
        yield CLASS_COUNT.format(name=path.name, count=config.stated_count, names=names)
