"""COCO's numbers of masks: what pixels detections and objects share, counted on runs. Free of torch.

D detections, G objects of one image.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from detector.data.geometry import Box
from detector.data.labeled_image import LabeledImage
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.boundaries import compute_boundary_distance, find_boundary
from detector.data.outlines.coco_counts import build_bitmap, format_counts, list_counts, parse_counts
from detector.data.outlines.conversions import convert_to_bitmap
from detector.data.outlines.set_operations import intersect_bitmaps
from detector.evaluation.coco import CocoMetrics, summarize_curves
from detector.evaluation.coco_accumulator import CocoAccumulator, CocoImage
from detector.evaluation.matching import match_detections
from detector.evaluation.results import Flags, ImageResult, Rows
from detector.matching.box_overlap import MIN_OBJECT_IOU
from detector.matching.coco_matching import NO_OBJECT, Doubles


@dataclass(frozen=True)
class MaskOverlaps:
    """How well the masks of one image agree with its objects, beside its `ImageResult`."""

    overlaps: Doubles
    """(D, G) of what has one class: IoU, or with an object that does not count the share of the detection inside it"""
    boundary_overlaps: Doubles
    """(D, G) the same, or that of the boundaries where it is less"""
    ignored: Flags
    """(G,) objects that count neither as found nor as missed: difficult ones, and boxes without an outline"""

    def select_detections(self, rows: Rows) -> MaskOverlaps:
        """With these detections alone."""
        return MaskOverlaps(self.overlaps[rows], self.boundary_overlaps[rows], self.ignored)


@dataclass(frozen=True)
class MaskResult(MaskOverlaps):
    """The masks of one image as far as they are needed to score them."""

    counts: tuple[str, ...]
    """D: each detection's run lengths as COCO writes them"""
    areas: Doubles
    """(D,) pixels"""
    true_areas: Doubles
    """(G,)"""

    def build_bitmaps(self, width: int, height: int) -> tuple[Bitmap, ...]:
        """The masks of all detections, in an image of this size."""
        return tuple(build_bitmap(parse_counts(one), width, height) for one in self.counts)


def compare_by_masks(result: ImageResult, masks: MaskOverlaps) -> ImageResult:
    """The result in which the IoU of masks decides what is found, and only outlined objects count."""
    return replace(result, difficult=masks.ignored, overlaps=masks.overlaps)


def compare_by_boundaries(result: ImageResult, masks: MaskOverlaps) -> ImageResult:
    """The same with the IoU of boundaries, where it is less."""
    return replace(result, difficult=masks.ignored, overlaps=masks.boundary_overlaps)


def compare_masks(image: LabeledImage, labels: Rows, masks: Sequence[Bitmap]) -> MaskResult:
    """Compare the masks of detections with the objects of an image.

    Args:
        image: What is there; objects that are boxes alone do not count.
        labels: (D,) of the detections.
        masks: D of them.
    """
    return compare_bitmaps(draw_true_masks(image), image.labels, labels, masks, image.width, image.height)


@dataclass(frozen=True)
class TrueMasks:
    """The pixels of the objects of one image."""

    bitmaps: tuple[Bitmap, ...]
    """G of them; of a box alone its pixels"""
    ignored: Flags
    """(G,) as in `MaskOverlaps`"""


def draw_true_masks(image: LabeledImage) -> TrueMasks:
    """Draw the objects of an image."""
    width, height = image.width, image.height
    geometries = image.geometries or [Box(*corners) for corners in image.boxes.tolist()]
    outlines = image.outlines
    alone = [outlines is None or outlines.find_outline(row) is None for row in range(len(geometries))]
    bitmaps = tuple(
        convert_to_bitmap(geometry.bounds if is_alone else geometry, width, height)
        for geometry, is_alone in zip(geometries, alone, strict=True)
    )
    return TrueMasks(bitmaps, image.difficult | np.array(alone, dtype=np.bool_))


