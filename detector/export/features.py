"""The backbone, with its feature pyramid where it has one."""

from __future__ import annotations

from typing import Any

from detector.export.graph import GraphBuilder
from detector.export.layers import add_layer
from detector.stages.features import Backbone, PyramidFeatures


def add_features(g: GraphBuilder, backbone: Backbone, batch: str) -> list[str]:
    """The maps (1, channels, h, w) of every level that has anchors, finest first."""
    with g.name_scope("backbone"):
        if not isinstance(backbone, PyramidFeatures):
            return [add_layer(g, backbone.body, batch)]
        maps = []
        value = batch
        for name, layer in backbone.body.items():
            with g.name_scope(name):
                value = add_layer(g, layer, value)
            if name in backbone.body.return_layers:
                maps.append(value)
        with g.name_scope("fpn"):
            return _add_pyramid(g, backbone.fpn, maps)


def _add_pyramid(g: GraphBuilder, pyramid: Any, maps: list[str]) -> list[str]:
    """From the coarsest map down: each takes up what the one above it knows. Last, one more for the RPN alone."""
    above = ""
    results: list[str] = []
    for level in reversed(range(len(maps))):
        inner = add_layer(g, pyramid.inner_blocks[level], maps[level])
        if above:
            size = g.add_node("Shape", inner)
            larger = g.add_node(
                "Resize", above, "", "", size,
                mode="nearest", coordinate_transformation_mode="asymmetric", nearest_mode="floor",
            )  # fmt: skip
            inner = g.add_node("Add", inner, larger)
        above = inner
        results.insert(0, add_layer(g, pyramid.layer_blocks[level], inner))
    coarsest = g.add_node("MaxPool", results[-1], kernel_shape=[1, 1], strides=[2, 2])
    return [*results, coarsest]
