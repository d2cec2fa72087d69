"""The ways in which a 3x3 convolution with stride 1 and a border of one can be computed here."""

from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor
from torch.nn import functional

from detector.convolutions.fused import NONE, PLAIN_3X3, RELU, can_fuse, convolve_fused
from detector.convolutions.nnpack import convolve_by_nnpack, halve_maps
from detector.convolutions.winograd import convolve_images, transform_weight

Method = Literal["direct", "winograd", "nnpack"]


def available_methods() -> tuple[Method, ...]:
    """What this torch can do, the plain way first; NNPACK is not built for every platform."""
    has_nnpack = hasattr(torch, "_nnpack_spatial_convolution") and torch._nnpack_available()
    return ("direct", "winograd", "nnpack") if has_nnpack else ("direct", "winograd")


def prepare_weight(method: Method, weight: Tensor) -> Tensor:
    """`weight` (K, C, 3, 3) as `compute_convolution` takes it for `method`."""
    if method == "winograd":
        return transform_weight(weight)
    layout = torch.contiguous_format if method == "nnpack" else torch.channels_last
    return weight.detach().contiguous(memory_format=layout)


def compute_convolution(
    method: Method,
    images: Tensor,
    prepared: Tensor,
    bias: Tensor | None,
    rectify: bool = False,
    halve: bool = False,
    keep_planes: bool = False,
) -> Tensor:
    """`images` (N, C, h, w) float32 -> (N, K, h, w), channels_last whatever the method, unless `keep_planes`.

    `rectify` and `halve`: see `winograd.convolve_images`. `keep_planes`: NNPACK's result stays as it writes it.
    """
    if method == "nnpack":
        return convolve_by_nnpack(images, prepared, bias, rectify, halve, keep_planes)
    images = images.contiguous(memory_format=torch.channels_last)
    if method == "winograd":
        return convolve_images(images, prepared, bias, rectify, halve)
    result = _convolve_directly(images, prepared, bias, rectify)
    return halve_maps(result) if halve else result


def _convolve_directly(images: Tensor, weight: Tensor, bias: Tensor | None, rectify: bool) -> Tensor:
    if can_fuse() and images.numel():
        return convolve_fused(images, weight, bias, PLAIN_3X3, RELU if rectify else NONE)
    result = functional.conv2d(images, weight, bias, padding=1)
    return result.relu_() if rectify else result
