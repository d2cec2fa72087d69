"""The two proposal layers: the best candidates before NMS, and the proposals kept after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detector.codes import ProposalFate
from frcnn_gui.canvas import palette
from frcnn_gui.canvas.layers import BoxGroup, LayerContent

if TYPE_CHECKING:
    from detector.trace.records import ProposalTrace


MOST_SCORES = 30
"""With more proposals than this their scores would hide the image."""


def before_nms_content(trace: ProposalTrace, limit: int) -> LayerContent:
    """The `limit` best candidates that entered NMS: kept ones in one colour, suppressed ones in another."""
    entered = np.nonzero((trace.fate != ProposalFate.TOO_SMALL) & (trace.fate != ProposalFate.BELOW_PRE_TOP_K))[0]
    best = entered[np.argsort(-trace.objectness[entered], kind="stable")[:limit]]
    suppressed = trace.fate[best] == ProposalFate.SUPPRESSED
    groups = (
        BoxGroup(trace.decoded[best[suppressed]], palette.STAGE_COLORS["suppressed"]),
        BoxGroup(trace.decoded[best[~suppressed]], palette.STAGE_COLORS["proposal"]),
    )
    return LayerContent(groups, f"best {len(best):,} of {len(entered):,}")


def after_nms_content(trace: ProposalTrace, limit: int) -> LayerContent:
    """The `limit` best of the kept proposals, each with its objectness when they are few."""
    rows = trace.kept[:limit]
    readable = len(rows) <= MOST_SCORES
    captions = tuple(f"{score:.2f}" for score in trace.objectness[rows]) if readable else ()
    group = BoxGroup(trace.decoded[rows], palette.STAGE_COLORS["kept"], width=2, captions=captions)
    return LayerContent((group,), f"best {len(rows):,} of {len(trace.kept):,}")
