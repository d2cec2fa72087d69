"""Correct and false detections and missed objects of one image, as the content of the Review layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from detector.data.outlines.bitmap import Bitmap
from detector.evaluation.error_types import classify_detections
from detector.evaluation.results import Flags, ImageResult
from detector.outcomes import Verdict
from frcnn_gui.canvas.detection_layers import build_errors_content
from frcnn_gui.canvas.layers import LayerContent, OutlineGroup
from frcnn_gui.common.meanings import Meaning
from frcnn_gui.document.detections import Detection
from frcnn_gui.document.document import Document
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
    masks: tuple[Bitmap, ...]
    """Of the detections"""


def find_masked_image(reviewed: ReviewResult, image: Path) -> MaskedImage | None:
    """What masks decided in `image`; None where it was not measured, or boxes decided."""
    row = reviewed.row_by_image.get(image)
    if row is None:
        return None
    result = reviewed.results[row]
    masks = reviewed.measured.evaluation.mask_results[row]
    return MaskedImage(result, masks.build_bitmaps(result.width, result.height))


def draw_masked_image(masked: MaskedImage, score: float, classes: Sequence[str]) -> LayerContent:
    """As `draw_verdicts`, of the detections that reach `score`, with their masks."""
    rows = np.flatnonzero(masked.result.scores >= score)
    result = masked.result.select_detections(rows)
    right, wrong, _ = _split_verdicts(result)
    colors = np.select([wrong, right], [Meaning.FALSE_POSITIVE.color, Meaning.CORRECT.color], "").tolist()
    shown = [(masked.masks[row], color) for row, color in zip(rows.tolist(), colors, strict=True) if color]
    filled = [(mask, color) for mask, color in shown if not mask.is_degenerate]
    group = OutlineGroup(tuple(mask for mask, _ in filled), tuple(color for _, color in filled))
    return replace(draw_verdicts(result, classes), outlines=(group,))


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
