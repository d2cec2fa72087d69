"""Where a network loses what it loses: proposal recall, kinds of error, and the stage that lost each object."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from detector.config import ProposalSourceName
from detector.evaluation.error_costs import ErrorSummary, summarize_errors
from detector.evaluation.error_types import ImageVerdicts, classify_detections
from detector.evaluation.image_diagnostics import ImageDiagnostics
from detector.evaluation.masks import MaskResult, compare_by_masks, list_found_masks
from detector.evaluation.proposal_recall import ProposalRecall, compute_proposal_recall
from detector.evaluation.results import ImageResult
from detector.outcomes import RPN_MISS_CAUSES, MissCause, Verdict
from detector.trace.miss_attribution import find_mask_miss


@dataclass(frozen=True)
class DiagnosedMiss:
    """One object that was not found, or the mask of whose detection is not correct."""

    image: Path
    box: tuple[float, float, float, float]
    """x1 y1 x2 y2, pixels of the image"""
    label: str
    cause: MissCause
    verdict: Verdict
    """CLASS, LOCATION or MASK where a detection would have found it but for its class, box or mask, else MISSED"""


@dataclass(frozen=True)
class Diagnostics:
    """Of all images."""

    proposals: ProposalRecall | None
    """None: no object counts"""
    errors: ErrorSummary
    missed: tuple[DiagnosedMiss, ...]
    mask_errors: ErrorSummary | None = None
    """The same of masks; None where they were not compared"""
    source: ProposalSourceName = "rpn"
    """Where the proposals come from"""

    @property
    def count_by_cause(self) -> dict[MissCause, int]:
        """How many objects each stage of the network lost, in the order of stages.

        The mask head is one where masks were compared. Anchors and NMS of candidates are where the network has an RPN.
        """
        count = Counter(one.cause for one in self.missed)
        others = {MissCause.MASK_HEAD} if self.mask_errors is None else set()
        if self.source != "rpn":
            others |= RPN_MISS_CAUSES
        return {stage: count[stage] for stage in MissCause if stage not in others}


def gather_diagnostics(
    results: Sequence[ImageResult],
    inspections: Sequence[ImageDiagnostics],
    classes: Sequence[str],
    masks: Sequence[MaskResult] = (),
    source: ProposalSourceName = "rpn",
) -> Diagnostics:
    """`inspections` are those of `results`, and so are `masks`, where they were compared; see `Diagnostics.source`."""
    verdicts = [classify_detections(result) for result in results]
    lost = tuple(
        one for image in zip(results, verdicts, inspections, strict=True) for one in _diagnose_misses(*image, classes)
    ) + tuple(one for image in zip(results, masks, strict=False) for one in _diagnose_mask_misses(*image, classes))
    return Diagnostics(
        compute_proposal_recall(
            [one.best_iou_by_count for one in inspections],
            max((one.survivors for one in inspections), default=0),
            max((one.kept for one in inspections), default=0),
        ),
        summarize_errors(results, verdicts, len(classes)),
        lost,
        summarize_mask_errors(results, masks, len(classes)),
        source,
    )


def summarize_mask_errors(
    results: Sequence[ImageResult], masks: Sequence[MaskResult], class_count: int
) -> ErrorSummary | None:
    """The errors of `masks`, one entry for each of `results`; None where no object has an outline."""
    if all(one.ignored.all() for one in masks):
        return None
    compared = [compare_by_masks(*one) for one in zip(results, masks, strict=True)]
    return summarize_errors(compared, map(classify_detections, compared), class_count)


def _diagnose_mask_misses(result: ImageResult, masks: MaskResult, classes: Sequence[str]) -> list[DiagnosedMiss]:
    """The objects that were found by their boxes alone."""
    causes = ((one.object, find_mask_miss(one.iou)) for one in list_found_masks(result, masks))
    return [_describe_miss(result, row, cause, Verdict.MASK, classes) for row, cause in causes if cause is not None]


def _diagnose_misses(
    result: ImageResult, verdicts: ImageVerdicts, inspection: ImageDiagnostics, classes: Sequence[str]
) -> list[DiagnosedMiss]:
    lost = []
    for row, cause in zip(inspection.missed.tolist(), inspection.causes.tolist(), strict=True):
        about = verdicts.detections[verdicts.object == row]
        verdict = Verdict(about[0]) if len(about) else Verdict.MISSED
        lost.append(_describe_miss(result, row, MissCause(cause), verdict, classes))
    return lost


def _describe_miss(
    result: ImageResult, row: int, cause: MissCause, verdict: Verdict, classes: Sequence[str]
) -> DiagnosedMiss:
    x1, y1, x2, y2 = result.true_boxes[row].tolist()
    return DiagnosedMiss(result.path, (x1, y1, x2, y2), classes[result.true_labels[row] - 1], cause, verdict)
