"""labelme files: read, edited in place, and written without touching what was not edited."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PureWindowsPath
from typing import Any

from detector.data.annotation import Box, ImageAnnotation
from detector.data.limits import check_box_count, long_label_problems
from detector.data.unicode_forms import class_name, compose
from detector.errors import AnnotationWriteError

from .json_array import JsonArray, JsonDocument, JsonFormatError, parse
from .json_scan import after_space, dumped
from .labelme_outline import FixedOutlineError
from .labelme_shapes import LabelmeFormatError, box_of, edited, is_broken, kind_of, new_shape, outline_of
from .saving import (
    changed_boxes,
    check_box,
    check_image_there,
    empty,
    identified,
    overwrite,
    read_labels,
    unusable,
)
from .wording import counted

_SHAPES = "shapes"
_IMAGE_PATH = re.compile(rb'"imagePath"\s*:\s*("(?:[^"\\]|\\.)*")')
_SIDES = tuple(re.compile(rb'"%s"\s*:\s*([0-9]{1,6})\b' % key) for key in (b"imageWidth", b"imageHeight"))


def image_name(text: bytes) -> str:
    """The file name that `imagePath` has; empty where there is none. It may be a path of Windows."""
    found = _IMAGE_PATH.search(text)
    try:
        return PureWindowsPath(json.loads(found[1])).name if found else ""
    except ValueError:  # not UTF-8, or no JSON: told when the file is read whole
        return ""


@dataclass(frozen=True)
class LabelmeFile:
    """One file and what it says; see `detector.data.formats.base.LabelFile`.

    The box around a polygon, circle or mask counts; lines and points stay as they are and are reported. A file without
    shapes says that the image was looked at and shows no object; a verified image without boxes gets one. Nothing else
    in the file says that it was verified.
    """

    path: Path
    annotation: ImageAnnotation
    problems: tuple[str, ...]
    raw: bytes | None
    """The file as last read or written; None while there is nothing on disk."""
    _image: str = field(repr=False, compare=False)
    _document: JsonDocument = field(repr=False, compare=False)
    _meant: Mapping[int, Box] = field(repr=False, compare=False)
    """Number of the shape -> the box it means, of deleted ones too."""
    _numbers: Mapping[int, int] = field(repr=False, compare=False)
    """uid -> number of the shape."""
    _first: LabelmeFile | None = field(default=None, repr=False, compare=False)
    """As it was read, where it was written since: what is undone gets its very bytes back."""
    image: Path | None = field(default=None, repr=False, compare=False)
    """What the labels are of, where that must be there before the file is made."""

    @classmethod
    def read(cls, path: Path, image: Path) -> LabelmeFile:
        """Errors: AnnotationUnreadableError; such a file must be left alone."""
        raw = read_labels(path)
        if not raw:
            raise empty(path)
        check_box_count(path.name, raw.count(b'"points"'))
        try:
            return cls._fresh(path, image, raw, raw)
        except (JsonFormatError, LabelmeFormatError) as error:
            raise unusable(path, str(error)) from error

    @classmethod
    def blank(cls, path: Path, image: Path, width: int, height: int) -> LabelmeFile:
        """A file yet to be written, for an `image` of `width` x `height` pixels; no box, nothing on disk."""
        return cls._fresh(path, image, None, _template(path, image, width, height))

    @classmethod
    def _fresh(cls, path: Path, image: Path, raw: bytes | None, content: bytes) -> LabelmeFile:
        shapes: list[Any] = []
        document = parse(content, {_SHAPES: shapes.extend})
        if _SHAPES not in document.arrays:
            raise LabelmeFormatError("it has no shapes")
        boxes = {number: box for number, value in enumerate(shapes) if (box := box_of(value, number)) is not None}
        annotation = ImageAnnotation(tuple(boxes.values()))
        problems = _problems(path, image.name, document)
        return cls(path, annotation, problems, raw, image.name, document, boxes, {number: number for number in boxes})

    @property
    def stated_size(self) -> tuple[int, int] | None:
        """What its imageWidth and imageHeight say."""
        return _size(self._document)

    @property
    def unusable(self) -> tuple[str, ...]:
        return _unusable(self.path, self._document)

    @property
    def version(self) -> bytes | None:
        return self.raw

    def render(self, annotation: ImageAnnotation) -> bytes:
        """The file's bytes for `annotation`, exact where nothing changed. Errors: AnnotationWriteError."""
        return self._edited(identified(annotation, self._numbers)).content()

    def save(self, annotation: ImageAnnotation) -> LabelmeFile:
        """Write `annotation`, atomically; nothing is written when the file says it already.

        Returns the file as it is then. It keeps the boxes and uids given; boxes without a uid of their own get one.

        Errors: AnnotationConflictError (the file is not what it was when read or last saved), AnnotationWriteError.
        Either leaves the file on disk as it is.
        """
        annotation = identified(annotation, self._numbers)
        if self._first is not None and annotation == self._first.annotation:
            return self._back(self._first)
        document = self._edited(annotation)
        content = document.content()
        if content == self._document.content() and (self.raw is not None or not annotation.verified):
            return replace(self, annotation=annotation)
        if self.raw is None:
            check_image_there(self.path, self.image)
        overwrite(self.path, self.raw, content)
        return self._saved(annotation, document, content)

    def _back(self, first: LabelmeFile) -> LabelmeFile:
        if first.raw is not None and first.raw != self.raw:
            overwrite(self.path, self.raw, first.raw)
        return first

    def _edited(self, annotation: ImageAnnotation) -> JsonDocument:
        for number, box in changed_boxes(self.annotation, annotation):
            check_box(self.path, number, box)
        array = self._document.arrays[_SHAPES]
        kept = {self._numbers[box.uid]: box for box in annotation.boxes if box.uid in self._numbers}
        changed = {
            number: self._changed(array.items[number].decode(), self._meant[number], box).encode()
            for number, box in kept.items()
            if box != replace(self._meant[number], uid=box.uid)
        }
        like = _layout(self._document)
        model = (array.items or (like.items if like else [b""]))[-1].decode()
        added = [new_shape(box, model or None).encode() for box in self._added(annotation)]
        shapes = array.edited(changed, frozenset(self._meant.keys() - kept.keys()), added, like)
        return replace(self._document, arrays={_SHAPES: shapes})

    def _changed(self, text: str, before: Box, box: Box) -> str:
        """Raises: AnnotationWriteError."""
        try:
            return edited(text, before, box)
        except FixedOutlineError as fault:
            advice = "Undo the change, or make it where the shape was drawn."
            raise AnnotationWriteError(f"{fault}, so {self.path.name} was not written. {advice}") from fault

    def _added(self, annotation: ImageAnnotation) -> list[Box]:
        return [box for box in annotation.boxes if box.uid not in self._numbers]

    def _saved(self, annotation: ImageAnnotation, document: JsonDocument, content: bytes) -> LabelmeFile:
        first = len(self._document.arrays[_SHAPES].items)
        new = {box.uid: number for number, box in enumerate(self._added(annotation), first)}
        items = document.arrays[_SHAPES].items
        meant = {number: box_of(json.loads(items[number]), number) for number in [*self._meant, *new.values()]}
        return replace(
            self,
            annotation=annotation,
            problems=_problems(self.path, self._image, document),
            raw=content,
            _first=self._first or (self if self.raw is not None else None),
            _document=document,
            _meant={number: box for number, box in meant.items() if box is not None},
            _numbers={**self._numbers, **new},
        )


