"""The changes to the `<attributes>` of an object, and those of a new object."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from detector.data.attributes import Attributes, find_attribute_changes, format_attribute_value
from detector.data.formats.shared.xml_text import escape_xml

from .parser import VocAttribute, VocElement, VocObject, find_space_before
from .splice_bytes import Splice, replace_element_text


def splice_attributes(item: VocObject, after: Attributes) -> list[Splice]:
    """The changes to an object whose attributes become `after`; an `<attributes>` without any is removed."""
    before = item.parsed_annotation.attributes
    changes = find_attribute_changes(before, after)
    texts = {key: escape_xml(format_attribute_value(value)) for key, value in changes.values.items()}
    by_name = {attribute.name: attribute for attribute in reversed(item.attributes)}
    changed = {
        key: text
        for key, text in texts.items()
        if key in before and format_attribute_value(before[key]) != format_attribute_value(after[key])
    }
    splices = [_splice_value(by_name[key], text) for key, text in changed.items()]
    added = {key: text for key, text in texts.items() if key not in before}
    if changes.removed:
        splices += _splice_removed(item, changes.removed, is_last=not added)
    if added:
        splices.append(_splice_added(item, added))
    return splices


def _splice_value(attribute: VocAttribute, text: bytes) -> Splice:
    if "value" in attribute.parts:
        return replace_element_text(attribute.parts["value"], "value", text)
    position = attribute.parts["name"].end
    return Splice(position, position, b"<value>" + text + b"</value>")


def _splice_removed(item: VocObject, removed: Collection[str], is_last: bool) -> list[Splice]:
    gone = [attribute.whole_element for attribute in item.attributes if attribute.name in removed]
    splices = [_splice_out(item.source, element) for element in gone]
    container = item.elements["attributes"]
    inside = [one for one in splices if container.content_start <= one.start < container.content_end]
    rest = _cut_out(item.source, container, inside)
    if not is_last or rest.strip():
        return splices
    return [_splice_out(item.source, container), *(one for one in splices if one not in inside)]


def _splice_out(source: bytes, element: VocElement) -> Splice:
    """Remove an element with the whitespace before it."""
    return Splice(element.start - len(find_space_before(source, element.start)), element.end, b"")


def _cut_out(source: bytes, container: VocElement, splices: Sequence[Splice]) -> bytes:
    """The content of `container` without what `splices` remove."""
    parts, position = [], container.content_start
    for splice in splices:
        parts.append(source[position : splice.start])
        position = splice.end
    return b"".join([*parts, source[position : container.content_end]])


def _splice_added(item: VocObject, added: Mapping[str, bytes]) -> Splice:
    """Append attributes to the first `<attributes>`, which is created after the `<bndbox>` if it is missing."""
    box = item.elements["bndbox"].start
    before_child = find_space_before(item.source, box)
    before_corner = find_space_before(item.source, item.elements["xmin"].start)
    container = item.elements.get("attributes")
    if container is None:
        position = item.elements["bndbox"].end
        content = before_child + _format_container(added, before_child, before_corner)
        return Splice(position, position, content)
    if container.is_closed_tag:
        return Splice(container.start, container.end, _format_container(added, before_child, before_corner))
    inside = [one.whole_element for one in item.attributes if one.whole_element.end <= container.content_end]
    if not inside:
        lines = _format_lines(added, before_corner, _indent_further(before_child, before_corner))
        return Splice(container.content_start, container.content_start, lines)
    last = inside[-1]
    before, outer = find_space_before(item.source, last.start), find_space_before(item.source, container.start)
    return Splice(last.end, last.end, _format_lines(added, before, _indent_further(outer, before)))


def format_attributes(attributes: Attributes, before_child: bytes, before_corner: bytes) -> bytes:
    """The `<attributes>` of a new object, with the whitespace before it; empty without attributes.

    Args:
        attributes: The attributes.
        before_child: The whitespace before the children of the object.
        before_corner: The whitespace before the children of these.
    """
    if not attributes:
        return b""
    texts = {key: escape_xml(format_attribute_value(value)) for key, value in attributes.items()}
    return before_child + _format_container(texts, before_child, before_corner)


def _format_container(texts: Mapping[str, bytes], before_child: bytes, before_corner: bytes) -> bytes:
    lines = _format_lines(texts, before_corner, _indent_further(before_child, before_corner))
    return b"<attributes>" + lines + before_child + b"</attributes>"


def _format_lines(texts: Mapping[str, bytes], before: bytes, before_part: bytes) -> bytes:
    return b"".join(
        before
        + b"<attribute>"
        + before_part
        + b"<name>"
        + escape_xml(key)
        + b"</name>"
        + before_part
        + b"<value>"
        + text
        + b"</value>"
        + before
        + b"</attribute>"
        for key, text in texts.items()
    )


def _indent_further(outer: bytes, inner: bytes) -> bytes:
    """The whitespace one level deeper than `inner`, which is one level deeper than `outer`."""
    return inner + (inner[len(outer) :] if inner.startswith(outer) else b"")
