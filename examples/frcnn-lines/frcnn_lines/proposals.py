"""Region proposals that know nothing of the image: its thirds."""

from __future__ import annotations

import itertools
import time

import numpy as np

from detector.proposal_sources.proposed_boxes import ProposedBoxes, SourceImage, rank_boxes


class Thirds:
    """The image, and its nine ninths."""

    key = "frcnn-lines-thirds"
    needs_pixels_only = True

    def find_proposals(self, image: SourceImage) -> ProposedBoxes:
        start = time.thread_time()
        width, height = image.width / 3, image.height / 3
        ninths = [
            (column * width, row * height, (column + 1) * width, (row + 1) * height)
            for row, column in itertools.product(range(3), range(3))
        ]
        boxes = np.array([(0, 0, image.width, image.height), *ninths], dtype=np.float32)
        scores = np.linspace(1, 0, len(boxes), endpoint=False, dtype=np.float32)
        return rank_boxes(boxes, scores, time.thread_time() - start, image, limit=len(boxes))
