"""Starting a training run from a checkpoint, with the same classes or with others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import torch
from torch import Tensor

from detector.config import DetectorConfig
from detector.errors import CheckpointError
from detector.faster_rcnn import FasterRCNN
from detector.training.checkpoints.checkpoint import Checkpoint

_BACKBONE_TITLE = "the backbone"
BACKBONE_MISMATCH = (
    "The checkpoint has the backbone {backbone}, which does not fit the preset {preset}. Choose the preset {fitting}."
)
MASK_HEAD_LEFT_OUT = "Left out: the mask head, which the preset {preset} does not have."
_RPN_PREFIX = ("rpn.",)
_PART_TITLES = {
    ("backbone.body.",): _BACKBONE_TITLE,
    ("backbone.fpn.",): "the feature pyramid",
    _RPN_PREFIX: "the RPN",
}
_FULLY_CONNECTED_TITLES = {
    ("roi_heads.box_head.fc6.",): "the head's first layer",
    ("roi_heads.box_head.fc7.",): "its second",
}
_CONVOLUTION_TITLES = {("roi_heads.box_head.",): "the head's hidden layers"}
_MASK_PREFIXES = ("roi_heads.mask_head.", "roi_heads.mask_predictor.conv5_mask.")
_MASK_TITLES = {_MASK_PREFIXES: "the mask head"}
_LAST_STAGES = ("backbone.body.layer4.", "roi_heads.box_head.layer4.")
"""Where the last stage of a ResNet is: below a pyramid, and as the head of a network without one"""
_SCORES_LAYER = "roi_heads.box_predictor.cls_score"
_ROWS_PER_CLASS = {_SCORES_LAYER: 1, "roi_heads.box_predictor.bbox_pred": 4}
"""Layers, with their number of rows for the background and for each class."""
_MASK_ROWS_PER_CLASS = {"roi_heads.mask_predictor.mask_fcn_logits": 1}


def start_from_checkpoint(
    checkpoint: Checkpoint, config: DetectorConfig, classes: Sequence[str]
) -> tuple[FasterRCNN, str]:
    """A new network of `config` for `classes` that knows what the checkpoint knows, and `copy_weights`'s sentence."""
    model = FasterRCNN(_adopt_layout(config, checkpoint.config), classes, checkpoint.model.pretrained)
    return model, copy_weights(model, checkpoint)


def _adopt_layout(config: DetectorConfig, known: DetectorConfig) -> DetectorConfig:
    """`config` with the layout that the weights were trained for, which does not follow from their shapes."""
    layout, head, mask = known.backbone, config.head, config.mask
    backbone = replace(config.backbone, stride_in_1x1=layout.stride_in_1x1, norm_eps=layout.norm_eps)
    if "none" not in (backbone.fpn_norm, layout.fpn_norm):
        backbone = replace(backbone, fpn_norm=layout.fpn_norm)
    if "none" not in (head.norm, known.head.norm):
        head = replace(head, norm=known.head.norm)
    if "none" not in (mask.norm, known.mask.norm):
        mask = replace(mask, norm=known.mask.norm)
    return replace(config, backbone=backbone, head=head, mask=mask)


def copy_weights(model: FasterRCNN, checkpoint: Checkpoint) -> str:
    """Copy into `model` what fits it: whole layers, and the rows of the classes that both have, by name.

    Returns a sentence: what was kept and what was initialized.

    Raises:
        CheckpointError: Not even the backbone fits.
    """
    new = model.state_dict()
    old = _place_last_stage(checkpoint.model.state_dict(), new)
    kept: list[str] = []
    initialized: list[str] = []
    head = model.config.head
    hidden = _CONVOLUTION_TITLES if head.convolutions or head.last_stage else _FULLY_CONNECTED_TITLES
    for prefixes, name in (_PART_TITLES | hidden | _MASK_TITLES).items():
        if not any(key.startswith(prefixes) for key in new):
            continue
        is_same = _has_same_meaning(prefixes, model, checkpoint)
        (kept if _copy_part(prefixes, old, new, is_same) else initialized).append(name)
    if _BACKBONE_TITLE in initialized:
        raise CheckpointError(
            BACKBONE_MISMATCH.format(
                backbone=checkpoint.config.backbone.name, preset=model.config.preset, fitting=checkpoint.config.preset
            )
        )
    known = _copy_classes(model, checkpoint, old, new)
    fresh = [name for name in model.classes if name not in known]
    kept += [f"class {name}" for name in known]
    initialized += [f"class {name}" for name in fresh]
    left_out = checkpoint.config.has_masks and not model.config.has_masks
    rest = f" {MASK_HEAD_LEFT_OUT.format(preset=model.config.preset)}" if left_out else ""
    return f"Kept: {', '.join(kept)}. Initialized: {', '.join(initialized) or 'nothing'}.{rest}"


def _place_last_stage(old: dict[str, Tensor], new: dict[str, Tensor]) -> dict[str, Tensor]:
    """`old`, with the last stage of a ResNet also where `new` has it: at the end of the backbone, or as the head."""
    placed = dict(old)
    for before, after in (_LAST_STAGES, _LAST_STAGES[::-1]):
        moved = {after + name.removeprefix(before): one for name, one in old.items() if name.startswith(before)}
        placed |= {name: one for name, one in moved.items() if name in new and name not in old}
    return placed


def _has_same_meaning(prefixes: tuple[str, ...], model: FasterRCNN, checkpoint: Checkpoint) -> bool:
    """Whether equal shapes mean equal things: RPN channels stand for anchors, wherever those are."""
    return prefixes != _RPN_PREFIX or model.config.anchors == checkpoint.config.anchors


def _copy_part(prefixes: tuple[str, ...], old: dict[str, Tensor], new: dict[str, Tensor], same_meaning: bool) -> bool:
    names = [name for name in new if name.startswith(prefixes)]
    if not same_meaning or not all(name in old and old[name].shape == new[name].shape for name in names):
        return False
    with torch.no_grad():
        for name in names:
            new[name].copy_(old[name])
    return True


def _copy_classes(
    model: FasterRCNN, checkpoint: Checkpoint, old: dict[str, Tensor], new: dict[str, Tensor]
) -> tuple[str, ...]:
    """Copy the output rows of background and of the classes that both know; return those classes."""
    settings = model.config.proposal_targets, checkpoint.config.proposal_targets
    fits = old[f"{_SCORES_LAYER}.weight"].shape[1] == new[f"{_SCORES_LAYER}.weight"].shape[1]
    if not fits or settings[0].delta_std != settings[1].delta_std:
        return ()
    shared = [name for name in model.classes if name in checkpoint.classes]
    rows = [(0, 0), *((model.classes.index(name) + 1, checkpoint.classes.index(name) + 1) for name in shared)]
    rows_per_class = _ROWS_PER_CLASS | (_MASK_ROWS_PER_CLASS if _has_same_masks(model, checkpoint) else {})
    with torch.no_grad():
        for layer, size in rows_per_class.items():
            for to, source in rows:
                for kind in ("weight", "bias"):
                    tensor = old[f"{layer}.{kind}"][source * size : (source + 1) * size]
                    new[f"{layer}.{kind}"][to * size : (to + 1) * size].copy_(tensor)
    return tuple(shared)


def _has_same_masks(model: FasterRCNN, checkpoint: Checkpoint) -> bool:
    """Whether both have a mask head, whose logits come from the same layers."""
    own, known = model.config.mask, checkpoint.config.mask
    return model.config.has_masks and (own.channels, own.convolutions) == (known.channels, known.convolutions)
