"""Mask head (He et al. 2017, section 3 and figure 4): which cells of an RoI are object, for each class.

RoI align gives 14x14 cells of each RoI. Convolutions keep their size, a deconvolution doubles it, and a 1x1 convolution
makes a map of 28x28 logits for each class. Each map has its own sigmoid, so that classes do not compete for a pixel:
the box head has decided the class, and only the map of that class counts. In training the RoIs are the positive
proposals; in detection they are the final boxes, fewer and better placed.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from detector.config import HeadConfig, MaskConfig
from detector.stages.features import norm_of_kind
from detector.stages.frozen_norm import merge_norms
from detector.stages.head import FastRcnnHead
from detector.torchvision_parts import models


class MaskConvolutions(models.detection.mask_rcnn.MaskRCNNHeads):  # type: ignore[misc]
    """3x3 convolutions with ReLUs, in torchvision's names, which have changed: it reads the earlier ones, too."""

    def __init__(self, in_channels: int, config: MaskConfig) -> None:
        channels = [config.channels] * config.convolutions
        super().__init__(in_channels, channels, dilation=1, norm_layer=norm_of_kind(config.norm))
        if config.norm == "frozen":
            merge_norms(self)

    def forward(self, roi_features: Tensor) -> Tensor:
        """`roi_features` (R, in_channels, size, size) -> (R, channels, size, size)."""
        hidden: Tensor = super().forward(roi_features.to(next(self.parameters()).dtype))
        return hidden


class MaskPredictor(nn.Module):
    """The deconvolution and the 1x1 convolution, in torchvision's names."""

    def __init__(self, channels: int, outputs: int) -> None:
        super().__init__()
        self.conv5_mask = nn.ConvTranspose2d(channels, channels, kernel_size=2, stride=2)
        self.mask_fcn_logits = nn.Conv2d(channels, outputs, kernel_size=1)
        for layer in (self.conv5_mask, self.mask_fcn_logits):
            nn.init.kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, hidden: Tensor) -> Tensor:
        """(R, channels, size, size) -> (R, outputs, 2 size, 2 size).

        The squares of 2x2 cells that the deconvolution makes do not overlap, so it is one matrix product. On CPUs its
        gradient takes half the time of that of torch's deconvolution. The cells are put in place when they are logits.
        """
        deconvolution, last = self.conv5_mask, self.mask_fcn_logits
        assert deconvolution.bias is not None
        (count, channels, height, width), outputs = hidden.shape, last.out_channels
        cells = hidden.to(deconvolution.weight.dtype).permute(0, 2, 3, 1).reshape(-1, channels)
        weight = deconvolution.weight.permute(0, 2, 3, 1).reshape(channels, -1)
        doubled = torch.addmm(deconvolution.bias.repeat(4), cells, weight).relu_().view(-1, deconvolution.out_channels)
        logits = functional.linear(doubled, last.weight.flatten(1), last.bias)
        squares = logits.view(count, height, width, 2, 2, outputs).permute(0, 5, 1, 3, 2, 4)
        return squares.reshape(count, outputs, 2 * height, 2 * width)

    def predict_class(self, hidden: Tensor, labels: Tensor) -> Tensor:
        """(R, channels, size, size) -> (R, 2 size, 2 size): of each RoI the map of its class in `labels` (R,) alone.

        The maps of 90 other classes would take as much memory as the rest of the head.
        """
        doubled = functional.relu(self.conv5_mask(hidden.to(self.conv5_mask.weight.dtype)))
        weight, bias = self.mask_fcn_logits.weight[labels].flatten(1), self.mask_fcn_logits.bias
        assert bias is not None
        cells = doubled.permute(0, 2, 3, 1).flatten(1, 2)
        return torch.baddbmm(bias[labels].view(-1, 1, 1), cells, weight[:, :, None]).view(-1, *doubled.shape[2:])


class MaskRcnnHead(FastRcnnHead):
    """The box head, and the mask head beside it."""

    def __init__(self, in_channels: int, num_classes: int, head: HeadConfig, mask: MaskConfig) -> None:
        super().__init__(in_channels, num_classes, head)
        self.mask_head = MaskConvolutions(in_channels, mask)
        self.mask_predictor = MaskPredictor(mask.channels, num_classes + 1)

    def compute_mask_logits(self, roi_features: Tensor) -> Tensor:
        """`roi_features` (R, channels, 14, 14) -> (R, C + 1, 28, 28) float32; map 0 is of the background."""
        hidden: Tensor = self.mask_head(roi_features)
        logits: Tensor = self.mask_predictor(hidden)
        return logits.float()

    def predict_masks(self, roi_features: Tensor, labels: Tensor) -> Tensor:
        """`roi_features` (R, channels, 14, 14) -> (R, 28, 28) probabilities, each of its class in `labels` (R,)."""
        hidden: Tensor = self.mask_head(roi_features)
        return self.mask_predictor.predict_class(hidden, labels).float().sigmoid()


def select_class_masks(mask_logits: Tensor, labels: Tensor) -> Tensor:
    """(R, size, size): of each RoI's `mask_logits` (R, C + 1, size, size) those of its class in `labels` (R,)."""
    return mask_logits[torch.arange(len(labels), device=labels.device), labels]
