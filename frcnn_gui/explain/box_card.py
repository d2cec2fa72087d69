"""The card of one ground-truth box: the anchors it got and why, and how far the stages carried it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detector.outcomes import BoxMatch
from frcnn_gui.common.language import N_, tr
from frcnn_gui.explain.anchor_card import describe_limits, link_candidate
from frcnn_gui.explain.card import ANCHOR, BOX, Card, fill_html, format_link
from frcnn_gui.stages.layer_inputs import LayerInputs
from frcnn_gui.stages.texts import MISS_CAUSE_TEXTS, RUNNING_TEXT, anchor_size, format_box_name, format_size

if TYPE_CHECKING:
    from detector.trace.provenance import BoxProvenance
    from detector.trace.schema import StageTrace
    from detector.trace.shape_fit import BestMatch, ShapeFit

NO_SHAPE_FITS_TEXT = N_(
    "No shape fits: even centered on the box, the best has IoU {iou}. Add a similar scale or ratio, or increase "
    "the short side."
)
BETTER_ANCHOR_OUTSIDE_TEXT = N_(
    "A better anchor, {outside}, IoU {iou}, is left out because it crosses the image border."
)
DIFFICULT_TEXT = N_("Marked as difficult: counts neither as detected nor as missed.")
MATCHED_OTHER_TEXT = N_("The best detection of its class was matched with {other}.")
UNKNOWN_CLASS_TEXT = N_("The network does not have this class.")

MAX_POSITIVES = 8


def build_box_card(inputs: LayerInputs, box: int, traced: int) -> str:
    """HTML of ground-truth box `box` of the assignment; `traced` is its row in the trace, -1 where it has none."""
    card = Card(format_box_name(inputs.labels, box))
    x1, y1, x2, y2 = (float(value) for value in inputs.boxes[box])
    frame = inputs.frame
    at_input = format_size((x2 - x1) * frame.scale_x, (y2 - y1) * frame.scale_y)
    text = tr("{size} in the image, {input} at the network input")
    card.add_line(fill_html(text, size=format_size(x2 - x1, y2 - y1), input=at_input))
    _add_anchors(card, inputs, box)
    if inputs.trace is None or traced < 0:
        card.add_line(fill_html(_explain_missing_trace(inputs, box)))
        return card.html
    from detector.trace.provenance import build_box_provenance

    _add_stages(card, inputs, inputs.trace, build_box_provenance(inputs.trace, traced))
    return card.html


def _explain_missing_trace(inputs: LayerInputs, box: int) -> str:
    if inputs.trace is not None and inputs.labels[box] not in inputs.trace.classes:
        return tr(UNKNOWN_CLASS_TEXT)
    if (inputs.boxes[box, 2:] <= inputs.boxes[box, :2]).any():
        return tr("No area inside the image, so training leaves it out.")
    return tr(RUNNING_TEXT)


def _add_anchors(card: Card, inputs: LayerInputs, box: int) -> None:
    from detector.trace.shape_fit import compute_shape_fit

    fit = compute_shape_fit(inputs.grid, inputs.assignment, inputs.boxes, box)
    card.add_section(tr("Anchors"))
    card.add_line(_describe_match(inputs, fit))
    positives = inputs.assignment.find_positives(box)
    if len(positives):
        best = positives[np.argsort(-inputs.assignment.best_iou[positives], kind="stable")]
        shown = [
            format_link(ANCHOR, int(row), f"{inputs.assignment.best_iou[row]:.2f}") for row in best[:MAX_POSITIVES]
        ]
        more = ", …" if len(best) > MAX_POSITIVES else ""
        card.add_line(fill_html(tr("IoU of its positive anchors: {list}"), list=", ".join(shown) + more))
    if fit.match is not BoxMatch.MATCHED:
        for sentence in _list_reasons(inputs, fit):
            card.add_line(sentence)


def _describe_match(inputs: LayerInputs, fit: ShapeFit) -> str:
    limit = f"{inputs.config.anchor_targets.positive_iou:g}"
    if fit.match is BoxMatch.MATCHED:
        text = tr("Matched: %Ln positive anchor(s), at least one with IoU {limit} or more.", "", fit.positives)
    elif fit.match is BoxMatch.RESCUED:
        text = tr(
            "Rescued: no anchor reaches IoU {limit}, so the best became positive (%Ln anchor(s)).",
            "",
            fit.positives,
        )
    else:
        text = tr("Unmatched: no positive anchor, so the RPN does not learn this object.")
    return fill_html(text, limit=limit)


def _list_reasons(inputs: LayerInputs, fit: ShapeFit) -> list[str]:
    """Why no anchor reaches the threshold: the shapes, the border, the cells, or another box."""
    limit = inputs.config.anchor_targets.positive_iou
    reasons = []
    if fit.best >= 0:
        best = format_link(ANCHOR, fit.best, format_size(*anchor_size(inputs, fit.best)))
        reasons.append(fill_html(tr("Its best anchor, {best}, has IoU {iou}."), best=best, iou=f"{fit.best_iou:.2f}"))
    level = fit.shape // inputs.grid.per_cell
    stride = inputs.config.backbone.level_strides[level]
    values = {"iou": f"{fit.centered_iou:.2f}", "limit": f"{limit:g}", "stride": stride}
    if fit.centered_iou < limit:
        text = tr(NO_SHAPE_FITS_TEXT)
    else:
        text = tr(
            "A shape fits (IoU {iou} if centered), but its cells are {stride} px apart and none is close enough to "
            "the center of the box."
        )
    reasons.append(fill_html(text, **values))
    if fit.outside_iou > fit.best_iou:
        outside = format_link(ANCHOR, fit.outside, format_size(*anchor_size(inputs, fit.outside)))
        text = tr(BETTER_ANCHOR_OUTSIDE_TEXT)
        reasons.append(fill_html(text, outside=outside, iou=f"{fit.outside_iou:.2f}"))
    if fit.competing_box >= 0:
        other = format_link(BOX, fit.competing_box, format_box_name(inputs.labels, fit.competing_box))
        reasons.append(fill_html(tr("Its best anchor overlaps {other} more and is assigned to it."), other=other))
    return reasons


def _add_stages(card: Card, inputs: LayerInputs, trace: StageTrace, provenance: BoxProvenance) -> None:
    card.add_section(tr("Through the stages"))
    card.add_line(describe_limits(trace))
    kept, sampled = trace.proposals.kept, trace.rois.proposal
    proposal = int(kept[provenance.best_proposal.row]) if provenance.best_proposal.row >= 0 else -1
    roi = int(sampled[provenance.best_roi.row]) if provenance.best_roi.row >= 0 else -1
    found = provenance.detection.row
    rows = [
        (
            tr("best candidate"),
            _format_iou(provenance.best_candidate),
            link_candidate(trace, provenance.best_candidate.row),
        ),
        (tr("best proposal"), _format_iou(provenance.best_proposal), link_candidate(trace, proposal)),
        (
            tr("best RoI in training"),
            _format_iou(provenance.best_roi),
            link_candidate(trace, int(kept[roi])) if roi >= 0 else _format_injected(provenance.best_roi),
        ),
        (tr("best detection of its class"), _format_iou(provenance.detection), _link_detection(trace, found)),
    ]
    card.add_table(rows, ("", tr("IoU"), ""))
    if trace.difficult[provenance.box]:
        card.add_line(fill_html(tr(DIFFICULT_TEXT)))
    if provenance.miss_cause is None:
        card.add_line(fill_html(tr("Detected.")))
    else:
        _add_other_box(card, inputs, provenance)
        card.add_line(fill_html(tr("Missed. {why}"), why=tr(MISS_CAUSE_TEXTS[provenance.miss_cause])))


def _add_other_box(card: Card, inputs: LayerInputs, provenance: BoxProvenance) -> None:
    """A detection that reaches this box may have been matched with another one."""
    if not 0 <= provenance.detected_box != provenance.box:
        return
    row = provenance.detected_box if inputs.traced_boxes is None else inputs.traced_boxes[provenance.detected_box]
    if row >= 0:
        other = format_link(BOX, row, format_box_name(inputs.labels, row))
        card.add_line(fill_html(tr(MATCHED_OTHER_TEXT), other=other))


def _format_iou(best: BestMatch) -> str:
    return f"{best.iou:.2f}" if best.row >= 0 else "–"


def _format_injected(best: BestMatch) -> str:
    return tr("the box itself") if best.row >= 0 else ""


def _link_detection(trace: StageTrace, row: int) -> str:
    if row < 0:
        return ""
    anchor = int(trace.proposals.kept[trace.detections.roi[row]])
    return format_link(ANCHOR, anchor, f"{trace.detections.scores[row]:.2f}")
