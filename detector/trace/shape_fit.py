"""Why a ground-truth box has the anchors it has: which shape would fit it, and what keeps that from being there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detector.matching.box_overlap import pairwise_iou as iou_of
from detector.outcomes import AnchorReason, BoxMatch
from detector.trace.schema import AnchorGrid, AssignmentTrace, Floats, Rows

TIE_TOLERANCE = 1e-5


@dataclass(frozen=True)
class BestMatch:
    """The row that overlaps a box most, -1 where nothing does, and its IoU."""

    row: int
    iou: float


@dataclass(frozen=True)
class ShapeFit:
    """What the anchors can do for one box. Rows are anchors, -1 where there is none."""

    match: BoxMatch
    positives: int
    best: int
    """The anchor in use that overlaps the box most"""
    best_iou: float
    shape: int
    """The shape that would fit best if it were centered on the box; those of the finest level first"""
    centered_iou: float
    """The IoU that it would have then: no anchor can have a better one"""
    outside: int
    """The anchor that is left out for crossing the border, and overlaps the box most"""
    outside_iou: float
    competing_box: int
    """The other box that the best anchor overlaps more, -1"""


def compute_shape_sizes(grid: AnchorGrid) -> Floats:
    """(S, 2) width and height of every shape, those of the finest level first, in pixels of the image."""
    rows = np.concatenate([grid.cell_rows(level, 0, 0) for level in range(len(grid.level_cells))])
    sizes: Floats = grid.boxes[rows, 2:] - grid.boxes[rows, :2]
    return sizes


def compute_shape_fit(grid: AnchorGrid, assignment: AssignmentTrace, boxes: Floats, box: int) -> ShapeFit:
    """Of ground-truth box `box` of `boxes` (G, 4), pixels of the image."""
    table = iou_of(boxes[box : box + 1], grid.boxes)[0]
    in_use = assignment.reason != AnchorReason.IGNORED_OUTSIDE
    best, outside = find_best_match(table * in_use), find_best_match(table * ~in_use)
    positives = assignment.find_positives(box)
    width, height = boxes[box, 2:] - boxes[box, :2]
    sizes = compute_shape_sizes(grid)
    common = np.minimum(sizes[:, 0], width) * np.minimum(sizes[:, 1], height)
    centered = common / (sizes[:, 0] * sizes[:, 1] + width * height - common)
    matched = int(assignment.matched_box[best.row]) if best.row >= 0 else box
    return ShapeFit(
        match=classify_match(assignment, positives),
        positives=len(positives),
        best=best.row,
        best_iou=best.iou,
        shape=int(centered.argmax()),
        centered_iou=float(centered.max()),
        outside=outside.row,
        outside_iou=outside.iou,
        competing_box=matched if matched != box else -1,
    )


def classify_box_matches(assignment: AssignmentTrace, boxes: int) -> list[BoxMatch]:
    """How each of `boxes` ground-truth boxes got its positive anchors."""
    return [classify_match(assignment, assignment.find_positives(box)) for box in range(boxes)]


def classify_match(assignment: AssignmentTrace, positives: Rows) -> BoxMatch:
    """How a box got these positive anchors."""
    reasons = assignment.reason[positives]
    if (reasons == AnchorReason.POSITIVE_IOU).any():
        return BoxMatch.MATCHED
    return BoxMatch.RESCUED if len(reasons) else BoxMatch.UNMATCHED


def find_best_match(iou: Floats) -> BestMatch:
    """The first of those with the highest `iou` (N,)."""
    if not len(iou):
        return BestMatch(-1, 0.0)
    row = int(iou.argmax())
    return BestMatch(row, float(iou[row])) if iou[row] > 0 else BestMatch(-1, 0.0)


def find_best_boxes(iou: Floats, assignment: AssignmentTrace) -> tuple[int, ...]:
    """The ground-truth boxes that no anchor in use overlaps more than one with this `iou` (G,) does."""
    # Pixels of the image round in another way than those of the network's input.
    ties = np.abs(iou - assignment.box_best_iou) <= TIE_TOLERANCE
    return tuple(np.flatnonzero(ties & (iou > 0)).tolist())
