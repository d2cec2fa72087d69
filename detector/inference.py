"""A copy of a network that only detects: norms folded into convolutions, weights in the precision of the device."""

from __future__ import annotations

import copy

import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from detector.compression import compress_head
from detector.convolution_geometry import describe_geometry
from detector.convolutions.plan import machine_plan
from detector.convolutions.rewriting import rewrite_convolutions
from detector.faster_rcnn import FasterRCNN
from detector.stages.frozen_norm import FrozenNorm, NormalizedConv2d
from detector.stages.mask_head import MaskRcnnHead


def prepare_for_inference(
    model: FasterRCNN,
    device: torch.device,
    precision: torch.dtype,
    fewer_multiplications: bool = True,
    compressed_head: bool = False,
) -> FasterRCNN:
    """Make the copy; `model` is left alone.

    What ranks and places boxes (the last layers) stays in float32 whatever the precision. In float32 on a CPU, 3x3
    convolutions are computed as is fastest on this machine, with differences in the last digits, unless
    `fewer_multiplications` is off: then every layer is one of torch's own. `compressed_head`: see `compress_head`.

    Raises:
        UserFacingError: the head is too small to be compressed.
    """
    network = copy.deepcopy(model).to(device).eval().requires_grad_(False)
    fold_norms(network)
    if compressed_head:
        compress_head(network)
    parts: list[nn.Module] = [network.backbone, network.roi_heads.box_head]
    if network.rpn is not None:
        parts.append(network.rpn.head.conv)
    if isinstance(network.roi_heads, MaskRcnnHead):
        parts.append(network.roi_heads.mask_head)
    for part in parts:
        part.to(dtype=precision)
    network.to(memory_format=torch.channels_last)
    if fewer_multiplications and device.type == "cpu" and precision == torch.float32:
        rewrite_convolutions(network, machine_plan())
    return network


def fold_norms(module: nn.Module) -> None:
    """Make every convolution in `module` that a batch norm follows do the norm's work with fixed weights."""
    previous: tuple[str, nn.Conv2d] | None = None
    for name, child in list(module.named_children()):
        if isinstance(child, FrozenNorm | nn.BatchNorm2d) and previous is not None:
            convolution = previous[1]
            merged = (
                _fold_own_norm(convolution)
                if isinstance(convolution, NormalizedConv2d)
                else _fuse_norm(convolution, child)
            )
            setattr(module, previous[0], merged)
            setattr(module, name, nn.Identity())
        else:
            fold_norms(child)
        previous = (name, child) if isinstance(child, nn.Conv2d) else None


def _fuse_norm(convolution: nn.Conv2d, norm: nn.Module) -> nn.Conv2d:
    assert isinstance(norm, nn.BatchNorm2d)
    return fuse_conv_bn_eval(convolution, norm)


def _fold_own_norm(convolution: NormalizedConv2d) -> nn.Conv2d:
    """`convolution` with its norm in its weights."""
    weight, bias = convolution.compute_weight_and_bias()
    plain = nn.Conv2d(**describe_geometry(convolution))
    plain.weight, plain.bias = (nn.Parameter(tensor.detach(), requires_grad=False) for tensor in (weight, bias))
    return plain
