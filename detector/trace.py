"""Every intermediate of one image, as numpy arrays in pixels of the image, made by the functions that train.

Rows are identities: row i of every (A, ...) array is anchor i, its candidate, and its fate.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from detector.codes import AnchorLabel, AnchorReason, ProposalFate
from detector.config import DetectorConfig
from detector.faster_rcnn import FasterRCNN, ImageStages
from detector.frame import ModelFrame
from detector.stages.anchor_targets import AnchorAssignment, assign_anchors, sample_anchors, usable_anchors
from detector.stages.anchors import FrameAnchors, frame_anchors
from detector.stages.boxes import box_iou, is_inside
from detector.stages.losses import LOSS_KEYS
from detector.stages.proposals import find_suppressors
from detector.targets import Target, check_target

Floats = NDArray[np.float32]
Codes = NDArray[np.int8]
Rows = NDArray[np.int64]

LOSS_NAMES = dict(zip(LOSS_KEYS, ("rpn_objectness", "rpn_box", "roi_class", "roi_box"), strict=True))


@dataclass(frozen=True)
class AssignmentTrace:
    """The verdict on every anchor."""

    label: Codes
    """(A,) AnchorLabel"""
    reason: Codes
    """(A,) AnchorReason"""
    sampled: NDArray[np.bool_]
    """(A,)"""
    matched_box: Rows
    """(A,) row of the box each overlaps most, -1 where there is none"""
    best_iou: Floats
    """(A,)"""
    box_best_iou: Floats
    """(G,)"""
    positives_per_box: Rows
    """(G,)"""

    @classmethod
    def of(cls, assignment: AnchorAssignment, sampled: Tensor) -> AssignmentTrace:
        return cls(
            _numpy(assignment.label),
            _numpy(assignment.reason),
            _numpy(sampled),
            _numpy(assignment.matched_box),
            _numpy(assignment.best_iou),
            _numpy(assignment.box_best_iou),
            _numpy(assignment.positives_per_box()),
        )

    def count(self, reason: AnchorReason) -> int:
        return int((self.reason == reason).sum())

    def sampled_count(self, label: AnchorLabel) -> int:
        return int((self.sampled & (self.label == label)).sum())


@dataclass(frozen=True)
class ProposalTrace:
    """What became of every candidate of the proposal layer."""

    decoded: Floats
    """(A, 4) after clipping, pixels of the image"""
    objectness: Floats
    """(A,) probability"""
    fate: Codes
    """(A,) ProposalFate"""
    kept: Rows
    """(P,) rows, best first"""
    suppressed_by: Rows
    """(A,) row of the suppressor, -1 for the others"""
    suppressed_iou: Floats
    """(A,) IoU with the suppressor"""

    def count(self, fate: ProposalFate) -> int:
        return int((self.fate == fate).sum())


@dataclass(frozen=True)
class RoiTrace:
    """The RoIs sampled for the head."""

    boxes: Floats
    """(R, 4) pixels of the image"""
    labels: Rows
    """(R,) 0 is background"""
    iou: Floats
    """(R,)"""
    proposal: Rows
    """(R,) row into `ProposalTrace.kept`, or -1 for an injected ground-truth box"""


@dataclass(frozen=True)
class StageTrace:
    """All stages of one image."""

    frame: ModelFrame
    feature_shapes: tuple[tuple[int, int, int], ...]
    """channels, height, width of each level that RoIs are pooled from, finest first"""
    level_counts: tuple[int, ...]
    """How many anchors each level has; rows go level by level."""
    anchors: Floats
    """(A, 4) pixels of the image"""
    inside: NDArray[np.bool_]
    """(A,) whether it lies wholly in the image"""
    assignment: AssignmentTrace
    proposals: ProposalTrace
    rois: RoiTrace
    losses: dict[str, float] = field(default_factory=dict)
    """By the names in LOSS_NAMES, and `total`."""

    def summary(self) -> dict[str, Any]:
        """The count of everything, as `frcnn stages --json` prints it."""
        a, p, r = self.assignment, self.proposals, self.rois
        reasons = {reason: a.count(reason) for reason in AnchorReason}
        fates = {fate: p.count(fate) for fate in ProposalFate}
        return {
            "input": {"width": self.frame.width, "height": self.frame.height},
            "features": {
                "channels": self.feature_shapes[0][0],
                "levels": [[height, width] for _, height, width in self.feature_shapes],
            },
            "anchors": {
                "total": len(self.anchors),
                "inside": int(self.inside.sum()),
                "per_level": list(self.level_counts),
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
                "positive": a.sampled_count(AnchorLabel.POSITIVE),
                "negative": a.sampled_count(AnchorLabel.NEGATIVE),
            },
            "proposals": {"decoded": len(p.decoded), **{fate.name.lower(): count for fate, count in fates.items()}},
            "rois": {"positive": int((r.labels > 0).sum()), "negative": int((r.labels == 0).sum())},
            "losses": self.losses,
        }


def trace_image(model: FasterRCNN, image: Tensor, target: Target, seed: int = 0) -> StageTrace:
    """Pass `image` (3, h, w) float32 RGB 0..1 with its ground truth through every stage, as a training step would.

    Samples are drawn with `seed`. Errors: InvalidTargetError.
    """
    check_target(target, image.shape[-1], image.shape[-2], len(model.classes))
    was_training = model.training
    model.eval()
    try:
        with torch.inference_mode():
            (proposed,) = model.proposal_stages([image], training_limits=True)
            return _trace_targets(model, proposed, target, seed)
    finally:
        model.train(was_training)


def _trace_targets(model: FasterRCNN, proposed: ImageStages, target: Target, seed: int) -> StageTrace:
    stages = model.add_targets(proposed, target, torch.Generator().manual_seed(seed))
    assert stages.anchor_targets is not None
    assert stages.proposal_targets is not None
    losses = {LOSS_NAMES[key]: float(value) for key, value in model.losses([stages]).items()}
    losses["total"] = sum(losses.values())
    frame, rois = stages.frame, stages.proposal_targets
    shapes = tuple((level.shape[0], level.shape[1], level.shape[2]) for level in stages.feature_maps)
    return StageTrace(
        frame,
        shapes,
        stages.level_counts,
        _numpy(frame.to_image(stages.anchors)),
        _numpy(is_inside(stages.anchors, frame.width, frame.height)),
        AssignmentTrace.of(stages.anchor_targets.assignment, stages.anchor_targets.sampled),
        _proposal_trace(stages, model.config),
        RoiTrace(_numpy(frame.to_image(rois.boxes)), _numpy(rois.labels), _numpy(rois.iou), _numpy(rois.proposal)),
        losses,
    )


def _proposal_trace(stages: ImageStages, config: DetectorConfig) -> ProposalTrace:
    by, iou = find_suppressors(stages.proposals, stages.objectness, stages.level_counts, config.proposals.nms_iou)
    return ProposalTrace(
        _numpy(stages.frame.to_image(stages.proposals.decoded)),
        _numpy(stages.objectness.sigmoid()),
        _numpy(stages.proposals.fate),
        _numpy(stages.proposals.anchor),
        _numpy(by),
        _numpy(iou),
    )


class LiveAssigner:
    """Re-assigns the anchors of one image while its boxes change; no network is needed for that.

    It keeps the IoU table (A, G) and computes anew only the columns of boxes that changed: a drag costs one column.
    """

    def __init__(self, config: DetectorConfig, image_width: int, image_height: int, seed: int = 0) -> None:
        """Sizes in pixels of the image; `seed` draws the minibatch."""
        self.config = config
        self.seed = seed
        self.frame = ModelFrame.of(image_width, image_height, config.input)
        anchors = frame_anchors(config, self.frame)
        self._anchors = anchors.boxes
        self._usable = usable_anchors(self._anchors, self.frame.width, self.frame.height, config.anchor_targets)
        self._boxes = torch.zeros(0, 4)
        self._iou = torch.zeros(len(self._anchors), 0)
        self.anchors: Floats = _numpy(self.frame.to_image(self._anchors))
        """(A, 4) pixels of the image"""
        self.shape: Rows = _shapes(anchors)
        """(A,) the number of each anchor's shape, those of the finest level first"""
        self.inside: NDArray[np.bool_] = _numpy(is_inside(self._anchors, self.frame.width, self.frame.height))
        """(A,)"""

    def assign(self, boxes: Floats) -> AssignmentTrace:
        """The verdict for `boxes` (G, 4) float32, pixels of the image; boxes without area match nothing."""
        with torch.inference_mode():
            self._update_iou(self.frame.to_model(torch.from_numpy(np.ascontiguousarray(boxes, dtype=np.float32))))
            assignment = assign_anchors(self._iou, self._usable, self.config.anchor_targets)
            generator = torch.Generator().manual_seed(self.seed)
            sampled = sample_anchors(assignment.label, self.config.anchor_targets, generator)
            return AssignmentTrace.of(assignment, sampled)

    def _update_iou(self, boxes: Tensor) -> None:
        if boxes.shape != self._boxes.shape:
            self._iou = box_iou(self._anchors, boxes)
        else:
            changed = (boxes != self._boxes).any(dim=1).nonzero().flatten()
            if len(changed):
                self._iou[:, changed] = box_iou(self._anchors, boxes[changed])
        self._boxes = boxes


def _shapes(anchors: FrameAnchors) -> Rows:
    in_cell = np.concatenate([np.arange(count) % anchors.per_cell for count in anchors.counts])
    shapes: Rows = _numpy(anchors.level) * anchors.per_cell + in_cell
    return shapes


def _numpy(tensor: Tensor) -> NDArray[Any]:
    array: NDArray[Any] = tensor.detach().cpu().numpy()
    return array
