"""Two networks compared by their masks: on the same objects, whatever is kept of them in between."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from detector.evaluation.comparison_report import OTHER_OBJECTS, comparison_as_object, format_comparison
from detector.evaluation.kept_results import results_from_json, results_to_json
from detector.evaluation.masks import MaskResult, compare_masks, compute_mask_metrics
from detector.evaluation.pairing import MeasuredSet, compare_sets
from frcnn_gui.common.language import tr
from frcnn_gui.common.texts.comparison_texts import (
    BOUNDARY_AP_TEXT,
    MASK_AP50_TEXT,
    MASK_AP_TEXT,
    OTHER_OBJECTS_TEXT,
    comparison_text,
)
from tests.detector.evaluation.test_mask_scores import CLASSES, draw_image
from tests.sentences import has_sentence


def measure_shifted(shift: float) -> MeasuredSet:
    """Masks that are moved aside by some pixels more, while their boxes stay."""
    results, masks = [], []
    for seed in range(12):
        image, result, found = draw_image(seed, 0.2, 0.2)
        results.append(result)
        masks.append(compare_masks(image, result.labels, [one.move_by(shift, 0).clip_to(200, 160) for one in found]))
    return MeasuredSet(CLASSES, tuple(results), tuple(masks))


@pytest.fixture(scope="module")
def good() -> MeasuredSet:
    return measure_shifted(0)


@pytest.fixture(scope="module")
def poor() -> MeasuredSet:
    return measure_shifted(4)


def compute_ap(measured: MeasuredSet) -> tuple[float, float, float]:
    """AP and AP50 of masks, and AP of boundaries, as pycocotools has them."""
    masks = [one for one in measured.masks if isinstance(one, MaskResult)]
    metrics = compute_mask_metrics(measured.results, masks, CLASSES)
    assert metrics is not None
    assert metrics.coco.ap is not None
    assert metrics.coco.ap50 is not None
    assert metrics.boundary.ap is not None
    return metrics.coco.ap, metrics.coco.ap50, metrics.boundary.ap


def test_that_networks_with_the_same_boxes_differ_by_the_ap_of_their_masks(
    good: MeasuredSet, poor: MeasuredSet
) -> None:
    compared = compare_sets(good, poor)
    assert compared is not None
    assert compared.comparison.ap.is_even
    assert compared.masks is not None
    assert compared.boundaries is not None
    found = compared.masks.ap.difference, compared.masks.ap50.difference, compared.boundaries.ap.difference
    expected = [one - other for one, other in zip(compute_ap(good), compute_ap(poor), strict=True)]
    assert found == pytest.approx(expected, abs=1e-9)
    assert compared.masks.ap.low > 0
    report, texts = format_comparison(compared, "old"), comparison_text(compared)
    assert [line.split("  ")[1] for line in report.splitlines()[4:8]] == [
        "mask AP", "mask AP50", "mask AP75", "boundary AP",
    ]  # fmt: skip
    for text in (MASK_AP50_TEXT, MASK_AP_TEXT, BOUNDARY_AP_TEXT):
        assert has_sentence(texts, tr(text))
    assert {"masks", "boundaries"} <= set(comparison_as_object(compared, "old"))


def test_that_masks_are_compared_whatever_the_order_of_images_and_classes(good: MeasuredSet, poor: MeasuredSet) -> None:
    turned = np.array([0, 2, 1])
    results = tuple(
        replace(one, labels=turned[one.labels], true_labels=turned[one.true_labels]) for one in poor.results[::-1]
    )
    compared = compare_sets(good, MeasuredSet(CLASSES[::-1], results, poor.masks[::-1]))
    assert compared is not None
    assert compared == compare_sets(good, poor)


def test_that_masks_are_not_compared_with_those_of_other_labels_nor_with_none(
    good: MeasuredSet, poor: MeasuredSet
) -> None:
    moved = tuple(replace(one, true_boxes=one.true_boxes + np.float32(1)) for one in poor.results)
    compared = compare_sets(good, replace(poor, results=moved))
    assert compared is not None
    assert compared.have_masks_other_objects
    assert (compared.masks, compared.boundaries) == (None, None)
    assert OTHER_OBJECTS in format_comparison(compared, "old")
    assert has_sentence(comparison_text(compared), tr(OTHER_OBJECTS_TEXT))
    alone = compare_sets(good, replace(poor, masks=()))
    assert alone is not None
    assert (alone.masks, alone.have_masks_other_objects) == (None, False)
    assert "mask" not in format_comparison(alone, "old")  # the words matter


def test_that_what_is_kept_of_masks_comes_back(good: MeasuredSet) -> None:
    again = results_from_json(results_to_json(good, Path()))
    for before, after in zip(good.masks, again.masks, strict=True):
        np.testing.assert_array_equal(after.overlaps, before.overlaps)
        np.testing.assert_array_equal(after.boundary_overlaps, before.boundary_overlaps)
        np.testing.assert_array_equal(after.ignored, before.ignored)
    assert results_from_json(results_to_json(replace(good, masks=()), Path())).masks == ()


@pytest.mark.parametrize(
    "change",
    [
        {"mask_overlaps": [[0, 0, 0.5]]},
        {"mask_overlaps": [[99, 0, 0.5, 0.5]]},
        {"mask_overlaps": [[-1, 0, 0.5, 0.5]]},
        {"mask_overlaps": [[0, 0, 0.5, 0.6]]},
        {"mask_overlaps": [[0, 0, 1.5, 0.5]]},
        {"mask_overlaps": [[0, 0, float("nan"), 0.5]]},
        {"mask_overlaps": [[True, 0, 0.5, 0.5]]},
        {"mask_overlaps": 7},
        {"mask_ignored": []},
        {"mask_ignored": None},
        None,
    ],
)
def test_that_masks_that_no_measurement_has_are_refused(good: MeasuredSet, change: dict[str, Any] | None) -> None:
    written = json.loads(results_to_json(good, Path()))
    image = next(one for one in written["images"] if one["true_labels"])
    if change is None:
        del image["mask_overlaps"]
    else:
        image |= change
    with pytest.raises(ValueError, match=r"image|results"):
        results_from_json(json.dumps(written).encode())
