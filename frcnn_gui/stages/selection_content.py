"""What is shown of the selected anchor or ground-truth box: where it comes from, and where it leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detector.matching.box_overlap import MIN_OBJECT_IOU
from frcnn_gui.canvas.layers import EMPTY_CONTENT, BoxGroup, LayerContent, LineGroup, Spotlight
from frcnn_gui.common.meanings import Meaning
from frcnn_gui.stages.layer_assignment import AnchorCategory, category_mask
from frcnn_gui.stages.layer_inputs import LayerInputs
from frcnn_gui.stages.tie_content import build_best_groups

if TYPE_CHECKING:
    from detector.trace.schema import StageTrace

ANCHOR, BOX, KEPT = Meaning.ANCHOR.color, Meaning.OBJECT.color, Meaning.KEPT.color


def build_selection_content(inputs: LayerInputs) -> LayerContent:
    """Of the chosen anchor, else of the chosen box, else nothing. Everything else is dimmed."""
    if 0 <= inputs.anchor < len(inputs.grid):
        return _build_anchor_content(inputs, inputs.anchor)
    if 0 <= inputs.box < len(inputs.boxes):
        return _build_box_content(inputs, inputs.box)
    return EMPTY_CONTENT


def _build_spotlight(inputs: LayerInputs, boxes: NDArray[np.float32]) -> Spotlight:
    """On all of `boxes` (N, 4)."""
    x1, y1 = boxes[:, :2].min(axis=0).tolist()
    x2, y2 = boxes[:, 2:].max(axis=0).tolist()
    return Spotlight((x1, y1, x2, y2), (0.0, 0.0, float(inputs.image_size[0]), float(inputs.image_size[1])))


def _build_anchor_content(inputs: LayerInputs, row: int) -> LayerContent:
    """The anchor, a line to its box, its candidate, what suppressed that, and its final box."""
    trace, anchor = inputs.trace, inputs.grid.boxes[row : row + 1]
    groups, lines, lit = [BoxGroup(anchor, ANCHOR, width=3)], [], anchor
    box = int(inputs.assignment.matched_box[row])
    if 0 <= box < len(inputs.boxes) and inputs.assignment.best_iou[row] > 0:
        lines.append(_build_line(anchor, inputs.boxes[box : box + 1], BOX))
        lit = np.concatenate((anchor, inputs.boxes[box : box + 1]))
    if trace is not None:
        proposals = trace.proposals
        candidate = proposals.decoded[row : row + 1]
        groups.append(BoxGroup(candidate, KEPT, width=2))
        lines.append(_build_line(anchor, candidate, KEPT, arrows=True))
        by = int(proposals.suppressed_by[row])
        if by >= 0:
            groups.append(BoxGroup(proposals.decoded[by : by + 1], Meaning.SUPPRESSED.color, width=2, dashed=True))
        place = proposals.find_place(row)
        if place >= 0:
            final = trace.detections.boxes[trace.detections.roi == place]
            groups.append(BoxGroup(final, Meaning.DETECTION.color, width=3))
    return LayerContent(tuple(groups), "", tuple(lines), spotlight=_build_spotlight(inputs, lit))


def _build_box_content(inputs: LayerInputs, row: int) -> LayerContent:
    """The box's positive anchors, its best proposal, and what was detected of it."""
    box = inputs.boxes[row : row + 1]
    groups = [*_build_positive_groups(inputs, row), BoxGroup(box, BOX, width=3)]
    if inputs.trace is not None and inputs.traced_box >= 0:
        groups += _build_traced_groups(inputs.trace, inputs.traced_box)
    return LayerContent(tuple(groups), spotlight=_build_spotlight(inputs, box))


def _build_traced_groups(trace: StageTrace, row: int) -> list[BoxGroup]:
    """The best proposal that reaches box `row` of the trace, else the best candidate that does, and its detection."""
    from detector.trace.provenance import build_box_provenance

    provenance, groups = build_box_provenance(trace, row), list[BoxGroup]()
    decoded, proposal, candidate = trace.proposals.decoded, provenance.best_proposal, provenance.best_candidate
    if proposal.iou >= MIN_OBJECT_IOU:
        groups.append(BoxGroup(decoded[trace.proposals.kept[[proposal.row]]], KEPT, width=2))
    elif candidate.iou >= MIN_OBJECT_IOU:
        groups.append(BoxGroup(decoded[[candidate.row]], Meaning.CANDIDATE.color, width=2))
    detection = provenance.found_by if provenance.found_by.row >= 0 else provenance.detection
    if detection.row >= 0:
        groups.append(BoxGroup(trace.detections.boxes[[detection.row]], Meaning.DETECTION.color, width=3))
    return groups


def _build_positive_groups(inputs: LayerInputs, row: int) -> list[BoxGroup]:
    """The positive anchors of a box of the assignment."""
    of_box = inputs.assignment.matched_box == row
    by_iou, best = (
        category_mask(category, inputs.assignment) & of_box
        for category in (AnchorCategory.POSITIVE_IOU, AnchorCategory.POSITIVE_BEST)
    )
    return [BoxGroup(inputs.grid.boxes[by_iou], Meaning.POSITIVE.color, width=2), *build_best_groups(inputs, best)]


def _build_line(start: NDArray[np.float32], end: NDArray[np.float32], color: str, arrows: bool = False) -> LineGroup:
    """From center to center, both (1, 4)."""
    centers = [(boxes[:, :2] + boxes[:, 2:]) * np.float32(0.5) for boxes in (start, end)]
    return LineGroup(np.concatenate(centers, axis=1), color, arrows=arrows)
