"""Reading labelme files and editing them in place."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PureWindowsPath
from typing import NamedTuple

from detector.data.annotation import ImageAnnotations
from detector.data.formats.shared.attribute_values import FLAG_KEYS
from detector.data.formats.shared.json_array import JsonArray, JsonDocument, JsonFormatError, parse_large_document
from detector.data.formats.shared.json_quick import decode_item
from detector.data.formats.shared.json_scan import dump_json, skip_space
from detector.data.formats.shared.saving import (
    build_empty_error,
    build_unusable_error,
    read_label_bytes,
)
from detector.data.formats.shared.spliced_file import SplicedFile
from detector.data.formats.shared.wording import format_count
from detector.data.limits import check_box_count, describe_long_labels
from detector.data.unicode_forms import compose_unicode, normalize_class_name

from .attributes import find_attribute_problems
from .objects import LabelmeObject, Shape, build_object, find_group_problems, parse_objects
from .outline import read_shape_kind
from .points import has_box
from .shapes import LabelmeFormatError, describe_reduced
from .shapes_edit import ShapesAfter, ShapesBefore, ShapesEdit

_SHAPES_KEY = "shapes"
OTHER_IMAGE_PATH = "its imagePath names {stated}, not {name}; it is kept as it is."
SHAPES_KEPT = "it has {shapes} ({kinds}); kept."
BOXES_AROUND = "it has {shapes} ({kinds}): the box around each is used, and the shape is kept."
NO_SHAPES = "it has no shapes"
SHAPE_NO_AREA = "shape {number} ({label}) has no area; give it a size or delete it."
SHAPE_OUTSIDE = "shape {number} ({label}) reaches outside the image of {width} x {height} pixels."
SHAPE_ATTRIBUTES = "shape {number} ({label}) {fault}."
_IMAGE_PATH_PATTERN = re.compile(rb'"imagePath"\s*:\s*("(?:[^"\\]|\\.)*")')
_SIDE_PATTERNS = tuple(re.compile(rb'"%s"\s*:\s*([0-9]{1,6})\b' % key) for key in (b"imageWidth", b"imageHeight"))


def read_image_name(text: bytes) -> str:
    """The file name in `imagePath`, which can be a Windows path; empty if there is none."""
    found = _IMAGE_PATH_PATTERN.search(text)
    try:
        return PureWindowsPath(json.loads(found[1])).name if found else ""
    except ValueError:  # not UTF-8 or not JSON; reported when the whole file is parsed
        return ""


@dataclass(frozen=True, kw_only=True)
class LabelmeFile(SplicedFile[None, "_EditedFile"]):
    """One labelme file; see `detector.data.formats.base.LabelFile`.

    Polygons and masks are outlines; of a circle or a rotated rectangle, the box around it is used. Several shapes can
    be one object, see `outline`. Lines and points are kept and reported, but are no objects. A file without shapes
    means that the image shows no object. labelme has no field for verified images; a verified image without boxes is
    therefore saved as a file without shapes.
    """

    _image_name: str = field(repr=False, compare=False)
    _document: JsonDocument = field(repr=False, compare=False)
    _objects: Mapping[int, LabelmeObject] = field(repr=False, compare=False)
    """The objects by the number of their entry; includes deleted ones, whose shapes keep their numbers."""

    @classmethod
    def from_path(cls, path: Path, image: Path) -> LabelmeFile:
        """Read the label file `path` of `image`.

        Raises:
            AnnotationUnreadableError: The file cannot be read completely, so it must not be written either.
        """
        raw = read_label_bytes(path)
        if not raw:
            raise build_empty_error(path)
        check_box_count(path.name, raw.count(b'"points"'))
        try:
            return cls._from_content(path, image, raw, raw)
        except (JsonFormatError, LabelmeFormatError) as error:
            raise build_unusable_error(path, str(error)) from error

    @classmethod
    def create_blank(cls, path: Path, image: Path, width: int, height: int) -> LabelmeFile:
        """A file without shapes for an image of `width` x `height` pixels; nothing is written yet."""
        return cls._from_content(path, image, None, _build_template(path, image, width, height))

    @classmethod
    def _from_content(cls, path: Path, image: Path, raw: bytes | None, content: bytes) -> LabelmeFile:
        document = parse_large_document(content, {_SHAPES_KEY: _ignore_values}, {})
        if _SHAPES_KEY not in document.arrays:
            raise LabelmeFormatError(NO_SHAPES)
        shapes = _list_shapes(document)
        objects = parse_objects(shapes, path.name)
        return cls(
            path=path,
            image_annotations=ImageAnnotations(tuple(one.annotation for one in objects.values())),
            raw=raw,
            _stated_problems=_describe_problems(path, image.name, document, shapes, objects),
            _image_name=image.name,
            _document=document,
            _objects=objects,
            _entry_numbers={number: number for number in objects},
        )

    @property
    def stated_size(self) -> tuple[int, int] | None:
        """`imageWidth` and `imageHeight`; None unless both are positive."""
        return _read_size(self._document)

    def reserves_attribute(self, name: str) -> bool:
        return name in FLAG_KEYS

    @property
    def unusable_items(self) -> tuple[str, ...]:
        return _describe_unusable(self.path, _list_shapes(self._document))

    def render_image_annotations(self, image_annotations: ImageAnnotations) -> bytes:
        """The bytes of the file with `image_annotations`, without writing it; unchanged shapes keep their bytes.

        Raises:
            AnnotationWriteError: The file cannot hold one of the boxes.
        """
        return self._encode(self._edit_checked(self._ensure_unique_uids(image_annotations)))

    def _edit(self, image_annotations: ImageAnnotations) -> _EditedFile:
        array = self._document.arrays[_SHAPES_KEY]
        like = _find_array_layout(self._document)
        model = (array.items or (like.items if like else [b""]))[-1].decode()
        first = self._original or self
        edit = ShapesEdit(
            ShapesBefore(array, self._objects),
            ShapesBefore(first._document.arrays[_SHAPES_KEY], first._objects),
            self._find_kept(self.image_annotations),
            self.stated_size,
            self.path.name,
            model or None,
        )
        edit.apply(self._find_kept(image_annotations), self._find_new_annotations(image_annotations))
        shapes = edit.build_shapes(like)
        return _EditedFile(replace(self._document, arrays={_SHAPES_KEY: shapes.array}), shapes)

    def _encode(self, edited: _EditedFile) -> bytes:
        return edited.document.to_bytes()

    def _encode_current(self) -> bytes:
        return self._document.to_bytes()

    def _keep_deleted(self, number: int) -> None:
        """Nothing to keep: a deleted shape keeps its number and its bytes in the document."""

    def _track_entries(self, image_annotations: ImageAnnotations, content: bytes) -> LabelmeFile:
        tracked = super()._track_entries(image_annotations, content)
        return replace(tracked, _uid_order=(), _deleted_entries={})

    def _read_saved(self, image_annotations: ImageAnnotations, edited: _EditedFile) -> LabelmeFile:
        added = zip(self._find_new_annotations(image_annotations), edited.shapes.new_entries, strict=True)
        shapes = _list_shapes(edited.document)
        by_number = {shape.number: shape for shape in shapes}
        objects = dict(self._objects)
        for entry, numbers in edited.shapes.shapes.items():
            if (
                entry not in objects
                or numbers != objects[entry].shapes
                or not edited.shapes.changed.isdisjoint(numbers)
            ):
                objects[entry] = build_object([by_number[number] for number in numbers], self.path.name)
        live = {entry: objects[entry] for entry in edited.shapes.shapes}
        problems = _describe_problems(self.path, self._image_name, edited.document, shapes, live)
        return replace(
            self,
            _stated_problems=(*problems, *edited.shapes.notes),
            _document=edited.document,
            _objects=objects,
            _entry_numbers={**self._entry_numbers, **{annotation.uid: entry for annotation, entry in added}},
        )


class _EditedFile(NamedTuple):
    """A file after an edit."""

    document: JsonDocument
    shapes: ShapesAfter


def _relative_image_path(image: Path, folder: Path) -> str:
    """The path of `image` relative to `folder`, with slashes, as labelme writes it; on another drive only its name."""
    try:
        return image.name if image.parent == folder else os.path.relpath(image, folder).replace(os.sep, "/")
    except ValueError:  # on another drive
        return image.name


def _build_template(path: Path, image: Path, width: int, height: int) -> bytes:
    """A file `path` without shapes, with labelme's members and layout."""
    members: dict[str, object] = {
        "version": "5.5.0",
        "flags": {},
        _SHAPES_KEY: [],
        "imagePath": _relative_image_path(image, path.parent),
        "imageData": None,
        "imageHeight": height,
        "imageWidth": width,
    }
    return ("{\n" + ",\n".join(f'  "{key}": {dump_json(value)}' for key, value in members.items()) + "\n}").encode()