def _relative(image: Path, folder: Path) -> str:
    """The path of `image` from the folder of its label file, as labelme writes it; its name where there is none."""
    try:
        return image.name if image.parent == folder else os.path.relpath(image, folder).replace(os.sep, "/")
    except ValueError:  # on another drive
        return image.name


def _template(path: Path, image: Path, width: int, height: int) -> bytes:
    """A file `path` without shapes, laid out as labelme does."""
    members: dict[str, object] = {
        "version": "5.5.0",
        "flags": {},
        _SHAPES: [],
        "imagePath": _relative(image, path.parent),
        "imageData": None,
        "imageHeight": height,
        "imageWidth": width,
    }
    return ("{\n" + ",\n".join(f'  "{key}": {dumped(value)}' for key, value in members.items()) + "\n}").encode()


def _layout(document: JsonDocument) -> JsonArray | None:
    """A list of one shape as a file would have it whose members are indented like those of this one."""
    head = b"".join(part for part in document.parts[:2] if isinstance(part, bytes)).decode().lstrip("\ufeff \t\r\n")
    newline, _, indent = head[1 : after_space(head, 1)].rpartition("\n")
    if "\n" not in head[: after_space(head, 1)]:
        return None
    line = f"{newline}\n{indent}"
    shape = f'{{{line}{indent * 2}"label": ""{line}{indent}}}'
    return JsonArray([shape.encode()], [f"[{line}{indent}".encode()], f"{line}]".encode())


