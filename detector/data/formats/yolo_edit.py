"""Rows of a YOLO file for boxes in pixels: read as boxes, edited, and made anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from detector.data.annotation import Box

from .voc_origin import is_same
from .yolo_rows import Returning, YoloRow, YoloText, number

Size = tuple[int, int]
"""Width and height of the upright image in pixels."""
_ROUNDING = 0.01


def box_of(row: YoloRow, label: str, uid: int, size: Size) -> Box:
    """What a row means. Edges that only rounding put outside the image lie on its border."""
    x1, y1, x2, y2 = (_on_border(share * side, side) for share, side in zip(row.corners, (*size, *size), strict=True))
    return Box(x1, y1, x2, y2, label, uid, score=row.score)


def _on_border(edge: float, side: int) -> float:
    inside = min(max(edge, 0.0), float(side))
    return inside if abs(edge - inside) < _ROUNDING else edge


def edited(row: YoloRow, before: Box, box: Box, class_number: int, size: Size) -> bytes:
    """The row, now meaning `box`, where it meant `before`: only the columns of what changed are others.

    The points of a polygon move and stretch with the box around it.
    """
    columns = {0: b"%d" % class_number} if class_number != row.class_number else {}
    for axis in (0, 1):
        old, new = before.xyxy[axis::2], box.xyxy[axis::2]
        if not all(map(is_same, old, new)):
            low, high = (edge / size[axis] for edge in new)
            columns |= (_moved_points if row.is_shape else _moved_box)(row, axis, low, high, size[axis])
    source = row.with_columns(columns)
    if box.score != before.score:
        changed = YoloRow(source, class_number, row.values, row.is_shape)
        return changed.with_score(_score(box.score))
    return source


def _moved_box(_row: YoloRow, axis: int, low: float, high: float, side: int) -> dict[int, bytes]:
    return {1 + axis: number((low + high) / 2, side), 3 + axis: number(high - low, side)}


def _moved_points(row: YoloRow, axis: int, low: float, high: float, side: int) -> dict[int, bytes]:
    points = row.points(axis)
    first, last = min(points), max(points)
    columns = {}
    for index, point in enumerate(points):
        # Points that all lie on one line have no place between two edges: half of them go to each.
        share = (point - first) / (last - first) if last > first else float(2 * index >= len(points))
        columns[1 + 2 * index + axis] = number(low + share * (high - low), side)
    return columns


def new_row(box: Box, class_number: int, size: Size, shapes: bool = False, keypoints: int = 0) -> bytes:
    """A row for a box that has none yet.

    `shapes` makes it a polygon of the four corners: in a file that has polygons, ultralytics reads every row as one.
    `keypoints` columns say that none is labelled.
    """
    x1, y1, x2, y2 = (edge / side for edge, side in zip(box.xyxy, (*size, *size), strict=True))
    if shapes:
        shares: Sequence[float] = (x1, y1, x2, y1, x2, y2, x1, y2)
    else:
        shares = ((x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1)
    columns = [b"%d" % class_number, *(number(share, size[index % 2]) for index, share in enumerate(shares))]
    if not shapes:
        columns += [b"0"] * keypoints
        score = _score(box.score)
        columns += [score] if score is not None and not keypoints else []
    return b" ".join(columns)


def _score(score: float | None) -> bytes | None:
    return None if score is None else f"{score:.6g}".encode("ascii")


@dataclass(frozen=True)
class DeletedRow:
    """A row that is no more: what it was, what it meant, the end of its line, and how many lines without one it had
    above."""

    row: YoloRow
    meant: Box
    end: bytes
    above: int


def rendered(
    text: YoloText,
    known: Mapping[int, Box],
    kept: Mapping[int, Box],
    returning: Sequence[tuple[Box, DeletedRow, int | None]],
    added: Sequence[Box],
    numbers: Mapping[str, int],
    size: Size,
    keypoints: int,
) -> bytes:
    """The file's bytes with the boxes wanted.

    `known` gives, by line, the box that each row means, `kept` the one that it shall mean; rows that are not in it are
    deleted. Those `returning`, each with the row it was and the line that it followed (None: it was the first), go to
    where they were. `added` come last. `numbers` has the class of every label that is not as it was.
    """
    shapes = any(row.is_shape for row in text.rows.values())

    def changed(row: YoloRow, before: Box, box: Box) -> bytes:
        same = box.label == before.label
        return edited(row, before, box, row.class_number if same else numbers[box.label.strip()], size)

    rows = {line: changed(text.rows[line], known[line], box) for line, box in kept.items()}
    back = [Returning(changed(was.row, was.meant, box), was.end, behind, was.above) for box, was, behind in returning]
    new = [new_row(box, numbers[box.label.strip()], size, shapes, keypoints) for box in added]
    return text.edited(rows, new, back)
