"""Pascal VOC files: read, edited in place, and written without touching what was not edited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from detector.data.annotation import Box, ImageAnnotation
from detector.data.limits import check_box_count
from detector.errors import AnnotationWriteError

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
from .voc_origin import VocOrigin, detect_origin, own_origin
from .voc_parse import VocDocument, VocFormatError, VocObject, parse, white_space_before
from .voc_splice import Returning, rendered
from .voc_template import blank_text
from .xml_text import XmlText, XmlTextError, decode, forbidden_character

__all__ = ["VocFile", "VocOrigin", "detect_origin"]


@dataclass(frozen=True)
class VocFile:
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
    _numbers: Mapping[int, int] = field(repr=False, compare=False)
    """uid -> number of the object in the file."""
    _order: tuple[int, ...] = field(default=(), repr=False, compare=False)
    """The uids in the order of the file, with those deleted where they were."""
    _deleted: Mapping[int, tuple[VocObject, bytes]] = field(default_factory=dict, repr=False, compare=False)
    """uid -> the object it was and the white space before, so that a saved deletion can be undone without loss."""
    _first: VocFile | None = field(default=None, repr=False, compare=False)
    """As it was read, where it was written since: what is undone gets its very bytes back."""
    image: Path | None = field(default=None, repr=False, compare=False)
    """What the labels are of, where that must be there before the file is made."""

    @classmethod
    def read(cls, path: Path, origin: VocOrigin, may_differ: bool = False) -> VocFile:
        """The file at `path`.

        Args:
            origin: How its data set counts pixels.
            may_differ: Whether the file may count otherwise, where the program is known that wrote it.

        Raises:
            AnnotationUnreadableError: It cannot be read whole; such a file must be left alone.
        """
        raw = read_labels(path)
        if not raw:
            raise empty(path)
        if may_differ:
            origin = own_origin(raw) or origin
        try:
            text = decode(raw)
            check_box_count(path.name, text.body.count(b"<object"))
            document = parse(text, origin)
        except (XmlTextError, VocFormatError) as error:
            raise unusable(path, str(error)) from error
        return cls._fresh(path, origin, raw, document)

    @classmethod
    def blank(cls, path: Path, image: Path, width: int, height: int, origin: VocOrigin) -> VocFile:
        """A file yet to be written, for an `image` of `width` x `height` pixels; no box, nothing on disk."""
        return cls._fresh(path, origin, None, parse(blank_text(image, width, height, origin), origin))

    @classmethod
    def _fresh(cls, path: Path, origin: VocOrigin, raw: bytes | None, document: VocDocument) -> VocFile:
        boxes = tuple(item.box for item in document.objects)
        numbers = {box.uid: box.uid for box in boxes}
        annotation = ImageAnnotation(boxes, document.verified)
        return cls(path, annotation, origin, raw, _problems(path, document), document, numbers, tuple(numbers))

    @property
    def stated_size(self) -> tuple[int, int] | None:
        """What its `<size>` says of the image's width and height."""
        return self._document.size

    @property
    def unusable(self) -> tuple[str, ...]:
        return ()

    @property
    def version(self) -> bytes | None:
        return self.raw

    def render(self, annotation: ImageAnnotation) -> bytes:
        """The file's bytes for `annotation`, exact where nothing changed.

        Boxes are matched by uid. Objects stay in their order, new ones follow the last; the order of the given boxes
        does not matter otherwise. Coordinates get at most two decimals.

        Errors: AnnotationWriteError (a label that is empty or that XML cannot hold, a coordinate that is no number).
        """
        return self._rendered(self._identified(annotation))

    def save(self, annotation: ImageAnnotation) -> VocFile:
        """Write `annotation`, atomically; nothing is written when the file says it already.

        Returns the file as it is then. It keeps the boxes and uids given; boxes without a uid of their own get one.

        Errors: AnnotationConflictError (the file is not what it was when read or last saved), AnnotationWriteError.
        Either leaves the file on disk as it is.
        """
        annotation = self._identified(annotation)
        if self._first is not None and annotation == self._first.annotation:
            return self._back(self._first)
        content = self._rendered(annotation)
        if content == self._document.text.encoded(self._document.text.body):
            return replace(self, annotation=annotation)
        if self.raw is None:
            check_image_there(self.path, self.image)
        overwrite(self.path, self.raw, content)
        return self._saved(annotation, content)

    def _back(self, first: VocFile) -> VocFile:
        if first.raw is not None and first.raw != self.raw:
            overwrite(self.path, self.raw, first.raw)
        return first

    def _identified(self, annotation: ImageAnnotation) -> ImageAnnotation:
        return identified(annotation, {*self._numbers, *self._deleted})

    def _rendered(self, annotation: ImageAnnotation) -> bytes:
        for number, box in changed_boxes(self.annotation, annotation):
            check_box(self.path, number, box)
            _check_characters(self.path, box.label)
        kept = {self._numbers[box.uid]: box for box in annotation.boxes if box.uid in self._numbers}
        back = self._returning({box.uid: box for box in annotation.boxes})
        text = self._document.text
        added = self._added(annotation)
        return text.encoded(rendered(self._document, kept, back, added, annotation.verified, self.origin))

    def _added(self, annotation: ImageAnnotation) -> list[Box]:
        return [box for box in annotation.boxes if box.uid not in self._numbers and box.uid not in self._deleted]

    def _returning(self, wanted: Mapping[int, Box]) -> list[Returning]:
        """Objects that were deleted and are wanted again, with their places among those that are there."""
        back: list[Returning] = []
        behind: int | None = None
        for uid in self._order:
            behind = self._numbers.get(uid, behind)
            if uid in wanted and uid in self._deleted:
                back.append(Returning(wanted[uid], *self._deleted[uid], behind))
        return back

    def _saved(self, annotation: ImageAnnotation, content: bytes) -> VocFile:
        old = self._document
        document = parse(_decoded(old.text, content), self.origin)
        wanted = {box.uid for box in annotation.boxes}
        order = (*self._order, *(box.uid for box in self._added(annotation)))
        gone = {uid: _with_space(old, number) for uid, number in self._numbers.items() if uid not in wanted}
        deleted = {uid: item for uid, item in {**self._deleted, **gone}.items() if uid not in wanted}
        numbers = {uid: number for number, uid in enumerate(uid for uid in order if uid in wanted)}
        problems = _problems(self.path, document)
        first = self._first or (self if self.raw is not None else None)
        return VocFile(self.path, annotation, self.origin, content, problems, document, numbers, order, deleted, first)


