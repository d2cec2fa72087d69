"""Reading attributes from label files, and the values that are written to them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from detector.data.annotation import Annotation
from detector.data.attributes import (
    MAX_ATTRIBUTES,
    MAX_KEY_CHARACTERS,
    MAX_VALUE_CHARACTERS,
    NO_ATTRIBUTES,
    Attributes,
    AttributeValue,
    NestedValue,
    build_attributes,
    format_attribute_value,
    read_json_value,
)

from .json_scan import JsonPath, dump_json, find_repeated_keys
from .wording import escape_name, format_count, list_names

REPEATED_KEYS = "has the attribute {names} more than once; the {used} is used"
LONG_VALUE = "has an attribute of {length:,} characters ({name}), which is kept and cannot be edited here"
UNUSABLE_KEY = "has an attribute {fault}, which is kept and not used"
TOO_MANY_ATTRIBUTES = "has {count:,} attributes; only the first {limit:,} are used, the others are kept"
NO_OBJECT = "has {name} that are no object, which are kept and not used"
NO_KEY, LONG_KEY = "without a name", "whose name has {length:,} characters"
NOT_SAVED = "{file} cannot hold attributes, so those of {boxes} were not saved."
WRITTEN_AS_TEXT = "{values} written as text."

FLAG_KEYS = frozenset({"difficult", "truncated", "occluded"})
"""Names that most formats use for the flags of a box, so it cannot have attributes of these names there."""


def is_usable_key(key: str) -> bool:
    """Whether an attribute of this name can be shown and edited."""
    return bool(key.strip()) and len(key) <= MAX_KEY_CHARACTERS


def select_usable(found: Iterable[tuple[str, AttributeValue | None]]) -> Attributes:
    """The first usable attributes of one object: with a usable name that no earlier one has, and with a value."""
    values: dict[str, AttributeValue] = {}
    for key, value in found:
        if value is not None and is_usable_key(key) and len(values) < MAX_ATTRIBUTES:
            values.setdefault(key, value)
    return build_attributes(values)


def read_json_attributes(members: Mapping[str, Any], others: Collection[str] = ()) -> Attributes:
    """The attributes in the members of an object, except those with a key in `others`."""
    if not members or (len(members) <= len(others) and members.keys() <= set(others)):
        return NO_ATTRIBUTES
    return select_usable((key, read_json_value(value)) for key, value in members.items() if key not in others)


def format_json_value(value: AttributeValue) -> str:
    """A value as JSON."""
    if isinstance(value, NestedValue):
        return value.text if value.is_json else dump_json(value.text)
    return dump_json(value)


def find_json_faults(text: str, path: JsonPath, members: Mapping[str, Any]) -> list[str]:
    """What is wrong with the attributes in an object, worded as ends of sentences without a period.

    Args:
        text: The JSON text of the item.
        path: The path of the object in it.
        members: Those members of the object that are attributes.
    """
    repeated = [key for key in find_repeated_keys(text, path) if key in members] if members else []
    faults = [REPEATED_KEYS.format(names=list_names(repeated), used="last")] if repeated else []
    return faults + find_attribute_faults([(key, read_json_value(value)) for key, value in members.items()])


def find_attribute_faults(found: Sequence[tuple[str, AttributeValue | None]]) -> list[str]:
    """What is wrong with the keys and values of one object, worded as ends of sentences without a period."""
    faults = []
    for key, value in found:
        length = len(format_attribute_value(value)) if isinstance(value, str | NestedValue) else 0
        if not is_usable_key(key):
            faults.append(UNUSABLE_KEY.format(fault=LONG_KEY.format(length=len(key)) if key.strip() else NO_KEY))
        elif length > MAX_VALUE_CHARACTERS:
            faults.append(LONG_VALUE.format(length=length, name=escape_name(key)))
    if len(found) > MAX_ATTRIBUTES:
        faults.append(TOO_MANY_ATTRIBUTES.format(count=len(found), limit=MAX_ATTRIBUTES))
    return faults


def describe_unsaved(file: str, annotations: Iterable[Annotation]) -> tuple[str, ...]:
    """A sentence about attributes in a file that cannot hold any; none if there are none."""
    count = sum(bool(annotation.attributes) for annotation in annotations)
    return (NOT_SAVED.format(file=file, boxes=format_count(count, "box", "boxes")),) if count else ()


class AttributeOmissions:
    """Counts the attributes that a new data set cannot hold, or can hold only as text."""

    def __init__(
        self,
        is_reserved: Callable[[str], bool] = FLAG_KEYS.__contains__,
        *,
        has_types: bool = True,
        has_nested: bool = True,
    ) -> None:
        """Describe what the format can hold.

        Args:
            is_reserved: Whether attributes cannot have this name, because the format uses it itself.
            has_types: Whether numbers and truth values are distinguished from text.
            has_nested: Whether JSON values can be nested.
        """
        self._is_reserved = is_reserved
        self._has_types, self._has_nested = has_types, has_nested
        self._reserved_count = self._untyped_count = self._nested_count = 0

    def filter_attributes(self, annotation: Annotation) -> Annotation:
        """`annotation` with those attributes that can be written; the others are counted."""
        if not annotation.attributes:
            return annotation
        kept = {key: value for key, value in annotation.attributes.items() if not self._is_reserved(key)}
        self._reserved_count += len(annotation.attributes) - len(kept)
        for value in kept.values():
            if isinstance(value, NestedValue):
                self._nested_count += not (self._has_nested and value.is_json)
            elif not isinstance(value, str):
                self._untyped_count += not self._has_types
        return replace(annotation, attributes=build_attributes(kept))

    def count_untyped(self, count: int) -> None:
        """Count numbers and truth values that are written as text although the format has types."""
        self._untyped_count += count

    def describe_omissions(self) -> tuple[str, ...]:
        """Sentences with the counts."""
        messages = []
        if self._reserved_count:
            reserved = format_count(self._reserved_count, "attribute", "attributes")
            messages.append(f"{reserved} with the name of a flag or of the class left out.")
        if self._nested_count:
            values = format_count(self._nested_count, "nested attribute is", "nested attributes are")
            messages.append(WRITTEN_AS_TEXT.format(values=values))
        if self._untyped_count:
            typed = "attribute that is a number, true or false is", "attributes that are numbers, true or false are"
            messages.append(WRITTEN_AS_TEXT.format(values=format_count(self._untyped_count, *typed)))
        return tuple(messages)
