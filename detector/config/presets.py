"""The presets: named combinations of settings, those of published networks and light ones for a CPU."""

from __future__ import annotations

from dataclasses import replace

from detector.config.settings import (
    AnchorConfig,
    AnchorTargetConfig,
    BackboneConfig,
    DetectionConfig,
    DetectorConfig,
    HeadConfig,
    InputConfig,
    LossConfig,
    MaskConfig,
    ProposalConfig,
    ProposalTargetConfig,
    RpnConfig,
    TrainingConfig,
)

_VGG16 = DetectorConfig(
    proposal_targets=ProposalTargetConfig(append_ground_truth=True, delta_std=(0.1, 0.1, 0.2, 0.2)),
    losses=LossConfig(rpn_beta=1.0 / 9.0),
    training=TrainingConfig(bias_rate_factor=2.0),
)

_TUTORIAL = DetectorConfig(
    preset="tutorial",
    input=InputConfig(short_side=800, long_side=1333),
    backbone=BackboneConfig(frozen_convolutions=0),
    rpn=RpnConfig(objectness_channels=2),
    head=HeadConfig(class_init_std=0.01, box_init_std=0.01),
    losses=LossConfig(rpn_box_weight=10.0, roi_box_weight=10.0, normalizer="positives"),
)

_RESNET50_FPN = DetectorConfig(
    preset="resnet50_fpn",
    input=InputConfig(short_side=800, long_side=1333, antialias=False, rounding="down"),
    backbone=BackboneConfig(name="resnet50", strides=(4, 8, 16, 32), fpn_channels=256, frozen_convolutions=11),
    anchors=AnchorConfig(scales=(8.0,), placement="cell_corner"),
    anchor_targets=AnchorTargetConfig(ignore_outside=False),
    rpn=RpnConfig(channels=256),
    proposals=ProposalConfig(
        min_size=1e-3,
        filter_small_before_topk=False,
        pre_nms_train=2_000,
        post_nms_train=2_000,
        pre_nms_test=1_000,
        post_nms_test=1_000,
    ),
    proposal_targets=ProposalTargetConfig(samples=512, append_ground_truth=True, delta_std=(0.1, 0.1, 0.2, 0.2)),
    head=HeadConfig(roi_operation="roi_align", aligned=False, hidden=1024, class_init_std=0.018, box_init_std=0.018),
    losses=LossConfig(rpn_beta=1.0 / 9.0, roi_beta=1.0 / 9.0),
    detection=DetectionConfig(nms_iou=0.5),
    training=TrainingConfig(epochs=12, batch_size=2, learning_rate=0.0025, weight_decay=1e-4),
)
_RESNET101_FPN = replace(
    _RESNET50_FPN, preset="resnet101_fpn", backbone=replace(_RESNET50_FPN.backbone, name="resnet101")
)
_RESNEXT50_FPN = replace(
    _RESNET50_FPN, preset="resnext50_32x4d_fpn", backbone=replace(_RESNET50_FPN.backbone, name="resnext50_32x4d")
)
# Detectron2's R50-C4, with fewer RoIs (as Ren et al. have): each of them passes through the whole of conv5.
_RESNET50_C4 = replace(
    _RESNET50_FPN,
    preset="resnet50_c4",
    backbone=BackboneConfig(name="resnet50", strides=(16,), frozen_convolutions=11),
    anchors=AnchorConfig(scales=(2.0, 4.0, 8.0, 16.0, 32.0), placement="cell_corner"),
    rpn=RpnConfig(channels=1024),
    proposals=replace(
        _RESNET50_FPN.proposals, pre_nms_train=12_000, post_nms_train=2_000, pre_nms_test=6_000, post_nms_test=300
    ),
    proposal_targets=replace(_RESNET50_FPN.proposal_targets, samples=128),
    head=HeadConfig(roi_operation="roi_align", roi_size=14, last_stage=True, hidden=2048),
)
_RESNET50_FPN_V2 = replace(
    _RESNET50_FPN,
    preset="resnet50_fpn_v2",
    backbone=replace(_RESNET50_FPN.backbone, fpn_norm="learned"),
    rpn=replace(_RESNET50_FPN.rpn, convolutions=2),
    head=replace(_RESNET50_FPN.head, convolutions=4, norm="learned"),
)

