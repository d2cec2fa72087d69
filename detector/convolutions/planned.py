"""A 3x3 convolution that is computed the way that the plan of this machine says."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from detector.convolutions.methods import Method, compute_convolution, prepare_weight
from detector.convolutions.plan import ConvolutionPlan, LayerKind


class PlannedConv2d(nn.Conv2d):
    """Takes over the weights of a convolution that no longer learns; `plan` chooses by the size of the map."""

    def __init__(
        self, convolution: nn.Conv2d, plan: ConvolutionPlan, rectify: bool = False, halve: bool = False
    ) -> None:
        """`rectify` and `halve`: it also does the work of a ReLU after it, and of a 2x2 pooling after that."""
        with torch.device("meta"):  # the weights are taken over
            super().__init__(convolution.in_channels, convolution.out_channels, 3, padding=1, bias=False)
        self.weight, self.bias = convolution.weight, convolution.bias
        self.rectify, self.halve = rectify, halve
        self.keep_planes = False
        """Whether NNPACK's result stays as it is, because the next layer is of this class and converts what it must."""
        self._plan = plan
        self._prepared: dict[Method, Tensor] = {}

    def forward(self, input: Tensor) -> Tensor:
        """`input` (N, C, h, w) float32 -> (N, K, h, w), or half as high and wide."""
        (maps, _, height, width), after = input.shape, (self.rectify, self.halve)
        kind = LayerKind.from_sizes(self.in_channels, self.out_channels, height, width, *after, maps)
        # A compiler makes its own convolutions, and cannot trace NNPACK's.
        method: Method = "direct" if torch.compiler.is_compiling() else self._plan.choose_method(kind)
        return compute_convolution(method, input, self._weight_for(method), self.bias, *after, self.keep_planes)

    def _weight_for(self, method: Method) -> Tensor:
        """The weight as `method` wants it, made once."""
        prepared = self._prepared.get(method)
        if prepared is None:
            with torch.inference_mode(False):
                prepared = self._prepared[method] = prepare_weight(method, self.weight.detach())
        return prepared


def is_plain_3x3(layer: nn.Conv2d) -> bool:
    """Whether `PlannedConv2d` can take the place of `layer`."""
    shape = layer.kernel_size, layer.stride, layer.padding, layer.dilation
    return shape == ((3, 3), (1, 1), (1, 1), (1, 1)) and layer.groups == 1 and layer.padding_mode == "zeros"
