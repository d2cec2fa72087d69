"""Masks: in each detection's box a grid of probabilities, of its own class alone."""

from __future__ import annotations

from detector.export.graph import GraphBuilder
from detector.export.layers import add_layer, to_array
from detector.stages.mask_head import MaskRcnnHead

_SAME = 0
"""In the shape of a reshape: the length that the axis has."""


def add_masks(g: GraphBuilder, head: MaskRcnnHead, pooled: str, labels: str, size: int) -> str:
    """`pooled` (D, channels, size / 2, size / 2) and `labels` (D,) -> probabilities (D, 1, size, size)."""
    predictor = head.mask_predictor
    with g.name_scope("convolutions"):
        hidden = add_layer(g, head.mask_head, pooled)
    with g.name_scope("deconvolution"):
        hidden = g.add_node("Relu", add_layer(g, predictor.conv5_mask, hidden))
    with g.name_scope("own_class"):
        # A 1x1 convolution with weights that each detection has of its own: those of the map of its class.
        last = predictor.mask_fcn_logits
        assert last.bias is not None
        weights, biases = (
            g.add_weight("weight", to_array(last.weight.flatten(1))),
            g.add_weight("bias", to_array(last.bias)),
        )
        own_weight = g.add_node("Unsqueeze", g.gather_rows(weights, labels), g.int_vector(1))
        own_bias = g.add_node("Unsqueeze", g.gather_rows(biases, labels), g.int_vector(1, 2))
        cells = g.reshape(hidden, _SAME, last.in_channels, size * size)
        logits = g.add_node("Add", g.add_node("MatMul", own_weight, cells), own_bias)
    return g.add_node("Sigmoid", g.reshape(logits, _SAME, 1, size, size))
