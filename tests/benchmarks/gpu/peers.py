"""torchvision's detectors for every preset."""

from __future__ import annotations

from torch import nn
from torchvision.models import detection
from torchvision.models.detection import FasterRCNN as TorchvisionFasterRCNN
from torchvision.models.detection.backbone_utils import resnet_fpn_backbone

from detector.config import get_preset
from tests.benchmarks.peers import c4_peer_of, peer_of

_RESNETS = {
    "resnet50_fpn": "resnet50",
    "resnet101_fpn": "resnet101",
    "resnext50_32x4d_fpn": "resnext50_32x4d",
}
_WHOLE = {
    "resnet50_fpn_v2": "fasterrcnn_resnet50_fpn_v2",
    "mobilenet_v3_fpn": "fasterrcnn_mobilenet_v3_large_fpn",
    "mobilenet_v3_320_fpn": "fasterrcnn_mobilenet_v3_large_320_fpn",
}


def whole_peer(name: str, num_classes: int) -> nn.Module:
    """torchvision's network like the preset `name`, untrained, with the same number of frozen layers as in fine-tuning.

    Raises:
        ValueError: torchvision has no such network.
    """
    if name in _RESNETS:
        backbone = resnet_fpn_backbone(backbone_name=_RESNETS[name], weights=None, trainable_layers=3)
        return TorchvisionFasterRCNN(backbone, num_classes + 1)
    if name in _WHOLE:
        build = getattr(detection, _WHOLE[name])
        peer: nn.Module = build(weights=None, weights_backbone=None, num_classes=num_classes + 1)
        return peer
    if name == "resnet50_c4":
        return c4_peer_of(get_preset(name), num_classes)
    if name in ("mobilenet_fpn", "vgg16", "tutorial"):
        return peer_of(name, num_classes)
    raise ValueError(f"torchvision has no network like {name}.")
