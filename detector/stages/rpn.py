"""Region proposal network: objectness and deltas for every anchor."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor, nn

from detector.config import RpnConfig
from detector.stages.rpn_gradient import SparseGradientHead


class RpnHead(nn.Module):
    """3x3 convolutions with two 1x1 siblings (paper, section 3.1), the same for every level; torchvision's names."""

    def __init__(self, in_channels: int, anchors_per_cell: int, config: RpnConfig) -> None:
        super().__init__()
        inputs = (in_channels, *[config.channels] * (config.convolutions - 1))
        convolutions = [nn.Conv2d(channels, config.channels, kernel_size=3, padding=1) for channels in inputs]
        self.conv = nn.Sequential(*(nn.Sequential(one, nn.ReLU(inplace=True)) for one in convolutions))
        self.cls_logits = nn.Conv2d(config.channels, anchors_per_cell * config.objectness_channels, kernel_size=1)
        self.bbox_pred = nn.Conv2d(config.channels, anchors_per_cell * 4, kernel_size=1)
        for layer in (*convolutions, self.bbox_pred, self.cls_logits):
            nn.init.normal_(layer.weight, std=config.init_std)
            assert layer.bias is not None
            nn.init.zeros_(layer.bias)

    def forward(self, feature_map: Tensor) -> tuple[Tensor, Tensor]:
        """`feature_map` (N, channels, h, w) -> scores (N, K * 1 or 2, h, w) and deltas (N, K * 4, h, w)."""
        for layer in self.conv[:-1]:
            feature_map = layer(feature_map)
        if not _has_sparse_gradient(feature_map):
            return self._compute_outputs(feature_map)
        parameters = [*self.conv[-1].parameters(), *self.cls_logits.parameters(), *self.bbox_pred.parameters()]
        outputs: tuple[Tensor, Tensor] = SparseGradientHead.apply(self._compute_outputs, feature_map, *parameters)
        return outputs

    def _compute_outputs(self, feature_map: Tensor) -> tuple[Tensor, Tensor]:
        """The last convolution and its siblings."""
        hidden = self.conv[-1](feature_map)
        # Numbers that are ranked need more digits than half precision has.
        with torch.autocast(hidden.device.type, enabled=False):
            hidden = hidden.to(self.cls_logits.weight.dtype)
            return self.cls_logits(hidden), self.bbox_pred(hidden)

    def _load_from_state_dict(self, state_dict: dict[str, Any], prefix: str, *more: Any) -> None:
        """Take the names too that torchvision's checkpoints had before version 0.13."""
        for kind in ("weight", "bias"):
            if f"{prefix}conv.{kind}" in state_dict:
                state_dict[f"{prefix}conv.0.0.{kind}"] = state_dict.pop(f"{prefix}conv.{kind}")
        super()._load_from_state_dict(state_dict, prefix, *more)


class RegionProposalNetwork(nn.Module):
    """The head on every level of the features."""

    def __init__(self, in_channels: int, anchors_per_cell: int, config: RpnConfig) -> None:
        super().__init__()
        self.anchors_per_cell = anchors_per_cell
        self.head = RpnHead(in_channels, anchors_per_cell, config)

    def forward(self, feature_maps: Iterable[Tensor]) -> list[tuple[Tensor, Tensor]]:
        """Per level (N, channels, h, w): objectness (N, h, w, K) and deltas (N, h, w, K, 4), float32.

        Objectness is the log-odds object : background. Where the head gives two scores, as the tutorial's does, it is
        their difference: its sigmoid is their softmax, so ranking and loss are the same with one number as with two.
        """
        return [self._split_level_outputs(*self.head(feature_map)) for feature_map in feature_maps]

    def _split_level_outputs(self, scores: Tensor, deltas: Tensor) -> tuple[Tensor, Tensor]:
        per_anchor = _split_per_anchor(scores, self.anchors_per_cell)
        objectness = per_anchor[..., 1] - per_anchor[..., 0] if per_anchor.shape[-1] == 2 else per_anchor[..., 0]
        return objectness, _split_per_anchor(deltas, self.anchors_per_cell)


def _has_sparse_gradient(feature_map: Tensor) -> bool:
    """Whether gradients are computed in float32 on a CPU; to search for cells would stop a GPU."""
    is_plain = feature_map.device.type == "cpu" and feature_map.dtype == torch.float32
    return is_plain and torch.is_grad_enabled() and not torch.is_autocast_enabled("cpu")


def _split_per_anchor(output: Tensor, anchors_per_cell: int) -> Tensor:
    """(N, K * values, h, w) -> (N, h, w, K, values), float32."""
    images, _, height, width = output.shape
    return output.permute(0, 2, 3, 1).reshape(images, height, width, anchors_per_cell, -1).to(torch.float32)
