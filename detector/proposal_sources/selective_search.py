"""Selective search (Uijlings et al. 2013): segments are merged, most similar first, and each one gives a box.

OpenCV computes it. Its fast mode merges the segments of two color spaces by two measures of similarity, its quality
mode those of five color spaces by four measures (section 5.2). The paper orders the boxes by how late they were merged,
multiplied by a random number, so that boxes of all sizes come early (section 3.3). OpenCV does so, too, with numbers
that differ each time, and does not output how late that was. Here, the order by area stands for it (what is merged
late is large), and the numbers depend on the image alone: the same image always gives the same proposals.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from detector.matching.box_overlap import Floats
from detector.proposal_sources.proposed_boxes import MAX_PROPOSALS, ProposedBoxes, SourceImage, rank_boxes
from detector.proposal_sources.requirements import require_opencv

METHOD = "Selective search"


@dataclass(frozen=True)
class SelectiveSearch:
    """Selective search by OpenCV.

    Attributes:
        mode: The strategies that are combined.
        short_side: To which an image is reduced before; 0: not at all. At 200, it is fast enough to be seen live.
        limit: How many boxes are kept.
    """

    mode: Literal["fast", "quality"] = "fast"
    short_side: int = 0
    limit: int = MAX_PROPOSALS

    needs_pixels_only = True

    @property
    def key(self) -> str:
        return f"selective-search-{self.mode}-{self.short_side}-{self.limit}"

    def find_proposals(self, image: SourceImage) -> ProposedBoxes:
        require_opencv(METHOD)
        pixels = image.decode_pixels()
        start = time.thread_time()
        small = reduce_pixels(pixels, self.short_side)
        boxes = _merge_segments(small, self.mode)
        scale = np.array([image.width / small.shape[1], image.height / small.shape[0]] * 2)
        scores = _order_randomly(boxes)
        return rank_boxes((boxes * scale).astype(np.float32), scores, time.thread_time() - start, image, self.limit)


def reduce_pixels(pixels: NDArray[np.uint8], short_side: int) -> NDArray[np.uint8]:
    """(h, w, 3) with a short side of `short_side` pixels, or as it is if that is 0 or not less."""
    import cv2

    height, width = pixels.shape[:2]
    if not 0 < short_side < min(height, width):
        return pixels
    factor = short_side / min(height, width)
    size = max(1, round(width * factor)), max(1, round(height * factor))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _merge_segments(pixels: NDArray[np.uint8], mode: Literal["fast", "quality"]) -> NDArray[np.float64]:
    """(P, 4) the boxes of all segments and of all that was merged from them, each once, in a fixed order."""
    import cv2

    search = cv2.ximgproc.segmentation.createSelectiveSearchSegmentation()
    search.setBaseImage(np.ascontiguousarray(pixels[:, :, ::-1]))  # OpenCV takes images as BGR
    if mode == "fast":
        search.switchToSelectiveSearchFast()
    else:
        search.switchToSelectiveSearchQuality()
    found = np.asarray(search.process(), dtype=np.float64).reshape(-1, 4)
    found[:, 2:] += found[:, :2]
    return np.unique(found, axis=0)


def _order_randomly(boxes: NDArray[np.float64]) -> Floats:
    """(P,) scores in 0..1: the largest box has the rank 1, and a rank is multiplied by a random number."""
    areas = (boxes[:, 2:] - boxes[:, :2]).prod(axis=1)
    ranks = np.empty(len(boxes))
    ranks[np.argsort(-areas, kind="stable")] = np.arange(1, len(boxes) + 1)
    positions = ranks * np.random.default_rng(len(boxes)).random(len(boxes))
    scores: Floats = (1 - positions / max(len(boxes), 1)).astype(np.float32)
    return scores
