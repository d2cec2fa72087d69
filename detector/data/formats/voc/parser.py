"""Parsing a Pascal VOC file, including the byte offsets of its elements, which edits require."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from detector.data.annotation import Annotation
from detector.data.attributes import NO_ATTRIBUTES, Attributes, AttributeValue, NestedValue
from detector.data.formats.shared.attribute_values import REPEATED_KEYS, find_attribute_faults, select_usable
from detector.data.formats.shared.coordinates import parse_number
from detector.data.formats.shared.wording import list_names
from detector.data.formats.shared.xml_text import XmlText
from detector.data.geometry import Box
from detector.data.limits import describe_long_labels
from detector.data.unicode_forms import normalize_class_name

from .pixel_origin import VocOrigin

FLAGS = ("difficult", "truncated", "occluded")
CORNER_KEYS = ("xmin", "ymin", "xmax", "ymax")

_ROOT_NAME = "annotation"
_TAG_PATTERN = re.compile(rb"""<[^>"']*(?:(?:"[^"]*"|'[^']*')[^>"']*)*>""")
_SCORE_KEYS = ("score", "confidence")
"""Names of the score in the files of detectors; the first that an object has is used."""
_OBJECT_FIELDS = frozenset(
    {
        ("name",),
        ("bndbox",),
        ("attributes",),
        *((score,) for score in _SCORE_KEYS),
        *((flag,) for flag in FLAGS),
        *(("bndbox", key) for key in CORNER_KEYS),
    }
)
_ATTRIBUTE_PATH = ("object", "attributes", "attribute")
"""Where CVAT and Datumaro write attributes: each has a `name` and a `value`."""
_WHITE_SPACE = b" \t\r\n"
_MAX_XML_DEPTH = 100


class VocFormatError(Exception):
    """Why a file is not a Pascal VOC annotation, worded as the end of a sentence that begins with its name."""


@dataclass(frozen=True)
class VocElement:
    """The byte offsets of an element.

    Attributes:
        start: The offset of its first `<`.
        content_start: The offset of its content; for `<name/>` it equals `end`.
        content_end: The offset after its content.
        end: The offset after its last `>`.
        text: Its text without surrounding whitespace.
    """

    start: int
    content_start: int
    content_end: int
    end: int
    text: str = ""

    @property
    def is_closed_tag(self) -> bool:
        return self.content_start == self.end

    def shift_by(self, by: int) -> VocElement:
        return VocElement(self.start + by, self.content_start + by, self.content_end + by, self.end + by, self.text)


@dataclass(frozen=True)
class VocAttribute:
    """An `<attribute>` of an object.

    Attributes:
        whole_element: The element.
        parts: Its `name` and `value`; each can be missing.
        has_nested_value: Whether the value contains elements.
    """

    whole_element: VocElement
    parts: Mapping[str, VocElement]
    has_nested_value: bool = False

    @property
    def name(self) -> str:
        return self.parts["name"].text if "name" in self.parts else ""

    def shift_by(self, by: int) -> VocAttribute:
        parts = {key: part.shift_by(by) for key, part in self.parts.items()}
        return VocAttribute(self.whole_element.shift_by(by), parts, self.has_nested_value)


@dataclass(frozen=True)
class VocObject:
    """An `<object>`.

    Attributes:
        start: Its offset in the file.
        source: Its bytes.
        elements: Its known elements by name, with offsets relative to `source`.
        parsed_annotation: Its box.
        attributes: Its attributes, with offsets relative to `source`.
    """

    start: int
    source: bytes
    elements: Mapping[str, VocElement]
    parsed_annotation: Annotation
    attributes: tuple[VocAttribute, ...] = ()

    @property
    def end(self) -> int:
        return self.start + len(self.source)


@dataclass(frozen=True)
class VocDocument:
    """A whole file; offsets refer to `text.body`."""

    text: XmlText
    root: VocElement
    objects: tuple[VocObject, ...]
    verified: bool
    stated_size: tuple[int, int] | None
    """Width and height of the image in the file, which can be 0; None if they are missing or not numbers."""
    children_end: int
    """The offset after the root's last child, or of its content if there are no children."""
    first_child: int | None
    warnings: tuple[str, ...]


