"""Correct and false detections and missed objects of one image, as the content of the Review layer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detector.evaluation.error_types import classify_detections
from detector.evaluation.results import ImageResult
from detector.outcomes import Verdict
from frcnn_gui.canvas.detection_layers import build_errors_content
from frcnn_gui.canvas.layers import LayerContent
from frcnn_gui.document.document import Document
from frcnn_gui.document.session import Detection


def build_review_content(document: Document, detections: Sequence[Detection]) -> LayerContent:
    """The boxes of an image as they are now, beside what was found in it."""
    names = sorted(
        {annotation.label for annotation in document.annotations} | {one.annotation.label for one in detections}
    )
    numbers = {name: number for number, name in enumerate(names, start=1)}
    annotations = [one.annotation for one in detections]
    result = ImageResult(
        document.image,
        document.width,
        document.height,
        np.array([annotation.bounds.xyxy for annotation in annotations], dtype=np.float32).reshape(-1, 4),
        np.array([numbers[annotation.label] for annotation in annotations], dtype=np.int64),
        np.array([one.score for one in detections], dtype=np.float32),
        np.array([annotation.bounds.xyxy for annotation in document.annotations], dtype=np.float32).reshape(-1, 4),
        np.array([numbers[annotation.label] for annotation in document.annotations], dtype=np.int64),
        np.array([annotation.difficult for annotation in document.annotations], dtype=np.bool_),
    )
    return draw_verdicts(result, names)


def draw_verdicts(result: ImageResult, classes: Sequence[str]) -> LayerContent:
    """Correct and false detections and missed objects of one image; `classes` are the names of the labels 1..C."""
    verdicts = classify_detections(result)
    right = verdicts.detections == Verdict.CORRECT
    wrong = ~right & (verdicts.detections != Verdict.IGNORED)
    captions = tuple(f"{classes[result.labels[row] - 1]} {result.scores[row]:.2f}" for row in np.flatnonzero(wrong))
    missing = ~verdicts.found & ~result.difficult
    return build_errors_content(result.boxes[right], result.boxes[wrong], result.true_boxes[missing], captions)
