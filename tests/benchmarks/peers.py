"""torchvision's detectors with the architecture and the settings of our presets, as peers."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import torch
from torch import Tensor, nn
from torchvision.models import mobilenet_v2, resnet50, vgg16
from torchvision.models.detection import FasterRCNN as TorchvisionFasterRCNN
from torchvision.models.detection import MaskRCNN
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.backbone_utils import BackboneWithFPN, resnet_fpn_backbone
from torchvision.models.detection.faster_rcnn import FastRCNNPredictor, TwoMLPHead
from torchvision.models.detection.mask_rcnn import MaskRCNNHeads, MaskRCNNPredictor
from torchvision.models.detection.rpn import RPNHead
from torchvision.ops import FrozenBatchNorm2d, MultiScaleRoIAlign, roi_align

from detector.config import DetectorConfig, get_preset
from detector.faster_rcnn import FasterRCNN

_AFTER_CONV4 = ("layer4", "avgpool", "fc")


def peer_of(name: str, num_classes: int) -> TorchvisionFasterRCNN:
    """torchvision's network like the preset `name` (vgg16 or a pyramid), untrained, for `num_classes` classes.

    Pyramids have torchvision's anchors: one scale at each level, in three ratios. With masks it is a `MaskRCNN`.
    """
    config = get_preset(name)
    scales = config.anchors.scales[:1] if config.backbone.fpn_channels else config.anchors.scales
    backbone: Any = _pyramid(config) if config.backbone.fpn_channels else _single_level()
    _freeze(backbone, config.backbone.frozen_convolutions)
    sides = tuple(tuple(int(s * scale) for scale in scales) for s in config.backbone.level_strides)
    anchors = AnchorGenerator(sides, (config.anchors.ratios,) * len(sides))
    channels, head, sample = backbone.out_channels, config.head, config.proposal_targets.samples
    kind = MaskRCNN if config.has_masks else TorchvisionFasterRCNN
    return kind(
        backbone,
        min_size=config.input.short_side,
        max_size=config.input.long_side,
        rpn_anchor_generator=anchors,
        rpn_head=RPNHead(channels, anchors.num_anchors_per_location()[0]),
        rpn_pre_nms_top_n_train=config.proposals.pre_nms_train,
        rpn_pre_nms_top_n_test=config.proposals.pre_nms_test,
        rpn_post_nms_top_n_train=config.proposals.post_nms_train,
        rpn_post_nms_top_n_test=config.proposals.post_nms_test,
        box_roi_pool=MultiScaleRoIAlign([str(i) for i in range(len(config.backbone.strides))], head.roi_size, 2),
        box_head=TwoMLPHead(channels * head.roi_size**2, head.hidden),
        box_predictor=FastRCNNPredictor(head.hidden, num_classes + 1),
        box_batch_size_per_image=sample,
        box_nms_thresh=config.detection.nms_iou,
        **(_mask_parts(config, channels, num_classes) if config.has_masks else {}),
    )


class AlignedPooling(MultiScaleRoIAlign):
    """torchvision's RoI align with the shift by half a cell, which its detectors do without."""

    def forward(self, features: dict[str, Tensor], boxes: list[Tensor], shapes: list[tuple[int, int]]) -> Tensor:
        return roi_align(features["0"], boxes, self.output_size, 1 / 16, self.sampling_ratio, aligned=True)


def c4_peer_of(config: DetectorConfig, num_classes: int) -> TorchvisionFasterRCNN:
    """The parts of torchvision's ResNet-50 as in `config`, a `resnet50_c4` of any size: layer4 is the head."""
    children = dict(resnet50(weights=None, norm_layer=FrozenBatchNorm2d).named_children())
    last = nn.Sequential(OrderedDict(layer4=children["layer4"], pool=children["avgpool"], flatten=nn.Flatten()))
    backbone: Any = nn.Sequential(OrderedDict((name, children[name]) for name in children if name not in _AFTER_CONV4))
    backbone.out_channels = 1024
    _freeze(backbone, config.backbone.frozen_convolutions)
    anchors = AnchorGenerator((tuple(int(16 * scale) for scale in config.anchors.scales),), (config.anchors.ratios,))
    return TorchvisionFasterRCNN(
        backbone,
        min_size=config.input.short_side,
        max_size=config.input.long_side,
        rpn_anchor_generator=anchors,
        rpn_pre_nms_top_n_train=config.proposals.pre_nms_train,
        rpn_pre_nms_top_n_test=config.proposals.pre_nms_test,
        rpn_post_nms_top_n_train=config.proposals.post_nms_train,
        rpn_post_nms_top_n_test=config.proposals.post_nms_test,
        box_roi_pool=AlignedPooling(["0"], config.head.roi_size, 2),
        box_head=last,
        box_predictor=FastRCNNPredictor(2048, num_classes + 1),
        box_batch_size_per_image=config.proposal_targets.samples,
        box_nms_thresh=config.detection.nms_iou,
        size_divisible=16,
    )


def _mask_parts(config: DetectorConfig, in_channels: int, num_classes: int) -> dict[str, Any]:
    mask, levels = config.mask, [str(level) for level in range(len(config.backbone.strides))]
    return {
        "mask_roi_pool": MultiScaleRoIAlign(levels, mask.roi_size, 2),
        "mask_head": MaskRCNNHeads(in_channels, [mask.channels] * mask.convolutions, dilation=1),
        "mask_predictor": MaskRCNNPredictor(mask.channels, mask.channels, num_classes + 1),
    }


def take_backbone(peer: TorchvisionFasterRCNN, ours: FasterRCNN) -> None:
    """Copy the backbone of `ours` to `peer`."""
    body = ours.backbone.body.state_dict()
    own = peer.backbone.body if hasattr(peer.backbone, "body") else peer.backbone
    own.load_state_dict({name: body[name] for name in own.state_dict()})


def _single_level() -> nn.Module:
    backbone: Any = vgg16(weights=None).features[:-1]
    backbone.out_channels = 512
    return backbone


def _pyramid(config: DetectorConfig) -> nn.Module:
    if config.backbone.name != "mobilenet_v2":
        return resnet_fpn_backbone(backbone_name=config.backbone.name, weights=None, trainable_layers=5)
    features = mobilenet_v2(weights=None, norm_layer=FrozenBatchNorm2d).features
    return BackboneWithFPN(features, {"6": "0", "13": "1", "18": "2"}, [32, 96, 1280], config.backbone.fpn_channels)


def _freeze(backbone: nn.Module, convolutions: int) -> None:
    body: Any = backbone.body if hasattr(backbone, "body") else backbone
    for convolution in [module for module in body.modules() if isinstance(module, nn.Conv2d)][:convolutions]:
        convolution.weight.requires_grad_(False)
        if isinstance(convolution.bias, torch.nn.Parameter):
            convolution.bias.requires_grad_(False)
