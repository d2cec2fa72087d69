"""The objects of a labelme file: which shapes are one object, and which `group_id` its parts get."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np

from detector.data.annotation import Annotation
from detector.data.formats.shared.wording import list_names
from detector.data.geometry import Box
from detector.data.outlines.outlined_box import OutlinedBox

from .outline import LabelmeOutline, OutlineKind, can_be_part, find_outline_kind, read_group
from .shapes import parse_shape_annotation

DIFFERENT_PARTS = (
    "{place} are parts of one object (group_id {group}), but their flags or attributes differ: those of the first are "
    "shown."
)
POLYGONS_AND_MASKS = "{place} have the same group_id {group}, but polygons and masks are separate objects here."


class Shape(NamedTuple):
    """A shape in a file: its position among those that are not deleted, its number, its content, and its box."""

    place: int
    number: int
    item: bytes
    value: Any
    annotation: Annotation | None
    """None for shapes without a box."""

    @classmethod
    def from_value(cls, place: int, number: int, item: bytes, value: Any) -> Shape:
        """Raises: LabelmeFormatError (it is not a shape, has no label, or is a rectangle with wrong points)."""
        return cls(place, number, item, value, parse_shape_annotation(value, number))


@dataclass(frozen=True, slots=True)
class LabelmeObject:
    """An annotation with the numbers of its shapes, and what they are; None for a box."""

    annotation: Annotation
    shapes: tuple[int, ...]
    kind: OutlineKind | None

    @property
    def group_key(self) -> Hashable:
        """What only one object can have, so that it is read as one object; None if it has no `group_id`."""
        group = read_group(self.annotation)
        return None if self.kind is None or group is None else (self.annotation.label, self.kind, group)


def parse_objects(shapes: Iterable[Shape], file: str) -> dict[int, LabelmeObject]:
    """The objects among `shapes`, by the number of their first shape."""
    parts: dict[Hashable, list[Shape]] = {}
    for shape in shapes:
        annotation = shape.annotation
        if annotation is not None:
            kind, group = find_outline_kind(shape.value), read_group(annotation)
            is_part = group is not None and can_be_part(kind, shape.value["points"])
            key = (annotation.label, kind, group) if is_part else shape.number
            parts.setdefault(key, []).append(shape)
    return {same[0].number: build_object(same, file) for same in parts.values()}


def build_object(shapes: Sequence[Shape], file: str) -> LabelmeObject:
    """The object that consists of `shapes`, which have a box."""
    annotations = _list_annotations(shapes)
    first, kind = annotations[0], find_outline_kind(shapes[0].value)
    if kind is not None:
        place = describe_place(shapes, first.label)
        source = LabelmeOutline(tuple(shape.item for shape in shapes), file, place, kind == "mask")
        first = replace(first, geometry=OutlinedBox(_enclose(annotations), source))
    return LabelmeObject(first, tuple(shape.number for shape in shapes), kind)


def _list_annotations(shapes: Sequence[Shape]) -> list[Annotation]:
    return [shape.annotation for shape in shapes if shape.annotation is not None]


def _enclose(annotations: Sequence[Annotation]) -> Box:
    if len(annotations) == 1:
        return annotations[0].bounds
    corners = np.array([annotation.bounds.xyxy for annotation in annotations])
    (x1, y1), (x2, y2) = corners[:, :2].min(0).tolist(), corners[:, 2:].max(0).tolist()
    return Box(x1, y1, x2, y2)


def describe_place(shapes: Sequence[Shape], label: str) -> str:
    """`shape 2 (cat)`, or `shapes 2, 3 (cat)`."""
    places = list_names([str(shape.place) for shape in shapes])
    return f"shape{'s' if len(shapes) > 1 else ''} {places} ({label})"


def find_group_problems(shapes: Sequence[Shape], objects: Iterable[LabelmeObject]) -> Iterable[str]:
    """Sentences about objects of several shapes whose shapes differ, and about shapes of a group that stay separate."""
    by_number = {shape.number: shape for shape in shapes}
    groups: dict[tuple[str, int | None], list[LabelmeObject]] = {}
    for one in objects:
        label, group = one.annotation.label, read_group(one.annotation)
        members = [by_number[number] for number in one.shapes if number in by_number]
        if len(members) > 1 and len({_list_other_members(part) for part in _list_annotations(members)}) > 1:
            yield DIFFERENT_PARTS.format(place=describe_place(members, label), group=group)
        if members and one.kind is not None and group is not None:
            groups.setdefault((label, group), []).append(one)
    for (label, group), same in groups.items():
        if len({one.kind for one in same}) > 1:
            members = [by_number[number] for one in same for number in one.shapes if number in by_number]
            yield POLYGONS_AND_MASKS.format(place=describe_place(members, label), group=group)


def _list_other_members(part: Annotation) -> Hashable:
    return part.difficult, part.truncated, part.occluded, part.score, part.attributes


@dataclass
class GroupIds:
    """Gives objects a `group_id` that no other object of the same class and kind has."""

    highest: int
    """The highest in the file and among the annotations to be saved."""
    _claimed: set[Hashable] = field(default_factory=set)

    def claim_of(self, one: LabelmeObject) -> bool:
        """Whether an object can keep its `group_id`, which no other object gets then."""
        key = one.group_key
        if key is not None and key in self._claimed:
            return False
        self._claimed.add(key)
        return True

    def choose_group(
        self, annotation: Annotation, kind: OutlineKind | None, is_needed: bool, current: int | None
    ) -> int | None:
        """The `group_id` of an object that is written.

        Args:
            annotation: The object.
            kind: What its shapes are; None for a box, which may have any.
            is_needed: Whether it has several shapes.
            current: What its shapes in the file have.
        """
        own = read_group(annotation)
        if kind is None or (own is None and not is_needed):
            return own
        for group in (own, current):
            if group is not None and (annotation.label, kind, group) not in self._claimed:
                break
        else:
            self.highest += 1
            group = self.highest
        self._claimed.add((annotation.label, kind, group))
        return group
