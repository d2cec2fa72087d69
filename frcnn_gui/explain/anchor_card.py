"""The card of one anchor, in plain words: where it stands, what rule decided, and what became of it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np

from detector.box_overlap import pairwise_iou as iou_of
from detector.outcomes import AnchorReason, DetectionFate, ProposalFate
from frcnn_gui.common.language import tr
from frcnn_gui.explain.card import ANCHOR, BOX, Card, fill_html, format_link
from frcnn_gui.stages.layer_inputs import LayerInputs
from frcnn_gui.stages.texts import DETECTION_FATE_TEXTS, anchor_size, format_box_name, format_cell_place, format_size

if TYPE_CHECKING:
    from detector.config import AnchorTargetConfig
    from detector.trace.provenance import AnchorProvenance, RoiProvenance
    from detector.trace.schema import StageTrace

MAX_BOXES = 6
MAX_CLASSES = 4


def build_anchor_card(look: LayerInputs, row: int) -> str:
    """HTML of anchor `row`; what needs the trace follows when there is one."""
    card = Card(tr("Anchor {size}").format(size=format_size(*anchor_size(look, row))))
    inside = tr("inside the image") if look.grid.inside[row] else tr("crosses the border of the image")
    card.add_line(fill_html(tr("{place}; {inside}"), place=format_cell_place(look, row), inside=inside))
    _add_assignment(card, look, row)
    if look.matching_trace is None:
        card.add_line(fill_html(tr("The stages are running…")))
        return card.html
    from detector.trace.provenance import build_anchor_provenance

    story = build_anchor_provenance(look.matching_trace, row)
    _add_rpn(card, look.matching_trace, story)
    if story.roi is not None:
        _add_head(card, look.matching_trace, story.roi)
    return card.html


def _add_assignment(card: Card, look: LayerInputs, row: int) -> None:
    card.add_section(tr("Assignment"))
    card.add_line(explain_assignment(look, row))
    iou = iou_of(look.grid.boxes[row : row + 1], look.boxes)[0]
    limits = look.config.anchor_targets
    touched = [box for box in np.argsort(-iou, kind="stable")[:MAX_BOXES].tolist() if iou[box] > 0]
    if len(touched) > 1:
        table = [
            (
                format_link(BOX, box, format_box_name(look.labels, box)),
                f"{iou[box]:.2f}",
                _compare_with_limits(float(iou[box]), limits),
            )
            for box in touched
        ]
        card.add_table(table, (tr("box"), tr("IoU"), ""))
    if look.assignment.reason[row] in (AnchorReason.IGNORED_BETWEEN, AnchorReason.IGNORED_OUTSIDE):
        return
    drawn = (
        tr("It was drawn into the minibatch that trains the RPN ({count} anchors).")
        if look.assignment.sampled[row]
        else tr("It was not drawn into the minibatch that trains the RPN ({count} anchors).")
    )
    card.add_line(fill_html(drawn, count=f"{int(look.assignment.sampled.sum()):,}"))


def _compare_with_limits(iou: float, limits: AnchorTargetConfig) -> str:
    if iou >= limits.positive_iou:
        return fill_html(tr("at least {limit}"), limit=f"{limits.positive_iou:g}")
    limit = limits.negative_iou
    return fill_html(tr("under {limit}") if iou < limit else tr("at least {limit}"), limit=f"{limit:g}")


def explain_assignment(look: LayerInputs, row: int) -> str:
    """The rule that decided, in one sentence of HTML."""
    limits, reason = look.config.anchor_targets, AnchorReason(int(look.assignment.reason[row]))
    box, iou = int(look.assignment.matched_box[row]), float(look.assignment.best_iou[row])
    if reason is AnchorReason.IGNORED_OUTSIDE:
        return fill_html(tr("It crosses the border of the image, so training leaves it out: ignored."))
    if not len(look.boxes):
        return fill_html(tr("There are no boxes on this image: negative."))
    if iou <= 0:
        return fill_html(tr("It overlaps no box: negative."))
    texts = {
        AnchorReason.POSITIVE_IOU: tr("IoU {iou} with {box}: at least {positive}: positive."),
        AnchorReason.POSITIVE_BEST_FOR_BOX: tr(
            "IoU {iou} with {box}: under {positive}, but no anchor in use overlaps {best} more: positive."
        ),
        AnchorReason.NEGATIVE_LOW_IOU: tr(
            "IoU {iou} with {box}, the box it overlaps most: under {negative}, not the best for any box: negative."
        ),
        AnchorReason.IGNORED_BETWEEN: tr(
            "IoU {iou} with {box}: at least {negative}, under {positive}, not the best for any box: ignored."
        ),
    }
    return fill_html(
        texts[reason],
        iou=f"{iou:.2f}",
        box=format_link(BOX, box, format_box_name(look.labels, box)),
        best=_link_best_box(look, row, box),
        positive=f"{limits.positive_iou:g}",
        negative=f"{limits.negative_iou:g}",
    )


def _link_best_box(look: LayerInputs, row: int, box: int) -> str:
    """The box for which this anchor is the best one: not always the one that it overlaps most."""
    from detector.trace.shape_fit import find_best_boxes

    iou = iou_of(look.grid.boxes[row : row + 1], look.boxes)[0]
    ties = find_best_boxes(iou, look.assignment)
    one = box if box in ties or not ties else ties[0]
    return format_link(BOX, one, format_box_name(look.labels, one))


def _add_rpn(card: Card, trace: StageTrace, story: AnchorProvenance) -> None:
    card.add_section(tr("RPN"))
    card.add_line(describe_limits(trace))
    card.add_line(fill_html(tr("Objectness {score} (a probability)."), score=f"{story.objectness:.3f}"))
    targets = story.targets if story.iou.max(initial=0) > 0 else None
    rows = [
        (name, f"{targets[at]:+.2f}" if targets is not None else "–", f"{story.deltas[at]:+.2f}")
        for at, name in enumerate(("tx", "ty", "tw", "th"))
    ]
    card.add_table(rows, (tr("deltas"), tr("target"), tr("predicted")))
    x1, y1, x2, y2 = (float(value) for value in story.decoded)
    text = tr("The predicted deltas make it a candidate of {size} at {x}, {y} in the image.")
    card.add_line(fill_html(text, size=format_size(x2 - x1, y2 - y1), x=f"{x1:.0f}", y=f"{y1:.0f}"))
    card.add_line(_explain_fate(trace, story))
    if story.sampled:
        text = tr("It adds {objectness} to the objectness loss and {box} to the RPN's box loss.")
        losses = {"objectness": f"{story.objectness_loss:.5f}", "box": f"{story.box_loss:.5f}"}
        card.add_line(fill_html(text, **losses))


def describe_limits(trace: StageTrace) -> str:
    """Whether the proposal layer has the limits of training or of detection, and which they are."""
    limits, training = trace.config.proposals, trace.training
    text = (
        tr("Limits of training: {before} candidates of each level enter NMS, {after} proposals are kept.")
        if training
        else tr("Limits of detection: {before} candidates of each level enter NMS, {after} proposals are kept.")
    )
    before, after = limits.pre_nms_limit(training), limits.post_nms_limit(training)
    return fill_html(text, before=f"{before:,}", after=f"{after:,}")


def _explain_fate(trace: StageTrace, story: AnchorProvenance) -> str:
    """What the proposal layer did with the candidate."""
    limits, training = trace.config.proposals, trace.training
    texts = {
        ProposalFate.KEPT: tr("It was kept: proposal {rank} of {kept}."),
        ProposalFate.BELOW_PRE_TOP_K: tr("Its objectness was not among the best {before} that enter NMS: dropped."),
        ProposalFate.LOW_SCORE: tr("Its objectness is under {score}: dropped."),
        ProposalFate.TOO_SMALL: tr("A side is under {side} px at the network's input: dropped."),
        ProposalFate.SUPPRESSED: tr("Suppressed by {by}, IoU {iou}: more than {limit}."),
        ProposalFate.BELOW_POST_TOP_K: tr("It survived NMS, but {after} better ones did, too: dropped."),
    }
    return fill_html(
        texts[story.fate],
        rank=f"{trace.proposals.find_place(story.row) + 1:,}",
        kept=f"{len(trace.proposals.kept):,}",
        before=f"{limits.pre_nms_limit(training):,}",
        after=f"{limits.post_nms_limit(training):,}",
        side=f"{limits.min_size:g}",
        score=f"{limits.min_score:g}",
        by=link_candidate(trace, story.suppressed_by),
        iou=f"{story.suppressed_iou:.2f}",
        limit=f"{limits.nms_iou:g}",
    )


def link_candidate(trace: StageTrace, row: int) -> str:
    """`proposal 12`, or `a candidate of objectness 0.93` where it is none; nothing for -1."""
    if row < 0:
        return ""
    place = trace.proposals.find_place(row)
    text = tr("proposal {rank}") if place >= 0 else tr("a candidate of objectness {score}")
    return format_link(ANCHOR, row, text.format(rank=f"{place + 1:,}", score=f"{trace.proposals.objectness[row]:.2f}"))


def _add_head(card: Card, trace: StageTrace, roi: RoiProvenance) -> None:
    card.add_section(tr("Fast R-CNN head"))
    if roi.sampled_row >= 0:
        label = int(trace.rois.labels[roi.sampled_row])
        drawn = tr(
            "It was drawn to train the head, as {name}, IoU {iou}; it adds {cls} to the class loss, {box} to the box "
            "loss."
        )
        name = trace.classes[label - 1] if label else tr("background")
        values = {"iou": f"{trace.rois.iou[roi.sampled_row]:.2f}", "cls": f"{roi.class_loss:.5f}"}
        card.add_line(fill_html(drawn, name=escape(name), box=f"{roi.box_loss:.5f}", **values))
    else:
        card.add_line(fill_html(tr("It was not drawn to train the head.")))
    if not len(roi.probabilities):
        text = tr("When detecting, the head looks at the best {count} proposals only, and this is none of them.")
        card.add_line(fill_html(text, count=f"{trace.config.proposals.post_nms_test:,}"))
        return
    best = np.argsort(-roi.probabilities, kind="stable")[:MAX_CLASSES].tolist()
    names = (tr("background"), *trace.classes)
    card.add_table(
        [(escape(names[label]), f"{roi.probabilities[label]:.3f}") for label in best], (tr("class"), tr("probability"))
    )
    card.add_line(_explain_detection(trace, roi))


def _explain_detection(trace: StageTrace, roi: RoiProvenance) -> str:
    text = fill_html(tr(DETECTION_FATE_TEXTS[roi.fate]))
    if roi.fate is DetectionFate.SUPPRESSED and roi.suppressed_by >= 0:
        by = link_candidate(trace, int(trace.proposals.kept[roi.suppressed_by]))
        text += " " + fill_html(
            tr("The better one comes from {by}, IoU {iou}."), by=by, iou=f"{roi.suppressed_iou:.2f}"
        )
    if roi.detection >= 0:
        found = trace.detections
        name = trace.classes[int(found.labels[roi.detection]) - 1]
        score = f"{found.scores[roi.detection]:.2f}"
        text += " " + fill_html(
            tr("Detection {number}: {name}, {score}."), number=roi.detection + 1, name=escape(name), score=score
        )
    return text
