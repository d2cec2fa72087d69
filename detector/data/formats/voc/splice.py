"""Editing a Pascal VOC file by replacing byte ranges; all other bytes are kept."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from detector.data.annotation import Annotation
from detector.data.formats.shared.coordinates import format_coordinate, is_same_coordinate
from detector.data.formats.shared.xml_text import escape_xml

from .attribute_splices import format_attributes, splice_attributes
from .parser import CORNER_KEYS, FLAGS, VocDocument, VocObject, find_space_before
from .pixel_origin import VocOrigin
from .splice_bytes import Splice, apply_splices, replace_element_text

_ATTRIBUTE_PATTERN = re.compile(rb"""(\s+)([^\s=/>]+)\s*=\s*("[^"]*"|'[^']*')""")


@dataclass(frozen=True)
class ObjectLayout:
    """The whitespace before an object, before its children, and before its coordinates."""

    before_object: bytes
    before_child: bytes
    before_corner: bytes


@dataclass(frozen=True)
class ReturningObject:
    """A deleted object that is restored.

    Attributes:
        annotation: Its box now.
        item: The object before the deletion.
        space: The whitespace that was before it.
        behind: The number of the object that it follows; None if it comes before the first.
    """

    annotation: Annotation
    item: VocObject
    space: bytes
    behind: int | None


def render_document(
    document: VocDocument,
    kept: Mapping[int, Annotation],
    returning: Sequence[ReturningObject],
    added: Sequence[Annotation],
    verified: bool,
    origin: VocOrigin,
) -> bytes:
    """The body of the file after an edit.

    Args:
        document: The file before.
        kept: Number of an object -> its box now; other objects are deleted.
        returning: Restored objects, which return to their positions; those after the same object are in order.
        added: New boxes, which are appended after the last object.
        verified: Whether the image is verified.
        origin: The pixel origin of the file.
    """
    body = document.text.body
    splices: list[Splice] = []
    for number, item in enumerate(document.objects):
        if number not in kept:
            splices.append(Splice(item.start - len(find_space_before(body, item.start)), item.end, b""))
        elif kept[number] != item.parsed_annotation:
            splices.append(Splice(item.start, item.end, edit_object(item, kept[number], origin)))
    back = [(one.behind, one.space + edit_object(one.item, one.annotation, origin)) for one in returning]
    if document.objects:
        splices += [_splice_behind(document, behind, content) for behind, content in back]
        back.clear()
    if back or added:
        splices.append(_splice_added(document, b"".join(content for _, content in back), added, origin))
    if verified != document.verified:
        splices.append(_splice_verified(document, verified))
    return apply_splices(body, splices)


def edit_object(item: VocObject, annotation: Annotation, origin: VocOrigin) -> bytes:
    """The bytes of an object after its box changed to `annotation`; only the texts of changed values are replaced."""
    splices: list[Splice] = []
    if annotation.label.strip() != item.parsed_annotation.label:
        splices.append(replace_element_text(item.elements["name"], "name", escape_xml(annotation.label.strip())))
    for key, before, after in zip(CORNER_KEYS, item.parsed_annotation.bounds.xyxy, annotation.bounds.xyxy, strict=True):
        if not is_same_coordinate(before, after):
            text = format_coordinate(origin.from_edge(key, after)).encode("ascii")
            splices.append(replace_element_text(item.elements[key], key, text))
    for key in FLAGS:
        value: bool = getattr(annotation, key)
        if value != getattr(item.parsed_annotation, key):
            splices.append(_splice_flag(item, key, value))
    if annotation.attributes != item.parsed_annotation.attributes:
        splices += splice_attributes(item, annotation.attributes)
    return apply_splices(item.source, splices)


def _splice_flag(item: VocObject, key: str, value: bool) -> Splice:
    if key in item.elements:
        return replace_element_text(item.elements[key], key, b"%d" % value)
    position = item.elements["bndbox"].start
    return Splice(
        position,
        position,
        b"<%s>%d</%s>" % (key.encode(), value, key.encode()) + _find_space_before_child(item, "bndbox"),
    )


