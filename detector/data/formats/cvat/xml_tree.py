"""Parsing XML to a tree of elements with their byte offsets, and editing attributes in place."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NoReturn
from xml.parsers import expat

from detector.data.formats.shared.xml_text import escape_xml

TAG_PATTERN = re.compile(rb"""<[^>"']*(?:(?:"[^"]*"|'[^']*')[^>"']*)*>""")
_ATTRIBUTE_PATTERN = re.compile(rb"""(\s)([^\s=/>]+)\s*=\s*("[^"]*"|'[^']*')""")
MAX_XML_DEPTH = 100


class XmlFormatError(Exception):
    """Why bytes are not usable XML, worded as the end of a sentence that begins with the name of the file."""


@dataclass(frozen=True)
class XmlElement:
    """An element and its byte offsets.

    Attributes:
        name: Its tag.
        attributes: Its attributes.
        start: The offset of its first `<`.
        content_start: The offset of its content; for `<image/>` it equals `end`.
        content_end: The offset after its content.
        end: The offset after its last `>`.
        text: Its own text without surrounding whitespace.
        children: Its child elements.
    """

    name: str
    attributes: Mapping[str, str]
    start: int
    content_start: int
    content_end: int
    end: int
    text: str
    children: tuple[XmlElement, ...]

    @property
    def is_closed_tag(self) -> bool:
        return self.content_start == self.end


@dataclass
class _OpenElement:
    """An element whose end tag was not read yet."""

    name: str
    attributes: Mapping[str, str]
    start: int
    content_start: int
    text: list[str] = field(default_factory=list)
    children: list[XmlElement] = field(default_factory=list)


@lru_cache(maxsize=4096)
def parse_element(body: bytes) -> XmlElement:
    """Parse `body` (UTF-8) as one element.

    Raises:
        XmlFormatError: It is not well-formed.
    """
    reader = _TreeReader(body)
    run_parser(reader.parser, body)
    assert reader.root is not None, "what is well-formed has a root"
    return reader.root


def run_parser(parser: expat.XMLParserType, body: bytes) -> None:
    """Parse all of `body` with `parser`, refusing entities.

    Raises:
        XmlFormatError: It is not well-formed, or defines entities.
    """
    parser.buffer_text = True
    parser.EntityDeclHandler = _refuse_entities
    parser.ExternalEntityRefHandler = _refuse_entities
    parser.SkippedEntityHandler = _refuse_entities
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        reason = expat.errors.messages[error.code]
        raise XmlFormatError(f"it is not well-formed XML ({reason} in line {error.lineno})") from error


def _refuse_entities(*_: object) -> NoReturn:
    raise XmlFormatError("it uses XML entities of its own, which are not followed for safety")


def find_tag_end(body: bytes, start: int) -> int:
    """The offset after the tag that begins at `start`.

    Raises:
        XmlFormatError: The tag does not end.
    """
    tag = TAG_PATTERN.match(body, start)
    if tag is None:
        raise XmlFormatError("it is not well-formed XML (a tag that does not end)")
    return tag.end()


def find_element_ends(body: bytes, content: int, at_end_tag: int) -> tuple[int, int]:
    """Where the content of an element ends, and where the element ends.

    Args:
        body: The whole text.
        content: The offset after the element's start tag.
        at_end_tag: The offset at which the parser reported the end.
    """
    if body[content - 2 : content] == b"/>":
        return content, content
    return at_end_tag, body.index(b">", at_end_tag) + 1


class _TreeReader:
    """Builds the tree from the events of expat."""

    def __init__(self, body: bytes) -> None:
        self.root: XmlElement | None = None
        self._body = body
        self._open_elements: list[_OpenElement] = []
        self.parser = expat.ParserCreate("utf-8")
        self.parser.StartElementHandler = self._on_element_started
        self.parser.EndElementHandler = self._on_element_ended
        self.parser.CharacterDataHandler = self._on_text_read

    def _on_element_started(self, name: str, attributes: dict[str, str]) -> None:
        start = self.parser.CurrentByteIndex
        if len(self._open_elements) == MAX_XML_DEPTH:
            raise XmlFormatError(f"its elements are nested more than {MAX_XML_DEPTH} deep")
        self._open_elements.append(_OpenElement(name, attributes, start, find_tag_end(self._body, start)))

    def _on_text_read(self, text: str) -> None:
        self._open_elements[-1].text.append(text)

    def _on_element_ended(self, _name: str) -> None:
        one = self._open_elements.pop()
        content_end, end = find_element_ends(self._body, one.content_start, self.parser.CurrentByteIndex)
        text = "".join(one.text).strip()
        element = XmlElement(
            one.name, one.attributes, one.start, one.content_start, content_end, end, text, tuple(one.children)
        )
        if self._open_elements:
            self._open_elements[-1].children.append(element)
        else:
            self.root = element


def set_attributes(body: bytes, element: XmlElement, values: Mapping[str, str]) -> bytes:
    """Set attributes in the start tag of `element`; missing ones are appended.

    Args:
        body: The bytes in which `element` was parsed.
        element: The element.
        values: The new values by name.

    Returns:
        The bytes with these attributes.
    """
    parts, position = [], element.start
    waiting = dict(values)
    last = element.start + len(element.name.encode()) + 1
    for found in _ATTRIBUTE_PATTERN.finditer(body, element.start, element.content_start):
        last = found.end()
        name = found[2].decode()
        if name in waiting:
            quote = found[3][:1].decode()
            parts += [body[position : found.start(3)], f"{quote}{_escape_attribute(waiting.pop(name))}{quote}".encode()]
            position = found.end()
    parts.append(body[position:last])
    parts += [f' {name}="{_escape_attribute(value)}"'.encode() for name, value in waiting.items()]
    return body[: element.start] + b"".join([*parts, body[last:]])


def replace_shape(
    body: bytes, element: XmlElement, name: str, dropped: Collection[str], values: Mapping[str, str]
) -> bytes:
    """Make an element one of another name, with other attributes.

    Args:
        body: The bytes in which `element` was parsed.
        element: The element.
        name: Its new name.
        dropped: The attributes to remove.
        values: The attributes to add, where the first of `dropped` was, or at the end.

    Returns:
        The bytes with this element.
    """
    added = format_attributes(values).encode()
    parts = [body[: element.start], b"<", name.encode()]
    position = element.start + 1 + len(element.name.encode())
    for found in _ATTRIBUTE_PATTERN.finditer(body, element.start, element.content_start):
        if found[2].decode() in dropped:
            parts.append(added)
            added = b""
        else:
            parts.append(body[position : found.end()])
        position = found.end()
    parts += [added, body[position : element.content_start]]
    if not element.is_closed_tag:
        parts += [body[element.content_start : element.content_end], f"</{name}>".encode()]
    return b"".join([*parts, body[element.end :]])


def _escape_attribute(text: str) -> str:
    """`text` escaped for an attribute value in single or double quotes."""
    value = escape_xml(text).decode()
    for character, reference in (('"', "&quot;"), ("'", "&apos;"), ("\t", "&#9;"), ("\n", "&#10;")):
        value = value.replace(character, reference)
    return value


def format_attributes(values: Mapping[str, str]) -> str:
    """Each attribute as ` name="value"`, with a leading space."""
    return "".join(f' {name}="{_escape_attribute(value)}"' for name, value in values.items())
