"""An evaluation as text for people, and as plain values for JSON."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from detector.evaluation.coco import CocoMetrics
from detector.evaluation.error_costs import ErrorSummary
from detector.evaluation.masks import MaskMetrics
from detector.evaluation.measurement import Evaluation
from detector.outcomes import MissCause, Verdict

if TYPE_CHECKING:
    from detector.evaluation.diagnostics import DiagnosedMiss, Diagnostics
    from detector.evaluation.proposal_recall import ProposalRecall

MISSED_STAGES_TITLE = "The stage that missed each of the {count} undetected objects:"
MISSED_OR_UNMASKED_TITLE = "The stage that missed each of the {count} objects without a correct box or a correct mask:"
ERRORS_TITLE = "Errors, and the AP50 that each type costs:"
MASK_ERRORS_TITLE = "Errors of the masks, and the AP50 of masks that each type costs:"

ERROR_MEANINGS = {
    Verdict.CLASS: "on an object of another class",
    Verdict.LOCATION: "on an object of its class, but not well enough",
    Verdict.BOTH: "on an object of another class, and not well enough",
    Verdict.DUPLICATE: "on an object that was already detected",
    Verdict.BACKGROUND: "on nothing",
    Verdict.MISSED: "objects without a detection",
    Verdict.MASK: "its box is correct, its mask is not",
}
MISS_CAUSE_MEANINGS = {
    MissCause.NO_POSITIVE_ANCHOR: "no anchor is trained to find it",
    MissCause.PROPOSAL_BOX: "no candidate overlaps it enough",
    MissCause.PROPOSAL_SIZE: "its candidates were dropped for their size",
    MissCause.RPN_SCORE: "its candidates scored too low",
    MissCause.RPN_NMS: "its candidates were suppressed by others",
    MissCause.ROI_HEAD: "the head had a proposal: wrong class, low score or bad box",
    MissCause.FINAL_NMS: "the head detected it, and the final NMS removed it",
    MissCause.MASK_HEAD: "its box was detected, its mask is not correct",
}
OUTSIDE_MISS_CAUSE_MEANINGS = {
    MissCause.PROPOSAL_BOX: "no proposal from {source} overlaps it enough",
    MissCause.PROPOSAL_SIZE: "its proposals from {source} were dropped for their size",
    MissCause.RPN_SCORE: "too many other proposals from {source} rank before those that overlap it",
}
"""Of a network without an RPN"""
SHOWN_IOUS = (0.5, 0.6, 0.7, 0.8, 0.9)
Row = tuple[str, ...]
_SIZES = "small: under 32x32 pixels, large: over 96x96"


def format_evaluation(measured: Evaluation) -> str:
    """Tables, each under a line that says what it shows."""
    blocks = [_format_overall(measured), _format_classes(measured)]
    if measured.masks is not None:
        blocks.append(_format_masks(measured, measured.masks))
    if measured.diagnostics is not None:
        if measured.diagnostics.proposals is not None:
            blocks.append(_format_proposals(measured.diagnostics.proposals))
        blocks.append(_format_errors(measured.diagnostics.errors))
        if measured.diagnostics.mask_errors is not None:
            blocks.append(_format_errors(measured.diagnostics.mask_errors, MASK_ERRORS_TITLE))
        blocks.append(format_missed(measured.diagnostics))
    elif measured.errors is not None:
        blocks.append(_format_errors(measured.errors))
    return "\n\n".join(blocks)


def evaluation_as_object(measured: Evaluation) -> dict[str, Any]:
    """Everything; `box` is x1, y1, x2, y2 in pixels of the image, and None stands where no object counts."""
    result: dict[str, Any] = {
        "images": measured.images,
        "coco": dataclasses.asdict(measured.coco),
        "voc2010": dataclasses.asdict(measured.average_precision),
        "voc2007": dataclasses.asdict(measured.voc2007),
        "warnings": list(measured.warnings),
    }
    if measured.masks is not None:
        result |= {"masks": dataclasses.asdict(measured.masks.coco)}
        result |= {"boundaries": dataclasses.asdict(measured.masks.boundary)}
    if measured.errors is not None:
        result["errors"] = _errors_object(measured.errors)
    if (details := measured.diagnostics) is None:
        return result
    proposals = details.proposals
    return result | {
        "proposals": None if proposals is None else _proposals_object(proposals),
        "errors": _errors_object(details.errors),
        **({} if details.mask_errors is None else {"mask_errors": _errors_object(details.mask_errors)}),
        "miss_causes": {stage.name.lower(): count for stage, count in details.count_by_cause.items()},
        "missed": [_miss_as_object(one) for one in details.missed],
    }


def _errors_object(errors: ErrorSummary) -> dict[str, Any]:
    return {kind.name.lower(): {"count": errors.count[kind], "ap50_lost": errors.cost[kind]} for kind in errors.count}


def _proposals_object(proposals: ProposalRecall) -> dict[str, Any]:
    return {
        "counts": list(proposals.counts),
        "ious": list(proposals.ious),
        "recall": proposals.recall.tolist(),
        "average_recall": proposals.average_recall.tolist(),
        "objects": proposals.objects,
        "most": proposals.max_survivors,
        "kept": proposals.max_kept,
    }


def _miss_as_object(one: DiagnosedMiss) -> dict[str, Any]:
    return {
        "image": str(one.image),
        "box": list(one.box),
        "label": one.label,
        "cause": one.cause.name.lower(),
        "verdict": one.verdict.name.lower(),
    }


def _format_overall(measured: Evaluation) -> str:
    objects = sum(int((~result.difficult).sum()) for result in measured.results)
    title = f"{measured.images} images, {objects} objects. As COCO measures ({_SIZES}):"
    return _format_table(title, _list_coco_rows(measured.coco))


def _format_masks(measured: Evaluation, masks: MaskMetrics) -> str:
    outlined = sum(int((~result.ignored).sum()) for result in measured.mask_results)
    title = f"Masks, on {outlined} objects with outlines. As COCO measures, by pixels ({_SIZES}):"
    boundary = masks.boundary
    sizes = boundary.ap_small, boundary.ap_medium, boundary.ap_large
    return _format_table(title, [*_list_coco_rows(masks.coco), _format_row("boundary AP", boundary.ap, *sizes)])


def _list_coco_rows(coco: CocoMetrics) -> list[Row]:
    return [
        ("", "all", "small", "medium", "large"),
        _format_row("AP, mean of IoU 0.50 to 0.95", coco.ap, coco.ap_small, coco.ap_medium, coco.ap_large),
        _format_row("AP at IoU 0.50 (AP50)", coco.ap50),
        _format_row("AP at IoU 0.75 (AP75)", coco.ap75),
        _format_row("recall, mean of IoU 0.50 to 0.95", coco.ar_100, coco.ar_small, coco.ar_medium, coco.ar_large),
    ]


def _format_classes(measured: Evaluation) -> str:
    coco, voc, voc2007 = measured.coco, measured.average_precision, measured.voc2007
    rows: list[Row] = [("class", "AP", "AP50", "VOC 2010", "VOC 2007")]
    for name in voc.per_class:
        measures = (coco.per_class, coco.per_class_50, voc.per_class, voc2007.per_class)
        rows.append(_format_row(name, *(measure[name] for measure in measures)))
    rows.append(_format_row("mean", coco.ap, coco.ap50, voc.mean, voc2007.mean))
    return _format_table("By class (COCO's AP and AP50, Pascal VOC's AP50):", rows)


def _format_proposals(proposals: ProposalRecall) -> str:
    columns = [proposals.ious.index(iou) for iou in SHOWN_IOUS]
    rows: list[Row] = [("proposals", *(f"{iou:.2f}" for iou in SHOWN_IOUS), "average")]
    for count, recall, average in zip(proposals.counts, proposals.recall, proposals.average_recall, strict=True):
        rows.append(_format_row(str(count), *recall[columns], average))
        if count >= proposals.max_survivors:
            break
    return _format_table(
        "Fraction of the objects covered by the best proposals of an image, by number of proposals and "
        f"required IoU (the head receives at most {proposals.max_kept}):",
        rows,
    )


def _format_errors(errors: ErrorSummary, title: str = ERRORS_TITLE) -> str:
    rows: list[Row] = [("error", "count", "AP50 lost", "")]
    rows += [
        (_format_code(kind), str(errors.count[kind]), _format_number(errors.cost[kind]), ERROR_MEANINGS[kind])
        for kind in errors.count
    ]
    return _format_table(title, rows)


def format_missed(details: Diagnostics) -> str:
    """A table of the stages that lost objects."""
    if not details.missed:
        return "Every object was detected."
    meanings = MISS_CAUSE_MEANINGS if details.source == "rpn" else MISS_CAUSE_MEANINGS | OUTSIDE_MISS_CAUSE_MEANINGS
    source = "the file" if details.source == "file" else details.source
    rows: list[Row] = [("stage", "count", "")]
    rows += [
        (_format_code(stage), str(count), meanings[stage].format(source=source))
        for stage, count in details.count_by_cause.items()
    ]
    title = MISSED_STAGES_TITLE if details.mask_errors is None else MISSED_OR_UNMASKED_TITLE
    return _format_table(title.format(count=len(details.missed)), rows)


def _format_code(code: Verdict | MissCause) -> str:
    return code.name.lower().replace("_", " ")


def _format_row(name: str, *values: float | None) -> Row:
    return (name, *map(_format_number, values))


def _format_number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _format_table(title: str, rows: Sequence[Row]) -> str:
    """`rows` under `title`, the first of them the heading; what has no heading is aligned to the left, like names."""
    columns = list(zip_longest(*rows, fillvalue=""))
    widths = [max(map(len, column)) for column in columns]
    aligned = [
        [cell.rjust(width) if number and column[0] else cell.ljust(width) for cell in column]
        for number, (column, width) in enumerate(zip(columns, widths, strict=True))
    ]
    return "\n".join((title, *(f"  {'  '.join(cells)}".rstrip() for cells in zip(*aligned, strict=True))))
