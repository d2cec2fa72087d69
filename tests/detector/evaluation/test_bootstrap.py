from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from detector.evaluation.bootstrap import (
    MIN_IMAGES,
    ApIntervals,
    MeasureDifference,
    compare_runs,
    compute_average_precisions,
    compute_intervals,
)
from detector.evaluation.coco import compute_coco_metrics
from detector.evaluation.coco_records import build_coco_ground_truth, build_coco_results
from detector.evaluation.match_records import match_images
from detector.evaluation.results import ImageResult
from tests.detector.result_samples import CLASSES, ELSEWHERE, HERE, pycocotools_evaluation, random_results, result
from tests.detector.simulated_runs import CLASSES as SIMULATED_CLASSES
from tests.detector.simulated_runs import simulate_pairs


def precision_of_pycocotools(results: list[ImageResult]) -> NDArray[np.float64]:
    """(T,) mean over recalls and classes."""
    measured = pycocotools_evaluation(build_coco_ground_truth(results, CLASSES, Path()), build_coco_results(results))
    precision: NDArray[np.float64] = measured.eval["precision"][:, :, :, 0, 2]
    known = precision.max(axis=(0, 1)) > -1
    return precision[:, :, known].mean(axis=(1, 2))


def without_ties_in_an_image(results: list[ImageResult]) -> list[ImageResult]:
    """Equal scores within an image come in another order when the image stands in a list twice."""
    return [
        dataclasses.replace(one, scores=one.scores + 1e-4 * np.arange(len(one.scores), dtype=np.float32))
        for one in results
    ]


def worsened(results: list[ImageResult], seed: int, spread: float) -> list[ImageResult]:
    """The same images, with detections that lie worse."""
    random = np.random.default_rng(seed)
    return [
        dataclasses.replace(one, boxes=one.boxes + random.normal(0, spread, one.boxes.shape).astype(np.float32))
        for one in results
    ]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("difficult", [0.0, 0.3])
def test_that_each_image_once_gives_what_the_evaluators_measure(seed: int, difficult: float) -> None:
    results = random_results(seed, difficult=difficult)
    once = compute_average_precisions(match_images(results, CLASSES), np.ones((len(results), 1), dtype=np.int64))[0]
    assert once == pytest.approx(precision_of_pycocotools(results), abs=1e-12)
    measured = compute_coco_metrics(results, CLASSES)
    assert (once.mean(), once[0], once[5]) == pytest.approx((measured.ap, measured.ap50, measured.ap75), abs=1e-12)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("difficult", [0.0, 0.3])
def test_that_a_draw_gives_what_the_evaluator_measures_on_copied_images(seed: int, difficult: float) -> None:
    results = without_ties_in_an_image(random_results(seed, difficult=difficult))
    random = np.random.default_rng(seed)
    weights = random.multinomial(len(results), np.full(len(results), 1 / len(results)), size=5).T
    drawn = compute_average_precisions(match_images(results, CLASSES), weights)
    for times, precision in zip(weights.T, drawn, strict=True):
        copied = [one for one, count in zip(results, times, strict=True) for _ in range(count)]
        assert precision == pytest.approx(precision_of_pycocotools(copied), abs=1e-12)


def test_that_only_a_hundred_detections_of_an_image_count() -> None:
    corners = np.random.default_rng(0).uniform(0, 250, (160, 2))
    boxes = np.concatenate((corners, corners + 12), axis=1).tolist()
    scores = np.random.default_rng(1).random(160).tolist()
    results = [result([("a", score, box) for score, box in zip(scores, boxes, strict=True)], [("a", b) for b in boxes])]
    once = compute_average_precisions(match_images(results, CLASSES), np.ones((1, 1), dtype=np.int64))[0]
    assert once == pytest.approx(precision_of_pycocotools(results), abs=1e-12)
    assert once[0] < 1


def test_that_a_draw_without_objects_is_unknown() -> None:
    results = [result([("a", 0.9, HERE)], [("a", HERE)]), result([], [])]
    precision = compute_average_precisions(match_images(results, CLASSES), np.array([[1, 0], [1, 2]]))
    assert precision[0] == pytest.approx(1.0)
    assert np.isnan(precision[1]).all()


def test_that_the_interval_is_that_of_drawing_by_hand() -> None:
    # Two kinds of image: found and missed. AP50 of a draw is then known from how many were found.
    results = [result([("a", 0.9, HERE)], [("a", HERE)])] * 6 + [result([], [("a", HERE)])] * 14
    measured = compute_intervals(results, CLASSES, draws=4000)
    assert measured is not None
    found = np.random.default_rng(5).binomial(20, 0.3, 4000)
    # The curve is 1 up to the share that is found, read at 101 recalls.
    by_hand = np.quantile((found * 5 + 1) / 101 * (found > 0), [0.025, 0.975])
    assert measured.ap50.value == pytest.approx(31 / 101)
    assert (measured.ap50.low, measured.ap50.high) == pytest.approx(by_hand, abs=5 / 101)
    assert dataclasses.astuple(measured.ap) == pytest.approx(dataclasses.astuple(measured.ap50))