def _with_space(document: VocDocument, number: int) -> tuple[VocObject, bytes]:
    item = document.objects[number]
    return item, white_space_before(document.text.body, item.start)


def _decoded(like: XmlText, content: bytes) -> XmlText:
    """Our own output, by the encoding it was made in."""
    return replace(like, body=content[len(like.mark) :].decode(like.codec).encode("utf-8"))


def _problems(path: Path, document: VocDocument) -> tuple[str, ...]:
    problems = [f"{path.name}: {oddity}." for oddity in document.oddities]
    for number, item in enumerate(document.objects):
        box = item.box
        where = f"{path.name}: object {number + 1} ({box.label})"
        if box.x1 > box.x2 or box.y1 > box.y2:
            problems.append(f"{where} has its corners swapped; it is kept as it is until you change it.")
        elif box.is_degenerate:
            problems.append(f"{where} has no area; give it a size or delete it.")
        if document.size and all(document.size) and not box.with_corners(*box.xyxy).fits(*document.size):
            width, height = document.size
            problems.append(f"{where} reaches outside the image of {width} x {height} pixels.")
    return tuple(problems)


def _check_characters(path: Path, label: str) -> None:
    character = forbidden_character(label)
    if character is not None:
        text = f"The label {label!r} has a character (U+{ord(character):04X}) that {path.name} cannot hold."
        raise AnnotationWriteError(f"{text} The file was not written; change the label.")
