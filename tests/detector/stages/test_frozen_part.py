"""The layers that do not learn see each image alone, and the others continue from their output."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch import nn

from detector.config import BackboneConfig, DetectorConfig
from detector.faster_rcnn import FasterRCNN
from detector.stages.features import build_backbone
from detector.stages.frozen_part import FrozenFeatures, count_frozen, stack_features
from tests.detector.small import CLASSES, SMALL, SMALL_PYRAMID, small_image, small_model, small_target

MOBILENET = BackboneConfig(name="mobilenet_v2", strides=(8, 16, 32), fpn_channels=16)
BACKBONES = {
    "vgg16": (BackboneConfig(), 10),
    "pyramid": (replace(MOBILENET, frozen_convolutions=9), 4),
    "maps taken of frozen layers": (replace(MOBILENET, frozen_convolutions=46), 16),
    "the last frozen map taken": (BackboneConfig("resnet50", (4, 8, 16, 32), 16, frozen_convolutions=11), 5),
}


@pytest.mark.parametrize("name", BACKBONES)
def test_that_both_parts_together_give_what_the_whole_gives(name: str) -> None:
    config, frozen = BACKBONES[name]
    backbone = build_backbone(config, pretrained=True).train()
    assert count_frozen(backbone.body) == frozen
    images = torch.rand(1, 3, 64, 96, generator=torch.Generator().manual_seed(0))
    expected = backbone(images)
    begun = backbone.begin(images)
    assert not any(one.requires_grad for one in begun)
    kept = [one.clone() for one in begun]
    found = backbone.finish(stack_features([FrozenFeatures(begun, 96, 64)]))
    assert all(torch.equal(*pair) for pair in zip(found, expected, strict=True))
    assert all(torch.equal(*pair) for pair in zip(begun, kept, strict=True))


@pytest.mark.parametrize(
    "layer", [nn.Conv2d(3, 3, 1), nn.BatchNorm2d(3).requires_grad_(False), nn.Dropout2d()], ids=["c", "norm", "dropout"]
)
def test_that_what_may_change_is_no_frozen_part(layer: nn.Module) -> None:
    frozen = nn.Conv2d(3, 3, 1).requires_grad_(False)
    assert count_frozen(nn.Sequential(layer, frozen)) == 0
    assert count_frozen(nn.Sequential(frozen, nn.ReLU(), layer, frozen)) == 2
    assert count_frozen(nn.Sequential(nn.ReLU(), nn.Conv2d(3, 3, 1))) == 0


def test_that_a_network_without_pretrained_weights_has_no_frozen_part() -> None:
    assert not small_model().has_frozen_part
    assert FasterRCNN(SMALL, CLASSES, pretrained=True).has_frozen_part


@pytest.mark.parametrize("config", [SMALL, SMALL_PYRAMID], ids=["one level", "pyramid"])
def test_that_the_losses_of_images_of_one_size_are_as_before(config: DetectorConfig) -> None:
    torch.manual_seed(0)
    model = FasterRCNN(config, CLASSES, pretrained=True).to(memory_format=torch.channels_last).train()
    images, targets = [small_image(seed=row) for row in range(2)], [small_target(), small_target()]

    def total(begun: bool) -> float:
        generators = [torch.Generator().manual_seed(row) for row in range(2)]
        shown = [model.begin(image) for image in images] if begun else images
        return float(model(shown, targets, generators).total_loss.detach())

    assert total(begun=True) == pytest.approx(total(begun=False), rel=1e-6)


def test_that_an_image_is_the_same_beside_a_larger_one() -> None:
    """Beyond it are zeros, as beyond the border of an image that is alone."""
    model = FasterRCNN(SMALL_PYRAMID, CLASSES, pretrained=True).train()
    small, large = model.begin(small_image(96, 128)), model.begin(small_image(96, 160))
    (batch,) = stack_features([small, large])
    height, width = small.maps[0].shape[2:]
    assert batch.shape[2:] == large.maps[0].shape[2:]
    assert torch.equal(batch[0, :, :height, :width], small.maps[0][0])
    assert not batch[0, :, :, width:].any()
    assert torch.equal(batch[1], large.maps[0][0])