def _problems(path: Path, image: str, document: JsonDocument) -> tuple[str, ...]:
    return (*_unusable(path, document), *(f"{path.name}: {oddity}" for oddity in _oddities(image, document)))


def _outside(document: JsonDocument) -> bytes:
    """All but the shapes."""
    return b"".join(part for part in document.parts if isinstance(part, bytes))


def _size(document: JsonDocument) -> tuple[int, int] | None:
    """width, height, where the file has them as positive numbers."""
    outside = _outside(document)
    width, height = (int(found[1]) if (found := side.search(outside)) else 0 for side in _SIDES)
    return (width, height) if width and height else None


def _oddities(image: str, document: JsonDocument) -> Iterator[str]:
    named = image_name(_outside(document))
    if named and compose(named) not in (compose(image), compose(PureWindowsPath(image).name)):
        yield f"its imagePath names {named}, not {image}; it is kept as it is."
    size = _size(document)
    others: Counter[str] = Counter()
    outlines: Counter[str] = Counter()
    labels: set[str] = set()
    for place, number, value in _shapes(document):
        box = box_of(value, number)
        labels.add(value["label"])
        outlines.update(filter(None, [outline_of(value) if box is not None else ""]))
        if box is None:
            others.update(() if is_broken(value) else [kind_of(value)])
        elif box.is_degenerate:
            yield f"shape {place} ({box.label}) has no area; give it a size or delete it."
        elif size is not None and not box.fits(*size):
            yield f"shape {place} ({box.label}) reaches outside the image of {size[0]} x {size[1]} pixels."
    yield from long_label_problems("it", labels)
    if others:
        kinds = ", ".join(f"{count} {kind}" for kind, count in others.items())
        yield f"it has {counted(others.total(), 'shape that is no box', 'shapes that are no boxes')} ({kinds}); kept."
    if outlines:
        kinds = ", ".join(f"{count} {kind}" for kind, count in outlines.items())
        shapes = counted(outlines.total(), "shape that is no rectangle", "shapes that are no rectangles")
        yield f"it has {shapes} ({kinds}): the box around each is used, and the shape is kept."


def _shapes(document: JsonDocument) -> Iterator[tuple[int, int, Any]]:
    """Each shape that is there: its place as a person counts, its number, its value."""
    array = document.arrays[_SHAPES]
    live = (number for number in range(len(array.items)) if number not in array.deleted)
    for place, number in enumerate(live, start=1):
        yield place, number, json.loads(array.items[number])


def _unusable(path: Path, document: JsonDocument) -> tuple[str, ...]:
    """Sentences about shapes that should have a box, and have none."""
    return tuple(
        f"{path.name}: shape {place} ({class_name(value['label'])}) is a {kind_of(value)} whose points cannot be read; "
        "it is kept as it is, and not used."
        for place, _, value in _shapes(document)
        if is_broken(value)
    )
