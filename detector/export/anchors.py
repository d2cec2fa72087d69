"""Anchors of every level, for maps of any size."""

from __future__ import annotations

import numpy as np

from detector.config import AnchorConfig
from detector.export.graph import GraphBuilder
from detector.export.input import FrameNames
from detector.stages.anchors import base_anchors


def add_anchors(g: GraphBuilder, feature_map: str, frame: FrameNames, config: AnchorConfig, stride: int) -> str:
    """(A, 4) of one level, row by row, in pixels of the network's input."""
    height, width = g.axis_length(feature_map, 2), g.axis_length(feature_map, 3)
    y = _add_places(g, height, g.add_node("Div", frame.padded_height, height))
    x = _add_places(g, width, g.add_node("Div", frame.padded_width, width))
    across = g.add_node("Mul", g.reshape(x, 1, -1, 1), g.add_constant(np.array([1, 0, 1, 0], dtype=np.float32)))
    down = g.add_node("Mul", g.reshape(y, -1, 1, 1), g.add_constant(np.array([0, 1, 0, 1], dtype=np.float32)))
    shifts = g.reshape(g.add_node("Add", across, down), -1, 1, 4)
    return g.reshape(g.add_node("Add", shifts, g.add_constant(base_anchors(config, stride).numpy())), -1, 4)


def _add_places(g: GraphBuilder, count: str, stride: str) -> str:
    return g.to_float(g.add_node("Mul", g.add_node("Range", g.int_scalar(0), count, g.int_scalar(1)), stride))
