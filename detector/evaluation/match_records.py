"""Which detections are right at each of COCO's ten IoUs, class by class, with the image that each belongs to.

These records give the average precision of any draw of the images: an image that is drawn twice counts twice. The
rules are those of COCO's evaluator for all sizes and 100 detections. Free of torch.

N images, D detections of one class in all images, G its objects in one image, T = 10 IoUs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detector.evaluation.results import Flags, Floats, ImageResult, Rows

Doubles = NDArray[np.float64]

IOUS: Doubles = np.linspace(0.5, 0.95, 10)
MAX_DETECTIONS = 100
"""For each class and image: the best ones count."""


@dataclass(frozen=True)
class ClassMatches:
    """All detections of one class, best first. Equal scores keep the order of the images."""

    image: Rows
    """(D,) row of the image in 0..N-1"""
    correct: Flags
    """(T, D) found an object that counts"""
    ignored: Flags
    """(T, D) found none, but lies on a difficult object"""
    objects: Rows
    """(N,) how many objects that count each image shows"""


@dataclass(frozen=True)
class MatchRecords:
    """All that the average precision of any draw of the images needs."""

    images: int
    per_class: tuple[ClassMatches, ...]

    @property
    def images_with_objects(self) -> int:
        """How many of the images show an object that counts."""
        if not self.per_class:
            return 0
        return int((np.sum([one.objects for one in self.per_class], axis=0) > 0).sum())


def match_images(results: Sequence[ImageResult], classes: Sequence[str]) -> MatchRecords:
    """Match the detections of all images with their objects.

    Args:
        results: one entry for each image.
        classes: names of the labels 1..C.
    """
    return MatchRecords(len(results), tuple(_match_class(results, label) for label in range(1, len(classes) + 1)))


def _match_class(results: Sequence[ImageResult], label: int) -> ClassMatches:
    objects = np.zeros(len(results), dtype=np.int64)
    # Each list begins with an empty part, because a class may have no detection at all.
    image, scores = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.float64)]
    right, ignored = ([np.zeros((len(IOUS), 0), dtype=np.bool_)] for _ in range(2))
    for row, result in enumerate(results):
        is_true = result.true_labels == label
        objects[row] = int((is_true & ~result.difficult).sum())
        is_found = np.flatnonzero(result.labels == label)
        if not len(is_found):
            continue
        best_first = is_found[np.argsort(-result.scores[is_found], kind="stable")[:MAX_DETECTIONS]]
        is_right, is_ignored = _match_boxes(
            result.boxes[best_first], result.true_boxes[is_true], result.difficult[is_true]
        )
        image.append(np.full(len(best_first), row, dtype=np.int64))
        scores.append(result.scores[best_first].astype(np.float64))
        right.append(is_right)
        ignored.append(is_ignored)
    order = np.argsort(-np.concatenate(scores), kind="stable")
    return ClassMatches(
        np.concatenate(image)[order],
        np.concatenate(right, axis=1)[:, order],
        np.concatenate(ignored, axis=1)[:, order],
        objects,
    )


def _match_boxes(boxes: Floats, true_boxes: Floats, difficult: Flags) -> tuple[Flags, Flags]:
    """Match detections of one class in one image, best first.

    Each finds the object that it overlaps most of those not yet found, or else is ignored where that share of its own
    area lies in a difficult object.

    Args:
        boxes: (D, 4) detections, best first.
        true_boxes: (G, 4) objects.
        difficult: (G,)

    Returns:
        (T, D) is right, and (T, D) is ignored.
    """
    right, ignored = (np.zeros((len(IOUS), len(boxes)), dtype=np.bool_) for _ in range(2))
    overlaps = _compute_overlap(boxes, true_boxes[~difficult], of_detection=False)
    hidden = _compute_overlap(boxes, true_boxes[difficult], of_detection=True)
    free = np.ones((len(IOUS), overlaps.shape[1]), dtype=np.bool_)
    every = np.arange(len(IOUS))
    if free.size:
        for row in np.flatnonzero(overlaps.max(axis=1) >= IOUS[0]):
            usable = np.where(free & (overlaps[row] >= IOUS[:, None]), overlaps[row], 0.0)
            # The last of equally good ones, as COCO's evaluator takes it.
            best = usable.shape[1] - 1 - usable[:, ::-1].argmax(axis=1)
            found = usable[every, best] > 0
            right[found, row] = True
            free[every[found], best[found]] = False
    if hidden.size:
        ignored = ~right & (hidden.max(axis=1) >= IOUS[:, None])
    return right, ignored


def _compute_overlap(boxes: Floats, true_boxes: Floats, of_detection: bool) -> Doubles:
    """(D, G) IoU, or the share of the detection's area that lies in the object.

    In double precision and from widths, as COCO's evaluator computes it: an IoU of 0.4999 must not become 0.5.
    """
    found, true = boxes.astype(np.float64)[:, None, :], true_boxes.astype(np.float64)[None, :, :]
    size, true_size = found[..., 2:] - found[..., :2], true[..., 2:] - true[..., :2]
    ends = np.minimum(found[..., :2] + size, true[..., :2] + true_size)
    shared: Doubles = (ends - np.maximum(found[..., :2], true[..., :2])).clip(min=0).prod(axis=-1)
    area = size.prod(axis=-1)
    union = np.broadcast_to(area, shared.shape) if of_detection else area + true_size.prod(axis=-1) - shared
    overlap: Doubles = np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)
    return overlap
