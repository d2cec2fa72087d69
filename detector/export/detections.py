"""Detections: the best boxes of every class after NMS within the class, in pixels of the image."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detector.config import DetectionConfig
from detector.export.boxes import add_clip, add_decode, add_sides
from detector.export.graph import GraphBuilder
from detector.export.input import Frame
from detector.stages.detections import SMALLEST_SIDE


@dataclass(frozen=True)
class DetectionNames:
    """`boxes` (D, 4) float32, `labels` (D,) int64 in 1..C, `scores` (D,) float32, best first."""

    boxes: str
    labels: str
    scores: str


def add_detections(
    g: GraphBuilder,
    rois: str,
    probabilities: str,
    deltas: str,
    delta_std: tuple[float, float, float, float],
    frame: Frame,
    config: DetectionConfig,
) -> DetectionNames:
    """`rois` (R, 4), `probabilities` (R, C + 1), `deltas` (R, C + 1, 4) -> detections."""
    of_classes = g.op("Mul", g.cut(deltas, 1, 1, _ALL), g.constant(np.array(delta_std, dtype=np.float32)))
    decoded = add_decode(g, of_classes, g.op("Unsqueeze", rois, g.ints(1)))
    boxes = add_clip(g, decoded, g.to_float(frame.width), g.to_float(frame.height))
    wide = g.op("GreaterOrEqual", add_sides(g, boxes), g.number(SMALLEST_SIDE))
    scores = g.op("Where", wide, g.cut(probabilities, 1, 1, _ALL), g.number(-1.0))
    # A class takes the place of an image in the operator's batch: every class has boxes of its own.
    boxes_by_class = g.op("Transpose", boxes, perm=[1, 0, 2])
    scores_by_class = g.op("Transpose", scores, perm=[1, 0])
    chosen = g.op(
        "NonMaxSuppression",
        boxes_by_class,
        g.op("Unsqueeze", scores_by_class, g.ints(1)),
        g.side(rois, 0),
        g.number(config.nms_iou),
        g.number(config.score),
    )
    places = g.op("Concat", g.cut(chosen, 1, 0, 1), g.cut(chosen, 1, 2, 3), axis=1)
    best, rows = g.best(g.op("GatherND", scores_by_class, places), config.max_detections)
    places = g.take(places, rows)
    found = _add_to_image(g, g.op("GatherND", boxes_by_class, places), frame)
    labels = g.op("Add", g.reshape(g.cut(places, 1, 0, 1), -1), g.integer(1))
    return DetectionNames(found, labels, best)


_ALL = np.iinfo(np.int64).max


def _add_to_image(g: GraphBuilder, boxes: str, frame: Frame) -> str:
    """Boxes in pixels of the image, none beyond its border."""
    sizes = [(frame.image_width, frame.width), (frame.image_height, frame.height)]
    scales = [
        g.to_float(g.op("Div", g.double(1.0), g.op("Div", g.to_double(resized), image))) for image, resized in sizes
    ]
    limits = [g.to_float(image) for image, _ in sizes]
    return g.op("Min", g.op("Mul", boxes, g.vector(*scales, *scales)), g.vector(*limits, *limits))
