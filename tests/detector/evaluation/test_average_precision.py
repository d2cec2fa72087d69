from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from detector.evaluation.average_precision import (
    AveragePrecision,
    area_under_curve,
    compute_average_precision,
    eleven_point_average,
)
from detector.evaluation.coco_records import build_coco_ground_truth, build_coco_results
from detector.evaluation.results import ImageResult
from tests.detector.result_samples import (
    CLASSES,
    ELSEWHERE,
    HERE,
    THERE,
    pycocotools_evaluation,
    random_results,
    result,
)

A_CURVE = np.array([True, False, True, False, True])
"""Of 4 objects: precision 1, 1/2, 2/3, 1/2, 3/5 at recall 1/4, 1/4, 2/4, 2/4, 3/4. The envelope at the three steps of
recall is 1, 2/3, 3/5."""


def test_that_the_area_is_that_of_a_curve_worked_by_hand() -> None:
    # Each step is 1/4 wide; the last quarter is not reached.
    assert area_under_curve(A_CURVE, 4) == pytest.approx((1 + 2 / 3 + 3 / 5) / 4)


def test_that_eleven_points_are_those_of_a_curve_worked_by_hand() -> None:
    # Recall 0, 0.1, 0.2 have precision 1; 0.3, 0.4, 0.5 have 2/3; 0.6, 0.7 have 3/5; 0.8, 0.9, 1 are not reached.
    assert eleven_point_average(A_CURVE, 4) == pytest.approx((3 * 1 + 3 * 2 / 3 + 2 * 3 / 5) / 11)


def test_that_a_recall_of_three_in_ten_reaches_the_point_at_0_3() -> None:
    # 3 / 10 < 0.1 * 3 in floating point.
    assert eleven_point_average(np.ones(3, np.bool_), 10) == pytest.approx(4 / 11)


@pytest.mark.parametrize("seed", range(3))
def test_that_eleven_points_agree_with_the_loop_of_the_development_kit(seed: int) -> None:
    random = np.random.default_rng(seed)
    right = random.random(40) < 0.6
    objects = int(right.sum()) + 5
    hits = np.cumsum(right)
    recall, precision = hits / objects, hits / np.arange(1, 41)
    at_points = [max(precision[recall >= point - 1e-9], default=0.0) for point in np.arange(0.0, 1.1, 0.1)]
    assert eleven_point_average(right, objects) == pytest.approx(sum(at_points) / 11)


@pytest.mark.parametrize("measure", [area_under_curve, eleven_point_average])
def test_that_all_found_is_one_and_nothing_found_is_zero(measure: type) -> None:
    assert measure(np.ones(7, np.bool_), 7) == pytest.approx(1.0)
    assert measure(np.zeros(0, np.bool_), 7) == 0.0


def test_that_a_difficult_object_that_is_missed_costs_nothing() -> None:
    one = result([("a", 0.9, HERE)], [("a", HERE), ("a", THERE)], [False, True])
    assert compute_average_precision([one], ("a",)).mean == 1.0


def test_that_an_iou_of_exactly_the_threshold_is_right() -> None:
    half = [0.0, 0, 10, 5]
    assert compute_average_precision([result([("a", 0.9, half)], [("a", HERE)])], ("a",)).mean == 1.0


def test_that_detections_are_ranked_over_all_images_together() -> None:
    first = result([("a", 0.5, HERE)], [("a", HERE)])
    second = result([("a", 0.9, ELSEWHERE)], [])
    assert compute_average_precision([first, second], ("a",)).mean == pytest.approx(0.5)


def test_that_a_detection_of_another_class_finds_nothing() -> None:
    one = result([("b", 0.9, HERE)], [("a", HERE)])
    assert compute_average_precision([one], ("a", "b")).per_class == {"a": 0.0, "b": None}


def test_that_classes_without_objects_are_no_part_of_the_mean() -> None:
    one = result([("a", 0.9, HERE), ("c", 0.9, THERE)], [("a", HERE), ("b", THERE)])
    assert compute_average_precision([one], CLASSES) == AveragePrecision({"a": 1.0, "b": 0.0, "c": None}, 0.5)


def test_that_nothing_found_is_zero_and_nothing_there_is_none() -> None:
    assert compute_average_precision([result([], [("a", HERE)])], ("a",)).mean == 0.0
    assert compute_average_precision([result([], [])], ("a",)).mean is None
    assert compute_average_precision([], ("a",)).mean is None


@pytest.mark.parametrize("seed", range(4))
def test_that_it_agrees_with_cocos_measure_at_the_same_threshold(seed: int) -> None:
    results = random_results(seed)
    # COCO reads the curve at 101 recalls, VOC takes the area under it.
    ours, theirs = compute_average_precision(results, CLASSES), coco_ap50(results)
    for number, name in enumerate(CLASSES):
        assert ours.per_class[name] == pytest.approx(theirs[number], abs=0.02)


def coco_ap50(results: list[ImageResult]) -> list[float]:
    measured = pycocotools_evaluation(build_coco_ground_truth(results, CLASSES, Path()), build_coco_results(results))
    precision = measured.eval["precision"][0, :, :, 0, -1]
    return [float(precision[:, number].mean()) for number in range(len(CLASSES))]