def compare_bitmaps(
    true: TrueMasks, true_labels: Rows, labels: Rows, masks: Sequence[Bitmap], width: int, height: int
) -> MaskResult:
    """Compare the masks of detections with those of objects.

    Args:
        true: The objects.
        true_labels: (G,)
        labels: (D,) of the detections.
        masks: D of them, inside the image.
        width: Of the image, pixels.
        height: Of the image, pixels.
    """
    same_class = labels[:, None] == true_labels
    overlaps = _compute_overlaps(masks, true.bitmaps, true.ignored, same_class)
    distance = compute_boundary_distance(width, height)
    boundaries, true_boundaries = ([find_boundary(one, distance) for one in some] for some in (masks, true.bitmaps))
    along = _compute_overlaps(boundaries, true_boundaries, true.ignored, overlaps > 0)
    counts = tuple(format_counts(list_counts(mask, width, height)) for mask in masks)
    boundary_overlaps = np.minimum(overlaps, along)
    areas, true_areas = _list_areas(masks), _list_areas(true.bitmaps)
    return MaskResult(overlaps, boundary_overlaps, true.ignored, counts, areas, true_areas)


@dataclass(frozen=True)
class FoundMask:
    """The mask of a detection that found an outlined object by its box."""

    object: int
    """Row of the object"""
    iou: float
    boundary_iou: float
    """That of the masks where it is less"""


def list_found_masks(result: ImageResult, masks: MaskOverlaps) -> list[FoundMask]:
    """The masks of all detections that found an object by their boxes, as far as the object has an outline."""
    found = match_detections(replace(result, overlaps=None), MIN_OBJECT_IOU).object
    return [
        FoundMask(row, float(masks.overlaps[at, row]), float(masks.boundary_overlaps[at, row]))
        for at, row in enumerate(found.tolist())
        if row != NO_OBJECT and not masks.ignored[row]
    ]


def _list_areas(bitmaps: Sequence[Bitmap]) -> Doubles:
    return np.array([one.area for one in bitmaps], dtype=np.float64)


def _compute_overlaps(found: Sequence[Bitmap], true: Sequence[Bitmap], ignored: Flags, pairs: Flags) -> Doubles:
    """As `MaskResult.overlaps`, of the `pairs` (D, G); 0 elsewhere."""
    areas, true_areas = _list_areas(found), _list_areas(true)
    overlaps = np.zeros(pairs.shape)
    for row, column in np.argwhere(pairs).tolist():
        shared = _count_shared(found[row], true[column])
        whole = areas[row] if ignored[column] else areas[row] + true_areas[column] - shared
        overlaps[row, column] = shared / whole if whole else 0.0
    return overlaps


def _count_shared(one: Bitmap, other: Bitmap) -> float:
    """Number of pixels of both."""
    width = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    height = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    return intersect_bitmaps(one, other).area if width > 0 and height > 0 else 0.0


@dataclass(frozen=True)
class MaskMetrics:
    """COCO's numbers with another IoU in the place of that of boxes."""

    coco: CocoMetrics
    """With the IoU of masks"""
    boundary: CocoMetrics
    """With that of boundaries, too, where it is less (Cheng et al. 2021)"""


def compute_mask_metrics(
    results: Sequence[ImageResult], masks: Sequence[MaskResult], classes: Sequence[str]
) -> MaskMetrics | None:
    """Score `masks`, one entry for each of `results`; None where no object has an outline."""
    if all(one.ignored.all() for one in masks):
        return None
    of_masks, of_boundaries = CocoAccumulator(len(classes)), CocoAccumulator(len(classes))
    for result, one in zip(results, masks, strict=True):
        of_masks.add_image(_build_coco_image(result, one, one.overlaps))
        of_boundaries.add_image(_build_coco_image(result, one, one.boundary_overlaps))
    return MaskMetrics(*(summarize_curves(one.compute_curves(), classes) for one in (of_masks, of_boundaries)))


def _build_coco_image(result: ImageResult, masks: MaskResult, overlaps: Doubles) -> CocoImage:
    return CocoImage(
        result.boxes.astype(np.float64),
        result.labels,
        result.scores.astype(np.float64),
        result.true_boxes.astype(np.float64),
        result.true_labels,
        masks.true_areas,
        masks.ignored,
        masks.areas,
        overlaps,
    )
