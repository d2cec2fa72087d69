"""Where everything is in a Pascal VOC file: byte ranges, so that an edit can leave all other bytes alone."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from detector.data.annotation import Box
from detector.data.limits import long_label_problems
from detector.data.unicode_forms import class_name

from .voc_origin import VocOrigin, parse_number
from .xml_text import XmlText

FLAGS = ("difficult", "truncated", "occluded")
CORNERS = ("xmin", "ymin", "xmax", "ymax")

_ROOT = "annotation"
_TAG = re.compile(rb"""<[^>"']*(?:(?:"[^"]*"|'[^']*')[^>"']*)*>""")
_SCORES = ("score", "confidence")
"""What programs that detect call it; the first that is there counts."""
_OBJECT_FIELDS = frozenset(
    {
        ("name",),
        ("bndbox",),
        *((score,) for score in _SCORES),
        *((flag,) for flag in FLAGS),
        *(("bndbox", key) for key in CORNERS),
    }
)
_WHITE_SPACE = b" \t\r\n"
_DEEPEST = 100


class VocFormatError(Exception):
    """Why a file is no Pascal VOC annotation, as the end of a sentence that began with the file's name."""


@dataclass(frozen=True)
class Element:
    """Byte offsets of an element: of its first `<`, of its content, and behind its last `>`.

    A tag without content, `<name/>`, has its content at its end.
    """

    start: int
    content: int
    content_end: int
    end: int
    text: str = ""

    @property
    def is_closed_tag(self) -> bool:
        return self.content == self.end

    def shifted(self, by: int) -> Element:
        return Element(self.start + by, self.content + by, self.content_end + by, self.end + by, self.text)


@dataclass(frozen=True)
class VocObject:
    """One `<object>`: its bytes, the elements of it we know (offsets into `source`), and the box it means."""

    start: int
    source: bytes
    elements: Mapping[str, Element]
    box: Box

    @property
    def end(self) -> int:
        return self.start + len(self.source)


@dataclass(frozen=True)
class VocDocument:
    """A whole file; offsets are into `text.body`."""

    text: XmlText
    root: Element
    objects: tuple[VocObject, ...]
    verified: bool
    size: tuple[int, int] | None
    """width, height, where the file has them as positive numbers."""
    children_end: int
    """Behind the root's last child element; its content's start when there is none."""
    first_child: int | None
    oddities: tuple[str, ...]


def parse(text: XmlText, origin: VocOrigin) -> VocDocument:
    """Errors: VocFormatError."""
    reader = _Reader(text.body)
    reader.read()
    if reader.root is None:
        raise VocFormatError("it has no elements")
    boxes = [_object(number, found, origin) for number, found in enumerate(reader.objects)]
    objects = tuple(
        VocObject(
            found.whole.start,
            text.body[found.whole.start : found.whole.end],
            {key: element.shifted(-found.whole.start) for key, element in found.elements.items()},
            box,
        )
        for found, box in zip(reader.objects, boxes, strict=True)
    )
    oddities = [
        f"object {number + 1} ({box.label}) has <{key}> more than once; the first is used"
        for number, (found, box) in enumerate(zip(reader.objects, boxes, strict=True))
        for key in found.repeated
    ]
    names = (found.elements["name"].text for found in reader.objects)
    oddities += (sentence.rstrip(".") for sentence in long_label_problems("it", names))
    children_end = reader.children_end or reader.root.content
    return VocDocument(
        text,
        reader.root,
        objects,
        reader.verified,
        _size(reader.size),
        children_end,
        reader.first_child,
        tuple(oddities),
    )


@dataclass
class _Found:
    """An `<object>` while it is read."""

    whole: Element
    elements: dict[str, Element] = field(default_factory=dict)
    repeated: list[str] = field(default_factory=list)


@dataclass
class _Open:
    """An element whose end has not come yet."""

    name: str
    start: int
    content: int
    text: list[str] = field(default_factory=list)


