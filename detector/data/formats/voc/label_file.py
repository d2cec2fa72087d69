"""Pascal VOC files: read, edited in place, and written without touching what was not edited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from detector.data.annotation import Box, ImageAnnotation
from detector.data.formats.shared.one_image_file import OneImageFile
from detector.data.formats.shared.saving import (
    build_empty_error,
    build_unusable_error,
    check_box,
    check_image_exists,
    ensure_unique_uids,
    find_changed_boxes,
    overwrite_file,
    read_label_bytes,
)
from detector.data.formats.shared.xml_text import XmlText, XmlTextError, decode_xml, find_forbidden_character
from detector.data.limits import check_box_count
from detector.errors import AnnotationWriteError

from .parser import VocDocument, VocFormatError, VocObject, find_space_before, parse_voc
from .pixel_origin import VocOrigin, detect_origin, find_file_origin
from .splice import ReturningObject, render_document
from .template import build_blank_text

__all__ = ["VocFile", "VocOrigin", "detect_origin"]


@dataclass(frozen=True)
class VocFile(OneImageFile):
    """One file and what it says.

    `raw` is its bytes as last read or written, None while there is nothing on disk. `problems` are sentences about what
    is readable but odd; each names file and box. The uids of `annotation.boxes` tell which box is which object of the
    file; within one file's history a uid must not be given to another box.
    """

    path: Path
    annotation: ImageAnnotation
    origin: VocOrigin
    raw: bytes | None
    problems: tuple[str, ...]
    _document: VocDocument = field(repr=False, compare=False)
    _object_numbers: Mapping[int, int] = field(repr=False, compare=False)
    """uid -> number of the object in the file."""
    _uid_order: tuple[int, ...] = field(default=(), repr=False, compare=False)
    """The uids in the order of the file, with those deleted where they were."""
    _deleted_objects: Mapping[int, tuple[VocObject, bytes]] = field(default_factory=dict, repr=False, compare=False)
    """uid -> the object it was and the white space before, so that a saved deletion can be undone without loss."""
    _original: VocFile | None = field(default=None, repr=False, compare=False)
    """As it was read, where it was written since: what is undone gets its very bytes back."""
    image_path: Path | None = field(default=None, repr=False, compare=False)
    """What the labels are of, where that must be there before the file is made."""

    @classmethod
    def from_path(cls, path: Path, origin: VocOrigin, may_differ: bool = False) -> VocFile:
        """The file at `path`.

        Args:
            origin: How its data set counts pixels.
            may_differ: Whether the file may count otherwise, where the program is known that wrote it.

        Raises:
            AnnotationUnreadableError: It cannot be read whole; such a file must be left alone.
        """
        raw = read_label_bytes(path)
        if not raw:
            raise build_empty_error(path)
        if may_differ:
            origin = find_file_origin(raw) or origin
        try:
            text = decode_xml(raw)
            check_box_count(path.name, text.body.count(b"<object"))
            document = parse_voc(text, origin)
        except (XmlTextError, VocFormatError) as error:
            raise build_unusable_error(path, str(error)) from error
        return cls._from_document(path, origin, raw, document)

    @classmethod
    def create_blank(cls, path: Path, image: Path, width: int, height: int, origin: VocOrigin) -> VocFile:
        """A file yet to be written, for an `image_path` of `width` x `height` pixels; no box, nothing on disk."""
        return cls._from_document(path, origin, None, parse_voc(build_blank_text(image, width, height, origin), origin))

    @classmethod
    def _from_document(cls, path: Path, origin: VocOrigin, raw: bytes | None, document: VocDocument) -> VocFile:
        boxes = tuple(item.parsed_box for item in document.objects)
        numbers = {box.uid: box.uid for box in boxes}
        annotation = ImageAnnotation(boxes, document.verified)
        return cls(path, annotation, origin, raw, _describe_problems(path, document), document, numbers, tuple(numbers))

    @property
    def stated_size(self) -> tuple[int, int] | None:
        """What its `<size>` says of the image's width and height."""
        return self._document.stated_size

    @property
    def unusable_items(self) -> tuple[str, ...]:
        return ()

    @property
    def version(self) -> bytes | None:
        return self.raw

    def render_annotation(self, annotation: ImageAnnotation) -> bytes:
        """The file's bytes for `annotation`, exact where nothing changed.

        Boxes are matched by uid. Objects stay in their order, new ones follow the last; the order of the given boxes
        does not matter otherwise. Coordinates get at most two decimals.

        Raises:
            AnnotationWriteError: A label that is empty or that XML cannot hold, a coordinate that is no number.
        """
        return self._render_boxes(self._ensure_unique_uids(annotation))

    def save(self, annotation: ImageAnnotation) -> VocFile:
        """Write `annotation`, atomically; nothing is written when the file says it already.

        Returns the file as it is then. It keeps the boxes and uids given; boxes without a uid of their own get one.

        Raises:
            AnnotationConflictError: The file is not what it was when read or last saved.
            AnnotationWriteError: It cannot be written; the file on disk stays as it is.
        """
        annotation = self._ensure_unique_uids(annotation)
        if self._original is not None and annotation == self._original.annotation:
            return self._restore_original(self._original)
        content = self._render_boxes(annotation)
        if content == self._document.text.encode_body(self._document.text.body):
            return replace(self, annotation=annotation)
        if self.raw is None:
            check_image_exists(self.path, self.image_path)
        overwrite_file(self.path, self.raw, content)
        return self._build_saved(annotation, content)

    def _restore_original(self, first: VocFile) -> VocFile:
        if first.raw is not None and first.raw != self.raw:
            overwrite_file(self.path, self.raw, first.raw)
        return first

    def _ensure_unique_uids(self, annotation: ImageAnnotation) -> ImageAnnotation:
        return ensure_unique_uids(annotation, {*self._object_numbers, *self._deleted_objects})

    def _render_boxes(self, annotation: ImageAnnotation) -> bytes:
        for number, box in find_changed_boxes(self.annotation, annotation):
            check_box(self.path, number, box)
            _check_characters(self.path, box.label)
        kept = {self._object_numbers[box.uid]: box for box in annotation.boxes if box.uid in self._object_numbers}
        back = self._find_returning({box.uid: box for box in annotation.boxes})
        text = self._document.text
        added = self._find_new_boxes(annotation)
        return text.encode_body(render_document(self._document, kept, back, added, annotation.verified, self.origin))

    def _find_new_boxes(self, annotation: ImageAnnotation) -> list[Box]:
        return [
            box
            for box in annotation.boxes
            if box.uid not in self._object_numbers and box.uid not in self._deleted_objects
        ]

    def _find_returning(self, wanted: Mapping[int, Box]) -> list[ReturningObject]:
        """Objects that were deleted and are wanted again, with their places among those that are there."""
        back: list[ReturningObject] = []
        behind: int | None = None
        for uid in self._uid_order:
            behind = self._object_numbers.get(uid, behind)
            if uid in wanted and uid in self._deleted_objects:
                back.append(ReturningObject(wanted[uid], *self._deleted_objects[uid], behind))
        return back

    def _build_saved(self, annotation: ImageAnnotation, content: bytes) -> VocFile:
        old = self._document
        document = parse_voc(_decode_own_output(old.text, content), self.origin)
        wanted = {box.uid for box in annotation.boxes}
        order = (*self._uid_order, *(box.uid for box in self._find_new_boxes(annotation)))
        gone = {uid: _pair_with_space(old, number) for uid, number in self._object_numbers.items() if uid not in wanted}
        deleted = {uid: item for uid, item in {**self._deleted_objects, **gone}.items() if uid not in wanted}
        numbers = {uid: number for number, uid in enumerate(uid for uid in order if uid in wanted)}
        problems = _describe_problems(self.path, document)
        first = self._original or (self if self.raw is not None else None)
        return VocFile(self.path, annotation, self.origin, content, problems, document, numbers, order, deleted, first)


