"""Results of detection for tests of measures, by hand and at random, and pycocotools' opinion of them."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detector.evaluation.results import ImageResult

CLASSES = ("a", "b", "c")
Found = tuple[str, float, list[float]]
"""Class, score, and x1 y1 x2 y2"""
True_ = tuple[str, list[float]]
HERE, THERE, ELSEWHERE = [0.0, 0, 10, 10], [20.0, 20, 30, 30], [50.0, 50, 60, 60]


def result(found: Sequence[Found], true: Sequence[True_], difficult: Sequence[bool] | None = None) -> ImageResult:
    """Of an image of 300x300 pixels."""
    return ImageResult(
        Path("image.png"),
        300,
        300,
        np.array([box for _, _, box in found], dtype=np.float32).reshape(-1, 4),
        np.array([CLASSES.index(label) + 1 for label, _, _ in found], dtype=np.int64),
        np.array([score for _, score, _ in found], dtype=np.float32),
        np.array([box for _, box in true], dtype=np.float32).reshape(-1, 4),
        np.array([CLASSES.index(label) + 1 for label, _ in true], dtype=np.int64),
        np.array(difficult or [False] * len(true), dtype=np.bool_),
    )


def random_results(seed: int, count: int = 30, difficult: float = 0.0) -> list[ImageResult]:
    return [random_result(np.random.default_rng([seed, image]), difficult) for image in range(count)]


def random_result(random: np.random.Generator, difficult: float = 0.0) -> ImageResult:
    """Objects of all sizes, most of them found with some error, some twice, and some detections of nothing.

    Some detections are given another class. Each object is difficult with the probability `difficult`.
    """
    count = int(random.integers(0, 9))
    true = random_boxes(random, count)
    labels = random.integers(1, len(CLASSES) + 1, count)
    found = np.concatenate((true, true[: count // 2], random_boxes(random, 3)))
    found[:count] += random.normal(0, 4, (count, 4))
    found[:, 2:] = np.maximum(found[:, 2:], found[:, :2] + 1)
    found_labels = np.concatenate((labels, labels[: count // 2], random.integers(1, len(CLASSES) + 1, 3)))
    astray = random.random(len(found)) < 0.15
    found_labels[astray] = random.integers(1, len(CLASSES) + 1, int(astray.sum()))
    # Two decimals make ties, as half precision does.
    scores = random.random(len(found)).round(2).astype(np.float32)
    scores[:count] += 0.3
    found_something = random.random() > 0.1
    kept = slice(None) if found_something else slice(0)
    return ImageResult(
        Path("image.png"),
        300,
        300,
        found[kept].astype(np.float32),
        found_labels[kept],
        scores[kept],
        true,
        labels,
        random.random(count) < difficult,
    )


def random_boxes(random: np.random.Generator, count: int) -> NDArray[np.float32]:
    corner = random.uniform(0, 200, (count, 2))
    return np.concatenate((corner, corner + random.uniform(8, 120, (count, 2))), axis=1).astype(np.float32)


def pycocotools_evaluation(
    truth: dict[str, Any], found: list[dict[str, Any]], use_categories: bool = True, limits: Sequence[int] = ()
) -> Any:
    """pycocotools' COCOeval, accumulated and summarized, of a COCO data set and results in COCO's format."""
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    with contextlib.redirect_stdout(io.StringIO()):
        objects = COCO()
        objects.dataset = truth
        objects.createIndex()
        measured = COCOeval(objects, objects.loadRes(found) if found else COCO(), "bbox")
        measured.params.useCats = int(use_categories)
        measured.params.maxDets = list(limits) or measured.params.maxDets
        measured.evaluate()
        measured.accumulate()
        if not limits:
            measured.summarize()
    return measured
