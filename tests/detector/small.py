"""A detector small enough for tests: mobilenet layers, few proposals, narrow head."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from functools import lru_cache

import torch

from detector.config import (
    AnchorConfig,
    BackboneConfig,
    DetectorConfig,
    HeadConfig,
    InputConfig,
    ProposalConfig,
    ProposalTargetConfig,
    RpnConfig,
    TrainingConfig,
    get_preset,
)
from detector.faster_rcnn import FasterRCNN
from detector.targets import Target

SMALL: DetectorConfig = replace(
    get_preset("vgg16"),
    preset="mobilenet_fpn",
    input=InputConfig(short_side=96, long_side=160),
    backbone=BackboneConfig(name="mobilenet_v2", frozen_convolutions=9),
    anchors=AnchorConfig(scales=(1.0, 2.0)),
    rpn=RpnConfig(channels=16),
    proposals=ProposalConfig(min_size=2.0, pre_nms_train=120, post_nms_train=40, pre_nms_test=60, post_nms_test=20),
    proposal_targets=ProposalTargetConfig(samples=16, append_ground_truth=True, delta_std=(0.1, 0.1, 0.2, 0.2)),
    head=HeadConfig(roi_operation="roi_align", hidden=16),
    training=TrainingConfig(epochs=12, batch_size=4, learning_rate=0.01, weight_decay=1e-4),
)
"""One level. It bears the name of a preset that starts from the same backbone."""
SMALL_PYRAMID: DetectorConfig = replace(
    SMALL,
    backbone=BackboneConfig(name="mobilenet_v2", strides=(8, 16, 32), fpn_channels=16, frozen_convolutions=9),
)
SMALL_FAST: DetectorConfig = replace(
    SMALL_PYRAMID,
    preset="fast_rcnn_mobilenet",
    proposals=replace(SMALL.proposals, source="sliding-windows"),
    proposal_targets=replace(SMALL.proposal_targets, negative_iou_low=0.1),
)
"""A Fast R-CNN, whose proposals need no package; the next two are an SPP-Net and an R-CNN."""
SMALL_SPP: DetectorConfig = replace(
    SMALL_FAST,
    preset="spp_net_mobilenet",
    backbone=BackboneConfig(name="mobilenet_v2", strides=(16,), frozen_convolutions=1000),
    head=HeadConfig(roi_operation="spatial_pyramid", hidden=16),
)
SMALL_RCNN: DetectorConfig = replace(
    SMALL_FAST,
    preset="r_cnn_mobilenet",
    backbone=BackboneConfig(name="mobilenet_v2", strides=(32,), frozen_convolutions=9),
    head=HeadConfig(roi_operation="warp", roi_size=32, hidden=16),
)
CLASSES = ("square", "disc")


def small_model(
    seed: int = 0, config: DetectorConfig = SMALL, classes: tuple[str, ...] = CLASSES, pretrained: bool = False
) -> FasterRCNN:
    """A network of its own for the test; drawing the same weights again would take most of its time."""
    model, state = _draw_model(seed, config, classes, pretrained)
    torch.set_rng_state(state)
    return deepcopy(model)


@lru_cache(maxsize=16)
def _draw_model(
    seed: int, config: DetectorConfig, classes: tuple[str, ...], pretrained: bool
) -> tuple[FasterRCNN, torch.Tensor]:
    """The network, and the state of torch's generator after its weights were drawn."""
    torch.manual_seed(seed)
    return FasterRCNN(config, classes, pretrained), torch.get_rng_state()


def small_image(height: int = 96, width: int = 128, seed: int = 0) -> torch.Tensor:
    return torch.rand(3, height, width, generator=torch.Generator().manual_seed(seed))


def small_target() -> Target:
    return Target(
        boxes=torch.tensor([[10.0, 10, 42, 42], [60.0, 20, 100, 60]]), labels=torch.tensor([1, 2]), name="small.png"
    )
