"""Networks of random weights that find something, and images to find it in."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from detector.config import DetectorConfig
from detector.faster_rcnn import FasterRCNN
from detector.image_tensors import to_tensor
from tests.detector.small import CLASSES

SIZES = ((96, 128), (128, 96), (40, 200), (333, 50), (97, 131), (600, 250), (32, 32), (7, 300), (480, 640), (211, 211))


def lively(config: DetectorConfig) -> FasterRCNN:
    """A network of random weights whose maps, scores and boxes differ from place to place as a trained one's do."""
    torch.manual_seed(1)
    return enliven(FasterRCNN(config, CLASSES))


def enliven(model: FasterRCNN) -> FasterRCNN:
    """Change the last layers of an untrained network so that its scores and boxes differ from place to place."""
    model.eval()
    images = [to_tensor(pixels) for pixels in smooth_images(2)]
    with torch.no_grad():
        for norm in (layer for layer in model.modules() if isinstance(layer, nn.BatchNorm2d)):
            norm.train().momentum = 1.0
        stages = model.run_proposal_stages(images, training_limits=False)
        model.eval()
        assert model.rpn is not None
        spread(model.rpn.head.cls_logits, torch.cat([one.objectness for one in stages]), 2.0)
        spread(model.rpn.head.bbox_pred, torch.cat([one.deltas for one in stages]), 0.3)
        logits, deltas = model.run_head(model.run_proposal_stages(images[:1], training_limits=False)[0])
        spread(model.roi_heads.box_predictor.cls_score, logits, 2.0)
        spread(model.roi_heads.box_predictor.bbox_pred, deltas, 1.0)
    return model


def spread(layer: nn.Module, outputs: torch.Tensor, deviation: float) -> None:
    """Make the `outputs` of a last layer, whose biases are 0, deviate so much."""
    assert isinstance(layer.weight, torch.Tensor)
    layer.weight.mul_(deviation / outputs.std())


def smooth_images(count: int) -> Iterator[NDArray[np.uint8]]:
    """Patches of color with some noise, of ten sizes in turn."""
    rng = np.random.default_rng(0)
    for number in range(count):
        height, width = SIZES[number % len(SIZES)]
        coarse = rng.integers(0, 256, (-(-height // 12), -(-width // 12), 3))
        smooth = coarse.repeat(12, axis=0).repeat(12, axis=1)[:height, :width]
        noise = rng.integers(-20, 21, (height, width, 3))
        yield (smooth + noise).clip(0, 255).astype(np.uint8)
