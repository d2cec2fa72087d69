"""The card of one ground-truth box: the anchors it got and why, and how far the stages carried it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detector.codes import BoxMatch
from frcnn_gui.language import tr
from frcnn_gui.stages.anchor_card import candidate_link
from frcnn_gui.stages.card import ANCHOR, BOX, Card, filled, link
from frcnn_gui.stages.look import Look
from frcnn_gui.stages.names import LOST, anchor_size, box_name, size_text

if TYPE_CHECKING:
    from detector.trace.records import StageTrace
    from detector.trace.shape_fit import ShapeFit
    from detector.trace.story import Best, BoxStory

MOST_POSITIVES = 8


def box_card(look: Look, box: int, traced: int) -> str:
    """HTML of ground-truth box `box` of the assignment; `traced` is its row in the trace, -1 where it has none."""
    card = Card(box_name(look.labels, box))
    x1, y1, x2, y2 = (float(value) for value in look.boxes[box])
    frame = look.frame
    at_input = size_text((x2 - x1) * frame.scale_x, (y2 - y1) * frame.scale_y)
    text = tr("{size} in the image, {input} at the network's input")
    card.line(filled(text, size=size_text(x2 - x1, y2 - y1), input=at_input))
    _add_anchors(card, look, box)
    if look.trace is None or traced < 0:
        card.line(filled(_why_untraced(look, box)))
        return card.html
    from detector.trace.story import box_story

    _add_stages(card, look.trace, box_story(look.trace, traced))
    return card.html


def _why_untraced(look: Look, box: int) -> str:
    if look.trace is not None and look.labels[box] not in look.trace.classes:
        return tr("The network has no such class.")
    if (look.boxes[box, 2:] <= look.boxes[box, :2]).any():
        return tr("It has no area inside the image, so training leaves it out.")
    return tr("The stages are running…")


def _add_anchors(card: Card, look: Look, box: int) -> None:
    from detector.trace.shape_fit import shape_fit

    fit = shape_fit(look.grid, look.assignment, look.boxes, box)
    card.section(tr("Anchors"))
    card.line(_match(look, fit))
    positives = np.flatnonzero((look.assignment.label == 1) & (look.assignment.matched_box == box))
    if len(positives):
        best = positives[np.argsort(-look.assignment.best_iou[positives], kind="stable")]
        shown = [link(ANCHOR, int(row), f"{look.assignment.best_iou[row]:.2f}") for row in best[:MOST_POSITIVES]]
        more = ", …" if len(best) > MOST_POSITIVES else ""
        card.line(filled(tr("IoU of its positive anchors: {list}"), list=", ".join(shown) + more))
    if fit.match is not BoxMatch.MATCHED:
        for sentence in _reasons(look, fit):
            card.line(sentence)


def _match(look: Look, fit: ShapeFit) -> str:
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
    return filled(text, limit=limit)


def _reasons(look: Look, fit: ShapeFit) -> list[str]:
    """Why no anchor reaches the threshold: the shapes, the border, the cells, or another box."""
    limit = look.config.anchor_targets.positive_iou
    reasons = []
    if fit.best >= 0:
        best = link(ANCHOR, fit.best, size_text(*anchor_size(look, fit.best)))
        reasons.append(filled(tr("Its best anchor, {best}, has IoU {iou}."), best=best, iou=f"{fit.best_iou:.2f}"))
    level = fit.shape // look.grid.per_cell
    stride = look.config.backbone.level_strides[level]
    values = {"iou": f"{fit.centred_iou:.2f}", "limit": f"{limit:g}", "stride": stride}
    if fit.centred_iou < limit:
        text = tr(
            "No shape fits: even centred on it, the best one would have IoU {iou}. Add a scale or a ratio near its "
            "size, or a larger short side."
        )
    else:
        text = tr(
            "A shape fits (IoU {iou} if it were centred on it), but its cells stand {stride} px apart, and none is "
            "near enough to the middle of the box."
        )
    reasons.append(filled(text, **values))
    if fit.outside_iou > fit.best_iou:
        outside = link(ANCHOR, fit.outside, size_text(*anchor_size(look, fit.outside)))
        text = tr("A better one, {outside}, IoU {iou}, crosses the border of the image and is left out.")
        reasons.append(filled(text, outside=outside, iou=f"{fit.outside_iou:.2f}"))
    if fit.taken_by >= 0:
        other = link(BOX, fit.taken_by, box_name(look.labels, fit.taken_by))
        reasons.append(filled(tr("Its best anchor overlaps {other} more, and learns to find that."), other=other))
    return reasons


def _add_stages(card: Card, trace: StageTrace, story: BoxStory) -> None:
    card.section(tr("Through the stages"))
    kept, sampled = trace.proposals.kept, trace.rois.proposal
    proposal = int(kept[story.best_proposal.row]) if story.best_proposal.row >= 0 else -1
    roi = int(sampled[story.best_roi.row]) if story.best_roi.row >= 0 else -1
    found = story.detection.row
    rows = [
        (tr("best candidate"), _iou(story.best_candidate), candidate_link(trace, story.best_candidate.row)),
        (tr("best proposal"), _iou(story.best_proposal), candidate_link(trace, proposal)),
        (
            tr("best RoI in training"),
            _iou(story.best_roi),
            candidate_link(trace, int(kept[roi])) if roi >= 0 else _injected(story.best_roi),
        ),
        (tr("best detection of its class"), _iou(story.detection), _of_detection(trace, found)),
    ]
    card.table(rows, ("", tr("IoU"), ""))
    if story.lost_at is None:
        card.line(filled(tr("It is found.")))
    else:
        card.line(filled(tr("It is lost. {why}"), why=tr(LOST[story.lost_at])))


def _iou(best: Best) -> str:
    return f"{best.iou:.2f}" if best.row >= 0 else "–"


def _injected(best: Best) -> str:
    return tr("the box itself") if best.row >= 0 else ""


def _of_detection(trace: StageTrace, row: int) -> str:
    if row < 0:
        return ""
    anchor = int(trace.proposals.kept[trace.detections.roi[row]])
    return link(ANCHOR, anchor, f"{trace.detections.scores[row]:.2f}")
