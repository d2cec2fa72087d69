"""Every setting of the detector, as frozen dataclasses, and the presets that name useful sets of them.

Nothing here imports torch, so a window or a command line can read presets before the engine is loaded.
"""

from __future__ import annotations

import dataclasses
import json
import math
import types
import typing
from dataclasses import dataclass, field, replace
from typing import Any, Literal

BackboneName = Literal["vgg16", "mobilenet_v2", "mobilenet_v3_large", "resnet50", "resnet101", "resnext50_32x4d"]
RoiOperation = Literal["adaptive_max_pool", "roi_align", "spatial_pyramid", "warp"]
ProposalSourceName = Literal[
    "rpn", "selective-search", "selective-search-quality", "selective-search-200", "edge-boxes", "sliding-windows"
]
Rounding = Literal["nearest", "down"]
AnchorPlacement = Literal["cell_center", "cell_corner"]
AnchorUnit = Literal["stride", "pixel"]
NormKind = Literal["none", "learned", "frozen"]
Normalizer = Literal["positives", "sampled"]
Schedule = Literal["step", "cosine"]
OptimizerName = Literal["sgd", "adamw"]
Precision = Literal["auto", "float32", "bfloat16", "float16"]

_RENAMED_SETTINGS = {
    "colour_jitter": "color_jitter",
    "scores_per_anchor": "objectness_channels",
    "small_leave_first": "filter_small_before_topk",
}
"""Names of settings in files of earlier versions, and what they are called now."""


@dataclass(frozen=True)
class InputConfig:
    """How an image becomes the network's input (sizes in pixels, mean and deviation of RGB in 0..1)."""

    short_side: int = 600
    long_side: int = 1000
    mean: tuple[float, float, float] = (0.485, 0.456, 0.406)
    std: tuple[float, float, float] = (0.229, 0.224, 0.225)
    antialias: bool = True
    """Whether an image is low-passed before it is made smaller; torchvision's detectors do not."""
    rounding: Rounding = "nearest"
    """How the resized sides become whole pixels; torchvision's detectors round down."""


@dataclass(frozen=True)
class BackboneConfig:
    """Which feature extractor, and at which of its strides features are taken: one, or several with an FPN on top."""

    name: BackboneName = "vgg16"
    strides: tuple[int, ...] = (16,)
    """The ratio of the input's size to that of each map, finest first.

    A stride that comes twice takes the maps of two layers of the same size, the earlier layer's first.
    """
    fpn_channels: int = 0
    """Channels of every level of the feature pyramid; 0: no pyramid, and one stride only.

    A pyramid has one more level for the RPN alone: the coarsest map, subsampled by two.
    """
    last_convolution: bool = False
    """Whether MobileNetV2's map of stride 32 is that of its last convolution (1,280 channels), as torchvision's pyramid
    takes it, not that of the block before it (320 channels)."""
    fpn_norm: NormKind = "none"
    """Batch norms after the pyramid's convolutions: none, ones that learn, or ones that keep pretrained statistics."""
    frozen_convolutions: int = 4
    """How many of its first convolutions keep their pretrained weights."""
    stride_in_1x1: bool = False
    """Whether a ResNet's bottleneck makes its map smaller in its first convolution (as Caffe's and Keras's weights
    expect), not in its 3x3 one (as torchvision's do)."""
    norm_eps: float = 1e-5
    """Added to the variance in batch norms; torchvision's COCO weights were trained with 0."""

    @property
    def has_last_stage(self) -> bool:
        """Whether the network has one more stage than the backbone, which can be the head (`HeadConfig.last_stage`)."""
        return self.name.startswith(("resnet", "resnext")) and self.strides == (16,) and not self.fpn_channels

    @property
    def level_strides(self) -> tuple[int, ...]:
        """The stride of every level that has anchors, finest first."""
        return (*self.strides, 2 * self.strides[-1]) if self.fpn_channels else self.strides


