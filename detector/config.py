"""Every setting of the detector, as frozen dataclasses, and the presets that name useful sets of them.

Nothing here imports torch, so a window or a command line can read presets before the engine is loaded.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from dataclasses import dataclass, field, replace
from typing import Any, Literal

BackboneName = Literal["vgg16", "mobilenet_v2"]
RoiOperation = Literal["adaptive_max_pool", "roi_align"]
Normalizer = Literal["positives", "sampled"]


@dataclass(frozen=True)
class InputConfig:
    """How an image becomes the network's input (sizes in pixels, mean and deviation of RGB in 0..1)."""

    short_side: int = 600
    long_side: int = 1000
    mean: tuple[float, float, float] = (0.485, 0.456, 0.406)
    std: tuple[float, float, float] = (0.229, 0.224, 0.225)


@dataclass(frozen=True)
class BackboneConfig:
    """Which feature extractor, cut where its map is `stride` times smaller than the input."""

    name: BackboneName = "vgg16"
    stride: int = 16
    frozen_convolutions: int = 4
    """How many of its first convolutions keep their pretrained weights."""


@dataclass(frozen=True)
class AnchorConfig:
    """Anchor side lengths are `stride * scale`; `ratios` are height over width."""

    scales: tuple[float, ...] = (8.0, 16.0, 32.0)
    ratios: tuple[float, ...] = (0.5, 1.0, 2.0)

    @property
    def per_cell(self) -> int:
        return len(self.scales) * len(self.ratios)


@dataclass(frozen=True)
class AnchorTargetConfig:
    """Rules by which an anchor becomes positive or negative, and how many are sampled (paper, section 3.1.2)."""

    positive_iou: float = 0.7
    negative_iou: float = 0.3
    samples: int = 256
    positive_fraction: float = 0.5


@dataclass(frozen=True)
class RpnConfig:
    """The 3x3 convolution and its two 1x1 siblings."""

    channels: int = 512
    init_std: float = 0.01


@dataclass(frozen=True)
class ProposalConfig:
    """The proposal layer; `min_size` in pixels of the network's input."""

    nms_iou: float = 0.7
    min_size: float = 16.0
    pre_nms_train: int = 12_000
    post_nms_train: int = 2_000
    pre_nms_test: int = 6_000
    post_nms_test: int = 300

    def pre_nms(self, training: bool) -> int:
        return self.pre_nms_train if training else self.pre_nms_test

    def post_nms(self, training: bool) -> int:
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
    """RoI features and the two fully connected layers."""

    roi_operation: RoiOperation = "adaptive_max_pool"
    roi_size: int = 7
    hidden: int = 4096
    class_init_std: float = 0.01
    box_init_std: float = 0.001


@dataclass(frozen=True)
class LossConfig:
    """Weights and normalisers of the four losses."""

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
    learning_rate: float = 1e-3
    momentum: float = 0.9
    weight_decay: float = 5e-4
    bias_rate_factor: float = 1.0
    warmup_steps: int = 50
    decay_at: tuple[float, ...] = (0.7, 0.9)
    """Fractions of the run after which the rate is multiplied by `decay_factor`."""
    decay_factor: float = 0.1
    clip_norm: float = 10.0
    flip: bool = True
    seed: int = 0


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
    losses: LossConfig = field(default_factory=LossConfig)
    detection: DetectionConfig = field(default_factory=DetectionConfig)
    training: TrainingConfig = field(default_factory=TrainingConfig)

    def to_json(self) -> str:
        return json.dumps(dataclasses.asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> DetectorConfig:
        """Read what `to_json` wrote.

        Errors: ValueError naming the setting that is unknown or of the wrong type.
        """
        config = _build(cls, json.loads(text), "config")
        assert isinstance(config, DetectorConfig)
        return config


def _build(kind: type[Any], value: Any, where: str) -> Any:
    """`value` (plain JSON) as the dataclass `kind`; `where` names it in errors."""
    if not isinstance(value, dict):
        raise ValueError(f"{where} must be a table of settings, not {type(value).__name__}.")
    hints = typing.get_type_hints(kind)
    unknown = sorted(set(value) - set(hints))
    if unknown:
        raise ValueError(f"{where} has an unknown setting: {unknown[0]}.")
    return kind(**{name: _convert(hints[name], item, f"{where}.{name}") for name, item in value.items()})


def _convert(hint: Any, value: Any, where: str) -> Any:
    if dataclasses.is_dataclass(hint):
        assert isinstance(hint, type)
        return _build(hint, value, where)
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
        return tuple(_convert(items[0], item, where) for item in value)
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
    head=HeadConfig(class_init_std=0.01, box_init_std=0.01),
    losses=LossConfig(rpn_box_weight=10.0, roi_box_weight=10.0, normalizer="positives"),
)

_MOBILENET = replace(
    _VGG16,
    preset="mobilenet",
    input=InputConfig(short_side=400, long_side=640),
    backbone=BackboneConfig(name="mobilenet_v2", frozen_convolutions=9),
    anchors=AnchorConfig(scales=(2.0, 4.0, 8.0, 16.0)),
    rpn=RpnConfig(channels=256),
    proposals=ProposalConfig(
        min_size=4.0, pre_nms_train=2_000, post_nms_train=500, pre_nms_test=1_000, post_nms_test=200
    ),
    head=HeadConfig(roi_operation="roi_align", hidden=512),
    training=TrainingConfig(epochs=12, batch_size=4, learning_rate=0.01, weight_decay=1e-4, flip=True),
)

PRESETS: dict[str, DetectorConfig] = {config.preset: config for config in (_TUTORIAL, _VGG16, _MOBILENET)}
PRESET_SUMMARIES: dict[str, str] = {
    "tutorial": "The tutorial's network, number for number, at 800 pixels",
    "vgg16": "VGG16 with the settings known to work well on Pascal VOC; for a GPU",
    "mobilenet": "A light network that fine-tunes in minutes on two CPU cores",
}


def preset(name: str) -> DetectorConfig:
    """The preset called `name`.

    Errors: ValueError that lists the names there are.
    """
    try:
        return PRESETS[name]
    except KeyError:
        raise ValueError(f"There is no preset {name!r}; choose one of {', '.join(PRESETS)}.") from None
