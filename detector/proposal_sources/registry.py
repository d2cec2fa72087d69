"""The sources by the names that a command or a settings file gives them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from detector.proposal_sources.edge_boxes import EdgeBoxes
from detector.proposal_sources.jittered_boxes import JitteredBoxes
from detector.proposal_sources.proposal_file import ProposalFile
from detector.proposal_sources.proposed_boxes import ProposalSource, ProposalSourceError
from detector.proposal_sources.selective_search import SelectiveSearch
from detector.proposal_sources.sliding_windows import SlidingWindows

LIVE_SHORT_SIDE = 200
"""Selective search takes a third of a second then, with almost the same recall at IoU 0.5."""

SOURCES: dict[str, tuple[str, Callable[[], ProposalSource]]] = {
    "selective-search": ("selective search, fast mode", SelectiveSearch),
    "selective-search-quality": ("selective search, quality mode", lambda: SelectiveSearch("quality")),
    "selective-search-200": (
        f"selective search, fast mode, at a short side of {LIVE_SHORT_SIDE} pixels",
        lambda: SelectiveSearch(short_side=LIVE_SHORT_SIDE),
    ),
    "edge-boxes": ("edge boxes on gradients, without the trained edge model: weak", EdgeBoxes),
    "sliding-windows": ("windows of fixed sizes", SlidingWindows),
    "jittered": ("the labels, moved and resized at random: an upper bound", JitteredBoxes),
}
"""What each is, and how it is made"""
UNKNOWN_SOURCE = "There are no proposals called {name}. Use one of {names}, or a file with proposals."


def build_source(name: str, ids: Path | None = None) -> ProposalSource:
    """The source with this name, or the file at this path.

    Args:
        name: One of `SOURCES`, or a path.
        ids: A COCO data set, for a file of COCO results with numbers for images.

    Raises:
        ProposalSourceError: There is neither.
    """
    if name in SOURCES:
        return SOURCES[name][1]()
    if Path(name).is_file():
        return ProposalFile(Path(name), ids)
    raise ProposalSourceError(UNKNOWN_SOURCE.format(name=name, names=", ".join(SOURCES)))
