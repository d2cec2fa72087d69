"""Reading `data.yaml`, and adding classes to it in place; every other byte of it stays."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import yaml

from .base import Split

_KEYS: Mapping[Split, tuple[str, ...]] = {"train": ("train",), "val": ("val", "valid", "validation"), "test": ("test",)}
_MOST_DIGITS = 6
_MOST_GAPS = 10_000
"""Numbers without a name; more come of one that was written wrongly."""
_DEEPEST = 100
_BRACKET = re.compile(r"[\[\]{}]")
_NULL = "tag:yaml.org,2002:null"
_PLAIN = re.compile(r"[^\W\d_](?:[\w ./()+-]*[\w)+])?")


class YoloYamlError(Exception):
    """Why a file cannot be used, as the end of a sentence that began with its name."""


@dataclass(frozen=True)
class YoloConfig:
    """What `data.yaml` says. `images` are folders or lists of images, as written, below `root` where there is one."""

    names: Mapping[int, str]
    images: Mapping[Split, tuple[str, ...]]
    root: str
    keypoints: int
    """How many columns they take behind a box; 0 without."""


def parse_config(text: str) -> YoloConfig | None:
    """None when it is a mapping without class names, which is no data set. Errors: YoloYamlError."""
    root = _members(_composed(text))
    if "names" not in root:
        return None
    images = {split: found for split, keys in _KEYS.items() if (found := _first(root, keys))}
    keypoints = 1
    for count in _texts(root.get("kpt_shape")):
        keypoints *= int(count) if count.isdecimal() and len(count) <= _MOST_DIGITS else 0
    path = next(iter(_texts(root.get("path"))), "")
    return YoloConfig(_names(root["names"]), images, path, keypoints if "kpt_shape" in root else 0)


def _composed(text: str) -> yaml.Node:
    if _depth(text) > _DEEPEST:
        raise YoloYamlError(f"it is not YAML to be used: lists within lists, more than {_DEEPEST} deep")
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = f" in line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise YoloYamlError(f"it is not YAML ({error.problem}{line})") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise YoloYamlError(f"it is not YAML ({str(error).splitlines()[0]})") from error
    if not isinstance(node, yaml.MappingNode):
        raise YoloYamlError("it is no YAML mapping")
    _check_aliases(node)
    return node


def _depth(text: str) -> int:
    """How deep brackets are nested; the parser's time grows with its square, so it is looked at before."""
    deepest = depth = 0
    for bracket in _BRACKET.findall(text):
        depth = depth + 1 if bracket in "[{" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    return deepest


def _check_aliases(root: yaml.Node) -> None:
    """A list that stands for another, or for itself, can grow without end when it is read. Errors: YoloYamlError."""
    waiting, seen = [root], {id(root)}
    while waiting:
        node = waiting.pop()
        parts = [part for pair in node.value for part in pair] if isinstance(node, yaml.MappingNode) else node.value
        for part in parts:
            if isinstance(part, yaml.CollectionNode):
                if id(part) in seen:
                    raise YoloYamlError(f"its list in line {part.start_mark.line + 1} is used twice, by an alias")
                seen.add(id(part))
                waiting.append(part)


def _members(node: yaml.Node) -> dict[str, yaml.Node]:
    """Of several members of one name the last counts."""
    return {key.value: value for key, value in node.value if isinstance(key, yaml.ScalarNode)}


def _texts(node: yaml.Node | None) -> Iterator[str]:
    """A scalar, or the scalars in a sequence, as written."""
    if isinstance(node, yaml.ScalarNode):
        if node.tag != _NULL and node.value.strip():
            yield node.value
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _texts(item)


def _first(root: Mapping[str, yaml.Node], keys: Sequence[str]) -> tuple[str, ...]:
    return next((found for key in keys if (found := tuple(_texts(root.get(key))))), ())


def _names(node: yaml.Node) -> dict[int, str]:
    if isinstance(node, yaml.SequenceNode):
        return {number: _name(item) for number, item in enumerate(node.value)}
    if not isinstance(node, yaml.MappingNode):
        raise YoloYamlError("its names are neither a list nor numbers with names")
    names = {}
    for key, item in node.value:
        if not isinstance(key, yaml.ScalarNode) or not re.fullmatch("[0-9]{1,6}", key.value):
            raise YoloYamlError(f"its names have {key.value!r} where a class number belongs")
        names[int(key.value)] = _name(item)
    if max(names, default=0) > len(names) + _MOST_GAPS:
        raise YoloYamlError(f"its names have number {max(names)}, though there are only {len(names)} of them")
    return names


