"""Parsing `data.yaml`: the classes, and where the images of each split are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import yaml

from detector.data.formats.base import Split
from detector.data.formats.shared.wording import escape_name

from .yaml_repair import ComposedConfig, YoloYamlError, compose_config, iter_scalars

NAMES_UNREADABLE = "its names in line {line} are neither a list nor numbers with names"
NO_NAME = "its names have something in line {line} that is no name"
NUMBER_TOO_LARGE = "its names have number {number}, though there are only {count} of them"

_SPLIT_KEYS: Mapping[Split, tuple[str, ...]] = {
    "train": ("train",),
    "val": ("val", "valid", "validation"),
    "test": ("test",),
}
_NUMBER_PATTERN = re.compile("[0-9]{1,6}")
_MAX_MISSING_NAMES = 10_000
"""The maximum count of numbers without a name; more indicate a mistyped class number."""
_LIST_SUFFIX_PATTERN = re.compile(r"\.(?:txt|names|list)$", re.IGNORECASE)
_CONFIG_KEY_PATTERN = re.compile(r"^\s*(?:train|val|valid|path|nc)\s*:", re.MULTILINE)
_NAMES_KEY_PATTERN = re.compile(r"^\s*names\s*:", re.MULTILINE)


@dataclass(frozen=True)
class YoloConfig:
    """The content of `data.yaml`.

    Attributes:
        names: The class names by class number.
        image_entries: Folders or lists of images of each split, as written, relative to `root_entry` if that is not
            empty.
        root_entry: The value of `path`, as written.
    """

    names: Mapping[int, str]
    image_entries: Mapping[Split, tuple[str, ...]]
    root_entry: str
    keypoint_columns: int
    """The number of columns that keypoints take after a box; 0 without keypoints."""
    names_file: str = ""
    """The file with the class list, as written, if `names` refers to one; otherwise empty."""
    names_line: int = 0
    """The line where the names begin, counted from 1."""
    stated_count: int | None = None
    """The value of `nc` if it is a number."""
    has_names: bool = True


def parse_config(text: str) -> YoloConfig | None:
    """Parse the text of `data.yaml`.

    Returns:
        The content; None if it is a mapping without class names and without both a number of classes and a split, and
        therefore no YOLO configuration.

    Raises:
        YoloYamlError: It is not valid, or its names cannot be used.
    """
    composed = compose_config(text)
    root = composed.collect_members()
    images = {split: found for split, keys in _SPLIT_KEYS.items() if (found := _read_first_paths(composed, root, keys))}
    count = next((_parse_number(node.value) for node in iter_scalars(root, "nc")), None)
    if "names" not in root and (count is None or not images):
        return None
    keypoints = 1
    for node in islice(iter_scalars(root, "kpt_shape"), 2):  # the number of keypoints, and the columns of each
        keypoints *= _parse_number(node.value) or 0
    path = next((composed.read_path(node) for node in iter_scalars(root, "path")), "")
    return YoloConfig(
        parse_names(root),
        images,
        path,
        keypoints if "kpt_shape" in root else 0,
        _read_names_file(composed, root),
        root["names"].start_mark.line + 1 if "names" in root else 0,
        count,
        "names" in root,
    )


def is_like_config(text: str) -> bool:
    """Whether text that is not valid YAML was intended to be a `data.yaml`."""
    return bool(_NAMES_KEY_PATTERN.search(text) and _CONFIG_KEY_PATTERN.search(text))


def _parse_number(text: str) -> int | None:
    return int(text) if _NUMBER_PATTERN.fullmatch(text) else None


def _read_first_paths(composed: ComposedConfig, root: Mapping[str, yaml.Node], keys: Sequence[str]) -> tuple[str, ...]:
    for key in keys:
        if found := tuple(composed.read_path(node).strip() for node in iter_scalars(root, key)):
            return found
    return ()


def _read_names_file(composed: ComposedConfig, root: Mapping[str, yaml.Node]) -> str:
    """The class list file that `names` refers to; empty if it contains the names."""
    node = root.get("names")
    if not isinstance(node, yaml.ScalarNode):
        return ""
    text = composed.read_path(node).strip()
    return text if _LIST_SUFFIX_PATTERN.search(text) and "," not in text else ""


def parse_names(root: Mapping[str, yaml.Node]) -> dict[int, str]:
    """The class names by class number; empty if there are none or another file has them. Raises: YoloYamlError."""
    node = root.get("names")
    if node is None:
        return {}
    if isinstance(node, yaml.SequenceNode):
        return {number: _parse_name(item) for number, item in enumerate(node.value)}
    if isinstance(node, yaml.ScalarNode):
        return _parse_scalar_names(node, root)
    names = {}
    for key, item in node.value:
        if not isinstance(key, yaml.ScalarNode) or (number := _parse_number(key.value)) is None:
            line = key.start_mark.line + 1
            wrong = escape_name(key.value) if isinstance(key, yaml.ScalarNode) else "a list"
            raise YoloYamlError(f"its names have {wrong!r} where a class number belongs, in line {line}")
        names[number] = _parse_name(item)
    if max(names, default=0) > len(names) + _MAX_MISSING_NAMES:
        raise YoloYamlError(NUMBER_TOO_LARGE.format(number=max(names), count=len(names)))
    return names


def _parse_scalar_names(node: yaml.ScalarNode, root: Mapping[str, yaml.Node]) -> dict[int, str]:
    """Parse `names: cat, dog`; a single name is accepted only if `nc` is 1. Raises: YoloYamlError."""
    text = str(node.value).strip()
    if _LIST_SUFFIX_PATTERN.search(text) and "," not in text:
        return {}
    names = [name.strip() for name in text.split(",")]
    is_single = [_parse_number(count.value) for count in iter_scalars(root, "nc")] == [1]
    if not text or (len(names) == 1 and not is_single) or "" in names:
        line = node.start_mark.line + 1
        raise YoloYamlError(NAMES_UNREADABLE.format(line=line))
    return dict(enumerate(names))


def _parse_name(node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise YoloYamlError(NO_NAME.format(line=node.start_mark.line + 1))
    return str(node.value).strip()
