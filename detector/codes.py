"""What can become of an anchor and of a candidate proposal. Free of torch, so that a window can name them."""

from __future__ import annotations

from enum import IntEnum


class AnchorLabel(IntEnum):
    """What an anchor teaches the RPN."""

    IGNORED = -1
    NEGATIVE = 0
    POSITIVE = 1


class AnchorReason(IntEnum):
    """Which rule gave an anchor its label (paper, section 3.1.2)."""

    POSITIVE_IOU = 0
    """IoU with some box is at least the positive threshold."""
    POSITIVE_BEST_FOR_BOX = 1
    """No other inside anchor overlaps some box more."""
    NEGATIVE_LOW_IOU = 2
    """IoU with every box is under the negative threshold."""
    IGNORED_BETWEEN = 3
    """Between the two thresholds."""
    IGNORED_OUTSIDE = 4
    """It crosses the border of the image."""


class ProposalFate(IntEnum):
    """What the proposal layer did with a candidate."""

    KEPT = 0
    BELOW_PRE_TOP_K = 1
    """Its score was too low to enter NMS."""
    TOO_SMALL = 2
    """A side is under `min_size` after clipping to the image."""
    SUPPRESSED = 3
    """NMS removed it: a better candidate overlaps it by more than the threshold."""
    BELOW_POST_TOP_K = 4
    """It survived NMS, but enough better ones did too."""