def _name(node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise YoloYamlError(f"its names have something in line {node.start_mark.line + 1} that is no name")
    return str(node.value).strip()


def with_names(text: str, added: Sequence[str]) -> str:
    """`text` with names behind its last one, numbered on from the highest, and `nc` counting them, too.

    Errors: YoloYamlError when it is laid out so that nothing can be added safely.
    """
    root = _members(_composed(text))
    names = root["names"]
    before = _names(names)
    edits = [_addition(text, names, max(before, default=-1) + 1, added)]
    count = root.get("nc")
    if count is not None and count.value == str(len(before)):
        edits.append((count.start_mark.index, count.end_mark.index, str(len(before) + len(added))))
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    wanted = {**before, **dict(enumerate(added, max(before, default=-1) + 1))}
    if not _says(text, wanted):
        raise YoloYamlError("its names are laid out so that none can be added")
    return text


def with_other_names(text: str, others: Mapping[int, str]) -> str:
    """`text` with other names for these numbers, which have one in it.

    Errors: YoloYamlError when it is laid out so that they cannot be changed safely.
    """
    node = _members(_composed(text))["names"]
    before = _names(node)
    edits = []
    for number, name in _name_nodes(node):
        if number in others:
            edits.append((name.start_mark.index, name.end_mark.index, _scalar(others[number], name.style)))
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    if not _says(text, {**before, **others}):
        raise YoloYamlError("its names are laid out so that they cannot be changed one by one")
    return text


def _name_nodes(names: yaml.Node) -> Iterator[tuple[int, yaml.ScalarNode]]:
    """The nodes of a valid list or mapping of names, each with its number."""
    for place, item in enumerate(names.value):
        key, value = item if isinstance(names, yaml.MappingNode) else (None, item)
        yield (place if key is None else int(key.value)), value


def _says(text: str, names: Mapping[int, str]) -> bool:
    try:
        return _names(_members(_composed(text))["names"]) == names
    except YoloYamlError:
        return False


def _addition(text: str, names: yaml.Node, number: int, added: Sequence[str]) -> tuple[int, int, str]:
    """Where to put the names, up to where, and what."""
    assert isinstance(names, yaml.CollectionNode)
    has_numbers = isinstance(names, yaml.MappingNode)
    if not names.value:
        members = _written(number if has_numbers else None, ": ", added, None)
        return names.start_mark.index + 1, names.start_mark.index + 1, ", ".join(members)
    key, value = names.value[-1] if has_numbers else (names.value[-1], names.value[-1])
    start, end = key.start_mark.index, value.end_mark.index
    colon = text[key.end_mark.index : value.start_mark.index]
    members = _written(number if has_numbers else None, colon, added, value.style)
    if names.flow_style:
        between = _between(text, names)
        return end, end, "".join(between + member for member in members)
    line, line_end = text.rfind("\n", 0, start) + 1, text.find("\n", end) + 1
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = [text[line:start] + member for member in members]
    if not line_end:
        return len(text), len(text), newline + newline.join(lines)
    return line_end, line_end, newline.join(lines) + newline


def _written(number: int | None, colon: str, added: Sequence[str], style: str | None) -> list[str]:
    """The names as members of a list, or, from `number` on, of a mapping."""
    names = [_scalar(name, style) for name in added]
    return names if number is None else [f"{number + place}{colon}{name}" for place, name in enumerate(names)]


def _between(text: str, names: yaml.CollectionNode) -> str:
    """What separates the last two members of a flow collection, such as `, `."""
    if len(names.value) < 2:
        return ", "
    before, last = names.value[-2:]
    if isinstance(names, yaml.MappingNode):
        before, last = before[1], last[0]
    between = text[before.end_mark.index : last.start_mark.index]
    return between if re.fullmatch(r",\s*", between) else ", "


def _scalar(name: str, style: str | None = None) -> str:
    """A name, quoted like its neighbours where that is possible, and at all only where it must be."""
    if style == "'":
        return "'" + name.replace("'", "''") + "'"
    if style != '"' and _PLAIN.fullmatch(name) and yaml.safe_load(f"[{name}]") == [name]:
        return name
    return json.dumps(name, ensure_ascii=False)


def new_config(images: Mapping[Split, str], names: Sequence[str]) -> str:
    """A whole file. ultralytics wants `train` and `val`, so one stands for the other where one is missing.

    There is no `path`: without it the folders are looked for beside the file.
    """
    either = images.get("train") or images.get("val") or next(iter(images.values()))
    folders = {"train": either, "val": either, **images}
    lines = [f"{split}: {folders[split]}" for split in ("train", "val", "test") if split in folders]
    numbered = [f"  {number}: {_scalar(name)}" for number, name in enumerate(names)]
    return "\n".join([*lines, "names:" if numbered else "names: {}", *numbered]) + "\n"
