"""The Detections layer: what the network found, with class and score at each box."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from frcnn_gui.canvas import palette
from frcnn_gui.canvas.layers import BoxGroup, LayerContent


def detections_content(boxes: NDArray[np.float32], captions: tuple[str, ...]) -> LayerContent:
    """`boxes` (D, 4) in pixels of the image, with one caption each."""
    group = BoxGroup(boxes, palette.STAGE_COLORS["detection"], width=2, dashed=True, captions=captions, below=True)
    return LayerContent((group,), f"{len(boxes):,}")
