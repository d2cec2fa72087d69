"""Why a box has the anchors it has, against loops over all anchors."""

from __future__ import annotations

import numpy as np
import pytest

from detector.config import get_preset
from detector.outcomes import AnchorReason, BoxMatch
from detector.trace.live_assigner import LiveAssigner
from detector.trace.shape_fit import classify_box_matches, compute_shape_fit, compute_shape_sizes
from tests.detector.tutorial_reference import BOXES_XY

SIZE = 320


def looped_iou(a: np.ndarray, b: np.ndarray) -> float:
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    common = max(width, 0.0) * max(height, 0.0)
    return float(common / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - common))


@pytest.mark.parametrize("name", ["tutorial", "mobilenet_fpn"])
def test_that_what_the_anchors_can_do_for_a_box_is_what_loops_find(name: str) -> None:
    rng = np.random.default_rng(3)
    corner = rng.uniform(0, SIZE - 90, (5, 2))
    boxes = np.concatenate((corner, corner + rng.uniform(6, 90, (5, 2))), axis=1).astype(np.float32)
    assigner = LiveAssigner(get_preset(name), SIZE, SIZE)
    assignment = assigner.assign_anchors(boxes)
    grid, matches = assigner.grid, classify_box_matches(assignment, len(boxes))
    for row, box in enumerate(boxes):
        fit = compute_shape_fit(grid, assignment, boxes, row)
        in_use, outside = 0.0, 0.0
        for anchor, reason in zip(grid.boxes.astype(np.float64), assignment.reason, strict=True):
            iou = looped_iou(anchor, box)
            if reason == AnchorReason.IGNORED_OUTSIDE:
                outside = max(outside, iou)
            else:
                in_use = max(in_use, iou)
        assert fit.best_iou == pytest.approx(in_use, abs=1e-5)
        assert fit.outside_iou == pytest.approx(outside, abs=1e-5)
        middle = (box[:2] + box[2:]) / 2
        centered = [
            looped_iou(np.concatenate((middle - side / 2, middle + side / 2)), box)
            for side in compute_shape_sizes(grid)
        ]
        assert fit.centered_iou == pytest.approx(max(centered), abs=1e-5)
        assert fit.centered_iou >= fit.best_iou - 1e-5
        mine = [reason for reason, label, box_row in zip(assignment.reason, assignment.label, assignment.matched_box,
                                                         strict=True) if label == 1 and box_row == row]  # fmt: skip
        expected = (
            BoxMatch.MATCHED if AnchorReason.POSITIVE_IOU in mine else BoxMatch.RESCUED if mine else BoxMatch.UNMATCHED
        )
        assert fit.match is matches[row] is expected
        assert fit.positives == len(mine)


def test_that_the_tutorials_boxes_are_rescued_as_best() -> None:
    assigner = LiveAssigner(get_preset("tutorial"), 800, 800)
    assignment = assigner.assign_anchors(BOXES_XY)
    assert set(classify_box_matches(assignment, len(BOXES_XY))) == {BoxMatch.RESCUED}
    sizes = compute_shape_sizes(assigner.grid)
    np.testing.assert_allclose(sizes[4], [256, 256])
    assert len(sizes) == 9
