"""The region proposal network of a trained detector as a source, beside those it replaced."""

from __future__ import annotations

import time

import numpy as np

from detector.predictor import Predictor
from detector.proposal_sources.proposed_boxes import ProposalSourceError, ProposedBoxes, SourceImage, rank_boxes

NO_RPN = "{name} has no RPN: its proposals come from {source}. Choose another network."


class RpnProposals:
    """The proposals of a network's RPN, as many as survive its NMS.

    Two of them with the same network are not known to be the same, so what they find is not kept.
    """

    needs_pixels_only = False

    def __init__(self, predictor: Predictor, name: str) -> None:
        """Take the RPN of a network.

        Args:
            predictor: The network.
            name: What it is called.

        Raises:
            ProposalSourceError: It has no RPN.
        """
        proposals = predictor.model.config.proposals
        if not proposals.has_rpn:
            raise ProposalSourceError(NO_RPN.format(name=name, source=proposals.source))
        self._predictor, self._name = predictor, name

    @property
    def key(self) -> str:
        return f"rpn-{self._name}"

    def find_proposals(self, image: SourceImage) -> ProposedBoxes:
        pixels = image.decode_pixels()
        start = time.thread_time()
        stages, _ = self._predictor.run_network(pixels)
        rows = stages.proposals.survivors
        boxes = stages.frame.to_image(stages.proposals.decoded[rows]).cpu().numpy()
        scores = stages.objectness[rows].float().sigmoid().cpu().numpy()
        return rank_boxes(boxes, scores.astype(np.float32), time.thread_time() - start, image, len(rows))
