"""The one reason for which an object was missed, with its numbers where the head or a neighbor is the cause."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np

from detector.matching.box_overlap import MIN_OBJECT_IOU
from detector.matching.box_overlap import pairwise_iou as iou_of
from detector.outcomes import MissCause
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.texts.compared_numbers import format_compared, format_threshold
from frcnn_gui.explain.anchor_card import link_candidate
from frcnn_gui.explain.card import BOX, fill_html, format_link
from frcnn_gui.stages.layer_inputs import LayerInputs
from frcnn_gui.stages.texts import MISS_CAUSE_TEXTS, explain_miss_cause, format_box_name

if TYPE_CHECKING:
    from detector.trace.provenance import BoxProvenance
    from detector.trace.schema import StageTrace

MATCHED_OTHER_TEXT = N_("The best detection of its class was matched with {other}.")
OTHER_CLASS_TEXT = N_("The head takes {proposal} for {other} ({other_score}), not for {label} ({score}).")
LOW_SCORE_TEXT = N_("The head gives {proposal} {label} {score}, below the score {limit}.")
INACCURATE_TEXT = N_("The head's box for {proposal} has IoU {iou}, below {limit}.")


def explain_miss(inputs: LayerInputs, trace: StageTrace, provenance: BoxProvenance) -> str:
    """One sentence of HTML."""
    other = _find_other_box(inputs, provenance)
    if other >= 0:
        link = format_link(BOX, other, format_box_name(inputs.labels, other))
        return fill_html(tr(MATCHED_OTHER_TEXT), other=link)
    assert provenance.miss_cause is not None
    if provenance.miss_cause is MissCause.ROI_HEAD:
        return _explain_head(trace, provenance)
    return escape(explain_miss_cause(provenance.miss_cause, trace.config.proposals.source))


def _find_other_box(inputs: LayerInputs, provenance: BoxProvenance) -> int:
    """Row in the assignment of the box with which a detection that reaches this one was matched, -1."""
    if not 0 <= provenance.detected_box != provenance.box or provenance.detection.iou < MIN_OBJECT_IOU:
        return -1
    row = provenance.detected_box
    return row if inputs.traced_boxes is None else inputs.traced_boxes[row]


def _explain_head(trace: StageTrace, provenance: BoxProvenance) -> str:
    """What the head made of the proposal that reaches the box and has the highest score for its class."""
    found, label = trace.detections, int(trace.true_labels[provenance.box])
    box = trace.true_boxes[provenance.box : provenance.box + 1]
    seen = trace.proposals.kept[: len(found.probabilities)]
    reaching = np.flatnonzero(iou_of(box, trace.proposals.decoded[seen])[0] >= MIN_OBJECT_IOU)
    place = int(reaching[found.probabilities[reaching, label].argmax()])
    probabilities, limit = found.probabilities[place], trace.config.detection.score
    score, likeliest = float(probabilities[label]), int(probabilities[1:].argmax()) + 1
    iou = float(iou_of(box, found.refined[place : place + 1, label - 1])[0, 0])
    if score >= limit:
        text = tr(INACCURATE_TEXT if iou < MIN_OBJECT_IOU else MISS_CAUSE_TEXTS[MissCause.ROI_HEAD])
        return fill_html(
            text,
            proposal=link_candidate(trace, int(seen[place])),
            iou=format_compared(iou, MIN_OBJECT_IOU),
            limit=format_threshold(MIN_OBJECT_IOU),
        )
    is_other_class = likeliest != label and float(probabilities[likeliest]) >= limit
    return fill_html(
        tr(OTHER_CLASS_TEXT if is_other_class else LOW_SCORE_TEXT),
        proposal=link_candidate(trace, int(seen[place])),
        label=escape(trace.classes[label - 1]),
        score=format_compared(score, limit),
        limit=format_threshold(limit),
        other=escape(trace.classes[likeliest - 1]),
        other_score=format_compared(float(probabilities[likeliest]), limit),
    )
