"""RoI pooling: a map of fixed size from the level that each region's size asks for."""

from __future__ import annotations

import math
from collections.abc import Sequence

from detector.config import HeadConfig
from detector.export.graph import GraphBuilder
from detector.stages.roi_align import SAMPLES_PER_BIN
from detector.stages.roi_pool import CANONICAL_LEVEL, CANONICAL_SIZE


def add_pooling(
    g: GraphBuilder, feature_maps: Sequence[str], rois: str, strides: Sequence[int], config: HeadConfig
) -> tuple[str, str]:
    """`rois` (R, 4) -> pooled (R, channels, size, size), and the rois in its order: level by level."""
    if len(strides) == 1:
        return _add_level(g, feature_maps[0], rois, strides[0], config), rois
    pooled, rows = _add_pyramid(g, feature_maps, rois, strides, config)
    return pooled, g.gather_rows(rois, rows)


def add_ordered_pooling(
    g: GraphBuilder, feature_maps: Sequence[str], rois: str, strides: Sequence[int], config: HeadConfig
) -> str:
    """`rois` (R, 4) -> pooled (R, channels, size, size) in their order."""
    if len(strides) == 1:
        return _add_level(g, feature_maps[0], rois, strides[0], config)
    pooled, rows = _add_pyramid(g, feature_maps, rois, strides, config)
    _, places = g.add_node_with_outputs("TopK", 2, rows, g.add_node("Shape", rows), axis=0, largest=0, sorted=1)
    return g.gather_rows(pooled, places)


def _add_pyramid(
    g: GraphBuilder, feature_maps: Sequence[str], rois: str, strides: Sequence[int], config: HeadConfig
) -> tuple[str, str]:
    """Pooled level by level, and which rows of `rois` (R, 4) these are, (R,)."""
    levels = _add_levels(g, rois, strides)
    pooled, rows = [], []
    for level, (feature_map, stride) in enumerate(zip(feature_maps, strides, strict=False)):
        rows.append(g.find_true_rows(g.add_node("Equal", levels, g.float_scalar(float(level)))))
        pooled.append(_add_level(g, feature_map, g.gather_rows(rois, rows[-1]), stride, config))
    return g.add_node("Concat", *pooled, axis=0), g.add_node("Concat", *rows, axis=0)


def _add_levels(g: GraphBuilder, rois: str, strides: Sequence[int]) -> str:
    """(R,) float32: which of `strides` each of `rois` is pooled at."""
    lowest, highest = strides[0].bit_length() - 1, strides[-1].bit_length() - 1
    x1, y1, x2, y2 = g.split_columns(rois)
    side = g.add_node("Sqrt", g.add_node("Mul", g.add_node("Sub", x2, x1), g.add_node("Sub", y2, y1)))
    octaves = g.add_node(
        "Div", g.add_node("Log", g.add_node("Div", side, g.float_scalar(CANONICAL_SIZE))), g.float_scalar(math.log(2))
    )
    level = g.add_node("Floor", g.add_node("Add", octaves, g.float_scalar(CANONICAL_LEVEL + 1e-6)))
    return g.reshape(
        g.add_node(
            "Sub", g.add_node("Clip", level, g.float_scalar(lowest), g.float_scalar(highest)), g.float_scalar(lowest)
        ),
        -1,
    )


def _add_level(g: GraphBuilder, feature_map: str, rois: str, stride: int, config: HeadConfig) -> str:
    if config.roi_operation == "adaptive_max_pool":
        return _add_max_pool(g, feature_map, rois, stride, config.roi_size)
    count = g.add_node("Shape", rois, start=0, end=1)
    return g.add_node(
        "RoiAlign",
        feature_map,
        rois,
        g.add_node("Expand", g.int_scalar(0), count),
        mode="avg",
        output_height=config.roi_size,
        output_width=config.roi_size,
        sampling_ratio=SAMPLES_PER_BIN,
        spatial_scale=1 / stride,
        coordinate_transformation_mode="half_pixel" if config.aligned else "output_half_pixel",
    )


def _add_max_pool(g: GraphBuilder, feature_map: str, rois: str, stride: int, size: int) -> str:
    """The tutorial's pooling.

    ONNX's operator divides whole cells as it does, except that for some sides (57 cells) its last bins reach a cell too
    far in float32. So the last row and the last column of bins are pooled by themselves, from their own cells.
    """
    x1, y1, x2, y2 = (g.to_int(one) for one in g.split_columns(g.add_node("Div", rois, g.float_scalar(float(stride)))))
    last_x, last_y = (g.add_node("Sub", g.axis_length(feature_map, axis), g.int_scalar(1)) for axis in (3, 2))
    first = g.int_scalar(0)
    left, right = (g.add_node("Min", g.add_node("Max", one, first), last_x) for one in (x1, x2))
    top, bottom = (g.add_node("Min", g.add_node("Max", one, first), last_y) for one in (y1, y2))
    last_column, last_row = _add_last_bin(g, left, right, size), _add_last_bin(g, top, bottom, size)

    def add_pool(x: str, y: str, height: int, width: int) -> str:
        corners = [g.to_float(one) for one in (x, y, right, bottom)]
        image = g.add_node("Mul", corners[0], g.float_scalar(0.0))
        cells = g.add_node("Concat", image, *corners, axis=1)
        return g.add_node("MaxRoiPool", feature_map, cells, pooled_shape=[height, width], spatial_scale=1.0)

    inner = g.slice_axis(g.slice_axis(add_pool(left, top, size, size), 2, 0, size - 1), 3, 0, size - 1)
    column = g.slice_axis(add_pool(last_column, top, size, 1), 2, 0, size - 1)
    row = g.slice_axis(add_pool(left, last_row, 1, size), 3, 0, size - 1)
    corner = add_pool(last_column, last_row, 1, 1)
    upper = g.add_node("Concat", inner, column, axis=3)
    return g.add_node("Concat", upper, g.add_node("Concat", row, corner, axis=3), axis=2)


def _add_last_bin(g: GraphBuilder, start: str, last: str, size: int) -> str:
    """The first cell of the last of `size` bins between the cells `start` and `last`, that included."""
    cells = g.add_node("Add", g.add_node("Sub", last, start), g.int_scalar(1))
    return g.add_node(
        "Add", start, g.add_node("Div", g.add_node("Mul", cells, g.int_scalar(size - 1)), g.int_scalar(size))
    )
