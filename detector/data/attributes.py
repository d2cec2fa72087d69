"""What a label file says of one object besides its class, its flags and its geometry: `color` is `red`."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

MAX_ATTRIBUTES = 1_000
"""Of one object; more are kept in the file and not read."""
MAX_KEY_CHARACTERS = 200
MAX_VALUE_CHARACTERS = 10_000
"""Longer values are read and written, but not edited."""

_WORDS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class NestedValue:
    """A value that is no text, truth value or number, as it is in the file: JSON, or the content of an XML element."""

    text: str
    is_json: bool = True


AttributeValue: TypeAlias = str | bool | int | float | NestedValue


class Attributes(Mapping[str, AttributeValue]):
    """The attributes of one object, in the order of its file. Immutable, and equal if the same keys have equal values.

    Values of other types are not equal: `Attributes({"x": 1}) != Attributes({"x": True})`.
    """

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, AttributeValue]) -> None:
        self._values = dict(values)

    def __getitem__(self, key: str) -> AttributeValue:
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Attributes) and (self is other or self._typed_items() == other._typed_items())

    def __hash__(self) -> int:
        return hash(self._typed_items())

    def __repr__(self) -> str:
        return f"Attributes({self._values!r})"

    def _typed_items(self) -> frozenset[tuple[str, type, AttributeValue]]:
        return frozenset((key, type(value), value) for key, value in self._values.items())

    def with_value(self, key: str, value: AttributeValue) -> Attributes:
        """These attributes with `key` set; a new key comes last."""
        return Attributes({**self._values, key: value})

    def without_key(self, key: str) -> Attributes:
        """These attributes without `key`."""
        return build_attributes({other: value for other, value in self._values.items() if other != key})


NO_ATTRIBUTES = Attributes({})
"""Shared by all objects without attributes, which is most of them."""


def build_attributes(values: Mapping[str, AttributeValue]) -> Attributes:
    """`values` as attributes; `NO_ATTRIBUTES` if there are none."""
    return Attributes(values) if values else NO_ATTRIBUTES


@dataclass(frozen=True)
class AttributeChanges:
    """What differs between two attributes: the new values of keys, and the keys that are gone."""

    values: Mapping[str, AttributeValue]
    removed: tuple[str, ...]


def find_attribute_changes(before: Attributes, after: Attributes) -> AttributeChanges:
    """What an edit from `before` to `after` changes in the file."""
    if before is after:
        return AttributeChanges({}, ())
    values = {
        key: value
        for key, value in after.items()
        if key not in before or type(before[key]) is not type(value) or before[key] != value
    }
    return AttributeChanges(values, tuple(key for key in before if key not in after))


def read_json_value(value: Any) -> AttributeValue | None:
    """A decoded JSON value as the value of an attribute; None if it says nothing: null, or an empty list or object."""
    if value is None or value == [] or value == {}:
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return NestedValue(json.dumps(value))
    if isinstance(value, str | bool | int | float):
        return value
    return NestedValue(json.dumps(value, ensure_ascii=False))


def has_same_texts(one: Attributes, other: Attributes) -> bool:
    """Whether both have the same keys and, apart from types, the same values; not all formats have types."""
    if one is other:
        return True
    return one.keys() == other.keys() and all(
        format_attribute_value(one[key]) == format_attribute_value(other[key]) for key in one
    )


def pack_attributes(attributes: Attributes) -> list[list[Any]]:
    """The attributes as values for JSON, in their order; see `unpack_attributes`."""
    return [
        [key, {"json" if value.is_json else "xml": value.text} if isinstance(value, NestedValue) else value]
        for key, value in attributes.items()
    ]


def unpack_attributes(packed: Any) -> Attributes:
    """The attributes that `pack_attributes` packed.

    Raises:
        TypeError: It is something else.
        ValueError: It is something else.
    """
    values: dict[str, AttributeValue] = {}
    for key, value in packed:
        if not isinstance(key, str) or not isinstance(value, str | bool | int | float | dict):
            raise TypeError("these are no attributes")
        if isinstance(value, dict):
            ((kind, text),) = value.items()
            value = NestedValue(str(text), is_json=kind == "json")
        values[key] = value
    return build_attributes(values)


def format_attribute_value(value: AttributeValue) -> str:
    """A value as text, as XML files hold it and as it is shown."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.text if isinstance(value, NestedValue) else str(value)


def parse_attribute_value(text: str, like: AttributeValue | None) -> AttributeValue:
    """What a user means by `text`, for an attribute with the value `like` here or elsewhere; None if it is new.

    Truth values and numbers are recognized, unless `like` is text.
    """
    word = _WORDS.get(text.strip().lower()) if like is None or isinstance(like, bool) else None
    if word is not None:
        return word
    number = parse_exact_number(text.strip()) if not isinstance(like, str | bool | NestedValue) else None
    return text if number is None else number


def parse_exact_number(text: str) -> int | float | None:
    """The number that is written as `text`; None if `text` is not how that number is written: `007`, `1,5`."""
    for convert in (int, float):
        try:
            number = convert(text)
        except ValueError:
            continue
        if str(number) == text and math.isfinite(number):
            return number
    return None


def parse_truth_value(text: str) -> bool | None:
    """The truth value that is written as `text`; None for other texts, also for `True`."""
    return _WORDS.get(text)
