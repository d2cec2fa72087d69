"""Pascal VOC files: read, edited in place, and written without touching what was not edited."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from detector.data.annotation import Box, ImageAnnotation
from detector.data.atomic import write_atomically
from detector.errors import AnnotationConflictError, AnnotationUnreadableError, AnnotationWriteError

from .voc_origin import VocOrigin, detect_origin
from .voc_parse import VocDocument, VocFormatError, VocObject, parse
from .voc_splice import rendered
from .voc_template import blank_text
from .xml_text import XmlText, XmlTextError, decode, forbidden_character

__all__ = ["VocFile", "VocOrigin", "detect_origin"]

_REPAIR = "Repair it in a text editor; until then the boxes of its image cannot be edited."


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
    _deleted: Mapping[int, VocObject] = field(default_factory=dict, repr=False, compare=False)
    """uid -> the object it was, so that a deletion that was saved can still be undone without loss."""

    @classmethod
    def read(cls, path: Path, origin: VocOrigin) -> VocFile:
        """Errors: AnnotationUnreadableError; such a file must be left alone."""
        try:
            raw = path.read_bytes()
        except OSError as error:
            text = (
                f"{path.name} could not be read: {error.strerror or error}. Until it can, its boxes cannot be edited."
            )
            raise AnnotationUnreadableError(text) from error
        if not raw:
            text = f"{path.name} is empty (0 bytes). Restore it from a copy, or delete it to start without boxes."
            raise AnnotationUnreadableError(text)
        try:
            document = parse(decode(raw), origin)
        except (XmlTextError, VocFormatError) as error:
            raise AnnotationUnreadableError(f"{path.name} cannot be used: {error}. {_REPAIR}") from error
        return cls._fresh(path, origin, raw, document)

    @classmethod
    def blank(cls, path: Path, image: Path, width: int, height: int, origin: VocOrigin) -> VocFile:
        """A file yet to be written, for an `image` of `width` x `height` pixels; no box, nothing on disk."""
        return cls._fresh(path, origin, None, parse(blank_text(image, width, height), origin))

    @classmethod
    def _fresh(cls, path: Path, origin: VocOrigin, raw: bytes | None, document: VocDocument) -> VocFile:
        boxes = tuple(item.box for item in document.objects)
        numbers = {box.uid: box.uid for box in boxes}
        annotation = ImageAnnotation(boxes, document.verified)
        return cls(path, annotation, origin, raw, _problems(path, document), document, numbers)

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
        content = self._rendered(annotation)
        if content == self._document.text.encoded(self._document.text.body):
            return replace(self, annotation=annotation)
        self._check_unchanged(content)
        try:
            write_atomically(self.path, content)
        except OSError as error:
            raise AnnotationWriteError(_cannot_write(self.path, error)) from error
        return self._saved(annotation, content)

    def _identified(self, annotation: ImageAnnotation) -> ImageAnnotation:
        """The same boxes, each with a uid of its own."""
        uids = [box.uid for box in annotation.boxes]
        unused = max([*uids, *self._numbers, *self._deleted], default=-1) + 1
        seen: set[int] = set()
        boxes: list[Box] = []
        for box in annotation.boxes:
            if box.uid < 0 or box.uid in seen:
                box, unused = replace(box, uid=unused), unused + 1
            seen.add(box.uid)
            boxes.append(box)
        return annotation.with_boxes(boxes)

    def _rendered(self, annotation: ImageAnnotation) -> bytes:
        known = {box.uid: box for box in self.annotation.boxes}
        for number, box in enumerate(annotation.boxes):
            if known.get(box.uid) != box:
                _check_writable(self.path, number, box)
        kept = {self._numbers[box.uid]: box for box in annotation.boxes if box.uid in self._numbers}
        added = [(box, self._deleted.get(box.uid)) for box in self._added(annotation)]
        text = self._document.text
        return text.encoded(rendered(self._document, kept, added, annotation.verified, self.origin))

    def _added(self, annotation: ImageAnnotation) -> list[Box]:
        return [box for box in annotation.boxes if box.uid not in self._numbers]

    def _check_unchanged(self, content: bytes) -> None:
        """Errors: AnnotationConflictError, AnnotationWriteError."""
        try:
            now = self.path.read_bytes()
        except FileNotFoundError:
            now = None
        except OSError as error:
            raise AnnotationWriteError(_cannot_write(self.path, error)) from error
        if now in (self.raw, content):
            return
        if now is None:
            what, then = "was moved or deleted", "Put it back, or open the image again to start without boxes."
        else:
            what = "was changed by another program" if self.raw is not None else "was made by another program"
            then = "Copy the boxes you want to keep, then open the image again to go on from the file."
        text = (
            f"{self.path.name} {what} since it was opened, so it was not written: your boxes are kept here, the file "
        )
        raise AnnotationConflictError(f"{text}is as the other program left it. {then}")

    def _saved(self, annotation: ImageAnnotation, content: bytes) -> VocFile:
        old = self._document
        document = parse(_decoded(old.text, content), self.origin)
        wanted = {box.uid for box in annotation.boxes}
        by_number = sorted(self._numbers, key=self._numbers.__getitem__)
        order = [uid for uid in by_number if uid in wanted] + [box.uid for box in self._added(annotation)]
        gone = {uid: old.objects[number] for uid, number in self._numbers.items() if uid not in wanted}
        deleted = {uid: item for uid, item in {**self._deleted, **gone}.items() if uid not in wanted}
        numbers = {uid: number for number, uid in enumerate(order)}
        problems = _problems(self.path, document)
        return VocFile(self.path, annotation, self.origin, content, problems, document, numbers, deleted)


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
        if document.size is not None and not box.with_corners(*box.xyxy).fits(*document.size):
            width, height = document.size
            problems.append(f"{where} reaches outside the image of {width} x {height} pixels.")
    return tuple(problems)


def _check_writable(path: Path, number: int, box: Box) -> None:
    if not box.label.strip():
        raise AnnotationWriteError(f"Box {number + 1} has no label, so {path.name} was not written. Give it one.")
    character = forbidden_character(box.label)
    if character is not None:
        text = f"The label {box.label!r} has a character (U+{ord(character):04X}) that {path.name} cannot hold."
        raise AnnotationWriteError(f"{text} The file was not written; change the label.")
    if not all(map(math.isfinite, box.xyxy)):
        text = f"Box {number + 1} ({box.label}) has a coordinate that is not a number, so {path.name} was not written."
        raise AnnotationWriteError(f"{text} Delete the box, or draw it anew.")


def _cannot_write(path: Path, error: OSError) -> str:
    reason = error.strerror or str(error)
    return (
        f"{path.name} could not be written: {reason}. The file is as it was and your boxes are kept here; make room or "
        f"give permission to write in {path.parent}, then save again."
    )
