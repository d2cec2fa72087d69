"""Tables of VIA 1 and 2 (VGG Image Annotator): a row for each region, with JSON for its shape and its attributes.

One of the attributes is the class. A polygon is an outline. The box of another region that is not a rectangle is its
bounds; the shape is changed with the box. https://www.robots.ox.ac.uk/~vgg/software/via/
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from detector.data.annotation import Annotation
from detector.data.attributes import (
    NO_ATTRIBUTES,
    Attributes,
    AttributeValue,
    find_attribute_changes,
    read_json_value,
)
from detector.data.formats.shared.attribute_values import find_json_faults, format_json_value, select_usable
from detector.data.formats.shared.json_scan import JsonPath, dump_json, remove_json_members, set_json_values
from detector.data.formats.shared.single_file import ImageInFile
from detector.data.formats.shared.via_polygons import (
    find_polygon_changes,
    follows_box,
    format_members_like,
    format_polygon,
    list_polygon_points,
)

from .columns import SINGLE_CLASS, compact_name
from .layout import LabelRefusedError, RowFaultError, check_label
from .numbers import parse_table_number as number_in
from .via_shapes import ViaShape, build_rect, compute_bounds, find_outline_fault, fit_shape, read_geometry

NO_CLASS_ATTRIBUTE = (
    "has no attribute for the class, so it can hold only the class {label!r}. Give the boxes that class, or give "
    "the regions an attribute class in VIA"
)
SEVERAL_CLASSES = "has several classes ({names})"
NOT_JSON = "has {value!r} for {column}, which is not JSON"
NO_OBJECT = "has {value!r} for {column}, which is no JSON object"
UNUSABLE_OUTLINE = (
    "is a polygon with an outline that cannot be used: {fault}. It is kept as it is, and only the box around it is used"
)
NESTED_TOO_DEEP = "has brackets nested too deep in {column}"

_COLUMN_NAMES = ("filename", "regionshapeattributes", "regionattributes")
_CLASS_ATTRIBUTE_NAMES = ("class", "label", "classname", "category", "name", "object", "objectname", "type", "species")
"""Names of the attribute that is the class, in the order of preference."""
_REGION_NUMBER_COLUMNS = ("regioncount", "regionid")
_MAX_EXACT_INTEGER = 1 << 53
_UNKNOWN_SIZE = "-1"
"""The file size that VIA writes if it has not read the file."""


@dataclass(frozen=True)
class ViaTable:
    """The columns of a VIA table, before its rows were read; see `SurveyableTable`."""

    delimiter: str
    places: Mapping[str, int]
    has_header: bool = True

    def get_field(self, fields: Sequence[str], what: str) -> str:
        """The text of a field without surrounding whitespace; empty if the row or the table does not have it."""
        place = self.places.get(what, len(fields))
        return fields[place].strip() if place < len(fields) else ""

    def read_image_name(self, fields: Sequence[str]) -> str:
        return self.get_field(fields, "filename")

    def parse_attributes(self, fields: Sequence[str]) -> Mapping[str, Any]:
        """The attributes of a row's region.

        Raises:
            RowFaultError: They are not a JSON object.
        """
        return _parse_object(self.get_field(fields, "regionattributes"), "region_attributes")

    def parse_shape(self, fields: Sequence[str]) -> ViaShape:
        """The shape of a row's region; empty if there is none.

        Raises:
            RowFaultError: It is not a JSON object.
        """
        return _parse_object(self.get_field(fields, "regionshapeattributes"), "region_shape_attributes")

    def start_survey(self) -> ViaSurvey:
        return ViaSurvey(self)


def recognize_via(row: Sequence[str], delimiter: str) -> ViaTable | None:
    """The table with this header; None if it is not a VIA table."""
    names = [compact_name(name) for name in row]
    if not set(_COLUMN_NAMES) <= set(names):
        return None
    return ViaTable(delimiter, {name: names.index(name) for name in names})


def _parse_object(text: str, what: str) -> Mapping[str, Any]:
    try:
        value = json.loads(text, parse_int=float) if text else {}
    except RecursionError as error:
        raise RowFaultError(NESTED_TOO_DEEP.format(column=what)) from error
    except ValueError as error:
        raise RowFaultError(NOT_JSON.format(value=text[:40], column=what)) from error
    if not isinstance(value, dict):
        raise RowFaultError(NO_OBJECT.format(value=text[:40], column=what))
    return value


class ViaSurvey:
    """Counts the attributes of all regions to find the one that is the class; see `TableSurvey`."""

    def __init__(self, table: ViaTable) -> None:
        self._table = table
        self._attribute_counts: Counter[str] = Counter()

    def add_row(self, fields: Sequence[str]) -> None:
        try:
            self._attribute_counts.update(
                key for key, value in self._table.parse_attributes(fields).items() if _is_class_value(value)
            )
        except RowFaultError:
            return  # reported when the labels of the image are read

    def build_layout(self) -> ViaLayout:
        names = list(self._attribute_counts)  # in the order of the rows
        preferred = [name for word in _CLASS_ATTRIBUTE_NAMES for name in names if compact_name(name) == word]
        chosen = next(iter(preferred or sorted(names, key=lambda name: -self._attribute_counts[name])), None)
        if chosen is None:
            message = f"{{file}}: regions have no attributes, so all of them are of the class {SINGLE_CLASS!r}."
            return ViaLayout(self._table, None, (message,))
        message = f"{{file}}: the class is the region attribute {chosen!r}."
        return ViaLayout(self._table, chosen, (message,))


def _rank_class_name(name: str) -> int:
    """The place of an attribute among those that are likely to be the class; a large number if it is unlikely."""
    names = _CLASS_ATTRIBUTE_NAMES
    return names.index(compact_name(name)) if compact_name(name) in names else len(names)


def _is_class_value(value: Any) -> bool:
    """Whether the value of an attribute can be a class: a text, a number, or options that can be checked."""
    return isinstance(value, str | int | float | dict)


@dataclass(frozen=True)
class ViaLayout:
    """The layout of a VIA table; see `RowLayout`."""

    table: ViaTable
    class_attribute: str | None
    """The attribute that is the class; None if regions have no attributes."""
    notices: tuple[str, ...] = ()

    @property
    def delimiter(self) -> str:
        return self.table.delimiter

    @property
    def has_header(self) -> bool:
        return self.table.has_header

    @property
    def flags(self) -> frozenset[str]:
        return frozenset()

    @property
    def holds_outlines(self) -> bool:
        return True

    @property
    def holds_attributes(self) -> bool:
        """Not without a class: the next survey would take an attribute for it."""
        return self.class_attribute is not None

    def reserves_attribute(self, name: str) -> bool:
        ranks = [_rank_class_name(one) for one in (name, self.class_attribute or "")]
        return name == self.class_attribute or ranks[0] < ranks[1]

    def read_image_name(self, fields: Sequence[str]) -> str:
        return self.table.read_image_name(fields)

    def read_label(self, fields: Sequence[str]) -> str:
        try:
            return self._parse_label(fields)
        except RowFaultError:
            return ""

    def _parse_label(self, fields: Sequence[str]) -> str:
        attributes = self.table.parse_attributes(fields)
        if self.class_attribute is None:
            return SINGLE_CLASS
        value = attributes.get(self.class_attribute)
        if isinstance(value, dict):
            checked = [str(name) for name, is_checked in value.items() if is_checked]
            if len(checked) > 1:
                raise RowFaultError(SEVERAL_CLASSES.format(names=", ".join(checked)[:100]))
            return checked[0].strip() if checked else ""
        if isinstance(value, float) and value.is_integer():
            return f"{value:.0f}"
        return str(value).strip() if isinstance(value, str | float) else ""

    def is_blank(self, fields: Sequence[str]) -> bool:
        texts = (self.table.get_field(fields, what) for what in ("regionshapeattributes", "regionattributes"))
        return all(text.replace(" ", "") in ("", "{}") for text in texts)

    def is_box(self, fields: Sequence[str]) -> bool:
        try:
            compute_bounds(self.table.parse_shape(fields))
        except RowFaultError:
            return False
        return True

    def read_stated_size(self, fields: Sequence[str]) -> tuple[int, int] | None:  # noqa: ARG002 - VIA does not say it
        return None

    def needs_size(self, is_known: bool) -> bool:  # noqa: ARG002 - see `RowLayout`
        return False

    def read_annotation(
        self,
        fields: Sequence[str],
        image: ImageInFile,  # noqa: ARG002 - see `RowLayout`
        uid: int,
    ) -> Annotation:
        geometry = read_geometry(self.table.parse_shape(fields))
        label = self._parse_label(fields)
        check_label(label)
        return Annotation(geometry, label, uid, attributes=self._read_attributes(fields))

    def _read_attributes(self, fields: Sequence[str]) -> Attributes:
        found = self.table.parse_attributes(fields)
        if found.keys() <= {self.class_attribute}:
            return NO_ATTRIBUTES
        return select_usable((key, _read_value(value)) for key, value in found.items() if key != self.class_attribute)

    def find_warnings(self, fields: Sequence[str]) -> Sequence[str]:
        found = self.table.parse_attributes(fields)
        others = {key: value for key, value in found.items() if key != self.class_attribute}
        text = self.table.get_field(fields, "regionattributes")
        fault = find_outline_fault(self.table.parse_shape(fields))
        outline_faults = (UNUSABLE_OUTLINE.format(fault=fault),) if fault else ()
        return (*outline_faults, *(find_json_faults(text, (), others) if others else ()))

    def edit_row(
        self,
        fields: Sequence[str],
        image: ImageInFile,  # noqa: ARG002
        before: Annotation,
        after: Annotation,
    ) -> dict[int, str]:
        changes = self.relabel_row(fields, after.label) if after.label != before.label else {}
        place = self.table.places["regionshapeattributes"]
        if edits := self._find_shape_edits(fields, before, after):
            changes[place] = edits[()] if () in edits else set_json_values(fields[place], edits)
        return changes | self._edit_attributes(fields, changes, before.attributes, after.attributes)

    def _find_shape_edits(self, fields: Sequence[str], before: Annotation, after: Annotation) -> dict[JsonPath, str]:
        """The changes of a shape, as JSON by their paths in it; the path () stands for the whole shape.

        Raises:
            RefusedOutlineError: The new outline has several parts or holes.
        """
        text = fields[self.table.places["regionshapeattributes"]]
        points = list_polygon_points(after)
        if points is not None:
            return find_polygon_changes(text, before, points)
        if follows_box(before.geometry, after.geometry):
            members = fit_shape(self.table.parse_shape(fields), before.bounds, after.bounds)
            return {(name,): _format_compact_json(value) for name, value in members.items()}
        rect = build_rect(after.bounds)
        return format_members_like({name: _format_compact_json(value) for name, value in rect.items()}, text)

    def _edit_attributes(
        self, fields: Sequence[str], changes: Mapping[int, str], before: Attributes, after: Attributes
    ) -> dict[int, str]:
        """The field of the attributes, in which `changes` may have set the class already."""
        place = self.table.places["regionattributes"]
        edit = find_attribute_changes(before, after)
        values = {key: format_json_value(value) for key, value in edit.values.items() if key != self.class_attribute}
        if not edit.removed and not values:
            return {}
        text = changes.get(place) or self.table.get_field(fields, "regionattributes") or "{}"
        text = remove_json_members(text, [(key,) for key in edit.removed])
        return {place: set_json_values(text, {(key,): value for key, value in values.items()})}

    def relabel_row(self, fields: Sequence[str], label: str) -> dict[int, str]:
        label = label.strip()
        if self.class_attribute is None:
            if label == SINGLE_CLASS:
                return {}
            raise LabelRefusedError(NO_CLASS_ATTRIBUTE.format(label=SINGLE_CLASS))
        place = self.table.places["regionattributes"]
        value = _format_compact_json({label: True} if self._has_class_options(fields) else label)
        if not self.table.get_field(fields, "regionattributes").strip("{} "):
            return {place: f"{{{_format_compact_json(self.class_attribute)}:{value}}}"}
        return {place: set_json_values(fields[place], {(self.class_attribute,): value})}

    def _has_class_options(self, fields: Sequence[str]) -> bool:
        """Whether a row stores its class as options that can be checked."""
        try:
            return self.class_attribute is not None and isinstance(
                self.table.parse_attributes(fields).get(self.class_attribute), dict
            )
        except RowFaultError:
            return False

    def build_row(self, fields: Sequence[str], image: ImageInFile, annotation: Annotation | None) -> dict[int, str]:
        """A row with only the class attribute.

        Size and attributes of the file are copied from `fields` of the same image.
        """
        places = self.table.places
        changes = dict.fromkeys({*range(len(fields)), *places.values()}, "")
        values = {"filename": image.name, "filesize": _UNKNOWN_SIZE, "fileattributes": "{}"}
        if self.read_image_name(fields) == image.name:
            values |= {what: self.table.get_field(fields, what) for what in ("filesize", "fileattributes")}
        values |= {"regionshapeattributes": "{}", "regionattributes": "{}", "regioncount": "0", "regionid": "0"}
        if annotation is not None:
            values["regionshapeattributes"] = _format_shape(annotation)
        changes |= {places[what]: text for what, text in values.items() if what in places}
        if annotation is None:
            return changes
        attributes = places["regionattributes"]
        value = _format_compact_json({self.class_attribute: {}}) if self._has_class_options(fields) else "{}"
        like = [value if place == attributes else "" for place in range(max(changes) + 1)]
        changes |= self.relabel_row(like, annotation.label)
        return changes | self._edit_attributes(like, changes, NO_ATTRIBUTES, annotation.attributes)

    def empty_row(self, fields: Sequence[str]) -> dict[int, str]:  # noqa: ARG002 - see `RowLayout`
        places = self.table.places
        return {places["regionshapeattributes"]: "{}", places["regionattributes"]: "{}"}

    @property
    def has_region_numbers(self) -> bool:
        return "regioncount" in self.table.places or "regionid" in self.table.places

    def number_row(self, fields: Sequence[str], number: int, count: int) -> dict[int, str]:
        numbers = {"regioncount": count, "regionid": number}
        return {
            self.table.places[what]: str(value)
            for what, value in numbers.items()
            if what in self.table.places and number_in(self.table.get_field(fields, what)) != value
        }

    def read_region_numbers(self, fields: Sequence[str]) -> dict[int, str]:
        places = [self.table.places[what] for what in _REGION_NUMBER_COLUMNS if what in self.table.places]
        return {place: fields[place] for place in places if place < len(fields)}

    def describe_unlisted_label(self, label: str) -> str:  # noqa: ARG002 - see `RowLayout`
        return ""


def _format_shape(annotation: Annotation) -> str:
    """Raises: RefusedOutlineError."""
    points = list_polygon_points(annotation)
    if points is None:
        return _format_compact_json(build_rect(annotation.bounds))
    return "{" + ",".join(f'"{key}":{value}' for key, value in format_polygon(points).items()) + "}"


def _read_value(value: Any) -> AttributeValue | None:
    """The value of an attribute; `_parse_object` reads all numbers as floats."""
    if isinstance(value, float) and value.is_integer() and abs(value) < _MAX_EXACT_INTEGER:
        return int(value)
    return read_json_value(value)


def _format_compact_json(value: Any) -> str:
    """JSON without spaces, as VIA writes it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text if text.isascii() else dump_json(value)
