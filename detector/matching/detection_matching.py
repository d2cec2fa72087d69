"""Which detection found which object, by COCO's rules and by Pascal VOC's. Free of torch.

D detections, G objects, T IoU thresholds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detector.matching.box_overlap import pairwise_iou
from detector.matching.coco_matching import (
    NO_OBJECT,
    Doubles,
    Flags,
    Rows,
    compute_coco_overlaps,
    convert_to_widths,
    match_objects,
)

Floats = NDArray[np.float32]
FALSE_POSITIVE, CORRECT, IGNORED = 0, 1, 2
"""What Pascal VOC's rules make of a detection."""


@dataclass(frozen=True)
class DetectionMatch:
    """Of one image."""

    object: Rows
    """(D,) row of the object that each detection found, or NO_OBJECT"""
    ignored: Flags
    """(D,) found none, but is on one that is marked difficult"""
    found: Flags
    """(G,)"""
    missed: Rows
    """(M,) rows of the objects that count and were not found"""


def match_image(
    boxes: Floats,
    labels: Rows,
    scores: Floats,
    true_boxes: Floats,
    true_labels: Rows,
    difficult: Flags,
    iou_threshold: float,
    overlaps: Doubles | None = None,
) -> DetectionMatch:
    """Match the detections of all classes in one image with its objects, by COCO's rules at one IoU.

    Args:
        boxes: (D, 4) detections.
        labels: (D,)
        scores: (D,)
        true_boxes: (G, 4) objects.
        true_labels: (G,)
        difficult: (G,) these count neither as found nor as missed.
        iou_threshold: a detection finds an object from this IoU on.
        overlaps: (D, G) in place of that of the boxes, as `compute_coco_overlaps` gives them: of masks, for example.
    """
    best_first = np.argsort(-scores, kind="stable")
    near = overlap_corners(boxes, true_boxes, difficult) if overlaps is None else overlaps
    near = np.where(labels[:, None] == true_labels, near, 0.0)[best_first]
    # A difficult object is a crowd to COCO: it is found again and again, and only by what finds no other.
    matched = match_objects(near, difficult[None], difficult, np.array([iou_threshold]))[0, 0]
    any_object = np.full(len(boxes), NO_OBJECT, dtype=np.int64)
    any_object[best_first] = matched
    ignored = np.append(difficult, False)[any_object]  # NO_OBJECT reads the last one
    found = np.zeros(len(true_boxes), dtype=np.bool_)
    found[any_object[any_object != NO_OBJECT]] = True
    found &= ~difficult
    objects = np.where(ignored, NO_OBJECT, any_object)
    return DetectionMatch(objects, ignored, found, np.flatnonzero(~found & ~difficult))


def overlap_corners(boxes: Floats, true_boxes: Floats, difficult: Flags) -> Doubles:
    """(D, G) `compute_coco_overlaps` of x1 y1 x2 y2; `difficult` (G,) objects are crowds."""
    found, true = (convert_to_widths(corners.astype(np.float64)) for corners in (boxes, true_boxes))
    return compute_coco_overlaps(found, true, difficult)


def match_voc(
    boxes: Floats,
    scores: Floats,
    true_boxes: Floats,
    difficult: Flags,
    iou_threshold: float,
    overlaps: Doubles | None = None,
) -> NDArray[np.int8]:
    """Match detections of one class in one image with its objects as Pascal VOC's development kit does.

    Best first, each is compared with the object that it overlaps most. One that was found already makes it a false
    positive (where COCO's rules look for another), a difficult one makes it ignored.

    Args:
        boxes: (D, 4) detections.
        scores: (D,)
        true_boxes: (G, 4) objects.
        difficult: (G,)
        iou_threshold: a detection finds an object from this IoU on.
        overlaps: (D, G) in place of that of the boxes: of masks, for example.

    Returns:
        (D,) FALSE_POSITIVE, CORRECT or IGNORED.
    """
    verdict = np.full(len(boxes), FALSE_POSITIVE, dtype=np.int8)
    if len(true_boxes) == 0:
        return verdict
    near = pairwise_iou(boxes, true_boxes) if overlaps is None else overlaps
    found = np.zeros(len(true_boxes), dtype=np.bool_)
    for row in np.argsort(-scores, kind="stable"):
        best = int(near[row].argmax())
        if near[row, best] < iou_threshold:
            continue
        if difficult[best]:
            verdict[row] = IGNORED
        elif not found[best]:
            verdict[row] = CORRECT
            found[best] = True
    return verdict
