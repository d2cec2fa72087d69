"""Which detections are right at each of COCO's ten IoUs, class by class, with the image that each belongs to.

These records give the average precision of any draw of the images: an image that is drawn twice counts twice. The
rules are those of COCO's evaluator for all sizes and 100 detections. Free of torch.

N images, D detections of one class in all images, G its objects in one image, T = 10 IoUs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from detector.evaluation.results import Doubles, Flags, ImageResult, Rows
from detector.matching.coco_matching import IOUS, MAX_DETECTIONS, NO_OBJECT, match_objects
from detector.matching.detection_matching import overlap_corners


@dataclass(frozen=True)
class ClassMatches:
    """All detections of one class, best first. Equal scores keep the order of the images."""

    image: Rows
    """(D,) row of the image in 0..N-1"""
    correct: Flags
    """(T, D) found an object that counts"""
    ignored: Flags
    """(T, D) found none, but is on a difficult object"""
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
        difficult = result.difficult[is_true]
        is_right, is_ignored = _match_overlaps(_list_overlaps(result, best_first, is_true), difficult)
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


def _list_overlaps(result: ImageResult, best_first: Rows, is_true: Flags) -> Doubles:
    """(D, G) of the detections in these rows with the objects selected by `is_true`."""
    if result.overlaps is not None:
        return result.overlaps[best_first][:, is_true]
    return overlap_corners(result.boxes[best_first], result.true_boxes[is_true], result.difficult[is_true])


def _match_overlaps(overlaps: Doubles, difficult: Flags) -> tuple[Flags, Flags]:
    """Match detections of one class in one image, best first.

    One that finds no object is ignored where that share of its own area is in a difficult object.

    Args:
        overlaps: (D, G) of the detections, best first, with the objects.
        difficult: (G,)

    Returns:
        (T, D) is right, and (T, D) is ignored.
    """
    found = match_objects(overlaps, difficult[None], difficult)[0]
    ignored = np.append(difficult, False)[found]  # NO_OBJECT reads the last one
    return (found != NO_OBJECT) & ~ignored, ignored
