"""Boxes around a clicked point: those that a network predicts, and regions that belong to no class.

A person clicks near the center of an object. So of all boxes around the point those come first that the network is sure
of and that have the point in their middle; regions, which nothing is known of, come smallest first among those.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detector.box_overlap import Floats, pairwise_iou
from detector.data.geometry import Box

MAX_BOXES = 12
"""Boxes of each kind that a click finds."""
MIN_SCORE = 0.05
"""Predicted boxes with a lower score are not shown."""
SAME_PREDICTION_IOU = 0.6
SAME_REGION_IOU = 0.7
"""Boxes that overlap a better one by this much are the same to a person."""
MIN_REGION_SIDE, MAX_REGION_AREA = 0.03, 0.9
"""Parts of the short side and of the area of the image: what is smaller is texture, what is larger is all of it."""
REGION_CENTEREDNESS_POWER = 3
"""How much the middle counts for regions, compared with how small they are."""


@dataclass(frozen=True)
class ClickBox:
    """A box around a clicked point; a region has neither label nor score.

    Attributes:
        box: Inside the image, on whole pixels.
        label: The name of its class; empty: not known.
        score: In 0..1.
    """

    box: Box
    label: str = ""
    score: float = 0.0


@dataclass(frozen=True, eq=False)
class ClickBoxes:
    """All boxes of one image that clicks choose from, in pixels of the image.

    Attributes:
        width: Of the image.
        height: Of the image.
        boxes: (N, 4) what a network predicts: for each proposal the box of its best class, without NMS.
        labels: (N,) the names of the classes.
        scores: (N,) in 0..1.
        regions: (P, 4) of a proposal source.
    """

    width: int
    height: int
    boxes: Floats
    labels: tuple[str, ...]
    scores: Floats
    regions: Floats

    def find_boxes_at(self, x: float, y: float) -> list[ClickBox]:
        """The boxes around a point, best first: those of the network, then regions that are not among them."""
        predicted = find_predictions_at(self.boxes, self.scores, x, y)
        regions = find_regions_at(self.regions, x, y, self.width, self.height)
        if len(predicted):
            overlap = pairwise_iou(self.regions[regions], self.boxes[predicted]).max(axis=1)
            regions = regions[overlap < SAME_REGION_IOU]
        found = [
            ClickBox(self._round_box(self.boxes[row]), self.labels[row], float(self.scores[row])) for row in predicted
        ]
        found += [ClickBox(self._round_box(self.regions[row])) for row in regions]
        return [one for one in found if not one.box.is_degenerate]

    def _round_box(self, box: Floats) -> Box:
        return Box(*(float(round(edge)) for edge in box.tolist())).clip_to(self.width, self.height)


def find_predictions_at(boxes: Floats, scores: Floats, x: float, y: float) -> NDArray[np.int64]:
    """Rows of the predicted `boxes` (N, 4) with `scores` (N,) around a point, best first: score times centeredness."""
    rows = np.flatnonzero(_contain(boxes, x, y) & (scores >= MIN_SCORE))
    values = scores[rows] * compute_centeredness(boxes[rows], x, y)
    return _take_different(boxes, rows[np.argsort(-values, kind="stable")], SAME_PREDICTION_IOU)


def find_regions_at(regions: Floats, x: float, y: float, width: int, height: int) -> NDArray[np.int64]:
    """Rows of the `regions` (P, 4) of a `width` x `height` image around a point: the smallest in whose middle it is."""
    sides = regions[:, 2:] - regions[:, :2]
    sensible = sides.min(axis=1, initial=np.inf) >= MIN_REGION_SIDE * min(width, height)
    sensible &= sides.prod(axis=1) <= MAX_REGION_AREA * width * height
    rows = np.flatnonzero(_contain(regions, x, y) & sensible)
    centeredness = compute_centeredness(regions[rows], x, y) ** REGION_CENTEREDNESS_POWER
    values = centeredness / np.sqrt(sides[rows].prod(axis=1))
    return _take_different(regions, rows[np.argsort(-values, kind="stable")], SAME_REGION_IOU)


def compute_centeredness(boxes: Floats, x: float, y: float) -> Floats:
    """(N,) 1 where the point is in the center of the box, 0 on its edge; as in FCOS (Tian et al. 2019, equation 3)."""
    left, right, top, bottom = x - boxes[:, 0], boxes[:, 2] - x, y - boxes[:, 1], boxes[:, 3] - y
    across = np.minimum(left, right) / np.maximum(left, right)
    along = np.minimum(top, bottom) / np.maximum(top, bottom)
    result: Floats = np.sqrt(across * along)
    return result


def _contain(boxes: Floats, x: float, y: float) -> NDArray[np.bool_]:
    """(N,) which boxes have the point inside, not on an edge."""
    return np.logical_and((boxes[:, :2] < (x, y)).all(axis=1), (boxes[:, 2:] > (x, y)).all(axis=1))


def _take_different(boxes: Floats, rows: NDArray[np.int64], same_iou: float) -> NDArray[np.int64]:
    """The first of `rows`, best first, without those that overlap one before by `same_iou`."""
    chosen: list[int] = []
    for row in rows.tolist():
        if not chosen or pairwise_iou(boxes[row : row + 1], boxes[chosen]).max() < same_iou:
            chosen.append(row)
            if len(chosen) == MAX_BOXES:
                break
    return np.array(chosen, np.int64)
