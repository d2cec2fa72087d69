"""How a CVAT file keeps the shapes of an image, and its labels."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from detector.data.annotation import Box
from detector.data.formats.entries.grammar import ItemFaultError
from detector.data.formats.entries.pieces import Pieces
from detector.data.formats.joint_file import ImageInFile
from detector.data.formats.xml_text import escape, forbidden_character
from detector.errors import AnnotationWriteError

from .label_list import labels_in, with_label_renamed, with_labels
from .shapes import BOXED, CORNERS, OTHERS, edges_of, moved
from .xml_tree import XmlElement, XmlFormatError, attributes_text, tree_of, with_attributes

_IN_ATTRIBUTES = ("difficult", "truncated")
"""Flags that CVAT has no place for; in its VOC exports they are attributes of these names."""
_YES = frozenset({"true", "yes", "1"})
_INDENT = b"  "


@dataclass(frozen=True)
class CvatGrammar:
    """See `detector.data.formats.entries.grammar.Grammar`."""

    file: str
    lists_classes: bool
    written: Mapping[str, str] = field(default_factory=dict)
    """Class -> how the list of labels writes it."""
    subsets: frozenset[str] = frozenset()
    largest_id: int = -1
    listed: int = 0
    """Images in the file as it was read."""
    what: str = "shape"
    holds: Collection[str] = field(default=("difficult", "truncated", "occluded"))

    def split(self, entry: bytes) -> Pieces:
        root = tree_of(entry)
        if root.is_closed_tag:
            head = entry[: entry.rindex(b"/>")].rstrip() + b">"
            return Pieces(head, [], [], b"</image>", bare=entry, first=b"\n    ", last=b"\n  ")
        items: list[bytes] = []
        before: list[bytes] = []
        position = root.content
        for child in root.children:
            for piece, is_item in _between(entry[position : child.start]):
                (items if is_item else before).append(piece)
            items.append(entry[child.start : child.end])
            position = child.end
        last = b"" if items or entry[position : position + 1].isspace() else b"\n  "
        return Pieces(entry[: root.content], items, before, entry[position:], first=b"\n    ", last=last)

    def kind_of(self, item: bytes) -> str:
        shape = _shape(item)
        return shape.name if shape is not None and shape.name in OTHERS else ""

    def label_of(self, item: bytes) -> str:
        shape = _shape(item)
        return shape.attributes.get("label", "").strip() if shape is not None else ""

    def may_name(self, entry: bytes, label: str) -> bool:
        return b"&" in entry or label.encode("utf-8", "replace") in entry

    def read(self, item: bytes, number: int) -> Box | None:
        shape = _shape(item)
        if shape is None or shape.name not in BOXED:
            return None
        label = shape.attributes.get("label", "").strip()
        if not label:
            raise ItemFaultError("has no label")
        x1, y1, x2, y2 = edges_of(shape.name, shape.attributes)
        difficult, truncated = (_is_yes(shape, flag) for flag in _IN_ATTRIBUTES)
        occluded = shape.attributes.get("occluded", "").strip().lower() in _YES
        return Box(x1, y1, x2, y2, label, number, difficult, truncated, occluded)

    def doubt(self, item: bytes) -> str:  # noqa: ARG002 - every shape means one thing
        return ""

    def edited(self, item: bytes, before: Box, after: Box) -> bytes:
        shape = tree_of(item)
        changes = moved(shape.name, shape.attributes, before.xyxy, after.xyxy)
        if after.label.strip() != before.label:
            changes["label"] = self._label(after.label)
        if after.occluded != before.occluded:
            changes["occluded"] = str(int(after.occluded))
        for flag in _IN_ATTRIBUTES:
            value: bool = getattr(after, flag)
            if value != getattr(before, flag):
                item = _with_flag(item, flag, value)
        return with_attributes(item, tree_of(item), changes) if changes else item

    def relabeled(self, item: bytes, label: str) -> bytes:
        return with_attributes(item, tree_of(item), {"label": self._label(label)})

    def new_item(self, box: Box, entry: Pieces, model: bytes | None, before: bytes) -> bytes:  # noqa: ARG002
        edges = {key: f"{edge + 0.0:.2f}" for key, edge in zip(CORNERS, box.xyxy, strict=True)}
        values = {"label": self._label(box.label), "source": "manual", "occluded": str(int(box.occluded))}
        tag = f"<box{attributes_text({**values, **edges, 'z_order': '0'})}"
        flags = [flag for flag in _IN_ATTRIBUTES if getattr(box, flag)]
        if not flags:
            return f"{tag}/>".encode()
        line = _line(before or entry.first)
        inside = b"".join(line + _INDENT + _flag(flag, "true") for flag in flags)
        return f"{tag}>".encode() + inside + line + b"</box>"

    def is_verified(self, entry: Pieces) -> bool:  # noqa: ARG002 - CVAT does not say so of an image
        return False

    def with_verified(self, entry: Pieces, verified: bool) -> Pieces:  # noqa: ARG002
        return entry

    def size_of(self, entry: Pieces) -> tuple[int, int] | None:
        attributes = tree_of(entry.head + b"</image>").attributes
        sides = [attributes.get(side, "") for side in ("width", "height")]
        if not all(side.isascii() and side.isdigit() and 0 < len(side) < 9 for side in sides):
            return None
        width, height = map(int, sides)
        return (width, height) if width and height else None

    def new_entry(self, image: ImageInFile, file: Pieces, model: bytes | None) -> bytes:  # noqa: ARG002
        assert image.size is not None, "an image that is not listed needs its size"
        number = self.largest_id + 1 + len(file.items) - self.listed
        subset, _, rest = image.name.partition("/")
        if rest and subset in self.subsets:
            values = {"id": str(number), "name": rest, "subset": subset}
        else:
            subset = next((part for part in image.name.split("/")[:-1] if part in self.subsets), "")
            values = {"id": str(number), "name": image.name, **({"subset": subset} if subset else {})}
        self._checked(image.name)
        width, height = image.size
        line = _line(file.before[0] if file.before else file.first)
        tag = f"<image{attributes_text({**values, 'width': str(width), 'height': str(height)})}>"
        return tag.encode() + line + b"</image>"

    def with_classes(self, file: Pieces, classes: Sequence[str], entries: Sequence[bytes]) -> Pieces:  # noqa: ARG002
        if not classes or not self.lists_classes:
            return file
        return replace(file, head=with_labels(file.head, [self._checked(name) for name in classes]))

    def with_class_renamed(self, file: Pieces, source: str, target: str) -> Pieces:
        if source not in labels_in(file.head):
            return file
        return replace(file, head=with_label_renamed(file.head, source, self._checked(target)))

    def _label(self, name: str) -> str:
        return self.written.get(name.strip()) or self._checked(name)

    def _checked(self, text: str) -> str:
        """A name without the white space around it.

        Raises:
            AnnotationWriteError: No XML file can hold it.
        """
        character = forbidden_character(text)
        if character is not None:
            told = f"{text!r} has a character (U+{ord(character):04X}) that {self.file} cannot hold."
            raise AnnotationWriteError(f"{told} The file was not written; change the name.")
        return text.strip()


def _shape(item: bytes) -> XmlElement | None:
    """None for a comment and the like."""
    try:
        return tree_of(item)
    except XmlFormatError:
        return None


def _between(gap: bytes) -> list[tuple[bytes, bool]]:
    """White space, and comments as items of their own, each with whether it is one."""
    middle = gap.strip()
    if not middle:
        return [(gap, False)]
    start = gap.index(middle)
    return [(gap[:start], False), (middle, True), (gap[start + len(middle) :], False)]


def _attribute(shape: XmlElement, name: str) -> XmlElement | None:
    found = (child for child in shape.children if child.name == "attribute")
    return next((child for child in found if child.attributes.get("name", "").strip().lower() == name), None)


def _is_yes(shape: XmlElement, flag: str) -> bool:
    found = _attribute(shape, flag)
    return found is not None and found.text.lower() in _YES


def _flag(flag: str, text: str) -> bytes:
    return f'<attribute name="{flag}">'.encode() + escape(text) + b"</attribute>"


def _with_flag(item: bytes, flag: str, value: bool) -> bytes:
    shape = tree_of(item)
    found = _attribute(shape, flag)
    if found is not None and not found.is_closed_tag:
        text = str(int(value)) if found.text in ("0", "1") else "true" if value else "false"
        return item[: found.content] + text.encode() + item[found.content_end :]
    if found is not None:
        return item[: found.start] + _flag(flag, "true" if value else "false") + item[found.end :]
    new = _flag(flag, "true" if value else "false")
    if shape.is_closed_tag:
        head = item[: item.rindex(b"/>")].rstrip()
        return head + b">" + new + f"</{shape.name}>".encode()
    position = shape.children[-1].end if shape.children else shape.content
    space = item[shape.content : shape.children[0].start] if shape.children else b""
    return item[:position] + (space if not space.strip() else b"") + new + item[position:]


def _line(space: bytes) -> bytes:
    """The last line break of some white space and what follows it."""
    start = max(space.rfind(b"\n"), 0)
    return space[start - (space[:start].endswith(b"\r")) :]
