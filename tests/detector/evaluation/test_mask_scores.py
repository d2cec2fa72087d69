"""COCO's numbers of masks against pycocotools."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pycocotools import mask as coco_masks

from detector.data.geometry import Box, Geometry
from detector.data.labeled_image import LabeledImage
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.coco_counts import encode_bitmap
from detector.data.outlines.conversions import convert_to_bitmap
from detector.data.outlines.outlined_box import OutlinedBox
from detector.data.outlines.rings import Rings
from detector.evaluation.coco import CocoMetrics
from detector.evaluation.coco_records import build_coco_ground_truth, build_coco_results
from detector.evaluation.masks import compare_masks, compute_mask_metrics
from detector.evaluation.results import ImageResult
from tests.detector.data.outlines.test_boundaries import erode

CLASSES = ("a", "b")
WIDTH, HEIGHT = 200, 160
Found = tuple[LabeledImage, ImageResult, list[Bitmap]]


def draw_outline(random: np.random.Generator) -> Rings:
    """A star of any size, some of it outside the image."""
    angles = np.linspace(0, 2 * np.pi, 14, endpoint=False)
    radii = np.exp(random.uniform(1.5, 4.4)) * random.uniform(0.5, 1, 14)
    points = random.uniform([10, 10], [WIDTH - 10, HEIGHT - 10]) + np.stack(
        [radii * np.cos(angles), radii * np.sin(angles)], 1
    )
    return Rings.from_polygons([points])


def draw_image(seed: int, alone: float, difficult: float) -> Found:
    """Objects, most of which are found with moved masks, some twice, and some detections of nothing or without pixels.

    Some objects are `alone`, without outlines.
    """
    random = np.random.default_rng([5, seed])
    count = int(random.integers(0, 7))
    rings = [draw_outline(random) for _ in range(count)]
    boxes = [one.bounds.clip_to(WIDTH, HEIGHT) for one in rings]
    geometries: list[Geometry] = [
        box if random.random() < alone else OutlinedBox(box, one) for box, one in zip(boxes, rings, strict=True)
    ]
    labels = random.integers(1, 3, count)
    image = LabeledImage(
        Path(f"{seed}.png"), WIDTH, HEIGHT, as_array(boxes), labels, random.random(count) < difficult, tuple(geometries)
    )
    moved = [one.move_by(*random.normal(0, 1.5, 2)) for one in (*rings, *rings[: count // 2])]
    masks = [convert_to_bitmap(one, WIDTH, HEIGHT) for one in (*moved, draw_outline(random), draw_outline(random))]
    masks.append(Bitmap())
    found_labels = np.concatenate([labels, labels[: count // 2], random.integers(1, 3, 3)])
    scores = random.random(len(masks)).round(2).astype(np.float32)
    boxes_found = as_array([mask.bounds for mask in masks])
    return (
        image,
        ImageResult(image.path, WIDTH, HEIGHT, boxes_found, found_labels, scores, image.boxes, labels, image.difficult),
        masks,
    )


def as_array(boxes: Sequence[Box]) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    return np.array([box.xyxy for box in boxes], np.float32).reshape(-1, 4)


def measure_by_pycocotools(truth: dict[str, Any], found: list[dict[str, Any]]) -> list[float]:
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    with contextlib.redirect_stdout(io.StringIO()):
        objects = COCO()
        objects.dataset = truth
        objects.createIndex()
        measured = COCOeval(objects, objects.loadRes(found), "segm")
        measured.evaluate()
        measured.accumulate()
        measured.summarize()
    return [float(value) for value in measured.stats]


def list_numbers(metrics: CocoMetrics) -> list[float]:
    return [-1.0 if value is None else value for value in astuple(metrics)[:12]]


def build_truth(images: Sequence[Found]) -> dict[str, Any]:
    """As COCO's own files have it: areas are those of masks, and what does not count is a crowd."""
    truth = build_coco_ground_truth([result for _, result, _ in images], CLASSES, Path())
    objects = [(image, row) for image, _, _ in images for row in range(len(image.boxes))]
    for annotation, (image, row) in zip(truth["annotations"], objects, strict=True):
        geometry = image.geometries[row]
        bitmap = convert_to_bitmap(geometry, WIDTH, HEIGHT)
        annotation["segmentation"], annotation["area"] = encode_bitmap(bitmap, WIDTH, HEIGHT), bitmap.area
        annotation["iscrowd"] = int(image.difficult[row] or isinstance(geometry, Box))
    return truth