_MOBILENET_FPN = replace(
    _RESNET50_FPN,
    preset="mobilenet_fpn",
    input=InputConfig(short_side=400, long_side=640),
    backbone=BackboneConfig(name="mobilenet_v2", strides=(8, 16, 32), fpn_channels=128, frozen_convolutions=9),
    # Two to an octave: at half a step between scales a square's best IoU is 0.71 at least, with one to an octave 0.5.
    anchors=AnchorConfig(scales=(4.0, 4.0 * 2**0.5), placement="cell_corner"),
    rpn=RpnConfig(channels=128),
    proposals=replace(
        _RESNET50_FPN.proposals, pre_nms_train=1_000, post_nms_train=500, pre_nms_test=500, post_nms_test=200
    ),
    proposal_targets=replace(_RESNET50_FPN.proposal_targets, samples=128),
    # As large as nn.Linear draws them: from the paper's small ones little reaches the layers before in so few steps.
    head=HeadConfig(roi_operation="roi_align", hidden=256, class_init_std=0.036, box_init_std=0.036),
    # SGD at 0.01 is close to where some sets diverge, and lower rates learn too little in a few hundred steps.
    training=TrainingConfig(
        epochs=12,
        batch_size=4,
        optimizer="adamw",
        learning_rate=0.001,
        backbone_rate_factor=0.1,
        weight_decay=0.01,
        schedule="auto",
        decay_at=(0.6154, 0.8462),  # of the steps: as torchvision's reference, after epochs 16 and 22 of 26
    ),
)

_MOBILENET_V3_FPN = replace(
    _RESNET50_FPN,
    preset="mobilenet_v3_fpn",
    backbone=BackboneConfig(name="mobilenet_v3_large", strides=(32, 32), fpn_channels=256, frozen_convolutions=24),
    anchors=AnchorConfig(scales=(32.0, 64.0, 128.0, 256.0, 512.0), unit="pixel", placement="cell_corner"),
    proposals=replace(_RESNET50_FPN.proposals, min_score=0.05),
    training=replace(_RESNET50_FPN.training, batch_size=4, learning_rate=0.005),
)
_MOBILENET_V3_320_FPN = replace(
    _MOBILENET_V3_FPN,
    preset="mobilenet_v3_320_fpn",
    input=replace(_MOBILENET_V3_FPN.input, short_side=320, long_side=640),
    proposals=replace(_MOBILENET_V3_FPN.proposals, pre_nms_test=150, post_nms_test=150),
)

_MASK_RESNET50_FPN = replace(_RESNET50_FPN, preset="mask_rcnn_resnet50_fpn", mask=MaskConfig(channels=256))
_MASK_RESNET50_FPN_V2 = replace(
    _RESNET50_FPN_V2, preset="mask_rcnn_resnet50_fpn_v2", mask=MaskConfig(channels=256, norm="learned")
)
# A quarter of the paper's channels, because the paper's head alone takes longer than the rest of a step on a CPU.
_MASK_MOBILENET_FPN = replace(_MOBILENET_FPN, preset="mask_mobilenet_fpn", mask=MaskConfig(channels=64))

