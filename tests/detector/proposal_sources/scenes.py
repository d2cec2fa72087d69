"""Small images with known rectangles."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from detector.matching.box_overlap import Floats
from detector.proposal_sources.proposed_boxes import SourceImage

RECTANGLES = ((12, 10, 44, 30), (60, 20, 84, 62))


def save_scene(path: Path, rectangles: tuple[tuple[int, int, int, int], ...] = RECTANGLES) -> SourceImage:
    """A light image of 96x72 pixels with dark rectangles, which are its objects."""
    pixels = np.full((72, 96, 3), (200, 210, 190), np.uint8)
    for number, (x1, y1, x2, y2) in enumerate(rectangles):
        pixels[y1:y2, x1:x2] = (30 + 60 * number, 40, 90)
    Image.fromarray(pixels).save(path)
    return SourceImage(path, 96, 72, np.array(rectangles, np.float32).reshape(-1, 4))


def are_valid(boxes: Floats, width: int, height: int) -> bool:
    """Whether all boxes are inside of the image and have an area."""
    inside = (boxes >= 0).all() and (boxes[:, ::2] <= width).all() and (boxes[:, 1::2] <= height).all()
    return bool(inside and (boxes[:, 2:] > boxes[:, :2]).all())
