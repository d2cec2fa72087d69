from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from detector.evaluation.coco_records import build_coco_ground_truth, build_coco_results
from detector.evaluation.proposal_recall import (
    IOUS,
    PROPOSAL_COUNTS,
    compute_proposal_recall,
)
from detector.evaluation.results import Floats, ImageResult
from detector.trace.funnel import best_iou_by_count
from tests.detector.result_samples import CLASSES, pycocotools_evaluation, random_boxes


def image(seed: int, objects: int = 6, proposals: int = 400) -> tuple[Floats, Floats]:
    """Proposals, best first, and objects; the objects stand in cells of their own, so no two overlap."""
    random = np.random.default_rng(seed)
    cells = np.array([[80.0 * column, 80.0 * row] for row in range(3) for column in range(3)])
    corners = cells[random.permutation(9)[:objects]] + random.uniform(0, 10, (objects, 2))
    boxes = np.concatenate((corners, corners + random.uniform(20, 60, (objects, 2))), axis=1).astype(np.float32)
    close = boxes[random.integers(0, objects, proposals // 2)] + random.normal(0, 5, (proposals // 2, 4))
    close[:, 2:] = np.maximum(close[:, 2:], close[:, :2] + 1)
    ranked = random.permutation(np.concatenate((close, random_boxes(random, proposals - len(close)))))
    return ranked.astype(np.float32), boxes


def overlaps(ranked: Floats, boxes: Floats) -> Floats:
    return best_iou_by_count(ranked, boxes, PROPOSAL_COUNTS)


def plain_iou(a: Floats, b: Floats) -> float:
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    both = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1])
    return float(width * height / (both - width * height))


def test_that_it_is_what_a_loop_counts() -> None:
    images = [image(seed, objects=4, proposals=150) for seed in range(3)]
    measured = compute_proposal_recall([overlaps(*one) for one in images], 150, 100)
    assert measured is not None
    for row, count in enumerate(PROPOSAL_COUNTS):
        for column, threshold in enumerate(IOUS):
            reached = [
                any(plain_iou(proposal, box) >= threshold for proposal in ranked[:count])
                for ranked, boxes in images
                for box in boxes
            ]
            assert measured.recall[row, column] == pytest.approx(sum(reached) / len(reached))
    assert measured.average_recall == pytest.approx(measured.recall.mean(axis=1))


def test_that_average_recall_is_cocos_without_classes() -> None:
    images = [image(seed) for seed in range(8)]
    results = [as_result(*one) for one in images]
    truth, found = build_coco_ground_truth(results, CLASSES, Path()), build_coco_results(results)
    for row, count in enumerate(PROPOSAL_COUNTS):
        theirs = pycocotools_evaluation(truth, found, use_categories=False, limits=[count])
        recall = theirs.eval["recall"][:, 0, 0, 0]
        measured = compute_proposal_recall([overlaps(*one) for one in images], 400, 300)
        assert measured is not None
        assert measured.recall[row] == pytest.approx(recall, abs=1e-6)
        assert measured.average_recall[row] == pytest.approx(float(recall.mean()))


def as_result(ranked: Floats, boxes: Floats) -> ImageResult:
    scores = np.linspace(1, 0, len(ranked), dtype=np.float32)
    labels = np.ones(len(ranked), dtype=np.int64)
    nothing = np.zeros(len(boxes), dtype=np.bool_)
    return ImageResult(Path("i.png"), 300, 300, ranked, labels, scores, boxes, labels[: len(boxes)], nothing)


def test_that_more_proposals_than_there_are_change_nothing() -> None:
    ranked, boxes = image(0, proposals=50)
    reached = overlaps(ranked, boxes)
    assert (reached[:, PROPOSAL_COUNTS.index(100) :] == reached[:, [PROPOSAL_COUNTS.index(100)]]).all()


def test_that_an_image_without_proposals_reaches_nothing() -> None:
    ranked, boxes = image(0)
    assert (overlaps(ranked[:0], boxes) == 0).all()
    assert overlaps(ranked, boxes[:0]).shape == (0, len(PROPOSAL_COUNTS))


def test_that_without_objects_there_is_no_recall() -> None:
    assert compute_proposal_recall([], 0, 0) is None
    assert compute_proposal_recall([np.zeros((0, len(PROPOSAL_COUNTS)), np.float32)], 10, 10) is None