def _pair_with_space(document: VocDocument, number: int) -> tuple[VocObject, bytes]:
    item = document.objects[number]
    return item, find_space_before(document.text.body, item.start)


def _decode_own_output(like: XmlText, content: bytes) -> XmlText:
    """Our own output, by the encoding it was made in."""
    return replace(like, body=content[len(like.mark) :].decode(like.codec).encode("utf-8"))


def _describe_problems(path: Path, document: VocDocument) -> tuple[str, ...]:
    problems = [f"{path.name}: {oddity}." for oddity in document.warnings]
    for number, item in enumerate(document.objects):
        box = item.parsed_box
        where = f"{path.name}: object {number + 1} ({box.label})"
        if box.x1 > box.x2 or box.y1 > box.y2:
            problems.append(f"{where} has its corners swapped; it is kept as it is until you change it.")
        elif box.is_degenerate:
            problems.append(f"{where} has no area; give it a size or delete it.")
        if (
            document.stated_size
            and all(document.stated_size)
            and not box.with_corners(*box.xyxy).is_inside(*document.stated_size)
        ):
            width, height = document.stated_size
            problems.append(f"{where} reaches outside the image of {width} x {height} pixels.")
    return tuple(problems)


def _check_characters(path: Path, label: str) -> None:
    character = find_forbidden_character(label)
    if character is not None:
        text = f"The label {label!r} has a character (U+{ord(character):04X}) that {path.name} cannot hold."
        raise AnnotationWriteError(f"{text} The file was not written; change the label.")
