"""How many of the objects in a folder the proposals of several sources cover, and which only one of them does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detector.evaluation.proposal_recall import IOUS, PROPOSAL_COUNTS, ProposalRecall, compute_proposal_recall
from detector.evaluation.results import Floats
from detector.proposal_sources.proposed_boxes import ProposedBoxes, SourceImage
from detector.trace.funnel import best_iou_by_count

SHOWN_COUNTS = (10, 100, 300, 1000, 2000)
SHOWN_IOUS = (0.5, 0.7)


@dataclass(frozen=True, eq=False)
class SourceResult:
    """What the proposals of one source cover.

    Attributes:
        best_iou: (G, K) of each object, image by image, with any of the first `PROPOSAL_COUNTS` proposals.
        recall: From `best_iou`; None without objects.
        mean_count: Proposals of an image.
        mean_seconds: Processor time for an image.
    """

    best_iou: Floats
    recall: ProposalRecall | None
    mean_count: float
    mean_seconds: float

    def covers(self, iou: float, count: int) -> NDArray[np.bool_]:
        """(G,) whether each object is covered by one of the first `count` proposals, one of `PROPOSAL_COUNTS`."""
        covered: NDArray[np.bool_] = self.best_iou[:, PROPOSAL_COUNTS.index(count)] >= np.float32(iou)
        return covered


def measure_source(images: Sequence[SourceImage], found: Sequence[ProposedBoxes]) -> SourceResult:
    """Compare what a source found in each image with its objects."""
    overlaps = [
        best_iou_by_count(one.boxes, image.objects, PROPOSAL_COUNTS) for image, one in zip(images, found, strict=True)
    ]
    counts = [len(one.boxes) for one in found]
    return SourceResult(
        np.concatenate([np.zeros((0, len(PROPOSAL_COUNTS)), np.float32), *overlaps]),
        compute_proposal_recall(overlaps, max(counts, default=0), max(counts, default=0)),
        float(np.mean(counts)) if counts else 0.0,
        float(np.mean([one.seconds for one in found])) if found else 0.0,
    )


def find_exclusive_objects(results: Mapping[str, SourceResult], name: str, iou: float, count: int) -> NDArray[np.int64]:
    """The objects (rows of `best_iou`) that only the source `name` covers."""
    others = [result.covers(iou, count) for other, result in results.items() if other != name]
    alone = results[name].covers(iou, count) & ~np.any([*others, np.zeros(len(results[name].best_iou), bool)], axis=0)
    return np.flatnonzero(alone)


def format_comparison(results: Mapping[str, SourceResult]) -> str:
    """A table with a row for each source."""
    columns = [f"{count:,} at {iou}" for iou in SHOWN_IOUS for count in SHOWN_COUNTS]
    rows = [("proposals", "seconds", "boxes", *columns, "AR 1,000"), *(_format_row(*one) for one in results.items())]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(cell.ljust(width) if not column else cell.rjust(width) for column, (cell, width) in cells)
        for cells in (enumerate(zip(row, widths, strict=True)) for row in rows)
    ]
    return "\n".join(lines)


def _format_row(name: str, result: SourceResult) -> tuple[str, ...]:
    recall = result.recall
    shown = [] if recall is None else [_get_recall(recall, count, iou) for iou in SHOWN_IOUS for count in SHOWN_COUNTS]
    figures = [f"{value:.3f}" for value in shown] or ["-"] * len(SHOWN_IOUS) * len(SHOWN_COUNTS)
    average = "-" if recall is None else f"{recall.average_recall[PROPOSAL_COUNTS.index(1000)]:.3f}"
    return name, f"{result.mean_seconds:.3f}", f"{result.mean_count:.0f}", *figures, average


def _get_recall(recall: ProposalRecall, count: int, iou: float) -> float:
    return float(recall.recall[PROPOSAL_COUNTS.index(count), IOUS.index(iou)])


def comparison_as_object(results: Mapping[str, SourceResult]) -> dict[str, Any]:
    """The same as plain data, with every count and IoU."""
    return {
        name: {
            "seconds_per_image": result.mean_seconds,
            "proposals_per_image": result.mean_count,
            "objects": len(result.best_iou),
            "counts": list(PROPOSAL_COUNTS),
            "ious": list(IOUS),
            "recall": None if result.recall is None else result.recall.recall.tolist(),
            "average_recall": None if result.recall is None else result.recall.average_recall.tolist(),
        }
        for name, result in results.items()
    }
