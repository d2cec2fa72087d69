"""What a trace says of the objects as a whole: the funnel, recall by the number of proposals, and each box's story."""

from __future__ import annotations

from dataclasses import dataclass

from detector.trace.funnel import FunnelRow, best_by_count, funnel
from detector.trace.records import Floats, StageTrace
from detector.trace.story import BoxStory, box_stories

COUNTS = (1, 3, 10, 30, 100, 300, 1000, 2000)


@dataclass(frozen=True)
class TraceSummary:
    """Of one trace."""

    funnel: tuple[FunnelRow, ...]
    best_by_count: Floats
    """(G, len(COUNTS)) the highest IoU of each box with any of the first 1, 3, ... that survived NMS"""
    stories: tuple[BoxStory, ...]


def summarise(trace: StageTrace) -> TraceSummary:
    """Takes time with many anchors and boxes: some tenths of a second."""
    return TraceSummary(tuple(funnel(trace)), best_by_count(trace, COUNTS), tuple(box_stories(trace)))
