"""Fast R-CNN head: hidden layers or the last stage of a ResNet, then class scores and a box for every class."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from detector.config import BackboneConfig, HeadConfig
from detector.stages.features import build_last_stage, norm_of_kind
from detector.stages.frozen_norm import merge_norms
from detector.stages.spatial_pyramid import PYRAMID
from detector.torchvision_parts import models


class BoxHead(nn.Module):
    """The two hidden layers, in torchvision's names."""

    def __init__(self, inputs: int, hidden: int) -> None:
        super().__init__()
        self.fc6 = nn.Linear(inputs, hidden)
        self.fc7 = nn.Linear(hidden, hidden)

    def forward(self, roi_features: Tensor) -> Tensor:
        """`roi_features` (R, channels, size, size) -> (R, hidden)."""
        features = roi_features.flatten(start_dim=1).to(next(self.parameters()).dtype)
        return functional.relu(self.fc7(functional.relu(self.fc6(features))))


class ConvolutionBoxHead(models.detection.faster_rcnn.FastRCNNConvFCHead):  # type: ignore[misc]
    """Convolutions, then one fully connected layer, in torchvision's names."""

    def __init__(self, in_channels: int, config: HeadConfig) -> None:
        shape, channels = (in_channels, config.roi_size, config.roi_size), [in_channels] * config.convolutions
        super().__init__(shape, channels, [config.hidden], norm_layer=norm_of_kind(config.norm))
        if config.norm == "frozen":
            merge_norms(self)

    def forward(self, roi_features: Tensor) -> Tensor:
        """`roi_features` (R, channels, size, size) -> (R, hidden)."""
        hidden: Tensor = super().forward(roi_features.to(next(self.parameters()).dtype))
        return hidden


class LastStageBoxHead(nn.Module):
    """The last stage of a ResNet, run on each RoI, and the mean over its cells (He et al. 2016)."""

    def __init__(self, backbone: BackboneConfig, pretrained: bool) -> None:
        super().__init__()
        self.layer4, self.out_channels = build_last_stage(backbone, pretrained)

    def forward(self, roi_features: Tensor) -> Tensor:
        """`roi_features` (R, channels, size, size) -> (R, out_channels)."""
        if not len(roi_features):  # batch norms cannot take no RoIs at all
            return roi_features.new_zeros(0, self.out_channels)
        features: Tensor = self.layer4(roi_features.to(next(self.parameters()).dtype))
        return features.mean(dim=(2, 3))


class BoxPredictor(nn.Module):
    """The two outputs, in torchvision's names."""

    def __init__(self, hidden: int, outputs: int, config: HeadConfig) -> None:
        super().__init__()
        self.cls_score = nn.Linear(hidden, outputs)
        self.bbox_pred = nn.Linear(hidden, outputs * 4)
        for layer, std in ((self.cls_score, config.class_init_std), (self.bbox_pred, config.box_init_std)):
            nn.init.normal_(layer.weight, std=std)
            nn.init.zeros_(layer.bias)

    def forward(self, hidden: Tensor) -> tuple[Tensor, Tensor]:
        """(R, hidden) -> scores (R, outputs) and deltas (R, outputs * 4), in all digits whatever the layers before."""
        with torch.autocast(hidden.device.type, enabled=False):
            hidden = hidden.to(self.cls_score.weight.dtype)
            return self.cls_score(hidden), self.bbox_pred(hidden)


def count_roi_cells(config: HeadConfig, stride: int) -> int:
    """How many values of each channel an RoI has; `stride` is that of the backbone that is run on warped RoIs."""
    if config.roi_operation == "spatial_pyramid":
        return sum(bins**2 for bins in PYRAMID)
    side = -(-config.roi_size // stride) if config.roi_operation == "warp" else config.roi_size
    return side**2


class FastRcnnHead(nn.Module):
    """For each RoI `num_classes + 1` scores (0 is background) and as many sets of four deltas."""

    def __init__(
        self,
        in_channels: int,
        num_classes: int,
        config: HeadConfig,
        stride: int = 1,
        last_stage: LastStageBoxHead | None = None,
    ) -> None:
        """`stride`: of the backbone that is run on warped RoIs. `last_stage`: takes the place of the hidden layers."""
        super().__init__()
        self.box_head: BoxHead | ConvolutionBoxHead | LastStageBoxHead
        if last_stage is not None:
            self.box_head = last_stage
        elif config.convolutions:
            self.box_head = ConvolutionBoxHead(in_channels, config)
        else:
            self.box_head = BoxHead(in_channels * count_roi_cells(config, stride), config.hidden)
        hidden = config.hidden if last_stage is None else last_stage.out_channels
        self.box_predictor = BoxPredictor(hidden, num_classes + 1, config)

    def forward(self, roi_features: Tensor) -> tuple[Tensor, Tensor]:
        """`roi_features` (R, channels, size, size) -> class logits (R, C + 1) and deltas (R, C + 1, 4), float32."""
        scores, deltas = self.box_predictor(self.box_head(roi_features))
        return scores.float(), deltas.float().unflatten(1, (-1, 4))
