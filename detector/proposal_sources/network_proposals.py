"""Proposals for a network that has no RPN: found in the pixels that it gets, and kept by their content.

A network is given pixels, not a file, wherever it trains, detects or is traced. So the same pixels have the same
proposals everywhere, and they are found once.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detector.box_overlap import Floats
from detector.config import ProposalSourceName
from detector.proposal_sources.kept_proposals import KeptProposals
from detector.proposal_sources.proposed_boxes import ProposedBoxes, SourceImage
from detector.proposal_sources.registry import build_source
from detector.proposal_sources.requirements import require_opencv

_METHODS_OF_OPENCV = ("selective-search", "edge-boxes")
NO_PROPOSALS = "{source} finds no proposals in {image}: nothing can be detected there."


def require_source(name: ProposalSourceName) -> None:
    """Raise an error with the command that installs what a source needs, if it is missing.

    Raises:
        ProposalSourceError: It is.
    """
    if name.startswith(_METHODS_OF_OPENCV):
        require_opencv(f"This network takes its proposals from {name}, which")


def find_network_proposals(
    name: ProposalSourceName, pixels: NDArray[np.uint8], kept: KeptProposals | None = None
) -> ProposedBoxes:
    """Find the proposals in `pixels` (h, w, 3) uint8 RGB, or take those that were found in the same pixels before.

    Args:
        name: Of the source, not `rpn`.
        pixels: Of the image.
        kept: What was found before, which grows by this; by default that of this user.

    Raises:
        ProposalSourceError: The source needs a package that is not installed.
    """
    source, kept = build_source(name), kept or KeptProposals.of_user()
    found = kept.find_proposals(pixels, source)
    if found is None:
        height, width = pixels.shape[:2]
        found = source.find_proposals(SourceImage(Path(), width, height, np.zeros((0, 4), np.float32), pixels))
        kept.store_proposals(pixels, source, found)
    return found


def to_rows(found: ProposedBoxes) -> Floats:
    """(P, 5) boxes with their scores."""
    return np.column_stack([found.boxes, found.scores]).astype(np.float32)
