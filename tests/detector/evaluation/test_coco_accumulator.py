"""COCO's numbers image by image: those of pycocotools and of faster-coco-eval on random sets."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from detector.evaluation.coco import CocoMetrics, summarize_curves
from detector.evaluation.coco_accumulator import CocoAccumulator, CocoImage
from detector.matching.coco_matching import MAX_DETECTIONS
from tests.detector.result_samples import pycocotools_evaluation, random_boxes


def draw_image(random: np.random.Generator, class_count: int, max_count: int) -> CocoImage:
    """Objects of all sizes, crowds among them, areas of masks, boxes that lie on each other, and tied scores."""
    count = int(random.integers(0, max_count))
    true_boxes = random_boxes(random, count).astype(np.float64)
    true_boxes[:, 2:] -= true_boxes[:, :2]
    if count and random.random() < 0.3:
        true_boxes[-1] = true_boxes[0]  # equally good objects
    labels = random.integers(1, class_count + 1, count)
    chosen = (
        random.integers(0, max(count, 1), int(random.integers(0, 3 * max_count))) if count else np.zeros(0, np.int64)
    )
    boxes = true_boxes[chosen] * random.choice([1.0, 1.0, 0.9, 1.2], (len(chosen), 1))
    boxes += random.choice([0.0, 0.0, 3.0, 20.0], (len(chosen), 1))
    strange = random_boxes(random, 5).astype(np.float64)
    strange[0, 2:] = 0.0  # without area
    found_labels = np.concatenate([labels[chosen], random.integers(1, class_count + 1, 5)])
    return CocoImage(
        np.concatenate([boxes, strange]),
        found_labels,
        random.random(len(found_labels)).round(1),
        true_boxes,
        labels,
        true_boxes[:, 2] * true_boxes[:, 3] * random.uniform(0.2, 1.0, count),
        random.random(count) < 0.2,
    )


def build_records(images: list[CocoImage], class_count: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The same as COCO's files have it."""
    objects = [
        {"image_id": row, "category_id": label, "bbox": box, "area": area, "iscrowd": int(crowd)}
        for row, image in enumerate(images, start=1)
        for box, label, area, crowd in zip(
            image.true_boxes.tolist(),
            image.true_labels.tolist(),
            image.areas.tolist(),
            image.crowd.tolist(),
            strict=True,
        )
    ]
    truth = {
        "info": {},
        "images": [{"id": row, "width": 300, "height": 300} for row in range(1, len(images) + 1)],
        "categories": [{"id": label, "name": str(label)} for label in range(1, class_count + 1)],
        "annotations": [{"id": number, **one} for number, one in enumerate(objects, start=1)],
    }
    found = [
        {"image_id": row, "category_id": label, "bbox": box, "score": score}
        for row, image in enumerate(images, start=1)
        for box, label, score in zip(image.boxes.tolist(), image.labels.tolist(), image.scores.tolist(), strict=True)
    ]
    return truth, found


def accumulate(images: list[CocoImage], class_count: int) -> CocoAccumulator:
    accumulator = CocoAccumulator(class_count)
    for image in images:
        accumulator.add_image(image)
    return accumulator


def list_twelve(metrics: CocoMetrics) -> list[float]:
    return [-1.0 if value is None else value for value in list(dataclasses.astuple(metrics))[:12]]


@pytest.mark.parametrize("seed", range(24))
def test_that_every_value_is_that_of_pycocotools(seed: int) -> None:
    random = np.random.default_rng([7, seed])
    class_count = int(random.integers(1, 5))
    images = [draw_image(random, class_count, (4, 12, 60)[seed % 3]) for _ in range(int(random.integers(1, 15)))]
    reference = pycocotools_evaluation(*build_records(images, class_count))
    curves = accumulate(images, class_count).compute_curves()
    # It adds 2e-16 to what it divides by; nothing else may differ.
    assert np.allclose(curves.precision, reference.eval["precision"][..., 2], rtol=0, atol=1e-15)
    assert np.array_equal(curves.recall, reference.eval["recall"][..., 2])
    assert np.array_equal(curves.limited_recall, reference.eval["recall"][:, :, 0])
    metrics = summarize_curves(curves, [str(label) for label in range(class_count)])
    assert list_twelve(metrics) == pytest.approx(reference.stats.tolist(), abs=1e-14)


@pytest.mark.parametrize("seed", range(6))
def test_that_every_value_is_that_of_faster_coco_eval_to_the_last_digit(seed: int) -> None:
    from faster_coco_eval import COCO, COCOeval_faster

    random = np.random.default_rng([8, seed])
    images = [draw_image(random, 3, 15) for _ in range(12)]
    truth, found = build_records(images, 3)
    objects = COCO(truth)
    evaluator = COCOeval_faster(objects, objects.loadRes(found), "bbox", print_function=lambda *_words: None)
    evaluator.evaluate()
    evaluator.accumulate()
    curves = accumulate(images, 3).compute_curves()
    assert np.array_equal(curves.precision, evaluator.eval["precision"][..., 2])
    assert np.array_equal(curves.recall, evaluator.eval["recall"][..., 2])


def test_that_only_the_best_hundred_of_an_image_and_class_are_kept() -> None:
    random = np.random.default_rng(3)
    images = [draw_image(random, 2, 200)]
    counts = np.bincount(images[0].labels, minlength=3)
    assert counts.max() > MAX_DETECTIONS
    accumulator = accumulate(images, 2)
    assert len(accumulator) == np.minimum(counts, MAX_DETECTIONS).sum()
    reference = pycocotools_evaluation(*build_records(images, 2))
    assert np.allclose(accumulator.compute_curves().precision, reference.eval["precision"][..., 2], rtol=0, atol=1e-15)


def test_that_no_image_and_no_detection_have_curves() -> None:
    nothing = CocoAccumulator(2).compute_curves()
    assert (nothing.precision == -1).all()
    assert (nothing.limited_recall == -1).all()
    box, label = np.array([[0.0, 0.0, 50.0, 50.0]]), np.array([1])
    missed = CocoImage(np.zeros((0, 4)), np.zeros(0, np.int64), np.zeros(0), box, label, np.array([2500.0]), label == 0)
    curves = accumulate([missed], 2).compute_curves()
    assert (curves.recall[:, 0, 0] == 0).all()
    assert (curves.recall[:, 0, 1] == -1).all()  # it is of medium size
    assert (curves.recall[:, 1] == -1).all()


def test_that_a_detection_takes_little_memory() -> None:
    random = np.random.default_rng(4)
    images = [draw_image(random, 3, 12) for _ in range(40)]
    accumulator = accumulate(images, 3)
    assert accumulator.size_bytes <= 29 * len(accumulator)
