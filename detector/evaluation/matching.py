"""Which detection of a measured image found which object, by COCO's rules at one IoU."""

from __future__ import annotations

from detector.evaluation.results import ImageResult
from detector.matching.detection_matching import DetectionMatch, match_image


def match_detections(result: ImageResult, iou_threshold: float) -> DetectionMatch:
    """Best first, each detection finds the object of its class that it overlaps most of those not yet found.

    It is ignored where it finds none, but that share of its own area lies inside a difficult object of its class. The
    boxes decide, or `result.overlaps` where there are some.
    """
    return match_image(
        result.boxes,
        result.labels,
        result.scores,
        result.true_boxes,
        result.true_labels,
        result.difficult,
        iou_threshold,
        result.overlaps,
    )