@dataclass(frozen=True)
class AnchorConfig:
    """Anchor side lengths are `unit * scale`, at every level; `ratios` are height over width."""

    scales: tuple[float, ...] = (8.0, 16.0, 32.0)
    unit: AnchorUnit = "stride"
    """What scales count: strides of the level, or pixels of the network's input, the same at all levels."""
    ratios: tuple[float, ...] = (0.5, 1.0, 2.0)
    placement: AnchorPlacement = "cell_center"
    """Where in its cell an anchor is centered. `cell_corner` is torchvision's way: the upper left corner, with sides
    rounded to whole pixels."""

    @property
    def per_cell(self) -> int:
        return len(self.scales) * len(self.ratios)

    def unit_px(self, stride: int) -> int:
        """The side in pixels of an anchor of scale 1 at a level of `stride`."""
        return stride if self.unit == "stride" else 1


@dataclass(frozen=True)
class AnchorTargetConfig:
    """Rules by which an anchor becomes positive or negative, and how many are sampled (paper, section 3.1.2)."""

    positive_iou: float = 0.7
    negative_iou: float = 0.3
    samples: int = 256
    positive_fraction: float = 0.5
    ignore_outside: bool = True
    """Whether anchors that cross the border are left out, as in the paper; torchvision's pyramid networks use them."""


@dataclass(frozen=True)
class RpnConfig:
    """The 3x3 convolutions and the two 1x1 siblings after them."""

    channels: int = 512
    convolutions: int = 1
    """How many 3x3 convolutions come one after the other."""
    init_std: float = 0.01
    objectness_channels: int = 1
    """1: log-odds. 2: a score each for background and object, as in the tutorial and the paper."""


@dataclass(frozen=True)
class ProposalConfig:
    """The proposal layer; `min_size` in pixels of the network's input, counts before NMS for each level."""

    source: ProposalSourceName = "rpn"
    """Where proposals come from. Of another source than the RPN, there are neither anchors nor NMS: its boxes are
    taken best first."""
    nms_iou: float = 0.7
    min_size: float = 16.0
    min_score: float = 0.0
    """The lowest objectness, as a probability, of what enters NMS."""
    filter_small_before_topk: bool = True
    """Whether small candidates leave before the best are taken (tutorial), or after (torchvision)."""
    pre_nms_train: int = 12_000
    post_nms_train: int = 2_000
    pre_nms_test: int = 6_000
    post_nms_test: int = 300

    @property
    def has_rpn(self) -> bool:
        """Whether the network makes its proposals itself, from anchors."""
        return self.source == "rpn"

    def pre_nms_limit(self, training: bool) -> int:
        return self.pre_nms_train if training else self.pre_nms_test

    def post_nms_limit(self, training: bool) -> int:
        return self.post_nms_train if training else self.post_nms_test


@dataclass(frozen=True)
class ProposalTargetConfig:
    """Which proposals train the head. A proposal is negative when `negative_iou_low <= IoU < negative_iou_high`."""

    samples: int = 128
    positive_fraction: float = 0.25
    positive_iou: float = 0.5
    negative_iou_high: float = 0.5
    negative_iou_low: float = 0.0
    append_ground_truth: bool = False
    delta_std: tuple[float, float, float, float] = (1.0, 1.0, 1.0, 1.0)
    """Deviations by which the head's deltas (x, y, w, h) are divided."""


@dataclass(frozen=True)
class HeadConfig:
    """RoI features and the hidden layers: two fully connected ones, or convolutions and one fully connected."""

    roi_operation: RoiOperation = "adaptive_max_pool"
    """How the features of an RoI are made: two kinds of pooling; SPP-Net's pyramid; or R-CNN's warped cutout of the
    input, on which the backbone is run."""
    roi_size: int = 7
    """Bins on a side; of a warped RoI pixels, of SPP-Net's pyramid nothing."""
    aligned: bool = True
    """Whether RoI align shifts by half a cell, as it should; torchvision's pyramid networks were trained without."""
    convolutions: int = 0
    """How many 3x3 convolutions stand in the place of the first fully connected layer."""
    last_stage: bool = False
    """Whether the last stage of a ResNet (conv5) and the mean of its cells stand in the place of all hidden layers, as
    in He et al. 2016; the backbone is then the stages before it."""
    norm: NormKind = "none"
    """Batch norms after those convolutions, as `fpn_norm`."""
    hidden: int = 4096
    """Values of a hidden layer; of `last_stage` the number follows from the network."""
    class_init_std: float = 0.01
    box_init_std: float = 0.001


