"""The card of one ground-truth box: whether it was found or why not, how far the stages carried it, its anchors."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np

from detector.matching.box_overlap import MIN_OBJECT_IOU
from detector.outcomes import BoxMatch
from frcnn_gui.canvas.layers import COMPUTING_TEXT
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.texts.compared_numbers import format_compared, format_threshold
from frcnn_gui.explain.anchor_card import describe_limits, link_candidate
from frcnn_gui.explain.card import ANCHOR, BOX, Card, fill_html, format_link
from frcnn_gui.explain.mask_texts import MaskVerdict
from frcnn_gui.explain.miss_reasons import explain_miss
from frcnn_gui.stages.layer_inputs import LayerInputs
from frcnn_gui.stages.texts import (
    UNTRAINED_TEXT,
    anchor_size,
    explain_no_rpn,
    format_box_name,
    format_miss_verdict,
    format_size,
    format_source,
)

if TYPE_CHECKING:
    from detector.config import DetectorConfig
    from detector.trace.provenance import BoxProvenance
    from detector.trace.schema import StageTrace
    from detector.trace.shape_fit import BestMatch, ShapeFit

FOUND_TEXT = N_("Found: {label} {score}, IoU {iou}")
FOUND_BELOW_SCORE_TEXT = N_("Found with a low score: {label} {score}, IoU {iou}")
BELOW_SCORE_REASON_TEXT = N_("Below the score {limit} of Detections and Review: missed there.")
FOUND_REASON_TEXT = N_("Detection {number} of {count}, from {proposal}.")
NOT_COUNTED_TEXT = N_("Not found, not counted: {box}")
LEFT_OUT_TEXT = N_("Left out: {box}")
NO_SHAPE_FITS_TEXT = N_(
    "No shape fits: centered, the best has IoU {iou}. Add a similar scale or ratio, or raise the short side."
)
BETTER_ANCHOR_OUTSIDE_TEXT = N_("Better, but crosses the image border: {outside}, IoU {iou}.")
DIFFICULT_TEXT = N_("Difficult: counts neither as found nor as missed.")
UNKNOWN_CLASS_TEXT = N_("The network does not have this class.")
NO_AREA_TEXT = N_("No area inside the image, so training leaves it out.")
PENDING_CELL = "…"

MAX_POSITIVES = 8


def build_box_card(inputs: LayerInputs, box: int, traced: int, mask: MaskVerdict | None = None) -> str:
    """HTML of ground-truth box `box` of the assignment; `traced` is its row in the trace, -1 where it has none.

    The verdict comes first, then the one reason, then what is known of the `mask` of what found it, then the stages.
    What needs no trace is there at once.
    """
    from detector.trace.provenance import build_box_provenance

    has_trace = inputs.trace is not None and traced >= 0
    provenance = build_box_provenance(inputs.trace, traced) if inputs.trace is not None and has_trace else None
    is_found = provenance is not None and provenance.found_by.row >= 0
    card = _begin_card(inputs, box, provenance, mask)
    for sentence in () if mask is None else mask.sentences:
        card.add_line(escape(sentence))
    if provenance is not None and not inputs.is_trained:
        card.add_line(fill_html(tr(UNTRAINED_TEXT)))
    if inputs.trace is not None and provenance is not None:
        _add_stages(card, inputs.trace, provenance)
    elif inputs.is_computing:
        card.add_table([(name, PENDING_CELL, "") for name in _list_stage_names(inputs.config)], ("", tr("IoU"), ""))
    _add_anchors(card, inputs, box, with_reasons=not is_found and not inputs.is_computing)
    card.add_line(_describe_size(inputs, box))
    return card.html


def _begin_card(inputs: LayerInputs, box: int, provenance: BoxProvenance | None, mask: MaskVerdict | None) -> Card:
    """With the verdict and its reason."""
    name, trace = format_box_name(inputs.labels, box), inputs.trace
    if trace is None:
        card = Card(tr("{what}: {count}").format(what=name, count=tr(COMPUTING_TEXT)) if inputs.is_computing else name)
        card.add_line(fill_html(inputs.failure or PENDING_CELL))
        return card
    if provenance is None:
        card = Card(tr(LEFT_OUT_TEXT).format(box=name))
        card.add_line(fill_html(tr(NO_AREA_TEXT if inputs.labels[box] in trace.classes else UNKNOWN_CLASS_TEXT)))
        return card
    is_difficult = bool(trace.difficult[provenance.box])
    if provenance.found_by.row >= 0:
        cause = None if mask is None else mask.miss_cause
        verdict = "" if cause is None else format_miss_verdict(cause, trace.config.proposals.source, name)
        card = _begin_found_card(trace, provenance, inputs.shown_score, verdict)
    elif is_difficult:
        card = Card(tr(NOT_COUNTED_TEXT).format(box=name))
    else:
        assert provenance.miss_cause is not None
        card = Card(format_miss_verdict(provenance.miss_cause, trace.config.proposals.source, name))
        card.add_line(explain_miss(inputs, trace, provenance))
    if is_difficult:
        card.add_line(fill_html(tr(DIFFICULT_TEXT)))
    return card


def _begin_found_card(trace: StageTrace, provenance: BoxProvenance, shown_score: float, verdict: str) -> Card:
    """`verdict`: what comes first where the object is found by its box alone."""
    found, row = trace.detections, provenance.found_by.row
    score, is_shown = float(found.scores[row]), float(found.scores[row]) >= shown_score
    title = tr(FOUND_TEXT if is_shown else FOUND_BELOW_SCORE_TEXT).format(
        label=trace.classes[int(found.labels[row]) - 1],
        score=format_compared(score, trace.config.detection.score, shown_score),
        iou=_format_iou(provenance.found_by),
    )
    card = Card(verdict or title)
    if verdict:
        card.add_line(escape(title))
    if not is_shown:
        card.add_line(fill_html(tr(BELOW_SCORE_REASON_TEXT), limit=format_threshold(shown_score)))
        return card
    proposal = link_candidate(trace, int(trace.proposals.kept[found.roi[row]]))
    values = {"number": f"{row + 1:,}", "count": f"{len(found):,}", "proposal": proposal}
    card.add_line(fill_html(tr(FOUND_REASON_TEXT), **values))
    return card


STAGE_NAMES = (
    N_("best candidate"),
    N_("best proposal"),
    N_("best RoI in training"),
    N_("detection of its class"),
)
OUTSIDE_CANDIDATE_NAME = N_("best box of {source}")
"""In a network without an RPN"""


def _list_stage_names(config: DetectorConfig) -> list[str]:
    names = [tr(name) for name in STAGE_NAMES]
    if not config.proposals.has_rpn:
        names[0] = tr(OUTSIDE_CANDIDATE_NAME).format(source=format_source(config.proposals.source))
    return names


def _add_stages(card: Card, trace: StageTrace, provenance: BoxProvenance) -> None:
    kept, sampled = trace.proposals.kept, trace.rois.proposal
    proposal = int(kept[provenance.best_proposal.row]) if provenance.best_proposal.row >= 0 else -1
    roi = int(sampled[provenance.best_roi.row]) if provenance.best_roi.row >= 0 else -1
    of_roi = link_candidate(trace, int(kept[roi])) if roi >= 0 else _format_injected(provenance.best_roi)
    detection = provenance.found_by if provenance.found_by.row >= 0 else provenance.detection
    bests = (provenance.best_candidate, provenance.best_proposal, provenance.best_roi, detection)
    links = (
        link_candidate(trace, provenance.best_candidate.row, is_short=True),
        link_candidate(trace, proposal),
        of_roi,
        _link_detection(trace, detection.row),
    )
    names = _list_stage_names(trace.config)
    rows = [(name, _format_iou(best), link) for name, best, link in zip(names, bests, links, strict=True)]
    card.add_table(rows, ("", tr("IoU"), ""))
    card.add_line(describe_limits(trace))


def _format_iou(best: BestMatch) -> str:
    return format_compared(best.iou, MIN_OBJECT_IOU) if best.row >= 0 else "–"


def _format_injected(best: BestMatch) -> str:
    return tr("the box itself") if best.row >= 0 else ""


def _link_detection(trace: StageTrace, row: int) -> str:
    if row < 0:
        return ""
    anchor = int(trace.proposals.kept[trace.detections.roi[row]])
    return format_link(
        ANCHOR, anchor, format_compared(float(trace.detections.scores[row]), trace.config.detection.score)
    )


# -- what needs the assignment alone


def _describe_size(inputs: LayerInputs, box: int) -> str:
    x1, y1, x2, y2 = (float(value) for value in inputs.boxes[box])
    at_input = format_size((x2 - x1) * inputs.frame.scale_x, (y2 - y1) * inputs.frame.scale_y)
    text = tr("{box}: {size} in the image, {input} at the network input")
    return fill_html(text, box=format_box_name(inputs.labels, box), size=format_size(x2 - x1, y2 - y1), input=at_input)


def _add_anchors(card: Card, inputs: LayerInputs, box: int, with_reasons: bool) -> None:
    """`with_reasons`: why no anchor reaches the threshold, which matters for what was not found."""
    from detector.trace.shape_fit import compute_shape_fit

    if no_rpn := explain_no_rpn(inputs.config):
        card.add_line(fill_html(no_rpn))
        return
    fit = compute_shape_fit(inputs.grid, inputs.assignment, inputs.boxes, box)
    card.add_section(tr("Anchors"))
    card.add_line(_describe_match(inputs, fit))
    positives = inputs.assignment.find_positives(box)
    if len(positives):
        best = positives[np.argsort(-inputs.assignment.best_iou[positives], kind="stable")]
        shown = [
            format_link(ANCHOR, int(row), _format_anchor_iou(inputs, float(inputs.assignment.best_iou[row])))
            for row in best[:MAX_POSITIVES]
        ]
        more = ", …" if len(best) > MAX_POSITIVES else ""
        card.add_line(fill_html(tr("IoU of its positive anchors: {list}"), list=", ".join(shown) + more))
    if fit.match is not BoxMatch.MATCHED and with_reasons:
        for sentence in _list_reasons(inputs, fit):
            card.add_line(sentence)


def _format_anchor_iou(inputs: LayerInputs, iou: float) -> str:
    return format_compared(iou, inputs.config.anchor_targets.positive_iou)


def _describe_match(inputs: LayerInputs, fit: ShapeFit) -> str:
    if fit.match is BoxMatch.MATCHED:
        text = tr("Matched: %Ln positive anchor(s), best IoU {limit} or more.", "", fit.positives)
    elif fit.match is BoxMatch.RESCUED:
        text = tr(
            "Best anchor only: none reaches IoU {limit} (%Ln positive).",
            "",
            fit.positives,
        )
    else:
        text = tr("Unmatched: no positive anchor in training.")
    return fill_html(text, limit=format_threshold(inputs.config.anchor_targets.positive_iou))


def _list_reasons(inputs: LayerInputs, fit: ShapeFit) -> list[str]:
    """Why no anchor reaches the threshold: the shapes, the border, the cells, or another box."""
    limit = inputs.config.anchor_targets.positive_iou
    reasons = []
    if fit.best >= 0:
        best = format_link(ANCHOR, fit.best, format_size(*anchor_size(inputs, fit.best)))
        iou = _format_anchor_iou(inputs, fit.best_iou)
        reasons.append(fill_html(tr("Its best anchor, {best}, has IoU {iou}."), best=best, iou=iou))
    level = fit.shape // inputs.grid.per_cell
    stride = inputs.config.backbone.level_strides[level]
    if fit.centered_iou < limit:
        text = tr(NO_SHAPE_FITS_TEXT)
    else:
        text = tr("A shape fits (IoU {iou} if centered), but its cells are {stride} px apart and none is near.")
    reasons.append(fill_html(text, iou=_format_anchor_iou(inputs, fit.centered_iou), stride=stride))
    if fit.outside_iou > fit.best_iou:
        outside = format_link(ANCHOR, fit.outside, format_size(*anchor_size(inputs, fit.outside)))
        iou = format_compared(fit.outside_iou, limit, fit.best_iou)
        reasons.append(fill_html(tr(BETTER_ANCHOR_OUTSIDE_TEXT), outside=outside, iou=iou))
    if fit.competing_box >= 0:
        other = format_link(BOX, fit.competing_box, format_box_name(inputs.labels, fit.competing_box))
        reasons.append(fill_html(tr("Its best anchor overlaps {other} more and is assigned to it."), other=other))
    return reasons
