"""Reading YOLO label files and editing them in place."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.formats.shared.attribute_values import describe_unsaved
from detector.data.formats.shared.outline_losses import RefusedOutlineError, build_refusal
from detector.data.formats.shared.saving import (
    build_unusable_error,
    check_image_exists,
    check_unchanged,
    create_parent_folder,
    lock_for_saving,
    read_label_bytes,
)
from detector.data.formats.shared.spliced_file import SplicedFile
from detector.data.formats.shared.wording import format_count
from detector.data.limits import check_box_count, describe_long_labels

from .class_list import YoloClassList
from .outline import SizePx
from .row_edits import DeletedRow, build_annotation, render_file
from .rows import YoloFormatError, YoloRow, YoloText, find_line_end, parse_yolo

MIXED_ROWS = "it has {boxes} beside {polygons}: ultralytics reads every line of such a file as a polygon."
UNKNOWN_CLASS = "line {line} has class {number}, which {file} does not list."

_MAX_ROUNDING_PX = 0.5
"""Edges that are outside of the image by less are not reported, because programs round coordinates."""


@dataclass(frozen=True)
class YoloSettings:
    """What reading and writing a label file requires in addition to its bytes."""

    class_list: YoloClassList
    image_size: SizePx
    """Width and height of the image in pixels."""
    keypoint_columns: int = 0
    """The number of columns that keypoints take in a row."""
    image_path: Path | None = None
    """The image; if None, its existence is not checked before a label file is created."""


@dataclass(frozen=True, kw_only=True)
class YoloFile(SplicedFile[DeletedRow, bytes]):
    """One YOLO label file; see `detector.data.formats.base.LabelFile`.

    A row with a polygon keeps its bytes until its outline changes. A file without rows means that the image shows no
    object. YOLO files have no flags, no attributes, and no mark for verified images; a verified image without boxes is
    saved as a file without rows.
    """

    _text: YoloText = field(repr=False, compare=False)
    _settings: YoloSettings = field(repr=False, compare=False)
    _parsed_annotations: Mapping[int, Annotation] = field(repr=False, compare=False)
    """Number of the line -> its box, with the label at the time of reading or saving."""

    @classmethod
    def from_path(cls, path: Path, setting: YoloSettings) -> YoloFile:
        """Read the label file `path`, with the class names of `setting`.

        Raises:
            AnnotationUnreadableError: The file cannot be read completely, so it must not be written either.
        """
        raw = read_label_bytes(path)
        # After reading the file: writers add a class to the list before they use its number in a label file.
        setting.class_list.check_on_disk()
        return cls._from_text(path, raw, _parse_file(path, raw, setting), setting)

    @classmethod
    def create_blank(cls, path: Path, setting: YoloSettings) -> YoloFile:
        """A file without rows; nothing is written yet."""
        return cls._from_text(path, None, parse_yolo(b""), setting)

    @classmethod
    def _from_text(cls, path: Path, raw: bytes | None, text: YoloText, setting: YoloSettings) -> YoloFile:
        parsed = _parse_annotations(text, setting)
        lines = {annotation.uid: line for line, annotation in parsed.items()}
        image_annotations = ImageAnnotations(tuple(parsed.values()))
        return cls(
            path=path,
            image_annotations=image_annotations,
            _stated_problems=_describe_problems(path, text, setting),
            raw=raw,
            image_path=setting.image_path,
            _text=text,
            _settings=setting,
            _entry_numbers=lines,
            _parsed_annotations=parsed,
            _uid_order=tuple(lines),
        )

    @property
    def holds_attributes(self) -> bool:
        return False

    def save(self, image_annotations: ImageAnnotations) -> YoloFile:
        """Write `image_annotations` atomically; new classes are added to the class list first. See `SplicedFile.save`.

        Raises:
            AnnotationConflictError: The file or the class list on disk is not as it was last read or saved.
            AnnotationWriteError: The file cannot be written; it is left as it is.
        """
        with lock_for_saving(self._settings.class_list.path):
            return super().save(image_annotations)

    def _edit(self, image_annotations: ImageAnnotations) -> bytes:
        if self.raw is None:
            check_image_exists(self.path, self.image_path)  # before a class is added to the class list
        kept = self._find_kept(image_annotations)
        parsed = {
            line: self._rename_parsed_annotation(self._text.rows[line], annotation)
            for line, annotation in self._parsed_annotations.items()
        }
        restored = [
            (
                annotation,
                replace(
                    deleted_row,
                    parsed_annotation=self._rename_parsed_annotation(deleted_row.row, deleted_row.parsed_annotation),
                ),
                behind,
            )
            for annotation, deleted_row, behind in self._iter_returning(image_annotations)
        ]
        added = self._find_new_annotations(image_annotations)
        relabeled = [annotation for line, annotation in kept.items() if annotation.label != parsed[line].label]
        relabeled += [
            annotation
            for annotation, deleted_row, _ in restored
            if annotation.label != deleted_row.parsed_annotation.label
        ]
        labels = [annotation.label.strip() for annotation in relabeled + added]

        def render(numbers: Mapping[str, int]) -> bytes:
            settings = self._settings
            try:
                return render_file(
                    self._text, parsed, kept, restored, added, numbers, settings.image_size, settings.keypoint_columns
                )
            except RefusedOutlineError as fault:
                raise build_refusal(fault, self.path.name) from fault

        if self._settings.class_list.is_missing_any(labels):
            # A refused save must not change the class list either.
            check_unchanged(self.path, self.raw)
            render(dict.fromkeys(labels, 0))
        return render(self._settings.class_list.assign_numbers(labels))

    def _encode(self, edited: bytes) -> bytes:
        return edited

    def _encode_current(self) -> bytes:
        return self.raw or b""

    def _prepare_folder(self) -> None:
        create_parent_folder(self.path)

    def _rename_parsed_annotation(self, row: YoloRow, annotation: Annotation) -> Annotation:
        """The box of a row with the present name of its class, which may have been renamed since."""
        label = self._settings.class_list.find_current_name(row.class_number, annotation.label)
        return annotation if label == annotation.label else replace(annotation, label=label)

    def _keep_deleted(self, number: int) -> DeletedRow:
        above = number - bisect_left(list(self._text.rows), number)
        line_end = find_line_end(self._text.lines[number])
        return DeletedRow(self._text.rows[number], self._parsed_annotations[number], line_end, above)

    def _read_saved(self, image_annotations: ImageAnnotations, edited: bytes) -> YoloFile:
        text = parse_yolo(edited, self._settings.keypoint_columns)
        labels = {annotation.uid: annotation.label for annotation in image_annotations.annotations}
        lines = dict(zip(self._list_live_uids(image_annotations), text.rows, strict=True))
        parsed = _parse_annotations(text, self._settings)
        return replace(
            self,
            _stated_problems=self._describe_saved(text, image_annotations),
            _text=text,
            _entry_numbers=lines,
            _parsed_annotations={line: replace(parsed[line], label=labels[uid]) for uid, line in lines.items()},
        )

    def _describe_unwritten(self, image_annotations: ImageAnnotations) -> tuple[str, ...]:
        return self._describe_saved(self._text, image_annotations)

    def _describe_saved(self, text: YoloText, image_annotations: ImageAnnotations) -> tuple[str, ...]:
        problems = _describe_problems(self.path, text, self._settings)
        flagged = sum(
            annotation.difficult or annotation.truncated or annotation.occluded
            for annotation in image_annotations.annotations
        )
        if flagged:
            boxes = format_count(flagged, "box was", "boxes were")
            flags = "difficult, truncated or occluded"
            problems += (f"{self.path.name}: {boxes} marked {flags}, which YOLO files cannot hold; it is not saved.",)
        return problems + describe_unsaved(self.path.name, image_annotations.annotations)


def _parse_file(path: Path, raw: bytes, setting: YoloSettings) -> YoloText:
    check_box_count(path.name, raw.count(b"\n") or raw.count(b"\r"))
    try:
        return parse_yolo(raw, setting.keypoint_columns)
    except YoloFormatError as error:
        raise build_unusable_error(path, str(error)) from error


def _parse_annotations(text: YoloText, setting: YoloSettings) -> dict[int, Annotation]:
    """The box of each row, by its line; uids count the rows."""
    return {
        line: build_annotation(row, setting.class_list.name_of(row.class_number), uid, setting.image_size)
        for uid, (line, row) in enumerate(text.rows.items())
    }


def _describe_problems(path: Path, text: YoloText, setting: YoloSettings) -> tuple[str, ...]:
    numbers = {row.class_number for row in text.rows.values()}
    long = describe_long_labels(setting.class_list.path.name, map(setting.class_list.get_written_name, numbers))
    return (*(f"{path.name}: {problem}" for problem in _find_warnings(text, setting)), *long)


def _find_warnings(text: YoloText, setting: YoloSettings) -> Iterable[str]:
    width, height = setting.image_size
    polygons = sum(row.is_polygon for row in text.rows.values())
    if 0 < polygons < len(text.rows):
        boxes = format_count(len(text.rows) - polygons, "box", "boxes")
        yield MIXED_ROWS.format(boxes=boxes, polygons=format_count(polygons, "polygon", "polygons"))
    for line, annotation in _parse_annotations(text, setting).items():
        row, where = text.rows[line], f"line {line + 1} ({annotation.label})"
        if not setting.class_list.has_name(row.class_number):
            yield UNKNOWN_CLASS.format(line=line + 1, number=row.class_number, file=setting.class_list.path.name)
        if annotation.bounds.is_degenerate:
            yield f"{where} has no area; give it a size or delete it."
        x1, y1, x2, y2 = (
            min(annotation.bounds.x1, annotation.bounds.x2),
            min(annotation.bounds.y1, annotation.bounds.y2),
            max(annotation.bounds.x1, annotation.bounds.x2),
            max(annotation.bounds.y1, annotation.bounds.y2),
        )
        if min(x1, y1) < -_MAX_ROUNDING_PX or x2 > width + _MAX_ROUNDING_PX or y2 > height + _MAX_ROUNDING_PX:
            yield f"{where} reaches outside the image of {width} x {height} pixels."