def _find_array_layout(document: JsonDocument) -> JsonArray | None:
    """An array with one shape that is indented like the members of this file; None if the file is on one line."""
    head = b"".join(part for part in document.parts[:2] if isinstance(part, bytes)).decode().lstrip("\ufeff \t\r\n")
    newline, _, indent = head[1 : skip_space(head, 1)].rpartition("\n")
    if "\n" not in head[: skip_space(head, 1)]:
        return None
    line = f"{newline}\n{indent}"
    shape = f'{{{line}{indent * 2}"label": ""{line}{indent}}}'
    return JsonArray([shape.encode()], [f"[{line}{indent}".encode()], f"{line}]".encode())


def _describe_problems(
    path: Path, image: str, document: JsonDocument, shapes: Sequence[Shape], objects: Mapping[int, LabelmeObject]
) -> tuple[str, ...]:
    warnings = (*_find_warnings(image, document, shapes), *find_group_problems(shapes, objects.values()))
    return (*_describe_unusable(path, shapes), *(f"{path.name}: {warning}" for warning in warnings))


def _join_outer_parts(document: JsonDocument) -> bytes:
    """The bytes of the file except the shapes."""
    return b"".join(part for part in document.parts if isinstance(part, bytes))


def _read_size(document: JsonDocument) -> tuple[int, int] | None:
    """Width and height if the file has both as positive numbers."""
    outside = _join_outer_parts(document)
    width, height = (int(found[1]) if (found := side.search(outside)) else 0 for side in _SIDE_PATTERNS)
    return (width, height) if width and height else None


