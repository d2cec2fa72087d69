"""COCO's precision and recall over the images of a large folder, without keeping the images. Free of torch.

Each image is matched when it comes. Of each detection remain its class, its score and whether it is right at each IoU
and size: 29 bytes. The numbers are those of COCO's evaluator.

C classes, A = 4 ranges of size, T = 10 IoUs, R = 101 recalls.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from detector.evaluation.results import Flags, ImageResult, Rows
from detector.matching.coco_matching import (
    IOUS,
    MAX_DETECTIONS,
    NO_OBJECT,
    Doubles,
    compute_coco_overlaps,
    convert_to_widths,
    match_objects,
)

SIZES: Doubles = np.array([[0, 1e10], [0, 32**2], [32**2, 96**2], [96**2, 1e10]])
"""(A, 2) smallest and largest area of COCO's ranges, in pixels of the image"""
LIMITS = (1, 10, MAX_DETECTIONS)
"""How many detections of an image, and class, may count."""
RECALLS: Doubles = np.linspace(0.0, 1.0, 101)
_BYTES_OF_FLAGS = 2
"""For `len(IOUS)` flags"""


@dataclass(frozen=True, slots=True)
class CocoImage:
    """The detections and objects of one image as COCO's files have them; boxes are x, y, width, height in pixels."""

    boxes: Doubles
    """(D, 4)"""
    labels: Rows
    """(D,) in 1..C"""
    scores: Doubles
    """(D,)"""
    true_boxes: Doubles
    """(G, 4)"""
    true_labels: Rows
    """(G,)"""
    areas: Doubles
    """(G,) of the objects, of which a mask may have less than its box"""
    crowd: Flags
    """(G,) objects that count neither as found nor as missed"""
    found_areas: Doubles | None = None
    """(D,) of the detections; by default those of their boxes"""
    overlaps: Doubles | None = None
    """(D, G) IoU of each detection with each object, with a crowd the share inside it; by default that of the boxes"""


def build_coco_image(result: ImageResult) -> CocoImage:
    """Give `result` the form that COCO's evaluator reads; objects marked difficult are crowds.

    A crowd is COCO's only way to say that something counts neither as found nor as missed. It is laxer than Pascal
    VOC's: any number of detections, with half their area inside it, are passed over.
    """
    true_boxes = convert_to_widths(result.true_boxes.astype(np.float64))
    return CocoImage(
        convert_to_widths(result.boxes.astype(np.float64)),
        result.labels,
        result.scores.astype(np.float64),
        true_boxes,
        result.true_labels,
        true_boxes[:, 2] * true_boxes[:, 3],
        result.difficult,
    )


@dataclass(frozen=True)
class CocoCurves:
    """What COCO's evaluator measures; -1 where no object counts."""

    precision: Doubles
    """(T, R, C, A) with 100 detections an image and class"""
    recall: Doubles
    """(T, C, A) likewise"""
    limited_recall: Doubles
    """(T, C, 3) of all sizes, with as many detections as each of `LIMITS`"""


