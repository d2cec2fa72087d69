"""The list of labels in the head of a CVAT file: `<labels><label><name>cat</name><attributes>...`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from detector.data.formats.shared.xml_text import escape_xml
from detector.data.unicode_forms import normalize_class_name

from .xml_tree import XmlElement, XmlFormatError, parse_element

InputTypes: TypeAlias = Mapping[tuple[str, str], str]
"""Class and name of an attribute -> how its values are entered: `checkbox`, `number`, `select`, `radio` or `text`."""

_OPENING_TAG, _CLOSING_TAG = b"<labels", b"</labels>"


@dataclass(frozen=True)
class _LabelList:
    """The list, and where it begins in the head."""

    start: int
    root: XmlElement

    @property
    def named_elements(self) -> list[tuple[str, XmlElement]]:
        """The labels with their names, except parts of skeletons."""
        found = []
        for label in self.root.children:
            names = [child for child in label.children if child.name == "name"]
            is_part = any(child.name == "parent" for child in label.children)
            if label.name == "label" and names and names[0].text and not is_part:
                found.append((names[0].text, names[0]))
        return found


def _find_label_list(head: bytes) -> _LabelList | None:
    """The list; None if there is none, or none that is well-formed."""
    start, end = head.rfind(_OPENING_TAG), head.rfind(_CLOSING_TAG)
    if not 0 <= start < end:
        return None
    try:
        return _LabelList(start, parse_element(head[start : end + len(_CLOSING_TAG)]))
    except XmlFormatError:  # for example inside a comment
        return None


def has_label_list(head: bytes) -> bool:
    """Whether there is a list, possibly an empty one."""
    return _find_label_list(head) is not None


def read_label_names(head: bytes) -> dict[str, str]:
    """Class name -> the name as written, in the order of the list."""
    found = _find_label_list(head)
    written: dict[str, str] = {}
    for name, _ in found.named_elements if found is not None else ():
        written.setdefault(normalize_class_name(name), name)
    return written


def read_input_types(head: bytes) -> InputTypes:
    """The types of the attributes that the list declares."""
    found = _find_label_list(head)
    types: dict[tuple[str, str], str] = {}
    for label in found.root.children if found is not None else ():
        texts = {child.name: child.text for child in label.children}
        for attribute in (one for group in label.children if group.name == "attributes" for one in group.children):
            parts = {child.name: child.text for child in attribute.children}
            if "name" in texts and parts.get("name"):
                key = (normalize_class_name(texts["name"]), parts["name"])
                types.setdefault(key, parts.get("input_type", "text").lower())
    return types


def add_label_names(head: bytes, names: Sequence[str], input_types: InputTypes | None = None) -> bytes:
    """The head with labels appended to the list, in the layout of the last label.

    Args:
        head: The head.
        names: The names of the labels.
        input_types: The attributes that the new labels declare.
    """
    found = _find_label_list(head)
    if found is None:
        return head
    root, start = found.root, found.start
    labels = root.children
    if labels:
        before = head[start + root.content_start : start + labels[0].start]
        position = start + labels[-1].end
    else:
        space = head[:start]
        before = b"\n" + space[len(space.rstrip(b" \t")) :] + b"  "
        position = start + root.content_start
    space = before if not before.strip() else b""
    inner = space + b"  " if b"\n" in space else b""
    new = [
        space
        + b"<label>"
        + inner
        + b"<name>"
        + escape_xml(name)
        + b"</name>"
        + _format_declarations(name, input_types or {}, inner)
        + space
        + b"</label>"
        for name in names
    ]
    end = b"" if labels or head[position : position + 1].isspace() else space[:-2]
    return head[:position] + b"".join(new) + end + head[position:]


def _format_declarations(label: str, input_types: InputTypes, space: bytes) -> bytes:
    """The `<attributes>` of a label with the whitespace before it; empty if it declares none."""
    inner = space + b"  " if space else b""
    part = inner + b"  " if space else b""
    lines = []
    for (owner, name), kind in input_types.items():
        if owner == label:
            texts = {"name": name, "mutable": "False", "input_type": kind, "default_value": "", "values": ""}
            parts = (_format_element(key, text) for key, text in texts.items())
            lines.append(inner + b"<attribute>" + b"".join(part + one for one in parts) + inner + b"</attribute>")
    return space + b"<attributes>" + b"".join(lines) + space + b"</attributes>" if lines else b""


def _format_element(name: str, text: str) -> bytes:
    return f"<{name}>".encode() + escape_xml(text) + f"</{name}>".encode()


def rename_label(head: bytes, source: str, target: str) -> bytes:
    """The head with a label renamed."""
    found = _find_label_list(head)
    for name, element in reversed(found.named_elements) if found is not None else ():
        if normalize_class_name(name) == source and found is not None:
            start, end = found.start + element.content_start, found.start + element.content_end
            head = head[:start] + escape_xml(target) + head[end:]
    return head
