"""COCO's rules for overlap and for which detection finds which object, in one image. Free of torch.

D detections, G objects, T IoU thresholds, A ranges of size.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
Rows = NDArray[np.int64]
Flags = NDArray[np.bool_]

NO_OBJECT = -1
IOUS: Doubles = np.linspace(0.5, 0.95, 10)
"""COCO's thresholds"""
MAX_DETECTIONS = 100
"""For each class and image: the best ones count."""


def convert_to_widths(corners: Doubles) -> Doubles:
    """(N, 4) x, y, width, height of corners x1, y1, x2, y2."""
    return np.concatenate([corners[:, :2], corners[:, 2:] - corners[:, :2]], axis=1)


def compute_coco_overlaps(boxes: Doubles, true_boxes: Doubles, crowd: Flags) -> Doubles:
    """Compute the IoU of each detection with each object, or with a crowd the share of the detection inside it.

    In double precision and from widths, as COCO's evaluator computes it: an IoU of 0.4999 must not become 0.5.

    Args:
        boxes: (D, 4) x, y, width, height in pixels.
        true_boxes: (G, 4) likewise.
        crowd: (G,) objects that stand for a crowd, or that count neither as found nor as missed.

    Returns:
        (D, G)
    """
    found, true = boxes[:, None, :], true_boxes[None, :, :]
    ends = np.minimum(found[..., :2] + found[..., 2:], true[..., :2] + true[..., 2:])
    sides = (ends - np.maximum(found[..., :2], true[..., :2])).clip(min=0)
    shared: Doubles = sides[..., 0] * sides[..., 1]
    area = found[..., 2] * found[..., 3]
    union = np.where(crowd, area, area + true[..., 2] * true[..., 3] - shared)
    overlaps: Doubles = np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)
    return overlaps


def match_objects(overlaps: Doubles, ignored: Flags, crowd: Flags, thresholds: Doubles = IOUS) -> Rows:
    """Let each detection, best first, find the object that it overlaps most of those not yet found.

    An object that counts goes before one that is ignored, and a crowd can be found again and again. For example, of
    two detections with IoU 0.9 and 0.8 with one object, the one with the higher score finds it, and the other finds
    the object that it overlaps next, if that IoU reaches the threshold.

    Args:
        overlaps: (D, G) as `compute_coco_overlaps` gives them, best detection first; 0 where the two must not be
            matched.
        ignored: (A, G) objects that do not count in each range of size.
        crowd: (G,) objects that stand for a crowd; they are among those ignored.
        thresholds: (T,) rising IoUs from which on a detection finds an object.

    Returns:
        (A, T, D) row of the object that each detection found, or NO_OBJECT.
    """
    found = np.full((len(ignored), len(thresholds), len(overlaps)), NO_OBJECT, dtype=np.int64)
    near = (overlaps >= thresholds[0]) & (overlaps > 0)
    if not near.any():
        return found
    # Mostly a detection is near to one object and that object to one detection: nothing to choose.
    is_alone = (near.sum(axis=1) == 1) & ~near[:, near.sum(axis=0) > 1].any(axis=1)
    rows = np.flatnonzero(is_alone)
    objects = near[rows].argmax(axis=1)
    found[:, :, rows] = np.where(overlaps[rows, objects] >= thresholds[:, None], objects, NO_OBJECT)
    free = np.ones((*found.shape[:2], len(crowd)), dtype=np.bool_)
    for row in np.flatnonzero(near.any(axis=1) & ~is_alone).tolist():
        places = np.flatnonzero(near[row])
        found[:, :, row] = _choose_object(overlaps[row], places, free, ignored, thresholds)
        sizes, ious = np.nonzero(found[:, :, row] != NO_OBJECT)
        chosen = found[sizes, ious, row]
        free[sizes, ious, chosen] = crowd[chosen]
    return found


def _choose_object(overlaps: Doubles, places: Rows, free: Flags, ignored: Flags, thresholds: Doubles) -> Rows:
    """(A, T) which of the objects at `places` one detection finds.

    Args:
        overlaps: (G,) with all objects.
        places: rows of the objects that it may find.
        free: (A, T, G) which were not found yet.
        ignored: (A, G)
        thresholds: (T,)
    """
    near = overlaps[places]
    usable = free[:, :, places] & (near >= thresholds[:, None])
    counted = usable & ~ignored[:, None, places]
    choice = np.where(counted.any(axis=2, keepdims=True), counted, usable)
    values = np.where(choice, near, 0.0)
    # The last of equally good ones, as COCO's evaluator takes it.
    best = places[len(places) - 1 - values[:, :, ::-1].argmax(axis=2)]
    chosen: Rows = np.where(choice.any(axis=2), best, NO_OBJECT)
    return chosen
