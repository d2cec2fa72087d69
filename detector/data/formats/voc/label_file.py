"""Reading Pascal VOC files and editing them in place."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.attributes import format_attribute_value
from detector.data.formats.shared.saving import build_empty_error, build_unusable_error, read_label_bytes
from detector.data.formats.shared.spliced_file import SplicedFile
from detector.data.formats.shared.xml_text import XmlText, XmlTextError, decode_xml, find_forbidden_character
from detector.data.geometry import Box
from detector.data.limits import check_box_count
from detector.errors import AnnotationWriteError

from .parser import VocDocument, VocFormatError, VocObject, find_space_before, parse_voc
from .pixel_origin import VocOrigin, detect_origin, find_file_origin
from .splice import ReturningObject, render_document
from .template import build_blank_text

NO_AREA = "{place} has no area; give it a size or delete it."
REACHES_OUTSIDE = "{place} reaches outside the image of {width} x {height} pixels."
SWAPPED_CORNERS = "{place} has its corners swapped; it is kept as it is until you change it."

DeletedObject: TypeAlias = tuple[VocObject, bytes]
"""A deleted object, and the whitespace before it."""

__all__ = ["VocFile", "VocOrigin", "detect_origin"]


@dataclass(frozen=True, kw_only=True)
class VocFile(SplicedFile[DeletedObject, bytes]):
    """One Pascal VOC file with its pixel origin; see `detector.data.formats.base.LabelFile`."""

    origin: VocOrigin
    _document: VocDocument = field(repr=False, compare=False)

    @classmethod
    def from_path(cls, path: Path, origin: VocOrigin, may_differ: bool = False) -> VocFile:
        """Read the label file `path`.

        Args:
            path: The label file.
            origin: The pixel origin of the data set.
            may_differ: Whether the file may have another pixel origin, if its program is recognized.

        Raises:
            AnnotationUnreadableError: The file cannot be read completely, so it must not be written either.
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
    def create_blank(
        cls, path: Path, image: Path, width: int, height: int, origin: VocOrigin, segmented: bool = False
    ) -> VocFile:
        """A file without objects for an image of `width` x `height` pixels; nothing is written yet."""
        text = build_blank_text(image, width, height, origin, segmented)
        return cls._from_document(path, origin, None, parse_voc(text, origin))

    @classmethod
    def _from_document(cls, path: Path, origin: VocOrigin, raw: bytes | None, document: VocDocument) -> VocFile:
        annotations = tuple(item.parsed_annotation for item in document.objects)
        numbers = {annotation.uid: annotation.uid for annotation in annotations}
        return cls(
            path=path,
            image_annotations=ImageAnnotations(annotations, document.verified),
            _stated_problems=_describe_problems(path, document),
            raw=raw,
            origin=origin,
            _document=document,
            _entry_numbers=numbers,
            _uid_order=tuple(numbers),
        )

    @property
    def stated_size(self) -> tuple[int, int] | None:
        """Width and height in `<size>`, which can be 0; None if they are missing or not numbers."""
        return self._document.stated_size

    def render_image_annotations(self, image_annotations: ImageAnnotations) -> bytes:
        """The bytes of the file with `image_annotations`, without writing it; unchanged objects keep their bytes.

        Boxes are matched by uid. Objects keep their order, and new ones are appended. Coordinates have at most two
        decimals.

        Raises:
            AnnotationWriteError: A label is empty or not allowed in XML, or a coordinate is not finite.
        """
        return self._edit_checked(self._ensure_unique_uids(image_annotations))

    def with_unique_uids(self, image_annotations: ImageAnnotations) -> ImageAnnotations:
        """`image_annotations` as `save` takes them: a box without a unique uid gets one."""
        return self._ensure_unique_uids(image_annotations)

    def order_uids(self, image_annotations: ImageAnnotations) -> list[int]:
        """The uids of `image_annotations`, which are unique, in the order that their objects have once saved."""
        present = {annotation.uid for annotation in image_annotations.annotations}
        known = [uid for uid in self._uid_order if uid in present]
        return [*known, *(annotation.uid for annotation in self._find_new_annotations(image_annotations))]

    def _edit(self, image_annotations: ImageAnnotations) -> bytes:
        kept, added = self._find_kept(image_annotations), self._find_new_annotations(image_annotations)
        back = [
            ReturningObject(annotation, *entry, behind)
            for annotation, entry, behind in self._iter_returning(image_annotations)
        ]
        body = render_document(self._document, kept, back, added, image_annotations.verified, self.origin)
        return self._document.text.encode_body(body)

    def _encode(self, edited: bytes) -> bytes:
        return edited

    def _encode_current(self) -> bytes:
        return self._document.text.encode_body(self._document.text.body)

    def _keep_deleted(self, number: int) -> DeletedObject:
        item = self._document.objects[number]
        return item, find_space_before(self._document.text.body, item.start)

    def _read_saved(self, image_annotations: ImageAnnotations, edited: bytes) -> VocFile:
        document = parse_voc(_decode_own_output(self._document.text, edited), self.origin)
        numbers = {uid: number for number, uid in enumerate(self._list_live_uids(image_annotations))}
        problems = _describe_problems(self.path, document)
        return replace(self, _stated_problems=problems, _document=document, _entry_numbers=numbers)

    def _check_texts(self, annotation: Annotation) -> None:
        texts = [annotation.label, *annotation.attributes, *map(format_attribute_value, annotation.attributes.values())]
        for text in texts:
            character = find_forbidden_character(text)
            if character is not None:
                what = f"label {text!r}" if text is annotation.label else f"attribute {text[:100]!r}"
                message = f"The {what} has a character (U+{ord(character):04X}) that {self.path.name} cannot hold."
                raise AnnotationWriteError(f"{message} The file was not written; change it.")


def _decode_own_output(like: XmlText, content: bytes) -> XmlText:
    """Decode bytes that this class has written, with the encoding of `like`."""
    return replace(like, body=content[len(like.mark) :].decode(like.codec).encode("utf-8"))


def _describe_problems(path: Path, document: VocDocument) -> tuple[str, ...]:
    problems = [f"{path.name}: {warning}." for warning in document.warnings]
    for number, item in enumerate(document.objects):
        box = item.parsed_annotation.bounds
        where = f"{path.name}: object {number + 1} ({item.parsed_annotation.label})"
        if box.x1 > box.x2 or box.y1 > box.y2:
            problems.append(SWAPPED_CORNERS.format(place=where))
        elif box.is_degenerate:
            problems.append(NO_AREA.format(place=where))
        if (
            document.stated_size
            and all(document.stated_size)
            and not Box.from_corners(*box.xyxy).is_inside(*document.stated_size)
        ):
            width, height = document.stated_size
            problems.append(REACHES_OUTSIDE.format(place=where, width=width, height=height))
    return tuple(problems)
