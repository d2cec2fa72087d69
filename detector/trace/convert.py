"""From the stages' tensors in the network's frame to a trace's arrays in pixels of the image."""

from __future__ import annotations

from typing import Any

import torch
from numpy.typing import NDArray
from torch import Tensor

from detector.config import DetectorConfig
from detector.data.outlines.placed_outlines import PlacedOutlines
from detector.faster_rcnn import FasterRCNN
from detector.frame import ModelFrame
from detector.image_stages import ImageStages
from detector.outcomes import DetectionFate
from detector.stages.anchor_targets import AnchorAssignment, AnchorTargets
from detector.stages.anchors import FrameAnchors
from detector.stages.boxes import clip_boxes, decode_deltas, is_inside
from detector.stages.detections import ClassBoxes, NmsSurvivors
from detector.stages.losses import mask_cell_loss_terms, roi_loss_terms, rpn_loss_terms
from detector.stages.mask_head import select_class_masks
from detector.stages.mask_targets import MaskTargets, build_mask_targets
from detector.stages.proposal_targets import ProposalTargets
from detector.stages.proposals import find_suppressors
from detector.stages.roi_align import place_samples_in_pixels
from detector.stages.roi_pool import pyramid_levels
from detector.stages.suppression import find_first_suppressors
from detector.trace.roi_mask import MaskRoi, RoiMask
from detector.trace.schema import AnchorGrid, AssignmentTrace, DetectionTrace, MaskTrace, ProposalTrace, RoiTrace


def to_numpy(tensor: Tensor) -> NDArray[Any]:
    array: NDArray[Any] = tensor.detach().cpu().numpy()
    return array


def build_anchor_grid(anchors: FrameAnchors, frame: ModelFrame) -> AnchorGrid:
    inside = to_numpy(is_inside(anchors.boxes, frame.width, frame.height))
    boxes = to_numpy(frame.to_image(anchors.boxes))
    return AnchorGrid(boxes, anchors.counts, anchors.cells, anchors.per_cell, inside)


def build_assignment_trace(assignment: AnchorAssignment, sampled: Tensor) -> AssignmentTrace:
    return AssignmentTrace(
        to_numpy(assignment.label),
        to_numpy(assignment.reason),
        to_numpy(sampled),
        to_numpy(assignment.matched_box),
        to_numpy(assignment.best_iou),
        to_numpy(assignment.box_best_iou),
        to_numpy(assignment.positives_per_box()),
    )


def build_proposal_trace(stages: ImageStages, targets: AnchorTargets, config: DetectorConfig) -> ProposalTrace:
    by, iou = find_suppressors(stages.proposals, stages.objectness, stages.level_counts, config.proposals.nms_iou)
    objectness_loss, box_loss = _compute_anchor_losses(stages, targets, config)
    return ProposalTrace(
        decoded=to_numpy(stages.frame.to_image(stages.proposals.decoded)),
        objectness=to_numpy(stages.objectness.sigmoid()),
        deltas=to_numpy(stages.deltas),
        targets=to_numpy(targets.deltas),
        fate=to_numpy(stages.proposals.fate),
        kept=to_numpy(stages.proposals.anchor),
        suppressed_by=to_numpy(by),
        suppressed_iou=to_numpy(iou),
        objectness_loss=to_numpy(objectness_loss),
        box_loss=to_numpy(box_loss),
    )


def _compute_anchor_losses(
    stages: ImageStages, targets: AnchorTargets, config: DetectorConfig
) -> tuple[Tensor, Tensor]:
    """What each anchor (A,) adds to the RPN's two losses."""
    class_terms, box_terms = rpn_loss_terms([stages.objectness], [stages.deltas], [targets], config.losses)
    objectness_loss, box_loss = torch.zeros_like(stages.objectness), torch.zeros_like(stages.objectness)
    objectness_loss[targets.sampled] = class_terms
    box_loss[targets.sampled_positive] = box_terms
    return objectness_loss, box_loss


def build_roi_trace(
    frame: ModelFrame, targets: ProposalTargets, logits: Tensor, deltas: Tensor, config: DetectorConfig
) -> RoiTrace:
    """`logits` (R, C + 1) and `deltas` (R, C + 1, 4) are the head's output for the sampled RoIs."""
    labels = targets.labels
    class_loss, box_terms = roi_loss_terms(logits, deltas, labels, targets.deltas, config.losses)
    box_loss = torch.zeros_like(class_loss)
    box_loss[labels > 0] = box_terms
    return RoiTrace(
        boxes=to_numpy(frame.to_image(targets.boxes)),
        labels=to_numpy(labels),
        iou=to_numpy(targets.iou),
        matched_box=to_numpy(targets.matched_box),
        proposal=to_numpy(targets.proposal),
        probabilities=to_numpy(logits.softmax(dim=1)),
        refined=to_numpy(frame.to_image(_refine_boxes(frame, targets, logits, deltas, config))),
        class_loss=to_numpy(class_loss),
        box_loss=to_numpy(box_loss),
    )


