"""Convolutions while a network trains on a CPU: result and gradients are each computed as is fastest on this machine.

oneDNN's kernels depend on the processor and on the layout: with AVX2 the gradient of a weight takes two to nine times
as long from maps that lie channels_last as from planes, while depthwise layers want channels_last. So maps lie
channels_last, and where a part of a layer gains by planes, or by Winograd's algorithm, that part alone is done so.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, get_args

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable
from torch.nn import functional
from torch.overrides import TorchFunctionMode

from detector.convolutions.fused import NONE, PLAIN_1X1, can_fuse, convolve_fused
from detector.convolutions.kept_choices import MeasuredChoices
from detector.convolutions.methods import available_methods, compute_convolution, prepare_weight
from detector.convolutions.nnpack import to_planes
from detector.convolutions.plan import LayerKind, find_fastest
from detector.convolutions.weight_gradient import compute_winograd_gradient
from detector.data.own_folder import user_cache_folder

TRAINING_PLAN_FILE_NAME = "training.json"
MIN_PRODUCTS = 1 << 24
"""A layer with fewer multiplications in an image is left as it is: it takes less than a millisecond."""

Part = Literal["result", "input", "weight"]
"""What is computed: the result, its gradient by the input, or by the weight."""
Way = Literal["direct", "planes", "winograd", "nnpack", "onednn"]
Chooser = Callable[[Part, "ConvolutionLayer"], Way]
_Sides = tuple[int, int]


@dataclass(frozen=True)
class ConvolutionLayer:
    """A convolution without groups, and the size of the map it is applied to."""

    kind: LayerKind
    """For a kernel that is not 3x3 its size is no matter of how much it multiplies, only of the map's"""
    kernel: _Sides
    stride: _Sides
    padding: _Sides
    dilation: _Sides

    @property
    def is_plain_3x3(self) -> bool:
        """Whether there are other algorithms for it."""
        return (self.kernel, self.stride, self.padding, self.dilation) == ((3, 3), (1, 1), (1, 1), (1, 1))

    @property
    def is_plain_1x1(self) -> bool:
        """Whether it is one matrix product, which torch leaves to MKL on one thread, although oneDNN may be faster."""
        return (self.kernel, self.stride, self.padding) == ((1, 1), (1, 1), (0, 0))

    def list_ways(self, part: Part) -> tuple[Way, ...]:
        """How `part` can be computed, torch's own way first."""
        if self.is_plain_1x1:
            return ("direct", "onednn") if part != "weight" and can_fuse() else ("direct",)
        if part != "weight":
            return available_methods() if self.is_plain_3x3 else ("direct",)
        return ("direct", "planes", "winograd") if self.is_plain_3x3 else ("direct", "planes")

    def __str__(self) -> str:
        if self.is_plain_3x3:
            return str(self.kind)
        sides = (self.kernel, self.stride, self.padding, self.dilation)
        return f"{self.kind} " + "/".join("x".join(map(str, pair)) for pair in sides)


