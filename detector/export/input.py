"""The input: an image of any size, resized, normalized, padded with zeros to whole strides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detector.config import InputConfig
from detector.export.graph import GraphBuilder


@dataclass(frozen=True)
class FrameNames:
    """The names of an image's sizes, scalars of float64 where nothing else is said."""

    image_height: str
    image_width: str
    height: str
    """Of the resized image, int64"""
    width: str
    """int64"""
    padded_height: str
    """Of the network's input, int64"""
    padded_width: str
    """int64"""


def add_frame(g: GraphBuilder, image: str, config: InputConfig, multiple: int) -> FrameNames:
    """The sizes that `ModelFrame.of` finds, in the same digits."""
    height, width = (g.to_double(g.axis_length(image, axis)) for axis in (0, 1))
    short, long = g.add_node("Min", height, width), g.add_node("Max", height, width)
    scale = g.add_node(
        "Min",
        g.add_node("Div", g.double_scalar(config.short_side), short),
        g.add_node("Div", g.double_scalar(config.long_side), long),
    )
    rounding = "Round" if config.rounding == "nearest" else "Floor"
    resized = [
        g.to_int(g.add_node("Max", g.add_node(rounding, g.add_node("Mul", side, scale)), g.double_scalar(1.0)))
        for side in (height, width)
    ]
    step = g.int_scalar(multiple)
    padded = [
        g.add_node("Mul", g.add_node("Div", g.add_node("Add", side, g.int_scalar(multiple - 1)), step), step)
        for side in resized
    ]
    return FrameNames(height, width, resized[0], resized[1], padded[0], padded[1])


def add_input(g: GraphBuilder, image: str, frame: FrameNames, config: InputConfig) -> str:
    """`image` (h, w, 3) uint8 RGB -> (1, 3, padded height, padded width) float32.

    Resizing comes before normalizing, the other way round than in the network: both are linear, and fewer pixels are
    normalized.
    """
    channels = g.int_vector(3)
    rows = _add_resampling(g, image, 0, frame.height, config.antialias)
    by_column = g.add_node("Transpose", rows, perm=[1, 0, 2])
    pixels = _add_resampling(g, by_column, 0, frame.width, config.antialias)
    planes = g.add_node("Transpose", pixels, perm=[2, 1, 0])
    scale = 1 / (255 * np.array(config.std, dtype=np.float64))
    shift = -np.array(config.mean, dtype=np.float64) / np.array(config.std, dtype=np.float64)
    normalized = g.add_node(
        "Add",
        g.add_node("Mul", planes, g.add_constant(scale.astype(np.float32).reshape(3, 1, 1))),
        g.add_constant(shift.astype(np.float32).reshape(3, 1, 1)),
    )
    shape = g.add_node("Concat", g.int_vector(1), channels, g.join_scalars(frame.height, frame.width), axis=0)
    batch = g.add_node("Reshape", normalized, shape)
    below = g.add_node("Sub", frame.padded_height, frame.height)
    beside = g.add_node("Sub", frame.padded_width, frame.width)
    ends = g.add_node("Concat", g.int_vector(0, 0, 0, 0, 0, 0), g.join_scalars(below, beside), axis=0)
    return g.add_node("Pad", batch, ends)


def _add_resampling(g: GraphBuilder, values: str, axis: int, size: str, antialias: bool) -> str:
    """Bilinear along the first axis: (n, m, 3) of any type -> (size, m, 3) float32, computed as torch does.

    Each row of the result is a weighted sum of a few rows: a triangle around its place, which `antialias` makes as wide
    as the image becomes smaller. ONNX's own operator (Resize with antialias) rounds its weights at another place.
    """
    count = g.axis_length(values, axis)
    scale = g.add_node("Div", g.to_float(count), g.to_float(size))
    places = g.to_float(g.add_node("Range", g.int_scalar(0), size, g.int_scalar(1)))
    centers = g.add_node("Mul", g.add_node("Add", places, g.float_scalar(0.5)), scale)
    reach = g.add_node("Max", scale, g.float_scalar(1.0)) if antialias else g.float_scalar(1.0)
    first = g.to_int(
        g.add_node(
            "Max", g.add_node("Add", g.add_node("Sub", centers, reach), g.float_scalar(0.5)), g.float_scalar(0.0)
        )
    )
    taps = g.add_node("Add", g.add_node("Mul", g.to_int(g.add_node("Ceil", reach)), g.int_scalar(2)), g.int_scalar(1))
    steps = g.add_node("Range", g.int_scalar(0), taps, g.int_scalar(1))
    rows = g.add_node("Add", g.add_node("Unsqueeze", first, g.int_vector(1)), steps)
    last = g.add_node("Sub", count, g.int_scalar(1))
    distance = g.add_node(
        "Sub",
        g.add_node("Add", g.to_float(rows), g.float_scalar(0.5)),
        g.add_node("Unsqueeze", centers, g.int_vector(1)),
    )
    triangle = g.add_node("Sub", g.float_scalar(1.0), g.add_node("Abs", g.add_node("Div", distance, reach)))
    inside = g.to_float(g.add_node("LessOrEqual", rows, last))
    weights = g.add_node("Mul", g.add_node("Max", triangle, g.float_scalar(0.0)), inside)
    weights = g.add_node("Div", weights, g.add_node("ReduceSum", weights, g.int_vector(1)))
    flat = g.add_node("Flatten", values, axis=1)
    read = g.to_float(g.gather_rows(flat, g.add_node("Min", rows, last)))
    summed = g.add_node("MatMul", g.add_node("Unsqueeze", weights, g.int_vector(1)), read)
    width = g.add_node("Shape", values, start=1, end=3)
    return g.add_node("Reshape", summed, g.add_node("Concat", g.join_scalars(size), width, axis=0))
