"""How anchors on a regular grid can overlap boxes, worked out axis by axis instead of anchor by anchor.

Shapes: N boxes, L levels, K base anchors; all lengths are pixels of the network's input.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detector.config import AnchorConfig, DetectorConfig
from detector.frame import ModelFrame
from detector.stages.anchors import base_anchors, level_cells

Numbers = NDArray[np.float64]
_IOU_TOLERANCE = 1e-3
"""IoUs here are float64, those of the stages float32."""


@dataclass(frozen=True)
class GridAxis:
    """The grid of one level along x or y; each field is a number (), or one for each box (N,).

    Anchors are centered `count` times, `stride` apart, and must lie between 0 and `end` (infinite where they may cross
    the border).
    """

    stride: Numbers
    count: Numbers
    end: Numbers

    def compute_best_overlap(self, center: Numbers, side: Numbers, first: float, anchor_side: float) -> Numbers:
        """(N,) the longest overlap of each box with an anchor whose first is centered at `first`; 0 where none may be.

        `center`, `side` (N,): where the boxes are. Overlap falls with distance, so the nearest anchor is the best.
        """
        lowest, highest = np.zeros_like(self.end), self.count - 1
        if np.isfinite(self.end).all():
            lowest = np.maximum(lowest, np.ceil((anchor_side / 2 - first) / self.stride))
            highest = np.minimum(highest, np.floor((self.end - anchor_side / 2 - first) / self.stride))
        nearest = np.clip(np.rint((center - first) / self.stride), lowest, np.maximum(lowest, highest))
        distance = np.abs(center - first - nearest * self.stride)
        return np.where(lowest <= highest, _interval_overlap(distance, side, anchor_side), 0.0)

    def find_within_reach(
        self, center: Numbers, side: Numbers, first: float, anchor_side: float, min_iou: Numbers
    ) -> NDArray[np.bool_]:
        """(N, count) which places along this axis overlap each box enough for `min_iou` (N,) to be possible.

        An intersection over union of t takes an overlap of t times the longer side, along each axis.
        """
        distance = np.abs(center[:, None] - first - np.arange(int(self.count)) * self.stride)
        overlap = _interval_overlap(distance, side[:, None], anchor_side)
        return np.asarray(overlap >= (min_iou * np.maximum(side, anchor_side))[:, None])


@dataclass(frozen=True)
class LevelGrid:
    """The grid of one level of features."""

    stride: int
    x: GridAxis
    y: GridAxis


@dataclass(frozen=True)
class CenteredBoxes:
    """Boxes by center and sides, (N,) each."""

    x: Numbers
    y: Numbers
    width: Numbers
    height: Numbers

    @classmethod
    def from_corners(cls, boxes: NDArray[np.float32]) -> CenteredBoxes:
        x1, y1, x2, y2 = boxes.astype(np.float64).T
        return cls((x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1)


def build_level_grids(config: DetectorConfig, frame: ModelFrame) -> tuple[LevelGrid, ...]:
    """The grids of an image of `frame`."""
    height, width = frame.padded_size(config.backbone.strides[-1])
    inside = config.anchor_targets.ignore_outside
    end_x, end_y = (frame.width, frame.height) if inside else (np.inf, np.inf)
    cells = level_cells(config.backbone, frame)
    return tuple(
        LevelGrid(stride, _build_axis(width // columns, columns, end_x), _build_axis(height // rows, rows, end_y))
        for stride, (rows, columns) in zip(config.backbone.level_strides, cells, strict=True)
    )


def stack_level_grids(images: Sequence[tuple[LevelGrid, ...]], counts: NDArray[np.int64]) -> tuple[LevelGrid, ...]:
    """The grids of several images, each with `counts` boxes, level by level with a row for each box."""
    return tuple(
        LevelGrid(
            grids[0].stride,
            _stack_axes([grid.x for grid in grids], counts),
            _stack_axes([grid.y for grid in grids], counts),
        )
        for grids in zip(*images, strict=True)
    )


def compute_best_ious(levels: Sequence[LevelGrid], anchors: AnchorConfig, boxes: CenteredBoxes) -> Numbers:
    """(N,) the highest IoU that each box has with an anchor that may be used."""
    best = np.zeros(len(boxes.x))
    for level in levels:
        for x1, y1, x2, y2 in base_anchors(anchors, level.stride).tolist():
            across = level.x.compute_best_overlap(boxes.x, boxes.width, (x1 + x2) / 2, x2 - x1)
            down = level.y.compute_best_overlap(boxes.y, boxes.height, (y1 + y2) / 2, y2 - y1)
            common = across * down
            union = boxes.width * boxes.height + (x2 - x1) * (y2 - y1) - common
            np.maximum(best, common / union, out=best)
    return best


def find_possible_positives(
    levels: Sequence[LevelGrid], anchors: AnchorConfig, boxes: CenteredBoxes, positive_iou: float
) -> NDArray[np.bool_]:
    """(A,) which anchors of one image, in the order of its rows, could be positive; all others are certainly not.

    An anchor is positive only for an IoU that reaches `positive_iou`, or that is the best for its box.
    """
    min_iou = np.minimum(compute_best_ious(levels, anchors, boxes), positive_iou) - _IOU_TOLERANCE
    masks = []
    for level in levels:
        for x1, y1, x2, y2 in base_anchors(anchors, level.stride).tolist():
            columns = level.x.find_within_reach(boxes.x, boxes.width, (x1 + x2) / 2, x2 - x1, min_iou)
            rows = level.y.find_within_reach(boxes.y, boxes.height, (y1 + y2) / 2, y2 - y1, min_iou)
            # For any box: a product of matrices is many times faster than the booleans' own any().
            masks.append(rows.T.astype(np.float32) @ columns.astype(np.float32) > 0)
    per_level = [
        np.stack(masks[at : at + anchors.per_cell], axis=-1).ravel() for at in range(0, len(masks), anchors.per_cell)
    ]
    return np.concatenate(per_level)


def _build_axis(stride: int, count: int, end: float) -> GridAxis:
    return GridAxis(*(np.float64(value) for value in (stride, count, end)))  # type: ignore[arg-type]


def _stack_axes(axes: Sequence[GridAxis], counts: NDArray[np.int64]) -> GridAxis:
    columns = (np.repeat([getattr(axis, name) for axis in axes], counts) for name in ("stride", "count", "end"))
    return GridAxis(*columns)


def _interval_overlap(distance: Numbers, side: Numbers, other: float) -> Numbers:
    """The common part of two intervals whose centers are `distance` apart."""
    return np.maximum(np.minimum(np.minimum(side, other), (side + other) / 2 - distance), 0.0)