@dataclass(frozen=True)
class MaskConfig:
    """The mask head of Mask R-CNN (He et al. 2017): convolutions, a deconvolution, and a map for each class."""

    channels: int = 0
    """Of its convolutions; 0: there is no mask head."""
    convolutions: int = 4
    """How many 3x3 convolutions come before the deconvolution."""
    roi_size: int = 14
    """Cells on a side of what RoI align gives the mask head."""
    norm: NormKind = "none"
    """Batch norms after those convolutions, as `fpn_norm`."""
    threshold: float = 0.5
    """The probability from which on a pixel belongs to the object."""

    @property
    def map_size(self) -> int:
        """Cells on a side of a predicted mask: the deconvolution doubles them."""
        return 2 * self.roi_size


@dataclass(frozen=True)
class LossConfig:
    """Weights and normalizers of the losses of boxes and classes."""

    rpn_beta: float = 1.0
    roi_beta: float = 1.0
    rpn_box_weight: float = 1.0
    roi_box_weight: float = 1.0
    normalizer: Normalizer = "sampled"
    """What the sums of the two box losses are divided by."""


@dataclass(frozen=True)
class DetectionConfig:
    """What the head's output must pass to be a detection."""

    score: float = 0.05
    nms_iou: float = 0.3
    max_detections: int = 100


@dataclass(frozen=True)
class TrainingConfig:
    """The recipe of one training run."""

    epochs: int = 10
    batch_size: int = 1
    optimizer: OptimizerName = "sgd"
    """`sgd` with `momentum`, or `adamw` (Loshchilov and Hutter 2019), whose weight decay the rate alone scales."""
    learning_rate: float = 1e-3
    backbone_rate_factor: float = 1.0
    """By which the rate is multiplied for the backbone's own layers, without its pyramid."""
    momentum: float = 0.9
    weight_decay: float = 5e-4
    bias_rate_factor: float = 1.0
    warmup_steps: int = 50
    schedule: Schedule = "step"
    """After the warm-up: `step` decays at `decay_at`, `cosine` falls smoothly to 0 at the end."""
    decay_at: tuple[float, ...] = (0.7, 0.9)
    """Fractions of the run after which the rate is multiplied by `decay_factor`."""
    decay_factor: float = 0.1
    clip_norm: float = 10.0
    flip: bool = True
    scale_jitter: tuple[float, float] = (1.0, 1.0)
    """Images are shown larger or smaller by a random factor from this range (cut out, or with a border)."""
    color_jitter: float = 0.0
    """How far brightness, contrast and saturation wander from 1."""
    precision: Precision = "auto"
    """`auto`: bfloat16 or float16 where the device gains by it, else float32."""
    patience: int = 0
    """Number of epochs without a better AP on the validation set after which the run ends; 0: never."""
    workers: int = 0
    """Threads that decode images; 0: as many as suit the machine."""
    seed: int = 0

    def with_batch_size(self, batch_size: int) -> TrainingConfig:
        """The recipe with another batch size, and the learning rate that suits it.

        The rate changes in proportion with SGD (Goyal et al. 2017, section 2.1), by the square root with AdamW (Malladi
        et al. 2022).
        """
        ratio = batch_size / self.batch_size
        rate = self.learning_rate * (ratio if self.optimizer == "sgd" else math.sqrt(ratio))
        return replace(self, batch_size=batch_size, learning_rate=rate)


