"""Putting together what was found in the tiles of an image. Knows no torch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detector.tiles.tiling import Tile

BORDER_SHARE = 0.02
"""A box that comes so near to an inner border, as a share of the tile's side, may have been cut by it."""
MIN_SAME_OBJECT_IOU = 0.5
"""From this on, boxes of two views are one object."""
MIN_SCORE_RATIO = 0.5
"""What takes the place of a cut box has at least so much of its score: else a guess could remove a find."""


@dataclass(frozen=True)
class PartDetections:
    """What was found in one part of the image: a tile, or the whole of it."""

    area: Tile
    boxes: NDArray[np.float32]
    """(D, 4) pixels of the image"""
    labels: NDArray[np.int64]
    """(D,)"""
    scores: NDArray[np.float32]
    """(D,)"""


@dataclass(frozen=True)
class JoinedDetections:
    """What is left of the boxes of all views."""

    boxes: NDArray[np.float32]
    """(D, 4) pixels of the image"""
    labels: NDArray[np.int64]
    """(D,)"""
    scores: NDArray[np.float32]
    """(D,)"""
    cut: NDArray[np.bool_]
    """(D,) whether the border of a tile may have cut it"""
    rows: NDArray[np.int64]
    """(D,) of each among the boxes of all views, one view after the other"""

    @property
    def ranks(self) -> NDArray[np.float32]:
        """(D,) in which order NMS takes them: a cut box suppresses none of its object's whole boxes."""
        ranks: NDArray[np.float32] = np.where(self.cut, MIN_SCORE_RATIO * self.scores, self.scores)
        return ranks


def find_cut_boxes(boxes: NDArray[np.float32], tile: Tile, width: int, height: int) -> NDArray[np.bool_]:
    """Find the boxes in `tile` that may extend beyond it.

    Args:
        boxes: (D, 4) pixels of the image.
        tile: Where they were found.
        width: Of the image, pixels.
        height: Of the image, pixels.

    Returns:
        (D,) whether a box touches a border of the tile that is no border of the image.
    """
    near_x, near_y = BORDER_SHARE * tile.width, BORDER_SHARE * tile.height
    touches = np.stack(
        [
            (boxes[:, 0] < tile.x1 + near_x) & (tile.x1 > 0),
            (boxes[:, 1] < tile.y1 + near_y) & (tile.y1 > 0),
            (boxes[:, 2] > tile.x2 - near_x) & (tile.x2 < width),
            (boxes[:, 3] > tile.y2 - near_y) & (tile.y2 < height),
        ]
    )
    cut: NDArray[np.bool_] = np.any(touches, axis=0)
    return cut


def join_detections(views: Sequence[PartDetections], width: int, height: int) -> JoinedDetections:
    """Put together what was found in the parts of one image, without cut boxes of which another view shows more.

    A box that an inner border of its tile may have cut is dropped where another view has a box of the same class that

    - is the same object: where both views look, the two have an IoU of `MIN_SAME_OBJECT_IOU` or more;
    - shows more of it: no border cuts it, or it is larger;
    - has at least `MIN_SCORE_RATIO` of its score.

    That box takes over the higher of the two scores, so that an object is above a threshold whenever one of its boxes
    was. A cut box of which nothing else shows more stays.

    Args:
        views: The tiles, and the whole image.
        width: Of the image, pixels.
        height: Of the image, pixels.

    Returns:
        The boxes that are left, view by view; of an object that several views show whole there are still several.
    """
    boxes = np.concatenate([view.boxes for view in views])
    labels = np.concatenate([view.labels for view in views])
    scores = np.concatenate([view.scores for view in views])
    cut = np.concatenate([find_cut_boxes(view.boxes, view.area, width, height) for view in views])
    owner = np.repeat(np.arange(len(views)), [len(view.boxes) for view in views])
    areas = np.array([[one.area.x1, one.area.y1, one.area.x2, one.area.y2] for one in views], dtype=np.float32)
    shown = np.where(cut, (boxes[:, 2:] - boxes[:, :2]).prod(axis=1), np.inf)
    kept = np.ones(len(boxes), dtype=np.bool_)
    for row in sorted(np.flatnonzero(cut).tolist(), key=lambda row: float(shown[row])):  # so that scores are handed on
        more = (labels == labels[row]) & (owner != owner[row]) & (scores >= MIN_SCORE_RATIO * scores[row])
        more &= (shown > shown[row]) & (_intersection_sides(boxes, boxes[row]).prod(axis=1) > 0)
        others = np.flatnonzero(more)
        region = _paired_intersection(areas[owner[others]], areas[owner[row]])
        same = others[
            _paired_iou(_paired_intersection(boxes[others], region), _paired_intersection(region, boxes[row]))
            >= MIN_SAME_OBJECT_IOU
        ]
        if len(same):
            best = same[scores[same].argmax()]
            scores[best] = max(scores[best], scores[row])
            kept[row] = False
    return JoinedDetections(boxes[kept], labels[kept], scores[kept], cut[kept], np.flatnonzero(kept))


def _intersection_sides(boxes: NDArray[np.float32], box: NDArray[np.float32]) -> NDArray[np.float32]:
    """(N, 2) width and height of what each of `boxes` has in common with `box`; 0 for nothing."""
    common = _paired_intersection(boxes, box)
    sides: NDArray[np.float32] = (common[:, 2:] - common[:, :2]).clip(min=0)
    return sides


def _paired_intersection(boxes: NDArray[np.float32], others: NDArray[np.float32]) -> NDArray[np.float32]:
    """(N, 4) the intersection of each of `boxes` with its one of `others`; inside out where there is none."""
    corner, opposite = np.maximum(boxes, others)[..., :2], np.minimum(boxes, others)[..., 2:]
    common: NDArray[np.float32] = np.concatenate([corner, opposite], axis=-1)
    return common


def _paired_iou(boxes: NDArray[np.float32], others: NDArray[np.float32]) -> NDArray[np.float32]:
    """(N,) of each of `boxes` with its one of `others`; 0 where the union is empty."""
    common = (
        (_paired_intersection(boxes, others)[:, 2:] - _paired_intersection(boxes, others)[:, :2])
        .clip(min=0)
        .prod(axis=1)
    )
    area, other = ((each[:, 2:] - each[:, :2]).clip(min=0).prod(axis=1) for each in (boxes, others))
    overlap: NDArray[np.float32] = common / np.maximum(area + other - common, np.finfo(np.float32).tiny)
    return overlap
