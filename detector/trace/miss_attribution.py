"""Which stage lost an object that was not found: one rule for evaluation, Review, Funnel and Explain. Free of torch."""

from __future__ import annotations

import numpy as np

from detector.box_overlap import MIN_OBJECT_IOU
from detector.outcomes import MissCause, ProposalFate
from detector.trace.schema import Codes, Floats


def find_miss_cause(
    candidate_iou: Floats,
    fates: Codes,
    positives: int,
    dropped_iou: Floats,
    min_iou: float = MIN_OBJECT_IOU,
) -> MissCause:
    """Find the stage that lost one object with which no detection was matched.

    The limits of the proposal layer are those that the `fates` were decided with: of detection where the question is
    why an object was not detected. For example, a candidate with IoU 0.8 that ranks 400th is KEPT among 2,000 proposals
    in training, so the head lost the object; with the 300 proposals of detection it is BELOW_POST_TOP_K, so the RPN's
    score did.

    Args:
        candidate_iou: (A,) IoU of the object with every candidate of the RPN.
        fates: (A,) ProposalFate of every candidate; only those that the head looked at are KEPT.
        positives: how many anchors are positive for the object, by the rules that train.
        dropped_iou: (K,) IoU of the object with the head's boxes of its class that scored enough, and that NMS or the
            limit of detections dropped.
        min_iou: a box reaches the object from this IoU on.

    Returns:
        The first cause that holds.
    """
    reaching_fates = {ProposalFate(code) for code in np.unique(fates[candidate_iou >= min_iou]).tolist()}
    # The order is the rule: the last stage that still had the object is the one that lost it.
    if (dropped_iou >= min_iou).any():
        return MissCause.FINAL_NMS
    if ProposalFate.KEPT in reaching_fates:
        return MissCause.ROI_HEAD
    if not positives:  # before the candidates: what the RPN never learned to find reaches nothing but by chance
        return MissCause.NO_POSITIVE_ANCHOR
    if not reaching_fates:
        return MissCause.PROPOSAL_BOX
    if ProposalFate.BELOW_POST_TOP_K in reaching_fates:  # the one that suppressed the others may be this
        return MissCause.RPN_SCORE
    if ProposalFate.SUPPRESSED in reaching_fates:
        return MissCause.RPN_NMS
    return MissCause.PROPOSAL_SIZE if reaching_fates == {ProposalFate.TOO_SMALL} else MissCause.RPN_SCORE
