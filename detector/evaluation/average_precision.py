"""Average precision as Pascal VOC measures it since 2010: the area under the whole precision-recall curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
IOU_THRESHOLD = 0.5


@dataclass(frozen=True)
class ImageResult:
    """What was found in one image, and what is there. Boxes (N, 4), pixels of the image."""

    boxes: Floats
    labels: tuple[str, ...]
    scores: Floats
    true_boxes: Floats
    true_labels: tuple[str, ...]
    difficult: NDArray[np.bool_]
    """(G,) these neither count as found nor as missed"""


@dataclass(frozen=True)
class AveragePrecision:
    """Per class in 0..1, and their mean over the classes that occur."""

    per_class: dict[str, float | None]
    """None: no object of this class counts."""
    mean: float | None
    """None: no class occurs."""


def average_precision(
    results: Sequence[ImageResult], classes: Sequence[str], iou_threshold: float = IOU_THRESHOLD
) -> AveragePrecision:
    """Score `results`: a detection is right when its IoU with an object not found by a better one is high enough."""
    per_class = {name: class_average_precision(results, name, iou_threshold) for name in classes}
    known = [value for value in per_class.values() if value is not None]
    return AveragePrecision(per_class, float(np.mean(known)) if known else None)


def class_average_precision(results: Sequence[ImageResult], name: str, iou_threshold: float) -> float | None:
    """The average precision of one class; None when no object of it counts."""
    scores: list[Floats] = []
    verdicts: list[NDArray[np.int8]] = []
    objects = 0
    for result in results:
        is_true, is_found = _is(name, result.true_labels), _is(name, result.labels)
        difficult = result.difficult[is_true]
        objects += int((~difficult).sum())
        scores.append(result.scores[is_found])
        verdicts.append(
            judge(result.boxes[is_found], result.scores[is_found], result.true_boxes[is_true], difficult, iou_threshold)
        )
    if objects == 0:
        return None
    verdict = np.concatenate(verdicts)[np.argsort(-np.concatenate(scores), kind="stable")]
    return area_under_curve(verdict[verdict != IGNORED] == RIGHT, objects)


def _is(name: str, labels: tuple[str, ...]) -> NDArray[np.bool_]:
    return np.array([label == name for label in labels], dtype=np.bool_)


WRONG, RIGHT, IGNORED = 0, 1, 2


def judge(
    boxes: Floats, scores: Floats, true_boxes: Floats, difficult: NDArray[np.bool_], iou_threshold: float
) -> NDArray[np.int8]:
    """WRONG, RIGHT or IGNORED for each of `boxes` (D, 4) of one class in one image.

    Best first, each is held against the object that it overlaps most. One that was found already makes it wrong, a
    difficult one makes it ignored (VOC development kit).
    """
    verdict = np.full(len(boxes), WRONG, dtype=np.int8)
    if len(true_boxes) == 0:
        return verdict
    overlaps = iou(boxes, true_boxes)
    found = np.zeros(len(true_boxes), dtype=np.bool_)
    for row in np.argsort(-scores, kind="stable"):
        best = int(overlaps[row].argmax())
        if overlaps[row, best] < iou_threshold:
            continue
        if difficult[best]:
            verdict[row] = IGNORED
        elif not found[best]:
            verdict[row] = RIGHT
            found[best] = True
    return verdict


def area_under_curve(right: NDArray[np.bool_], objects: int) -> float:
    """`right` (D,): whether each detection is, best first; `objects`: how many there are to find.

    Precision at a recall is the best that is reached at that recall or a higher one.
    """
    hits = np.cumsum(right)
    precision = hits / np.arange(1, len(right) + 1)
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    return float(envelope[right].sum() / objects)


def iou(boxes: Floats, others: Floats) -> Floats:
    """Intersection over union (N, M) of `boxes` (N, 4) with `others` (M, 4); 0 where the union is empty."""
    corner = np.maximum(boxes[:, None, :2], others[None, :, :2])
    opposite = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    intersection = (opposite - corner).clip(min=0).prod(axis=-1)
    union = _area(boxes)[:, None] + _area(others)[None, :] - intersection
    result: Floats = intersection / np.maximum(union, np.finfo(np.float32).tiny)
    return result


def _area(boxes: Floats) -> Floats:
    area: Floats = (boxes[:, 2:] - boxes[:, :2]).prod(axis=1)
    return area
