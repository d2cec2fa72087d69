"""The input: an image of any size, resized, normalized, padded with zeros to whole strides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detector.config import InputConfig
from detector.export.graph import GraphBuilder


@dataclass(frozen=True)
class Frame:
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


def add_frame(g: GraphBuilder, image: str, config: InputConfig, multiple: int) -> Frame:
    """The sizes that `ModelFrame.of` finds, in the same digits."""
    height, width = (g.to_double(g.side(image, axis)) for axis in (0, 1))
    short, long = g.op("Min", height, width), g.op("Max", height, width)
    scale = g.op(
        "Min",
        g.op("Div", g.double(config.short_side), short),
        g.op("Div", g.double(config.long_side), long),
    )
    rounding = "Round" if config.rounding == "nearest" else "Floor"
    resized = [
        g.to_int(g.op("Max", g.op(rounding, g.op("Mul", side, scale)), g.double(1.0))) for side in (height, width)
    ]
    step = g.integer(multiple)
    padded = [g.op("Mul", g.op("Div", g.op("Add", side, g.integer(multiple - 1)), step), step) for side in resized]
    return Frame(height, width, resized[0], resized[1], padded[0], padded[1])


def add_input(g: GraphBuilder, image: str, frame: Frame, config: InputConfig) -> str:
    """`image` (h, w, 3) uint8 RGB -> (1, 3, padded height, padded width) float32.

    Resizing comes before normalizing, the other way round than in the network: both are linear, and fewer pixels are
    normalized.
    """
    channels = g.ints(3)
    rows = _resample(g, image, 0, frame.height, config.antialias)
    by_column = g.op("Transpose", rows, perm=[1, 0, 2])
    pixels = _resample(g, by_column, 0, frame.width, config.antialias)
    planes = g.op("Transpose", pixels, perm=[2, 1, 0])
    scale = 1 / (255 * np.array(config.std, dtype=np.float64))
    shift = -np.array(config.mean, dtype=np.float64) / np.array(config.std, dtype=np.float64)
    normalized = g.op(
        "Add",
        g.op("Mul", planes, g.constant(scale.astype(np.float32).reshape(3, 1, 1))),
        g.constant(shift.astype(np.float32).reshape(3, 1, 1)),
    )
    shape = g.op("Concat", g.ints(1), channels, g.vector(frame.height, frame.width), axis=0)
    batch = g.op("Reshape", normalized, shape)
    below = g.op("Sub", frame.padded_height, frame.height)
    beside = g.op("Sub", frame.padded_width, frame.width)
    ends = g.op("Concat", g.ints(0, 0, 0, 0, 0, 0), g.vector(below, beside), axis=0)
    return g.op("Pad", batch, ends)


def _resample(g: GraphBuilder, values: str, axis: int, size: str, antialias: bool) -> str:
    """Bilinear along the first axis: (n, m, 3) of any type -> (size, m, 3) float32, computed as torch does.

    Each row of the result is a weighted sum of a few rows: a triangle around its place, which `antialias` makes as wide
    as the image becomes smaller. ONNX's own operator (Resize with antialias) rounds its weights at another place.
    """
    count = g.side(values, axis)
    scale = g.op("Div", g.to_float(count), g.to_float(size))
    places = g.to_float(g.op("Range", g.integer(0), size, g.integer(1)))
    centers = g.op("Mul", g.op("Add", places, g.number(0.5)), scale)
    reach = g.op("Max", scale, g.number(1.0)) if antialias else g.number(1.0)
    first = g.to_int(g.op("Max", g.op("Add", g.op("Sub", centers, reach), g.number(0.5)), g.number(0.0)))
    taps = g.op("Add", g.op("Mul", g.to_int(g.op("Ceil", reach)), g.integer(2)), g.integer(1))
    steps = g.op("Range", g.integer(0), taps, g.integer(1))
    rows = g.op("Add", g.op("Unsqueeze", first, g.ints(1)), steps)
    last = g.op("Sub", count, g.integer(1))
    distance = g.op("Sub", g.op("Add", g.to_float(rows), g.number(0.5)), g.op("Unsqueeze", centers, g.ints(1)))
    triangle = g.op("Sub", g.number(1.0), g.op("Abs", g.op("Div", distance, reach)))
    inside = g.to_float(g.op("LessOrEqual", rows, last))
    weights = g.op("Mul", g.op("Max", triangle, g.number(0.0)), inside)
    weights = g.op("Div", weights, g.op("ReduceSum", weights, g.ints(1)))
    flat = g.op("Flatten", values, axis=1)
    read = g.to_float(g.take(flat, g.op("Min", rows, last)))
    summed = g.op("MatMul", g.op("Unsqueeze", weights, g.ints(1)), read)
    width = g.op("Shape", values, start=1, end=3)
    return g.op("Reshape", summed, g.op("Concat", g.vector(size), width, axis=0))
