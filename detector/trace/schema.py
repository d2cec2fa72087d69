"""What a trace holds. Free of torch, so that a saved one can be read without.

Shapes: A anchors and candidates, G ground-truth boxes, P proposals, H those of them that the head looked at, R RoIs
sampled for training, M of them that train the mask head, C classes, D detections. All boxes are float32 x1 y1 x2 y2
in pixels of the image.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detector.anchor_levels import find_levels, first_rows
from detector.config import DetectorConfig
from detector.frame import ModelFrame
from detector.outcomes import AnchorLabel, AnchorReason, DetectionFate, ProposalFate

Floats = NDArray[np.float32]
Codes = NDArray[np.int8]
Flags = NDArray[np.bool_]
Rows = NDArray[np.int64]

LOSS_NAMES = {
    "loss_objectness": "rpn_objectness",
    "loss_rpn_box_reg": "rpn_box",
    "loss_classifier": "roi_class",
    "loss_box_reg": "roi_box",
}
"""Of the losses of boxes and classes, by torchvision's names, in the order in which the stages come."""
MASK_LOSS_NAME = "roi_mask"
"""Of the loss of masks, which comes after them in a network with a mask head."""


@dataclass(frozen=True)
class AnchorGrid:
    """Where the anchors come from."""

    boxes: Floats
    """(A, 4)"""
    level_counts: tuple[int, ...]
    """How many anchors each level has; rows go level by level, finest first."""
    level_cells: tuple[tuple[int, int], ...]
    """(height, width) of each level in cells; within a level rows go cell by cell, row-major."""
    per_cell: int
    """How many shapes each cell has; within a cell rows go shape by shape."""
    inside: Flags
    """(A,) whether it lies wholly in the image"""

    def __len__(self) -> int:
        return len(self.boxes)

    @property
    def level(self) -> Rows:
        """(A,) of each anchor."""
        return find_levels(np.arange(len(self)), self.level_counts)

    @property
    def shape(self) -> Rows:
        """(A,) the number of each anchor's shape, those of the finest level first."""
        rows, level = np.arange(len(self)), self.level
        in_cell = (rows - np.array(first_rows(self.level_counts))[level]) % self.per_cell
        shapes: Rows = level * self.per_cell + in_cell
        return shapes

    def locate_anchor(self, row: int) -> tuple[int, int, int, int]:
        """(level, cell's row, cell's column, shape within the cell) of one anchor."""
        level = int(find_levels(np.array([row]), self.level_counts)[0])
        cell, shape = divmod(row - first_rows(self.level_counts)[level], self.per_cell)
        y, x = divmod(cell, self.level_cells[level][1])
        return level, y, x, shape

    def cell_rows(self, level: int, y: int, x: int) -> range:
        """The rows of the anchors of one cell."""
        first = first_rows(self.level_counts)[level] + (y * self.level_cells[level][1] + x) * self.per_cell
        return range(first, first + self.per_cell)


@dataclass(frozen=True)
class AssignmentTrace:
    """The verdict on every anchor."""

    label: Codes
    """(A,) AnchorLabel"""
    reason: Codes
    """(A,) AnchorReason"""
    sampled: Flags
    """(A,)"""
    matched_box: Rows
    """(A,) row of the box each overlaps most, -1 where there is none"""
    best_iou: Floats
    """(A,)"""
    box_best_iou: Floats
    """(G,)"""
    positives_per_box: Rows
    """(G,)"""

    def find_positives(self, box: int) -> Rows:
        """The rows of the anchors that are positive for ground-truth box `box`."""
        return np.flatnonzero((self.label == AnchorLabel.POSITIVE) & (self.matched_box == box))

    def count_reason(self, reason: AnchorReason) -> int:
        return int((self.reason == reason).sum())

    def count_sampled(self, label: AnchorLabel) -> int:
        return int((self.sampled & (self.label == label)).sum())


@dataclass(frozen=True)
class ProposalTrace:
    """What the RPN said of every anchor, and what became of it in the proposal layer."""

    decoded: Floats
    """(A, 4) after clipping"""
    objectness: Floats
    """(A,) probability"""
    deltas: Floats
    """(A, 4) tx ty tw th that the RPN predicts"""
    targets: Floats
    """(A, 4) those that it should have; 0 where there is no box"""
    fate: Codes
    """(A,) ProposalFate"""
    kept: Rows
    """(P,) rows, best first"""
    suppressed_by: Rows
    """(A,) row of the suppressor, -1 for the others"""
    suppressed_iou: Floats
    """(A,) IoU with the suppressor"""
    objectness_loss: Floats
    """(A,) what each adds to the objectness loss; 0 where it was not sampled"""
    box_loss: Floats
    """(A,) what each adds to the RPN's box loss; 0 but for sampled positives"""

    def count_fate(self, fate: ProposalFate) -> int:
        return int((self.fate == fate).sum())

    def find_place(self, row: int) -> int:
        """Where candidate `row` stands among the kept ones, -1 when it was not kept."""
        found = np.flatnonzero(self.kept == row)
        return int(found[0]) if len(found) else -1


