"""Deltas to boxes, and clipping."""

from __future__ import annotations

from detector.export.graph import GraphBuilder
from detector.stages.boxes import MAX_LOG_SCALE


def add_decode(g: GraphBuilder, deltas: str, references: str) -> str:
    """`deltas` (..., 4) and `references`, of a shape that can be broadcast to it -> boxes (..., 4)."""
    x1, y1, x2, y2 = g.columns(references)
    dx, dy, dw, dh = g.columns(deltas)
    left, right = _add_side(g, x1, x2, dx, dw)
    top, bottom = _add_side(g, y1, y2, dy, dh)
    return g.op("Concat", left, top, right, bottom, axis=-1)


def _add_side(g: GraphBuilder, start: str, end: str, move: str, growth: str) -> tuple[str, str]:
    length = g.op("Sub", end, start)
    center = g.op("Add", start, g.op("Mul", g.number(0.5), length))
    moved = g.op("Add", g.op("Mul", move, length), center)
    factor = g.op("Exp", g.op("Min", growth, g.number(MAX_LOG_SCALE)))
    half = g.op("Mul", g.op("Mul", g.number(0.5), length), factor)
    return g.op("Sub", moved, half), g.op("Add", moved, half)


def add_clip(g: GraphBuilder, boxes: str, width: str, height: str) -> str:
    """The part of each of `boxes` (..., 4) inside a `width` x `height` image (scalars of float32)."""
    inside = g.op("Max", boxes, g.number(0.0))
    return g.op("Min", inside, g.vector(width, height, width, height))


def add_sides(g: GraphBuilder, boxes: str) -> str:
    """The shorter side (...) of each of `boxes` (..., 4)."""
    sides = g.op("Sub", g.cut(boxes, -1, 2, 4), g.cut(boxes, -1, 0, 2))
    return g.op("ReduceMin", sides, g.ints(-1), keepdims=0)
