"""Proposals that come from outside of the network, as in R-CNN, SPP-Net and Fast R-CNN (Fast R-CNN, section 2).

    the image  ->  a method that knows no class (selective search)  ->  about 2,000 boxes  ->  RoIs of the head

Nothing of it is learned. Each box is a candidate, and the best are the proposals: there are no anchors, deltas or
NMS. Faster R-CNN replaced this by the RPN, since selective search takes longer than the rest of the network.
"""

from __future__ import annotations

import torch
from torch import Tensor

from detector.config import ProposalConfig
from detector.outcomes import ProposalFate
from detector.stages.boxes import clip_boxes
from detector.stages.proposals import Proposals

MAX_LOG_ODDS = 10.0


def take_outside_proposals(
    boxes: Tensor, log_odds: Tensor, width: float, height: float, config: ProposalConfig, training: bool
) -> Proposals:
    """Take the best of the boxes of a source.

    Row i of the candidates is box i, as row i of an RPN's is anchor i. With a limit of 2 and a minimum side of 16, the
    boxes of sides 20, 8, 30 and 40 have the fates KEPT, TOO_SMALL, KEPT and BELOW_POST_TOP_K.

    Args:
        boxes: (A, 4) in pixels of the network's input, best first.
        log_odds: (A,) from their scores.
        width: Of the network's input, without padding.
        height: Of the network's input, without padding.
        config: The minimum side and the limits.
        training: Which of the limits counts.
    """
    clipped = clip_boxes(boxes, width, height)
    large = ((clipped[:, 2:] - clipped[:, :2]) >= config.min_size).all(dim=1)
    survivors = large.nonzero().flatten()
    kept = survivors[: config.post_nms_limit(training)]
    fate = torch.full((len(boxes),), ProposalFate.TOO_SMALL, dtype=torch.int8, device=boxes.device)
    fate[survivors] = ProposalFate.BELOW_POST_TOP_K
    fate[kept] = ProposalFate.KEPT
    return Proposals(clipped[kept], log_odds[kept], kept, clipped, fate, survivors)


def compute_log_odds(scores: Tensor) -> Tensor:
    """(A,) from scores (A,), of which only the order means something; those outside of 0..1 are limited."""
    return scores.clamp(0, 1).logit().clamp(-MAX_LOG_ODDS, MAX_LOG_ODDS)
