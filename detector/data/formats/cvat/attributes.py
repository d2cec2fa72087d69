"""The `<attribute>` elements of a CVAT shape, and editing them in place.

The flags difficult and truncated, which CVAT has no field for, are attributes of these names in its exports.
"""

from __future__ import annotations

from collections.abc import Iterator

from detector.data.attributes import (
    NO_ATTRIBUTES,
    Attributes,
    AttributeValue,
    NestedValue,
    find_attribute_changes,
    format_attribute_value,
    parse_exact_number,
    parse_truth_value,
)
from detector.data.formats.shared.attribute_values import REPEATED_KEYS, find_attribute_faults, select_usable
from detector.data.formats.shared.wording import list_names
from detector.data.formats.shared.xml_text import escape_xml

from .label_list import InputTypes
from .xml_tree import XmlElement, format_attributes, parse_element

ATTRIBUTE_FLAGS = ("difficult", "truncated")
TRUE_WORDS = frozenset({"true", "yes", "1"})


def is_flag_name(name: str) -> bool:
    """Whether an attribute of this name is a flag of the box."""
    return name.strip().lower() in ATTRIBUTE_FLAGS


def is_flag_set(shape: XmlElement, flag: str) -> bool:
    """Whether the shape has this flag."""
    found = _find_attribute(shape, flag, ignore_case=True)
    return found is not None and found.text.lower() in TRUE_WORDS


def set_flag(item: bytes, flag: str, value: bool) -> bytes:
    """The shape with this flag set or cleared."""
    found = _find_attribute(parse_element(item), flag, ignore_case=True)
    if found is not None and found.text in ("0", "1"):
        return _set_text(item, found, flag, str(int(value)))
    return _set_text(item, found, flag, format_attribute_value(value))


def read_attributes(item: bytes, shape: XmlElement, label: str, types: InputTypes) -> Attributes:
    """The attributes of a shape.

    Args:
        item: The bytes of the shape.
        shape: The same, parsed.
        label: Its class.
        types: The declared types of attributes.
    """
    if not shape.children:
        return NO_ATTRIBUTES
    return select_usable(_iter_attributes(item, shape, label, types))


def find_attribute_problems(item: bytes, shape: XmlElement) -> list[str]:
    """What is wrong with the attributes of a shape, worded as ends of sentences without a period."""
    found = list(_iter_attributes(item, shape, "", {}))
    names = [name for name, _ in found]
    repeated = [name for name in dict.fromkeys(names) if name and names.count(name) > 1]
    faults = find_attribute_faults(found)
    return [*faults, REPEATED_KEYS.format(names=list_names(repeated), used="first")] if repeated else faults


def _iter_attributes(
    item: bytes, shape: XmlElement, label: str, types: InputTypes
) -> Iterator[tuple[str, AttributeValue]]:
    for child in shape.children:
        name = child.attributes.get("name", "").strip()
        if child.name != "attribute" or is_flag_name(name):
            continue
        if child.children:
            yield name, NestedValue(item[child.content_start : child.content_end].decode().strip(), is_json=False)
        else:
            yield name, _parse_value(child.text, types.get((label, name), "text"))


def _parse_value(text: str, input_type: str) -> AttributeValue:
    value = {"checkbox": parse_truth_value, "number": parse_exact_number}.get(input_type, str)(text)
    return text if value is None else value


def edit_attributes(item: bytes, before: Attributes, after: Attributes) -> bytes:
    """The shape after its attributes changed; unchanged ones keep their bytes."""
    changes = find_attribute_changes(before, after)
    for name in changes.removed:
        item = _remove_attribute(item, name)
    for name, value in changes.values.items():
        if name not in before or format_attribute_value(before[name]) != format_attribute_value(value):
            found = _find_attribute(parse_element(item), name)
            item = item if is_flag_name(name) else _set_text(item, found, name, format_attribute_value(value))
    return item


def format_attribute(name: str, text: str) -> bytes:
    """A new `<attribute>`."""
    return f"<attribute{format_attributes({'name': name})}>".encode() + escape_xml(text) + b"</attribute>"


def _find_attribute(shape: XmlElement, name: str, ignore_case: bool = False) -> XmlElement | None:
    for child in shape.children:
        written = child.attributes.get("name", "").strip()
        if child.name == "attribute" and (written.lower() if ignore_case else written) == name:
            return child
    return None


def _remove_attribute(item: bytes, name: str) -> bytes:
    """The shape without all attributes of this name, and the whitespace before them."""
    while (found := _find_attribute(parse_element(item), name)) is not None:
        item = item[: found.start].rstrip() + item[found.end :]
    return item


def _set_text(item: bytes, found: XmlElement | None, name: str, text: str) -> bytes:
    """The shape with `text` in the attribute `found`, or in a new one if that is None."""
    if found is not None and not found.is_closed_tag:
        return item[: found.content_start] + escape_xml(text) + item[found.content_end :]
    if found is not None:
        head = item[found.start : found.end].removesuffix(b"/>").rstrip()
        return item[: found.start] + head + b">" + escape_xml(text) + b"</attribute>" + item[found.end :]
    shape, new = parse_element(item), format_attribute(name, text)
    if shape.is_closed_tag:
        head = item[: item.rindex(b"/>")].rstrip()
        return head + b">" + new + f"</{shape.name}>".encode()
    position = shape.children[-1].end if shape.children else shape.content_start
    space = item[shape.content_start : shape.children[0].start] if shape.children else b""
    return item[:position] + (space if not space.strip() else b"") + new + item[position:]
