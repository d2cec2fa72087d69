"""What makes two convolutions the same but for their weights."""

from __future__ import annotations

from typing import Any

from torch import nn


def describe_geometry(convolution: nn.Conv2d) -> dict[str, Any]:
    """The arguments of `nn.Conv2d` for another one that differs from `convolution` in its weights alone."""
    return {
        "in_channels": convolution.in_channels,
        "out_channels": convolution.out_channels,
        "kernel_size": convolution.kernel_size,
        "stride": convolution.stride,
        "padding": convolution.padding,
        "dilation": convolution.dilation,
        "groups": convolution.groups,
    }
