"""All stages of a small pyramid network on a small image, as layers and cards see them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from detector.config import DetectorConfig
from detector.trace.live_stages import LiveStages
from detector.trace.stage_query import StageQuery
from frcnn_gui.stages.filters import StageFilters
from frcnn_gui.stages.layer_assignment import AnchorCategory
from frcnn_gui.stages.layer_inputs import LayerInputs
from tests.detector.small import SMALL_PYRAMID, small_image, small_model, small_target

ALL = StageFilters(inside_only=False, before_nms=10_000, after_nms=10_000, categories=frozenset(AnchorCategory))


@cache
def small_inputs(
    network: DetectorConfig = SMALL_PYRAMID, corners: tuple[tuple[float, float, float, float], ...] = ()
) -> LayerInputs:
    """With a trace of `small_target`, or of objects of the first class; nothing is filtered away."""
    target = small_target()
    boxes, labels = target["boxes"].numpy(), target["labels"].numpy()
    if corners:
        boxes, labels = np.array(corners, np.float32), np.ones(len(corners), np.int64)
    model = small_model(config=network)
    config = replace(network, detection=replace(network.detection, score=0.05))
    image = small_image()
    live = LiveStages(model, image)
    trace = live.compute_trace(StageQuery.from_arrays(config, boxes, labels))
    names = tuple(trace.classes[label - 1] for label in trace.true_labels)
    size = (int(image.shape[-1]), int(image.shape[-2]))
    return LayerInputs(
        config,
        trace.grid,
        trace.assignment,
        boxes,
        ALL,
        trace,
        feature_maps=live.feature_maps,
        labels=names,
        image_size=size,
    )