class CocoAccumulator:
    """Takes images in the order of their ids, and computes their precision and recall."""

    def __init__(self, class_count: int) -> None:
        self._labels = array("i")
        self._scores = array("d")
        self._ranks = bytearray()
        """How many better detections of its class its image has"""
        self._matched, self._ignored = bytearray(), bytearray()
        """(A, 2) bytes for each detection: the bits of the T IoUs"""
        self._objects: NDArray[np.int64] = np.zeros((class_count + 1, len(SIZES)), dtype=np.int64)
        """(C + 1, A) how many objects count"""

    def __len__(self) -> int:
        """How many detections count."""
        return len(self._labels)

    @property
    def size_bytes(self) -> int:
        """Of all that is kept of the detections."""
        numbers = self._labels.itemsize * len(self._labels) + self._scores.itemsize * len(self._scores)
        return numbers + len(self._ranks) + len(self._matched) + len(self._ignored)

    def add_image(self, image: CocoImage) -> None:
        """Match the detections of `image` with its objects."""
        ignored = image.crowd | _is_outside(image.areas)
        np.add.at(self._objects, image.true_labels, (~ignored).T)
        if not len(image.labels):
            return
        order = np.lexsort((-image.scores, image.labels))  # equal scores keep the order of the file
        labels = image.labels[order]
        rank = np.arange(len(labels)) - np.searchsorted(labels, labels)
        kept = rank < MAX_DETECTIONS
        order, labels, rank = order[kept], labels[kept], rank[kept]
        overlaps = (
            compute_coco_overlaps(image.boxes[order], image.true_boxes, image.crowd)
            if image.overlaps is None
            else image.overlaps[order]
        )
        overlaps[labels[:, None] != image.true_labels] = 0.0
        found = match_objects(overlaps, ignored, image.crowd)
        matched = found != NO_OBJECT
        areas = image.boxes[:, 2] * image.boxes[:, 3] if image.found_areas is None else image.found_areas
        outside = _is_outside(areas[order])
        of_objects = np.pad(ignored, ((0, 0), (0, 1)))  # NO_OBJECT reads the last one
        on_ignored = of_objects[np.arange(len(SIZES))[:, None, None], found]
        passed = np.where(matched, on_ignored, outside[:, None, :])
        self._labels.frombytes(labels.astype(np.int32).tobytes())
        self._scores.frombytes(image.scores[order].astype(np.float64).tobytes())
        self._ranks += rank.astype(np.uint8).tobytes()
        self._matched += _pack_flags(matched)
        self._ignored += _pack_flags(passed)

    def compute_curves(self) -> CocoCurves:
        """Measure all images that were added."""
        classes, sizes = len(self._objects) - 1, len(SIZES)
        precision = np.full((len(IOUS), len(RECALLS), classes, sizes), -1.0)
        recall = np.full((len(IOUS), classes, sizes), -1.0)
        limited = np.full((len(IOUS), classes, len(LIMITS)), -1.0)
        ranks = np.frombuffer(self._ranks, np.uint8)
        for label, rows in enumerate(self._iter_classes(classes), start=1):
            for size, objects in enumerate(self._objects[label].tolist()):
                if not objects:
                    continue
                matched, ignored = (self._unpack_flags(flags, rows, size) for flags in (self._matched, self._ignored))
                right, wrong = matched & ~ignored, ~matched & ~ignored
                for iou in range(len(IOUS)):
                    curve = _measure_curve(right[:, iou], wrong[:, iou], objects)
                    precision[iou, :, label - 1, size], recall[iou, label - 1, size] = curve
                if size == 0:
                    for limit, max_count in enumerate(LIMITS):
                        limited[:, label - 1, limit] = right[ranks[rows] < max_count].sum(axis=0) / objects
        return CocoCurves(precision, recall, limited)

    def _iter_classes(self, classes: int) -> Iterator[Rows]:
        """The rows of the detections of each class 1..C, best first; equal scores keep the order of the images."""
        labels = np.frombuffer(self._labels, np.int32)
        order = np.lexsort((-np.frombuffer(self._scores, np.float64), labels))
        ends = np.searchsorted(labels[order], np.arange(1, classes + 2))
        for start, end in pairwise(ends.tolist()):
            yield order[start:end]

    def _unpack_flags(self, flags: bytearray, rows: Rows, size: int) -> Flags:
        """(D, T) of the detections `rows`."""
        packed = np.frombuffer(flags, np.uint8).reshape(-1, len(SIZES), _BYTES_OF_FLAGS)[rows, size]
        return np.unpackbits(packed, axis=1, count=len(IOUS)).astype(np.bool_)


def _is_outside(areas: Doubles) -> Flags:
    """(A, N) whether each of N areas is outside of each range of size."""
    outside: Flags = (areas < SIZES[:, :1]) | (areas > SIZES[:, 1:])
    return outside


def _pack_flags(flags: Flags) -> bytes:
    """(A, T, D) flags as D times A times two bytes."""
    return np.packbits(flags, axis=1).transpose(2, 0, 1).tobytes()


def _measure_curve(right: Flags, wrong: Flags, objects: int) -> tuple[Doubles, float]:
    """(R,) the precision at each recall, and the recall of all detections (D,), best first."""
    if not len(right):
        return np.zeros(len(RECALLS)), 0.0
    hits = np.cumsum(right).astype(np.float64)
    recall = hits / objects
    counted = np.cumsum(wrong) + hits
    precision = np.divide(hits, counted, out=np.zeros_like(hits), where=counted > 0)
    envelope = np.append(np.maximum.accumulate(precision[::-1])[::-1], 0.0)
    return envelope[np.searchsorted(recall, RECALLS, side="left")], float(recall[-1])
