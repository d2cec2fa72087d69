"""An evaluation as text for people, and as plain values for JSON."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from detector.codes import LostAt, Verdict
from detector.evaluation.error_costs import ErrorSummary
from detector.evaluation.measurement import Evaluation

if TYPE_CHECKING:
    from detector.evaluation.details import Details, LostObject
    from detector.evaluation.proposal_recall import ProposalRecall

ERROR_MEANINGS = {
    Verdict.CLASS: "on an object of another class",
    Verdict.LOCATION: "on an object of its class, but not well enough",
    Verdict.BOTH: "on an object of another class, and not well enough",
    Verdict.DUPLICATE: "on an object that was found already",
    Verdict.BACKGROUND: "on nothing",
    Verdict.MISSED: "objects that no detection is about",
}
LOST_MEANINGS = {
    LostAt.NO_POSITIVE_ANCHOR: "no anchor teaches the RPN to find it",
    LostAt.PROPOSAL_BOX: "no candidate of the RPN overlaps it enough",
    LostAt.PROPOSAL_SIZE: "its candidates were dropped for their size",
    LostAt.RPN_SCORE: "its candidates scored too low",
    LostAt.RPN_NMS: "its candidates were suppressed by others",
    LostAt.ROI_HEAD: "the head saw it: wrong class, low score or bad box",
    LostAt.FINAL_NMS: "the head found it, and NMS took it away",
}
SHOWN_IOUS = (0.5, 0.6, 0.7, 0.8, 0.9)
Row = tuple[str, ...]


def as_text(measured: Evaluation) -> str:
    """Tables, each under a line that says what it shows."""
    blocks = [_overall(measured), _by_class(measured)]
    if measured.details is not None:
        if measured.details.proposals is not None:
            blocks.append(_proposals(measured.details.proposals))
        blocks += [_errors(measured.details.errors), _lost(measured.details)]
    elif measured.errors is not None:
        blocks.append(_errors(measured.errors))
    return "\n\n".join(blocks)


def as_object(measured: Evaluation) -> dict[str, Any]:
    """Everything; `box` is x1, y1, x2, y2 in pixels of the image, and None stands where no object counts."""
    told: dict[str, Any] = {
        "images": measured.images,
        "coco": dataclasses.asdict(measured.coco),
        "voc2010": dataclasses.asdict(measured.average_precision),
        "voc2007": dataclasses.asdict(measured.voc2007),
        "warnings": list(measured.warnings),
    }
    if measured.errors is not None:
        told["errors"] = _errors_object(measured.errors)
    if (details := measured.details) is None:
        return told
    proposals = details.proposals
    return told | {
        "proposals": None if proposals is None else _proposals_object(proposals),
        "errors": _errors_object(details.errors),
        "lost_at": {stage.name.lower(): count for stage, count in details.lost_at.items()},
        "lost": [_lost_object(one) for one in details.lost],
    }


def _errors_object(errors: ErrorSummary) -> dict[str, Any]:
    return {kind.name.lower(): {"count": errors.count[kind], "ap50_lost": errors.cost[kind]} for kind in errors.count}


def _proposals_object(proposals: ProposalRecall) -> dict[str, Any]:
    return {
        "counts": list(proposals.counts),
        "ious": list(proposals.ious),
        "recall": proposals.recall.tolist(),
        "average_recall": proposals.average.tolist(),
        "objects": proposals.objects,
        "most": proposals.most,
        "kept": proposals.kept,
    }


def _lost_object(one: LostObject) -> dict[str, Any]:
    return {
        "image": str(one.image),
        "box": list(one.box),
        "label": one.label,
        "lost_at": one.lost_at.name.lower(),
        "verdict": one.verdict.name.lower(),
    }


def _overall(measured: Evaluation) -> str:
    coco = measured.coco
    objects = sum(int((~result.difficult).sum()) for result in measured.results)
    rows = [
        ("", "all", "small", "medium", "large"),
        _row("AP, mean of IoU 0.50 to 0.95", coco.ap, coco.ap_small, coco.ap_medium, coco.ap_large),
        _row("AP at IoU 0.50 (AP50)", coco.ap50),
        _row("AP at IoU 0.75 (AP75)", coco.ap75),
        _row("recall, mean of IoU 0.50 to 0.95", coco.ar_100, coco.ar_small, coco.ar_medium, coco.ar_large),
    ]
    sizes = "small: under 32x32 pixels, large: over 96x96"
    return _table(f"{measured.images} images, {objects} objects. As COCO measures ({sizes}):", rows)


def _by_class(measured: Evaluation) -> str:
    coco, voc, voc2007 = measured.coco, measured.average_precision, measured.voc2007
    rows: list[Row] = [("class", "AP", "AP50", "VOC 2010", "VOC 2007")]
    for name in voc.per_class:
        measures = (coco.per_class, coco.per_class_50, voc.per_class, voc2007.per_class)
        rows.append(_row(name, *(measure[name] for measure in measures)))
    rows.append(_row("mean", coco.ap, coco.ap50, voc.mean, voc2007.mean))
    return _table("By class (COCO's AP and AP50, Pascal VOC's AP50):", rows)


def _proposals(proposals: ProposalRecall) -> str:
    columns = [proposals.ious.index(iou) for iou in SHOWN_IOUS]
    rows: list[Row] = [("proposals", *(f"{iou:.2f}" for iou in SHOWN_IOUS), "average")]
    for count, recall, average in zip(proposals.counts, proposals.recall, proposals.average, strict=True):
        rows.append(_row(str(count), *recall[columns], average))
        if count >= proposals.most:
            break
    return _table(
        "Share of the objects that an image's best proposals reach, by their number and the IoU asked for "
        f"(the head sees {proposals.kept} at most):",
        rows,
    )


def _errors(errors: ErrorSummary) -> str:
    rows: list[Row] = [("error", "count", "AP50 lost", "")]
    rows += [
        (_name(kind), str(errors.count[kind]), _number(errors.cost[kind]), ERROR_MEANINGS[kind])
        for kind in errors.count
    ]
    return _table("Wrong detections and missed objects, and the AP50 that each kind costs:", rows)


def _lost(details: Details) -> str:
    if not details.lost:
        return "Every object was found."
    rows: list[Row] = [("stage", "count", "")]
    rows += [(_name(stage), str(count), LOST_MEANINGS[stage]) for stage, count in details.lost_at.items()]
    return _table(f"The stage that lost each of the {len(details.lost)} objects that were not found:", rows)


def _name(code: Verdict | LostAt) -> str:
    return code.name.lower().replace("_", " ")


def _row(name: str, *values: float | None) -> Row:
    return (name, *map(_number, values))


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _table(title: str, rows: Sequence[Row]) -> str:
    """`rows` under `title`, the first of them the heading; what has no heading is aligned to the left, like names."""
    columns = list(zip_longest(*rows, fillvalue=""))
    widths = [max(map(len, column)) for column in columns]
    aligned = [
        [cell.rjust(width) if number and column[0] else cell.ljust(width) for cell in column]
        for number, (column, width) in enumerate(zip(columns, widths, strict=True))
    ]
    return "\n".join((title, *(f"  {'  '.join(cells)}".rstrip() for cells in zip(*aligned, strict=True))))
