"""Reading a VIA file: an object of images, alone or in a project, each with its regions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from detector.data.formats.entries.dataset import OtherKindError
from detector.data.formats.entries.notices import Listing, shapes_with_boxes
from detector.data.formats.entries.state import EntryState
from detector.data.formats.joint_file import JointFormatError
from detector.data.formats.json_array import JsonFormatError, json_faults
from detector.data.formats.json_scan import after_space, decode_value
from detector.data.formats.wording import some
from detector.data.unicode_forms import class_name

from .attributes import FLAGS, ClassAttribute, find_attribute
from .frame import attributes_in, split_file
from .grammar import ViaGrammar
from .shapes import BOXED

_VERSION_3 = frozenset({"project", "config", "attribute", "file", "metadata", "view"})
_NEW_ATTRIBUTE = ClassAttribute("class")


def read(raw: bytes, file: str) -> EntryState:
    """The state of a file named `file`.

    Raises:
        JointFormatError: It cannot be used.
    """
    index = _Index(Listing(file))
    try:
        with json_faults(raw) as mark:
            text = raw.removeprefix(mark).decode()
            start = after_space(text, 0)
            if not text.startswith("{", start):
                decode_value(text, start)
                raise JointFormatError("it is no JSON object")
            document = split_file(text, index.look)
    except JsonFormatError as error:
        raise JointFormatError(str(error)) from error
    if index.keys >= _VERSION_3:
        raise OtherKindError(
            "it is a project of VIA 3, which is not read. Export it from VIA as COCO, or as CSV, and open that"
        )
    if index.foreign:
        raise JointFormatError(f"it is no VIA file: its {index.foreign!r} is no image with a filename and regions")
    attribute = find_attribute(index.used, attributes_in(document))
    grammar = ViaGrammar(attribute or _NEW_ATTRIBUTE)
    classes = tuple(dict.fromkeys(map(class_name, grammar.attribute.options.values())))
    return EntryState(
        file, grammar, document, document, document, index.listing.images, classes,
        (*index.listing.notices(), *index.notices(attribute)), lambda content: mark + content,
    )  # fmt: skip


@dataclass
class _Index:
    """Is shown every image once."""

    listing: Listing
    used: Counter[str] = field(default_factory=Counter)
    """Attributes of regions, and in how many regions each has a value."""
    regions: int = 0
    around: Counter[str] = field(default_factory=Counter)
    """Shapes that are no rectangles and whose bounding box counts, by their kind."""
    keys: set[str] = field(default_factory=set)
    foreign: str = ""
    """The first member that is no image."""

    def look(self, key: str, value: Any) -> None:
        self.keys.add(key)
        name = value.get("filename") if isinstance(value, dict) else None
        if not isinstance(name, str) and not (isinstance(value, dict) and "regions" in value):
            self.foreign = self.foreign or key or "(empty)"
        if not self.listing.add(name if isinstance(name, str) else "", "a filename"):
            return
        regions = value.get("regions")
        for region in regions.values() if isinstance(regions, dict) else regions if isinstance(regions, list) else ():
            self._region(region)

    def _region(self, region: Any) -> None:
        self.regions += 1
        shape = region.get("shape_attributes") if isinstance(region, dict) else None
        attributes = region.get("region_attributes") if isinstance(region, dict) else None
        kind = shape.get("name") if isinstance(shape, dict) else None
        if isinstance(kind, str) and kind in BOXED - {"rect"}:
            self.around[kind] += 1
        for name, value in attributes.items() if isinstance(attributes, dict) else ():
            self.used[name] += value not in ("", None, {}, [])

    def notices(self, attribute: ClassAttribute | None) -> list[str]:
        """Which attribute gives the class, and which shapes count with their box."""
        file, told = self.listing.file, list(shapes_with_boxes(self.listing.file, self.around))
        names = [name for name, filled in self.used.items() if filled and name.lower() not in FLAGS]
        if attribute is not None and (attribute.name.lower() != "class" or len(names) > 1):
            others = [name for name in names if name != attribute.name]
            unused = f" (not {some(others)})" if others else ""
            told.append(f"{file}: the attribute {attribute.name!r} gives the classes{unused}.")
        if attribute is None and self.regions:
            told.append(f"{file}: its regions have no attribute, so no class, and are not used. Give them one in VIA.")
        return told