@dataclass(frozen=True)
class RoiTrace:
    """The RoIs sampled to train the head."""

    boxes: Floats
    """(R, 4)"""
    labels: Rows
    """(R,) 0 is background"""
    iou: Floats
    """(R,)"""
    matched_box: Rows
    """(R,) row of the box each overlaps most, -1 where there is none"""
    proposal: Rows
    """(R,) row into `ProposalTrace.kept`, or -1 for an injected ground-truth box"""
    probabilities: Floats
    """(R, C + 1) column 0 is background"""
    refined: Floats
    """(R, 4) the head's box for the RoI's own class, the likeliest class for background"""
    class_loss: Floats
    """(R,) what each adds to the class loss"""
    box_loss: Floats
    """(R,) what each adds to the head's box loss"""


@dataclass(frozen=True)
class MaskTrace:
    """What the mask head learns from the image: of the positive RoIs whose object has an outline."""

    roi: Rows
    """(M,) rows of `RoiTrace`"""
    logits: Floats
    """(M, size, size) of the cells of each, in the map of its own class"""
    targets: Flags
    """(M, size, size) which cells belong to the object"""
    cell_loss: Floats
    """(M, size, size) what each adds to the mask loss"""

    def find_place(self, roi: int) -> int:
        """Where row `roi` of `RoiTrace` is among these, -1 if it does not train the mask head."""
        found = np.flatnonzero(self.roi == roi)
        return int(found[0]) if len(found) else -1


@dataclass(frozen=True)
class DetectionTrace:
    """What the head made of the proposals it looked at when detecting, and what became of it."""

    probabilities: Floats
    """(H, C + 1) for the first H of `ProposalTrace.kept`; column 0 is background"""
    refined: Floats
    """(H, C, 4) the head's box for each class, clipped"""
    fate: Codes
    """(H, C) DetectionFate"""
    suppressed_by: Rows
    """(H, C) which of the H suppressed it in its class, -1 for the others"""
    suppressed_iou: Floats
    """(H, C)"""
    boxes: Floats
    """(D, 4) best first"""
    labels: Rows
    """(D,) in 1..C"""
    scores: Floats
    """(D,)"""
    roi: Rows
    """(D,) row into `ProposalTrace.kept`"""

    def __len__(self) -> int:
        return len(self.boxes)


_STAGES_OF_ANCHORS = ("anchors", "assignment", "sample")


@dataclass(frozen=True)
class StageTrace:
    """All stages of one image."""

    config: DetectorConfig
    classes: tuple[str, ...]
    seed: int
    training: bool
    """Whether the proposal layer had the limits of training, not those of detection."""
    frame: ModelFrame
    feature_shapes: tuple[tuple[int, int, int], ...]
    """channels, height, width of each level that RoIs are pooled from, finest first"""
    true_boxes: Floats
    """(G, 4)"""
    true_labels: Rows
    """(G,) in 1..C"""
    difficult: Flags
    """(G,) which of them count neither as found nor as missed"""
    grid: AnchorGrid
    assignment: AssignmentTrace
    proposals: ProposalTrace
    rois: RoiTrace
    detections: DetectionTrace
    losses: dict[str, float] = field(default_factory=dict)
    """By the names in LOSS_NAMES, with a mask head MASK_LOSS_NAME, too, and `total`."""
    masks: MaskTrace | None = None
    """None without a mask head, and in files of earlier versions."""

    @property
    def anchors(self) -> Floats:
        """The anchors, (A, 4)."""
        return self.grid.boxes

    @property
    def inside(self) -> Flags:
        """Which anchors are inside the image, (A,)."""
        return self.grid.inside

    def summarize_counts(self) -> dict[str, Any]:
        """The count of everything that the network has, as `frcnn stages --json` prints it."""
        a, p, r, d = self.assignment, self.proposals, self.rois, self.detections
        reasons = {reason: a.count_reason(reason) for reason in AnchorReason}
        fates = {fate: p.count_fate(fate) for fate in ProposalFate}
        counts: dict[str, Any] = {
            "input": {"width": self.frame.width, "height": self.frame.height},
            "features": {
                "channels": self.feature_shapes[0][0],
                "levels": [[height, width] for _, height, width in self.feature_shapes],
            },
            "anchors": {
                "total": len(self.anchors),
                "inside": int(self.inside.sum()),
                "per_level": list(self.grid.level_counts),
            },
            "assignment": {
                "positive": int((a.label == AnchorLabel.POSITIVE).sum()),
                "positive_by_iou": reasons[AnchorReason.POSITIVE_IOU],
                "positive_as_best": reasons[AnchorReason.POSITIVE_BEST_FOR_BOX],
                "negative": reasons[AnchorReason.NEGATIVE_LOW_IOU],
                "between": reasons[AnchorReason.IGNORED_BETWEEN],
                "outside": reasons[AnchorReason.IGNORED_OUTSIDE],
                "best_iou": [round(float(value), 6) for value in a.box_best_iou],
                "positives_per_box": a.positives_per_box.tolist(),
            },
            "sample": {
                "positive": a.count_sampled(AnchorLabel.POSITIVE),
                "negative": a.count_sampled(AnchorLabel.NEGATIVE),
            },
            "proposals": {"decoded": len(p.decoded), **{fate.name.lower(): count for fate, count in fates.items()}},
            "rois": {
                "positive": int((r.labels > 0).sum()),
                "negative": int((r.labels == 0).sum()),
                **({} if self.masks is None else {"outlined": len(self.masks.roi)}),
            },
            "detections": {
                "candidates": int((d.fate != DetectionFate.BELOW_SCORE).sum()),
                "kept": len(d),
            },
            "losses": self.losses,
        }
        if not self.config.proposals.has_rpn:
            counts = {stage: values for stage, values in counts.items() if stage not in _STAGES_OF_ANCHORS}
        return counts
