"""Converting rows of a YOLO file to boxes in pixels, and editing rows to match changed boxes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from detector.data.annotation import Annotation
from detector.data.formats.shared.coordinates import is_same_coordinate
from detector.data.geometry import Box

from .rows import ReturningRow, YoloRow, YoloText, format_side_share

SizePx = tuple[int, int]
"""Width and height of the upright image in pixels."""
_MAX_ROUNDING_PX = 0.01


def build_annotation(row: YoloRow, label: str, uid: int, size: SizePx) -> Annotation:
    """The box of a row in pixels. Edges that are outside of the image only by rounding are moved to its border."""
    x1, y1, x2, y2 = (
        _snap_to_border(share * side, side) for share, side in zip(row.corners, (*size, *size), strict=True)
    )
    return Annotation(Box(x1, y1, x2, y2), label, uid, score=row.score)


def _snap_to_border(edge: float, side: int) -> float:
    inside = min(max(edge, 0.0), float(side))
    return inside if abs(edge - inside) < _MAX_ROUNDING_PX else edge


def edit_row(row: YoloRow, before: Annotation, annotation: Annotation, class_number: int, size: SizePx) -> bytes:
    """The row after its box changed from `before` to `annotation`; unchanged columns keep their text.

    The points of a polygon are moved and scaled with its box.
    """
    columns = {0: b"%d" % class_number} if class_number != row.class_number else {}
    for axis in (0, 1):
        old, new = before.bounds.xyxy[axis::2], annotation.bounds.xyxy[axis::2]
        if not all(map(is_same_coordinate, old, new)):
            low, high = (edge / size[axis] for edge in new)
            columns |= (_edit_point_columns if row.is_polygon else _edit_box_columns)(row, axis, low, high, size[axis])
    source = row.replace_columns(columns)
    if annotation.score != before.score:
        changed = YoloRow(source, class_number, row.values, row.is_polygon)
        return changed.replace_score(_format_score(annotation.score))
    return source


def _edit_box_columns(_row: YoloRow, axis: int, low: float, high: float, side: int) -> dict[int, bytes]:
    return {1 + axis: format_side_share((low + high) / 2, side), 3 + axis: format_side_share(high - low, side)}


def _edit_point_columns(row: YoloRow, axis: int, low: float, high: float, side: int) -> dict[int, bytes]:
    points = row.get_points(axis)
    first, last = min(points), max(points)
    columns = {}
    for index, point in enumerate(points):
        # If all points have the same coordinate, the first half goes to the first edge, the second half to the other.
        share = (point - first) / (last - first) if last > first else float(2 * index >= len(points))
        columns[1 + 2 * index + axis] = format_side_share(low + share * (high - low), side)
    return columns


def format_row(
    annotation: Annotation, class_number: int, size: SizePx, shapes: bool = False, keypoints: int = 0
) -> bytes:
    """The row of a new box.

    Args:
        annotation: The box, in pixels.
        class_number: Its class.
        size: Width and height of the image.
        shapes: Whether to write a polygon of its four corners: in a file with polygons, ultralytics reads every row as
            one.
        keypoints: The number of keypoint columns, which are filled with 0 for "not labeled".
    """
    x1, y1, x2, y2 = (edge / side for edge, side in zip(annotation.bounds.xyxy, (*size, *size), strict=True))
    if shapes:
        shares: Sequence[float] = (x1, y1, x2, y1, x2, y2, x1, y2)
    else:
        shares = ((x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1)
    columns = [b"%d" % class_number, *(format_side_share(share, size[index % 2]) for index, share in enumerate(shares))]
    if not shapes:
        columns += [b"0"] * keypoints
        score = _format_score(annotation.score)
        columns += [score] if score is not None and not keypoints else []
    return b" ".join(columns)


def _format_score(score: float | None) -> bytes | None:
    return None if score is None else f"{score:.6g}".encode("ascii")


@dataclass(frozen=True)
class DeletedRow:
    """A deleted row with its box, the line end, and the number of lines without a row above it."""

    row: YoloRow
    parsed_annotation: Annotation
    line_end: bytes
    rowless_lines_above: int


def render_file(
    text: YoloText,
    known: Mapping[int, Annotation],
    kept: Mapping[int, Annotation],
    returning: Sequence[tuple[Annotation, DeletedRow, int | None]],
    added: Sequence[Annotation],
    numbers: Mapping[str, int],
    size: SizePx,
    keypoints: int,
) -> bytes:
    """The bytes of the file after an edit.

    Args:
        text: The file before.
        known: Line -> box of its row before.
        kept: Line -> box of its row now; rows of other lines are deleted.
        returning: Restored boxes, each with its deleted row and the line that it followed (None: it was the first).
        added: New boxes, which are appended.
        numbers: Label -> class number, for labels that changed or are new.
        size: Width and height of the image in pixels.
        keypoints: The number of columns that keypoints take in a row.
    """
    shapes = any(row.is_polygon for row in text.rows.values())

    def edit_kept_row(row: YoloRow, before: Annotation, annotation: Annotation) -> bytes:
        same = annotation.label == before.label
        return edit_row(row, before, annotation, row.class_number if same else numbers[annotation.label.strip()], size)

    rows = {line: edit_kept_row(text.rows[line], known[line], annotation) for line, annotation in kept.items()}
    restored = [
        ReturningRow(
            edit_kept_row(deleted_row.row, deleted_row.parsed_annotation, annotation),
            deleted_row.line_end,
            behind,
            deleted_row.rowless_lines_above,
        )
        for annotation, deleted_row, behind in returning
    ]
    new = [format_row(annotation, numbers[annotation.label.strip()], size, shapes, keypoints) for annotation in added]
    return text.edit_rows(rows, new, restored)
