from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from detector.evaluation.average_precision import (
    IGNORED,
    RIGHT,
    WRONG,
    AveragePrecision,
    ImageResult,
    area_under_curve,
    average_precision,
    judge,
)

CLASSES = ("a", "b", "c")


def result(
    found: list[tuple[str, float, list[float]]],
    true: list[tuple[str, list[float]]],
    difficult: list[bool] | None = None,
) -> ImageResult:
    return ImageResult(
        np.array([box for _, _, box in found], dtype=np.float32).reshape(-1, 4),
        tuple(label for label, _, _ in found),
        np.array([score for _, score, _ in found], dtype=np.float32),
        np.array([box for _, box in true], dtype=np.float32).reshape(-1, 4),
        tuple(label for label, _ in true),
        np.array(difficult or [False] * len(true), dtype=np.bool_),
    )


HERE, THERE, ELSEWHERE = [0.0, 0, 10, 10], [20.0, 20, 30, 30], [50.0, 50, 60, 60]


def test_that_the_area_is_that_of_a_curve_worked_by_hand() -> None:
    # Right, wrong, right, wrong, right, of 4 objects: precision 1, 1/2, 2/3, 1/2, 3/5 at recall 1/4, 1/4, 2/4, 2/4,
    # 3/4. The envelope at the three steps of recall is 1, 2/3, 3/5; each is 1/4 wide; the last quarter is not reached.
    right = np.array([True, False, True, False, True])
    assert area_under_curve(right, 4) == pytest.approx((1 + 2 / 3 + 3 / 5) / 4)


def test_that_a_second_detection_of_one_object_is_wrong() -> None:
    boxes = np.array([HERE, HERE], dtype=np.float32)
    verdict = judge(boxes, np.array([0.5, 0.9], np.float32), boxes[:1], np.array([False]), 0.5)
    assert verdict.tolist() == [WRONG, RIGHT]


def test_that_a_detection_of_a_difficult_object_counts_neither_way() -> None:
    boxes = np.array([HERE, HERE, ELSEWHERE], dtype=np.float32)
    verdict = judge(boxes, np.array([0.9, 0.8, 0.7], np.float32), boxes[:1], np.array([True]), 0.5)
    assert verdict.tolist() == [IGNORED, IGNORED, WRONG]


def test_that_a_difficult_object_that_is_missed_costs_nothing() -> None:
    one = result([("a", 0.9, HERE)], [("a", HERE), ("a", THERE)], [False, True])
    assert average_precision([one], ("a",)).mean == 1.0


def test_that_an_iou_of_exactly_the_threshold_is_right() -> None:
    half = [0.0, 0, 10, 5]
    assert average_precision([result([("a", 0.9, half)], [("a", HERE)])], ("a",)).mean == 1.0


def test_that_detections_are_ranked_over_all_images_together() -> None:
    first = result([("a", 0.5, HERE)], [("a", HERE)])
    second = result([("a", 0.9, ELSEWHERE)], [])
    assert average_precision([first, second], ("a",)).mean == pytest.approx(0.5)


def test_that_a_detection_of_another_class_finds_nothing() -> None:
    assert average_precision([result([("b", 0.9, HERE)], [("a", HERE)])], ("a", "b")).per_class == {"a": 0.0, "b": None}


def test_that_classes_without_objects_are_no_part_of_the_mean() -> None:
    one = result([("a", 0.9, HERE), ("c", 0.9, THERE)], [("a", HERE), ("b", THERE)])
    assert average_precision([one], CLASSES) == AveragePrecision({"a": 1.0, "b": 0.0, "c": None}, 0.5)


def test_that_nothing_found_is_zero_and_nothing_there_is_none() -> None:
    assert average_precision([result([], [("a", HERE)])], ("a",)).mean == 0.0
    assert average_precision([result([], [])], ("a",)).mean is None
    assert average_precision([], ("a",)).mean is None


@pytest.mark.parametrize("seed", range(4))
def test_that_it_agrees_with_cocos_measure_at_the_same_threshold(seed: int) -> None:
    results = [random_result(np.random.default_rng([seed, image])) for image in range(30)]
    # COCO reads the curve at 101 recalls, VOC takes the area under it.
    ours, theirs = average_precision(results, CLASSES), coco_ap50(results)
    for number, name in enumerate(CLASSES):
        assert ours.per_class[name] == pytest.approx(theirs[number], abs=0.02)


def random_result(random: np.random.Generator) -> ImageResult:
    """Objects, most of them found with some error, some twice, and some detections of nothing."""
    count = int(random.integers(1, 8))
    true = boxes(random, count)
    labels = random.choice(CLASSES, count)
    found = np.concatenate((true, true[: count // 2], boxes(random, 3)))
    found[:count] += random.normal(0, 4, (count, 4))
    found_labels = np.concatenate((labels, labels[: count // 2], random.choice(CLASSES, 3)))
    scores = random.random(len(found)).astype(np.float32)
    scores[:count] += 0.3
    return ImageResult(
        found.astype(np.float32), tuple(found_labels), scores, true, tuple(labels), np.zeros(count, np.bool_)
    )


def boxes(random: np.random.Generator, count: int) -> NDArray[np.float32]:
    corner = random.uniform(0, 200, (count, 2))
    return np.concatenate((corner, corner + random.uniform(20, 80, (count, 2))), axis=1).astype(np.float32)


def coco_ap50(results: list[ImageResult]) -> list[float]:
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    def rows(boxes: NDArray[np.float32], labels: tuple[str, ...], image: int) -> list[dict[str, object]]:
        return [
            {
                "image_id": image,
                "category_id": CLASSES.index(label),
                "bbox": [x1, y1, x2 - x1, y2 - y1],
                "area": (x2 - x1) * (y2 - y1),
                "iscrowd": 0,
            }
            for (x1, y1, x2, y2), label in zip(boxes.tolist(), labels, strict=True)
        ]

    truth = COCO()
    annotations = [row for image, one in enumerate(results) for row in rows(one.true_boxes, one.true_labels, image)]
    truth.dataset = {
        "images": [{"id": image} for image in range(len(results))],
        "categories": [{"id": number, "name": name} for number, name in enumerate(CLASSES)],
        "annotations": [{"id": number, **row} for number, row in enumerate(annotations, start=1)],
    }
    truth.createIndex()
    detections = [
        {**row, "score": float(score)}
        for image, one in enumerate(results)
        for row, score in zip(rows(one.boxes, one.labels, image), one.scores, strict=True)
    ]
    measured = COCOeval(truth, truth.loadRes(detections), "bbox")
    measured.params.iouThrs = np.array([0.5])
    measured.evaluate()
    measured.accumulate()
    precision = measured.eval["precision"][0, :, :, 0, -1]
    return [float(precision[:, number].mean()) for number in range(len(CLASSES))]
