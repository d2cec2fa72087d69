"""A network that only detects, its convolutions replaced by ones that take less time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from torch import Tensor, nn

from detector.convolutions.fused import NONE, RELU, Activation, FusedConv2d, can_fuse, is_fusible
from detector.convolutions.plan import ConvolutionPlan
from detector.convolutions.planned import PlannedConv2d, is_plain_3x3
from detector.torchvision_parts import models


class FusedBottleneck(nn.Module):
    """A block of a ResNet without its norms: its sum and its ReLUs are part of its convolutions."""

    def __init__(self, block: Any, plan: ConvolutionPlan) -> None:
        """`block` is torchvision's, its norms folded."""
        super().__init__()
        relu = nn.ReLU()
        self.conv1, _ = _replace(block.conv1, (relu,), plan)
        self.conv2, _ = _replace(block.conv2, (relu,), plan)
        self.conv3 = FusedConv2d(block.conv3, RELU)
        self.downsample: nn.Module | None = block.downsample
        if self.downsample is not None:
            rewrite_convolutions(self.downsample, plan)

    def forward(self, x: Tensor) -> Tensor:
        """`x` (N, C, h, w) -> (N, K, h, w), of half the size where the block has a stride."""
        identity = x if self.downsample is None else self.downsample(x)
        result: Tensor = self.conv3(self.conv2(self.conv1(x)), identity)
        return result


class FusedInvertedResidual(nn.Module):
    """A block of MobileNetV2 without its norms, with its sum as part of its last convolution."""

    def __init__(self, block: nn.Module, plan: ConvolutionPlan) -> None:
        """`block` is torchvision's, its norms folded; it adds its input to its result."""
        super().__init__()
        layers = [layer for layer in block.get_submodule("conv").children() if not isinstance(layer, nn.Identity)]
        self.conv = nn.Sequential(*layers)
        rewrite_convolutions(self.conv, plan)

    def forward(self, x: Tensor) -> Tensor:
        """`x` (N, C, h, w) -> the same shape."""
        *first, last = self.conv
        hidden = x
        for layer in first:
            hidden = layer(hidden)
        result: Tensor = last(hidden, x)
        return result


def rewrite_convolutions(module: nn.Module, plan: ConvolutionPlan) -> None:
    """Make the convolutions in `module` do the work of what follows them; `plan` chooses how the 3x3 ones are computed.

    It is in evaluation mode, in float32 on the CPU, and its norms are folded.
    """
    children = [(name, child) for name, child in module.named_children() if not isinstance(child, nn.Identity)]
    for index, (name, child) in enumerate(children):
        if is_fusible(child):
            # Only in a sequence is the next child what comes next.
            after = children[index + 1 : index + 3] if isinstance(module, nn.Sequential) else []
            layer, done = _replace(child, [one for _, one in after], plan)
            setattr(module, name, layer)
            for following, _ in after[:done]:
                setattr(module, following, nn.Identity())
        elif can_fuse() and isinstance(child, models.resnet.Bottleneck):
            setattr(module, name, FusedBottleneck(child, plan))
        elif can_fuse() and isinstance(child, models.mobilenetv2.InvertedResidual) and child.use_res_connect:
            setattr(module, name, FusedInvertedResidual(child, plan))
        else:
            rewrite_convolutions(child, plan)
    if isinstance(module, nn.Sequential):
        _keep_planes(module)


def _keep_planes(sequence: nn.Sequential) -> None:
    """Let consecutive layers by NNPACK pass on planes, instead of converting each map to channels_last and back.

    Eight layers of VGG16 follow each other so: detection takes 2.76 s of processor time instead of 2.88 s (`python -m
    tests.benchmarks.probe_network ours detect vgg16 cpu float32`, AMD EPYC with AVX-512). The numbers are the same.
    """
    layers = [layer for layer in sequence if not isinstance(layer, nn.Identity)]
    for layer, following in pairwise(layers):
        if isinstance(layer, PlannedConv2d):
            layer.keep_planes = isinstance(following, PlannedConv2d)


def _replace(convolution: nn.Module, after: Sequence[nn.Module], plan: ConvolutionPlan) -> tuple[nn.Module, int]:
    """What takes the place of `convolution`, and of how many of the layers `after` it."""
    assert isinstance(convolution, nn.Conv2d)
    if is_plain_3x3(convolution):
        rectify = bool(after) and isinstance(after[0], nn.ReLU)
        halve = rectify and len(after) == 2 and _is_plain_pooling(after[1])
        return PlannedConv2d(convolution, plan, rectify, halve), rectify + halve
    if not can_fuse():
        return convolution, 0
    activation = Activation.of(after[0]) if after else None
    return FusedConv2d(convolution, activation or NONE), int(activation is not None)


def _is_plain_pooling(layer: nn.Module) -> bool:
    if not isinstance(layer, nn.MaxPool2d):
        return False
    shape = layer.kernel_size, layer.stride, layer.padding, layer.dilation
    return shape == (2, 2, 0, 1) and not layer.ceil_mode and not layer.return_indices
