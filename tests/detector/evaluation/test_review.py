"""Going through a measurement: against brute force, and against the measures that it must agree with."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from detector.evaluation.average_precision import area_under_curve, compute_average_precision, rank_detections
from detector.evaluation.matching import match_detections
from detector.evaluation.results import ImageResult
from detector.evaluation.review import (
    compute_uncertainty,
    count_confusions,
    filter_by_score,
    find_missed,
    review_image,
    review_images,
)

CLASSES = ("cat", "dog", "owl")


def random_result(rng: np.random.Generator, number: int) -> ImageResult:
    """Objects, and detections that are shaken copies of them, with some of another class and some of nothing."""
    objects = rng.integers(0, 6)
    corner = rng.uniform(0, 300, (objects, 2))
    true = np.concatenate((corner, corner + rng.uniform(20, 90, (objects, 2))), axis=1).astype(np.float32)
    copies = rng.integers(0, objects, rng.integers(0, 9)) if objects else np.zeros(0, np.int64)
    boxes = true[copies] + rng.normal(0, 8, (len(copies), 4)).astype(np.float32)
    boxes = np.concatenate((np.minimum(boxes[:, :2], boxes[:, 2:] - 1), boxes[:, 2:]), axis=1)
    labels = rng.integers(1, len(CLASSES) + 1, objects)
    found = np.where(rng.random(len(copies)) < 0.7, labels[copies], rng.integers(1, len(CLASSES) + 1, len(copies)))
    order = np.argsort(-(scores := rng.random(len(copies)).astype(np.float32)))
    return ImageResult(
        Path(f"{number}.jpg"), 400, 400, boxes[order].astype(np.float32), found[order].astype(np.int64), scores[order],
        true, labels.astype(np.int64), rng.random(objects) < 0.15,
    )  # fmt: skip


@pytest.fixture(params=range(5))
def results(request: pytest.FixtureRequest) -> list[ImageResult]:
    rng = np.random.default_rng(request.param)
    return [random_result(rng, number) for number in range(30)]


@pytest.mark.parametrize("score", [0.0, 0.3, 0.7])
def test_that_every_object_and_every_detection_is_in_one_cell(results: list[ImageResult], score: float) -> None:
    found = count_confusions(results, len(CLASSES), score)
    for label in range(1, len(CLASSES) + 1):
        objects = sum(int(((one.true_labels == label) & ~one.difficult).sum()) for one in results)
        assert found.counts[label - 1].sum() == objects
    shown = [filter_by_score(one, score) for one in results]
    scored = sum(int((~match_detections(one, 0.5).ignored).sum()) for one in shown)
    assert found.counts[:, :-1].sum() == scored
    assert np.trace(found.counts) == sum(int((match_detections(one, 0.5).object >= 0).sum()) for one in shown)
    assert found.counts[-1, -1] == 0
    assert {cell: len(rows) for cell, rows in found.images.items() if len(rows) > found.counts[cell]} == {}
    assert set(found.images) == {tuple(cell) for cell in np.argwhere(found.counts).tolist()}


def test_that_a_wrong_class_is_paired_with_the_object_it_lies_on() -> None:
    true = np.array([[0, 0, 10, 10], [50, 50, 60, 60]], np.float32)
    boxes = np.array([[1, 0, 10, 10], [0, 0, 10, 10], [80, 80, 90, 90]], np.float32)
    result = ImageResult(
        Path("a.jpg"), 100, 100, boxes, np.array([2, 1, 3]), np.array([0.9, 0.8, 0.7], np.float32),
        true, np.array([1, 2]), np.array([False, False]),
    )  # fmt: skip
    found = count_confusions([result], 3, 0.5)
    # The cat is found; the dog on it is a dog of nothing, as the cat is taken; the dog is missed; the owl is nothing.
    assert {cell: int(found.counts[cell]) for cell in found.images} == {(0, 0): 1, (3, 1): 1, (3, 2): 1, (1, 3): 1}
    alone = filter_by_score(result, 0.85)
    assert set(count_confusions([alone], 3, 0.0).images) == {(0, 1), (1, 3)}


def test_that_the_curves_give_the_average_precision(results: list[ImageResult]) -> None:
    measured = compute_average_precision(results, CLASSES).per_class
    for name, drawn in rank_detections(results, CLASSES).items():
        assert area_under_curve(drawn.correct, drawn.objects) == measured[name]
        assert (np.diff(drawn.scores) <= 0).all()
        for at, row in enumerate(drawn.images.tolist()):  # the image of a point shows a detection of that score
            assert drawn.scores[at] in results[row].scores
        if len(drawn.scores):
            assert drawn.precision[-1] == drawn.correct.mean()
            assert drawn.recall[-1] == drawn.correct.sum() / max(drawn.objects, 1)


@pytest.mark.parametrize("score", [0.0, 0.5])
def test_that_images_add_up(results: list[ImageResult], score: float) -> None:
    reviews = [review_image(one, row, score) for row, one in enumerate(results)]
    for one, result in zip(reviews, results, strict=True):
        assert one.correct + one.missed == one.objects
        shown = filter_by_score(result, score)
        assert one.correct + one.false_positives + int(match_detections(shown, 0.5).ignored.sum()) == len(shown.boxes)
        assert one.missed <= one.disagreement <= one.missed + one.false_positives
    assert sum(one.missed for one in reviews) == len(list(find_missed(results, score)))
    assert list(review_images(results, score)) == reviews


def test_that_uncertainty_counts_what_is_neither_sure_nor_dismissed() -> None:
    assert compute_uncertainty(np.array([0.5, 1.0, 0.0], np.float32)) == pytest.approx(1.0)
    assert compute_uncertainty(np.array([0.9], np.float32)) == pytest.approx(0.36)
    assert compute_uncertainty(np.zeros(0, np.float32)) == 0.0


def test_that_nothing_at_all_is_no_fault() -> None:
    assert count_confusions([], 2, 0.5).counts.sum() == 0
    assert len(rank_detections([], ("cat",))["cat"].scores) == 0
    assert list(find_missed([], 0.5)) == []
