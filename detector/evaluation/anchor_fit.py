"""How well a configuration's anchors fit labeled boxes, measured by the assignment that trains.

Shapes: N boxes of all images together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from detector.config import DetectorConfig
from detector.data.labeled_image import LabeledImage
from detector.evaluation.anchor_geometry import CenteredBoxes, LevelGrid, build_level_grids, find_possible_positives
from detector.frame import ModelFrame
from detector.outcomes import AnchorReason, BoxMatch
from detector.stages.anchor_targets import AnchorAssignment, assign_anchors, valid_anchors
from detector.stages.anchors import generate_anchors
from detector.stages.boxes import box_iou

ASPECT_EDGES = tuple(2.0**power for power in (-1.5, -0.5, 0.5, 1.5))
"""Between the bins of height / width, which are octaves around 1/2, 1 and 2, and what lies beyond."""
MAX_CACHED_FRAMES = 64
"""Number of input sizes whose anchors are cached; images of one size share theirs."""

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class FitCell:
    """The boxes of one bin of size and one of aspect."""

    size: tuple[float, float]
    """From, and below: square root of the area in pixels of the network's input."""
    aspect: tuple[float, float]
    """From, and below: height / width."""
    rows: Rows
    """Which of the fit's boxes."""
    median_iou: float
    """The middle one of their best IoUs."""


@dataclass(frozen=True)
class AnchorFit:
    """The boxes of a data set, and how the anchors fit each; arrays are (N,), and a row is a box."""

    config: DetectorConfig
    images: tuple[Path, ...]
    image: Rows
    """Which of `images` it is on."""
    number: Rows
    """Its row among the boxes of its image."""
    width: Floats
    """Pixels of the network's input."""
    height: Floats
    best_iou: Floats
    """With any anchor that may be used."""
    positives: Rows
    """How many positive anchors are to find it."""
    match: NDArray[np.int8]
    """A BoxMatch."""

    def __len__(self) -> int:
        return len(self.best_iou)

    @property
    def size(self) -> Floats:
        """Square root of the area."""
        size: Floats = np.sqrt(self.width * self.height)
        return size

    @property
    def aspect(self) -> Floats:
        """Height / width, as an anchor's ratio."""
        ratio: Floats = self.height / self.width
        return ratio

    @property
    def mean_iou(self) -> float:
        """The mean of the best IoUs; 0 where there is no box."""
        return float(self.best_iou.mean()) if len(self) else 0.0

    def count_matches(self, match: BoxMatch) -> int:
        return int((self.match == match).sum())

    def locate_boxes(self, rows: Rows) -> list[tuple[Path, int]]:
        """The image of each of `rows`, and the box's row there."""
        return [
            (self.images[image], int(number)) for image, number in zip(self.image[rows], self.number[rows], strict=True)
        ]

    def find_worst(self, count: int) -> Rows:
        """The boxes with the lowest best IoU, lowest first."""
        return np.argsort(self.best_iou, kind="stable")[:count]

    def bin_boxes(self) -> tuple[FitCell, ...]:
        """The bins that have boxes, by size and then by aspect; sizes in octaves."""
        octave = np.floor(np.log2(self.size)).astype(np.int64)
        column = np.searchsorted(ASPECT_EDGES, self.aspect, side="right")
        aspects = tuple(pairwise((0.0, *ASPECT_EDGES, np.inf)))
        found = []
        for power, place in sorted(set(zip(octave.tolist(), column.tolist(), strict=True))):
            rows = np.flatnonzero((octave == power) & (column == place))
            median = float(np.median(self.best_iou[rows]))
            found.append(FitCell((2.0**power, 2.0 ** (power + 1)), aspects[place], rows, median))
        return tuple(found)


def measure_anchor_fit(
    config: DetectorConfig,
    images: Sequence[LabeledImage],
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    is_canceled: Callable[[], bool] = lambda: False,
) -> AnchorFit | None:
    """Hold the boxes of `images` against the anchors that training with `config` would give them.

    None when canceled. `progress(done, total)` is called after each image. Scale jitter is ignored.
    """
    anchors_of = lru_cache(MAX_CACHED_FRAMES)(lambda width, height: _build_image_anchors(config, width, height))
    parts: list[_ImageFit] = []
    for done, image in enumerate(images, start=1):
        if is_canceled():
            return None
        anchors = anchors_of(image.width, image.height)
        boxes = anchors.frame.to_model(torch.from_numpy(image.boxes))
        parts.append(_measure_image(done - 1, boxes, anchors.assign_to_boxes(boxes, config)))
        progress(done, len(images))
    return _join_images(config, tuple(image.path for image in images), parts)


@dataclass(frozen=True)
class _ImageAnchors:
    """What images of one size share."""

    frame: ModelFrame
    levels: tuple[LevelGrid, ...]
    boxes: Tensor
    """(A, 4)"""
    usable: Tensor
    """(A,)"""

    def assign_to_boxes(self, boxes: Tensor, config: DetectorConfig) -> AnchorAssignment:
        """What `boxes` (G, 4) make of the anchors that could be positive; the others are nothing to the boxes."""
        centered = CenteredBoxes.from_corners(boxes.numpy())
        possible = find_possible_positives(self.levels, config.anchors, centered, config.anchor_targets.positive_iou)
        rows = torch.from_numpy(possible.nonzero()[0])
        return assign_anchors(box_iou(self.boxes[rows], boxes), self.usable[rows], config.anchor_targets)


def _build_image_anchors(config: DetectorConfig, width: int, height: int) -> _ImageAnchors:
    frame = ModelFrame.from_image_size(width, height, config.input)
    anchors = generate_anchors(config, frame).boxes
    usable = valid_anchors(anchors, frame.width, frame.height, config.anchor_targets)
    return _ImageAnchors(frame, build_level_grids(config, frame), anchors, usable)


@dataclass(frozen=True)
class _ImageFit:
    """The columns of an AnchorFit for one image."""

    image: Rows
    number: Rows
    width: Floats
    height: Floats
    best_iou: Floats
    positives: Rows
    match: NDArray[np.int8]


def _measure_image(image: int, boxes: Tensor, assignment: AnchorAssignment) -> _ImageFit:
    count = len(boxes)
    positives = assignment.positives_per_box()
    by_iou = assignment.matched_box[assignment.reason == AnchorReason.POSITIVE_IOU]
    match = torch.full((count,), BoxMatch.RESCUED, dtype=torch.int8)
    match[torch.bincount(by_iou, minlength=count) > 0] = BoxMatch.MATCHED
    match[positives == 0] = BoxMatch.UNMATCHED
    sides = (boxes[:, 2:] - boxes[:, :2]).numpy()
    return _ImageFit(
        np.full(count, image, dtype=np.int64),
        np.arange(count),
        sides[:, 0],
        sides[:, 1],
        assignment.box_best_iou.numpy(),
        positives.numpy(),
        match.numpy(),
    )


def _join_images(config: DetectorConfig, images: tuple[Path, ...], parts: Sequence[_ImageFit]) -> AnchorFit:
    empty = _measure_image(
        0, torch.zeros(0, 4), assign_anchors(torch.zeros(0, 0), torch.zeros(0, dtype=torch.bool), config.anchor_targets)
    )
    columns = (
        np.concatenate(column) for column in zip(*(vars(part).values() for part in (empty, *parts)), strict=True)
    )
    return AnchorFit(config, images, *columns)
