"""The card of one anchor, in plain words: what rule decided, what became of it, and the numbers."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np

from detector.matching.box_overlap import MIN_OBJECT_IOU
from detector.matching.box_overlap import pairwise_iou as iou_of
from detector.outcomes import AnchorReason, DetectionFate, ProposalFate
from frcnn_gui.canvas.layers import COMPUTING_TEXT
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.texts.compared_numbers import format_compared, format_threshold
from frcnn_gui.explain.card import ANCHOR, BOX, Card, fill_html, format_link
from frcnn_gui.stages.layer_inputs import LayerInputs
from frcnn_gui.stages.texts import (
    DETECTION_FATE_TEXTS,
    REASON_TEXTS,
    anchor_size,
    format_box_name,
    format_cell_place,
    format_size,
    format_source,
)

if TYPE_CHECKING:
    from detector.config import AnchorTargetConfig
    from detector.trace.provenance import AnchorProvenance, RoiProvenance
    from detector.trace.schema import StageTrace

CROSSES_BORDER_TEXT = N_("Crosses the image border; left out of training: ignored.")
NO_BOXES_TEXT = N_("The image has no boxes: negative.")
OVERLAPS_NO_BOX_TEXT = N_("Overlaps no box: negative.")
BEST_FOR_BOX_TEXT = N_("IoU {iou} with {box}, below {positive}; best for {best}: positive.")
LOW_IOU_TEXT = N_("IoU {iou} with {box} at best, below {negative}, best for none: negative.")
BETWEEN_THRESHOLDS_TEXT = N_("IoU {iou} with {box}, {negative} to {positive}, best for none: ignored.")
TRAINING_LIMITS_TEXT = N_("Limits of training: {before} per level enter NMS, {after} are kept.")
DETECTION_LIMITS_TEXT = N_("Limits of detection: {before} per level enter NMS, {after} are kept.")
OUTSIDE_LIMITS_TEXT = N_("The best {after} boxes of {source} are the proposals.")
CANDIDATE_TITLE = N_("Box of {source}, {size}")
CANDIDATE_IOU_TEXT = N_("It overlaps {box} most, with IoU {iou}.")
HEAD_TITLE = N_("Fast R-CNN head")

MAX_BOXES = 6
MAX_CLASSES = 4


def build_anchor_card(inputs: LayerInputs, row: int) -> str:
    """HTML of anchor `row`: the rule that decided and what became of it, then the numbers.

    What needs no trace is there at once.
    """
    from detector.trace.provenance import build_anchor_provenance

    if not inputs.config.proposals.has_rpn:
        return _build_candidate_card(inputs, row)
    reason = tr(REASON_TEXTS[AnchorReason(int(inputs.assignment.reason[row]))])
    card = Card(tr("Anchor {size}: {reason}").format(size=format_size(*anchor_size(inputs, row)), reason=reason))
    card.add_line(explain_assignment(inputs, row))
    provenance = build_anchor_provenance(inputs.trace, row) if inputs.trace is not None else None
    if inputs.trace is not None and provenance is not None:
        card.add_line(_explain_fate(inputs.trace, provenance))
    elif inputs.failure or inputs.is_computing:
        card.add_line(fill_html(inputs.failure or tr(COMPUTING_TEXT)))
    _add_assignment(card, inputs, row)
    if inputs.trace is not None and provenance is not None:
        _add_rpn(card, inputs.trace, provenance)
        if provenance.roi is not None:
            _add_head(card, inputs.trace, provenance.roi)
    return card.html


def _build_candidate_card(inputs: LayerInputs, row: int) -> str:
    """Of a box of the proposal source: nothing decided about it before the limit of the proposals."""
    from detector.trace.provenance import build_anchor_provenance

    source = format_source(inputs.config.proposals.source)
    card = Card(tr(CANDIDATE_TITLE).format(size=format_size(*anchor_size(inputs, row)), source=source))
    if inputs.trace is None:
        card.add_line(fill_html(inputs.failure or tr(COMPUTING_TEXT)))
        return card.html
    provenance = build_anchor_provenance(inputs.trace, row)
    card.add_line(_explain_fate(inputs.trace, provenance))
    iou = float(inputs.assignment.best_iou[row])
    if iou > 0:
        box = int(inputs.assignment.matched_box[row])
        link, number = format_link(BOX, box, format_box_name(inputs.labels, box)), format_compared(iou, MIN_OBJECT_IOU)
        card.add_line(fill_html(tr(CANDIDATE_IOU_TEXT), iou=number, box=link))
    if provenance.roi is not None:
        _add_head(card, inputs.trace, provenance.roi)
    return card.html


def _add_assignment(card: Card, inputs: LayerInputs, row: int) -> None:
    card.add_section(tr("Assignment"))
    inside = tr("inside the image") if inputs.grid.inside[row] else tr("crosses the border of the image")
    card.add_line(fill_html(tr("{place}; {inside}"), place=format_cell_place(inputs, row), inside=inside))
    iou = iou_of(inputs.grid.boxes[row : row + 1], inputs.boxes)[0]
    limits = inputs.config.anchor_targets
    touched = [box for box in np.argsort(-iou, kind="stable")[:MAX_BOXES].tolist() if iou[box] > 0]
    if len(touched) > 1:
        table = [
            (
                format_link(BOX, box, format_box_name(inputs.labels, box)),
                _format_iou(float(iou[box]), limits),
                _compare_with_limits(float(iou[box]), limits),
            )
            for box in touched
        ]
        card.add_table(table, (tr("box"), tr("IoU"), ""))
    if inputs.assignment.reason[row] in (AnchorReason.IGNORED_BETWEEN, AnchorReason.IGNORED_OUTSIDE):
        return
    drawn = (
        tr("Sampled into the RPN minibatch ({count} anchors).")
        if inputs.assignment.sampled[row]
        else tr("Not sampled into the RPN minibatch ({count} anchors).")
    )
    card.add_line(fill_html(drawn, count=f"{int(inputs.assignment.sampled.sum()):,}"))


def _format_iou(iou: float, limits: AnchorTargetConfig) -> str:
    return format_compared(iou, limits.positive_iou, limits.negative_iou)


def _compare_with_limits(iou: float, limits: AnchorTargetConfig) -> str:
    if iou >= limits.positive_iou:
        return fill_html(tr("at least {limit}"), limit=format_threshold(limits.positive_iou))
    limit = limits.negative_iou
    return fill_html(tr("below {limit}") if iou < limit else tr("at least {limit}"), limit=format_threshold(limit))


def explain_assignment(inputs: LayerInputs, row: int) -> str:
    """The rule that decided, in one sentence of HTML."""
    limits, reason = inputs.config.anchor_targets, AnchorReason(int(inputs.assignment.reason[row]))
    box, iou = int(inputs.assignment.matched_box[row]), float(inputs.assignment.best_iou[row])
    if reason is AnchorReason.IGNORED_OUTSIDE:
        return fill_html(tr(CROSSES_BORDER_TEXT))
    if not len(inputs.boxes):
        return fill_html(tr(NO_BOXES_TEXT))
    if iou <= 0:
        return fill_html(tr(OVERLAPS_NO_BOX_TEXT))
    texts = {
        AnchorReason.POSITIVE_IOU: tr("IoU {iou} with {box}, at least {positive}: positive."),
        AnchorReason.POSITIVE_BEST_FOR_BOX: tr(BEST_FOR_BOX_TEXT),
        AnchorReason.NEGATIVE_LOW_IOU: tr(LOW_IOU_TEXT),
        AnchorReason.IGNORED_BETWEEN: tr(BETWEEN_THRESHOLDS_TEXT),
    }
    return fill_html(
        texts[reason],
        iou=_format_iou(iou, limits),
        box=format_link(BOX, box, format_box_name(inputs.labels, box)),
        best=_link_best_box(inputs, row, box),
        positive=format_threshold(limits.positive_iou),
        negative=format_threshold(limits.negative_iou),
    )


def _link_best_box(inputs: LayerInputs, row: int, box: int) -> str:
    """The box for which this anchor is the best one: not always the one that it overlaps most."""
    from detector.trace.shape_fit import find_best_boxes

    iou = iou_of(inputs.grid.boxes[row : row + 1], inputs.boxes)[0]
    ties = find_best_boxes(iou, inputs.assignment)
    one = box if box in ties or not ties else ties[0]
    return format_link(BOX, one, format_box_name(inputs.labels, one))


def _add_rpn(card: Card, trace: StageTrace, provenance: AnchorProvenance) -> None:
    card.add_section(tr("RPN"))
    card.add_line(describe_limits(trace))
    score = format_compared(provenance.objectness, trace.config.proposals.min_score, decimals=3)
    card.add_line(fill_html(tr("Objectness {score} (a probability)."), score=score))
    targets = provenance.targets if provenance.iou.max(initial=0) > 0 else None
    rows = [
        (name, f"{targets[at]:+.2f}" if targets is not None else "–", f"{provenance.deltas[at]:+.2f}")
        for at, name in enumerate(("tx", "ty", "tw", "th"))
    ]
    card.add_table(rows, (tr("deltas"), tr("target"), tr("predicted")))
    x1, y1, x2, y2 = (float(value) for value in provenance.decoded)
    text = tr("The deltas move it to a candidate of {size} at {x}, {y}.")
    card.add_line(fill_html(text, size=format_size(x2 - x1, y2 - y1), x=f"{x1:.0f}", y=f"{y1:.0f}"))
    if provenance.sampled:
        text = tr("Adds {objectness} to objectness loss, {box} to RPN box loss.")
        losses = {"objectness": f"{provenance.objectness_loss:.5f}", "box": f"{provenance.box_loss:.5f}"}
        card.add_line(fill_html(text, **losses))


def describe_limits(trace: StageTrace) -> str:
    """Whether the proposal layer has the limits of training or of detection, and which they are."""
    limits, training = trace.config.proposals, trace.training
    text = tr(TRAINING_LIMITS_TEXT) if training else tr(DETECTION_LIMITS_TEXT)
    before, after = limits.pre_nms_limit(training), limits.post_nms_limit(training)
    if not limits.has_rpn:
        return fill_html(tr(OUTSIDE_LIMITS_TEXT), after=f"{after:,}", source=format_source(limits.source))
    return fill_html(text, before=f"{before:,}", after=f"{after:,}")


def _explain_fate(trace: StageTrace, provenance: AnchorProvenance) -> str:
    """What the proposal layer did with the candidate."""
    limits, training = trace.config.proposals, trace.training
    texts = {
        ProposalFate.KEPT: tr("Kept as proposal {rank} of {kept}."),
        ProposalFate.BELOW_PRE_TOP_K: tr("Dropped: its objectness is not among the best {before}."),
        ProposalFate.LOW_SCORE: tr("Dropped: objectness below {score}."),
        ProposalFate.TOO_SMALL: tr("Dropped: a side is below {side} px at the network input."),
        ProposalFate.SUPPRESSED: tr("Suppressed by {by}: IoU {iou} is above {limit}."),
        ProposalFate.BELOW_POST_TOP_K: tr("Dropped after NMS: {after} better proposals were kept."),
    }
    return fill_html(
        texts[provenance.fate],
        rank=f"{trace.proposals.find_place(provenance.row) + 1:,}",
        kept=f"{len(trace.proposals.kept):,}",
        before=f"{limits.pre_nms_limit(training):,}",
        after=f"{limits.post_nms_limit(training):,}",
        side=format_threshold(limits.min_size),
        score=format_threshold(limits.min_score),
        by=link_candidate(trace, provenance.suppressed_by),
        iou=format_compared(provenance.suppressed_iou, limits.nms_iou),
        limit=format_threshold(limits.nms_iou),
    )


def link_candidate(trace: StageTrace, row: int, is_short: bool = False) -> str:
    """`proposal 12`, or `a candidate with objectness 0.930` where it is none, in short without `a candidate with`.

    Nothing for -1.
    """
    if row < 0:
        return ""
    place = trace.proposals.find_place(row)
    other = tr("objectness {score}") if is_short else tr("a candidate with objectness {score}")
    text = tr("proposal {rank}") if place >= 0 else other
    return format_link(ANCHOR, row, text.format(rank=f"{place + 1:,}", score=f"{trace.proposals.objectness[row]:.3f}"))


def _add_head(card: Card, trace: StageTrace, roi: RoiProvenance) -> None:
    card.add_section(tr(HEAD_TITLE))
    if roi.sampled_row >= 0:
        label = int(trace.rois.labels[roi.sampled_row])
        drawn = tr("Sampled as {name}, IoU {iou}: adds {cls} to class loss, {box} to box loss.")
        name = trace.classes[label - 1] if label else tr("background")
        iou = format_compared(float(trace.rois.iou[roi.sampled_row]), trace.config.proposal_targets.positive_iou)
        values = {"iou": iou, "cls": f"{roi.class_loss:.5f}"}
        card.add_line(fill_html(drawn, name=escape(name), box=f"{roi.box_loss:.5f}", **values))
    else:
        card.add_line(fill_html(tr("Not sampled to train the head.")))
    if not len(roi.probabilities):
        text = tr("Not among the best {count} proposals that detection uses.")
        card.add_line(fill_html(text, count=f"{trace.config.proposals.post_nms_test:,}"))
        return
    best = np.argsort(-roi.probabilities, kind="stable")[:MAX_CLASSES].tolist()
    names, limit = (tr("background"), *trace.classes), trace.config.detection.score
    scores = [format_compared(float(roi.probabilities[label]), limit, decimals=3) for label in best]
    rows = [(escape(names[label]), score) for label, score in zip(best, scores, strict=True)]
    card.add_table(rows, (tr("class"), tr("probability")))
    card.add_line(_explain_detection(trace, roi))


def _explain_detection(trace: StageTrace, roi: RoiProvenance) -> str:
    text = fill_html(tr(DETECTION_FATE_TEXTS[roi.fate]))
    if roi.fate is DetectionFate.SUPPRESSED and roi.suppressed_by >= 0:
        by = link_candidate(trace, int(trace.proposals.kept[roi.suppressed_by]))
        iou = format_compared(roi.suppressed_iou, trace.config.detection.nms_iou)
        text += " " + fill_html(tr("The better one comes from {by}, IoU {iou}."), by=by, iou=iou)
    if roi.detection >= 0:
        found = trace.detections
        name = trace.classes[int(found.labels[roi.detection]) - 1]
        score = format_compared(float(found.scores[roi.detection]), trace.config.detection.score)
        text += " " + fill_html(
            tr("Detection {number}: {name}, {score}."), number=roi.detection + 1, name=escape(name), score=score
        )
    return text
