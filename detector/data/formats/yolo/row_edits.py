"""Converting rows of a YOLO file to annotations in pixels, and editing rows to match changed ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from detector.data.annotation import Annotation
from detector.data.formats.shared.coordinates import is_same_coordinate
from detector.data.formats.shared.outline_losses import RefusedOutlineError, list_ring_points
from detector.data.geometry import Box
from detector.data.outlines.outlined_box import OutlinedBox, get_outline
from detector.data.outlines.rings import Points, Rings

from .outline import NO_OUTLINE_BESIDE, SizePx, YoloOutline, format_points, list_corner_points
from .rows import ReturningRow, YoloRow, YoloText, format_side_share

_MAX_ROUNDING_PX = 0.01


def build_annotation(row: YoloRow, label: str, uid: int, size: SizePx) -> Annotation:
    """The annotation of a row in pixels.

    Edges of a box that are outside of the image only by rounding are moved to its border.
    """
    x1, y1, x2, y2 = (
        _snap_to_border(share * side, side) for share, side in zip(row.corners, (*size, *size), strict=True)
    )
    box = Box(x1, y1, x2, y2)
    return Annotation(
        OutlinedBox(box, YoloOutline(row.source, size)) if row.is_polygon else box, label, uid, score=row.score
    )


def _snap_to_border(edge: float, side: int) -> float:
    inside = min(max(edge, 0.0), float(side))
    return inside if abs(edge - inside) < _MAX_ROUNDING_PX else edge


def edit_row(
    row: YoloRow,
    before: Annotation,
    annotation: Annotation,
    class_number: int,
    size: SizePx,
    in_polygons: bool = False,
) -> bytes:
    """The row after it changed from `before` to `annotation`; unchanged columns keep their text.

    Args:
        row: The row.
        before: What was read from it.
        annotation: What it is now.
        class_number: Its class.
        size: Width and height of the image.
        in_polygons: Whether other rows of the file are polygons; a box is then written with its four corners.

    Raises:
        RefusedOutlineError: The row cannot hold the new outline.
    """
    columns = {0: b"%d" % class_number} if class_number != row.class_number else {}
    source = row.replace_columns(columns)
    if before.geometry != annotation.geometry:
        named = YoloRow(source, class_number, row.values, row.is_polygon)
        source = _edit_geometry(named, before, annotation, size, in_polygons)
    if annotation.score != before.score:
        changed = YoloRow(source, class_number, row.values, row.is_polygon)
        return changed.replace_score(_format_score(annotation.score))
    return source


def _edit_geometry(row: YoloRow, before: Annotation, after: Annotation, size: SizePx, in_polygons: bool) -> bytes:
    """Raises: RefusedOutlineError."""
    points = list_ring_points(after, "YOLO")
    if points is not None:
        if row.has_other_columns:
            raise RefusedOutlineError(NO_OUTLINE_BESIDE.format(label=after.label))
        old = get_outline(before.geometry)
        known = next(old.rings).points if isinstance(old, Rings) else np.empty((0, 2))
        if len(known) == len(points):
            return row.replace_columns(_edit_points(known, points, size))
        return row.replace_geometry(format_points(points, size))
    if row.is_polygon and get_outline(after.geometry) is None and not _is_box(before):
        corners = list_corner_points(after.geometry)
        return row.replace_geometry(format_points(corners, size) if in_polygons else _format_box(after.bounds, size))
    return row.replace_columns(_edit_edges(row, before.bounds, after.bounds, size))


def _is_box(annotation: Annotation) -> bool:
    """Whether an outline is the four corners of its box, as boxes are written beside polygons: it fills the box."""
    outline, box = get_outline(annotation.geometry), annotation.bounds
    if not isinstance(outline, Rings) or len(next(outline.rings).points) != 4:
        return False
    return abs(outline.area - box.area) <= _MAX_ROUNDING_PX * (box.width + box.height)


def _edit_points(old: Points, new: Points, size: SizePx) -> dict[int, bytes]:
    """The columns of the coordinates that change."""
    texts = zip(old.ravel().tolist(), new.ravel().tolist(), format_points(new, size), strict=True)
    return {1 + index: text for index, (was, now, text) in enumerate(texts) if not is_same_coordinate(was, now)}


def _edit_edges(row: YoloRow, before: Box, after: Box, size: SizePx) -> dict[int, bytes]:
    """The columns that change with the box; the points of a polygon without area are stretched with it."""
    columns: dict[int, bytes] = {}
    for axis in (0, 1):
        old, new = before.xyxy[axis::2], after.xyxy[axis::2]
        if not all(map(is_same_coordinate, old, new)):
            low, high = (edge / size[axis] for edge in new)
            columns |= (_edit_point_columns if row.is_polygon else _edit_box_columns)(row, axis, low, high, size[axis])
    return columns


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
    """The row of a new annotation.

    Args:
        annotation: The annotation, in pixels.
        class_number: Its class.
        size: Width and height of the image.
        shapes: Whether to write the four corners of a box: in a file with polygons, ultralytics reads every row as one.
        keypoints: The number of keypoint columns, which are filled with 0 for "not labeled".

    Raises:
        RefusedOutlineError: Its outline has several parts or holes, or the rows have keypoints.
    """
    points = list_ring_points(annotation, "YOLO")
    if points is not None and keypoints:
        raise RefusedOutlineError(NO_OUTLINE_BESIDE.format(label=annotation.label))
    number = b"%d" % class_number
    if points is not None or shapes:
        corners = list_corner_points(annotation.geometry) if points is None else points
        return b" ".join([number, *format_points(corners, size)])
    columns = [number, *_format_box(annotation.bounds, size), *[b"0"] * keypoints]
    score = _format_score(annotation.score)
    columns += [score] if score is not None and not keypoints else []
    return b" ".join(columns)


def _format_box(box: Box, size: SizePx) -> list[bytes]:
    x1, y1, x2, y2 = (edge / side for edge, side in zip(box.xyxy, (*size, *size), strict=True))
    shares = ((x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1)
    return [format_side_share(share, size[index % 2]) for index, share in enumerate(shares)]


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

    Raises:
        RefusedOutlineError: A row cannot hold an outline.
    """
    polygons = sum(row.is_polygon for row in text.rows.values())
    outlined = any(get_outline(annotation.geometry) is not None for annotation in added)
    shapes = polygons > 0 or outlined

    def edit_kept_row(row: YoloRow, before: Annotation, annotation: Annotation) -> bytes:
        number = row.class_number if annotation.label == before.label else numbers[annotation.label.strip()]
        return edit_row(row, before, annotation, number, size, in_polygons=polygons > row.is_polygon)

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
