"""The Detections layer, and what becomes of it beside the labels: what is right, wrong and missed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from frcnn_gui.canvas.layers import BoxGroup, LayerContent, LegendEntry
from frcnn_gui.common.language import tr
from frcnn_gui.common.meanings import Meaning


def build_detections_content(boxes: NDArray[np.float32], captions: tuple[str, ...]) -> LayerContent:
    """`boxes` (D, 4) in pixels of the image, with one caption each."""
    group = BoxGroup(boxes, Meaning.DETECTION.color, width=2, dashed=True, captions=captions, below=True)
    return LayerContent((group,), f"{len(boxes):,}")


def build_errors_content(
    right: NDArray[np.float32], wrong: NDArray[np.float32], missed: NDArray[np.float32], captions: tuple[str, ...]
) -> LayerContent:
    """Boxes (D, 4) in pixels of the image; `captions` of the wrong ones."""
    legend = (
        LegendEntry(Meaning.CORRECT.color, tr("{count} correct").format(count=f"{len(right):,}")),
        LegendEntry(Meaning.FALSE_POSITIVE.color, tr("%Ln false positive(s)", "", len(wrong))),
        LegendEntry(Meaning.MISSED.color, tr("{count} missed").format(count=f"{len(missed):,}")),
    )
    groups = (
        BoxGroup(wrong, Meaning.FALSE_POSITIVE.color, 2, captions=captions, below=True),
        BoxGroup(right, Meaning.CORRECT.color, width=2),
        BoxGroup(missed, Meaning.MISSED.color, width=3, dashed=True),
    )
    return LayerContent(groups, legend=legend)
