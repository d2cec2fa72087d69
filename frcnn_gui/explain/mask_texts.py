"""What the mask head made of one RoI, in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from detector.matching.box_overlap import MIN_OBJECT_IOU, pairwise_iou
from detector.outcomes import MissCause
from detector.trace.miss_attribution import find_mask_miss
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.texts.compared_numbers import format_compared
from frcnn_gui.stages.texts import format_box_name

if TYPE_CHECKING:
    from detector.trace.mask_quality import MaskQuality
    from detector.trace.roi_mask import RoiMask
    from detector.trace.schema import StageTrace

NO_MASK_HEAD_TEXT = N_("The network in use has no mask head. Choose or train one of the Mask R-CNN presets.")
TRAINING_ROI_TEXT = N_("Training RoI: a positive proposal, IoU {iou} with {box}.")
DETECTION_TEXT = N_("Detection {number}: {label} {score}, IoU {iou} with {box}.")
DETECTION_ALONE_TEXT = N_("Detection {number}: {label} {score}. It found no object.")
POOLED_TEXT = N_("RoI align pools it from the map of stride {stride} into {size} x {size} bins.")
POOLED_FROM_LEVEL_TEXT = N_(
    "Its size assigns it to pyramid level {level} (stride {stride}); RoI align pools it into {size} x {size} bins."
)
LOSS_TEXT = N_("Its loss is {loss}; the mask loss of the image is the mean over {count} RoIs.")
NO_OUTLINE_TEXT = N_("The object has no outline, so there is nothing to compare the mask with.")
BOX_ALONE_CORRECT_TEXT = N_("The box is correct, the mask is not: it matches {share} of the boundary.")
BOUNDARY_ALONE_POOR_TEXT = N_("Box and mask are correct, the boundary is poor: the mask matches {share} of it.")
QUALITY_TEXT = N_("Mask IoU {iou}, boundary IoU {boundary}.")
CEILING_TEXT = N_("The ceiling is {ceiling}: a perfect mask of {size} x {size} cells in this box has this IoU.")


def describe_roi_mask(trace: StageTrace, mask: RoiMask, quality: MaskQuality | None) -> list[str]:
    """Sentences about one RoI; `quality` is that of its mask, None where there is nothing to compare it with."""
    sentences = [_describe_roi(trace, mask), _describe_pooling(trace, mask)]
    if mask.cell_loss is not None and mask.roi.is_training and trace.masks is not None:
        text = tr(LOSS_TEXT)
        sentences.append(text.format(loss=f"{float(mask.cell_loss.sum()):.3f}", count=f"{len(trace.masks.roi):,}"))
    if quality is not None:
        sentences += describe_mask_quality(trace, mask, quality)
    elif mask.object >= 0:
        sentences.append(tr(NO_OUTLINE_TEXT))
    return sentences


@dataclass(frozen=True)
class MaskVerdict:
    """What the card of a found object says of the mask."""

    miss_cause: MissCause | None
    """MASK_HEAD where the mask is too far from the object"""
    sentences: tuple[str, ...]


def classify_found_mask(trace: StageTrace, mask: RoiMask, quality: MaskQuality) -> MaskVerdict:
    """What to say of the mask of the detection that found an object."""
    return MaskVerdict(find_mask_miss(quality.iou), tuple(describe_mask_quality(trace, mask, quality)))


def _is_box_correct(trace: StageTrace, mask: RoiMask) -> bool:
    """Whether it is a detection whose box is correct."""
    return not mask.roi.is_training and _compute_box_iou(trace, mask) >= MIN_OBJECT_IOU


def _compute_box_iou(trace: StageTrace, mask: RoiMask) -> float:
    return float(pairwise_iou(mask.box[None], trace.true_boxes[mask.object : mask.object + 1])[0, 0])


def _describe_roi(trace: StageTrace, mask: RoiMask) -> str:
    label, row = trace.classes[mask.label - 1], mask.roi.row
    names = tuple(trace.classes[number - 1] for number in trace.true_labels)
    box = format_box_name(names, mask.object) if mask.object >= 0 else ""
    iou = format_compared(_compute_box_iou(trace, mask), MIN_OBJECT_IOU) if mask.object >= 0 else ""
    if mask.roi.is_training:
        return tr(TRAINING_ROI_TEXT).format(iou=iou, box=box)
    score = format_compared(float(trace.detections.scores[row]), trace.config.detection.score)
    text = tr(DETECTION_TEXT if box else DETECTION_ALONE_TEXT)
    return text.format(number=f"{row + 1:,}", label=label, score=score, iou=iou, box=box)


def _describe_pooling(trace: StageTrace, mask: RoiMask) -> str:
    strides, size = trace.config.backbone.strides, mask.features.shape[-1]
    stride = strides[mask.level]
    if len(strides) == 1:
        return tr(POOLED_TEXT).format(stride=stride, size=size)
    level = f"P{stride.bit_length() - 1}"  # the papers' name: P3 has the stride 2 to the power of 3
    return tr(POOLED_FROM_LEVEL_TEXT).format(level=level, stride=stride, size=size)


def describe_mask_quality(trace: StageTrace, mask: RoiMask, quality: MaskQuality) -> list[str]:
    """Sentences about how well the mask of an RoI agrees with its object."""
    sentences = []
    is_correct = find_mask_miss(quality.iou) is None
    if _is_box_correct(trace, mask) and (not is_correct or quality.boundary_iou < MIN_OBJECT_IOU):
        text = tr(BOUNDARY_ALONE_POOR_TEXT if is_correct else BOX_ALONE_CORRECT_TEXT)
        sentences.append(text.format(share=f"{100 * quality.boundary_iou:.0f} %"))
    numbers = (format_compared(value, MIN_OBJECT_IOU) for value in (quality.iou, quality.boundary_iou))
    sentences.append(tr(QUALITY_TEXT).format(**dict(zip(("iou", "boundary"), numbers, strict=True))))
    sentences.append(tr(CEILING_TEXT).format(ceiling=f"{quality.ceiling:.3f}", size=mask.logits.shape[-1]))
    return sentences