def parse_voc(text: XmlText, origin: VocOrigin) -> VocDocument:
    """Parse a Pascal VOC file.

    Raises:
        VocFormatError: The content does not follow the format.
    """
    reader = _VocReader(text.body)
    reader.read_document()
    if reader.root is None:
        raise VocFormatError("it has no elements")
    annotations = [_build_annotation(number, found, origin, text.body) for number, found in enumerate(reader.objects)]
    objects = tuple(
        VocObject(
            found.whole_element.start,
            text.body[found.whole_element.start : found.whole_element.end],
            {key: element.shift_by(-found.whole_element.start) for key, element in found.elements.items()},
            annotation,
            tuple(attribute.shift_by(-found.whole_element.start) for attribute in found.attributes),
        )
        for found, annotation in zip(reader.objects, annotations, strict=True)
    )
    oddities = [
        f"object {number + 1} ({annotation.label}) has <{key}> more than once; the first is used"
        for number, (found, annotation) in enumerate(zip(reader.objects, annotations, strict=True))
        for key in found.repeated_keys
    ]
    oddities += [
        f"object {number + 1} ({annotation.label}) {fault}"
        for number, (found, annotation) in enumerate(zip(reader.objects, annotations, strict=True))
        for fault in _find_attribute_faults(found, text.body)
    ]
    names = (found.elements["name"].text for found in reader.objects)
    oddities += (sentence.rstrip(".") for sentence in describe_long_labels("it", names))
    children_end = reader.children_end or reader.root.content_start
    return VocDocument(
        text,
        reader.root,
        objects,
        reader.verified,
        _parse_size(reader.size_texts),
        children_end,
        reader.first_child,
        tuple(oddities),
    )


@dataclass
class _ObjectElements:
    """An `<object>` while it is parsed."""

    whole_element: VocElement
    elements: dict[str, VocElement] = field(default_factory=dict)
    repeated_keys: list[str] = field(default_factory=list)
    attributes: list[VocAttribute] = field(default_factory=list)


@dataclass
class _OpenVocElement:
    """An element whose end tag was not read yet."""

    name: str
    start: int
    content_start: int
    text: list[str] = field(default_factory=list)


class _VocReader:
    """Collects the relevant elements from the events of expat: object/name, object/bndbox/xmin, size/width, ..."""

    def __init__(self, body: bytes) -> None:
        self.root: VocElement | None = None
        self.objects: list[_ObjectElements] = []
        self.verified = False
        self.size_texts: dict[str, str] = {}
        self.first_child: int | None = None
        self.children_end = 0
        self._body = body
        self._open_elements: list[_OpenVocElement] = []
        self._attribute_parts: dict[str, VocElement] = {}
        self._has_nested_value = False
        self._parser = expat.ParserCreate("utf-8")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._on_element_started
        self._parser.EndElementHandler = self._on_element_ended
        self._parser.CharacterDataHandler = self._on_text_read
        self._parser.EntityDeclHandler = self._refuse_entities
        self._parser.ExternalEntityRefHandler = self._refuse_entities
        self._parser.SkippedEntityHandler = self._refuse_entities

    def read_document(self) -> None:
        try:
            self._parser.Parse(self._body, True)
        except expat.ExpatError as error:
            reason = expat.errors.messages[error.code]
            raise VocFormatError(f"it is not well-formed XML ({reason} in line {error.lineno})") from error

    def _refuse_entities(self, *_: object) -> NoReturn:
        raise VocFormatError("it uses XML entities of its own, which are not followed for safety")

    def _on_element_started(self, name: str, attributes: dict[str, str]) -> None:
        start = self._parser.CurrentByteIndex
        tag = _TAG_PATTERN.match(self._body, start)
        if tag is None:
            raise VocFormatError("it is not well-formed XML (a tag that does not end)")
        if not self._open_elements:
            if name != _ROOT_NAME:
                raise VocFormatError(f"it is no Pascal VOC annotation: its root is <{name}>, not <{_ROOT_NAME}>")
            self.verified = attributes.get("verified", "").strip().lower() in ("yes", "true", "1")
        elif len(self._open_elements) == 1:
            self.first_child = start if self.first_child is None else self.first_child
            if name == "object":
                self.objects.append(_ObjectElements(VocElement(start, tag.end(), tag.end(), tag.end())))
        if len(self._open_elements) == _MAX_XML_DEPTH:
            raise VocFormatError(f"its elements are nested more than {_MAX_XML_DEPTH} deep")
        self._open_elements.append(_OpenVocElement(name, start, tag.end()))

    def _on_text_read(self, text: str) -> None:
        self._open_elements[-1].text.append(text)

    def _on_element_ended(self, name: str) -> None:
        opened = self._open_elements.pop()
        if self._body[opened.content_start - 2 : opened.content_start] == b"/>":
            content_end = end = opened.content_start
        else:
            content_end = self._parser.CurrentByteIndex
            end = self._body.index(b">", content_end) + 1
        element = VocElement(opened.start, opened.content_start, content_end, end, "".join(opened.text).strip())
        path = (*(outer.name for outer in self._open_elements[1:]), name)
        if not self._open_elements:
            self.root = element
            return
        if len(path) == 1:
            self.children_end = end
            if name == "object":
                self.objects[-1].whole_element = element
        elif path[0] == "object" and path[1:] in _OBJECT_FIELDS:
            self._keep_element(path[-1], element)
        elif path[:3] == _ATTRIBUTE_PATH:
            self._keep_attribute_part(path[3:], element)
        elif path in (("size", "width"), ("size", "height")):
            self.size_texts.setdefault(name, element.text)

    def _keep_element(self, key: str, element: VocElement) -> None:
        found = self.objects[-1]
        if key in found.elements:
            found.repeated_keys += [key] if key != "attributes" else []  # those of all are used
        else:
            found.elements[key] = element

    def _keep_attribute_part(self, path: tuple[str, ...], element: VocElement) -> None:
        """Keep an `<attribute>` (`path` is empty), or an element inside it."""
        if not path:
            self.objects[-1].attributes.append(VocAttribute(element, self._attribute_parts, self._has_nested_value))
            self._attribute_parts, self._has_nested_value = {}, False
        elif len(path) == 1:
            self._attribute_parts.setdefault(path[0], element)
        else:
            self._has_nested_value = self._has_nested_value or path[0] == "value"


