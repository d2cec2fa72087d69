"""What the layers of the proposal layer and of the head show."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from detector.matching.coco_matching import NO_OBJECT
from detector.outcomes import ENTERED_NMS, ProposalFate
from frcnn_gui.canvas.detection_layers import build_errors_content
from frcnn_gui.canvas.layers import EMPTY_CONTENT, BoxGroup, LayerContent, LegendEntry, LineGroup
from frcnn_gui.common.language import tr
from frcnn_gui.common.meanings import Meaning
from frcnn_gui.common.texts.compared_numbers import format_compared
from frcnn_gui.stages.filters import class_mask, detection_mask, roi_mask
from frcnn_gui.stages.layer_inputs import LayerInputs, format_best_of, format_share

MAX_SCORES = 30
"""With more boxes than this their scores would hide the image."""


def build_before_nms(inputs: LayerInputs, color: str) -> LayerContent:
    """The best candidates that entered NMS: those that survived, and those that did not."""
    trace = inputs.trace
    if trace is None:
        return EMPTY_CONTENT
    fate = trace.proposals.fate
    entered = np.isin(fate, ENTERED_NMS) & inputs.mask
    best = _select_best(trace.proposals.objectness, entered, inputs.filters.before_nms)
    suppressed = fate[best] == ProposalFate.SUPPRESSED
    groups = (
        BoxGroup(trace.proposals.decoded[best[suppressed]], Meaning.SUPPRESSED.color),
        BoxGroup(trace.proposals.decoded[best[~suppressed]], color),
    )
    return LayerContent(groups, format_best_of(len(best), int(entered.sum())))


def build_suppressed(inputs: LayerInputs, color: str) -> LayerContent:
    """The best candidates that NMS suppressed, each with a line to its suppressor."""
    trace = inputs.trace
    if trace is None:
        return EMPTY_CONTENT
    gone = (trace.proposals.fate == ProposalFate.SUPPRESSED) & inputs.mask
    best = _select_best(trace.proposals.objectness, gone, inputs.filters.before_nms)
    boxes = trace.proposals.decoded[best]
    by = trace.proposals.decoded[trace.proposals.suppressed_by[best]]
    lines = np.concatenate((boxes[:, :2], by[:, :2]), axis=1)
    return LayerContent(
        (BoxGroup(boxes, color, dashed=True),), format_best_of(len(best), int(gone.sum())), (LineGroup(lines, color),)
    )


def build_after_nms(inputs: LayerInputs, color: str) -> LayerContent:
    """The best of the kept proposals, each with its objectness when they are few."""
    trace = inputs.trace
    if trace is None:
        return EMPTY_CONTENT
    kept = trace.proposals.kept[inputs.mask[trace.proposals.kept]]
    rows = kept[: inputs.filters.after_nms]
    if inputs.difference is not None:
        rows = rows[np.isin(rows, trace.proposals.kept[inputs.difference.proposals[0]])]
    captions = _format_scores(trace.proposals.objectness[rows])
    group = BoxGroup(trace.proposals.decoded[rows], color, width=2, captions=captions)
    counted = format_best_of if inputs.difference is None else format_share
    return LayerContent((group,), counted(len(rows), len(kept)))


def build_rois(inputs: LayerInputs, _color: str) -> LayerContent:
    """The RoIs sampled for training: background, objects, and boxes of the ground truth that were put among them."""
    if inputs.trace is None:
        return EMPTY_CONTENT
    sample = inputs.trace.rois
    passing = roi_mask(inputs.filters, inputs.trace, inputs.labels, inputs.traced_boxes)
    injected = (sample.proposal < 0) & passing
    positive = (sample.labels > 0) & (sample.proposal >= 0) & passing
    background = (sample.labels == 0) & passing
    groups = (
        BoxGroup(sample.boxes[background], Meaning.NEGATIVE.color),
        BoxGroup(sample.boxes[positive], Meaning.POSITIVE.color, width=2),
        BoxGroup(sample.boxes[injected], Meaning.POSITIVE.color, width=2, dashed=True),
    )
    kinds = (
        (Meaning.POSITIVE, tr("{count} positive"), positive),
        (Meaning.POSITIVE, tr("{count} ground truth"), injected),
        (Meaning.NEGATIVE, tr("{count} background"), background),
    )
    legend = tuple(
        LegendEntry(meaning.color, text.format(count=f"{int(part.sum()):,}"))
        for meaning, text, part in kinds
        if part.any()
    )
    return LayerContent(groups, legend=legend)


_BINS_OF_ANCESTORS: Mapping[str, int] = {"warp": 1, "spatial_pyramid": 6}
"""R-CNN takes a region as a whole; of SPP-Net's pyramid the finest bins are shown."""


