from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from detector.evaluation.bootstrap import compare_runs
from detector.evaluation.pairing import MeasuredSet, compare_sets
from detector.evaluation.results import ImageResult
from tests.detector.result_samples import CLASSES, random_results
from tests.detector.simulated_runs import simulate_pairs


def named(results: list[ImageResult]) -> tuple[ImageResult, ...]:
    """Each with a path of its own."""
    return tuple(dataclasses.replace(one, path=Path(f"{row}.png")) for row, one in enumerate(results))


def test_that_images_are_paired_by_name_and_the_others_are_counted() -> None:
    ours, others = map(named, simulate_pairs(1, 30))
    compared = compare_sets(MeasuredSet(CLASSES, ours[:25]), MeasuredSet(CLASSES, others[::-1][:20]))
    assert compared is not None
    assert compared.comparison == compare_runs(ours[10:25], others[10:25], CLASSES)
    assert compared.skipped_images == 10 + 5
    assert compared.skipped_classes == ()


def test_that_classes_in_another_order_are_the_same_classes() -> None:
    results = named(random_results(2, difficult=0.2))
    turned = np.array([0, 3, 1, 2])  # a, b, c are 3, 1, 2 in the order b, c, a
    other = tuple(
        dataclasses.replace(one, labels=turned[one.labels], true_labels=turned[one.true_labels]) for one in results
    )
    compared = compare_sets(MeasuredSet(CLASSES, results), MeasuredSet(("b", "c", "a"), other))
    assert compared is not None
    assert compared.classes == CLASSES
    assert compared.comparison == compare_runs(results, results, CLASSES)


def test_that_a_class_that_only_one_knows_does_not_count() -> None:
    results = named(random_results(2))
    blind = tuple(
        dataclasses.replace(
            one,
            boxes=one.boxes[one.labels < 3],
            scores=one.scores[one.labels < 3],
            labels=one.labels[one.labels < 3],
            true_boxes=one.true_boxes[one.true_labels < 3],
            true_labels=one.true_labels[one.true_labels < 3],
            difficult=one.difficult[one.true_labels < 3],
        )
        for one in results
    )
    full = compare_sets(MeasuredSet(CLASSES, results), MeasuredSet(CLASSES, blind))
    both = compare_sets(MeasuredSet(CLASSES, results), MeasuredSet(CLASSES[:2], blind))
    assert full is not None
    assert both is not None
    assert full.comparison.ap.difference > 0
    assert both.comparison.ap.difference == 0
    assert both.skipped_classes == ("c",)


def test_that_the_labels_of_the_first_hold_for_both() -> None:
    results = named(random_results(2))
    relabeled = tuple(dataclasses.replace(one, true_boxes=one.true_boxes + 50) for one in results)
    compared = compare_sets(MeasuredSet(CLASSES, results), MeasuredSet(CLASSES, relabeled))
    assert compared is not None
    assert compared.comparison.ap.difference == 0


@pytest.mark.parametrize("other", [MeasuredSet(CLASSES, ()), MeasuredSet(("x",), named(random_results(2)))])
def test_that_nothing_in_common_is_no_comparison(other: MeasuredSet) -> None:
    assert compare_sets(MeasuredSet(CLASSES, named(random_results(2))), other) is None
