"""Reading and editing the shapes of an image in a CVAT file, and its list of labels."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from detector.data.annotation import Annotation
from detector.data.attributes import Attributes, format_attribute_value
from detector.data.formats.base import Split
from detector.data.formats.entries.grammar import ItemFaultError
from detector.data.formats.entries.pieces import Pieces
from detector.data.formats.shared.image_lookup import parse_split
from detector.data.formats.shared.single_file import ImageInFile
from detector.data.formats.shared.wording import format_count
from detector.data.formats.shared.xml_text import find_forbidden_character
from detector.data.unicode_forms import normalize_class_name
from detector.errors import AnnotationWriteError

from .attributes import (
    ATTRIBUTE_FLAGS,
    TRUE_WORDS,
    edit_attributes,
    find_attribute_problems,
    format_attribute,
    is_flag_name,
    is_flag_set,
    read_attributes,
    set_flag,
)
from .label_list import InputTypes, add_label_names, read_label_names, rename_label
from .outline import GEOMETRY_KEYS, Place, find_shape_change, format_shape, needs_mask, read_geometry
from .shapes import OBJECT_SHAPES, OTHER_SHAPES, fit_attributes
from .xml_tree import XmlElement, XmlFormatError, format_attributes, parse_element, replace_shape, set_attributes

RASTERIZED = "{file}: {outlines} saved as masks of whole pixels, because a polygon of CVAT is one ring."
COMPLEX_OUTLINES = ("outline with holes or several parts is", "outlines with holes or several parts are")
_INDENT = b"  "


@dataclass(frozen=True)
class CvatGrammar:
    """See `detector.data.formats.entries.grammar.Grammar`."""

    file: str
    has_class_list: bool
    written_names: Mapping[str, str] = field(default_factory=dict)
    """Class name -> the name as written in the list of labels."""
    subsets: frozenset[str] = frozenset()
    largest_id: int = -1
    listed_count: int = 0
    """The number of images in the file as it was read."""
    input_types: InputTypes = field(default_factory=dict)
    """The types of attributes that the list of labels declares."""
    item_name: str = "shape"
    writable_fields: Collection[str] = field(default=("difficult", "truncated", "occluded", "attributes", "outlines"))

    def reserves_attribute(self, name: str) -> bool:
        return is_flag_name(name)

    def split_entry(self, entry: bytes) -> Pieces:
        root = parse_element(entry)
        if root.is_closed_tag:
            head = entry[: entry.rindex(b"/>")].rstrip() + b">"
            return Pieces(
                head, [], [], b"</image>", empty_form=entry, space_before_first=b"\n    ", space_after_last=b"\n  "
            )
        items: list[bytes] = []
        before: list[bytes] = []
        position = root.content_start
        for child in root.children:
            for piece, is_item in _split_gap(entry[position : child.start]):
                (items if is_item else before).append(piece)
            items.append(entry[child.start : child.end])
            position = child.end
        last = b"" if items or entry[position : position + 1].isspace() else b"\n  "
        return Pieces(
            entry[: root.content_start],
            items,
            before,
            entry[position:],
            space_before_first=b"\n    ",
            space_after_last=last,
        )

    def describe_kind(self, item: bytes) -> str:
        shape = _parse_shape(item)
        return shape.name if shape is not None and shape.name in OTHER_SHAPES else ""

    def read_label(self, item: bytes) -> str:
        shape = _parse_shape(item)
        return shape.attributes.get("label", "").strip() if shape is not None else ""

    def may_contain_label(self, entry: bytes, label: str) -> bool:
        return b"&" in entry or label.encode("utf-8", "replace") in entry

    def read_annotation(self, item: bytes, number: int, entry: Pieces) -> Annotation | None:
        shape = _parse_shape(item)
        if shape is None or shape.name not in OBJECT_SHAPES:
            return None
        label = shape.attributes.get("label", "").strip()
        if not label:
            raise ItemFaultError("has no label")
        geometry = read_geometry(shape, Place(self.file, number + 1, label, _parse_head(entry).get("name", "")))
        difficult, truncated = (is_flag_set(shape, flag) for flag in ATTRIBUTE_FLAGS)
        occluded = shape.attributes.get("occluded", "").strip().lower() in TRUE_WORDS
        owner = normalize_class_name(label) if self.input_types else label
        attributes = read_attributes(item, shape, owner, self.input_types)
        return Annotation(geometry, label, number, difficult, truncated, occluded, None, attributes)

    def describe_warning(self, item: bytes) -> str:
        shape = _parse_shape(item)
        faults = find_attribute_problems(item, shape) if shape is not None and shape.children else []
        return "; it ".join(faults) + "." if faults else ""

    def edit_item(self, item: bytes, before: Annotation, after: Annotation, entry: Pieces) -> bytes:
        item, changes = self._edit_geometry(item, before, after, entry)
        if after.label.strip() != before.label:
            changes["label"] = self._choose_written_label(after.label)
        if after.occluded != before.occluded:
            changes["occluded"] = str(int(after.occluded))
        for flag in ATTRIBUTE_FLAGS:
            value: bool = getattr(after, flag)
            if value != getattr(before, flag):
                item = set_flag(item, flag, value)
        if after.attributes != before.attributes:
            self._check_attributes(after.attributes)
            item = edit_attributes(item, before.attributes, after.attributes)
        return set_attributes(item, parse_element(item), changes) if changes else item

    def _edit_geometry(
        self, item: bytes, before: Annotation, after: Annotation, entry: Pieces
    ) -> tuple[bytes, dict[str, str]]:
        """The item as a shape of the kind that it needs, and its attributes that change besides."""
        shape = parse_element(item)
        changed = find_shape_change(shape, before, after, self.read_stated_size(entry))
        if changed is None:
            return item, fit_attributes(shape.name, shape.attributes, before.bounds.xyxy, after.bounds.xyxy)
        if changed.kind == shape.name:
            return item, dict(changed.values)
        return replace_shape(item, shape, changed.kind, GEOMETRY_KEYS[shape.name], changed.values), {}

    def describe_outline_losses(self, annotations: Sequence[Annotation]) -> Iterable[str]:
        count = sum(needs_mask(annotation.geometry) for annotation in annotations)
        if count:
            yield RASTERIZED.format(file=self.file, outlines=format_count(count, *COMPLEX_OUTLINES))

    def relabel_item(self, item: bytes, label: str) -> bytes:
        return set_attributes(item, parse_element(item), {"label": self._choose_written_label(label)})

    def build_item(self, annotation: Annotation, entry: Pieces, model: bytes | None, before: bytes) -> bytes:  # noqa: ARG002
        shape = format_shape(annotation, self.read_stated_size(entry))
        values = {
            "label": self._choose_written_label(annotation.label),
            "source": "manual",
            "occluded": str(int(annotation.occluded)),
        }
        tag = f"<{shape.kind}{format_attributes({**values, **shape.values, 'z_order': '0'})}"
        self._check_attributes(annotation.attributes)
        texts = {flag: "true" for flag in ATTRIBUTE_FLAGS if getattr(annotation, flag)}
        texts |= {
            name: format_attribute_value(value)
            for name, value in annotation.attributes.items()
            if not self.reserves_attribute(name)
        }
        if not texts:
            return f"{tag}/>".encode()
        line = _extract_line_break(before or entry.space_before_first)
        inside = b"".join(line + _INDENT + format_attribute(name, text) for name, text in texts.items())
        return f"{tag}>".encode() + inside + line + f"</{shape.kind}>".encode()

    def is_verified(self, entry: Pieces) -> bool:  # noqa: ARG002 - CVAT has no field for it
        return False

    def with_verified(self, entry: Pieces, verified: bool) -> Pieces:  # noqa: ARG002
        return entry

    def read_stated_size(self, entry: Pieces) -> tuple[int, int] | None:
        attributes = _parse_head(entry)
        sides = [attributes.get(side, "") for side in ("width", "height")]
        if not all(side.isascii() and side.isdigit() and 0 < len(side) < 9 for side in sides):
            return None
        width, height = map(int, sides)
        return (width, height) if width and height else None

    def build_entry(self, image: ImageInFile, file: Pieces, model: bytes | None) -> bytes:  # noqa: ARG002
        assert image.size is not None, "an image that is not listed needs its size"
        number = self.largest_id + 1 + len(file.items) - self.listed_count
        subset, _, rest = image.name.partition("/")
        if rest and subset in self.subsets:
            values = {"id": str(number), "name": rest, "subset": subset}
        else:
            subset = next((part for part in image.name.split("/")[:-1] if part in self.subsets), "")
            values = {"id": str(number), "name": image.name, **({"subset": subset} if subset else {})}
        self._check_name(image.name)
        width, height = image.size
        line = _extract_line_break(file.space_before[0] if file.space_before else file.space_before_first)
        tag = f"<image{format_attributes({**values, 'width': str(width), 'height': str(height)})}>"
        return tag.encode() + line + b"</image>"

    def with_classes(self, file: Pieces, classes: Sequence[str], entries: Sequence[bytes]) -> Pieces:  # noqa: ARG002
        if not classes or not self.has_class_list:
            return file
        return replace(file, head=add_label_names(file.head, [self._check_name(name) for name in classes]))

    def without_entries(self, file: Pieces, entries: Sequence[bytes]) -> Pieces:  # noqa: ARG002 - it lists none
        return file

    def change_split(self, entry: bytes, split: Split) -> tuple[bytes, str]:
        element = parse_element(entry)
        named = (subset for subset in sorted(self.subsets) if parse_split(subset) == split)
        subset = next(named, split)
        return set_attributes(entry, element, {"subset": subset}), f"{subset}/{element.attributes.get('name', '')}"

    def with_class_renamed(self, file: Pieces, source: str, target: str) -> Pieces:
        if source not in read_label_names(file.head):
            return file
        return replace(file, head=rename_label(file.head, source, self._check_name(target)))

    def _choose_written_label(self, name: str) -> str:
        return self.written_names.get(name.strip()) or self._check_name(name)

    def _check_attributes(self, attributes: Attributes) -> None:
        """Raises: AnnotationWriteError (a name or value has a character that XML does not allow)."""
        for name, value in attributes.items():
            self._check_name(name)
            self._check_name(format_attribute_value(value))

    def _check_name(self, text: str) -> str:
        """Remove surrounding whitespace.

        Raises:
            AnnotationWriteError: The name has a character that XML does not allow.
        """
        character = find_forbidden_character(text)
        if character is not None:
            message = f"{text[:100]!r} has a character (U+{ord(character):04X}) that {self.file} cannot hold."
            raise AnnotationWriteError(f"{message} The file was not written; change the name.")
        return text.strip()


def _parse_head(entry: Pieces) -> Mapping[str, str]:
    """The attributes of the `<image>`."""
    return parse_element(entry.head + b"</image>").attributes


def _parse_shape(item: bytes) -> XmlElement | None:
    """The element of an item; None for a comment or the like."""
    try:
        return parse_element(item)
    except XmlFormatError:
        return None


def _split_gap(gap: bytes) -> list[tuple[bytes, bool]]:
    """Split the bytes between two elements into whitespace and comments; True marks a comment, which is an item."""
    middle = gap.strip()
    if not middle:
        return [(gap, False)]
    start = gap.index(middle)
    return [(gap[:start], False), (middle, True), (gap[start + len(middle) :], False)]


def _extract_line_break(space: bytes) -> bytes:
    """The last line break of some whitespace, and the indent after it."""
    start = max(space.rfind(b"\n"), 0)
    return space[start - (space[:start].endswith(b"\r")) :]
