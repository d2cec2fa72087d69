"""Where a network loses what it loses: proposal recall, kinds of error, and the stage that lost each object."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from detector.evaluation.error_costs import ErrorSummary, summarize_errors
from detector.evaluation.error_types import ImageVerdicts, classify_detections
from detector.evaluation.image_diagnostics import ImageDiagnostics
from detector.evaluation.proposal_recall import ProposalRecall, compute_proposal_recall
from detector.evaluation.results import ImageResult
from detector.outcomes import MissCause, Verdict


@dataclass(frozen=True)
class DiagnosedMiss:
    """One object that was not found."""

    image: Path
    box: tuple[float, float, float, float]
    """x1 y1 x2 y2, pixels of the image"""
    label: str
    cause: MissCause
    verdict: Verdict
    """CLASS or LOCATION where a detection would have found it but for its class or box, else MISSED"""


@dataclass(frozen=True)
class Diagnostics:
    """Of all images."""

    proposals: ProposalRecall | None
    """None: no object counts"""
    errors: ErrorSummary
    missed: tuple[DiagnosedMiss, ...]

    @property
    def count_by_cause(self) -> dict[MissCause, int]:
        """How many objects each stage lost, in the order of stages."""
        count = Counter(one.cause for one in self.missed)
        return {stage: count[stage] for stage in MissCause}


def gather_diagnostics(
    results: Sequence[ImageResult], inspections: Sequence[ImageDiagnostics], classes: Sequence[str]
) -> Diagnostics:
    """`inspections` are those of `results`."""
    verdicts = [classify_detections(result) for result in results]
    lost = tuple(
        one for image in zip(results, verdicts, inspections, strict=True) for one in _diagnose_misses(*image, classes)
    )
    return Diagnostics(
        compute_proposal_recall(
            [one.best_iou_by_count for one in inspections],
            max((one.survivors for one in inspections), default=0),
            max((one.kept for one in inspections), default=0),
        ),
        summarize_errors(results, verdicts, len(classes)),
        lost,
    )


def _diagnose_misses(
    result: ImageResult, verdicts: ImageVerdicts, inspection: ImageDiagnostics, classes: Sequence[str]
) -> list[DiagnosedMiss]:
    lost = []
    for row, cause in zip(inspection.missed.tolist(), inspection.causes.tolist(), strict=True):
        about = verdicts.detections[verdicts.object == row]
        x1, y1, x2, y2 = result.true_boxes[row].tolist()
        lost.append(
            DiagnosedMiss(
                result.path,
                (x1, y1, x2, y2),
                classes[result.true_labels[row] - 1],
                MissCause(cause),
                Verdict(about[0]) if len(about) else Verdict.MISSED,
            )
        )
    return lost