@dataclass(frozen=True)
class DetectorConfig:
    """One detector, whole."""

    preset: str = "vgg16"
    input: InputConfig = field(default_factory=InputConfig)
    backbone: BackboneConfig = field(default_factory=BackboneConfig)
    anchors: AnchorConfig = field(default_factory=AnchorConfig)
    anchor_targets: AnchorTargetConfig = field(default_factory=AnchorTargetConfig)
    rpn: RpnConfig = field(default_factory=RpnConfig)
    proposals: ProposalConfig = field(default_factory=ProposalConfig)
    proposal_targets: ProposalTargetConfig = field(default_factory=ProposalTargetConfig)
    head: HeadConfig = field(default_factory=HeadConfig)
    mask: MaskConfig = field(default_factory=MaskConfig)
    losses: LossConfig = field(default_factory=LossConfig)
    detection: DetectionConfig = field(default_factory=DetectionConfig)
    training: TrainingConfig = field(default_factory=TrainingConfig)

    @property
    def warps_regions(self) -> bool:
        """Whether it is an R-CNN, which runs the backbone on each region and not on the image."""
        return self.head.roi_operation == "warp"

    @property
    def has_masks(self) -> bool:
        """Whether it is a Mask R-CNN, which finds the pixels of objects, too."""
        return self.mask.channels > 0

    def to_json(self) -> str:
        return json.dumps(dataclasses.asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> DetectorConfig:
        """Read what `to_json` wrote.

        Raises:
            ValueError: A setting is unknown or of the wrong type; the message names it.
        """
        config = _parse_dataclass(cls, json.loads(text), "config")
        assert isinstance(config, DetectorConfig)
        return config


def _parse_dataclass(kind: type[Any], value: Any, where: str) -> Any:
    """`value` (plain JSON) as the dataclass `kind`; `where` names it in errors."""
    if not isinstance(value, dict):
        raise ValueError(f"{where} must be a table of settings, not {type(value).__name__}.")
    hints = typing.get_type_hints(kind)
    value = {_RENAMED_SETTINGS.get(name, name): item for name, item in value.items()}
    unknown = sorted(set(value) - set(hints))
    if unknown:
        raise ValueError(f"{where} has an unknown setting: {unknown[0]}.")
    return kind(**{name: _parse_value(hints[name], item, f"{where}.{name}") for name, item in value.items()})


def _parse_value(hint: Any, value: Any, where: str) -> Any:
    if dataclasses.is_dataclass(hint):
        assert isinstance(hint, type)
        return _parse_dataclass(hint, value, where)
    origin = typing.get_origin(hint)
    if origin is Literal:
        if value not in typing.get_args(hint):
            raise ValueError(f"{where} must be one of {', '.join(typing.get_args(hint))}, not {value!r}.")
        return value
    if origin is tuple:
        items = typing.get_args(hint)
        count = None if items[-1] is Ellipsis else len(items)
        if not isinstance(value, list) or (count is not None and len(value) != count):
            raise ValueError(f"{where} must be a list of {count or 'some'} values, not {value!r}.")
        return tuple(_parse_value(items[0], item, where) for item in value)
    if origin is types.UnionType:
        raise TypeError(f"{where}: optional settings are not used in this file")
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, hint) or (isinstance(value, bool) and hint is not bool):
        raise ValueError(f"{where} must be a {hint.__name__}, not {value!r}.")
    return value


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
        schedule="cosine",
        decay_at=(0.6154, 0.8462),  # where steps are chosen: as torchvision's reference, after epochs 16 and 22 of 26
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
"""Where none is chosen"""
PRESETS: dict[str, DetectorConfig] = {config.preset: config for config, _ in _PRESETS_WITH_SUMMARIES}
PRESET_SUMMARIES: dict[str, str] = {config.preset: summary for config, summary in _PRESETS_WITH_SUMMARIES}


def get_preset(name: str) -> DetectorConfig:
    """The preset called `name`.

    Raises:
        ValueError: There is no such name; the message lists those there are.
    """
    try:
        return PRESETS[name]
    except KeyError:
        raise ValueError(f"There is no preset {name!r}; choose one of {', '.join(PRESETS)}.") from None