def _find_warnings(image: str, document: JsonDocument, shapes: Sequence[Shape]) -> Iterator[str]:
    named = read_image_name(_join_outer_parts(document))
    if named and compose_unicode(named) not in (compose_unicode(image), compose_unicode(PureWindowsPath(image).name)):
        yield OTHER_IMAGE_PATH.format(stated=named, name=image)
    size = _read_size(document)
    others: Counter[str] = Counter()
    reduced: Counter[str] = Counter()
    labels: set[str] = set()
    for place, _, item, value, annotation in shapes:
        labels.add(value["label"])
        reduced.update(filter(None, [describe_reduced(value) if annotation is not None else ""]))
        if annotation is None:
            others.update(() if has_box(read_shape_kind(value)) else [read_shape_kind(value)])
        elif annotation.bounds.is_degenerate:
            yield SHAPE_NO_AREA.format(number=place, label=annotation.label)
        elif size is not None and not annotation.bounds.is_inside(*size):
            yield SHAPE_OUTSIDE.format(number=place, label=annotation.label, width=size[0], height=size[1])
        if annotation is not None:
            faults = find_attribute_problems(item.decode(), value)
            yield from (SHAPE_ATTRIBUTES.format(number=place, label=annotation.label, fault=fault) for fault in faults)
    yield from describe_long_labels("it", labels)
    if others:
        kinds = ", ".join(f"{count} {kind}" for kind, count in others.items())
        what = format_count(others.total(), "shape that is no box", "shapes that are no boxes")
        yield SHAPES_KEPT.format(shapes=what, kinds=kinds)
    if reduced:
        kinds = ", ".join(f"{count} {kind}" for kind, count in reduced.items())
        what = format_count(reduced.total(), "shape that is no rectangle", "shapes that are no rectangles")
        yield BOXES_AROUND.format(shapes=what, kinds=kinds)


def _ignore_values(_values: object) -> None:
    """Shapes are decoded one by one, which is faster."""


def _list_shapes(document: JsonDocument) -> list[Shape]:
    """The shapes that are not deleted.

    Raises:
        LabelmeFormatError: One is not a shape, has no label, or is a rectangle with wrong points.
    """
    array = document.arrays[_SHAPES_KEY]
    items = [(number, array.items[number]) for number in range(len(array.items)) if number not in array.deleted]
    return [
        Shape.from_value(place, number, item, decode_item(item)) for place, (number, item) in enumerate(items, start=1)
    ]


def _describe_unusable(path: Path, shapes: Sequence[Shape]) -> tuple[str, ...]:
    """Sentences about shapes that should have a box, but whose points cannot be read."""
    return tuple(
        f"{path.name}: shape {shape.place} ({normalize_class_name(shape.value['label'])}) is a "
        f"{read_shape_kind(shape.value)} whose points cannot be read; it is kept as it is, and not used."
        for shape in shapes
        if shape.annotation is None and has_box(read_shape_kind(shape.value))
    )
