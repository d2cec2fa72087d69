from __future__ import annotations

import dataclasses
import logging
from pathlib import Path

import numpy as np
import pytest

from detector.evaluation.coco import CocoMetrics, compute_coco_metrics
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


def pycocotools_stats(results: list[ImageResult], classes: tuple[str, ...] = CLASSES) -> list[float | None]:
    """The twelve numbers in pycocotools' order, which is that of CocoMetrics' fields."""
    measured = pycocotools_evaluation(build_coco_ground_truth(results, classes, Path()), build_coco_results(results))
    return [None if value == -1 else float(value) for value in measured.stats]


def twelve(metrics: CocoMetrics) -> list[float | None]:
    return list(dataclasses.astuple(metrics))[:12]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("difficult", [0.0, 0.3])
def test_that_all_twelve_numbers_are_pycocotools(seed: int, difficult: float) -> None:
    results = random_results(seed, difficult=difficult)
    assert twelve(compute_coco_metrics(results, CLASSES)) == pytest.approx(pycocotools_stats(results), abs=1e-12)


def test_that_each_class_is_as_if_it_were_alone() -> None:
    results = random_results(7)
    measured = compute_coco_metrics(results, CLASSES)
    for label, name in enumerate(CLASSES, start=1):
        alone = [
            dataclasses.replace(
                one,
                boxes=one.boxes[one.labels == label],
                scores=one.scores[one.labels == label],
                labels=one.labels[one.labels == label],
                true_boxes=one.true_boxes[one.true_labels == label],
                difficult=one.difficult[one.true_labels == label],
                true_labels=one.true_labels[one.true_labels == label],
            )
            for one in results
        ]
        ap, ap50, *_ = pycocotools_stats(alone)
        assert measured.per_class[name] == pytest.approx(ap)
        assert measured.per_class_50[name] == pytest.approx(ap50)


def test_that_many_detections_of_one_image_are_cut_at_a_hundred_as_in_pycocotools() -> None:
    random = np.random.default_rng(0)
    corners = random.uniform(0, 250, (160, 2))
    boxes = np.concatenate((corners, corners + 12), axis=1)
    true = [("a", list(box)) for box in boxes[::2]]
    one = result([("a", float(score), list(box)) for score, box in zip(random.random(160), boxes, strict=True)], true)
    measured = compute_coco_metrics([one], CLASSES)
    assert twelve(measured) == pytest.approx(pycocotools_stats([one]), abs=1e-12)
    assert measured.ar_10 < measured.ar_100 < 1  # type: ignore[operator]


def test_that_a_case_worked_by_hand_comes_out() -> None:
    # One of two objects is found, at an IoU of 0.8: right at 7 of the 10 thresholds, at recalls up to 0.5, which are
    # 51 of 101.
    one = result([("a", 0.9, [0.0, 0, 10, 8])], [("a", HERE), ("a", ELSEWHERE)])
    measured = compute_coco_metrics([one], ("a",))
    assert measured.ap50 == measured.ap75 == pytest.approx(51 / 101)
    assert measured.ap == pytest.approx(0.7 * 51 / 101)
    assert measured.ar_100 == pytest.approx(0.7 * 0.5)


def test_that_sizes_are_those_of_boxes_in_pixels_of_the_image() -> None:
    small, medium, large = [0.0, 0, 31, 31], [0.0, 0, 50, 50], [0.0, 0, 100, 100]
    results = [result([("a", 0.9, box)], [("a", box)]) for box in (small, medium)]
    results.append(result([], [("a", large)]))
    measured = compute_coco_metrics(results, ("a",))
    assert (measured.ap_small, measured.ap_medium, measured.ap_large) == (1.0, 1.0, 0.0)


def test_that_a_difficult_object_costs_nothing_found_or_missed() -> None:
    found = [("a", 0.9, HERE), ("a", 0.8, THERE), ("a", 0.7, THERE)]
    truth = [("a", HERE), ("a", THERE)]
    assert compute_coco_metrics([result(found, truth, [False, True])], ("a",)).ap == 1.0
    assert compute_coco_metrics([result(found[:1], truth, [False, True])], ("a",)).ap == 1.0


def test_that_nothing_found_is_zero_and_nothing_there_is_none() -> None:
    nothing_found = compute_coco_metrics([result([], [("a", HERE)])], ("a", "b"))
    assert (nothing_found.ap, nothing_found.ap_large) == (0.0, None)
    assert nothing_found.per_class == {"a": 0.0, "b": None}
    assert compute_coco_metrics([result([("a", 0.9, HERE)], [])], ("a",)).ap is None
    assert compute_coco_metrics([], ("a",)) == CocoMetrics(per_class={"a": None}, per_class_50={"a": None})


def test_that_nothing_is_printed_or_logged(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        compute_coco_metrics(random_results(0, 3), CLASSES)
    assert capfd.readouterr() == ("", "")
    assert not caplog.records


def test_that_images_are_named_by_their_place_in_the_data_set() -> None:
    one = dataclasses.replace(result([], []), path=Path("/data/set/images/val/7.jpg"))
    truth = build_coco_ground_truth([one], CLASSES, Path("/data/set"))
    assert truth["images"] == [{"id": 1, "file_name": "images/val/7.jpg", "width": 300, "height": 300}]
    assert [(one["id"], one["name"]) for one in truth["categories"]] == [(1, "a"), (2, "b"), (3, "c")]
