"""The Detections layer, and what becomes of it beside the labels: what is right, wrong and missed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from detector.data.outlines.outlined_box import get_outline
from frcnn_gui.canvas.layers import BoxGroup, LayerContent, LegendEntry, OutlineGroup
from frcnn_gui.common.language import tr
from frcnn_gui.common.meanings import Meaning
from frcnn_gui.document.detections import Detection


def build_detections_content(detections: Sequence[Detection]) -> LayerContent:
    """Boxes with class and score, and the masks of those that have one."""
    boxes = np.array([one.annotation.bounds.xyxy for one in detections], dtype=np.float32).reshape(-1, 4)
    captions = tuple(f"{one.annotation.label} {one.score:.2f}" for one in detections)
    color = Meaning.DETECTION.color
    group = BoxGroup(boxes, color, width=2, dashed=True, captions=captions, below=True)
    found = [get_outline(one.annotation.geometry) for one in detections]
    masks = tuple(outline for outline in found if outline is not None)
    outlines = (OutlineGroup(masks, (color,) * len(masks)),) if masks else ()
    return LayerContent((group,), f"{len(boxes):,}", outlines=outlines)


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
