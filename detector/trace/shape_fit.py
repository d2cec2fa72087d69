"""Why a ground-truth box has the anchors it has: which shape would fit it, and what keeps that from being there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detector.box_overlap import pairwise_iou as iou_of
from detector.outcomes import AnchorReason, BoxMatch
from detector.trace.schema import AnchorGrid, AssignmentTrace, Flags, Floats, Rows


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
    best, best_iou = _find_best(table * in_use)
    outside, outside_iou = _find_best(table * ~in_use)
    positives = (assignment.label == 1) & (assignment.matched_box == box)
    width, height = boxes[box, 2:] - boxes[box, :2]
    sizes = compute_shape_sizes(grid)
    common = np.minimum(sizes[:, 0], width) * np.minimum(sizes[:, 1], height)
    centered = common / (sizes[:, 0] * sizes[:, 1] + width * height - common)
    matched = int(assignment.matched_box[best]) if best >= 0 else box
    return ShapeFit(
        match=classify_match(assignment, positives),
        positives=int(positives.sum()),
        best=best,
        best_iou=best_iou,
        shape=int(centered.argmax()),
        centered_iou=float(centered.max()),
        outside=outside,
        outside_iou=outside_iou,
        competing_box=matched if matched != box else -1,
    )


def classify_box_matches(assignment: AssignmentTrace, boxes: int) -> list[BoxMatch]:
    """How each of so many ground-truth boxes got its positive anchors."""
    positive = assignment.label == 1
    return [classify_match(assignment, positive & (assignment.matched_box == box)) for box in range(boxes)]


def classify_match(assignment: AssignmentTrace, positives: Flags | Rows) -> BoxMatch:
    """How a box got these positive anchors."""
    reasons = assignment.reason[positives]
    if (reasons == AnchorReason.POSITIVE_IOU).any():
        return BoxMatch.MATCHED
    return BoxMatch.RESCUED if len(reasons) else BoxMatch.UNMATCHED


def _find_best(iou: Floats) -> tuple[int, float]:
    row = int(iou.argmax())
    return (row, float(iou[row])) if iou[row] > 0 else (-1, 0.0)