def _find_space_before_child(item: VocObject, key: str) -> bytes:
    return find_space_before(item.source, item.elements[key].start)


def _splice_behind(document: VocDocument, behind: int | None, content: bytes) -> Splice:
    if behind is not None:
        position = document.objects[behind].end
    else:
        first = document.objects[0].start
        position = first - len(find_space_before(document.text.body, first))
    return Splice(position, position, content)


def _splice_added(document: VocDocument, content: bytes, added: Sequence[Annotation], origin: VocOrigin) -> Splice:
    """Insert `content` and then the objects of `added` after the last object."""
    layout = _detect_layout(document)
    content += b"".join(layout.before_object + format_voc_object(annotation, layout, origin) for annotation in added)
    root = document.root
    if root.is_closed_tag:  # <annotation/>
        tag_end = root.end - len(b"/>")
        return Splice(tag_end, root.end, b">" + content + b"\n</annotation>")
    position = document.objects[-1].end if document.objects else document.children_end
    if root.content_start == root.content_end:  # <annotation></annotation>
        content += b"\n"
    return Splice(position, position, content)


def _detect_layout(document: VocDocument) -> ObjectLayout:
    """The layout of the last object; without objects, of the root's first child; without children, labelImg's."""
    body = document.text.body
    if document.objects:
        last = document.objects[-1]
        outer = find_space_before(body, last.start)
        return ObjectLayout(outer, _find_space_before_child(last, "name"), _find_space_before_child(last, "xmin"))
    if document.first_child is None:
        newline = b"\r\n" if b"\r\n" in body else b"\n"
        return ObjectLayout(newline + b"\t", newline + b"\t\t", newline + b"\t\t\t")
    outer = find_space_before(body, document.first_child)
    outer = _extract_line_break(outer)
    indent = outer.lstrip(b"\r\n")
    return ObjectLayout(outer, outer + indent, outer + indent + indent)


def _extract_line_break(white_space: bytes) -> bytes:
    """The last line break and the indent after it, without empty lines before."""
    start = max(white_space.rfind(b"\n"), 0)
    return white_space[start - (white_space[:start].endswith(b"\r")) :]


def format_voc_object(annotation: Annotation, layout: ObjectLayout, origin: VocOrigin) -> bytes:
    """An `<object>` with labelImg's order of elements; `occluded` only if it is set."""
    flags = {"truncated": annotation.truncated, "difficult": annotation.difficult} | (
        {"occluded": True} if annotation.occluded else {}
    )
    lines = [
        layout.before_child + b"<name>" + escape_xml(annotation.label.strip()) + b"</name>",
        layout.before_child + b"<pose>Unspecified</pose>",
        *(layout.before_child + b"<%s>%d</%s>" % (key.encode(), value, key.encode()) for key, value in flags.items()),
        layout.before_child + b"<bndbox>",
        *(
            layout.before_corner + _format_corner(key, edge, origin)
            for key, edge in zip(CORNER_KEYS, annotation.bounds.xyxy, strict=True)
        ),
        layout.before_child + b"</bndbox>",
        format_attributes(annotation.attributes, layout.before_child, layout.before_corner),
    ]
    return b"<object>" + b"".join(lines) + _extract_line_break(layout.before_object) + b"</object>"


def _format_corner(key: str, edge: float, origin: VocOrigin) -> bytes:
    return f"<{key}>{format_coordinate(origin.from_edge(key, edge))}</{key}>".encode("ascii")


def _splice_verified(document: VocDocument, verified: bool) -> Splice:
    """Set or remove `verified="yes"` at the root."""
    root, body = document.root, document.text.body
    tag_end = root.content_start - (2 if body[root.content_start - 2 : root.content_start] == b"/>" else 1)
    for found in _ATTRIBUTE_PATTERN.finditer(body, root.start + len(b"<annotation"), tag_end):
        if found[2] == b"verified":
            return Splice(found.start(3), found.end(3), b'"yes"') if verified else Splice(*found.span(), b"")
    return Splice(tag_end, tag_end, b' verified="yes"')
