"""The kinds of anchors in the Assignment layer: what each teaches the RPN."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detector.outcomes import AnchorReason
from frcnn_gui.common.language import N_
from frcnn_gui.common.meanings import Meaning

if TYPE_CHECKING:
    from detector.trace.schema import AssignmentTrace


class AnchorCategory(Enum):
    """A kind of anchor that can be shown or hidden; in painting order: the rare ones come last."""

    OUTSIDE = "outside"
    NEGATIVE = "negative"
    BETWEEN = "between"
    POSITIVE_BEST = "positive_best"
    POSITIVE_IOU = "positive_iou"


CATEGORY_MEANINGS = {
    AnchorCategory.POSITIVE_IOU: Meaning.POSITIVE,
    AnchorCategory.POSITIVE_BEST: Meaning.POSITIVE_BEST,
    AnchorCategory.NEGATIVE: Meaning.NEGATIVE,
    AnchorCategory.BETWEEN: Meaning.BETWEEN,
    AnchorCategory.OUTSIDE: Meaning.OUTSIDE,
}
CATEGORY_HELP = {
    AnchorCategory.POSITIVE_IOU: N_("IoU with a box is at least the positive threshold."),
    AnchorCategory.POSITIVE_BEST: N_("No anchor inside the image has a higher IoU with this box."),
    AnchorCategory.NEGATIVE: N_("IoU with every box is below the negative threshold."),
    AnchorCategory.BETWEEN: N_("IoU is between the two thresholds; not used in training."),
    AnchorCategory.OUTSIDE: N_("Crosses the image border; not used in training."),
}
DEFAULT_CATEGORIES = frozenset({AnchorCategory.POSITIVE_IOU, AnchorCategory.POSITIVE_BEST})
_CATEGORY_REASONS = {
    AnchorCategory.POSITIVE_IOU: AnchorReason.POSITIVE_IOU,
    AnchorCategory.POSITIVE_BEST: AnchorReason.POSITIVE_BEST_FOR_BOX,
    AnchorCategory.NEGATIVE: AnchorReason.NEGATIVE_LOW_IOU,
    AnchorCategory.BETWEEN: AnchorReason.IGNORED_BETWEEN,
    AnchorCategory.OUTSIDE: AnchorReason.IGNORED_OUTSIDE,
}


def category_mask(category: AnchorCategory, trace: AssignmentTrace) -> NDArray[np.bool_]:
    """Which (A,) anchors belong to `category`."""
    rows: NDArray[np.bool_] = trace.reason == _CATEGORY_REASONS[category]
    return rows


def count_categories(trace: AssignmentTrace) -> dict[AnchorCategory, int]:
    return {category: int(category_mask(category, trace).sum()) for category in AnchorCategory}
