"""Frozen dataclasses of settings from JSON: names and types are checked, and an error names the setting."""

from __future__ import annotations

import dataclasses
import types
import typing
from typing import Any, Literal

_RENAMED_SETTINGS = {
    "colour_jitter": "color_jitter",
    "scores_per_anchor": "objectness_channels",
    "small_leave_first": "filter_small_before_topk",
}
"""Names of settings in files of earlier versions -> their names now."""


def parse_dataclass(kind: type[Any], value: Any, where: str) -> Any:
    """Make a dataclass of plain JSON.

    Args:
        kind: The dataclass.
        value: A JSON object with a value for some of its fields; the others keep their defaults.
        where: The name of `value` in errors: `config.anchors`.

    Raises:
        ValueError: A setting is unknown or of the wrong type; the message names it.
    """
    if not isinstance(value, dict):
        raise ValueError(f"{where} must be a table of settings, not {type(value).__name__}.")
    hints = typing.get_type_hints(kind)
    value = {_RENAMED_SETTINGS.get(name, name): item for name, item in value.items()}
    unknown = sorted(set(value) - set(hints))
    if unknown:
        raise ValueError(f"{where} has an unknown setting: {unknown[0]}.")
    return kind(**{name: _parse_value(hints[name], item, f"{where}.{name}") for name, item in value.items()})


def _parse_value(hint: Any, value: Any, where: str) -> Any:
    if dataclasses.is_dataclass(hint):
        assert isinstance(hint, type)
        return parse_dataclass(hint, value, where)
    origin = typing.get_origin(hint)
    if origin is Literal:
        if value not in typing.get_args(hint):
            raise ValueError(f"{where} must be one of {', '.join(typing.get_args(hint))}, not {value!r}.")
        return value
    if origin is tuple:
        items = typing.get_args(hint)
        count = None if items[-1] is Ellipsis else len(items)
        if not isinstance(value, list) or (count is not None and len(value) != count):
            raise ValueError(f"{where} must be a list of {count or 'some'} values, not {value!r}.")
        return tuple(_parse_value(items[0], item, where) for item in value)
    if origin is types.UnionType:
        raise TypeError(f"{where}: optional settings are not used in this file")
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, hint) or (isinstance(value, bool) and hint is not bool):
        raise ValueError(f"{where} must be a {hint.__name__}, not {value!r}.")
    return value
