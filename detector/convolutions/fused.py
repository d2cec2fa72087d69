"""Convolutions that do the work of an activation or a sum after them while their result is still in the cache.

They are oneDNN's own, the ones that torch.compile writes into what it makes; without them every activation reads and
writes a whole map once more.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

import torch
from torch import Tensor, nn
from torch.nn import functional

from detector.convolution_geometry import describe_geometry


@dataclass(frozen=True)
class Activation:
    """One that oneDNN computes, by its name there."""

    name: str
    numbers: tuple[float, ...] = ()

    @classmethod
    def of(cls, layer: nn.Module) -> Activation | None:
        """What `layer` computes; None for anything else."""
        if isinstance(layer, nn.ReLU):
            return RELU
        if isinstance(layer, nn.Hardtanh):  # ReLU6 is one
            return cls("hardtanh", (layer.min_val, layer.max_val))
        return cls("hardswish") if isinstance(layer, nn.Hardswish) else None


NONE, RELU = Activation("none"), Activation("relu")


class Geometry(NamedTuple):
    """A convolution's, in oneDNN's order, with zeros around the image where it has a border."""

    padding: tuple[int, ...]
    stride: tuple[int, ...]
    dilation: tuple[int, ...]
    groups: int

    @classmethod
    def of(cls, layer: nn.Conv2d) -> Self:
        """That of `layer`, whose border is given in cells."""
        assert not isinstance(layer.padding, str)
        return cls(layer.padding, layer.stride, layer.dilation, layer.groups)


PLAIN_3X3 = Geometry((1, 1), (1, 1), (1, 1), 1)
PLAIN_1X1 = Geometry((0, 0), (1, 1), (1, 1), 1)


@functools.cache
def can_fuse() -> bool:
    """Whether this torch has these convolutions, and they work here."""
    if not torch.backends.mkldnn.is_available():  # type: ignore[no-untyped-call]
        return False
    image = torch.linspace(-1, 1, 32).view(1, 2, 4, 4).contiguous(memory_format=torch.channels_last)
    layer = nn.Conv2d(2, 2, 1).requires_grad_(False)
    expected = functional.relu(layer(image) + image)
    try:
        found = convolve_fused(image, layer.weight, layer.bias, Geometry.of(layer), RELU, image)
    except (AttributeError, RuntimeError):
        return False
    return torch.allclose(found, expected, atol=1e-5)


def convolve_fused(
    images: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    geometry: Geometry,
    activation: Activation,
    plus: Tensor | None = None,
) -> Tensor:
    """Convolve `images` (N, C, h, w), at least one, add `plus`, which has the shape of the result, and activate.

    Returns:
        (N, K, h, w), channels_last where `images` is.
    """
    operators: Any = torch.ops.mkldnn
    numbers = list(activation.numbers)
    if plus is None:
        result: Tensor = operators._convolution_pointwise(images, weight, bias, *geometry, activation.name, numbers, "")
    else:
        after = None if activation == NONE else activation.name
        operator = operators._convolution_pointwise.binary
        result = operator(images, plus, weight, bias, *geometry, "add", 1.0, after, numbers, "")
    return result


class FusedConv2d(nn.Conv2d):
    """Takes over the weights of a convolution that no longer learns, and the work of what follows it."""

    def __init__(self, convolution: nn.Conv2d, activation: Activation = NONE) -> None:
        with torch.device("meta"):  # the weights are taken over
            super().__init__(**describe_geometry(convolution), bias=False)
        self.weight, self.bias = convolution.weight, convolution.bias
        self.activation = activation

    def forward(self, input: Tensor, plus: Tensor | None = None) -> Tensor:
        """`input` (N, C, h, w) -> (N, K, h, w); `plus` as in `convolve_fused`."""
        if input.numel():
            return convolve_fused(input, self.weight, self.bias, Geometry.of(self), self.activation, plus)
        # oneDNN takes no empty batch, and an activation makes nothing of nothing.
        result: Tensor = self._conv_forward(input, self.weight, self.bias)
        return result


def is_fusible(layer: nn.Module) -> bool:
    """Whether `layer` is a convolution that `FusedConv2d` can take the place of."""
    return type(layer) is nn.Conv2d and layer.padding_mode == "zeros" and not isinstance(layer.padding, str)
