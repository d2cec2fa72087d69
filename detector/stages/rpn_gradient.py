"""The gradient of the RPN's head, computed only in the cells that have one.

The loss samples at most 256 anchors of an image. Of resnet50_fpn's 71,000 cells, some 250 therefore have a gradient,
and all others contribute zeros to two convolutions, which take twice as much time as the head itself. What the head
computed in between is computed again in these few cells, so it is not kept either.

A training step of resnet50_fpn takes 6.5 s of processor time instead of 7.4 s, and 1,640 MiB instead of 1,960 MiB
(`python -m tests.benchmarks.probe_network ours train resnet50_fpn cpu float32`, one thread, AVX-512). Without this
module, `RpnHead.forward` would always return what `_compute_outputs` does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable
from torch.nn import functional

MAX_CELLS_AT_ONCE = 4096
"""If more cells have a gradient, they are processed in groups: the inputs of a cell are nine times as large as it."""

Compute = Callable[[Tensor], tuple[Tensor, Tensor]]


class SparseGradientHead(torch.autograd.Function):
    """A 3x3 convolution with a ReLU and two 1x1 siblings, on a CPU."""

    @staticmethod
    def forward(ctx: Any, compute: Compute, feature_map: Tensor, *parameters: Tensor) -> tuple[Tensor, Tensor]:
        """Compute the outputs.

        Args:
            ctx: PyTorch's.
            compute: Computes both outputs from `feature_map`.
            feature_map: (N, channels, h, w)
            parameters: Weight and bias of the 3x3 convolution (D, channels, 3, 3), then of each sibling (K, D, 1, 1).

        Returns:
            (N, K, h, w) of each sibling.
        """
        ctx.save_for_backward(feature_map, *parameters)
        return compute(feature_map)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, by_scores: Tensor, by_deltas: Tensor) -> tuple[Tensor | None, ...]:
        """The gradients of all arguments of `forward`; (N, K, h, w) of each sibling is given."""
        feature_map, *parameters = ctx.saved_tensors
        feature_map = feature_map.detach().contiguous(memory_format=torch.channels_last)
        learns, *trained = ctx.needs_input_grad[1:]
        parameters = [one.detach().requires_grad_(flag) for one, flag in zip(parameters, trained, strict=True)]
        by_map = torch.zeros_like(feature_map) if learns else None
        by_parameters = [torch.zeros_like(one) if one.requires_grad else None for one in parameters]
        table = feature_map.permute(0, 2, 3, 1).flatten(0, 2)
        by_outputs = torch.cat((by_scores, by_deltas), dim=1).permute(0, 2, 3, 1)
        cells = by_outputs.any(dim=3).nonzero()
        for group in torch.split(cells, MAX_CELLS_AT_ONCE):
            rows, is_inside = _find_neighbors(group, *by_outputs.shape[1:3])
            inputs = (table[rows] * is_inside[..., None]).requires_grad_(learns)
            with torch.enable_grad():
                outputs = _compute_cells(inputs, *parameters)
            learning = [one for one in (inputs, *parameters) if one.requires_grad]
            found = list(torch.autograd.grad(outputs, learning, by_outputs[tuple(group.T)]))
            if by_map is not None:
                _add_rows(by_map, rows, found.pop(0) * is_inside[..., None])
            for gradient, more in zip([one for one in by_parameters if one is not None], found, strict=True):
                gradient += more
        return None, by_map, *by_parameters


def _add_rows(feature_map: Tensor, rows: Tensor, values: Tensor) -> None:
    """Add `values` (M, 9, channels) to the cells of `feature_map` (N, channels, h, w), channels_last, in `rows`."""
    feature_map.permute(0, 2, 3, 1).view(-1, feature_map.shape[1]).index_add_(0, rows.flatten(), values.flatten(0, 1))


def _find_neighbors(cells: Tensor, height: int, width: int) -> tuple[Tensor, Tensor]:
    """The 3x3 cells around each of `cells` (M, 3), which are image, row and column.

    Returns:
        Their rows in a table of all cells of all images, and whether they are inside the map; (M, 9) each.
    """
    offsets = torch.cartesian_prod(torch.arange(-1, 2), torch.arange(-1, 2))
    image, (row, column) = cells[:, :1], (cells[:, 1:, None] + offsets.T).unbind(dim=1)
    is_inside = (row >= 0) & (row < height) & (column >= 0) & (column < width)
    return (image * height + row.clamp(0, height - 1)) * width + column.clamp(0, width - 1), is_inside


def _compute_cells(
    inputs: Tensor, weight: Tensor, bias: Tensor, score_weight: Tensor, score_bias: Tensor, *of_deltas: Tensor
) -> Tensor:
    """The outputs of both siblings (M, K) in cells whose 3x3 inputs are given (M, 9, channels)."""
    delta_weight, delta_bias = of_deltas
    hidden = functional.linear(inputs.flatten(1), weight.permute(0, 2, 3, 1).flatten(1), bias).relu()
    siblings = torch.cat((score_weight, delta_weight)).flatten(1)
    return functional.linear(hidden, siblings, torch.cat((score_bias, delta_bias)))
