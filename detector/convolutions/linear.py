"""Fully connected layers, computed by the library that is the fastest on this machine: torch's choice, or oneDNN.

torch computes them with MKL, which on processors that are not Intel's is slower: on an AMD EPYC with AVX-512, fc6 of
VGG16 alone takes 775 ms for 300 RoIs, with oneDNN 613 ms, and fc7 140 and 98 ms. Of a whole detection on a busy
machine, it saved only 1 % (`python -m tests.benchmarks.probe_network ours detect vgg16 cpu float32`). Results differ in
the last digits. Without this module, `prepare_for_inference` would not call `rewrite_linear_layers`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Literal

import torch
from torch import Tensor, nn
from torch.nn import functional

from detector.convolutions.fused import can_fuse
from detector.convolutions.kept_choices import MeasuredChoices
from detector.convolutions.plan import find_fastest
from detector.data.own_folder import user_cache_folder

LINEAR_PLAN_FILE_NAME = "linear.json"
MIN_WEIGHTS = 1 << 20
"""A layer with fewer is left as it is: it takes about a millisecond."""
MEASURED_ROWS = 128
MAX_MEASURED_OUTPUTS = 1024
"""A measurement takes at most 0.1 s with each library, also of the largest layer; the ratio is that of the whole."""

LinearMethod = Literal["torch", "onednn"]
LinearChooser = Callable[[nn.Linear], LinearMethod]


def compute_linear(method: LinearMethod, rows: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    """`rows` (R, inputs) float32 -> (R, outputs); at least one row for oneDNN."""
    if method == "torch":
        return functional.linear(rows, weight, bias)
    operators: Any = torch.ops.mkldnn
    result: Tensor = operators._linear_pointwise(rows, weight, bias, "none", [], "")
    return result


class PlannedLinear(nn.Linear):
    """Takes over the weights of a layer that no longer learns."""

    def __init__(self, layer: nn.Linear, choose: LinearChooser) -> None:
        with torch.device("meta"):  # the weights are taken over
            super().__init__(layer.in_features, layer.out_features, bias=False)
        self.weight, self.bias = layer.weight, layer.bias
        self._choose = choose

    def forward(self, input: Tensor) -> Tensor:
        """`input` (R, inputs) float32 -> (R, outputs)."""
        # A compiler makes its own products, and oneDNN takes no empty batch.
        is_plain = torch.compiler.is_compiling() or not input.numel()
        return compute_linear("torch" if is_plain else self._choose(self), input, self.weight, self.bias)


def rewrite_linear_layers(module: nn.Module, choose: LinearChooser) -> None:
    """Replace the large layers in `module`, which is in evaluation mode, in float32 on the CPU."""
    for name, child in list(module.named_children()):
        if type(child) is nn.Linear and child.weight.numel() >= MIN_WEIGHTS and can_fuse():
            setattr(module, name, PlannedLinear(child, choose))
        else:
            rewrite_linear_layers(child, choose)


def choose_linear_method(layer: nn.Linear) -> LinearMethod:
    """The fastest for `layer` on this machine; the first time it is measured."""
    name = f"{layer.in_features}x{layer.out_features}"
    return _machine_choices().choose_or_measure(name, lambda: measure_fastest_linear(layer))


@functools.cache
def _machine_choices() -> MeasuredChoices[LinearMethod]:
    """What the whole program shares."""
    return MeasuredChoices(user_cache_folder() / LINEAR_PLAN_FILE_NAME, ("torch", "onednn"))


def measure_fastest_linear(layer: nn.Linear) -> LinearMethod:
    """Compute a layer of random numbers, with as many inputs as `layer`, in both ways."""
    generator = torch.Generator().manual_seed(0)
    outputs = min(layer.out_features, MAX_MEASURED_OUTPUTS)
    rows = torch.randn(MEASURED_ROWS, layer.in_features, generator=generator)
    weight = torch.randn(outputs, layer.in_features, generator=generator)
    methods: tuple[LinearMethod, ...] = ("torch", "onednn")
    with torch.inference_mode():
        return find_fastest(
            {method: functools.partial(compute_linear, method, rows, weight, None) for method in methods}
        )
