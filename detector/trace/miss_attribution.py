"""Which stage lost an object: one rule for evaluation, Review, Funnel and Explain. Free of torch."""

from __future__ import annotations

from collections.abc import Set

from detector.matching.box_overlap import MIN_OBJECT_IOU
from detector.outcomes import MissCause, ProposalFate


def find_miss_cause(reaching_fates: Set[ProposalFate], positives: int | None, was_dropped: bool) -> MissCause:
    """Find the stage that lost one object with which no detection was matched.

    The limits of the proposal layer are those that the fates were decided with: of detection where the question is
    why an object was not detected. For example, a candidate with IoU 0.8 that ranks 400th is KEPT among 2,000 proposals
    in training, so the head lost the object; with the 300 proposals of detection it is BELOW_POST_TOP_K, so the RPN's
    score did.

    Args:
        reaching_fates: fates of the candidates of the RPN that reach the object, that is, that have an IoU of
            `MIN_OBJECT_IOU` or more with it; only those that the head looked at are KEPT.
        positives: how many anchors are positive for the object, by the rules that train; None in a network without an
            RPN.
        was_dropped: whether one of the head's boxes of its class that scored enough reaches it, and NMS or the limit
            of detections dropped that.

    Returns:
        The first cause that holds.
    """
    # The order is the rule: the last stage that still had the object is the one that lost it.
    if was_dropped:
        return MissCause.FINAL_NMS
    if ProposalFate.KEPT in reaching_fates:
        return MissCause.ROI_HEAD
    if positives == 0:  # before the candidates: what the RPN never learned to find reaches nothing but by chance
        return MissCause.NO_POSITIVE_ANCHOR
    if not reaching_fates:
        return MissCause.PROPOSAL_BOX
    if ProposalFate.BELOW_POST_TOP_K in reaching_fates:  # the one that suppressed the others may be this
        return MissCause.RPN_SCORE
    if ProposalFate.SUPPRESSED in reaching_fates:
        return MissCause.RPN_NMS
    return MissCause.PROPOSAL_SIZE if reaching_fates == {ProposalFate.TOO_SMALL} else MissCause.RPN_SCORE


def find_mask_miss(mask_iou: float) -> MissCause | None:
    """Find out whether the mask head lost an object that a detection found by its box.

    A mask is compared with the threshold that boxes are compared with. For example, a box with IoU 0.8 whose mask has
    IoU 0.4 is a correct detection, but an object that the mask head lost.

    Args:
        mask_iou: of the mask of that detection with the outline of the object.
    """
    return MissCause.MASK_HEAD if mask_iou < MIN_OBJECT_IOU else None
