"""Correct and false detections and missed objects of one image, as the content of the Review layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detector.data.outlines.coco_counts import build_bitmap, parse_counts
from detector.evaluation.error_types import classify_detections
from detector.evaluation.results import Flags, ImageResult
from detector.outcomes import Verdict
from frcnn_gui.canvas.detection_layers import build_errors_content
from frcnn_gui.canvas.layers import LayerContent, LineGroup
from frcnn_gui.canvas.outline_edges import list_edges
from frcnn_gui.common.meanings import Meaning
from frcnn_gui.document.document import Document
from frcnn_gui.document.session import Detection
from frcnn_gui.review.review_job import ReviewResult


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


@dataclass(frozen=True)
class MaskedImage:
    """What masks decide in one measured image."""

    result: ImageResult
    edges: tuple[NDArray[np.float32], ...]
    """Of the mask of each detection, (N, 4) x1 y1 x2 y2"""


def find_masked_image(reviewed: ReviewResult, image: Path) -> MaskedImage | None:
    """What masks decided in `image`; None where it was not measured, or boxes decided."""
    row = reviewed.row_by_image.get(image)
    if row is None:
        return None
    result = reviewed.results[row]
    masks = [
        build_bitmap(parse_counts(counts), result.width, result.height)
        for counts in reviewed.measured.evaluation.mask_results[row].counts
    ]
    return MaskedImage(result, tuple(map(list_edges, masks)))


def draw_masked_image(masked: MaskedImage, score: float, classes: Sequence[str]) -> LayerContent:
    """As `draw_verdicts`, of the detections that reach `score`, with the outlines of their masks."""
    rows = np.flatnonzero(masked.result.scores >= score)
    result = masked.result.select_detections(rows)
    right, wrong, _ = _split_verdicts(result)
    lines = tuple(
        LineGroup(np.concatenate([np.zeros((0, 4), np.float32), *(masked.edges[row] for row in rows[flags])]), color)
        for flags, color in ((wrong, Meaning.FALSE_POSITIVE.color), (right, Meaning.CORRECT.color))
    )
    return replace(draw_verdicts(result, classes), lines=lines)


def _split_verdicts(result: ImageResult) -> tuple[Flags, Flags, Flags]:
    """(D,) the correct and (D,) the false detections, and (G,) the missed objects."""
    verdicts = classify_detections(result)
    right = verdicts.detections == Verdict.CORRECT
    wrong = ~right & (verdicts.detections != Verdict.IGNORED)
    return right, wrong, ~verdicts.found & ~result.difficult


def draw_verdicts(result: ImageResult, classes: Sequence[str]) -> LayerContent:
    """Correct and false detections and missed objects of one image; `classes` are the names of the labels 1..C."""
    right, wrong, missing = _split_verdicts(result)
    captions = tuple(f"{classes[result.labels[row] - 1]} {result.scores[row]:.2f}" for row in np.flatnonzero(wrong))
    return build_errors_content(result.boxes[right], result.boxes[wrong], result.true_boxes[missing], captions)
