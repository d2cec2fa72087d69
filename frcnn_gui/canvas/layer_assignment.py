"""The Assignment layer: what each anchor teaches the RPN, and which ones are in the minibatch."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detector.codes import AnchorLabel, AnchorReason
from frcnn_gui.canvas import palette
from frcnn_gui.canvas.layers import BoxGroup, LayerContent

if TYPE_CHECKING:
    from detector.trace.records import AssignmentTrace


class Category(Enum):
    """A kind of anchor that can be shown or hidden; in painting order.

    The rare ones come last, and sampled positives are a broad line under the thin one that tells the reason.
    """

    OUTSIDE = "outside"
    NEGATIVE = "negative"
    BETWEEN = "between"
    SAMPLED_NEGATIVE = "sampled_negative"
    SAMPLED_POSITIVE = "sampled_positive"
    POSITIVE_BEST = "positive_best"
    POSITIVE_IOU = "positive_iou"


CATEGORY_TITLES = {
    Category.POSITIVE_IOU: "Positive by IoU",
    Category.POSITIVE_BEST: "Positive as best for a box",
    Category.NEGATIVE: "Negative",
    Category.BETWEEN: "Ignored, between thresholds",
    Category.OUTSIDE: "Ignored, outside",
    Category.SAMPLED_POSITIVE: "Sampled positive",
    Category.SAMPLED_NEGATIVE: "Sampled negative",
}
CATEGORY_HELP = {
    Category.POSITIVE_IOU: "IoU with a box is at least the positive threshold.",
    Category.POSITIVE_BEST: "No other anchor inside the image overlaps some box more.",
    Category.NEGATIVE: "IoU with every box is under the negative threshold.",
    Category.BETWEEN: "IoU lies between the two thresholds: the anchor teaches nothing.",
    Category.OUTSIDE: "The anchor crosses the border of the image: it teaches nothing.",
    Category.SAMPLED_POSITIVE: "Positives drawn for the minibatch: a broad line under that of the reason.",
    Category.SAMPLED_NEGATIVE: "Negatives drawn for the minibatch.",
}
DEFAULT_CATEGORIES = frozenset({Category.POSITIVE_IOU, Category.POSITIVE_BEST, Category.SAMPLED_POSITIVE})
_REASONS = {
    Category.POSITIVE_IOU: AnchorReason.POSITIVE_IOU,
    Category.POSITIVE_BEST: AnchorReason.POSITIVE_BEST_FOR_BOX,
    Category.NEGATIVE: AnchorReason.NEGATIVE_LOW_IOU,
    Category.BETWEEN: AnchorReason.IGNORED_BETWEEN,
    Category.OUTSIDE: AnchorReason.IGNORED_OUTSIDE,
}


def rows_of(category: Category, trace: AssignmentTrace) -> NDArray[np.bool_]:
    """Which (A,) anchors belong to `category`."""
    rows: NDArray[np.bool_]
    if category is Category.SAMPLED_POSITIVE:
        rows = trace.sampled & (trace.label == AnchorLabel.POSITIVE)
    elif category is Category.SAMPLED_NEGATIVE:
        rows = trace.sampled & (trace.label == AnchorLabel.NEGATIVE)
    else:
        rows = trace.reason == _REASONS[category]
    return rows


def category_counts(trace: AssignmentTrace) -> dict[Category, int]:
    return {category: int(rows_of(category, trace).sum()) for category in Category}


def assignment_content(
    anchors: NDArray[np.float32], trace: AssignmentTrace, shown: frozenset[Category]
) -> LayerContent:
    """`anchors` (A, 4) in pixels of the image, coloured by what the `shown` categories say of them."""
    groups = []
    for category in Category:
        if category not in shown:
            continue
        groups.append(
            BoxGroup(
                anchors[rows_of(category, trace)],
                palette.STAGE_COLORS[category.value],
                width=3 if category is Category.SAMPLED_POSITIVE else 1,
            )
        )
    visible = np.zeros(len(anchors), dtype=np.bool_)
    for category in shown:
        visible |= rows_of(category, trace)
    return LayerContent(tuple(groups), f"{int(visible.sum()):,} of {len(anchors):,}")
