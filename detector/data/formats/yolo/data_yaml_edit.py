"""Adding and renaming classes in `data.yaml` in place, and the text of a new file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import yaml

from detector.data.formats.base import Split

from .data_yaml import parse_names
from .yaml_repair import YoloYamlError, compose_config

NOT_EXTENSIBLE = "its names are laid out so that none can be added"

_PLAIN_SCALAR_PATTERN = re.compile(r"[^\W\d_](?:[\w ./()+-]*[\w)+])?")


def add_names(text: str, added: Sequence[str]) -> str:
    """Append names with the numbers after the highest one, and update `nc` if it was right before.

    Raises:
        YoloYamlError: The layout of the names does not allow a safe change.
    """
    root = compose_config(text).collect_members()
    names = root["names"]
    before = parse_names(root)
    first = max(before, default=-1) + 1
    if isinstance(names, yaml.ScalarNode):
        edits = [_replace_by_list(names, [*before.values(), *added])]
    else:
        edits = [_insert_names(text, names, first, added)]
    count = root.get("nc")
    if count is not None and count.value == str(len(before)):
        edits.append((count.start_mark.index, count.end_mark.index, str(len(before) + len(added))))
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    all_names = {**before, **dict(enumerate(added, first))}
    if not _has_names(text, all_names):
        raise YoloYamlError(NOT_EXTENSIBLE)
    return text


def rename_names(text: str, others: Mapping[int, str]) -> str:
    """Replace the names of class numbers that the file contains.

    Raises:
        YoloYamlError: The layout of the names does not allow a safe change.
    """
    root = compose_config(text).collect_members()
    names = root["names"]
    before = parse_names(root)
    edits = []
    if isinstance(names, yaml.ScalarNode):
        edits.append(_replace_by_list(names, {**before, **others}.values()))
    for number, name in _iter_name_nodes(names):
        if number in others:
            edits.append((name.start_mark.index, name.end_mark.index, _format_scalar(others[number], name.style)))
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    if not _has_names(text, {**before, **others}):
        raise YoloYamlError("its names are laid out so that they cannot be changed one by one")
    return text


def _iter_name_nodes(names: yaml.Node) -> Iterator[tuple[int, yaml.ScalarNode]]:
    """The nodes of a valid list or mapping of names, each with its class number."""
    if isinstance(names, yaml.ScalarNode):
        return
    for place, item in enumerate(names.value):
        key, value = item if isinstance(names, yaml.MappingNode) else (None, item)
        yield (place if key is None else int(key.value)), value


def _has_names(text: str, names: Mapping[int, str]) -> bool:
    try:
        return parse_names(compose_config(text).collect_members()) == names
    except YoloYamlError:
        return False


def _replace_by_list(names: yaml.ScalarNode, new: Iterable[str]) -> tuple[int, int, str]:
    """The edit that replaces `cat, dog` by a list, whose names may contain commas."""
    return names.start_mark.index, names.end_mark.index, f"[{', '.join(map(_format_scalar, new))}]"


def _insert_names(text: str, names: yaml.Node, number: int, added: Sequence[str]) -> tuple[int, int, str]:
    """The edit that inserts `added`: start, end and new text."""
    assert isinstance(names, yaml.CollectionNode)
    has_numbers = isinstance(names, yaml.MappingNode)
    if not names.value:
        members = _format_members(number if has_numbers else None, ": ", added, None)
        return names.start_mark.index + 1, names.start_mark.index + 1, ", ".join(members)
    key, value = names.value[-1] if has_numbers else (names.value[-1], names.value[-1])
    start, end = key.start_mark.index, value.end_mark.index
    colon = text[key.end_mark.index : value.start_mark.index]
    members = _format_members(number if has_numbers else None, colon, added, value.style)
    if names.flow_style:
        between = _detect_separator(text, names)
        return end, end, "".join(between + member for member in members)
    line, line_end = text.rfind("\n", 0, start) + 1, text.find("\n", end) + 1
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = [text[line:start] + member for member in members]
    if not line_end:
        return len(text), len(text), newline + newline.join(lines)
    return line_end, line_end, newline.join(lines) + newline


def _format_members(number: int | None, colon: str, added: Sequence[str], style: str | None) -> list[str]:
    """The names as members of a list or, if `number` is given, of a mapping that counts from it."""
    names = [_format_scalar(name, style) for name in added]
    return names if number is None else [f"{number + place}{colon}{name}" for place, name in enumerate(names)]


def _detect_separator(text: str, names: yaml.CollectionNode) -> str:
    """The text between the last two members of a flow collection, such as `, `."""
    if len(names.value) < 2:
        return ", "
    before, last = names.value[-2:]
    if isinstance(names, yaml.MappingNode):
        before, last = before[1], last[0]
    between = text[before.end_mark.index : last.start_mark.index]
    return between if re.fullmatch(r",\s*", between) else ", "


def _format_scalar(name: str, style: str | None = None) -> str:
    """A name with the quotes of its neighbors (`style`) if possible; without `style`, quoted only if necessary."""
    if style == "'" and name.isprintable():
        return "'" + name.replace("'", "''") + "'"
    if style != '"' and _PLAIN_SCALAR_PATTERN.fullmatch(name) and yaml.safe_load(f"[{name}]") == [name]:
        return name
    return '"' + "".join(map(_escape_character, name)) + '"'


def _escape_character(letter: str) -> str:
    """A character between double quotes; non-printable characters are escaped by their code."""
    if letter in '"\\':
        return "\\" + letter
    return letter if letter.isprintable() else f"\\U{ord(letter):08X}"


def format_config(images: Mapping[Split, str], names: Sequence[str]) -> str:
    """The text of a new `data.yaml`.

    ultralytics requires images for training and validation, so `train` is also written as a missing `val`. A missing
    `train` is not replaced: validation images must not be trained on when the data set is read again. `path` is
    omitted, so the folders are searched beside the file.

    Args:
        images: The image folder of each split.
        names: The class names by class number.
    """
    if "train" in images:
        images = {"val": images["train"], **images}
    lines = [f"{split}: {images[split]}" if split in images else f"{split}:  # no images" for split in ("train", "val")]
    lines += [f"test: {images['test']}"] if "test" in images else []
    numbered = [f"  {number}: {_format_scalar(name)}" for number, name in enumerate(names)]
    return "\n".join([*lines, "names:" if numbered else "names: {}", *numbered]) + "\n"
