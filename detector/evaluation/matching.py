"""Which detection found which object, by COCO's rules at one IoU."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detector.box_overlap import pairwise_iou, share_inside
from detector.evaluation.results import Flags, ImageResult, Rows

NO_OBJECT = -1


@dataclass(frozen=True)
class DetectionMatch:
    """Of one image."""

    object: Rows
    """(D,) row of the object that each detection found, or NOTHING"""
    ignored: Flags
    """(D,) found none, but lies on one that is marked difficult"""
    found: Flags
    """(G,)"""
    missed: Rows
    """(M,) rows of the objects that count and were not found"""


def match_detections(result: ImageResult, iou_threshold: float) -> DetectionMatch:
    """Best first, each detection finds the object of its class that it overlaps most of those not yet found.

    It is ignored where it finds none, but that share of its own area lies inside a difficult object of its class.
    """
    same_class = result.labels[:, None] == result.true_labels[None, :]
    overlap = np.where(same_class & ~result.difficult, pairwise_iou(result.boxes, result.true_boxes), 0.0)
    hidden = np.where(same_class & result.difficult, share_inside(result.boxes, result.true_boxes), 0.0)
    found_object = np.full(len(result.boxes), NO_OBJECT, dtype=np.int64)
    found = np.zeros(len(result.true_boxes), dtype=np.bool_)
    if len(result.true_boxes):
        for row in np.argsort(-result.scores, kind="stable"):
            best = int(overlap[row].argmax())
            if overlap[row, best] >= iou_threshold:
                found_object[row], found[best] = best, True
                overlap[:, best] = 0.0
    ignored = (found_object == NO_OBJECT) & (hidden >= iou_threshold).any(axis=1)
    return DetectionMatch(found_object, ignored, found, np.flatnonzero(~found & ~result.difficult))
