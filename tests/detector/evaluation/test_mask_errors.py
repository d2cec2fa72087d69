"""What the mask head loses of what the boxes found, and what it costs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.conversions import convert_to_bitmap
from detector.evaluation.bootstrap import compute_average_precisions
from detector.evaluation.diagnostics import gather_diagnostics
from detector.evaluation.error_costs import ERRORS, MASK_ERRORS, summarize_errors
from detector.evaluation.error_types import classify_detections
from detector.evaluation.image_diagnostics import ImageDiagnostics
from detector.evaluation.masks import (
    MaskResult,
    compare_by_boundaries,
    compare_by_masks,
    compare_masks,
    compute_mask_metrics,
)
from detector.evaluation.match_records import match_images
from detector.evaluation.matching import match_detections
from detector.evaluation.measurement import score_results
from detector.evaluation.proposal_recall import PROPOSAL_COUNTS
from detector.evaluation.report import (
    MASK_ERRORS_TITLE,
    MISSED_OR_UNMASKED_TITLE,
    evaluation_as_object,
    format_evaluation,
)
from detector.evaluation.results import ImageResult
from detector.outcomes import MissCause, Verdict
from tests.detector.evaluation.test_mask_scores import CLASSES, HEIGHT, WIDTH, Found, draw_image
from tests.sentences import has_sentence

LEFT, RIGHT = [0.0, 0, 10, 10], [20.0, 0, 30, 10]
NO_OVERLAPS = np.zeros((2, len(PROPOSAL_COUNTS)), np.float32)
NOTHING_INSPECTED = ImageDiagnostics(NO_OVERLAPS, 0, 0, np.zeros(0, np.int64), np.zeros(0, np.int8))


def found_in_both(
    overlaps: list[list[float]], ignored: tuple[bool, bool] = (False, False)
) -> tuple[ImageResult, MaskResult]:
    """Two objects of one class, each with a detection at its box; `overlaps` are those of the masks."""
    boxes, labels = np.array([LEFT, RIGHT], np.float32), np.ones(2, np.int64)
    scores, no_flags, area = np.array([0.9, 0.8], np.float32), np.zeros(2, np.bool_), np.full(2, 100.0)
    result = ImageResult(Path("a.png"), 40, 20, boxes, labels, scores, boxes, labels, no_flags)
    table = np.array(overlaps)
    return result, MaskResult(table, table, np.array(ignored), ("", ""), area, area)


def test_that_a_correct_box_with_a_poor_mask_is_an_error_of_masks_alone() -> None:
    result, masks = found_in_both([[0.8, 0], [0, 0.4]])
    assert classify_detections(result).detections.tolist() == [Verdict.CORRECT, Verdict.CORRECT]
    by_masks = compare_by_masks(result, masks)
    verdicts = classify_detections(by_masks)
    assert verdicts.detections.tolist() == [Verdict.CORRECT, Verdict.MASK]
    assert verdicts.object.tolist() == [0, 1]
    assert verdicts.missed.tolist() == []  # a better mask would find it
    errors = summarize_errors([by_masks], [verdicts], 1)
    assert tuple(errors.count) == MASK_ERRORS
    assert (errors.ap50, errors.count[Verdict.MASK]) == (0.5, 1)
    assert errors.cost[Verdict.MASK] == pytest.approx(0.5)
    assert tuple(summarize_errors([result], [classify_detections(result)], 1).count) == ERRORS


def test_that_an_object_without_an_outline_is_no_error_of_masks() -> None:
    result, masks = found_in_both([[0.8, 0], [0, 1.0]], ignored=(False, True))
    assert classify_detections(compare_by_masks(result, masks)).detections.tolist() == [
        Verdict.CORRECT,
        Verdict.IGNORED,
    ]


def test_that_the_report_has_the_mask_head_only_where_masks_were_compared() -> None:
    result, masks = found_in_both([[0.8, 0], [0, 0.4]])
    measured = score_results([result], ("a",))
    details = gather_diagnostics([result], [NOTHING_INSPECTED], ("a",), [masks])
    [lost] = details.missed
    assert (lost.box, lost.cause, lost.verdict) == (tuple(RIGHT), MissCause.MASK_HEAD, Verdict.MASK)
    assert details.count_by_cause[MissCause.MASK_HEAD] == 1
    text = format_evaluation(replace(measured, diagnostics=details))
    assert has_sentence(text, MISSED_OR_UNMASKED_TITLE, count=1)
    assert MASK_ERRORS_TITLE in text
    json = evaluation_as_object(replace(measured, diagnostics=details))
    assert json["mask_errors"]["mask"]["count"] == json["miss_causes"]["mask_head"] == 1
    of_boxes = gather_diagnostics([result], [NOTHING_INSPECTED], ("a",))
    assert MissCause.MASK_HEAD not in of_boxes.count_by_cause
    assert MASK_ERRORS_TITLE not in format_evaluation(replace(measured, diagnostics=of_boxes))
    assert "mask_errors" not in evaluation_as_object(replace(measured, diagnostics=of_boxes))


@pytest.fixture(scope="module")
def images() -> list[Found]:
    return [draw_image(seed, 0.3, 0.2) for seed in range(25)]


def draw_pixels(bitmap: Bitmap) -> NDArray[np.bool_]:
    """Of the whole image."""
    pixels = np.zeros((HEIGHT, WIDTH), np.bool_)
    pixels[bitmap.top : bitmap.top + bitmap.height, bitmap.left : bitmap.left + bitmap.width] = bitmap.to_mask()
    return pixels


def test_that_the_mask_head_lost_what_a_loop_over_pixels_finds(images: list[Found]) -> None:
    expected, compared = [], []
    for image, result, masks in images:
        compared.append(compare_masks(image, result.labels, masks))
        pixels = [draw_pixels(mask) for mask in masks]
        for row, found in enumerate(match_detections(result, 0.5).object.tolist()):
            outline = None if image.outlines is None or found < 0 else image.outlines.find_outline(found)
            if outline is not None:
                whole = draw_pixels(convert_to_bitmap(outline, WIDTH, HEIGHT))
                if (whole & pixels[row]).sum() < 0.5 * (whole | pixels[row]).sum():
                    expected.append((image.path, tuple(result.true_boxes[found].tolist())))
    results = [result for _, result, _ in images]
    details = gather_diagnostics(results, [NOTHING_INSPECTED] * len(results), CLASSES, compared)
    assert [(one.image, one.box) for one in details.missed] == expected
    assert expected


def test_that_resampling_starts_from_the_ap_of_masks_and_of_boundaries(images: list[Found]) -> None:
    results = [result for _, result, _ in images]
    compared = [compare_masks(image, result.labels, masks) for image, result, masks in images]
    metrics = compute_mask_metrics(results, compared, CLASSES)
    assert metrics is not None
    once = np.ones((len(images), 1), np.int64)
    for by, expected in ((compare_by_masks, metrics.coco), (compare_by_boundaries, metrics.boundary)):
        records = match_images([by(*one) for one in zip(results, compared, strict=True)], CLASSES)
        [precisions] = compute_average_precisions(records, once)
        assert precisions.mean() == pytest.approx(expected.ap, abs=1e-9)
        assert precisions[0] == pytest.approx(expected.ap50, abs=1e-9)
