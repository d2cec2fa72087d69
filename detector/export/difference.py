"""The differences between two sets of detections of one image."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import torch
from numpy.typing import NDArray

from detector.config import DetectionConfig
from detector.data.outlines.set_operations import compute_bitmap_iou
from detector.export.runtime import FileOutput
from detector.matching.box_overlap import pairwise_iou
from detector.predictor import PredictedBoxes
from detector.stages.mask_paste import paste_masks

MAX_EDGE_DIFFERENCE_PX = 0.05
"""By which an edge of a box may differ, in pixels of the image"""
MAX_SCORE_DIFFERENCE = 1e-3
MAX_IOU_DIFFERENCE = 1e-3
"""By which the IoU of two boxes may differ. That close to the threshold of NMS, the last digit decides."""
MAX_PROBABILITY_DIFFERENCE = 5e-3
"""By which the probability of a cell of a mask may differ, in the same box"""


@dataclass(frozen=True)
class MaskDifference:
    """The differences of the masks in one image, in the boxes that the file finds."""

    max_probability_difference: float
    min_iou: float
    """The lowest IoU of a pasted mask with that of the network"""

    @property
    def is_small(self) -> bool:
        return self.max_probability_difference <= MAX_PROBABILITY_DIFFERENCE


@dataclass(frozen=True)
class ImageDifference:
    """The differences of the detections in one image."""

    detection_count: int
    """How many the network finds"""
    max_edge_difference: float
    """The largest difference of an edge, of boxes that both find"""
    max_score_difference: float
    on_edge: int
    """Those that one of the two lacks because they are so close to a threshold that the last digit decides"""
    missing: int
    """Those that the network finds and the file does not"""
    extra: int
    """Those that the file finds and the network does not"""
    swapped: int = 0
    """Those that the file ranks below a detection which the network ranks below them, with nearly equal scores"""
    masks: MaskDifference | None = None
    """None without a mask head"""

    @property
    def has_same_boxes(self) -> bool:
        return (
            not self.missing
            and not self.extra
            and self.max_edge_difference <= MAX_EDGE_DIFFERENCE_PX
            and self.max_score_difference <= MAX_SCORE_DIFFERENCE
        )

    @property
    def is_small(self) -> bool:
        return self.has_same_boxes and (self.masks is None or self.masks.is_small)


def measure_difference(expected: PredictedBoxes, found: PredictedBoxes, detection: DetectionConfig) -> ImageDifference:
    """Compare what the network finds with what the file finds.

    A detection belongs to the one of the same class and, but for `MAX_SCORE_DIFFERENCE`, of the same score whose box
    is nearest. As both are sorted by score, their order is the same but for detections whose scores are that close.
    """
    pairs = _pair_detections(expected, found)
    pixels = [float(np.abs(expected.boxes[i] - found.boxes[j]).max()) for i, j in pairs]
    scores = [abs(float(expected.scores[i]) - float(found.scores[j])) for i, j in pairs]
    missing = set(range(len(expected))) - {i for i, _ in pairs}
    extra = set(range(len(found))) - {j for _, j in pairs}
    missing_on_edge = sum(_is_on_edge(expected, i, found, detection) for i in missing)
    extra_on_edge = sum(_is_on_edge(found, j, expected, detection) for j in extra)
    return ImageDifference(
        detection_count=len(expected),
        max_edge_difference=max(pixels, default=0.0),
        max_score_difference=max(scores, default=0.0),
        on_edge=missing_on_edge + extra_on_edge,
        missing=len(missing) - missing_on_edge,
        extra=len(extra) - extra_on_edge,
        swapped=_count_swapped([j for _, j in pairs]),
    )


def measure_mask_difference(expected: NDArray[np.float32], output: FileOutput, threshold: float) -> MaskDifference:
    """Compare the masks of the network with those of the file, both in the boxes of the file.

    Args:
        expected: (D, size, size) probabilities.
        output: Of a file with masks.
        threshold: From which on a pixel belongs to the object.
    """
    assert output.grids is not None
    found, boxes = output.found, torch.from_numpy(output.found.boxes)
    pasted = (
        paste_masks(torch.from_numpy(one), boxes, found.image_width, found.image_height, threshold)
        for one in (expected, output.grids)
    )
    overlaps = [1.0 if own == other else compute_bitmap_iou(own, other) for own, other in zip(*pasted, strict=True)]
    return MaskDifference(float(np.abs(expected - output.grids).max(initial=0.0)), min(overlaps, default=1.0))


def _count_swapped(rows: Sequence[int]) -> int:
    """How many of `rows` are smaller than one before them."""
    return sum(row < highest for row, highest in zip(rows[1:], accumulate(rows, max), strict=False))


def _pair_detections(expected: PredictedBoxes, found: PredictedBoxes) -> list[tuple[int, int]]:
    """Rows of either that belong together, best first."""
    labels = np.array(found.labels, dtype=object)
    free = np.ones(len(found), dtype=np.bool_)
    pairs = []
    for row, (box, label, score) in enumerate(zip(expected.boxes, expected.labels, expected.scores, strict=True)):
        candidates = np.flatnonzero(free & (labels == label) & (np.abs(found.scores - score) <= MAX_SCORE_DIFFERENCE))
        if len(candidates):
            nearest = int(candidates[np.abs(found.boxes[candidates] - box).max(axis=1).argmin()])
            free[nearest] = False
            pairs.append((row, nearest))
    return pairs


def _is_on_edge(own: PredictedBoxes, row: int, other: PredictedBoxes, detection: DetectionConfig) -> bool:
    """Whether differences as small as are allowed explain that `other` lacks a detection of `own`."""
    score = float(own.scores[row])
    if score <= detection.score + MAX_SCORE_DIFFERENCE:
        return True
    if len(other) == detection.max_detections and score <= float(other.scores[-1]) + MAX_SCORE_DIFFERENCE:
        return True
    rivals = np.concatenate([_find_suppressors(one, own.labels[row], score) for one in (own, other)])
    return bool(
        (np.abs(pairwise_iou(own.boxes[row : row + 1], rivals) - detection.nms_iou) <= MAX_IOU_DIFFERENCE).any()
    )


def _find_suppressors(found: PredictedBoxes, label: str, score: float) -> NDArray[np.float32]:
    """The boxes (N, 4) that may suppress one of `label` with this `score`."""
    may = (np.array(found.labels, dtype=object) == label) & (found.scores >= score - MAX_SCORE_DIFFERENCE)
    rivals: NDArray[np.float32] = found.boxes[may]
    return rivals
