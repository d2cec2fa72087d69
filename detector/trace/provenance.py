"""One anchor's way through the stages, and one ground-truth box's: facts, which a window puts into words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detector.matching.box_overlap import MIN_OBJECT_IOU
from detector.matching.box_overlap import pairwise_iou as iou_of
from detector.matching.coco_matching import NO_OBJECT
from detector.matching.detection_matching import DetectionMatch, match_image
from detector.outcomes import AnchorLabel, AnchorReason, BoxMatch, DetectionFate, MissCause, ProposalFate
from detector.trace.miss_attribution import find_miss_cause
from detector.trace.schema import AssignmentTrace, Floats, Rows, StageTrace
from detector.trace.shape_fit import BestMatch, classify_match, find_best_match


@dataclass(frozen=True)
class RoiProvenance:
    """What the head made of one proposal. `row` is its place among the kept proposals, -1 for injected ground truth."""

    row: int
    probabilities: Floats
    """(C + 1,) column 0 is background; empty where the head did not look at it"""
    refined: Floats
    """(4,) the box of the likeliest object class"""
    fate: DetectionFate
    """Of its likeliest object class"""
    suppressed_by: int
    """The place of the proposal whose detection suppressed it, -1"""
    suppressed_iou: float
    detection: int
    """Row among the detections, -1"""
    sampled_row: int
    """Row among the RoIs sampled for training, -1"""
    class_loss: float
    box_loss: float


@dataclass(frozen=True)
class AnchorProvenance:
    """Everything that happened to one anchor."""

    row: int
    level: int
    cell: tuple[int, int]
    """(row, column) in its level"""
    shape: int
    """Within the cell"""
    box: Floats
    """(4,)"""
    size: tuple[float, float]
    """(width, height) in pixels of the network's input"""
    iou: Floats
    """(G,) with every ground-truth box"""
    reason: AnchorReason
    matched_box: int
    sampled: bool
    targets: Floats
    """(4,) the deltas it should learn"""
    objectness: float
    """Probability"""
    deltas: Floats
    """(4,) those that the RPN predicts"""
    decoded: Floats
    """(4,)"""
    fate: ProposalFate
    suppressed_by: int
    """Row of the anchor whose candidate suppressed this one, -1"""
    suppressed_iou: float
    objectness_loss: float
    box_loss: float
    roi: RoiProvenance | None
    """Where it was kept as a proposal"""


def build_anchor_provenance(trace: StageTrace, row: int) -> AnchorProvenance:
    """What happened to anchor `row`.

    Raises:
        IndexError: There is no such row.
    """
    if not 0 <= row < len(trace.anchors):
        raise IndexError(f"there is no anchor {row}")
    level, y, x, shape = trace.grid.locate_anchor(row)
    box, assignment, proposals = trace.anchors[row], trace.assignment, trace.proposals
    iou = iou_of(box[None], trace.true_boxes)[0]
    reason = AnchorReason(int(assignment.reason[row]))
    place = proposals.find_place(row)
    width, height = float(box[2] - box[0]), float(box[3] - box[1])
    return AnchorProvenance(
        row=row,
        level=level,
        cell=(y, x),
        shape=shape,
        box=box,
        size=(width * trace.frame.scale_x, height * trace.frame.scale_y),
        iou=iou,
        reason=reason,
        matched_box=int(assignment.matched_box[row]),
        sampled=bool(assignment.sampled[row]),
        targets=proposals.targets[row],
        objectness=float(proposals.objectness[row]),
        deltas=proposals.deltas[row],
        decoded=proposals.decoded[row],
        fate=ProposalFate(int(proposals.fate[row])),
        suppressed_by=int(proposals.suppressed_by[row]),
        suppressed_iou=float(proposals.suppressed_iou[row]),
        objectness_loss=float(proposals.objectness_loss[row]),
        box_loss=float(proposals.box_loss[row]),
        roi=build_roi_provenance(trace, place) if place >= 0 else None,
    )


def build_roi_provenance(trace: StageTrace, place: int) -> RoiProvenance:
    """What the head made of the proposal at `locate_anchor` among the kept ones."""
    detections, rois = trace.detections, trace.rois
    sampled = np.flatnonzero(rois.proposal == place)
    sampled_row = int(sampled[0]) if len(sampled) else -1
    losses = (float(rois.class_loss[sampled_row]), float(rois.box_loss[sampled_row])) if len(sampled) else (0.0, 0.0)
    if place >= len(detections.probabilities):
        nothing = np.zeros(0, dtype=np.float32)
        fate = DetectionFate.BELOW_SCORE
        return RoiProvenance(place, nothing, nothing, fate, -1, 0.0, -1, sampled_row, *losses)
    probabilities = detections.probabilities[place]
    column = int(probabilities[1:].argmax())
    found = np.flatnonzero(detections.roi == place)
    return RoiProvenance(
        row=place,
        probabilities=probabilities,
        refined=detections.refined[place, column],
        fate=DetectionFate(int(detections.fate[place, column])),
        suppressed_by=int(detections.suppressed_by[place, column]),
        suppressed_iou=float(detections.suppressed_iou[place, column]),
        detection=int(found[0]) if len(found) else -1,
        sampled_row=sampled_row,
        class_loss=losses[0],
        box_loss=losses[1],
    )


