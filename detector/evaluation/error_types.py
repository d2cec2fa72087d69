"""What is wrong with each wrong detection (Bolya et al. 2020, TIDE)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detector.evaluation.matching import match_detections
from detector.evaluation.results import Flags, ImageResult, Rows
from detector.matching.box_overlap import MIN_OBJECT_IOU, pairwise_iou
from detector.matching.coco_matching import NO_OBJECT
from detector.outcomes import Verdict

BACKGROUND_IOU = 0.1


@dataclass(frozen=True)
class ImageVerdicts:
    """Of one image."""

    detections: NDArray[np.int8]
    """(D,) a Verdict each"""
    object: Rows
    """(D,) row of the object that a detection found, or would have found but for its class or box; else NO_OBJECT"""
    found: Flags
    """(G,)"""
    missed: Rows
    """(M,) rows of the objects that count, were not found, and that no detection is about"""


def classify_detections(result: ImageResult) -> ImageVerdicts:
    """Each detection that is neither right nor ignored is the first of these that holds.

    LOCATION: its IoU with some object of its class is at least 0.1 and under 0.5. CLASS: that with some object of
    another class is at least 0.5. DUPLICATE: that with some object of its class is at least 0.5 (which a better
    detection found). BACKGROUND: it is under 0.1 with every object. BOTH: what is left.

    Where masks are compared, before all of these comes MASK: its box found an object, its mask found none. The
    others are distinguished by boxes still.
    """
    matched = match_detections(result, MIN_OBJECT_IOU)
    boxed = matched if result.overlaps is None else match_detections(replace(result, overlaps=None), MIN_OBJECT_IOU)
    overlap = np.where(result.difficult, 0.0, pairwise_iou(result.boxes, result.true_boxes))
    same_class = result.labels[:, None] == result.true_labels[None, :]
    own, own_object = _find_best(np.where(same_class, overlap, 0.0))
    other, other_object = _find_best(np.where(same_class, 0.0, overlap))
    cases = (
        (Verdict.CORRECT, matched.object != NO_OBJECT, matched.object),
        (Verdict.IGNORED, matched.ignored, NO_OBJECT),
        (Verdict.MASK, boxed.object != NO_OBJECT, boxed.object),
        (Verdict.LOCATION, (own >= BACKGROUND_IOU) & (own < MIN_OBJECT_IOU), own_object),
        (Verdict.CLASS, other >= MIN_OBJECT_IOU, other_object),
        (Verdict.DUPLICATE, own >= MIN_OBJECT_IOU, NO_OBJECT),
        (Verdict.BACKGROUND, np.maximum(own, other) < BACKGROUND_IOU, NO_OBJECT),
    )
    holds = [condition for _, condition, _ in cases]
    verdict = np.select(holds, [code for code, _, _ in cases], default=Verdict.BOTH).astype(np.int8)
    about = np.select(holds, [rows for _, _, rows in cases], default=NO_OBJECT).astype(np.int64)
    return ImageVerdicts(verdict, about, matched.found, np.setdiff1d(matched.missed, about))


def _find_best(overlap: NDArray[np.floating]) -> tuple[NDArray[np.floating], Rows]:
    """The highest of each row of `overlap` (D, G), and where it is."""
    if overlap.shape[1] == 0:
        return np.zeros(len(overlap)), np.full(len(overlap), NO_OBJECT, dtype=np.int64)
    return overlap.max(axis=1), overlap.argmax(axis=1)
