"""Detections: the best boxes of every class after NMS within the class, in pixels of the image."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detector.config import DetectionConfig
from detector.export.boxes import add_clip, add_decode, add_shorter_sides
from detector.export.graph import GraphBuilder
from detector.export.input import FrameNames
from detector.stages.detections import MIN_SIDE_PX


@dataclass(frozen=True)
class DetectionNames:
    """Best first."""

    boxes: str
    """(D, 4) float32, pixels of the image"""
    labels: str
    """(D,) int64 in 1..C"""
    scores: str
    """(D,) float32"""
    input_boxes: str
    """(D, 4) float32, pixels of the network's input"""


def add_detections(
    g: GraphBuilder,
    rois: str,
    probabilities: str,
    deltas: str,
    delta_std: tuple[float, float, float, float],
    frame: FrameNames,
    config: DetectionConfig,
) -> DetectionNames:
    """`rois` (R, 4), `probabilities` (R, C + 1), `deltas` (R, C + 1, 4) -> detections."""
    of_classes = g.add_node(
        "Mul", g.slice_axis(deltas, 1, 1, _AXIS_END), g.add_constant(np.array(delta_std, dtype=np.float32))
    )
    decoded = add_decode(g, of_classes, g.add_node("Unsqueeze", rois, g.int_vector(1)))
    boxes = add_clip(g, decoded, g.to_float(frame.width), g.to_float(frame.height))
    wide = g.add_node("GreaterOrEqual", add_shorter_sides(g, boxes), g.float_scalar(MIN_SIDE_PX))
    scores = g.add_node("Where", wide, g.slice_axis(probabilities, 1, 1, _AXIS_END), g.float_scalar(-1.0))
    # A class takes the place of an image in the operator's batch: every class has boxes of its own.
    boxes_by_class = g.add_node("Transpose", boxes, perm=[1, 0, 2])
    scores_by_class = g.add_node("Transpose", scores, perm=[1, 0])
    chosen = g.add_node(
        "NonMaxSuppression",
        boxes_by_class,
        g.add_node("Unsqueeze", scores_by_class, g.int_vector(1)),
        g.axis_length(rois, 0),
        g.float_scalar(config.nms_iou),
        g.float_scalar(config.score),
    )
    places = g.add_node("Concat", g.slice_axis(chosen, 1, 0, 1), g.slice_axis(chosen, 1, 2, 3), axis=1)
    best, rows = g.select_best(g.add_node("GatherND", scores_by_class, places), config.max_detections)
    places = g.gather_rows(places, rows)
    found = g.add_node("GatherND", boxes_by_class, places)
    labels = g.add_node("Add", g.reshape(g.slice_axis(places, 1, 0, 1), -1), g.int_scalar(1))
    return DetectionNames(_add_to_image(g, found, frame), labels, best, found)


_AXIS_END = np.iinfo(np.int64).max


def _add_to_image(g: GraphBuilder, boxes: str, frame: FrameNames) -> str:
    """Boxes in pixels of the image, none beyond its border."""
    sizes = [(frame.image_width, frame.width), (frame.image_height, frame.height)]
    scales = [
        g.to_float(g.add_node("Div", g.double_scalar(1.0), g.add_node("Div", g.to_double(resized), image)))
        for image, resized in sizes
    ]
    limits = [g.to_float(image) for image, _ in sizes]
    return g.add_node(
        "Min", g.add_node("Mul", boxes, g.join_scalars(*scales, *scales)), g.join_scalars(*limits, *limits)
    )
