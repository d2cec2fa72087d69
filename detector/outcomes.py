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
    LOW_SCORE = 5
    """Its objectness is under `min_score`."""


ENTERED_NMS = (ProposalFate.KEPT, ProposalFate.SUPPRESSED, ProposalFate.BELOW_POST_TOP_K)


class DetectionFate(IntEnum):
    """What became of one class's box of an RoI when detecting."""

    KEPT = 0
    BELOW_SCORE = 1
    """It scored too low for its class, or has no side to speak of."""
    SUPPRESSED = 2
    """NMS within the class removed it."""
    BELOW_LIMIT = 3
    """It survived NMS, but an image has no more detections than the limit."""


class BoxMatch(IntEnum):
    """How a ground-truth box got its positive anchors."""

    MATCHED = 0
    """An anchor's IoU with it reaches the positive threshold."""
    RESCUED = 1
    """None does; its best anchors were taken, so that it is not lost."""
    UNMATCHED = 2
    """No anchor is positive for it: those that fit it best fit another box better, or were left out."""


class FunnelStage(IntEnum):
    """Stages whose boxes can be counted, in the order in which an image passes through them."""

    ANCHORS = 0
    DECODED = 1
    """All anchors, moved and scaled by the RPN."""
    BEFORE_NMS = 2
    """Those large enough, with the best scores."""
    AFTER_NMS = 3
    PROPOSALS = 4
    """The best that survived NMS: what the head sees."""
    SCORED = 5
    """Boxes of the head whose class scores enough."""
    DETECTIONS = 6
    MASKS = 7
    """Masks of the detections that found an object; only where a network has a mask head."""


class Verdict(IntEnum):
    """What a detection turns out to be, or (MISSED) an object (Bolya et al. 2020, TIDE)."""

    CORRECT = 0
    IGNORED = 1
    """It is on an object that is marked difficult, so it counts neither way."""
    CLASS = 2
    """It is on an object of another class."""
    LOCATION = 3
    """It touches an object of its class, but not well enough."""
    BOTH = 4
    """It touches an object of another class, and not well enough."""
    DUPLICATE = 5
    """A detection with a higher score found its object already."""
    BACKGROUND = 6
    """It is on nothing."""
    MISSED = 7
    """Nothing found this object, and no detection would if its class or its box were corrected."""
    MASK = 8
    """Where masks are compared: its box is correct, its mask is not."""


class MissCause(IntEnum):
    """Which stage lost an object that was not found (`detector.trace.miss_attribution` says when exactly)."""

    NO_POSITIVE_ANCHOR = 0
    """No anchor is positive for it, so the RPN learns nothing from objects like it."""
    PROPOSAL_BOX = 1
    """No candidate, or box of the proposal source, overlaps it enough."""
    PROPOSAL_SIZE = 2
    """Those that do were dropped for their size."""
    RPN_SCORE = 3
    """Those that do scored too low to be among the best."""
    RPN_NMS = 4
    """Those that do were suppressed by others that do not."""
    ROI_HEAD = 5
    """A proposal reached the head, which gave it another class, a low score, or a bad box."""
    FINAL_NMS = 6
    """The head had found it; NMS among the detections, or their limit, took it away."""
    MASK_HEAD = 7
    """A detection found it by its box, but the mask of that detection is too far from it."""


RPN_MISS_CAUSES = frozenset({MissCause.NO_POSITIVE_ANCHOR, MissCause.RPN_NMS})
"""Those that only a network with an RPN can have."""
