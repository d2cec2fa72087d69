"""The backbone, cut where its map gets too small."""

from __future__ import annotations

import torch
from torch import nn
from torchvision import models

from detector.config import BackboneConfig
from detector.stages.features import Features, classification_layers, layers_until_stride

MOBILENET = BackboneConfig(name="mobilenet_v2", frozen_convolutions=2)


def test_that_vgg16_is_cut_before_its_last_pooling() -> None:
    kept, channels = layers_until_stride(models.vgg16(weights=None).features, 16)
    assert len(kept) == 30
    assert channels == 512
    assert isinstance(kept[-1], nn.ReLU)


def test_that_the_tutorials_800_pixels_become_50_cells() -> None:
    features = Features(BackboneConfig(), trained=False)
    with torch.device("meta"):
        blank = torch.zeros(1, 3, 800, 800)
    assert features.to("meta")(blank).shape == (1, 512, 50, 50)


def test_that_mobilenet_is_cut_at_stride_16() -> None:
    kept, channels = layers_until_stride(classification_layers("mobilenet_v2"), 16)
    assert (len(kept), channels) == (14, 96)


def test_that_keys_are_torchvisions() -> None:
    ours = set(Features(MOBILENET, trained=True).layers.state_dict())
    assert ours < set(models.mobilenet_v2(weights=None).features.state_dict())


def test_that_a_pretrained_backbone_keeps_first_convolutions_and_statistics() -> None:
    features = Features(MOBILENET, trained=True).train()
    convolutions = [m for m in features.modules() if isinstance(m, nn.Conv2d)]
    assert [c.weight.requires_grad for c in convolutions[:4]] == [False, False, True, True]
    norm = next(m for m in features.modules() if isinstance(m, nn.BatchNorm2d))
    before = norm.running_mean.clone()
    features(torch.rand(1, 3, 64, 64))
    assert torch.equal(norm.running_mean, before)


def test_that_an_untrained_backbone_learns_everything() -> None:
    features = Features(MOBILENET, trained=False).train()
    assert all(parameter.requires_grad for parameter in features.parameters())
    norm = next(m for m in features.modules() if isinstance(m, nn.BatchNorm2d))
    before = norm.running_mean.clone()
    features(torch.rand(1, 3, 64, 64))
    assert not torch.equal(norm.running_mean, before)