def _build_annotation(number: int, found: _ObjectElements, origin: VocOrigin, body: bytes) -> Annotation:
    label = found.elements["name"].text if "name" in found.elements else ""
    where = f"object {number + 1} ({normalize_class_name(label)})" if label else f"object {number + 1}"
    if not label:
        raise VocFormatError(f"{where} has no <name>")
    if "bndbox" not in found.elements:
        raise VocFormatError(f"{where} has no <bndbox>")
    edges = [origin.to_edge(key, _read_coordinate(found, key, where)) for key in CORNER_KEYS]
    difficult, truncated, occluded = (_read_flag(found, key) for key in FLAGS)
    attributes = _read_attributes(found, body) if found.attributes else NO_ATTRIBUTES
    return Annotation(Box(*edges), label, number, difficult, truncated, occluded, _read_score(found), attributes)


def _read_attributes(found: _ObjectElements, body: bytes) -> Attributes:
    return select_usable((attribute.name, _read_attribute_value(attribute, body)) for attribute in found.attributes)


def _read_attribute_value(attribute: VocAttribute, body: bytes) -> AttributeValue:
    value = attribute.parts.get("value")
    if value is None:
        return ""
    if attribute.has_nested_value:
        return NestedValue(body[value.content_start : value.content_end].decode("utf-8").strip(), is_json=False)
    return value.text


def _find_attribute_faults(found: _ObjectElements, body: bytes) -> list[str]:
    names = [attribute.name for attribute in found.attributes]
    faults = find_attribute_faults([(one.name, _read_attribute_value(one, body)) for one in found.attributes])
    repeated = [name for name in dict.fromkeys(names) if name and names.count(name) > 1]
    return [*faults, REPEATED_KEYS.format(names=list_names(repeated), used="first")] if repeated else faults


def _read_score(found: _ObjectElements) -> float | None:
    """The score of an object written by a detector; None if there is none."""
    texts = (found.elements[key].text for key in _SCORE_KEYS if key in found.elements)
    value = parse_number(next(texts, ""))
    return value if value is not None and math.isfinite(value) else None


def _read_coordinate(found: _ObjectElements, key: str, where: str) -> float:
    if key not in found.elements:
        raise VocFormatError(f"{where} has no <{key}>")
    text = found.elements[key].text
    value = parse_number(text)
    if value is None or not math.isfinite(value):
        raise VocFormatError(f"the <{key}> of {where} is {text[:40]!r}, not a number")
    return value


def _read_flag(found: _ObjectElements, key: str) -> bool:
    text = found.elements[key].text.lower() if key in found.elements else ""
    value = parse_number(text)
    return value != 0 if value is not None else text in ("true", "yes")


def _parse_size(texts: Mapping[str, str]) -> tuple[int, int] | None:
    """The size as written, which can be 0; None if it is missing or not a number."""
    width, height = (parse_number(texts.get(key, "")) for key in ("width", "height"))
    if width is None or height is None or not (0 <= width < math.inf and 0 <= height < math.inf):
        return None
    return int(width), int(height)


def find_space_before(body: bytes, position: int) -> bytes:
    """The whitespace before `position`."""
    start = position
    while start > 0 and body[start - 1] in _WHITE_SPACE:
        start -= 1
    return body[start:position]
