"""Batch norms that keep their statistics, in training computed as part of the convolution before them.

Scaling the few weights instead of the whole map saves two passes over it forwards, and keeping it for the gradient.
In evaluation mode both compute as torchvision does, to the last digit; `detector.inference` merges them for good.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from detector.convolution_geometry import describe_geometry
from detector.torchvision_parts import ops


class FrozenNorm(ops.FrozenBatchNorm2d):  # type: ignore[misc]
    """In training it passes its input on, as the convolution before it has done its work."""

    def compute_scale_and_shift(self) -> tuple[Tensor, Tensor]:
        """(channels,) each: the norm of x is scale * x + shift."""
        scale = self.weight * (self.running_var + self.eps).rsqrt()
        return scale, self.bias - self.running_mean * scale

    def forward(self, x: Tensor) -> Tensor:
        if self.training:
            return x
        result: Tensor = super().forward(x)
        return result


class NormalizedConv2d(nn.Conv2d):
    """A convolution without bias, in training with the norm after it."""

    def __init__(self, convolution: nn.Conv2d, norm: FrozenNorm) -> None:
        assert convolution.bias is None
        with torch.device("meta"):  # the weight is taken over
            super().__init__(**describe_geometry(convolution), bias=False)
        self.weight = convolution.weight
        # In a tuple, or its tensors would be this module's too.
        self._norm = (norm,)

    def compute_weight_and_bias(self) -> tuple[Tensor, Tensor]:
        """Of the one convolution that does both."""
        scale, shift = self._norm[0].compute_scale_and_shift()
        return self.weight * scale[:, None, None, None], shift

    def forward(self, input: Tensor) -> Tensor:
        weight, bias = self.compute_weight_and_bias() if self.training else (self.weight, None)
        result: Tensor = self._conv_forward(input, weight, bias)
        return result


def merge_norms(module: nn.Module) -> None:
    """Make every convolution in `module` that a FrozenNorm follows do the norm's work too."""
    previous: tuple[str, nn.Conv2d] | None = None
    for name, child in list(module.named_children()):
        if isinstance(child, FrozenNorm):
            assert previous is not None
            setattr(module, previous[0], NormalizedConv2d(previous[1], child))
        merge_norms(child)
        previous = (name, child) if isinstance(child, nn.Conv2d) else None
