"""The detections of a large file, in a few arrays: 48 bytes each, and their masks. Free of torch.

N detections, in the order of the file.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detector.evaluation.results import Flags
from detector.matching.coco_matching import Doubles

from .found import CategoryKey, ExternalDetection, ExternalMask, ImageKey

Numbers = NDArray[np.int32]


class DetectionColumns:
    """Detections whose image and class are as the file has them, each different one numbered from 0."""

    def __init__(self, found: Iterable[ExternalDetection] = ()) -> None:
        """`found` is taken one after the other, and not kept."""
        images: dict[ImageKey, int] = {}
        categories: dict[CategoryKey, int] = {}
        image_numbers, category_numbers = array("i"), array("i")
        boxes, scores = array("d"), array("d")
        masks: dict[int, ExternalMask] = {}
        for one in found:
            image_numbers.append(images.setdefault(one.image, len(images)))
            category_numbers.append(categories.setdefault(one.category, len(categories)))
            boxes.extend(one.bbox)
            if one.mask is not None:
                masks[len(scores)] = one.mask
            scores.append(np.nan if one.score is None else one.score)
        self.image_keys: Sequence[ImageKey] = list(images)
        """By their numbers, in the order in which the file names them"""
        self.category_keys: Sequence[CategoryKey] = list(categories)
        self.images: Numbers = np.frombuffer(image_numbers, np.int32)
        """(N,)"""
        self.categories: Numbers = np.frombuffer(category_numbers, np.int32)
        """(N,)"""
        self.boxes: Doubles = np.frombuffer(boxes, np.float64).reshape(-1, 4)
        """(N, 4) x, y, width, height in pixels"""
        self.scores: Doubles = np.frombuffer(scores, np.float64)
        """(N,) NaN where the file has none"""
        self.masks: Mapping[int, ExternalMask] = masks
        """By the place of their detection"""

    def __len__(self) -> int:
        return len(self.images)

    def count_duplicates(self) -> int:
        """How many detections say exactly what another one before them says."""
        if not len(self):
            return 0
        scores = np.where(np.isnan(self.scores), -np.inf, self.scores)  # NaN is unlike itself
        columns = (self.images, self.categories, *self.boxes.T, scores)
        order = np.lexsort(columns)
        is_equal: Flags = np.ones(len(self) - 1, dtype=np.bool_)
        for column in columns:
            ordered = column[order]
            is_equal &= ordered[1:] == ordered[:-1]
        return int(is_equal.sum())


@dataclass(frozen=True)
class ResolvedDetections:
    """Detections whose image and class are known: M of the N of a file, in its order."""

    rows: Numbers
    """(M,) of the labeled images"""
    labels: Numbers
    """(M,) 1..C"""
    boxes: Doubles
    """(M, 4) x, y, width, height in pixels"""
    scores: Doubles
    """(M,)"""
    masks: Mapping[int, ExternalMask] = field(default_factory=dict)
    """By the place of their detection; none where the file has no masks"""

    def __len__(self) -> int:
        return len(self.rows)

    def iter_images(self, count: int) -> Iterator[NDArray[np.int64]]:
        """Give the places of the detections of each of `count` labeled images."""
        order = np.argsort(self.rows, kind="stable")
        ends = np.searchsorted(self.rows[order], np.arange(count + 1)).tolist()
        for start, end in pairwise(ends):
            yield order[start:end]

    def iter_coco_results(self) -> Iterator[dict[str, Any]]:
        """Give each as a COCO results file has it, with the numbers of the file."""
        for row, label, box, score in zip(self.rows, self.labels, self.boxes, self.scores, strict=True):
            yield {
                "image_id": int(row) + 1,
                "category_id": int(label),
                "bbox": box.tolist(),
                "score": float(score),
            }
