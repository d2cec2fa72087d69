"""Edge boxes (Zitnick and Dollar 2014): a box is as good as the contours that lie wholly inside of it.

OpenCV computes it from a map of edges. The paper's map is that of a trained model (structured forests), which is not
part of OpenCV. Ours is the gradient of the image, which also answers to texture, so proposals are clearly weaker than
in the paper.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detector.matching.box_overlap import Floats
from detector.proposal_sources.proposed_boxes import MAX_PROPOSALS, ProposedBoxes, SourceImage, rank_boxes
from detector.proposal_sources.requirements import require_opencv

METHOD = "Edge boxes"
BLUR_SIGMA_PX = 2.0
"""Gradients of finer structure are noise and texture, not contours."""


@dataclass(frozen=True)
class EdgeBoxes:
    """Edge boxes by OpenCV, on gradients.

    Attributes:
        limit: How many boxes are kept.
    """

    limit: int = MAX_PROPOSALS

    needs_pixels_only = True

    @property
    def key(self) -> str:
        return f"edge-boxes-gradient-{self.limit}"

    def find_proposals(self, image: SourceImage) -> ProposedBoxes:
        require_opencv(METHOD)
        import cv2

        pixels = image.decode_pixels()
        start = time.thread_time()
        strength, direction = compute_edges(pixels)
        method = cv2.ximgproc.createEdgeBoxes(maxBoxes=self.limit)
        found = method.getBoundingBoxes(strength, direction) if min(strength.shape) > 1 else ((), ())
        boxes = np.asarray(found[0], dtype=np.float32).reshape(-1, 4)
        boxes[:, 2:] += boxes[:, :2]
        scores = np.asarray(found[1], dtype=np.float32).reshape(-1)
        return rank_boxes(boxes, scores, time.thread_time() - start, image, self.limit)


def compute_edges(pixels: NDArray[np.uint8]) -> tuple[Floats, Floats]:
    """The strength of edges in 0..1, thinned to lines, and their direction in 0..pi, (h, w) each.

    The strongest gradient of the three colors counts.
    """
    import cv2

    smooth = cv2.GaussianBlur(pixels.astype(np.float32) / 255, (0, 0), BLUR_SIGMA_PX)
    dx, dy = (cv2.Sobel(smooth, cv2.CV_32F, *order, ksize=3) for order in ((1, 0), (0, 1)))
    squared = dx**2 + dy**2
    strongest = squared.argmax(axis=2)[:, :, None]
    dx, dy = (np.take_along_axis(one, strongest, axis=2)[:, :, 0] for one in (dx, dy))
    strength = np.sqrt(np.take_along_axis(squared, strongest, axis=2)[:, :, 0])
    strength = (strength / max(float(strength.max()), 1e-6)).astype(np.float32)
    direction = np.mod(np.arctan2(dy, dx), np.pi).astype(np.float32)
    return _thin_edges(strength, direction), direction


def _thin_edges(strength: Floats, direction: Floats) -> Floats:
    """Zero where a neighbor across the edge is stronger."""
    height, width = strength.shape
    rows, columns = np.indices((height, width))
    step_x, step_y = np.rint(np.cos(direction)).astype(int), np.rint(np.sin(direction)).astype(int)
    is_peak = np.ones((height, width), dtype=bool)
    for sign in (-1, 1):
        there = (rows + sign * step_y).clip(0, height - 1), (columns + sign * step_x).clip(0, width - 1)
        is_peak &= strength >= strength[there]
    thinned: Floats = np.where(is_peak, strength, np.float32(0))
    return thinned