def build_pooling_bins(inputs: LayerInputs, color: str) -> LayerContent:
    """The bins that the chosen proposal is pooled in, the best proposal's where none is chosen."""
    trace = inputs.trace
    if trace is None or not len(trace.proposals.kept):
        return EMPTY_CONTENT
    place = trace.proposals.find_place(inputs.anchor) if inputs.anchor >= 0 else 0
    if place < 0:
        return EMPTY_CONTENT
    x1, y1, x2, y2 = trace.proposals.decoded[trace.proposals.kept[place]]
    head = trace.config.head
    size = _BINS_OF_ANCESTORS.get(head.roi_operation, head.roi_size)
    columns, rows = np.linspace(x1, x2, size + 1), np.linspace(y1, y2, size + 1)
    left, top = (part.ravel() for part in np.meshgrid(columns[:-1], rows[:-1]))
    right, bottom = (part.ravel() for part in np.meshgrid(columns[1:], rows[1:]))
    bins = np.stack((left, top, right, bottom), axis=1).astype(np.float32)
    return LayerContent((BoxGroup(bins, color),), f"{size} x {size}")


def build_refinement(inputs: LayerInputs, color: str) -> LayerContent:
    """From the proposal to the final box, for every detection: an arrow at its upper left and lower right corner."""
    trace = inputs.trace
    if trace is None or not len(trace.detections):
        return EMPTY_CONTENT
    rows = np.flatnonzero(detection_mask(inputs.filters, trace))
    start = trace.proposals.decoded[trace.proposals.kept[trace.detections.roi[rows]]]
    end = trace.detections.boxes[rows]
    corners = (np.concatenate((start[:, at], end[:, at]), axis=1) for at in (slice(0, 2), slice(2, 4)))
    lines = np.concatenate(tuple(corners))
    groups = (BoxGroup(start, Meaning.KEPT.color, dashed=True), BoxGroup(end, color, width=2))
    return LayerContent(groups, f"{len(rows):,}", (LineGroup(lines, color, width=2, arrows=True),))


def build_final_detections(inputs: LayerInputs, color: str) -> LayerContent:
    """What the image's detections are in the end, with class and score."""
    trace = inputs.trace
    if trace is None:
        return EMPTY_CONTENT
    found = trace.detections
    rows = np.arange(len(found)) if inputs.difference is None else inputs.difference.detections[0]
    rows = rows[detection_mask(inputs.filters, trace)[rows]]
    group = BoxGroup(found.boxes[rows], color, width=2, captions=_format_captions(inputs, rows), below=True)
    return LayerContent(
        (group,), f"{len(rows):,}" if inputs.difference is None else format_share(len(rows), len(found))
    )


def build_errors(inputs: LayerInputs, _color: str) -> LayerContent:
    """Detections that are right and wrong, and boxes that were missed."""
    trace = inputs.trace
    if trace is None:
        return EMPTY_CONTENT
    from detector.trace.provenance import match_detections

    found, matched = trace.detections, match_detections(trace)
    passing = detection_mask(inputs.filters, trace)
    right = (matched.object != NO_OBJECT) & passing
    wrong = (matched.object == NO_OBJECT) & ~matched.ignored & passing
    shown = class_mask(inputs.filters, [trace.classes[label - 1] for label in trace.true_labels])[:-1]
    missed = ~matched.found & ~trace.difficult & shown
    captions = _format_captions(inputs, np.flatnonzero(wrong))
    return build_errors_content(found.boxes[right], found.boxes[wrong], trace.true_boxes[missed], captions)


def _select_best(scores: NDArray[np.float32], rows: NDArray[np.bool_], limit: int) -> NDArray[np.int64]:
    """The `limit` best of the marked rows (A,), best first."""
    marked = np.flatnonzero(rows)
    order: NDArray[np.int64] = marked[np.argsort(-scores[marked], kind="stable")[:limit]]
    return order


def _format_scores(scores: NDArray[np.float32]) -> tuple[str, ...]:
    return tuple(f"{score:.2f}" for score in scores) if len(scores) <= MAX_SCORES else ()


def _format_captions(inputs: LayerInputs, rows: NDArray[np.int64]) -> tuple[str, ...]:
    assert inputs.trace is not None
    found, classes, limit = inputs.trace.detections, inputs.trace.classes, inputs.trace.config.detection.score
    if len(rows) > MAX_SCORES:
        return ()
    scores = (format_compared(float(found.scores[row]), limit) for row in rows)
    return tuple(f"{classes[found.labels[row] - 1]} {score}" for row, score in zip(rows, scores, strict=True))
