"""Where a network loses what it loses: proposal recall, kinds of error, and the stage that lost each object."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from detector.codes import LostAt, Verdict
from detector.evaluation.error_costs import ErrorSummary, summarise_errors
from detector.evaluation.error_types import ImageVerdicts, judge_image
from detector.evaluation.inspection import Inspection
from detector.evaluation.proposal_recall import ProposalRecall, proposal_recall
from detector.evaluation.results import ImageResult


@dataclass(frozen=True)
class LostObject:
    """One object that was not found."""

    image: Path
    box: tuple[float, float, float, float]
    """x1 y1 x2 y2, pixels of the image"""
    label: str
    lost_at: LostAt
    verdict: Verdict
    """CLASS or LOCATION where a detection would have found it but for its class or box, else MISSED"""


@dataclass(frozen=True)
class Details:
    """Of all images."""

    proposals: ProposalRecall | None
    """None: no object counts"""
    errors: ErrorSummary
    lost: tuple[LostObject, ...]

    @property
    def lost_at(self) -> dict[LostAt, int]:
        """How many objects each stage lost, in the order of stages."""
        count = Counter(one.lost_at for one in self.lost)
        return {stage: count[stage] for stage in LostAt}


def gather_details(
    results: Sequence[ImageResult], inspections: Sequence[Inspection], classes: Sequence[str]
) -> Details:
    """`inspections` are those of `results`."""
    verdicts = [judge_image(result) for result in results]
    lost = tuple(
        one for image in zip(results, verdicts, inspections, strict=True) for one in _lost_objects(*image, classes)
    )
    return Details(
        proposal_recall(
            [one.proposal_overlap for one in inspections],
            max((one.survivors for one in inspections), default=0),
            max((one.kept for one in inspections), default=0),
        ),
        summarise_errors(results, verdicts, len(classes)),
        lost,
    )


def _lost_objects(
    result: ImageResult, verdicts: ImageVerdicts, inspection: Inspection, classes: Sequence[str]
) -> list[LostObject]:
    lost = []
    for row, lost_at in zip(inspection.unfound.tolist(), inspection.lost_at.tolist(), strict=True):
        about = verdicts.detections[verdicts.object == row]
        x1, y1, x2, y2 = result.true_boxes[row].tolist()
        lost.append(
            LostObject(
                result.path,
                (x1, y1, x2, y2),
                classes[result.true_labels[row] - 1],
                LostAt(lost_at),
                Verdict(about[0]) if len(about) else Verdict.MISSED,
            )
        )
    return lost
