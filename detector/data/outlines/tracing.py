"""The rings along the pixel edges of a bitmap: exact, with all parts and holes.

Rasterizing them gives the same bitmap. Pixels that only touch at a corner are in different parts, so no outer ring
touches itself.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .bitmap import Bitmap
from .rings import Part, Ring, Rings
from .runs import ColumnRuns, Integers


class _Edges(NamedTuple):
    """Horizontal pieces of the boundary, as long as possible, sorted by (y, x); all (E,) int64.

    A piece above pixels runs to the right, one below pixels to the left: the object is on its right hand.
    """

    y: Integers
    left: Integers
    right: Integers
    is_above: Integers
    """1 if the object is below it, otherwise 0."""


def trace_bitmap(bitmap: Bitmap) -> Rings:
    """The rings of `bitmap`, clockwise around parts and counterclockwise around holes."""
    if bitmap.is_degenerate:
        return Rings(())
    runs = bitmap.runs.move_by(-bitmap.left, -bitmap.top)
    edges, edge_of_top = _list_edges(runs)
    rings, ring_of_edge = _link_edges(edges)
    return _group_parts(runs, edges, edge_of_top, rings, ring_of_edge).move_by(bitmap.left, bitmap.top)


def _list_edges(runs: ColumnRuns) -> tuple[_Edges, Integers]:
    """The edges, and the edge above each of `runs`."""
    count = len(runs.columns)
    x = np.concatenate([runs.columns, runs.columns])
    y = np.concatenate([runs.tops, runs.bottoms])
    is_above = np.repeat(np.array([1, 0]), count)
    order = np.lexsort((x, is_above, y))
    x, y, is_above = x[order], y[order], is_above[order]
    is_first = np.ones(2 * count, bool)
    is_first[1:] = (np.diff(x) != 1) | (np.diff(y) != 0) | (np.diff(is_above) != 0)
    first = np.flatnonzero(is_first)
    last = np.append(first[1:], 2 * count) - 1
    edge_of_piece = np.empty(2 * count, np.int64)
    edge_of_piece[order] = np.cumsum(is_first) - 1
    return _Edges(y[first], x[first], x[last] + 1, is_above[first]), edge_of_piece[:count]


def _link_edges(edges: _Edges) -> tuple[list[list[int]], Integers]:
    """Follow the boundary: the edges of each ring in order, and the ring of each edge.

    Ends of edges with the same x are connected in pairs by vertical lines, from the top. Where four edges meet, the
    order of the two ends decides; this order keeps the two pixels of the object apart.
    """
    count = len(edges.y)
    is_right = np.repeat(np.array([0, 1]), count)
    is_head = is_right == np.concatenate([edges.is_above, edges.is_above])
    order = np.lexsort((is_head == is_right, np.tile(edges.y, 2), np.concatenate([edges.left, edges.right])))
    edge, head = order % count, is_head[order]
    following = np.empty(count, np.int64)
    upper, lower = edge[::2], edge[1::2]
    following[np.where(head[::2], upper, lower)] = np.where(head[::2], lower, upper)
    successors = following.tolist()
    ring_of_edge = [-1] * count
    rings: list[list[int]] = []
    for start in range(count):
        if ring_of_edge[start] >= 0:
            continue
        ring: list[int] = []
        at = start
        while ring_of_edge[at] < 0:
            ring_of_edge[at] = len(rings)
            ring.append(at)
            at = successors[at]
        rings.append(ring)
    return rings, np.array(ring_of_edge, np.int64)


def _group_parts(
    runs: ColumnRuns, edges: _Edges, edge_of_top: Integers, rings: list[list[int]], ring_of_edge: Integers
) -> Rings:
    """Give each hole to its part. Rings come in the order of their highest edge, which is above pixels unless a hole.

    The run of pixels above a hole belongs to its part, and so does the ring at the top of this run: an outer ring, or
    another hole, which is higher and has its part already.
    """
    rows = int(edges.y.max(initial=0)) + 1
    run_keys = runs.columns * rows + runs.bottoms
    part_of_ring: list[int] = []
    outers: list[Ring] = []
    holes: list[list[Ring]] = []
    for ring in rings:
        first = ring[0]
        points = _list_corners(edges, ring)
        if edges.is_above[first]:
            part_of_ring.append(len(outers))
            outers.append(points)
            holes.append([])
        else:
            run = np.searchsorted(run_keys, edges.left[first] * rows + edges.y[first])
            part_of_ring.append(part_of_ring[ring_of_edge[edge_of_top[run]]])
            holes[part_of_ring[-1]].append(points)
    return Rings(tuple(Part(outer, tuple(inner)) for outer, inner in zip(outers, holes, strict=True)))


def _list_corners(edges: _Edges, ring: list[int]) -> Ring:
    left, right, is_above = edges.left[ring], edges.right[ring], edges.is_above[ring] == 1
    x = np.stack([np.where(is_above, left, right), np.where(is_above, right, left)], 1).ravel()
    return Ring.from_points(np.stack([x, np.repeat(edges.y[ring], 2)], 1))
