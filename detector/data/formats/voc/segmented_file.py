"""The labels of one image in a Pascal VOC file with the PNG files of `SegmentationObject` and `SegmentationClass`.

Boxes, classes and all else are in the XML file, the outlines in the PNG files. These are written only when an outline
changes, when objects get other numbers because one before them was deleted, or when a class changes.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.formats.shared.mask_png import Indices, MaskFaultError, create_palette_png, replace_pixels
from detector.data.formats.shared.one_image_file import OneImageFile
from detector.data.formats.shared.saving import build_write_error, check_unchanged, create_parent_folder, overwrite_file
from detector.data.formats.shared.wording import format_count
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.conversions import convert_to_bitmap
from detector.data.outlines.outlined_box import OutlinedBox, OutlineFaultError, find_outline_faults, get_outline
from detector.errors import AnnotationUnreadableError, AnnotationWriteError, UserFacingError

from .class_colors import MAX_INDEX, VOID, ClassNumbers, build_palette
from .label_file import VocFile
from .mask_edits import ObjectEdit, edit_classes, edit_objects, find_main_class
from .object_masks import UNUSABLE_PNG, MaskPng, VocMask

PNG_NOT_WRITTEN = (
    "{file} cannot be used: {fault}. So the outlines of {image} were not saved. Repair the file or move it away, then "
    "save again."
)
PIXELS_TAKEN = (
    "{file}: {pixels} of object {index} ({label}) are those of other objects, too. A pixel holds one object, so they "
    "stay with the others."
)
TOO_MANY_OBJECTS = "{file} can hold {limit} objects, so {outlines} not saved in it."
NO_CLASS_INDEX = (
    "{file}: the class {label} has no number there, so its pixels have the index 255, not labeled. Name it in "
    "labelmap.txt."
)

NO_CLASS = "{file}: the objects with index {indices} have no class in SegmentationClass, so their class is {label}."
UNKNOWN_LABEL = "object"


@dataclass(frozen=True, kw_only=True)
class SegmentedFile(OneImageFile):
    """See `detector.data.formats.base.LabelFile`.

    Attributes:
        xml: The XML file, with boxes alone.
        image_annotations: The labels, with the outlines of the PNG file.
        objects: The file in `SegmentationObject`.
        classes: The file in `SegmentationClass`.
        numbers: The indices of classes.
    """

    xml: VocFile
    image_annotations: ImageAnnotations
    objects: MaskPng
    classes: MaskPng
    numbers: ClassNumbers
    _indices: Mapping[int, int] = field(repr=False, compare=False)
    """uid -> index of its pixels"""
    _original: SegmentedFile | None = field(default=None, repr=False, compare=False)
    """As it was read, if it was written since."""
    _notes: tuple[str, ...] = ()

    @classmethod
    def join_files(cls, xml: VocFile, objects: MaskPng, classes: MaskPng, numbers: ClassNumbers) -> SegmentedFile:
        """The labels of an XML file with the outlines of its PNG file, which is not read yet."""
        annotations = xml.image_annotations.annotations
        indices = {annotation.uid: index for index, annotation in enumerate(annotations, 1)}
        if objects.path.exists():
            outlined = tuple(
                replace(one, geometry=_attach_mask(one, objects, indices[one.uid], xml.path.name))
                for one in annotations
            )
            annotations = outlined
        labels = xml.image_annotations.with_annotations(annotations)
        return cls(
            xml=xml, image_annotations=labels, objects=objects, classes=classes, numbers=numbers, _indices=indices
        )

    @classmethod
    def from_masks(cls, blank: VocFile, objects: MaskPng, classes: MaskPng, numbers: ClassNumbers) -> SegmentedFile:
        """The objects in the PNG files of an image without XML file, whose file is `blank`.

        Raises:
            AnnotationUnreadableError: A file cannot be used.
        """
        annotations, notes = _read_objects(objects, classes, numbers)
        labels = blank.image_annotations.with_annotations(annotations)
        indices = {annotation.uid: annotation.uid for annotation in annotations}
        return cls(
            xml=blank,
            image_annotations=labels,
            objects=objects,
            classes=classes,
            numbers=numbers,
            _indices=indices,
            _notes=notes,
        )

    @property
    def path(self) -> Path:
        return self.xml.path

    @property
    def problems(self) -> tuple[str, ...]:
        faults = find_outline_faults(self.image_annotations.annotations)
        return tuple(dict.fromkeys((*self.xml.problems, *self._notes, *faults)))

    @property
    def unusable_items(self) -> tuple[str, ...]:
        return self.xml.unusable_items

    @property
    def stated_size(self) -> tuple[int, int] | None:
        return self.xml.stated_size

    @property
    def holds_attributes(self) -> bool:
        return True

    def reserves_attribute(self, name: str) -> bool:
        return self.xml.reserves_attribute(name)

    @cached_property
    def version(self) -> Hashable:
        """That of the XML file, together with that of the PNG files if there are any."""
        masks = (self.objects.version, self.classes.version)
        return self.xml.version if masks == (None, None) else (self.xml.version, *masks)

    def save(self, image_annotations: ImageAnnotations) -> SegmentedFile:
        """Write the labels, unless the files already have them: the XML file, then the PNG files that change.

        If a PNG file cannot be written, the XML file is as it was, too.

        Raises:
            AnnotationConflictError: A file on disk is not as it was last read or saved; all are left as they are.
            AnnotationWriteError: A file cannot be written; all are as they were.
        """
        image_annotations = self.xml.with_unique_uids(image_annotations)
        if self.xml.raw is None and self.image_annotations.annotations and image_annotations == self.image_annotations:
            return self
        original = self._original
        if original is not None and original.xml.raw is not None and image_annotations == original.image_annotations:
            pairs = ((self.objects, original.objects), (self.classes, original.classes))
            self._write_files(image_annotations, {png: before.raw for png, before in pairs if png is not before})
            return original
        order = self.xml.order_uids(image_annotations)
        plan = _MaskPlan(self, image_annotations, order)
        xml = self._write_files(image_annotations, plan.contents)
        written = {png: png.with_content(content) for png, content in plan.contents.items()}
        return replace(
            self,
            xml=xml,
            image_annotations=image_annotations,
            objects=written.get(self.objects, self.objects),
            classes=written.get(self.classes, self.classes),
            _indices={uid: index for index, uid in enumerate(order, 1)},
            _original=original or self,
            _notes=tuple(plan.notes),
        )

    def _write_files(self, image_annotations: ImageAnnotations, contents: Mapping[MaskPng, bytes | None]) -> VocFile:
        """The XML file as saved. Raises: AnnotationConflictError, AnnotationWriteError."""
        changed = {png: content for png, content in contents.items() if content != png.raw}
        for png in changed:
            check_unchanged(png.path, png.raw)
        boxes = (replace(one, geometry=one.bounds) for one in image_annotations.annotations)
        xml = self.xml.save(image_annotations.with_annotations(boxes))
        written: list[MaskPng] = []
        try:
            for png, content in changed.items():
                _write_mask(png, content)
                written.append(png)
        except UserFacingError:
            for png in written:
                _write_mask(png.with_content(changed[png]), png.raw)
            if xml.raw is not None and self.xml.raw is not None and xml.raw != self.xml.raw:
                overwrite_file(self.path, xml.raw, self.xml.raw)
            raise
        return xml

    def find_changed_outlines(self, image_annotations: ImageAnnotations) -> list[Annotation]:
        """The annotations whose outline changed, was added or was removed."""
        before = {annotation.uid: annotation for annotation in self.image_annotations.annotations}
        return [one for one in image_annotations.annotations if _is_outline_changed(before.get(one.uid), one)]


def _attach_mask(annotation: Annotation, png: MaskPng, index: int, xml: str) -> OutlinedBox:
    box = annotation.bounds
    return OutlinedBox(box, VocMask(png, index, box, annotation.label, xml))


def _is_outline_changed(before: Annotation | None, after: Annotation) -> bool:
    if before is None or before.geometry == after.geometry:
        return before is None and get_outline(after.geometry) is not None
    old, new = get_outline(before.geometry), get_outline(after.geometry)
    if new is None and isinstance(after.geometry, OutlinedBox):
        return False  # it could not be used, and its pixels stay
    return old != new


def _read_objects(
    objects: MaskPng, classes: MaskPng, numbers: ClassNumbers
) -> tuple[tuple[Annotation, ...], tuple[str, ...]]:
    """The objects in PNG files, each with its index as uid, and sentences about what looks wrong.

    Raises:
        AnnotationUnreadableError: A file cannot be used.
    """
    png = objects
    try:
        bitmaps = objects.bitmaps
        png = classes
        raw, indices = classes.raw, classes.read_indices()
    except OutlineFaultError as fault:
        raise AnnotationUnreadableError(str(fault)) from fault
    except MaskFaultError as fault:
        text = UNUSABLE_PNG.format(file=png.name, fault=fault, image=png.image.name)
        raise AnnotationUnreadableError(text) from fault
    palette = read_palette(raw)
    annotations: list[Annotation] = []
    without: list[int] = []
    for index, bitmap in bitmaps.items():
        number = find_main_class(indices, bitmap)
        label = UNKNOWN_LABEL if number is None else numbers.find_name(number, palette)
        annotations.append(Annotation(OutlinedBox(bitmap.bounds, bitmap), label, uid=index))
        without += [index] if number is None else []
    notes = (NO_CLASS.format(file=objects.name, indices=", ".join(map(str, without)), label=UNKNOWN_LABEL),)
    return tuple(annotations), notes if without else ()


def read_palette(raw: bytes | None) -> bytes:
    """The palette of a PNG; that of the specification for a file that does not exist or has none."""
    position = 8
    while raw is not None and position + 8 <= len(raw):
        length, kind = int.from_bytes(raw[position : position + 4], "big"), raw[position + 4 : position + 8]
        if kind == b"PLTE":
            return raw[position + 8 : position + 8 + length]
        position += 12 + length
    return build_palette()


def _write_mask(png: MaskPng, content: bytes | None) -> None:
    """Raises: AnnotationConflictError, AnnotationWriteError."""
    if content is not None:
        create_parent_folder(png.path)
        overwrite_file(png.path, png.raw, content)
        return
    check_unchanged(png.path, png.raw)
    try:
        png.path.unlink(missing_ok=True)
    except OSError as error:
        raise build_write_error(png.path, error) from error


class _MaskPlan:
    """The new content of the PNG files of an image, and sentences about what they cannot hold."""

    def __init__(self, file: SegmentedFile, image_annotations: ImageAnnotations, order: list[int]) -> None:
        """Raises: AnnotationWriteError (a PNG file that must change cannot be used)."""
        self.contents: dict[MaskPng, bytes | None] = {}
        self.notes: list[str] = []
        self._file = file
        self._annotations = {annotation.uid: annotation for annotation in image_annotations.annotations}
        self._new_indices = {uid: index for index, uid in enumerate(order, 1)}
        self._changed = {one.uid for one in file.find_changed_outlines(image_annotations)}
        self._before = {annotation.uid: annotation for annotation in file.image_annotations.annotations}
        renamed = {
            uid
            for uid, annotation in self._annotations.items()
            if uid in self._before and self._before[uid].label != annotation.label
        }
        moved = any(self._new_indices.get(uid) != index for uid, index in file._indices.items())
        if not (self._changed or moved or renamed) or (file.objects.version is None and not self._changed):
            return
        try:
            indices = file.objects.read_indices()
        except MaskFaultError as fault:
            if self._changed:
                text = PNG_NOT_WRITTEN.format(file=file.objects.name, fault=fault, image=file.objects.image.name)
                raise AnnotationWriteError(text) from fault
            return  # it says nothing of any object, and stays
        edited = self._edit_objects(indices)
        if (edited != indices).any() or (file.objects.raw is None and edited.any()):
            self.contents[file.objects] = _encode(edited, file.objects.raw)
        self._edit_classes(indices, edited, self._changed | renamed)

    def _edit_objects(self, indices: Indices) -> Indices:
        height, width = indices.shape
        old = self._file._indices
        erased = [index for uid, index in old.items() if self._is_erased(uid)]
        renumbered = {
            index: self._new_indices[uid]
            for uid, index in old.items()
            if uid in self._new_indices and uid not in self._changed
        }
        painted: dict[int, Bitmap] = {}
        too_many = 0
        for uid in self._changed:
            geometry = self._annotations[uid].geometry
            bitmap = None if get_outline(geometry) is None else convert_to_bitmap(geometry, width, height)
            if bitmap is None or bitmap.is_degenerate:
                continue
            if self._new_indices[uid] > MAX_INDEX:
                too_many += 1
            else:
                painted[self._new_indices[uid]] = bitmap
        edited, missing = edit_objects(indices, ObjectEdit(erased, renumbered, painted))
        self._note_losses(missing, too_many)
        return edited

    def _is_erased(self, uid: int) -> bool:
        """Whether the pixels with the old index of an object are removed: they were its own, and it changed."""
        is_gone = uid in self._changed or uid not in self._annotations
        return is_gone and get_outline(self._before[uid].geometry) is not None

    def _note_losses(self, missing: Mapping[int, int], too_many: int) -> None:
        file = self._file.objects.name
        labels = {index: self._annotations[uid].label for uid, index in self._new_indices.items()}
        for index, count in missing.items():
            pixels = format_count(count, "pixel", "pixels")
            self.notes.append(PIXELS_TAKEN.format(file=file, pixels=pixels, index=index, label=labels[index]))
        if too_many:
            outlines = format_count(too_many, "outline was", "outlines were")
            self.notes.append(TOO_MANY_OBJECTS.format(file=file, limit=MAX_INDEX, outlines=outlines))

    def _edit_classes(self, before: Indices, after: Indices, uids: set[int]) -> None:
        """Plan the file of classes, if there is one or others of its folder."""
        png = self._file.classes
        if not png.path.parent.is_dir():
            return
        try:
            if png.raw is None and self._file.objects.raw is not None:
                return
            classes = png.read_indices()
        except MaskFaultError as fault:
            self.notes.append(UNUSABLE_PNG.format(file=png.name, fault=fault, image=png.image.name))
            return
        numbers = {self._new_indices[uid]: self._find_class_index(classes, uid) for uid in uids}
        edited = edit_classes(classes, before, after, numbers)
        if (edited != classes).any():
            self.contents[png] = _encode(edited, png.raw)

    def _find_class_index(self, classes: Indices, uid: int) -> int:
        """The index of the class of an object: that of another object of this class here, or its number."""
        label = self._annotations[uid].label
        for other in self._before.values():
            outline = get_outline(other.geometry) if other.label == label else None
            index = find_main_class(classes, outline) if isinstance(outline, Bitmap) else None
            if index is not None:
                return index
        index = self._file.numbers.find_index(label, read_palette(self._file.classes.raw))
        if index is None:
            self.notes.append(NO_CLASS_INDEX.format(file=self._file.classes.name, label=label))
        return VOID if index is None else index


def _encode(indices: Indices, raw: bytes | None) -> bytes:
    pixels = np.ascontiguousarray(indices)
    return create_palette_png(pixels, build_palette()) if raw is None else replace_pixels(raw, pixels)
