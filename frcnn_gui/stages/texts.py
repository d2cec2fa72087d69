"""What boxes, anchors, and what becomes of them are called in cards and lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from detector.outcomes import AnchorReason, BoxMatch, DetectionFate, MissCause, ProposalFate
from frcnn_gui.common.language import N_, tr

if TYPE_CHECKING:
    from detector.config import DetectorConfig
    from frcnn_gui.stages.layer_inputs import LayerInputs

UNTRAINED_TEXT = N_("The network is untrained, so its results are random.")
REASON_TEXTS = {
    AnchorReason.POSITIVE_IOU: N_("positive by IoU"),
    AnchorReason.POSITIVE_BEST_FOR_BOX: N_("positive as best"),
    AnchorReason.NEGATIVE_LOW_IOU: N_("negative"),
    AnchorReason.IGNORED_BETWEEN: N_("ignored"),
    AnchorReason.IGNORED_OUTSIDE: N_("outside"),
}
FATE_TEXTS = {
    ProposalFate.KEPT: N_("proposal"),
    ProposalFate.BELOW_PRE_TOP_K: N_("score too low"),
    ProposalFate.TOO_SMALL: N_("too small"),
    ProposalFate.LOW_SCORE: N_("objectness too low"),
    ProposalFate.SUPPRESSED: N_("suppressed"),
    ProposalFate.BELOW_POST_TOP_K: N_("not among the best"),
}
MATCH_TEXTS = {
    BoxMatch.MATCHED: N_("matched"),
    BoxMatch.RESCUED: N_("best anchor only"),
    BoxMatch.UNMATCHED: N_("unmatched"),
}
DETECTION_FATE_TEXTS = {
    DetectionFate.KEPT: N_("Its box is a detection."),
    DetectionFate.BELOW_SCORE: N_("Its class scores too low to be a detection."),
    DetectionFate.SUPPRESSED: N_("NMS within its class removed it."),
    DetectionFate.BELOW_LIMIT: N_("It survived NMS, but the limit of detections was reached."),
}
MISS_CAUSE_TEXTS = {
    MissCause.NO_POSITIVE_ANCHOR: N_("No positive anchor: the RPN does not learn such objects."),
    MissCause.PROPOSAL_BOX: N_("No candidate of the RPN overlaps it enough."),
    MissCause.PROPOSAL_SIZE: N_("Candidates overlap it, but were dropped for their size."),
    MissCause.RPN_SCORE: N_("Candidates overlap it, but their objectness was too low."),
    MissCause.RPN_NMS: N_("Candidates overlap it, but others suppressed them."),
    MissCause.ROI_HEAD: N_("The head gave another class, a low score or a poor box."),
    MissCause.FINAL_NMS: N_("The head detected it, but NMS or the limit removed it."),
    MissCause.MASK_HEAD: N_("The box is correct, but the IoU of its mask is below 0.5."),
}
MISS_VERDICT_TEXTS = {
    MissCause.NO_POSITIVE_ANCHOR: N_("Missed at the anchors: {box}"),
    MissCause.PROPOSAL_BOX: N_("Missed by the boxes of the RPN: {box}"),
    MissCause.PROPOSAL_SIZE: N_("Missed by the minimum size: {box}"),
    MissCause.RPN_SCORE: N_("Missed by the score of the RPN: {box}"),
    MissCause.RPN_NMS: N_("Missed in NMS of the candidates: {box}"),
    MissCause.ROI_HEAD: N_("Missed in the RoI head: {box}"),
    MissCause.FINAL_NMS: N_("Missed in NMS of the detections: {box}"),
    MissCause.MASK_HEAD: N_("Box correct, mask not: {box}"),
}
MISS_CAUSE_SHORT_TEXTS = {
    MissCause.NO_POSITIVE_ANCHOR: N_("no positive anchor"),
    MissCause.PROPOSAL_BOX: N_("no candidate near it"),
    MissCause.PROPOSAL_SIZE: N_("candidates too small"),
    MissCause.RPN_SCORE: N_("objectness too low"),
    MissCause.RPN_NMS: N_("missed in NMS"),
    MissCause.ROI_HEAD: N_("missed in the head"),
    MissCause.FINAL_NMS: N_("missed in final NMS"),
    MissCause.MASK_HEAD: N_("missed by the mask head"),
}
# Of a network without an RPN, where its proposals differ from candidates:
_OUTSIDE_TEXTS = {
    MissCause.PROPOSAL_BOX: N_("No proposal of {source} overlaps it enough."),
    MissCause.PROPOSAL_SIZE: N_("Proposals of {source} overlap it, but were dropped for their size."),
    MissCause.RPN_SCORE: N_("Proposals of {source} overlap it, but too many others rank before them."),
}
_OUTSIDE_VERDICT_TEXTS = {
    MissCause.PROPOSAL_BOX: N_("Missed by {source}: {box}"),
    MissCause.RPN_SCORE: N_("Missed by the limit of proposals: {box}"),
}
_OUTSIDE_SHORT_TEXTS = {
    MissCause.PROPOSAL_BOX: N_("no proposal near it"),
    MissCause.PROPOSAL_SIZE: N_("proposals too small"),
    MissCause.RPN_SCORE: N_("proposals rank too low"),
}
SOURCE_NAMES = {
    "rpn": N_("the RPN"),
    "selective-search": N_("selective search"),
    "selective-search-quality": N_("selective search in quality mode"),
    "selective-search-200": N_("selective search at 200 px"),
    "edge-boxes": N_("edge boxes"),
    "sliding-windows": N_("sliding windows"),
}
"""Proposal sources in a sentence; that of a plug-in has its own name"""


NO_RPN_SHORT_TEXT = N_("no RPN")
NO_RPN_TEXT = N_("This network has no RPN, so there are no anchors: its proposals come from {source}.")


def explain_no_rpn(config: DetectorConfig) -> str:
    """Why there is nothing to see of anchors; empty for a network with an RPN."""
    proposals = config.proposals
    return "" if proposals.has_rpn else tr(NO_RPN_TEXT).format(source=format_source(proposals.source))


def format_source(source: str) -> str:
    """The name of a proposal source within a sentence."""
    return tr(SOURCE_NAMES[source]) if source in SOURCE_NAMES else source


def explain_miss_cause(cause: MissCause, source: str) -> str:
    """A sentence on why an object was missed by a network with proposals of `source`."""
    return _format_miss(cause, source, MISS_CAUSE_TEXTS, _OUTSIDE_TEXTS)


def name_miss_cause(cause: MissCause, source: str) -> str:
    """The same in a few words, for a list."""
    return _format_miss(cause, source, MISS_CAUSE_SHORT_TEXTS, _OUTSIDE_SHORT_TEXTS)


def format_miss_verdict(cause: MissCause, source: str, box: str) -> str:
    """The title of the card of an object that was missed, which is called `box`."""
    return _format_miss(cause, source, MISS_VERDICT_TEXTS, _OUTSIDE_VERDICT_TEXTS, box)


def _format_miss(
    cause: MissCause, source: str, texts: Mapping[MissCause, str], of_others: Mapping[MissCause, str], box: str = ""
) -> str:
    """Fill in the text of `cause`: of `of_others`, if it is there, in a network without an RPN."""
    text = texts[cause] if source == "rpn" else of_others.get(cause, texts[cause])
    return tr(text).format(source=format_source(source), box=box)


def format_box_name(labels: Sequence[str], row: int) -> str:
    """`car 3`: the class and the number of a ground-truth box, counted from 1."""
    return f"{labels[row]} {row + 1}"


def format_size(width: float, height: float) -> str:
    return tr("{width} x {height} px").format(width=f"{width:.0f}", height=f"{height:.0f}")


def anchor_size(inputs: LayerInputs, row: int) -> tuple[float, float]:
    """(width, height) of an anchor in pixels of the network's input."""
    x1, y1, x2, y2 = (float(value) for value in inputs.grid.boxes[row])
    return (x2 - x1) * inputs.frame.scale_x, (y2 - y1) * inputs.frame.scale_y


def format_cell_place(inputs: LayerInputs, row: int) -> str:
    """`row 12, column 20 of the cells every 16 px`."""
    level, y, x, _ = inputs.grid.locate_anchor(row)
    stride = inputs.config.backbone.level_strides[level]
    return tr("row {row}, column {column} of the cells every {stride} px").format(row=y, column=x, stride=stride)


def find_cell_at(inputs: LayerInputs, level: int, x: float, y: float) -> tuple[int, int]:
    """(row, column) of the cell of `level` at or next to the point, pixels of the image."""
    height, width = inputs.grid.level_cells[level]
    stride = inputs.config.backbone.level_strides[level]
    row, column = int(y * inputs.frame.scale_y / stride), int(x * inputs.frame.scale_x / stride)
    return min(max(row, 0), height - 1), min(max(column, 0), width - 1)