@pytest.mark.parametrize(("alone", "difficult"), [(0.0, 0.0), (0.3, 0.2)])
def test_that_all_twelve_numbers_are_pycocotools(alone: float, difficult: float) -> None:
    images = [draw_image(seed, alone, difficult) for seed in range(25)]
    masks = [compare_masks(image, result.labels, found) for image, result, found in images]
    results = [result for _, result, _ in images]
    found = build_coco_results(results, masks)
    for one in found:
        del one["bbox"]  # so that its area is that of the mask
    expected = measure_by_pycocotools(build_truth(images), found)
    metrics = compute_mask_metrics(results, masks, CLASSES)
    assert metrics is not None
    assert list_numbers(metrics.coco) == pytest.approx(expected, abs=1e-9)
    assert 0.2 < expected[0] < 0.9


def test_that_boundary_ap_is_pycocotools_with_the_lesser_overlap(monkeypatch: pytest.MonkeyPatch) -> None:
    """The paper's program replaces the IoU in pycocotools: here by what a loop over dense masks gives."""
    images = [draw_image(seed, 0.0, 0.2) for seed in range(12)]
    masks = [compare_masks(image, result.labels, found) for image, result, found in images]
    results = [result for _, result, _ in images]
    found = build_coco_results(results, masks)
    for one in found:
        del one["bbox"]
    monkeypatch.setattr(coco_masks, "iou", compute_boundary_overlaps)
    expected = measure_by_pycocotools(build_truth(images), found)
    metrics = compute_mask_metrics(results, masks, CLASSES)
    assert metrics is not None
    assert list_numbers(metrics.boundary) == pytest.approx(expected, abs=1e-9)
    assert 0.05 < expected[0] < list_numbers(metrics.coco)[0]


def compute_boundary_overlaps(found: list[Any], true: list[Any], crowd: list[int]) -> NDArray[np.float64]:
    """(D, G) the lesser of the IoU of masks and of boundaries, 5 pixels thick."""
    of_masks, of_boundaries = (
        np.array(
            [
                [
                    (one & other).sum() / max((one.sum() if is_crowd else (one | other).sum()), 1)
                    for other, is_crowd in zip(map(change, true), crowd, strict=True)
                ]
                for one in map(change, found)
            ]
        ).reshape(len(found), len(true))
        for change in (decode, decode_boundary)
    )
    return np.minimum(of_masks, of_boundaries)


def decode(encoded: Any) -> NDArray[np.bool_]:
    return np.asarray(coco_masks.decode(encoded), bool)


def decode_boundary(encoded: Any) -> NDArray[np.bool_]:
    mask = decode(encoded)
    inner = mask
    for _ in range(5):  # 2 % of the diagonal
        inner = erode(inner)
    return mask & ~inner


def test_that_the_written_files_give_the_same_average_precision() -> None:
    images = [draw_image(seed, 0.0, 0.2) for seed in range(12)]
    results = [result for _, result, _ in images]
    masks = [compare_masks(image, result.labels, found) for image, result, found in images]
    truth = build_coco_ground_truth(results, CLASSES, Path(), [image for image, _, _ in images])
    expected = measure_by_pycocotools(truth, build_coco_results(results, masks))
    metrics = compute_mask_metrics(results, masks, CLASSES)
    assert metrics is not None
    assert list_numbers(metrics.coco)[:3] == pytest.approx(expected[:3], abs=1e-6)


def test_that_without_any_outline_there_is_nothing_to_measure() -> None:
    image, result, found = draw_image(3, 1.0, 0.0)
    assert len(image.boxes)
    assert compute_mask_metrics([result], [compare_masks(image, result.labels, found)], CLASSES) is None
    plain = LabeledImage(image.path, WIDTH, HEIGHT, image.boxes, image.labels, image.difficult)
    assert compare_masks(plain, result.labels, found).ignored.all()


def test_that_masks_without_any_pixel_score_nothing_and_not_no_number() -> None:
    image, result, masks = draw_image(3, alone=0.0, difficult=0.0)
    assert len(image.boxes) > 0
    nothing = compare_masks(image, result.labels, [Bitmap() for _ in masks])
    metrics = compute_mask_metrics([result], [nothing], CLASSES)
    assert metrics is not None
    assert (metrics.coco.ap, metrics.coco.ap50, metrics.boundary.ap) == (0, 0, 0)


def test_that_an_image_without_objects_or_detections_is_measured() -> None:
    image, _, _ = draw_image(3, 0.0, 0.0)
    empty = compare_masks(image, np.zeros(0, np.int64), [])
    assert empty.overlaps.shape == (0, len(image.boxes))
    bare = LabeledImage(image.path, WIDTH, HEIGHT, image.boxes[:0], image.labels[:0], image.difficult[:0])
    assert compare_masks(bare, np.array([1]), [Bitmap()]).overlaps.shape == (1, 0)
