"""The card of one ground-truth box: the anchors it got and why, and how far the stages carried it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detector.outcomes import BoxMatch
from frcnn_gui.common.language import tr
from frcnn_gui.explain.anchor_card import describe_limits, link_candidate
from frcnn_gui.explain.card import ANCHOR, BOX, Card, fill_html, format_link
from frcnn_gui.stages.layer_inputs import LayerInputs
from frcnn_gui.stages.texts import MISS_CAUSE_TEXTS, anchor_size, format_box_name, format_size

if TYPE_CHECKING:
    from detector.trace.provenance import BoxProvenance
    from detector.trace.schema import StageTrace
    from detector.trace.shape_fit import BestMatch, ShapeFit

MAX_POSITIVES = 8


def build_box_card(look: LayerInputs, box: int, traced: int) -> str:
    """HTML of ground-truth box `box` of the assignment; `traced` is its row in the trace, -1 where it has none."""
    card = Card(format_box_name(look.labels, box))
    x1, y1, x2, y2 = (float(value) for value in look.boxes[box])
    frame = look.frame
    at_input = format_size((x2 - x1) * frame.scale_x, (y2 - y1) * frame.scale_y)
    text = tr("{size} in the image, {input} at the network's input")
    card.add_line(fill_html(text, size=format_size(x2 - x1, y2 - y1), input=at_input))
    _add_anchors(card, look, box)
    if look.trace is None or traced < 0:
        card.add_line(fill_html(_explain_missing_trace(look, box)))
        return card.html
    from detector.trace.provenance import build_box_provenance

    _add_stages(card, look, look.trace, build_box_provenance(look.trace, traced))
    return card.html


def _explain_missing_trace(look: LayerInputs, box: int) -> str:
    if look.trace is not None and look.labels[box] not in look.trace.classes:
        return tr("The network has no such class.")
    if (look.boxes[box, 2:] <= look.boxes[box, :2]).any():
        return tr("It has no area inside the image, so training leaves it out.")
    return tr("The stages are running…")


def _add_anchors(card: Card, look: LayerInputs, box: int) -> None:
    from detector.trace.shape_fit import compute_shape_fit

    fit = compute_shape_fit(look.grid, look.assignment, look.boxes, box)
    card.add_section(tr("Anchors"))
    card.add_line(_describe_match(look, fit))
    positives = look.assignment.find_positives(box)
    if len(positives):
        best = positives[np.argsort(-look.assignment.best_iou[positives], kind="stable")]
        shown = [format_link(ANCHOR, int(row), f"{look.assignment.best_iou[row]:.2f}") for row in best[:MAX_POSITIVES]]
        more = ", …" if len(best) > MAX_POSITIVES else ""
        card.add_line(fill_html(tr("IoU of its positive anchors: {list}"), list=", ".join(shown) + more))
    if fit.match is not BoxMatch.MATCHED:
        for sentence in _list_reasons(look, fit):
            card.add_line(sentence)


def _describe_match(look: LayerInputs, fit: ShapeFit) -> str:
    limit = f"{look.config.anchor_targets.positive_iou:g}"
    if fit.match is BoxMatch.MATCHED:
        text = tr("Matched: %Ln positive anchor(s), at least one with IoU {limit} or more.", "", fit.positives)
    elif fit.match is BoxMatch.RESCUED:
        text = tr(
            "Rescued: no anchor reaches IoU {limit}, so the best there is became positive (%Ln anchor(s)).",
            "",
            fit.positives,
        )
    else:
        text = tr("Unmatched: no anchor is positive for it, so the RPN does not learn to find it.")
    return fill_html(text, limit=limit)


def _list_reasons(look: LayerInputs, fit: ShapeFit) -> list[str]:
    """Why no anchor reaches the threshold: the shapes, the border, the cells, or another box."""
    limit = look.config.anchor_targets.positive_iou
    reasons = []
    if fit.best >= 0:
        best = format_link(ANCHOR, fit.best, format_size(*anchor_size(look, fit.best)))
        reasons.append(fill_html(tr("Its best anchor, {best}, has IoU {iou}."), best=best, iou=f"{fit.best_iou:.2f}"))
    level = fit.shape // look.grid.per_cell
    stride = look.config.backbone.level_strides[level]
    values = {"iou": f"{fit.centered_iou:.2f}", "limit": f"{limit:g}", "stride": stride}
    if fit.centered_iou < limit:
        text = tr(
            "No shape fits: even centred on it, the best one would have IoU {iou}. Add a scale or a ratio near its "
            "size, or a larger short side."
        )
    else:
        text = tr(
            "A shape fits (IoU {iou} if it were centred on it), but its cells stand {stride} px apart, and none is "
            "near enough to the middle of the box."
        )
    reasons.append(fill_html(text, **values))
    if fit.outside_iou > fit.best_iou:
        outside = format_link(ANCHOR, fit.outside, format_size(*anchor_size(look, fit.outside)))
        text = tr("A better one, {outside}, IoU {iou}, crosses the border of the image and is left out.")
        reasons.append(fill_html(text, outside=outside, iou=f"{fit.outside_iou:.2f}"))
    if fit.competing_box >= 0:
        other = format_link(BOX, fit.competing_box, format_box_name(look.labels, fit.competing_box))
        reasons.append(fill_html(tr("Its best anchor overlaps {other} more, and learns to find that."), other=other))
    return reasons


def _add_stages(card: Card, look: LayerInputs, trace: StageTrace, story: BoxProvenance) -> None:
    card.add_section(tr("Through the stages"))
    card.add_line(describe_limits(trace))
    kept, sampled = trace.proposals.kept, trace.rois.proposal
    proposal = int(kept[story.best_proposal.row]) if story.best_proposal.row >= 0 else -1
    roi = int(sampled[story.best_roi.row]) if story.best_roi.row >= 0 else -1
    found = story.detection.row
    rows = [
        (tr("best candidate"), _format_iou(story.best_candidate), link_candidate(trace, story.best_candidate.row)),
        (tr("best proposal"), _format_iou(story.best_proposal), link_candidate(trace, proposal)),
        (
            tr("best RoI in training"),
            _format_iou(story.best_roi),
            link_candidate(trace, int(kept[roi])) if roi >= 0 else _format_injected(story.best_roi),
        ),
        (tr("best detection of its class"), _format_iou(story.detection), _link_detection(trace, found)),
    ]
    card.add_table(rows, ("", tr("IoU"), ""))
    if trace.difficult[story.box]:
        card.add_line(fill_html(tr("It is marked difficult, so it counts neither as found nor as missed.")))
    if story.miss_cause is None:
        card.add_line(fill_html(tr("It is found.")))
    else:
        _add_other_box(card, look, story)
        card.add_line(fill_html(tr("It is lost. {why}"), why=tr(MISS_CAUSE_TEXTS[story.miss_cause])))


def _add_other_box(card: Card, look: LayerInputs, story: BoxProvenance) -> None:
    """A detection that reaches this box may have been matched with another one."""
    if not 0 <= story.detected_box != story.box:
        return
    row = story.detected_box if look.traced_boxes is None else look.traced_boxes[story.detected_box]
    if row >= 0:
        other = format_link(BOX, row, format_box_name(look.labels, row))
        card.add_line(fill_html(tr("The best detection of its class was matched with {other}."), other=other))


def _format_iou(best: BestMatch) -> str:
    return f"{best.iou:.2f}" if best.row >= 0 else "–"


def _format_injected(best: BestMatch) -> str:
    return tr("the box itself") if best.row >= 0 else ""


def _link_detection(trace: StageTrace, row: int) -> str:
    if row < 0:
        return ""
    anchor = int(trace.proposals.kept[trace.detections.roi[row]])
    return format_link(ANCHOR, anchor, f"{trace.detections.scores[row]:.2f}")