def _refine_boxes(
    frame: ModelFrame, targets: ProposalTargets, logits: Tensor, deltas: Tensor, config: DetectorConfig
) -> Tensor:
    """(R, 4) the box of each RoI's own class, of the likeliest one for background."""
    likeliest = logits[:, 1:].argmax(dim=1) + 1 if logits.shape[1] > 1 else torch.zeros_like(targets.labels)
    column = torch.where(targets.labels > 0, targets.labels, likeliest)
    chosen = deltas[torch.arange(len(column), device=column.device), column]
    std = deltas.new_tensor(config.proposal_targets.delta_std)
    return clip_boxes(decode_deltas(chosen * std, targets.boxes), frame.width, frame.height)


def build_mask_trace(targets: MaskTargets, labels: Tensor, logits: Tensor) -> MaskTrace:
    """`labels` (M,) and `logits` (M, C + 1, size, size) of the RoIs in `targets`."""
    return MaskTrace(
        roi=to_numpy(targets.roi),
        logits=to_numpy(select_class_masks(logits, labels)),
        targets=to_numpy(targets.masks > 0),
        cell_loss=to_numpy(mask_cell_loss_terms(logits, labels, targets.masks)),
    )


def build_roi_mask(
    model: FasterRCNN, stages: ImageStages, roi: MaskRoi, targets: ProposalTargets, outlines: PlacedOutlines | None
) -> RoiMask:
    """Run the mask head of `model` on one RoI.

    Args:
        model: The network.
        stages: Of the image; the frame leads to pixels of the image.
        roi: Which one it is.
        targets: Of this RoI alone.
        outlines: Of the objects, beside the network's input.
    """
    frame, strides = stages.frame, model.config.backbone.strides
    level = int(pyramid_levels(targets.boxes, strides))
    columns, rows = _place_mask_samples(model.config, targets.boxes, strides[level])
    logits = model.run_mask_head(stages, targets.boxes)
    of_object = build_mask_targets(targets, outlines, model.config.mask.map_size)
    has_outline = len(of_object.roi) > 0
    return RoiMask(
        roi=roi,
        box=to_numpy(frame.to_image(targets.boxes)[0]),
        label=int(targets.labels),
        object=int(targets.matched_box),
        level=level,
        sample_columns=to_numpy(columns / frame.scale_x),
        sample_rows=to_numpy(rows / frame.scale_y),
        features=to_numpy(model.pool_mask_rois(stages, targets.boxes)[0]),
        logits=to_numpy(logits[0]),
        target=to_numpy(of_object.masks[0] > 0) if has_outline else None,
        cell_loss=to_numpy(mask_cell_loss_terms(logits, targets.labels, of_object.masks)[0]) if has_outline else None,
    )


def _place_mask_samples(config: DetectorConfig, roi: Tensor, stride: int) -> tuple[Tensor, Tensor]:
    """Columns and rows of the samples of one RoI (1, 4), pixels of the network's input; pooling by maxima has none."""
    if config.head.roi_operation != "roi_align":
        return roi.new_zeros(0), roi.new_zeros(0)
    columns, rows = place_samples_in_pixels(roi, 1 / stride, config.mask.roi_size, config.head.aligned)
    return columns.flatten(), rows.flatten()


def build_detection_trace(
    frame: ModelFrame, logits: Tensor, found: ClassBoxes, survivors: NmsSurvivors, config: DetectorConfig
) -> DetectionTrace:
    """`found` are the boxes of all classes that the head made of the proposals, `survivors` what passed its NMS."""
    fate = torch.full(found.scores.shape, DetectionFate.BELOW_SCORE, dtype=torch.int8, device=logits.device)
    by = torch.full(found.scores.shape, -1, dtype=torch.int64, device=logits.device)
    at = torch.zeros_like(found.scores)
    fate[found.above_score(config.detection.score)] = DetectionFate.SUPPRESSED
    fate[survivors.roi, survivors.column] = DetectionFate.BELOW_LIMIT
    kept = slice(config.detection.max_detections)
    roi, column = survivors.roi[kept], survivors.column[kept]
    fate[roi, column] = DetectionFate.KEPT
    for label in (fate == DetectionFate.SUPPRESSED).any(dim=0).nonzero().flatten().tolist():
        rows = (fate[:, label] == DetectionFate.SUPPRESSED).nonzero().flatten()
        of_class = survivors.roi[survivors.column == label]
        first, iou = find_first_suppressors(
            found.boxes[rows, label], found.boxes[of_class, label], config.detection.nms_iou
        )
        by[rows, label], at[rows, label] = of_class[first], iou
    return DetectionTrace(
        probabilities=to_numpy(logits.softmax(dim=1)),
        refined=to_numpy(frame.to_image(found.boxes.flatten(0, 1))).reshape(*found.boxes.shape),
        fate=to_numpy(fate),
        suppressed_by=to_numpy(by),
        suppressed_iou=to_numpy(at),
        boxes=to_numpy(frame.to_image(found.boxes[roi, column])),
        labels=to_numpy(column + 1),
        scores=to_numpy(found.scores[roi, column]),
        roi=to_numpy(roi),
    )
