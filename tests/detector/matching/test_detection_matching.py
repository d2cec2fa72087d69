"""COCO's and Pascal VOC's matching, against loops over their definitions and against pycocotools."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from detector.matching.coco_matching import NO_OBJECT, match_objects
from detector.matching.detection_matching import (
    CORRECT,
    FALSE_POSITIVE,
    IGNORED,
    match_image,
    match_voc,
    overlap_corners,
)
from tests.detector.result_samples import ELSEWHERE, HERE

Boxes = np.ndarray[Any, np.dtype[np.float32]]


def random_boxes(random: np.random.Generator, count: int) -> Boxes:
    """On a coarse grid, so that equal overlaps occur."""
    corner = random.integers(0, 6, (count, 2)) * 4
    return np.concatenate((corner, corner + random.integers(1, 5, (count, 2)) * 4), axis=1).astype(np.float32)


def overlap_of(box: Boxes, other: Boxes, of_detection: bool = False) -> float:
    width = min(box[2], other[2]) - max(box[0], other[0])
    height = min(box[3], other[3]) - max(box[1], other[1])
    shared = float(max(width, 0) * max(height, 0))
    area, other_area = (float((one[2] - one[0]) * (one[3] - one[1])) for one in (box, other))
    return shared / (area if of_detection else area + other_area - shared)


@pytest.mark.parametrize("seed", range(20))
def test_that_cocos_matches_are_those_of_a_loop_over_its_rules(seed: int) -> None:
    random = np.random.default_rng(seed)
    boxes, true_boxes = random_boxes(random, 12), random_boxes(random, 6)
    labels, true_labels = random.integers(1, 3, 12), random.integers(1, 3, 6)
    scores = random.integers(1, 6, 12).astype(np.float32) / 5  # with ties
    difficult = random.random(6) < 0.3
    matched = match_image(boxes, labels, scores, true_boxes, true_labels, difficult, 0.5)
    taken: set[int] = set()
    for row in sorted(range(12), key=lambda row: -scores[row]):
        best, best_iou = NO_OBJECT, 0.5
        for object_row in range(6):
            may = labels[row] == true_labels[object_row] and not difficult[object_row] and object_row not in taken
            iou = overlap_of(boxes[row], true_boxes[object_row])
            if may and iou >= best_iou:  # the last of equally good ones
                best, best_iou = object_row, iou
        assert matched.object[row] == best
        taken |= {best} - {NO_OBJECT}
        on_difficult = [
            overlap_of(boxes[row], true_boxes[one], of_detection=True) >= 0.5
            for one in range(6)
            if difficult[one] and labels[row] == true_labels[one]
        ]
        assert matched.ignored[row] == (best == NO_OBJECT and any(on_difficult))
    assert set(np.flatnonzero(matched.found).tolist()) == taken
    assert matched.missed.tolist() == [row for row in range(6) if row not in taken and not difficult[row]]


@pytest.mark.parametrize("seed", range(5))
def test_that_many_thresholds_at_once_give_what_each_gives_alone(seed: int) -> None:
    random = np.random.default_rng(seed)
    overlaps = random.integers(0, 11, (15, 7)) / 10
    difficult, thresholds = random.random(7) < 0.3, np.array([0.5, 0.7, 0.9])
    together = match_objects(overlaps, difficult[None], difficult, thresholds)[0]
    for row, threshold in enumerate(thresholds):
        alone = match_objects(overlaps, difficult[None], difficult, np.array([threshold]))[0, 0]
        np.testing.assert_array_equal(together[row], alone)


@pytest.mark.parametrize(("detections", "objects"), [(0, 0), (0, 3), (3, 0)])
def test_that_nothing_matches_nothing(detections: int, objects: int) -> None:
    random = np.random.default_rng(0)
    boxes, true_boxes = random_boxes(random, detections), random_boxes(random, objects)
    ones, true_ones = np.ones(detections, np.int64), np.ones(objects, np.int64)
    matched = match_image(boxes, ones, ones.astype(np.float32), true_boxes, true_ones, true_ones == 0, 0.5)
    assert matched.object.tolist() == [NO_OBJECT] * detections
    assert not matched.ignored.any()
    assert matched.missed.tolist() == list(range(objects))
    verdicts = match_voc(boxes, ones.astype(np.float32), true_boxes, true_ones == 0, 0.5)
    assert verdicts.tolist() == [FALSE_POSITIVE] * detections


def test_that_overlaps_are_pycocotools() -> None:
    from pycocotools import mask

    random = np.random.default_rng(0)
    boxes, others = random_boxes(random, 12), random_boxes(random, 9)

    def as_coco(xyxy: Boxes) -> np.ndarray[Any, np.dtype[np.float64]]:
        return np.concatenate((xyxy[:, :2], xyxy[:, 2:] - xyxy[:, :2]), axis=1).astype(np.float64)

    plain, crowd = (mask.iou(as_coco(boxes), as_coco(others), [flag] * 9) for flag in (0, 1))
    np.testing.assert_array_equal(overlap_corners(boxes, others, np.zeros(9, np.bool_)), plain)
    np.testing.assert_array_equal(overlap_corners(boxes, others, np.ones(9, np.bool_)), crowd)


@pytest.mark.parametrize("seed", range(20))
def test_that_vocs_verdicts_are_those_of_a_loop_over_its_rules(seed: int) -> None:
    random = np.random.default_rng(seed)
    boxes, true_boxes = random_boxes(random, 12), random_boxes(random, 5)
    scores, difficult = random.permutation(12).astype(np.float32), random.random(5) < 0.3
    verdicts = match_voc(boxes, scores, true_boxes, difficult, 0.5)
    taken: set[int] = set()
    for row in sorted(range(12), key=lambda row: -scores[row]):
        ious = [overlap_of(boxes[row], true) for true in true_boxes]
        best = max(range(5), key=lambda one: ious[one])  # the first of equally good ones
        if ious[best] < 0.5:
            expected = FALSE_POSITIVE
        elif difficult[best]:
            expected = IGNORED
        else:
            expected = FALSE_POSITIVE if best in taken else CORRECT
            taken.add(best)
        assert verdicts[row] == expected


def test_that_a_second_detection_of_one_object_is_wrong() -> None:
    boxes = np.array([HERE, HERE], dtype=np.float32)
    verdict = match_voc(boxes, np.array([0.5, 0.9], np.float32), boxes[:1], np.array([False]), 0.5)
    assert verdict.tolist() == [FALSE_POSITIVE, CORRECT]


def test_that_a_detection_of_a_difficult_object_counts_neither_way() -> None:
    boxes = np.array([HERE, HERE, ELSEWHERE], dtype=np.float32)
    verdict = match_voc(boxes, np.array([0.9, 0.8, 0.7], np.float32), boxes[:1], np.array([True]), 0.5)
    assert verdict.tolist() == [IGNORED, IGNORED, FALSE_POSITIVE]
