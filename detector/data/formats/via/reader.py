"""Parsing a VIA file: an object of images, alone or in a project, each with its regions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from detector.data.formats.entries.dataset import OtherKindError
from detector.data.formats.entries.notices import ImageListing, describe_outlined_shapes
from detector.data.formats.entries.state import EntryState
from detector.data.formats.shared.json_array import JsonFormatError, convert_json_faults
from detector.data.formats.shared.json_scan import decode_value, skip_space
from detector.data.formats.shared.single_file import JointFormatError
from detector.data.formats.shared.wording import list_names
from detector.data.unicode_forms import normalize_class_name

from .attributes import FLAGS, ClassAttribute, find_class_attribute
from .frame import read_attributes, split_via_file
from .grammar import ViaGrammar
from .shapes import SHAPES_WITH_BOX

CLASS_ATTRIBUTE = "{file}: the attribute {attribute!r} gives the classes{others}."
NO_ATTRIBUTES = "{file}: its regions have no attribute, so no class, and are not used. Give them one in VIA."
VIA_3_PROJECT = "it is a project of VIA 3, which is not read. Export it from VIA as COCO, or as CSV, and open that"

_VERSION_3_KEYS = frozenset({"project", "config", "attribute", "file", "metadata", "view"})
_NEW_ATTRIBUTE = ClassAttribute("class")


def parse_via_file(raw: bytes, file: str) -> EntryState:
    """Parse a file named `file`.

    Raises:
        JointFormatError: The content does not follow the format.
    """
    index = _ViaIndex(ImageListing(file))
    try:
        with convert_json_faults(raw) as mark:
            text = raw.removeprefix(mark).decode()
            start = skip_space(text, 0)
            if not text.startswith("{", start):
                decode_value(text, start)
                raise JointFormatError("it is no JSON object")
            document = split_via_file(text, index.add_image)
    except JsonFormatError as error:
        raise JointFormatError(str(error)) from error
    if index.member_keys >= _VERSION_3_KEYS:
        raise OtherKindError(VIA_3_PROJECT)
    if index.foreign_key:
        raise JointFormatError(f"it is no VIA file: its {index.foreign_key!r} is no image with a filename and regions")
    attribute = find_class_attribute(index.attribute_counts, read_attributes(document))
    grammar = ViaGrammar(attribute or _NEW_ATTRIBUTE, file)
    classes = tuple(dict.fromkeys(map(normalize_class_name, grammar.class_attribute.options.values())))
    return EntryState(
        file, grammar, document, document, document, index.listing.entries_by_image, classes,
        (*index.listing.describe_faults(), *index.describe_contents(attribute)), lambda content: mark + content,
    )  # fmt: skip


@dataclass
class _ViaIndex:
    """Collects facts about all images in one pass."""

    listing: ImageListing
    attribute_counts: Counter[str] = field(default_factory=Counter)
    """For each attribute, the number of regions that have a value."""
    region_count: int = 0
    outlined_shape_counts: Counter[str] = field(default_factory=Counter)
    """Number of shapes other than rectangles and polygons, of which the box around them is used, by type."""
    member_keys: set[str] = field(default_factory=set)
    foreign_key: str = ""
    """The key of the first member that is not an image."""

    def add_image(self, key: str, value: Any) -> None:
        self.member_keys.add(key)
        name = value.get("filename") if isinstance(value, dict) else None
        if not isinstance(name, str) and not (isinstance(value, dict) and "regions" in value):
            self.foreign_key = self.foreign_key or key or "(empty)"
        if not self.listing.add_entry(name if isinstance(name, str) else "", "a filename"):
            return
        regions = value.get("regions")
        for region in regions.values() if isinstance(regions, dict) else regions if isinstance(regions, list) else ():
            self._add_region(region)

    def _add_region(self, region: Any) -> None:
        self.region_count += 1
        shape = region.get("shape_attributes") if isinstance(region, dict) else None
        attributes = region.get("region_attributes") if isinstance(region, dict) else None
        kind = shape.get("name") if isinstance(shape, dict) else None
        if isinstance(kind, str) and kind in SHAPES_WITH_BOX - {"rect", "polygon"}:
            self.outlined_shape_counts[kind] += 1
        for name, value in attributes.items() if isinstance(attributes, dict) else ():
            self.attribute_counts[name] += value not in ("", None, {}, [])

    def describe_contents(self, attribute: ClassAttribute | None) -> list[str]:
        """Sentences about the attribute that is the class, and about shapes that are used with their bounds."""
        file, messages = (
            self.listing.file,
            list(describe_outlined_shapes(self.listing.file, self.outlined_shape_counts)),
        )
        names = [name for name, filled in self.attribute_counts.items() if filled and name.lower() not in FLAGS]
        if attribute is not None and (attribute.name.lower() != "class" or len(names) > 1):
            others = [name for name in names if name != attribute.name]
            unused = f" (not {list_names(others)})" if others else ""
            messages.append(CLASS_ATTRIBUTE.format(file=file, attribute=attribute.name, others=unused))
        if attribute is None and self.region_count:
            messages.append(NO_ATTRIBUTES.format(file=file))
        return messages
