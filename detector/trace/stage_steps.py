"""The steps of a trace between the cached results: each calls the function that training calls."""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from torch import Tensor

from detector.config import DetectorConfig
from detector.data.outlines.placed_outlines import PlacedOutlines
from detector.faster_rcnn import FasterRCNN
from detector.frame import ModelFrame
from detector.image_stages import ImageStages
from detector.stages.anchor_targets import AnchorTargets, build_anchor_targets, ignore_candidates
from detector.stages.anchors import FrameAnchors, generate_anchors
from detector.stages.detections import ClassBoxes, NmsSurvivors, class_nms, decode_class_boxes
from detector.stages.losses import ROI_LOSS_KEYS, RPN_LOSS_KEYS, mask_loss, roi_losses, rpn_losses
from detector.stages.mask_targets import MaskTargets, build_mask_targets
from detector.stages.outside_proposals import take_outside_proposals
from detector.stages.proposal_targets import ProposalTargets, build_proposal_targets
from detector.stages.proposals import generate_proposals
from detector.trace.schema import LOSS_NAMES, MASK_LOSS_NAME


@dataclass(frozen=True)
class TrainingMasks:
    """What trains the mask head, and what it makes of it; in the network's frame."""

    targets: MaskTargets
    labels: Tensor
    """(M,) in 1..C"""
    logits: Tensor
    """(M, C + 1, size, size)"""


def place_candidates(stages: ImageStages, config: DetectorConfig) -> FrameAnchors:
    """The anchors; without an RPN the boxes of the proposal source, as those of a single row of cells."""
    if config.proposals.has_rpn:
        return generate_anchors(config, stages.frame)
    return FrameAnchors(stages.anchors, ((1, len(stages.anchors)),), per_cell=1)


def regenerate_proposals(
    stages: ImageStages, anchors: FrameAnchors, config: DetectorConfig, training: bool
) -> ImageStages:
    """The stages with the proposals of `config`, from the output of the RPN that is there."""
    frame = stages.frame
    if not config.proposals.has_rpn:
        size = frame.width, frame.height
        outside = take_outside_proposals(anchors.boxes, stages.objectness, *size, config.proposals, training)
        return replace(stages, proposals=outside)
    proposals = generate_proposals(
        anchors.boxes,
        stages.objectness,
        stages.deltas,
        anchors.counts,
        frame.width,
        frame.height,
        config.proposals,
        training,
    )
    return replace(stages, anchors=anchors.boxes, proposals=proposals)


def sample_anchor_targets(
    anchors: Tensor, boxes: Tensor, frame: ModelFrame, config: DetectorConfig, seed: int
) -> tuple[AnchorTargets, Tensor]:
    """The RPN's targets, and the state in which they leave the generator to the head's."""
    generator = torch.Generator().manual_seed(seed)
    if not config.proposals.has_rpn:
        return ignore_candidates(anchors, boxes), generator.get_state()
    targets = build_anchor_targets(anchors, boxes, frame.width, frame.height, config.anchor_targets, generator)
    return targets, generator.get_state()


def sample_rois(
    stages: ImageStages, boxes: Tensor, labels: Tensor, config: DetectorConfig, state: Tensor
) -> ProposalTargets:
    """The targets of the head; `state` is that of the generator after `sample_anchor_targets`."""
    generator = torch.Generator()
    generator.set_state(state)
    return build_proposal_targets(stages.proposals.boxes, boxes, labels, config.proposal_targets, generator)


def run_training_masks(
    model: FasterRCNN, stages: ImageStages, sampled: ProposalTargets, outlines: PlacedOutlines | None
) -> TrainingMasks:
    """Run the mask head on the RoIs that train it; `outlines` are beside the network's input."""
    targets = build_mask_targets(sampled, outlines, model.config.mask.map_size)
    if len(targets.roi):
        logits = model.run_mask_head(stages, sampled.boxes[targets.roi])
    else:  # batch norms cannot take no RoIs at all
        logits = targets.masks.new_zeros(0, len(model.classes) + 1, *targets.masks.shape[1:])
    return TrainingMasks(targets, sampled.labels[targets.roi], logits)


def select_detections(
    rois: Tensor, outputs: tuple[Tensor, Tensor], frame: ModelFrame, config: DetectorConfig
) -> tuple[ClassBoxes, NmsSurvivors]:
    """The boxes of all classes of `rois` (R, 4), and which of them are detections.

    Args:
        rois: x1 y1 x2 y2, in pixels of the network's input.
        outputs: Class logits (R, C + 1) and deltas (R, C + 1, 4).
        frame: Of the network's input, to which boxes are clipped.
        config: The settings.
    """
    found = decode_class_boxes(rois, *outputs, config.proposal_targets.delta_std, frame.width, frame.height)
    return found, class_nms(found, config.detection)


def compute_losses(
    stages: ImageStages,
    for_rpn: AnchorTargets,
    for_head: ProposalTargets,
    outputs: tuple[Tensor, Tensor],
    masks: TrainingMasks | None,
    config: DetectorConfig,
) -> dict[str, float]:
    """The losses of a training step, by the names in `LOSS_NAMES`, and their sum as `total`."""
    losses: dict[str, float] = {}
    if config.proposals.has_rpn:
        rpn = rpn_losses([stages.objectness], [stages.deltas], [for_rpn], config.losses)
        losses |= {LOSS_NAMES[key]: float(value) for key, value in zip(RPN_LOSS_KEYS, rpn, strict=True)}
    head = roi_losses(*outputs, for_head.labels, for_head.deltas, config.losses)
    losses |= {LOSS_NAMES[key]: float(value) for key, value in zip(ROI_LOSS_KEYS, head, strict=True)}
    if masks is not None:
        losses[MASK_LOSS_NAME] = float(mask_loss(masks.logits, masks.labels, masks.targets.masks))
    losses["total"] = sum(losses.values())
    return losses
