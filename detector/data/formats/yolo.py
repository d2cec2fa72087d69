"""YOLO label files: read, edited in place, and written without touching what was not edited."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from detector.data.annotation import Box, ImageAnnotation
from detector.data.limits import check_box_count, long_label_problems

from .saving import (
    changed_boxes,
    check_box,
    check_image_there,
    check_unchanged,
    identified,
    make_folder_of,
    overwrite,
    read_labels,
    saving_with,
    unusable,
)
from .wording import counted
from .yolo_classes import ClassList
from .yolo_edit import DeletedRow, Size, box_of, rendered
from .yolo_rows import YoloFormatError, YoloRow, YoloText, line_end, parse

_BEYOND = 0.5
"""Edges that reach outside the image by less, in pixels, are not told: programs round."""


@dataclass(frozen=True)
class YoloSetting:
    """What it takes to read and write a file besides its bytes."""

    classes: ClassList
    size: Size
    """Of the image: width and height in pixels."""
    keypoints: int = 0
    """How many columns of a row they take."""
    image: Path | None = None
    """What the labels are of; without it, whether it is still there is not asked before a file is made."""


@dataclass(frozen=True)
class YoloFile:
    """One file and what it says; see `detector.data.formats.base.LabelFile`.

    A polygon is given as the box around it. It stays as it is while that box does; when the box is changed, its points
    move and stretch with it, and it goes when the box is deleted. A file without rows says that the image was looked at
    and shows no object; a verified image without boxes gets one. Flags have no place in these files, nor has the mark
    of being verified otherwise.
    """

    path: Path
    annotation: ImageAnnotation
    problems: tuple[str, ...]
    raw: bytes | None
    """The file as last read or written; None while there is nothing on disk."""
    _text: YoloText = field(repr=False, compare=False)
    _setting: YoloSetting = field(repr=False, compare=False)
    _lines: Mapping[int, int] = field(repr=False, compare=False)
    """uid -> number of the line in the file."""
    _meant: Mapping[int, Box] = field(repr=False, compare=False)
    """Number of the line -> the box that it means, by the label under which it was given."""
    _order: tuple[int, ...] = field(default=(), repr=False, compare=False)
    """The uids in the order of the file, with those deleted where they were."""
    _deleted: Mapping[int, DeletedRow] = field(default_factory=dict, repr=False, compare=False)
    """uid -> the row it was, so that a deletion that was saved can be undone without loss."""
    _first: YoloFile | None = field(default=None, repr=False, compare=False)
    """As it was read, where it was written since: what is undone gets its very bytes back."""

    @classmethod
    def read(cls, path: Path, setting: YoloSetting) -> YoloFile:
        """Errors: AnnotationUnreadableError; such a file must be left alone."""
        raw = read_labels(path)
        setting.classes.check()  # afterwards: what the file has was listed before it was written
        return cls._fresh(path, raw, _parsed(path, raw, setting), setting)

    @classmethod
    def blank(cls, path: Path, setting: YoloSetting) -> YoloFile:
        """A file yet to be written; no box, nothing on disk."""
        return cls._fresh(path, None, parse(b""), setting)

    @classmethod
    def _fresh(cls, path: Path, raw: bytes | None, text: YoloText, setting: YoloSetting) -> YoloFile:
        meant = _boxes(text, setting)
        lines = {box.uid: line for line, box in meant.items()}
        annotation = ImageAnnotation(tuple(meant.values()))
        return cls(path, annotation, _problems(path, text, setting), raw, text, setting, lines, meant, tuple(lines))

    @property
    def unusable(self) -> tuple[str, ...]:
        return ()

    @property
    def version(self) -> bytes | None:
        return self.raw

    def save(self, annotation: ImageAnnotation) -> YoloFile:
        """Write `annotation`, atomically; labels that are new go to the class list first.

        Nothing is written when the file says it already. Returns the file as it is then. It keeps the boxes and uids
        given; boxes without a uid of their own get one.

        Errors: AnnotationConflictError (the file, or the class list, is not what it was), AnnotationWriteError. Either
        leaves the file on disk as it is.
        """
        with saving_with(self._setting.classes.path):
            return self._stored(identified(annotation, {*self._lines, *self._deleted}))

    def _stored(self, annotation: ImageAnnotation) -> YoloFile:
        if self._first is not None and annotation == self._first.annotation:
            return self._back(self._first)
        for number, box in changed_boxes(self.annotation, annotation):
            check_box(self.path, number, box)
        if self.raw is None:
            check_image_there(self.path, self._setting.image)
        content = self._rendered(annotation)
        if content == (self.raw or b"") and (self.raw is not None or not annotation.verified):
            return replace(self, annotation=annotation, problems=self._told(self._text, annotation))
        if self.raw is None:
            make_folder_of(self.path)
        overwrite(self.path, self.raw, content)
        return self._saved(annotation, content)

    def _back(self, first: YoloFile) -> YoloFile:
        if first.raw is not None and first.raw != self.raw:
            overwrite(self.path, self.raw, first.raw)
        return first

    def _rendered(self, annotation: ImageAnnotation) -> bytes:
        kept = {self._lines[box.uid]: box for box in annotation.boxes if box.uid in self._lines}
        meant = {line: self._called_now(self._text.rows[line], box) for line, box in self._meant.items()}
        back = self._returning({box.uid: box for box in annotation.boxes})
        added = self._added(annotation)
        numbers = self._numbers(
            [box for line, box in kept.items() if box.label != meant[line].label]
            + [box for box, was, _ in back if box.label != was.meant.label]
            + added
        )
        return rendered(self._text, meant, kept, back, added, numbers, self._setting.size, self._setting.keypoints)

    def _returning(self, wanted: Mapping[int, Box]) -> list[tuple[Box, DeletedRow, int | None]]:
        """Rows that were deleted and are wanted again, each with the line that it follows among those there."""
        back = []
        behind: int | None = None
        for uid in self._order:
            behind = self._lines.get(uid, behind)
            if uid in wanted and uid in self._deleted:
                was = self._deleted[uid]
                meant = self._called_now(was.row, was.meant)
                back.append((wanted[uid], replace(was, meant=meant), behind))
        return back

    def _called_now(self, row: YoloRow, box: Box) -> Box:
        """What the row means, by the name that its class has now: it may have been renamed since."""
        label = self._setting.classes.called_now(row.class_number, box.label)
        return box if label == box.label else replace(box, label=label)

    def _numbers(self, relabelled: Iterable[Box]) -> dict[str, int]:
        """The class of each of these boxes, by its label."""
        labels = [box.label.strip() for box in relabelled]
        if self._setting.classes.lacks(labels):
            check_unchanged(self.path, self.raw)  # a save that is refused leaves the class list alone, too
        return self._setting.classes.numbers(labels)

    def _added(self, annotation: ImageAnnotation) -> list[Box]:
        return [box for box in annotation.boxes if box.uid not in self._lines and box.uid not in self._deleted]

    def _saved(self, annotation: ImageAnnotation, content: bytes) -> YoloFile:
        text = parse(content, self._setting.keypoints)
        given = {box.uid: box for box in annotation.boxes}
        order = (*self._order, *(box.uid for box in self._added(annotation)))
        lines = dict(zip((uid for uid in order if uid in given), text.rows, strict=True))
        meant = _boxes(text, self._setting)
        row_lines = list(self._text.rows)
        gone = {uid: self._deletion(line, row_lines) for uid, line in self._lines.items() if uid not in given}
        return replace(
            self,
            annotation=annotation,
            problems=self._told(text, annotation),
            raw=content,
            _first=self._first or (self if self.raw is not None else None),
            _text=text,
            _lines=lines,
            _meant={line: replace(meant[line], label=given[uid].label) for uid, line in lines.items()},
            _order=order,
            _deleted={uid: row for uid, row in {**self._deleted, **gone}.items() if uid not in given},
        )

    def _deletion(self, line: int, row_lines: Sequence[int]) -> DeletedRow:
        """`row_lines` are the lines that have a row, in order."""
        above = line - bisect_left(row_lines, line)
        return DeletedRow(self._text.rows[line], self._meant[line], line_end(self._text.lines[line]), above)

    def _told(self, text: YoloText, annotation: ImageAnnotation) -> tuple[str, ...]:
        problems = _problems(self.path, text, self._setting)
        flagged = sum(box.difficult or box.truncated or box.occluded for box in annotation.boxes)
        if flagged:
            boxes = counted(flagged, "box was", "boxes were")
            flags = "difficult, truncated or occluded"
            problems += (f"{self.path.name}: {boxes} marked {flags}, which YOLO files cannot hold; it is not saved.",)
        return problems


def _parsed(path: Path, raw: bytes, setting: YoloSetting) -> YoloText:
    check_box_count(path.name, raw.count(b"\n") or raw.count(b"\r"))
    try:
        return parse(raw, setting.keypoints)
    except YoloFormatError as error:
        raise unusable(path, str(error)) from error


def _boxes(text: YoloText, setting: YoloSetting) -> dict[int, Box]:
    """The box of each row, by its line; the uids number them."""
    return {
        line: box_of(row, setting.classes.name(row.class_number), uid, setting.size)
        for uid, (line, row) in enumerate(text.rows.items())
    }


def _problems(path: Path, text: YoloText, setting: YoloSetting) -> tuple[str, ...]:
    numbers = {row.class_number for row in text.rows.values()}
    long = long_label_problems(setting.classes.path.name, map(setting.classes.written_name, numbers))
    return (*(f"{path.name}: {problem}" for problem in _oddities(text, setting)), *long)


def _oddities(text: YoloText, setting: YoloSetting) -> Iterable[str]:
    width, height = setting.size
    for line, box in _boxes(text, setting).items():
        row, where = text.rows[line], f"line {line + 1} ({box.label})"
        if not setting.classes.has(row.class_number):
            yield f"line {line + 1} has class {row.class_number}, which {setting.classes.path.name} does not list."
        if row.is_shape:
            yield f"{where} is a polygon of {len(row.points(0))} points, shown as the box around it; it is kept."
        if box.is_degenerate:
            yield f"{where} has no area; give it a size or delete it."
        x1, y1, x2, y2 = (min(box.x1, box.x2), min(box.y1, box.y2), max(box.x1, box.x2), max(box.y1, box.y2))
        if min(x1, y1) < -_BEYOND or x2 > width + _BEYOND or y2 > height + _BEYOND:
            yield f"{where} reaches outside the image of {width} x {height} pixels."
