"""The shapes of a labelme file after an edit: those of changed objects, and new ones."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from detector.data.annotation import Annotation
from detector.data.formats.shared.json_array import JsonArray
from detector.data.outlines.bitmap import Bitmap
from detector.errors import AnnotationWriteError

from .attributes import AttributesRefusedError
from .objects import GroupIds, LabelmeObject
from .outline import GROUP_KEY, OutlineKind, read_group
from .outline_edits import edit_geometry
from .points import FixedShapeError
from .shape_geometry import Size, split_geometry
from .shapes import edit_members, format_shape

SHAPE_NOT_WRITTEN = "{reason}, so {name} was not written. {advice}"
HOLES_AS_MASK = (
    "{file}: {label} has holes, which polygons of labelme cannot have, so it was saved as a mask of whole pixels: "
    "{pixels:,.0f} pixels for an area of {area:,.2f}."
)
GROUP_CHANGED = (
    "{file}: {label} was saved with group_id {group}, because shapes with the same label and group_id are parts of one "
    "object."
)
_GROUP_PATTERN = re.compile(rb'"group_id"\s*:\s*(\d{1,15})\b')


@dataclass(frozen=True)
class ShapesBefore:
    """The shapes of a file at one time.

    Attributes:
        array: The shapes.
        objects: The objects by the number of their entry, including deleted ones.
    """

    array: JsonArray
    objects: Mapping[int, LabelmeObject]


@dataclass(frozen=True)
class ShapesAfter:
    """The shapes of a file after an edit.

    Attributes:
        array: The shapes.
        shapes: The numbers of the shapes of each object that is not deleted, by the number of its entry.
        changed: The numbers of the shapes with new content.
        new_entries: The entries of the new annotations, in order.
        notes: Sentences about what is written in another way.
    """

    array: JsonArray
    shapes: Mapping[int, tuple[int, ...]]
    changed: frozenset[int]
    new_entries: tuple[int, ...]
    notes: tuple[str, ...]


@dataclass
class ShapesEdit:
    """Collects the changes of an edit, which `build_shapes` applies.

    Attributes:
        before: The shapes.
        as_read: The shapes when the file was read. An object that returns to what it was gets its bytes back.
        saved: The annotations as last read or saved, by their entries; flags and attributes of parts can differ, so
            the first part alone does not show what an edit changes.
        size: The size of the image; None if the file does not state it.
        file: The name of the file, for messages.
        model: A shape whose layout new ones get; None if there is none.
    """

    before: ShapesBefore
    as_read: ShapesBefore
    saved: Mapping[int, Annotation]
    size: Size | None
    file: str
    model: str | None
    notes: list[str] = field(default_factory=list)
    _changed: dict[int, bytes] = field(default_factory=dict)
    _added: list[bytes] = field(default_factory=list)
    _shapes: dict[int, tuple[int, ...]] = field(default_factory=dict)
    _new_entries: list[int] = field(default_factory=list)

    def apply(self, kept: Mapping[int, Annotation], new: Sequence[Annotation]) -> None:
        """Make the objects `kept`, by their entries, and `new` the objects of the file.

        Raises:
            AnnotationWriteError: The file cannot hold one of them.
        """
        groups = GroupIds(self._find_highest_group([*kept.values(), *new]))
        # Unchanged objects keep their group_id, so they come first.
        changed = {entry: one for entry, one in kept.items() if not self._keep_unchanged(entry, one, groups)}
        for entry, annotation in changed.items():
            self._edit_object(entry, annotation, groups)
        for annotation in new:
            self._add_object(annotation, groups)

    def _find_highest_group(self, annotations: Sequence[Annotation]) -> int:
        in_file = (int(found[1]) for item in self.before.array.items for found in _GROUP_PATTERN.finditer(item))
        return max([0, *in_file, *(group for one in annotations if (group := read_group(one)) is not None)])

    def _keep_unchanged(self, entry: int, annotation: Annotation, groups: GroupIds) -> bool:
        """Keep the bytes of an object that is as it was, now or when the file was read; whether it is."""
        for source in (self.as_read, self.before):
            one = source.objects.get(entry)
            if one is not None and annotation == replace(one.annotation, uid=annotation.uid) and groups.claim_of(one):
                self._shapes[entry] = one.shapes
                self._change_items({number: source.array.items[number] for number in one.shapes})
                return True
        return False

    def _change_items(self, items: Mapping[int, bytes]) -> None:
        self._changed |= {number: item for number, item in items.items() if item != self.before.array.items[number]}

    def _edit_object(self, entry: int, annotation: Annotation, groups: GroupIds) -> None:
        one = self.before.objects[entry]
        texts = [self.before.array.items[number].decode() for number in one.shapes]
        try:
            edit = edit_geometry(texts, one.kind, one.annotation.geometry, annotation.geometry, self.size)
            live = {number: text for number, text in zip(one.shapes, edit.texts, strict=True) if text is not None}
            count = len(live) + len(edit.added)
            written = self._set_group(annotation, edit.kind, count, groups, read_group(one.annotation))
            known = self.saved.get(entry, one.annotation)
            self._change_items({number: edit_members(text, known, written).encode() for number, text in live.items()})
            added = tuple(self._append(format_shape(written, geometry, self.model)) for geometry in edit.added)
        except FixedShapeError as fault:
            advice = "Undo the change, or make it where the shape was drawn."
            raise self._build_error(fault, advice) from fault
        except AttributesRefusedError as fault:
            raise self._build_error(fault, "Remove this attribute, then save again.") from fault
        self._shapes[entry] = (*live, *added)
        self._note_rasterized(annotation, edit.rasterized)

    def _add_object(self, annotation: Annotation, groups: GroupIds) -> None:
        split = split_geometry(annotation.geometry, self.size)
        written = self._set_group(annotation, split.kind, len(split.shapes), groups, None)
        try:
            numbers = tuple(self._append(format_shape(written, geometry, self.model)) for geometry in split.shapes)
        except AttributesRefusedError as fault:
            raise self._build_error(fault, "Remove this attribute, then save again.") from fault
        self._shapes[numbers[0]] = numbers
        self._new_entries.append(numbers[0])
        self._note_rasterized(annotation, split.rasterized)

    def _append(self, text: str) -> int:
        self._added.append(text.encode())
        return len(self.before.array.items) + len(self._added) - 1

    def _set_group(
        self, annotation: Annotation, kind: OutlineKind | None, count: int, groups: GroupIds, current: int | None
    ) -> Annotation:
        """The annotation with the `group_id` that its shapes need."""
        own = read_group(annotation)
        group = groups.choose_group(annotation, kind, count > 1, current)
        if group is None or group == own:
            return annotation
        if own is not None or group == current:
            self.notes.append(GROUP_CHANGED.format(file=self.file, label=annotation.label, group=group))
        return replace(annotation, attributes=annotation.attributes.with_value(GROUP_KEY, group))

    def _note_rasterized(self, annotation: Annotation, bitmap: Bitmap | None) -> None:
        if bitmap is not None:
            text = HOLES_AS_MASK.format(
                file=self.file, label=annotation.label, pixels=bitmap.area, area=annotation.geometry.area
            )
            self.notes.append(text)

    def _build_error(self, reason: Exception, advice: str) -> AnnotationWriteError:
        return AnnotationWriteError(SHAPE_NOT_WRITTEN.format(reason=reason, name=self.file, advice=advice))

    def build_shapes(self, like: JsonArray | None) -> ShapesAfter:
        """The shapes after the edit; `like` gives the layout if there were none."""
        sources = (self.before, self.as_read)
        known = {number for source in sources for one in source.objects.values() for number in one.shapes}
        live = {number for numbers in self._shapes.values() for number in numbers}
        deleted = (self.before.array.deleted | known) - live
        array = self.before.array.edit_items(self._changed, frozenset(deleted), self._added, like)
        changed = frozenset(self._changed)
        return ShapesAfter(array, self._shapes, changed, tuple(self._new_entries), tuple(self.notes))
