"""Replacing byte ranges of an XML text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .parser import VocElement


@dataclass(frozen=True)
class Splice:
    """Replace the bytes from `start` to `end` by `content`."""

    start: int
    end: int
    content: bytes


def apply_splices(source: bytes, splices: Sequence[Splice]) -> bytes:
    """Apply all `splices` to `source`. They must not intersect; insertions at one position keep their order."""
    parts: list[bytes] = []
    position = 0
    for splice in sorted(splices, key=lambda splice: (splice.start, splice.end)):
        assert splice.start >= position, "splices overlap"
        parts += [source[position : splice.start], splice.content]
        position = splice.end
    return b"".join([*parts, source[position:]])


def replace_element_text(element: VocElement, name: str, content: bytes) -> Splice:
    """Replace the content of an element; `<name/>` becomes an element with a start tag and an end tag."""
    if element.is_closed_tag:
        return Splice(element.start, element.end, f"<{name}>".encode() + content + f"</{name}>".encode())
    return Splice(element.content_start, element.content_end, content)
