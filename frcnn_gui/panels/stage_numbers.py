"""The numbers of every stage, one line each, in the order in which an image passes through them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QVBoxLayout, QWidget

from detector.codes import AnchorLabel, AnchorReason, ProposalFate
from frcnn_gui.controllers.stages import Stages

if TYPE_CHECKING:
    from detector.trace.records import AssignmentTrace, StageTrace

LOADING_HINT = "The detector engine is loading; the numbers come in a moment."
NO_IMAGE_HINT = "Open an image to see its anchors."
RUN_HINT = "Run the stages to see proposals, RoIs and losses."
STALE_HINT = "RoIs and losses belong to the boxes before the last change. Run the stages again."
MOST_BOXES = 6


class StageNumbers(QWidget):
    """Lines of a name and its numbers, and a hint what is missing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: dict[str, QLabel] = {}
        self._form = QFormLayout()
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setVerticalSpacing(3)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        for name in ("Input", "Anchors", "Positive", "Sampled", "Best IoU", "Proposals", "RoIs", "Losses"):
            label = QLabel()
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.lines[name] = label
            self._form.addRow(name, label)
        self.hint = QLabel()
        self.hint.setWordWrap(True)
        self.hint.setEnabled(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._form)
        layout.addWidget(self.hint)

    def show_stages(self, stages: Stages) -> None:
        """Follow `stages`; lines without a number are left out."""
        texts: dict[str, str] = {}
        if stages.assignment is not None:
            texts |= assignment_lines(stages.assignment)
        if stages.trace is not None:
            texts |= trace_lines(stages.trace)
        for name, label in self.lines.items():
            label.setText(texts.get(name, ""))
            self._form.setRowVisible(label, name in texts)
        self.hint.setText(_hint(stages))
        self.hint.setVisible(bool(self.hint.text()))


def _hint(stages: Stages) -> str:
    if stages.failure:
        return stages.failure
    if not stages.engine_ready:
        return LOADING_HINT
    if stages.assignment is None:
        return NO_IMAGE_HINT
    if stages.trace is None:
        return "" if stages.running else RUN_HINT
    return "" if stages.trace_is_current else STALE_HINT


def assignment_lines(trace: AssignmentTrace) -> dict[str, str]:
    """What follows the boxes live."""
    total, outside = len(trace.label), trace.count(AnchorReason.IGNORED_OUTSIDE)
    by_iou, as_best = trace.count(AnchorReason.POSITIVE_IOU), trace.count(AnchorReason.POSITIVE_BEST_FOR_BOX)
    positive, negative = (trace.sampled_count(label) for label in (AnchorLabel.POSITIVE, AnchorLabel.NEGATIVE))
    best = [f"{iou:.3f} ({count})" for iou, count in zip(trace.box_best_iou, trace.positives_per_box, strict=True)]
    more = f" and {len(best) - MOST_BOXES} more" if len(best) > MOST_BOXES else ""
    return {
        "Anchors": f"{total:,}, {total - outside:,} inside" if outside else f"{total:,}, all in use",
        "Positive": f"{by_iou + as_best:,}: {by_iou:,} by IoU, {as_best:,} as best",
        "Sampled": f"{positive:,} positive, {negative:,} negative",
        "Best IoU": (", ".join(best[:MOST_BOXES]) + more + "  (positives)") if best else "no boxes",
    }


def proposal_line(trace: StageTrace) -> str:
    """How many candidates are left after each step of the proposal layer."""
    kept, suppressed, below, small = (
        trace.proposals.count(fate)
        for fate in (
            ProposalFate.KEPT,
            ProposalFate.SUPPRESSED,
            ProposalFate.BELOW_POST_TOP_K,
            ProposalFate.TOO_SMALL,
        )
    )
    too_small = f", {small:,} too small" if small else ""
    total = len(trace.proposals.decoded)
    return (
        f"{total:,} decoded{too_small}, {kept + suppressed + below:,} best enter NMS, "
        f"{kept + below:,} survive it, {kept:,} kept"
    )


def trace_lines(trace: StageTrace) -> dict[str, str]:
    """What a run of the stages gave."""
    channels = trace.feature_shapes[0][0]
    maps = ", ".join(f"{height} x {width}" for _, height, width in trace.feature_shapes)
    losses = trace.losses
    positive = int((trace.rois.labels > 0).sum())
    return {
        "Input": f"{trace.frame.width} x {trace.frame.height} px -> {channels} features, {maps} cells",
        "Proposals": proposal_line(trace),
        "RoIs": f"{positive:,} positive, {len(trace.rois.labels) - positive:,} negative",
        "Losses": f"objectness {losses['rpn_objectness']:.3f}, RPN box {losses['rpn_box']:.3f}, "
        f"class {losses['roi_class']:.3f}, box {losses['roi_box']:.3f}; total {losses['total']:.3f}",
    }
