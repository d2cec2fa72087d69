"""Deltas to boxes, and clipping."""

from __future__ import annotations

from detector.export.graph import GraphBuilder
from detector.stages.boxes import MAX_LOG_SCALE


def add_decode(g: GraphBuilder, deltas: str, references: str) -> str:
    """`deltas` (..., 4) and `references`, of a shape that can be broadcast to it -> boxes (..., 4)."""
    x1, y1, x2, y2 = g.split_columns(references)
    dx, dy, dw, dh = g.split_columns(deltas)
    left, right = _add_side(g, x1, x2, dx, dw)
    top, bottom = _add_side(g, y1, y2, dy, dh)
    return g.add_node("Concat", left, top, right, bottom, axis=-1)


def _add_side(g: GraphBuilder, start: str, end: str, move: str, growth: str) -> tuple[str, str]:
    length = g.add_node("Sub", end, start)
    center = g.add_node("Add", start, g.add_node("Mul", g.float_scalar(0.5), length))
    moved = g.add_node("Add", g.add_node("Mul", move, length), center)
    factor = g.add_node("Exp", g.add_node("Min", growth, g.float_scalar(MAX_LOG_SCALE)))
    half = g.add_node("Mul", g.add_node("Mul", g.float_scalar(0.5), length), factor)
    return g.add_node("Sub", moved, half), g.add_node("Add", moved, half)


def add_clip(g: GraphBuilder, boxes: str, width: str, height: str) -> str:
    """The part of each of `boxes` (..., 4) inside a `width` x `height` image (scalars of float32)."""
    inside = g.add_node("Max", boxes, g.float_scalar(0.0))
    return g.add_node("Min", inside, g.join_scalars(width, height, width, height))


def add_shorter_sides(g: GraphBuilder, boxes: str) -> str:
    """The shorter side (...) of each of `boxes` (..., 4)."""
    sides = g.add_node("Sub", g.slice_axis(boxes, -1, 2, 4), g.slice_axis(boxes, -1, 0, 2))
    return g.add_node("ReduceMin", sides, g.int_vector(-1), keepdims=0)