class _Reader:
    """Collects from expat's events what is at the paths that matter: object/name, object/bndbox/xmin, size/width..."""

    def __init__(self, body: bytes) -> None:
        self.root: Element | None = None
        self.objects: list[_Found] = []
        self.verified = False
        self.size: dict[str, str] = {}
        self.first_child: int | None = None
        self.children_end = 0
        self._body = body
        self._open: list[_Open] = []
        self._parser = expat.ParserCreate("utf-8")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.EntityDeclHandler = self._refuse_entities
        self._parser.ExternalEntityRefHandler = self._refuse_entities
        self._parser.SkippedEntityHandler = self._refuse_entities

    def read(self) -> None:
        try:
            self._parser.Parse(self._body, True)
        except expat.ExpatError as error:
            reason = expat.errors.messages[error.code]
            raise VocFormatError(f"it is not well-formed XML ({reason} in line {error.lineno})") from error

    def _refuse_entities(self, *_: object) -> NoReturn:
        raise VocFormatError("it uses XML entities of its own, which are not followed for safety")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        start = self._parser.CurrentByteIndex
        tag = _TAG.match(self._body, start)
        if tag is None:
            raise VocFormatError("it is not well-formed XML (a tag that does not end)")
        if not self._open:
            if name != _ROOT:
                raise VocFormatError(f"it is no Pascal VOC annotation: its root is <{name}>, not <{_ROOT}>")
            self.verified = attributes.get("verified", "").strip().lower() in ("yes", "true", "1")
        elif len(self._open) == 1:
            self.first_child = start if self.first_child is None else self.first_child
            if name == "object":
                self.objects.append(_Found(Element(start, tag.end(), tag.end(), tag.end())))
        if len(self._open) == _DEEPEST:
            raise VocFormatError(f"its elements are nested more than {_DEEPEST} deep")
        self._open.append(_Open(name, start, tag.end()))

    def _characters(self, text: str) -> None:
        self._open[-1].text.append(text)

    def _end(self, name: str) -> None:
        opened = self._open.pop()
        if self._body[opened.content - 2 : opened.content] == b"/>":
            content_end = end = opened.content
        else:
            content_end = self._parser.CurrentByteIndex
            end = self._body.index(b">", content_end) + 1
        element = Element(opened.start, opened.content, content_end, end, "".join(opened.text).strip())
        path = (*(outer.name for outer in self._open[1:]), name)
        if not self._open:
            self.root = element
            return
        if len(path) == 1:
            self.children_end = end
            if name == "object":
                self.objects[-1].whole = element
        elif path[0] == "object" and path[1:] in _OBJECT_FIELDS:
            self._keep(path[-1], element)
        elif path in (("size", "width"), ("size", "height")):
            self.size.setdefault(name, element.text)

    def _keep(self, key: str, element: Element) -> None:
        found = self.objects[-1]
        if key in found.elements:
            found.repeated.append(key)
        else:
            found.elements[key] = element


def _object(number: int, found: _Found, origin: VocOrigin) -> Box:
    label = found.elements["name"].text if "name" in found.elements else ""
    where = f"object {number + 1} ({class_name(label)})" if label else f"object {number + 1}"
    if not label:
        raise VocFormatError(f"{where} has no <name>")
    if "bndbox" not in found.elements:
        raise VocFormatError(f"{where} has no <bndbox>")
    edges = [origin.to_edge(key, _coordinate(found, key, where)) for key in CORNERS]
    difficult, truncated, occluded = (_flag(found, key) for key in FLAGS)
    return Box(edges[0], edges[1], edges[2], edges[3], label, number, difficult, truncated, occluded, _score(found))


def _score(found: _Found) -> float | None:
    """How sure the program was that wrote it; None in labels."""
    texts = (found.elements[key].text for key in _SCORES if key in found.elements)
    value = parse_number(next(texts, ""))
    return value if value is not None and math.isfinite(value) else None


def _coordinate(found: _Found, key: str, where: str) -> float:
    if key not in found.elements:
        raise VocFormatError(f"{where} has no <{key}>")
    text = found.elements[key].text
    value = parse_number(text)
    if value is None or not math.isfinite(value):
        raise VocFormatError(f"the <{key}> of {where} is {text[:40]!r}, not a number")
    return value


def _flag(found: _Found, key: str) -> bool:
    text = found.elements[key].text.lower() if key in found.elements else ""
    value = parse_number(text)
    return value != 0 if value is not None else text in ("true", "yes")


def _size(texts: Mapping[str, str]) -> tuple[int, int] | None:
    """The size as it is given, which may be 0; None where it is not given or is no number."""
    width, height = (parse_number(texts.get(key, "")) for key in ("width", "height"))
    if width is None or height is None or not (0 <= width < math.inf and 0 <= height < math.inf):
        return None
    return int(width), int(height)


def white_space_before(body: bytes, position: int) -> bytes:
    """The white space that ends at `position`."""
    start = position
    while start > 0 and body[start - 1] in _WHITE_SPACE:
        start -= 1
    return body[start:position]
