"""All settings of a detector, as frozen dataclasses: one for each stage, and `DetectorConfig` of them all."""

from __future__ import annotations

import dataclasses
import json
import math
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from detector.config.parsing import parse_dataclass

BackboneName = Literal["vgg16", "mobilenet_v2", "mobilenet_v3_large", "resnet50", "resnet101", "resnext50_32x4d"]
RoiOperation = Literal["adaptive_max_pool", "roi_align", "spatial_pyramid", "warp"]
ProposalSourceName = Literal[
    "rpn",
    "selective-search",
    "selective-search-quality",
    "selective-search-200",
    "edge-boxes",
    "sliding-windows",
    "file",
]
OUTSIDE_SOURCES: dict[str, ProposalSourceName] = {
    name: name for name in get_args(ProposalSourceName) if name not in ("rpn", "file")
}
"""The methods that find proposals in pixels alone, by their names"""
Rounding = Literal["nearest", "down"]
AnchorPlacement = Literal["cell_center", "cell_corner"]
AnchorUnit = Literal["stride", "pixel"]
NormKind = Literal["none", "learned", "frozen"]
Normalizer = Literal["positives", "sampled"]
Schedule = Literal["auto", "step", "cosine"]
OptimizerName = Literal["sgd", "adamw"]
TrainingScheme = Literal["joint", "alternating"]
Precision = Literal["auto", "float32", "bfloat16", "float16"]


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
    file: str = ""
    """The file that has them, of the source `file`; it knows images by their names."""
    file_ids: str = ""
    """The COCO data set with the numbers of images, if `file` has numbers in place of names."""
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
    """How many 3x3 convolutions replace the first fully connected layer."""
    last_stage: bool = False
    """Whether the last stage of a ResNet (conv5) and the mean of its cells replace all hidden layers, as in
    He et al. 2016; the backbone is then the stages before it."""
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
    """Factor of the learning rate of the backbone's own layers, without its pyramid."""
    scheme: TrainingScheme = "joint"
    """`joint`: RPN and head learn together. `alternating`: in turns, in four phases, after which they share a backbone
    (Ren et al. 2015, section 3.2)."""
    momentum: float = 0.9
    weight_decay: float = 5e-4
    bias_rate_factor: float = 1.0
    warmup_steps: int = 50
    schedule: Schedule = "step"
    """After the warm-up: `step` decays at `decay_at`, `cosine` falls smoothly to 0 at the end; `auto`: `step` for a few
    dozen training images, else `cosine`."""
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
        config = parse_dataclass(cls, json.loads(text), "config")
        assert isinstance(config, DetectorConfig)
        return config
