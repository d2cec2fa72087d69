"""Feature extraction: a classification network, cut where its map is `stride` times smaller than its input."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

import torch
from torch import Tensor, nn
from torchvision import models

from detector.config import BackboneConfig


def layers_until_stride(layers: Iterable[nn.Module], stride: int) -> tuple[list[nn.Module], int]:
    """The leading `layers` whose output is no smaller than input / `stride`, and how many channels they give.

    Found the tutorial's way: pass a blank image through layer after layer, and stop where the map gets too small.
    """
    side = 4 * stride
    feature_map = torch.zeros(1, 3, side, side)
    kept: list[nn.Module] = []
    channels = 3
    with torch.no_grad():
        for layer in layers:
            feature_map = layer.eval()(feature_map)
            if feature_map.shape[-1] < side // stride:
                break
            kept.append(layer)
            channels = feature_map.shape[1]
    return kept, channels


def classification_layers(name: str) -> nn.Sequential:
    """The untrained convolutional part of torchvision's classification network `name`."""
    network = models.vgg16(weights=None) if name == "vgg16" else models.mobilenet_v2(weights=None)
    features = network.features
    assert isinstance(features, nn.Sequential)
    return features


class Features(nn.Module):
    """The backbone. `trained` says that it starts from pretrained weights.

    Then its first convolutions stay as they are, and so do the statistics of its batch norms: a batch of one or two
    images is too small to measure them again. A network that starts from nothing learns all of both.
    """

    def __init__(self, config: BackboneConfig, trained: bool) -> None:
        super().__init__()
        kept, self.out_channels = layers_until_stride(classification_layers(config.name), config.stride)
        # Under torchvision's key names, so that its checkpoints load as they are.
        self.layers = nn.Sequential(*kept)
        self.stride = config.stride
        self.keeps_statistics = trained
        if trained:
            self._freeze(config.frozen_convolutions)

    def _freeze(self, convolutions: int) -> None:
        for convolution in [m for m in self.layers.modules() if isinstance(m, nn.Conv2d)][:convolutions]:
            convolution.requires_grad_(False)
        for norm in self._batch_norms():
            norm.requires_grad_(False)
            norm.eval()

    def _batch_norms(self) -> list[nn.Module]:
        return [module for module in self.layers.modules() if isinstance(module, nn.BatchNorm2d)]

    def train(self, mode: bool = True) -> Self:
        super().train(mode)
        if self.keeps_statistics:
            for norm in self._batch_norms():
                norm.eval()
        return self

    def forward(self, images: Tensor) -> Tensor:
        """`images` (N, 3, h, w), normalised, sides whole multiples of the stride -> (N, channels, h/s, w/s)."""
        result = self.layers(images)
        assert isinstance(result, Tensor)
        return result