def compute_result(way: Way, layer: ConvolutionLayer, images: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    """`images` (N, C, h, w) convolved with `weight` (K, C, kernel)."""
    if way == "winograd" or way == "nnpack":
        return compute_convolution(way, images, prepare_weight(way, weight), bias)
    if way == "onednn":
        return _multiply(images, weight, bias)
    return functional.conv2d(images, weight, bias, layer.stride, layer.padding, layer.dilation)


def compute_input_gradient(
    way: Way, layer: ConvolutionLayer, gradient: Tensor, images: Tensor, weight: Tensor
) -> Tensor:
    """By `images`, from the one by the result."""
    if way == "winograd" or way == "nnpack":
        # The same convolution with the kernel turned round and the channels exchanged.
        return compute_convolution(way, gradient, prepare_weight(way, weight.flip(2, 3).transpose(0, 1)), None)
    if way == "onednn":
        return _multiply(gradient, weight.transpose(0, 1).contiguous(), None)
    return _compute_torch_gradients(layer, gradient, images, weight, [True, False, False])[0]


def compute_weight_gradient(
    way: Way, layer: ConvolutionLayer, gradient: Tensor, images: Tensor, weight: Tensor
) -> Tensor:
    """By `weight`, from the one by the result."""
    if way == "winograd":
        return compute_winograd_gradient(images, gradient)
    if way == "planes":
        gradient, images, weight = (to_planes(one) for one in (gradient, images, weight))
    return _compute_torch_gradients(layer, gradient, images, weight, [False, True, False])[1]


def _multiply(maps: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    """A 1x1 convolution by oneDNN."""
    return convolve_fused(maps.contiguous(memory_format=torch.channels_last), weight, bias, PLAIN_1X1, NONE)


def _compute_torch_gradients(
    layer: ConvolutionLayer, gradient: Tensor, images: Tensor, weight: Tensor, needed: list[bool]
) -> tuple[Tensor, Tensor, Tensor]:
    sides = (layer.stride, layer.padding, layer.dilation)
    gradients: tuple[Tensor, Tensor, Tensor] = torch.ops.aten.convolution_backward(
        gradient, images, weight, None, *sides, False, (0, 0), 1, needed
    )
    return gradients


class _Convolution(torch.autograd.Function):
    """Each part in the way that the chooser says."""

    @staticmethod
    def forward(
        ctx: Any, images: Tensor, weight: Tensor, bias: Tensor | None, layer: ConvolutionLayer, choose: Chooser
    ) -> Tensor:
        ctx.save_for_backward(images, weight)
        ctx.layer, ctx.choose = layer, choose
        return compute_result(choose("result", layer), layer, images, weight, bias)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        images, weight = ctx.saved_tensors
        by_input, by_weight, by_bias = None, None, None
        if ctx.needs_input_grad[0]:
            way = ctx.choose("input", ctx.layer)
            by_input = compute_input_gradient(way, ctx.layer, gradient, images, weight)
        if ctx.needs_input_grad[1]:
            way = ctx.choose("weight", ctx.layer)
            by_weight = compute_weight_gradient(way, ctx.layer, gradient, images, weight)
        if ctx.needs_input_grad[2]:
            by_bias = gradient.sum((0, 2, 3))
        return by_input, by_weight, by_bias, None, None


class FastConvolutions(TorchFunctionMode):
    """While entered, `conv2d` of float32 on the CPU is computed part by part as `choose` says."""

    def __init__(self, choose: Chooser) -> None:
        super().__init__()
        self._choose = choose

    def __torch_function__(
        self, func: Any, types: Iterable[type], args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        if func is functional.conv2d and not kwargs and len(args) == len(_CONV2D_ARGUMENTS):
            images, weight, bias, *sides, groups = args
            layer = _find_layer(images, weight, sides, groups)
            if layer is not None:
                return _Convolution.apply(images, weight, bias, layer, self._choose)
        return func(*args, **(kwargs or {}))


_CONV2D_ARGUMENTS = ("input", "weight", "bias", "stride", "padding", "dilation", "groups")
"""Of `conv2d`, as convolution layers give them."""


def _find_layer(images: Tensor, weight: Tensor, sides: list[Any], groups: int) -> ConvolutionLayer | None:
    """The layer that is asked for; None where nothing is to be gained."""
    is_plain = images.device.type == "cpu" and images.dtype == weight.dtype == torch.float32 and groups == 1
    if not is_plain or not images.numel() or any(isinstance(one, str) for one in sides):
        return None
    kernel, (height, width) = (weight.shape[2], weight.shape[3]), images.shape[-2:]
    if height * width * weight.numel() < MIN_PRODUCTS:
        return None
    kind = LayerKind.from_sizes(weight.shape[1], weight.shape[0], height, width, maps=images.shape[:-3].numel())
    return ConvolutionLayer(kind, kernel, *(tuple(one) for one in sides))


class TrainingConvolutionPlan:
    """The fastest way for each part of each kind of layer: measured when it is first met, and kept in a file.

    So a run that is resumed on the same machine computes as before, to the bit.
    """

    def __init__(self, kept: MeasuredChoices[Way]) -> None:
        self._choices = kept

    def choose_way(self, part: Part, layer: ConvolutionLayer) -> Way:
        """The first time it is measured, which takes some 0.1 s."""
        ways = layer.list_ways(part)
        if len(ways) == 1:
            return ways[0]
        return self._choices.choose_or_measure(f"{part} {layer}", lambda: measure_fastest_way(part, layer))


@functools.cache
def training_plan() -> TrainingConvolutionPlan:
    """The plan that the whole program shares."""
    return TrainingConvolutionPlan(MeasuredChoices(user_cache_folder() / TRAINING_PLAN_FILE_NAME, get_args(Way)))


def fast_convolutions(device: torch.device, precision: torch.dtype) -> AbstractContextManager[Any]:
    """While in here, a network that computes in `precision` on `device` does so as is fastest on this machine.

    In half precision and on GPUs channels_last is the fastest everywhere, and nothing is changed.
    """
    if device.type != "cpu" or precision != torch.float32:
        return nullcontext()
    return FastConvolutions(training_plan().choose_way)


def measure_fastest_way(part: Part, layer: ConvolutionLayer) -> Way:
    """Compute `part` of a layer of random numbers in every way there is."""
    generator = torch.Generator().manual_seed(0)
    shapes = (
        (layer.kind.measured_maps, layer.kind.in_channels, *layer.kind.sides),
        (layer.kind.out_channels, layer.kind.in_channels, *layer.kernel),
    )
    images, weight = (
        torch.randn(shape, generator=generator).contiguous(memory_format=torch.channels_last) for shape in shapes
    )
    with torch.no_grad():
        result = compute_result("direct", layer, images, weight, None)
        given: dict[Part, Callable[[Way], Tensor]] = {
            "result": lambda way: compute_result(way, layer, images, weight, None),
            "input": lambda way: compute_input_gradient(way, layer, result, images, weight),
            "weight": lambda way: compute_weight_gradient(way, layer, result, images, weight),
        }
        return find_fastest({way: partial(given[part], way) for way in layer.list_ways(part)})
