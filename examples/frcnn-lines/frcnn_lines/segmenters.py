"""Outlines that know nothing of the image: the ellipse in the box."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detector.data.geometry import Box
from detector.data.outlines.bitmap import Bitmap


def propose_ellipse(pixels: NDArray[np.uint8], box: Box) -> Bitmap:
    """The pixels whose centers are in the largest ellipse of the box, inside the image."""
    height, width = pixels.shape[:2]
    rows, columns = np.mgrid[:height, :width] + 0.5
    x, y = (box.x1 + box.x2) / 2, (box.y1 + box.y2) / 2
    across, along = (columns - x) / (box.x2 - box.x1), (rows - y) / (box.y2 - box.y1)
    return Bitmap.from_mask(across**2 + along**2 <= 0.25)