@dataclass(frozen=True)
class BoxProvenance:
    """What the stages made of one ground-truth box."""

    box: int
    match: BoxMatch
    positives: Rows
    """Rows of its positive anchors"""
    best_candidate: BestMatch
    """Among all decoded anchors (rows of anchors)"""
    best_proposal: BestMatch
    """Among the kept ones (rows into `ProposalTrace.kept`)"""
    best_roi: BestMatch
    """Among the RoIs sampled for training"""
    detection: BestMatch
    """Among the detections of its class"""
    detected_box: int
    """The box with which that detection was matched, -1"""
    found_by: BestMatch
    """The detection that was matched with it; where it is difficult, the best one that reaches it"""
    miss_cause: MissCause | None
    """Which stage missed it, under the trace's limits. None where a detection was matched with it, as a measurement
    does; where it is difficult, where a detection reaches it"""


def build_box_provenances(trace: StageTrace) -> list[BoxProvenance]:
    """One for each ground-truth box."""
    matched = match_detections(trace)
    return [_build_box_provenance(trace, box, matched) for box in range(len(trace.true_boxes))]


def build_box_provenance(trace: StageTrace, box: int) -> BoxProvenance:
    """What the stages made of ground-truth box `box`."""
    return _build_box_provenance(trace, box, match_detections(trace))


def match_detections(trace: StageTrace) -> DetectionMatch:
    """Which detection found which ground-truth box, as a measurement matches them."""
    found = trace.detections
    objects = trace.true_boxes, trace.true_labels, trace.difficult
    return match_image(found.boxes, found.labels, found.scores, *objects, MIN_OBJECT_IOU)


def _build_box_provenance(trace: StageTrace, box: int, matched: DetectionMatch) -> BoxProvenance:
    true, proposals, found = trace.true_boxes[box : box + 1], trace.proposals, trace.detections
    candidates = iou_of(true, proposals.decoded)[0]
    same_class = found.labels == trace.true_labels[box]
    positives = trace.assignment.find_positives(box)
    detection = find_best_match(iou_of(true, found.boxes)[0] * same_class)
    found_by = _find_own_detection(trace, box, matched, detection)
    return BoxProvenance(
        box=box,
        match=classify_match(trace.assignment, positives),
        positives=positives,
        best_candidate=find_best_match(candidates),
        best_proposal=find_best_match(candidates[proposals.kept]),
        best_roi=find_best_match(iou_of(true, trace.rois.boxes)[0]),
        detection=detection,
        detected_box=int(matched.object[detection.row]) if detection.row >= 0 else NO_OBJECT,
        found_by=found_by,
        miss_cause=None
        if found_by.row >= 0
        else _find_miss_cause(trace, box, len(positives) if trace.config.proposals.has_rpn else None, candidates),
    )


def _find_own_detection(trace: StageTrace, box: int, matched: DetectionMatch, best: BestMatch) -> BestMatch:
    """The detection that found the box; `best` is the one of its class with the highest IoU."""
    if trace.difficult[box]:  # none is matched with it
        return best if best.iou >= MIN_OBJECT_IOU else BestMatch(-1, 0.0)
    rows = np.flatnonzero(matched.object == box)
    if not len(rows):
        return BestMatch(-1, 0.0)
    iou = iou_of(trace.true_boxes[box : box + 1], trace.detections.boxes[rows[:1]])[0, 0]
    return BestMatch(int(rows[0]), float(iou))


def _find_miss_cause(trace: StageTrace, box: int, positives: int | None, candidate_iou: Floats) -> MissCause:
    fates, detections, column = trace.proposals.fate.copy(), trace.detections, int(trace.true_labels[box]) - 1
    # With the limits of training more proposals are kept than the head looks at when detecting.
    fates[trace.proposals.kept[len(detections.probabilities) :]] = ProposalFate.BELOW_POST_TOP_K
    reaching = {ProposalFate(code) for code in np.unique(fates[candidate_iou >= MIN_OBJECT_IOU]).tolist()}
    fate = detections.fate[:, column]
    dropped = np.flatnonzero((fate == DetectionFate.SUPPRESSED) | (fate == DetectionFate.BELOW_LIMIT))
    dropped_iou = iou_of(trace.true_boxes[box : box + 1], detections.refined[dropped, column])
    return find_miss_cause(reaching, positives, bool((dropped_iou >= MIN_OBJECT_IOU).any()))


def find_anchors_at(anchors: Floats, assignment: AssignmentTrace, x: float, y: float, rows: Rows | None = None) -> Rows:
    """The anchors over the point (pixels of the image), most informative first; `rows` limits them to these.

    Positive ones come first, then those with the highest IoU with a box, then the smallest.
    """
    boxes = anchors if rows is None else anchors[rows]
    over = (boxes[:, 0] <= x) & (x < boxes[:, 2]) & (boxes[:, 1] <= y) & (y < boxes[:, 3])
    found = np.flatnonzero(over) if rows is None else rows[over]
    area = np.prod(anchors[found, 2:] - anchors[found, :2], axis=1)
    order = np.lexsort((area, -assignment.best_iou[found], assignment.label[found] != AnchorLabel.POSITIVE))
    return found[order]
