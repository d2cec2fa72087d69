"""RoI pooling: a map of fixed size from the level that each region's size asks for."""

from __future__ import annotations

import math
from collections.abc import Sequence

from detector.config import HeadConfig
from detector.export.graph import GraphBuilder
from detector.stages.roi_align import SAMPLES
from detector.stages.roi_pool import CANONICAL_LEVEL, CANONICAL_SIZE


def add_pooling(
    g: GraphBuilder, feature_maps: Sequence[str], rois: str, strides: Sequence[int], config: HeadConfig
) -> tuple[str, str]:
    """`rois` (R, 4) -> pooled (R, channels, size, size), and the rois in its order: level by level."""
    if len(strides) == 1:
        return _add_level(g, feature_maps[0], rois, strides[0], config), rois
    levels = _add_levels(g, rois, strides)
    pooled, order = [], []
    for level, (feature_map, stride) in enumerate(zip(feature_maps, strides, strict=False)):
        own = g.take(rois, g.rows_where(g.op("Equal", levels, g.number(float(level)))))
        order.append(own)
        pooled.append(_add_level(g, feature_map, own, stride, config))
    return g.op("Concat", *pooled, axis=0), g.op("Concat", *order, axis=0)


def _add_levels(g: GraphBuilder, rois: str, strides: Sequence[int]) -> str:
    """(R,) float32: which of `strides` each of `rois` is pooled at."""
    lowest, highest = strides[0].bit_length() - 1, strides[-1].bit_length() - 1
    x1, y1, x2, y2 = g.columns(rois)
    side = g.op("Sqrt", g.op("Mul", g.op("Sub", x2, x1), g.op("Sub", y2, y1)))
    octaves = g.op("Div", g.op("Log", g.op("Div", side, g.number(CANONICAL_SIZE))), g.number(math.log(2)))
    level = g.op("Floor", g.op("Add", octaves, g.number(CANONICAL_LEVEL + 1e-6)))
    return g.reshape(g.op("Sub", g.op("Clip", level, g.number(lowest), g.number(highest)), g.number(lowest)), -1)


def _add_level(g: GraphBuilder, feature_map: str, rois: str, stride: int, config: HeadConfig) -> str:
    if config.roi_operation == "adaptive_max_pool":
        return _add_max_pool(g, feature_map, rois, stride, config.roi_size)
    count = g.op("Shape", rois, start=0, end=1)
    return g.op(
        "RoiAlign",
        feature_map,
        rois,
        g.op("Expand", g.integer(0), count),
        mode="avg",
        output_height=config.roi_size,
        output_width=config.roi_size,
        sampling_ratio=SAMPLES,
        spatial_scale=1 / stride,
        coordinate_transformation_mode="half_pixel" if config.aligned else "output_half_pixel",
    )


def _add_max_pool(g: GraphBuilder, feature_map: str, rois: str, stride: int, size: int) -> str:
    """The tutorial's pooling.

    ONNX's operator divides whole cells as it does, except that for some sides (57 cells) its last bins reach a cell too
    far in float32. So the last row and the last column of bins are pooled by themselves, from their own cells.
    """
    x1, y1, x2, y2 = (g.to_int(one) for one in g.columns(g.op("Div", rois, g.number(float(stride)))))
    last_x, last_y = (g.op("Sub", g.side(feature_map, axis), g.integer(1)) for axis in (3, 2))
    first = g.integer(0)
    left, right = (g.op("Min", g.op("Max", one, first), last_x) for one in (x1, x2))
    top, bottom = (g.op("Min", g.op("Max", one, first), last_y) for one in (y1, y2))
    last_column, last_row = _add_last_bin(g, left, right, size), _add_last_bin(g, top, bottom, size)

    def pool(x: str, y: str, height: int, width: int) -> str:
        corners = [g.to_float(one) for one in (x, y, right, bottom)]
        image = g.op("Mul", corners[0], g.number(0.0))
        cells = g.op("Concat", image, *corners, axis=1)
        return g.op("MaxRoiPool", feature_map, cells, pooled_shape=[height, width], spatial_scale=1.0)

    inner = g.cut(g.cut(pool(left, top, size, size), 2, 0, size - 1), 3, 0, size - 1)
    column = g.cut(pool(last_column, top, size, 1), 2, 0, size - 1)
    row = g.cut(pool(left, last_row, 1, size), 3, 0, size - 1)
    corner = pool(last_column, last_row, 1, 1)
    upper = g.op("Concat", inner, column, axis=3)
    return g.op("Concat", upper, g.op("Concat", row, corner, axis=3), axis=2)


def _add_last_bin(g: GraphBuilder, start: str, last: str, size: int) -> str:
    """The first cell of the last of `size` bins between the cells `start` and `last`, that included."""
    cells = g.op("Add", g.op("Sub", last, start), g.integer(1))
    return g.op("Add", start, g.op("Div", g.op("Mul", cells, g.integer(size - 1)), g.integer(size)))
