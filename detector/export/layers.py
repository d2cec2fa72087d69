"""Layers of torch as ONNX nodes: what the backbones, the RPN and the head are made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, nn

from detector.convolutions.fused import Activation, FusedConv2d
from detector.convolutions.planned import PlannedConv2d
from detector.convolutions.rewriting import FusedBottleneck, FusedInvertedResidual
from detector.errors import UserFacingError
from detector.export.graph import GraphBuilder
from detector.torchvision_parts import models, ops

_AddLayer = Callable[[GraphBuilder, Any, str], str]


def add_layer(g: GraphBuilder, layer: nn.Module, value: str) -> str:
    """The nodes that compute what `layer` does in evaluation, with norms folded or not.

    Raises:
        UserFacingError: there is a layer that cannot be exported.
    """
    for kind, add in _LAYER_ADDERS.items():
        if isinstance(layer, kind):
            return add(g, layer, value)
    raise UserFacingError(f"A layer of this network, {type(layer).__name__}, cannot be exported to ONNX.")


def to_array(tensor: Tensor) -> NDArray[np.float32]:
    """`tensor` as ONNX holds weights."""
    values: NDArray[np.float32] = tensor.detach().cpu().float().contiguous().numpy()
    return values


def _to_pair(value: int | tuple[int, ...]) -> list[int]:
    return list(value) if isinstance(value, tuple) else [value, value]


def _add_convolution(g: GraphBuilder, layer: nn.Conv2d, value: str) -> str:
    tensors = [g.add_weight("weight", to_array(layer.weight))]
    if layer.bias is not None:
        tensors.append(g.add_weight("bias", to_array(layer.bias)))
    assert not isinstance(layer.padding, str)
    return g.add_node(
        "Conv",
        value,
        *tensors,
        kernel_shape=list(layer.kernel_size),
        strides=list(layer.stride),
        pads=_to_pair(layer.padding) * 2,
        dilations=list(layer.dilation),
        group=layer.groups,
    )


def _add_deconvolution(g: GraphBuilder, layer: nn.ConvTranspose2d, value: str) -> str:
    tensors = [g.add_weight("weight", to_array(layer.weight))]
    if layer.bias is not None:
        tensors.append(g.add_weight("bias", to_array(layer.bias)))
    return g.add_node(
        "ConvTranspose", value, *tensors, kernel_shape=list(layer.kernel_size), strides=list(layer.stride)
    )


def _add_planned_convolution(g: GraphBuilder, layer: PlannedConv2d, value: str) -> str:
    result = _add_convolution(g, layer, value)
    result = g.add_node("Relu", result) if layer.rectify else result
    return g.add_node("MaxPool", result, kernel_shape=[2, 2], strides=[2, 2]) if layer.halve else result


def _add_fused_convolution(g: GraphBuilder, layer: FusedConv2d, value: str, plus: str = "") -> str:
    result = _add_convolution(g, layer, value)
    return _add_activation(g, layer.activation, g.add_node("Add", result, plus) if plus else result)


def _add_activation(g: GraphBuilder, activation: Activation, value: str) -> str:
    """An activation that is part of a convolution. Raises: UserFacingError."""
    if activation.name == "none":
        return value
    if activation.name == "hardtanh":
        return g.add_node("Clip", value, *(g.float_scalar(limit) for limit in activation.numbers))
    kinds = {"relu": "Relu", "hardswish": "HardSwish"}
    if activation.name not in kinds:
        raise UserFacingError(f"A layer of this network, {activation.name}, cannot be exported to ONNX.")
    return g.add_node(kinds[activation.name], value)


def _add_fused_bottleneck(g: GraphBuilder, layer: FusedBottleneck, value: str) -> str:
    identity = value if layer.downsample is None else add_layer(g, layer.downsample, value)
    hidden = add_layer(g, layer.conv2, add_layer(g, layer.conv1, value))
    return _add_fused_convolution(g, layer.conv3, hidden, identity)


def _add_fused_inverted_residual(g: GraphBuilder, layer: FusedInvertedResidual, value: str) -> str:
    *first, last = layer.conv
    assert isinstance(last, FusedConv2d)
    hidden = value
    for one in first:
        hidden = add_layer(g, one, hidden)
    return _add_fused_convolution(g, last, hidden, value)


def _add_norm(g: GraphBuilder, layer: nn.BatchNorm2d, value: str) -> str:
    statistics = (layer.weight, layer.bias, layer.running_mean, layer.running_var)
    tensors = [g.add_weight("norm", to_array(tensor)) for tensor in statistics if tensor is not None]
    return g.add_node("BatchNormalization", value, *tensors, epsilon=layer.eps)


def _add_linear(g: GraphBuilder, layer: nn.Linear, value: str) -> str:
    tensors = [g.add_weight("weight", to_array(layer.weight))]
    if layer.bias is not None:
        tensors.append(g.add_weight("bias", to_array(layer.bias)))
    return g.add_node("Gemm", value, *tensors, transB=1)


def _add_max_pool(g: GraphBuilder, layer: nn.MaxPool2d, value: str) -> str:
    return g.add_node(
        "MaxPool",
        value,
        kernel_shape=_to_pair(layer.kernel_size),
        strides=_to_pair(layer.stride),
        pads=_to_pair(layer.padding) * 2,
        dilations=_to_pair(layer.dilation),
        ceil_mode=int(layer.ceil_mode),
    )


def _add_chain(g: GraphBuilder, layer: nn.Module, value: str) -> str:
    for name, child in layer.named_children():
        with g.name_scope(name):
            value = add_layer(g, child, value)
    return value


def _add_inverted_residual(g: GraphBuilder, layer: Any, value: str) -> str:
    """Of MobileNetV2 and V3: `conv` or `block`, added to its input where the shapes allow."""
    inner = layer.conv if hasattr(layer, "conv") else layer.block
    result = add_layer(g, inner, value)
    return g.add_node("Add", value, result) if layer.use_res_connect else result


def _add_bottleneck(g: GraphBuilder, layer: Any, value: str) -> str:
    result = value
    for number in (1, 2, 3):
        result = add_layer(g, getattr(layer, f"conv{number}"), result)
        result = add_layer(g, getattr(layer, f"bn{number}"), result)
        result = g.add_node("Relu", result) if number < 3 else result
    shortcut = value if layer.downsample is None else add_layer(g, layer.downsample, value)
    return g.add_node("Relu", g.add_node("Add", result, shortcut))


def _add_squeeze_excitation(g: GraphBuilder, layer: Any, value: str) -> str:
    scale = g.add_node("GlobalAveragePool", value)
    for part in (layer.fc1, layer.activation, layer.fc2, layer.scale_activation):
        scale = add_layer(g, part, scale)
    return g.add_node("Mul", scale, value)


def _add_clipped_relu(g: GraphBuilder, _layer: nn.ReLU6, value: str) -> str:
    return g.add_node("Clip", value, g.float_scalar(0.0), g.float_scalar(6.0))


def _add_frozen_norm(g: GraphBuilder, layer: Any, value: str) -> str:
    scale = layer.weight * (layer.running_var + layer.eps).rsqrt()
    shift = layer.bias - layer.running_mean * scale
    factors = [g.add_weight("norm", to_array(tensor).reshape(-1, 1, 1)) for tensor in (scale, shift)]
    return g.add_node("Add", g.add_node("Mul", value, factors[0]), factors[1])


_LAYER_ADDERS: dict[type[nn.Module], _AddLayer] = {
    PlannedConv2d: _add_planned_convolution,
    FusedConv2d: _add_fused_convolution,
    FusedBottleneck: _add_fused_bottleneck,
    FusedInvertedResidual: _add_fused_inverted_residual,
    nn.Conv2d: _add_convolution,
    nn.ConvTranspose2d: _add_deconvolution,
    nn.BatchNorm2d: _add_norm,
    ops.FrozenBatchNorm2d: _add_frozen_norm,
    nn.Linear: _add_linear,
    nn.MaxPool2d: _add_max_pool,
    nn.AdaptiveAvgPool2d: lambda g, _layer, value: g.add_node("GlobalAveragePool", value),
    nn.ReLU6: _add_clipped_relu,
    nn.ReLU: lambda g, _layer, value: g.add_node("Relu", value),
    nn.Hardswish: lambda g, _layer, value: g.add_node("HardSwish", value),
    nn.Hardsigmoid: lambda g, _layer, value: g.add_node("HardSigmoid", value, alpha=1 / 6, beta=0.5),
    nn.Identity: lambda _g, _layer, value: value,
    nn.Dropout: lambda _g, _layer, value: value,
    nn.Flatten: lambda g, layer, value: g.add_node("Flatten", value, axis=layer.start_dim),
    models.resnet.Bottleneck: _add_bottleneck,
    models.mobilenetv2.InvertedResidual: _add_inverted_residual,
    models.mobilenetv3.InvertedResidual: _add_inverted_residual,
    ops.SqueezeExcitation: _add_squeeze_excitation,
    nn.Sequential: _add_chain,
}
"""The first that fits is taken: ReLU6 and the rewritten convolutions come before what they are derived from."""
