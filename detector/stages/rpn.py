"""Region proposal network: objectness and deltas for every anchor."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from detector.config import RpnConfig


class RegionProposalNetwork(nn.Module):
    """A 3x3 convolution with two 1x1 siblings (paper, section 3.1), started as the tutorial starts them."""

    def __init__(self, in_channels: int, anchors_per_cell: int, config: RpnConfig) -> None:
        super().__init__()
        self.anchors_per_cell = anchors_per_cell
        self.convolution = nn.Conv2d(in_channels, config.channels, kernel_size=3, padding=1)
        self.deltas = nn.Conv2d(config.channels, anchors_per_cell * 4, kernel_size=1)
        self.scores = nn.Conv2d(config.channels, anchors_per_cell * 2, kernel_size=1)
        for layer in (self.convolution, self.deltas, self.scores):
            nn.init.normal_(layer.weight, std=config.init_std)
            assert layer.bias is not None
            nn.init.zeros_(layer.bias)

    def forward(self, feature_map: Tensor) -> tuple[Tensor, Tensor]:
        """`feature_map` (N, channels, h, w) -> objectness (N, h, w, K) and deltas (N, h, w, K, 4).

        Objectness is the log-odds object : background, that is the difference of the tutorial's two scores. Its
        sigmoid is their softmax, so ranking and loss are the same with one number as with two.
        """
        hidden = functional.relu(self.convolution(feature_map))
        scores = _per_anchor(self.scores(hidden), self.anchors_per_cell)
        return scores[..., 1] - scores[..., 0], _per_anchor(self.deltas(hidden), self.anchors_per_cell)


def _per_anchor(output: Tensor, anchors_per_cell: int) -> Tensor:
    """(N, K * values, h, w) -> (N, h, w, K, values), float32."""
    images, _, height, width = output.shape
    return output.permute(0, 2, 3, 1).reshape(images, height, width, anchors_per_cell, -1).to(torch.float32)