# The networks before the RPN. The fast mode of selective search at a short side of 200 takes 0.3 s, not several.
_FAST_RCNN_SAMPLES = ProposalTargetConfig(
    samples=64, append_ground_truth=True, negative_iou_low=0.1, delta_std=(0.1, 0.1, 0.2, 0.2)
)
"""Two images a step with 64 RoIs each, a quarter of them with an IoU of 0.5 or more, the others in 0.1 to 0.5 (Fast
R-CNN, section 2.3); the deviations are of its published code."""
_FAST_RCNN_VGG16 = replace(
    _VGG16,
    preset="fast_rcnn_vgg16",
    proposals=replace(_VGG16.proposals, source="selective-search", post_nms_train=2_000, post_nms_test=2_000),
    proposal_targets=_FAST_RCNN_SAMPLES,
    training=replace(_VGG16.training, batch_size=2),
)
# The pyramid of mobilenet_fpn, so that the two differ by nothing but where their proposals come from.
_FAST_RCNN_MOBILENET = replace(
    _MOBILENET_FPN,
    preset="fast_rcnn_mobilenet",
    proposals=replace(
        _MOBILENET_FPN.proposals, source="selective-search-200", post_nms_train=2_000, post_nms_test=1_000
    ),
    proposal_targets=_FAST_RCNN_SAMPLES,
    training=replace(_MOBILENET_FPN.training, batch_size=2),
)
# A single map, since a pyramid would have to learn and the paper's convolutions keep their ImageNet weights.
_SPP_NET_MOBILENET = replace(
    _FAST_RCNN_MOBILENET,
    preset="spp_net_mobilenet",
    backbone=BackboneConfig(name="mobilenet_v2", strides=(16,), frozen_convolutions=1_000),
    head=replace(_MOBILENET_FPN.head, roi_operation="spatial_pyramid"),
)
# As many regions as two cores compute in about a second; the paper has 2,000, and 128 in a step.
_R_CNN_MOBILENET = replace(
    _FAST_RCNN_MOBILENET,
    preset="r_cnn_mobilenet",
    backbone=BackboneConfig(name="mobilenet_v2", strides=(32,), frozen_convolutions=9),
    proposals=replace(_FAST_RCNN_MOBILENET.proposals, post_nms_train=500, post_nms_test=200),
    proposal_targets=replace(_FAST_RCNN_SAMPLES, samples=32, negative_iou_low=0.0),
    head=replace(_MOBILENET_FPN.head, roi_operation="warp", roi_size=96),
)

_PRESETS_WITH_SUMMARIES = (
    (_TUTORIAL, "The network of the tutorial, with its settings, at 800 px"),
    (_VGG16, "VGG16 with settings that work well on Pascal VOC; for a GPU"),
    (_RESNET50_FPN, "ResNet-50 with a pyramid; can use COCO weights; for a GPU"),
    (_RESNET101_FPN, "The same with ResNet-101: slower, slightly more accurate"),
    (_RESNEXT50_FPN, "The same with ResNeXt-50 32x4d"),
    (_RESNET50_C4, "ResNet-50 without a pyramid, with conv5 as the head; slow; for a GPU"),
    (_RESNET50_FPN_V2, "ResNet-50 with more layers; best COCO weights; for a GPU"),
    (_MOBILENET_FPN, "Light pyramid network: fine-tunes in minutes on 2 CPU cores"),
    (_MOBILENET_V3_FPN, "MobileNetV3 with a pyramid; can use COCO weights; for a CPU"),
    (_MOBILENET_V3_320_FPN, "The same at 320 pixels: the fastest, for large objects"),
    (_MASK_RESNET50_FPN, "Mask R-CNN with ResNet-50; can use torchvision's COCO weights; for a GPU"),
    (_MASK_RESNET50_FPN_V2, "Mask R-CNN with more convolutions and norms; torchvision's best COCO weights; for a GPU"),
    (_MASK_MOBILENET_FPN, "A light Mask R-CNN that fine-tunes on two CPU cores"),
    (_FAST_RCNN_VGG16, "Fast R-CNN with VGG16: proposals of selective search, no RPN; for a GPU"),
    (_FAST_RCNN_MOBILENET, "Fast R-CNN: mobilenet_fpn with selective search in place of the RPN"),
    (_SPP_NET_MOBILENET, "SPP-Net: RoIs are pooled in a pyramid from frozen convolutions"),
    (_R_CNN_MOBILENET, "R-CNN: the network is run on each of 200 regions; slow to detect"),
)
DEFAULT_PRESET = "mobilenet_fpn"
"""The preset if none is chosen."""
PRESETS: dict[str, DetectorConfig] = {config.preset: config for config, _ in _PRESETS_WITH_SUMMARIES}
PRESET_SUMMARIES: dict[str, str] = {config.preset: summary for config, summary in _PRESETS_WITH_SUMMARIES}


def get_preset(name: str) -> DetectorConfig:
    """The settings of a preset.

    Raises:
        ValueError: There is no preset of this name; the message lists all names.
    """
    try:
        return PRESETS[name]
    except KeyError:
        raise ValueError(f"There is no preset {name!r}; choose one of {', '.join(PRESETS)}.") from None
