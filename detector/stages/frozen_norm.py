"""Batch norms that keep their statistics, in training computed as part of the convolution before them.

Scaling the few weights instead of the whole map saves two passes over it forwards, and keeping it for the gradient.
In evaluation mode both compute as torchvision does, to the last digit; `detector.inference` merges them for good.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.autograd.graph import saved_tensors_hooks

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
        if not self.training:
            return self._convolve(input, self.weight, None)
        weight, bias = self.compute_weight_and_bias()
        place = weight.data_ptr()

        def pack(saved: Tensor) -> Tensor | None:
            return None if saved.data_ptr() == place else saved

        # The gradient needs the scaled weight again: computed a second time, it is not kept meanwhile.
        with saved_tensors_hooks(pack, self._unpack):
            return self._convolve(input, weight, bias)

    def _convolve(self, images: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
        result: Tensor = self._conv_forward(images, weight, bias)
        return result

    def _unpack(self, saved: Tensor | None) -> Tensor:
        return self.compute_weight_and_bias()[0].detach() if saved is None else saved


def merge_norms(module: nn.Module) -> None:
    """Make every convolution in `module` that a FrozenNorm follows do the norm's work too."""
    previous: tuple[str, nn.Conv2d] | None = None
    for name, child in list(module.named_children()):
        if isinstance(child, FrozenNorm):
            assert previous is not None
            setattr(module, previous[0], NormalizedConv2d(previous[1], child))
        merge_norms(child)
        previous = (name, child) if isinstance(child, nn.Conv2d) else None
