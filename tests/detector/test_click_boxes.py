"""Boxes at a click: compared with a plain loop, and with what the head says of each proposal."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from detector.click_boxes import (
    MIN_SCORE,
    SAME_BOX_IOU,
    SAME_OBJECT_IOU,
    SURE_SCORE,
    ClickBoxes,
    compute_centeredness,
    find_predictions_at,
    find_regions_at,
    select_predictions,
)
from detector.data.geometry import Box
from detector.predictor import Predictor
from tests.detector.small import small_model

NONE = np.zeros((0, 4), np.float32)


def random_boxes(count: int, seed: int = 0) -> np.ndarray:
    random = np.random.default_rng(seed)
    corners = random.uniform(0, 60, (count, 2))
    return np.concatenate([corners, corners + random.uniform(8, 40, (count, 2))], axis=1).astype(np.float32)


def iou_of(one: np.ndarray, other: np.ndarray) -> float:
    width, height = np.minimum(one[2:], other[2:]) - np.maximum(one[:2], other[:2])
    common = max(width, 0) * max(height, 0)
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return float(common / (sum(areas) - common))


def select_by_loop(boxes: np.ndarray, scores: np.ndarray, min_score: float, same_iou: float) -> list[int]:
    kept: list[int] = []
    for row, box in enumerate(boxes):
        if scores[row] >= min_score and all(iou_of(box, boxes[other]) < same_iou for other in kept):
            kept.append(row)
    return kept


@pytest.fixture
def predicted() -> ClickBoxes:
    boxes, scores = random_boxes(300), np.sort(np.random.default_rng(1).random(300, dtype=np.float32))[::-1]
    return ClickBoxes(100, 100, boxes, tuple(map(str, range(300))), scores, NONE)


def test_that_predictions_that_are_shown_are_those_of_a_loop(predicted: ClickBoxes) -> None:
    boxes, scores = predicted.boxes, predicted.scores
    assert select_predictions(boxes, scores).tolist() == select_by_loop(boxes, scores, MIN_SCORE, SAME_BOX_IOU)
    sure = select_by_loop(boxes, scores, SURE_SCORE, SAME_OBJECT_IOU)
    assert [one.label for one in predicted.find_sure_boxes()] == list(map(str, sure))


@pytest.mark.parametrize("point", [(30.0, 30.0), (50.5, 41.0), (5.0, 90.0)])
def test_that_predictions_at_a_point_are_those_of_a_loop(predicted: ClickBoxes, point: tuple[float, float]) -> None:
    x, y = point
    values: dict[int, float] = {}
    for row, (x1, y1, x2, y2) in enumerate(predicted.boxes.tolist()):
        if x1 < x < x2 and y1 < y < y2:
            across, along = sorted((x - x1, x2 - x)), sorted((y - y1, y2 - y))
            values[row] = float(predicted.scores[row]) * math.sqrt(across[0] / across[1] * along[0] / along[1])
    expected = sorted(values, key=lambda row: -values[row])[:12]
    assert find_predictions_at(predicted.boxes, predicted.scores, x, y).tolist() == expected


def test_that_centeredness_is_that_of_the_paper() -> None:
    boxes = np.array([[0, 0, 10, 20]] * 3, np.float32)
    assert compute_centeredness(boxes[:1], 5, 10)[0] == 1
    assert compute_centeredness(boxes[:1], 2, 10)[0] == pytest.approx(math.sqrt(2 / 8))
    assert compute_centeredness(boxes[:1], 2, 5)[0] == pytest.approx(math.sqrt(2 / 8 * 5 / 15))


def test_that_the_smallest_region_with_the_point_in_its_middle_comes_first() -> None:
    regions = np.array(
        [[0, 0, 100, 100], [20, 20, 80, 80], [40, 40, 60, 60], [49, 49, 51, 51], [49, 30, 90, 70]], np.float32
    )
    assert find_regions_at(regions, 50, 50, 100, 100).tolist() == [2, 1, 4]  # neither the whole image nor 2x2 pixels


def test_that_regions_that_the_network_has_found_too_are_not_shown_twice() -> None:
    boxes, regions = np.array([[10, 10, 30, 30]], np.float32), np.array([[10, 10, 31, 30], [5, 5, 45, 40]], np.float32)
    found = ClickBoxes(100, 100, boxes, ("cat",), np.array([0.9], np.float32), regions)
    first, second = found.find_boxes_at(20, 20)
    assert (first.label, first.box) == ("cat", Box(10, 10, 30, 30))
    assert first.score == pytest.approx(0.9)
    assert (second.label, second.score, second.box) == ("", 0.0, Box(5, 5, 45, 40))
    assert not found.find_boxes_at(90, 90)
    assert not replace(found, boxes=NONE, labels=(), scores=np.zeros(0, np.float32), regions=NONE).find_boxes_at(20, 20)


def test_that_each_proposal_has_the_box_of_its_best_class() -> None:
    model = small_model().eval()
    predictor = Predictor(model, "cpu")
    predictor.set_image(np.random.default_rng(0).integers(0, 255, (80, 100, 3), dtype=np.uint8))
    found, every = predictor.predict_proposals(), predictor.detect(score=0.0, nms_iou=1.0, max_detections=10_000)
    rows = len(predictor.stages.proposals.boxes)
    assert (len(found), len(every)) == (rows, rows * len(model.classes))
    listed = {(label, *np.round(box, 3)) for label, box in zip(every.labels, every.boxes.tolist(), strict=True)}
    for label, box in zip(found.labels, found.boxes.tolist(), strict=True):
        assert (label, *np.round(box, 3)) in listed
    logits = predictor.model.run_head(predictor.stages)[0]
    expected = torch.sort(logits.softmax(dim=1)[:, 1:].amax(dim=1), descending=True).values
    np.testing.assert_allclose(found.scores, expected.numpy(), atol=1e-6)
