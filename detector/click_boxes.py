"""Boxes around a clicked point: those that a network predicts, and regions that belong to no class.

A person clicks near the center of an object. So of all boxes around the point those come first that the network is sure
of and that have the point in their middle; regions, which nothing is known of, come smallest first among those.

What the network predicts is reduced to boxes that differ before anybody clicks: some ten in an image of the demo. So
each of them can have an outline, and those that the network is sure of can be shown before the mouse is near.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from detector.data.geometry import Box
from detector.data.outlines.outlined_box import Outline
from detector.matching.box_overlap import Floats, pairwise_iou

MAX_BOXES = 12
"""Boxes of each kind that a click finds."""
MIN_SCORE = 0.05
"""Predicted boxes with a lower score are not shown."""
SURE_SCORE = 0.5
"""From it on the network is sure of a box."""
SAME_BOX_IOU = 0.7
"""Boxes that overlap a better one by this much are the same to a person."""
SAME_OBJECT_IOU = 0.5
"""The same for boxes that are shown side by side: one for each object."""
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
        outline: Of the object in it, from a network with a mask head; its bounds are the box.
    """

    box: Box
    label: str = ""
    score: float = 0.0
    outline: Outline | None = None


@dataclass(frozen=True, eq=False)
class ClickBoxes:
    """All boxes of one image that clicks choose from, in pixels of the image.

    Attributes:
        width: Of the image.
        height: Of the image.
        boxes: (N, 4) what a network predicts, best first; see `select_predictions`.
        labels: (N,) the names of the classes.
        scores: (N,) in 0..1.
        regions: (P, 4) of a proposal source.
        outlines: (N,) from a network with a mask head, else none. A box with an outline is that around it.
    """

    width: int
    height: int
    boxes: Floats
    labels: tuple[str, ...]
    scores: Floats
    regions: Floats
    outlines: Sequence[Outline | None] = field(default=())

    def find_sure_boxes(self) -> list[ClickBox]:
        """What the network is sure of, best first, one box for each object."""
        sure = np.flatnonzero(self.scores >= SURE_SCORE)
        return self._build_boxes(_take_different(self.boxes, sure, SAME_OBJECT_IOU))

    def find_boxes_at(self, x: float, y: float) -> list[ClickBox]:
        """The boxes around a point, best first: those of the network, then regions that are not among them."""
        predicted = find_predictions_at(self.boxes, self.scores, x, y)
        regions = find_regions_at(self.regions, x, y, self.width, self.height)
        if len(predicted):
            overlap = pairwise_iou(self.regions[regions], self.boxes[predicted]).max(axis=1)
            regions = regions[overlap < SAME_BOX_IOU]
        found = [ClickBox(self._round_box(self.regions[row])) for row in regions]
        return self._build_boxes(predicted) + [one for one in found if not one.box.is_degenerate]

    def _build_boxes(self, rows: NDArray[np.int64]) -> list[ClickBox]:
        """Those of `rows` that have an area."""
        outlines = self.outlines or [None] * len(self.boxes)
        found = [
            ClickBox(self._round_box(self.boxes[row]), self.labels[row], float(self.scores[row]), outlines[row])
            for row in rows.tolist()
        ]
        return [one for one in found if not one.box.is_degenerate]

    def _round_box(self, box: Floats) -> Box:
        return Box(*(float(round(edge)) for edge in box.tolist())).clip_to(self.width, self.height)


def select_predictions(boxes: Floats, scores: Floats) -> NDArray[np.int64]:
    """Choose what clicks can show of all that a network predicts.

    Args:
        boxes: (P, 4) for each proposal the box of its best class, best first, without NMS.
        scores: (P,) in 0..1.

    Returns:
        (N,) rows, best first, whatever their classes are: an object is shown one class, its likeliest.
    """
    return _take_different(boxes, np.flatnonzero(scores >= MIN_SCORE), SAME_BOX_IOU)


def find_predictions_at(boxes: Floats, scores: Floats, x: float, y: float) -> NDArray[np.int64]:
    """Rows of the predicted `boxes` (N, 4) with `scores` (N,) around a point, best first: score times centeredness."""
    rows = np.flatnonzero(_contain(boxes, x, y))
    values = scores[rows] * compute_centeredness(boxes[rows], x, y)
    return rows[np.argsort(-values, kind="stable")][:MAX_BOXES]


def find_regions_at(regions: Floats, x: float, y: float, width: int, height: int) -> NDArray[np.int64]:
    """Rows of the `regions` (P, 4) of a `width` x `height` image around a point: the smallest in whose middle it is."""
    sides = regions[:, 2:] - regions[:, :2]
    sensible = sides.min(axis=1, initial=np.inf) >= MIN_REGION_SIDE * min(width, height)
    sensible &= sides.prod(axis=1) <= MAX_REGION_AREA * width * height
    rows = np.flatnonzero(_contain(regions, x, y) & sensible)
    centeredness = compute_centeredness(regions[rows], x, y) ** REGION_CENTEREDNESS_POWER
    values = centeredness / np.sqrt(sides[rows].prod(axis=1))
    return _take_different(regions, rows[np.argsort(-values, kind="stable")], SAME_BOX_IOU, MAX_BOXES)


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


def _take_different(
    boxes: Floats, rows: NDArray[np.int64], same_iou: float, max_count: int | None = None
) -> NDArray[np.int64]:
    """The first of `rows`, best first, without those that overlap one before by `same_iou`."""
    chosen: list[int] = []
    for row in rows.tolist():
        if len(chosen) == max_count:
            break
        if not chosen or pairwise_iou(boxes[row : row + 1], boxes[chosen]).max() < same_iou:
            chosen.append(row)
    return np.array(chosen, np.int64)
