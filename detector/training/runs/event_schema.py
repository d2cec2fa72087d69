"""What the fields of an event may be: a log can come from anywhere, and a window draws what it says. Free of torch."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from detector.training.runs.run_state import MAX_COUNT

MAX_TEXT_CHARS = 100_000
"""Characters; a warning that lists a thousand classes has a fifth of that."""


@cache
def _type_hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def check_fields(kind: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """`values` from JSON as the types that the dataclass `kind` has.

    Raises:
        ValueError: A field does not exist, or has a value of another type or an absurd size.
    """
    hints = _type_hints(kind)
    fields = {}
    for name, value in values.items():
        if name not in hints:
            raise ValueError(f"A {kind.__name__} has no field {name[:50]}.")
        fields[name] = _convert_value(value, hints[name], name)
    return fields


def _convert_value(value: Any, hint: Any, name: str) -> Any:
    """`value` as `hint`. Raises: ValueError."""
    if hint is float:
        return _convert_number(value, name)
    if hint is int:
        return _convert_count(value, name)
    if hint in (str, bool):
        if type(value) is hint and len(str(value)) <= MAX_TEXT_CHARS:
            return value
    elif hint is Path:
        if isinstance(value, str) and "\0" not in value and len(value) <= MAX_TEXT_CHARS:
            return Path(value)
    else:
        return _convert_nested(value, hint, name)
    raise _build_fault(value, name)


def _convert_number(value: Any, name: str) -> float:
    # A float of JSON may be infinite or no number; charts leave such points out.
    if type(value) is float or (type(value) is int and abs(value) <= MAX_COUNT):
        return float(value)
    raise _build_fault(value, name)


def _convert_count(value: Any, name: str) -> int:
    if type(value) is int and 0 <= value <= MAX_COUNT:
        return value
    raise _build_fault(value, name)


def _convert_nested(value: Any, hint: Any, name: str) -> Any:
    """For hints made of others: `X | None`, `tuple[X, ...]`, `dict[str, X]`. Raises: ValueError."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is types.UnionType:
        return None if value is None else _convert_value(value, inner[0], name)
    if origin is tuple and isinstance(value, (list, tuple)):
        return tuple(_convert_value(item, inner[0], name) for item in value)
    if origin in (dict, Mapping) and isinstance(value, dict):
        return {str(key): _convert_value(item, inner[1], name) for key, item in value.items()}
    raise _build_fault(value, name)


def _build_fault(value: Any, name: str) -> ValueError:
    return ValueError(f"{name} has an invalid value of type {type(value).__name__}.")
