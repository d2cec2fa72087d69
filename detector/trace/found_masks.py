"""How well the masks of an image agree with its objects, where detections found these by their boxes."""

from __future__ import annotations

import numpy as np
import torch

from detector.data.outlines.conversions import convert_to_bitmap
from detector.data.outlines.set_operations import compute_bitmap_iou
from detector.matching.coco_matching import NO_OBJECT
from detector.stages.mask_paste import paste_masks
from detector.trace.live_stages import LiveStages
from detector.trace.provenance import match_detections
from detector.trace.schema import Floats
from detector.trace.stage_query import StageQuery


def compare_found_masks(live: LiveStages, query: StageQuery) -> Floats | None:
    """Run the mask head on the detections that found an outlined object, and on no others.

    Args:
        live: The image in a network.
        query: What is traced.

    Returns:
        (G,) the IoU of each object with the mask of the detection that found it by its box; NaN where none did, or
        the object has no outline. None where the network has no mask head, or no object has an outline.

    Raises:
        InvalidTargetError: A target box is not valid.
        ValueError: For settings that need another network.
    """
    outlines = query.outlines
    if outlines is None or not live.model.config.has_masks:
        return None
    trace = live.compute_trace(query)
    whole = [outlines.find_outline(row) for row in range(len(trace.true_boxes))]
    if all(outline is None for outline in whole):
        return None
    objects = match_detections(trace).object
    rows = np.array(
        [row for row, found in enumerate(objects.tolist()) if found != NO_OBJECT and whole[found] is not None], np.int64
    )
    masks, boxes = live.predict_masks(query, rows), trace.detections.boxes[rows]
    size = outlines.width, outlines.height
    pasted = paste_masks(torch.from_numpy(masks), torch.from_numpy(boxes), *size, query.config.mask.threshold)
    iou = np.full(len(whole), np.nan, dtype=np.float32)
    for found, mask in zip(objects[rows].tolist(), pasted, strict=True):
        outline = whole[found]
        assert outline is not None
        iou[found] = compute_bitmap_iou(mask, convert_to_bitmap(outline, *size))
    return iou
