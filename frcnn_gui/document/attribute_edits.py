"""What several boxes have as attributes together, and edits of them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from detector.data.annotation import Annotation
from detector.data.attributes import (
    MAX_VALUE_CHARACTERS,
    NO_ATTRIBUTES,
    Attributes,
    AttributeValue,
    NestedValue,
    build_attributes,
    format_attribute_value,
)

KnownValues = Mapping[str, Sequence[AttributeValue]]
"""The attributes of a folder: key -> its values, the most frequent first."""


@dataclass(frozen=True)
class AttributeSummary:
    """One attribute of some boxes.

    Attributes:
        key: Its name.
        values: Its different values, in the order of the boxes.
        count: The number of boxes that have it.
        total: The number of boxes.
    """

    key: str
    values: tuple[AttributeValue, ...]
    count: int
    total: int

    @property
    def is_common(self) -> bool:
        """Whether all boxes have it, with the same value."""
        return len(self.values) == 1 and self.count == self.total

    @property
    def is_editable(self) -> bool:
        """Whether all values are short texts, truth values or numbers."""
        return all(map(is_editable_value, self.values))

    @property
    def text(self) -> str:
        """The value as text; the different ones, separated by commas."""
        return ", ".join(map(format_attribute_value, self.values))


def is_editable_value(value: AttributeValue) -> bool:
    """Whether a value can be typed."""
    return not isinstance(value, NestedValue) and len(format_attribute_value(value)) <= MAX_VALUE_CHARACTERS


def summarize_attributes(annotations: Sequence[Annotation]) -> list[AttributeSummary]:
    """The attributes of these boxes, in the order in which they first occur."""
    found: dict[str, list[AttributeValue]] = {}
    for annotation in annotations:
        for key, value in annotation.attributes.items():
            found.setdefault(key, []).append(value)
    total = len(annotations)
    return [AttributeSummary(key, _drop_repeated(values), len(values), total) for key, values in found.items()]


def _drop_repeated(values: Iterable[AttributeValue]) -> tuple[AttributeValue, ...]:
    """Each value once; 1 and True are different values."""
    return tuple({(type(value), value): value for value in values}.values())


def set_attribute(annotation: Annotation, key: str, value: AttributeValue) -> Annotation:
    """`annotation` with this attribute."""
    return replace(annotation, attributes=annotation.attributes.with_value(key, value))


def remove_attribute(annotation: Annotation, key: str) -> Annotation:
    """`annotation` without this attribute."""
    return replace(annotation, attributes=annotation.attributes.without_key(key))


def rename_attribute(annotation: Annotation, key: str, new_key: str) -> Annotation:
    """`annotation` with this attribute under another name and in the same place, if it has it."""
    if key not in annotation.attributes or new_key in annotation.attributes:
        return annotation
    values = {new_key if old == key else old: value for old, value in annotation.attributes.items()}
    return replace(annotation, attributes=build_attributes(values))


def describe_attributes(attributes: Attributes) -> str:
    """All attributes on one line: `color: red, age: 3`; empty for none."""
    if attributes is NO_ATTRIBUTES:
        return ""
    return ", ".join(f"{key}: {format_attribute_value(value)}" for key, value in attributes.items())
