"""The tutorial's own code for anchors, written its way (numpy, y first, column by column): an independent reference."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RATIOS = (0.5, 1, 2)
SCALES = (8, 16, 32)
SUB_SAMPLE = 16

IMAGE_SIZE = 800
BOXES_YX = np.asarray([[20, 30, 400, 500], [300, 400, 500, 600]], dtype=np.float32)
BOXES_XY = BOXES_YX[:, [1, 0, 3, 2]]
LABELS = (6, 8)


def anchors_yx(cells: int = IMAGE_SIZE // SUB_SAMPLE) -> NDArray[np.float32]:
    """(cells * cells * 9, 4) as y1 x1 y2 x2, all cells of the first column first."""
    rows = []
    for x in range(cells):
        for y in range(cells):
            center_y, center_x = y * SUB_SAMPLE + SUB_SAMPLE / 2, x * SUB_SAMPLE + SUB_SAMPLE / 2
            for ratio in RATIOS:
                for scale in SCALES:
                    height = SUB_SAMPLE * scale * np.sqrt(ratio)
                    width = SUB_SAMPLE * scale * np.sqrt(1.0 / ratio)
                    rows.append(
                        [center_y - height / 2, center_x - width / 2, center_y + height / 2, center_x + width / 2]
                    )
    return np.asarray(rows, dtype=np.float32)


def iou_loop(boxes_a: NDArray[np.float32], boxes_b: NDArray[np.float32]) -> NDArray[np.float64]:
    """IoU by the tutorial's double loop; the order of the coordinates does not matter."""
    result = np.zeros((len(boxes_a), len(boxes_b)))
    for i, (a1, a2, a3, a4) in enumerate(boxes_a.astype(np.float64)):
        for j, (b1, b2, b3, b4) in enumerate(boxes_b.astype(np.float64)):
            first, second = min(a3, b3) - max(a1, b1), min(a4, b4) - max(a2, b2)
            if first > 0 and second > 0:
                both = first * second
                result[i, j] = both / ((a3 - a1) * (a4 - a2) + (b3 - b1) * (b4 - b2) - both)
    return result


def nms_loop(boxes: NDArray[np.float32], scores: NDArray[np.float32], threshold: float) -> list[int]:
    """Greedy NMS, half-open boxes: what overlaps a kept box by more than the threshold goes."""
    order = list(np.argsort(-scores, kind="stable"))
    kept: list[int] = []
    while order:
        best = order.pop(0)
        kept.append(int(best))
        overlaps = iou_loop(boxes[[best]], boxes[order])[0] if order else []
        order = [row for row, overlap in zip(order, overlaps, strict=True) if overlap <= threshold]
    return kept