def test_that_a_run_against_itself_is_exactly_even() -> None:
    results = random_results(3, difficult=0.2)
    compared = compare_runs(results, list(results), CLASSES)
    assert compared is not None
    even = MeasureDifference(0.0, 0.0, 0.0, better_share=0.0, worse_share=0.0, too_few=False)
    assert (compared.ap, compared.ap50, compared.ap75) == (even, even, even)


def test_that_a_clearly_better_run_is_better_in_nearly_all_draws_and_the_other_worse() -> None:
    results = random_results(3, count=40)
    compared = compare_runs(results, worsened(results, 1, 4.0), CLASSES)
    turned = compare_runs(worsened(results, 1, 4.0), results, CLASSES)
    assert compared is not None
    assert turned is not None
    assert 0 < compared.ap.low < compared.ap.difference < compared.ap.high
    assert compared.ap.better_share > 0.99
    assert not compared.ap.too_few
    assert turned.ap.difference == -compared.ap.difference
    assert turned.ap.worse_share == compared.ap.better_share


def test_that_a_difference_within_chance_is_reported_as_inconclusive() -> None:
    results = random_results(3, count=40)
    compared = compare_runs(worsened(results, 1, 1.0), worsened(results, 2, 1.0), CLASSES)
    assert compared is not None
    assert compared.ap.low < 0 < compared.ap.high
    assert compared.ap.too_few


@pytest.mark.parametrize(("count", "too_few"), [(MIN_IMAGES - 1, True), (MIN_IMAGES, False)])
def test_that_few_images_with_objects_are_too_few_however_clear_they_look(count: int, too_few: bool) -> None:
    empty = [result([], [])] * 30
    good = [result([("a", 0.9, HERE)], [("a", HERE)])] * count + empty
    bad = [result([("a", 0.9, ELSEWHERE)], [("a", HERE)])] * count + empty
    compared = compare_runs(good, bad, CLASSES)
    measured = compute_intervals(good, CLASSES)
    assert compared is not None
    assert measured is not None
    assert compared.ap50.difference == 1.0
    assert compared.ap50.too_few is too_few
    assert measured.too_few is too_few


def test_that_nothing_to_find_gives_no_numbers() -> None:
    results = [result([("a", 0.9, HERE)], [])] * 20
    assert compute_intervals(results, CLASSES) is None
    assert compute_intervals([], CLASSES) is None
    assert compute_intervals([], ()) is None
    assert compare_runs(results, results, CLASSES) is None


def test_that_runs_on_different_images_are_refused() -> None:
    one = result([], [("a", HERE)])
    with pytest.raises(ValueError, match="same images"):
        compare_runs([one], [dataclasses.replace(one, path=Path("other.png"))], CLASSES)


def test_that_the_same_seed_gives_the_same_numbers_whatever_is_computed_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    results = random_results(1)
    first = compute_intervals(results, CLASSES, draws=101)
    monkeypatch.setattr("detector.evaluation.bootstrap._MAX_VALUES_AT_ONCE", 1000)
    assert compute_intervals(results, CLASSES, draws=101) == first
    assert isinstance(first, ApIntervals)
    assert compute_intervals(results, CLASSES, draws=101, seed=1) != first


@pytest.mark.slow
def test_that_95_of_100_intervals_hold_the_truth() -> None:
    images = 40
    population = [match_images(one, SIMULATED_CLASSES) for one in simulate_pairs(99, 20_000)]
    true, true_other = (
        compute_average_precisions(one, np.ones((one.images, 1), dtype=np.int64))[0].mean() for one in population
    )
    held, held_alone = [], []
    for seed in range(200):
        results, others = simulate_pairs(seed, images)
        compared = compare_runs(results, others, SIMULATED_CLASSES, seed=seed)
        alone = compute_intervals(results, SIMULATED_CLASSES, seed=seed)
        assert compared is not None
        assert alone is not None
        held.append(compared.ap.low <= true - true_other <= compared.ap.high)
        held_alone.append(alone.ap.low <= true <= alone.ap.high)
    assert 0.90 <= np.mean(held) <= 0.98
    assert 0.85 <= np.mean(held_alone) <= 0.99


def test_that_less_than_a_thousandth_is_no_difference() -> None:
    assert MeasureDifference(0.0001, -0.0004, 0.0002, 0.5, 0.4, too_few=False).is_even
    assert not MeasureDifference(0.0001, -0.0006, 0.0002, 0.5, 0.4, too_few=True).is_even


def test_that_a_hundred_of_a_hundred_means_all() -> None:
    nearly = MeasureDifference(0.1, 0.05, 0.2, better_share=0.999, worse_share=0.001, too_few=False)
    assert nearly.better_of_hundred == 99
    assert (
        MeasureDifference(-0.1, -0.2, -0.05, better_share=0.0, worse_share=1.0, too_few=False).better_of_hundred == 100
    )
