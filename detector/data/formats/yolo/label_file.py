"""YOLO label files: read, edited in place, and written without touching what was not edited."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from detector.data.annotation import Box, ImageAnnotation
from detector.data.formats.shared.one_image_file import OneImageFile
from detector.data.formats.shared.saving import (
    build_unusable_error,
    check_box,
    check_image_exists,
    check_unchanged,
    create_parent_folder,
    ensure_unique_uids,
    find_changed_boxes,
    lock_for_saving,
    overwrite_file,
    read_label_bytes,
)
from detector.data.formats.shared.wording import format_count
from detector.data.limits import check_box_count, describe_long_labels

from .class_list import YoloClassList
from .row_edits import DeletedRow, SizePx, compute_box, render_file
from .rows import YoloFormatError, YoloRow, YoloText, find_line_end, parse_yolo

_MAX_ROUNDING_PX = 0.5
"""Edges that reach outside the image by less, in pixels, are not told: programs round."""


@dataclass(frozen=True)
class YoloSettings:
    """What it takes to read and write a file besides its bytes."""

    class_list: YoloClassList
    image_size: SizePx
    """Of the image: width and height in pixels."""
    keypoint_columns: int = 0
    """How many columns of a row they take."""
    image_path: Path | None = None
    """What the labels are of; without it, whether it is still there is not asked before a file is made."""


@dataclass(frozen=True)
class YoloFile(OneImageFile):
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
    _settings: YoloSettings = field(repr=False, compare=False)
    _line_numbers: Mapping[int, int] = field(repr=False, compare=False)
    """uid -> number of the line in the file."""
    _parsed_boxes: Mapping[int, Box] = field(repr=False, compare=False)
    """Number of the line -> the box that it means, by the label under which it was given."""
    _uid_order: tuple[int, ...] = field(default=(), repr=False, compare=False)
    """The uids in the order of the file, with those deleted where they were."""
    _deleted_rows: Mapping[int, DeletedRow] = field(default_factory=dict, repr=False, compare=False)
    """uid -> the row it was, so that a deletion that was saved can be undone without loss."""
    _original: YoloFile | None = field(default=None, repr=False, compare=False)
    """As it was read, where it was written since: what is undone gets its very bytes back."""

    @classmethod
    def from_path(cls, path: Path, setting: YoloSettings) -> YoloFile:
        """From path.

        Raises:
            AnnotationUnreadableError: The file cannot be read whole, and must be left alone.
        """
        raw = read_label_bytes(path)
        setting.class_list.check_on_disk()  # afterwards: what the file has was listed before it was written
        return cls._from_text(path, raw, _parse_file(path, raw, setting), setting)

    @classmethod
    def create_blank(cls, path: Path, setting: YoloSettings) -> YoloFile:
        """A file yet to be written; no box, nothing on disk."""
        return cls._from_text(path, None, parse_yolo(b""), setting)

    @classmethod
    def _from_text(cls, path: Path, raw: bytes | None, text: YoloText, setting: YoloSettings) -> YoloFile:
        meant = _parse_boxes(text, setting)
        lines = {box.uid: line for line, box in meant.items()}
        annotation = ImageAnnotation(tuple(meant.values()))
        return cls(
            path, annotation, _describe_problems(path, text, setting), raw, text, setting, lines, meant, tuple(lines)
        )

    @property
    def unusable_items(self) -> tuple[str, ...]:
        return ()

    @property
    def version(self) -> bytes | None:
        return self.raw

    def save(self, annotation: ImageAnnotation) -> YoloFile:
        """Write `annotation`, atomically; labels that are new go to the class list first.

        Nothing is written when the file says it already. Returns the file as it is then. It keeps the boxes and uids
        given; boxes without a uid of their own get one.

        Raises:
            AnnotationConflictError: The file, or the class list, is not what it was.
            AnnotationWriteError: It cannot be written; the file on disk stays as it is.
        """
        with lock_for_saving(self._settings.class_list.path):
            return self._save_locked(ensure_unique_uids(annotation, {*self._line_numbers, *self._deleted_rows}))

    def _save_locked(self, annotation: ImageAnnotation) -> YoloFile:
        if self._original is not None and annotation == self._original.annotation:
            return self._restore_original(self._original)
        for number, box in find_changed_boxes(self.annotation, annotation):
            check_box(self.path, number, box)
        if self.raw is None:
            check_image_exists(self.path, self._settings.image_path)
        content = self._render_rows(annotation)
        if content == (self.raw or b"") and (self.raw is not None or not annotation.verified):
            return replace(self, annotation=annotation, problems=self._describe_saved(self._text, annotation))
        if self.raw is None:
            create_parent_folder(self.path)
        overwrite_file(self.path, self.raw, content)
        return self._build_saved(annotation, content)

    def _restore_original(self, first: YoloFile) -> YoloFile:
        if first.raw is not None and first.raw != self.raw:
            overwrite_file(self.path, self.raw, first.raw)
        return first

    def _render_rows(self, annotation: ImageAnnotation) -> bytes:
        kept = {self._line_numbers[box.uid]: box for box in annotation.boxes if box.uid in self._line_numbers}
        meant = {line: self._rename_parsed_box(self._text.rows[line], box) for line, box in self._parsed_boxes.items()}
        back = self._find_returning({box.uid: box for box in annotation.boxes})
        added = self._find_new_boxes(annotation)
        numbers = self._assign_class_numbers(
            [box for line, box in kept.items() if box.label != meant[line].label]
            + [box for box, was, _ in back if box.label != was.parsed_box.label]
            + added
        )
        return render_file(
            self._text, meant, kept, back, added, numbers, self._settings.image_size, self._settings.keypoint_columns
        )

    def _find_returning(self, wanted: Mapping[int, Box]) -> list[tuple[Box, DeletedRow, int | None]]:
        """Rows that were deleted and are wanted again, each with the line that it follows among those there."""
        back = []
        behind: int | None = None
        for uid in self._uid_order:
            behind = self._line_numbers.get(uid, behind)
            if uid in wanted and uid in self._deleted_rows:
                was = self._deleted_rows[uid]
                meant = self._rename_parsed_box(was.row, was.parsed_box)
                back.append((wanted[uid], replace(was, parsed_box=meant), behind))
        return back

    def _rename_parsed_box(self, row: YoloRow, box: Box) -> Box:
        """What the row means, by the name that its class has now: it may have been renamed since."""
        label = self._settings.class_list.find_current_name(row.class_number, box.label)
        return box if label == box.label else replace(box, label=label)

    def _assign_class_numbers(self, relabelled: Iterable[Box]) -> dict[str, int]:
        """The class of each of these boxes, by its label."""
        labels = [box.label.strip() for box in relabelled]
        if self._settings.class_list.is_missing_any(labels):
            check_unchanged(self.path, self.raw)  # a save that is refused leaves the class list alone, too
        return self._settings.class_list.assign_numbers(labels)

    def _find_new_boxes(self, annotation: ImageAnnotation) -> list[Box]:
        return [
            box for box in annotation.boxes if box.uid not in self._line_numbers and box.uid not in self._deleted_rows
        ]

    def _build_saved(self, annotation: ImageAnnotation, content: bytes) -> YoloFile:
        text = parse_yolo(content, self._settings.keypoint_columns)
        given = {box.uid: box for box in annotation.boxes}
        order = (*self._uid_order, *(box.uid for box in self._find_new_boxes(annotation)))
        lines = dict(zip((uid for uid in order if uid in given), text.rows, strict=True))
        meant = _parse_boxes(text, self._settings)
        row_lines = list(self._text.rows)
        gone = {
            uid: self._build_deleted_row(line, row_lines)
            for uid, line in self._line_numbers.items()
            if uid not in given
        }
        return replace(
            self,
            annotation=annotation,
            problems=self._describe_saved(text, annotation),
            raw=content,
            _original=self._original or (self if self.raw is not None else None),
            _text=text,
            _line_numbers=lines,
            _parsed_boxes={line: replace(meant[line], label=given[uid].label) for uid, line in lines.items()},
            _uid_order=order,
            _deleted_rows={uid: row for uid, row in {**self._deleted_rows, **gone}.items() if uid not in given},
        )

    def _build_deleted_row(self, line: int, row_lines: Sequence[int]) -> DeletedRow:
        """`row_lines` are the lines that have a row, in order."""
        above = line - bisect_left(row_lines, line)
        return DeletedRow(self._text.rows[line], self._parsed_boxes[line], find_line_end(self._text.lines[line]), above)

    def _describe_saved(self, text: YoloText, annotation: ImageAnnotation) -> tuple[str, ...]:
        problems = _describe_problems(self.path, text, self._settings)
        flagged = sum(box.difficult or box.truncated or box.occluded for box in annotation.boxes)
        if flagged:
            boxes = format_count(flagged, "box was", "boxes were")
            flags = "difficult, truncated or occluded"
            problems += (f"{self.path.name}: {boxes} marked {flags}, which YOLO files cannot hold; it is not saved.",)
        return problems


def _parse_file(path: Path, raw: bytes, setting: YoloSettings) -> YoloText:
    check_box_count(path.name, raw.count(b"\n") or raw.count(b"\r"))
    try:
        return parse_yolo(raw, setting.keypoint_columns)
    except YoloFormatError as error:
        raise build_unusable_error(path, str(error)) from error


def _parse_boxes(text: YoloText, setting: YoloSettings) -> dict[int, Box]:
    """The box of each row, by its line; the uids number them."""
    return {
        line: compute_box(row, setting.class_list.name_of(row.class_number), uid, setting.image_size)
        for uid, (line, row) in enumerate(text.rows.items())
    }


def _describe_problems(path: Path, text: YoloText, setting: YoloSettings) -> tuple[str, ...]:
    numbers = {row.class_number for row in text.rows.values()}
    long = describe_long_labels(setting.class_list.path.name, map(setting.class_list.get_written_name, numbers))
    return (*(f"{path.name}: {problem}" for problem in _find_warnings(text, setting)), *long)


def _find_warnings(text: YoloText, setting: YoloSettings) -> Iterable[str]:
    width, height = setting.image_size
    for line, box in _parse_boxes(text, setting).items():
        row, where = text.rows[line], f"line {line + 1} ({box.label})"
        if not setting.class_list.has_name(row.class_number):
            yield f"line {line + 1} has class {row.class_number}, which {setting.class_list.path.name} does not list."
        if row.is_polygon:
            yield f"{where} is a polygon of {len(row.get_points(0))} points, shown as the box around it; it is kept."
        if box.is_degenerate:
            yield f"{where} has no area; give it a size or delete it."
        x1, y1, x2, y2 = (min(box.x1, box.x2), min(box.y1, box.y2), max(box.x1, box.x2), max(box.y1, box.y2))
        if min(x1, y1) < -_MAX_ROUNDING_PX or x2 > width + _MAX_ROUNDING_PX or y2 > height + _MAX_ROUNDING_PX:
            yield f"{where} reaches outside the image of {width} x {height} pixels."
