"""The kinds of anchors in the Assignment layer: what each teaches the RPN."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detector.codes import AnchorReason
from frcnn_gui.language import N_

if TYPE_CHECKING:
    from detector.trace.records import AssignmentTrace


class Category(Enum):
    """A kind of anchor that can be shown or hidden; in painting order: the rare ones come last."""

    OUTSIDE = "outside"
    NEGATIVE = "negative"
    BETWEEN = "between"
    POSITIVE_BEST = "positive_best"
    POSITIVE_IOU = "positive_iou"


CATEGORY_TITLES = {
    Category.POSITIVE_IOU: N_("Positive by IoU"),
    Category.POSITIVE_BEST: N_("Positive as best for a box"),
    Category.NEGATIVE: N_("Negative"),
    Category.BETWEEN: N_("Ignored, between thresholds"),
    Category.OUTSIDE: N_("Ignored, outside"),
}
CATEGORY_HELP = {
    Category.POSITIVE_IOU: N_("IoU with a box is at least the positive threshold."),
    Category.POSITIVE_BEST: N_("No other anchor inside the image overlaps some box more."),
    Category.NEGATIVE: N_("IoU with every box is under the negative threshold."),
    Category.BETWEEN: N_("IoU lies between the two thresholds: the anchor teaches nothing."),
    Category.OUTSIDE: N_("The anchor crosses the border of the image: it teaches nothing."),
}
DEFAULT_CATEGORIES = frozenset({Category.POSITIVE_IOU, Category.POSITIVE_BEST})
_REASONS = {
    Category.POSITIVE_IOU: AnchorReason.POSITIVE_IOU,
    Category.POSITIVE_BEST: AnchorReason.POSITIVE_BEST_FOR_BOX,
    Category.NEGATIVE: AnchorReason.NEGATIVE_LOW_IOU,
    Category.BETWEEN: AnchorReason.IGNORED_BETWEEN,
    Category.OUTSIDE: AnchorReason.IGNORED_OUTSIDE,
}


def rows_of(category: Category, trace: AssignmentTrace) -> NDArray[np.bool_]:
    """Which (A,) anchors belong to `category`."""
    rows: NDArray[np.bool_] = trace.reason == _REASONS[category]
    return rows


def category_counts(trace: AssignmentTrace) -> dict[Category, int]:
    return {category: int(rows_of(category, trace).sum()) for category in Category}
