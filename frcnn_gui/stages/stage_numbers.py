"""The numbers of every stage, one line each, in the order in which an image passes through them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from detector.outcomes import AnchorLabel, AnchorReason, DetectionFate, ProposalFate
from frcnn_gui.canvas.layers import COMPUTING_TEXT
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.plain_text import PlainLabel
from frcnn_gui.common.texts.compared_numbers import format_compared
from frcnn_gui.stages.stage_model import StageModel
from frcnn_gui.stages.texts import explain_no_rpn, format_source

if TYPE_CHECKING:
    from detector.trace.schema import AssignmentTrace, StageTrace

LINE_NAMES = (
    N_("Input"),
    N_("Anchors"),
    N_("Positive"),
    N_("Sampled"),
    N_("Best IoU"),
    N_("Proposals"),
    N_("RoIs"),
    N_("Detections"),
    N_("Losses"),
)
TRACED_NAMES = ("Input", "Proposals", "RoIs", "Detections", "Losses")
"""Those of them that need a trace"""
LOADING_HINT = N_("Loading the detector. The numbers appear shortly.")
PROPOSALS_TEXT = N_("{total} decoded, {entered} enter NMS, {survived} survive, {kept} kept")
PROPOSALS_SOME_SMALL_TEXT = N_(
    "{total} decoded, {small} too small, {entered} enter NMS, {survived} survive, {kept} kept"
)
OUTSIDE_PROPOSALS_TEXT = N_("{total} from {source}, {small} too small, {kept} kept")
ROI_LOSSES_TEXT = N_("class {cls}, box {box}; total {total}")
LOSSES_TEXT = N_("objectness {objectness}, RPN box {rpn_box}, class {cls}, box {box}; total {total}")
LOSSES_WITH_MASK_TEXT = N_(
    "objectness {objectness}, RPN box {rpn_box}, class {cls}, box {box}, mask {mask}; total {total}"
)
NO_IMAGE_HINT = N_("Open an image to see its anchors.")
MAX_BOXES = 6


class StageNumbers(QWidget):
    """Lines of a name and its numbers, and a hint what is missing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: dict[str, QLabel] = {}
        self._names: dict[str, QLabel] = {}
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setColumnStretch(1, 1)
        for row, name in enumerate(LINE_NAMES):
            label = PlainLabel()
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.lines[name], self._names[name] = label, PlainLabel(tr(name))
            grid.addWidget(self._names[name], row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label, row, 1)
        self.hint = PlainLabel()
        self.hint.setWordWrap(True)
        self.hint.setEnabled(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(grid)
        layout.addWidget(self.hint)

    def show_stages(self, stages: StageModel) -> None:
        """Follow `stages`; lines without a number are left out."""
        texts: dict[str, str] = {}
        if stages.assignment is not None and stages.config.proposals.has_rpn:
            texts |= format_assignment_lines(stages.assignment, stages.assigned_config.anchor_targets.positive_iou)
        if stages.trace is not None:
            texts |= format_trace_lines(stages.trace)
        elif stages.is_computing:  # lines that come and go would move the others
            texts |= dict.fromkeys(TRACED_NAMES, tr(COMPUTING_TEXT))
        for name, label in self.lines.items():
            label.setText(texts.get(name, ""))
            for widget in (self._names[name], label):
                widget.setVisible(name in texts)
        self.hint.setText(_choose_hint(stages))
        self.hint.setVisible(bool(self.hint.text()))


def _choose_hint(stages: StageModel) -> str:
    if stages.failure:
        return stages.failure
    if not stages.engine.is_ready:
        return stages.engine.failure or tr(LOADING_HINT)
    if no_rpn := explain_no_rpn(stages.config):
        return no_rpn
    return tr(NO_IMAGE_HINT) if stages.assignment is None else ""


def format_assignment_lines(trace: AssignmentTrace, positive_iou: float) -> dict[str, str]:
    """What follows the boxes live; anchors are positive from `positive_iou` on."""
    total, outside = len(trace.label), trace.count_reason(AnchorReason.IGNORED_OUTSIDE)
    by_iou, as_best = (
        trace.count_reason(AnchorReason.POSITIVE_IOU),
        trace.count_reason(AnchorReason.POSITIVE_BEST_FOR_BOX),
    )
    positive, negative = (trace.count_sampled(label) for label in (AnchorLabel.POSITIVE, AnchorLabel.NEGATIVE))
    anchors = tr("{total}, {inside} inside") if outside else tr("{total}, all in use")
    return {
        "Anchors": anchors.format(total=f"{total:,}", inside=f"{total - outside:,}"),
        "Positive": tr("{total}: {by_iou} by IoU, {as_best} as best").format(
            total=f"{by_iou + as_best:,}", by_iou=f"{by_iou:,}", as_best=f"{as_best:,}"
        ),
        "Sampled": tr("{positive} positive, {negative} negative").format(
            positive=f"{positive:,}", negative=f"{negative:,}"
        ),
        "Best IoU": _format_best_iou(trace, positive_iou),
    }


def _format_best_iou(trace: AssignmentTrace, positive_iou: float) -> str:
    best = [
        f"{format_compared(iou, positive_iou, decimals=3)} ({count})"
        for iou, count in zip(trace.box_best_iou.tolist(), trace.positives_per_box.tolist(), strict=True)
    ]
    if not best:
        return tr("no boxes")
    shown = ", ".join(best[:MAX_BOXES])
    if len(best) > MAX_BOXES:
        return tr("{numbers} and %Ln more  (positives)", "", len(best) - MAX_BOXES).format(numbers=shown)
    return tr("{numbers}  (positives)").format(numbers=shown)


def format_proposal_line(trace: StageTrace) -> str:
    """What became of the candidates; they add up."""
    count = trace.proposals.count_fate
    kept, suppressed, below, small = (
        count(fate)
        for fate in (
            ProposalFate.KEPT,
            ProposalFate.SUPPRESSED,
            ProposalFate.BELOW_POST_TOP_K,
            ProposalFate.TOO_SMALL,
        )
    )
    if not trace.config.proposals.has_rpn:
        return tr(OUTSIDE_PROPOSALS_TEXT).format(
            total=f"{len(trace.proposals.decoded):,}",
            source=format_source(trace.config.proposals.source),
            small=f"{small:,}",
            kept=f"{kept:,}",
        )
    return tr(PROPOSALS_SOME_SMALL_TEXT if small else PROPOSALS_TEXT).format(
        total=f"{len(trace.proposals.decoded):,}",
        small=f"{small:,}",
        entered=f"{kept + suppressed + below:,}",
        survived=f"{kept + below:,}",
        kept=f"{kept:,}",
    )


def format_trace_lines(trace: StageTrace) -> dict[str, str]:
    """What a run of the stages gave."""
    found = trace.detections
    positive = int((trace.rois.labels > 0).sum())
    return {
        "Input": tr("{width} x {height} px -> {channels} features, {maps} cells").format(
            width=trace.frame.width,
            height=trace.frame.height,
            channels=trace.feature_shapes[0][0],
            maps=", ".join(f"{height} x {width}" for _, height, width in trace.feature_shapes),
        ),
        "Proposals": format_proposal_line(trace),
        "RoIs": tr("{positive} positive, {negative} negative").format(
            positive=f"{positive:,}", negative=f"{len(trace.rois.labels) - positive:,}"
        ),
        "Detections": tr("{scored} boxes score enough, {kept} remain after NMS and limit").format(
            scored=f"{int((found.fate != DetectionFate.BELOW_SCORE).sum()):,}", kept=f"{len(found):,}"
        ),
        "Losses": format_losses(trace, LOSSES_TEXT, LOSSES_WITH_MASK_TEXT),
    }


def format_losses(trace: StageTrace, text: str, with_mask: str) -> str:
    """Fill in `text`, or `with_mask` if the network has a mask head; both are marked with `N_`.

    A network without an RPN has a text of its own.
    """
    losses = trace.losses
    chosen = text if trace.masks is None else with_mask
    return tr(chosen if trace.config.proposals.has_rpn else ROI_LOSSES_TEXT).format(
        objectness=f"{losses.get('rpn_objectness', 0.0):.3f}",
        rpn_box=f"{losses.get('rpn_box', 0.0):.3f}",
        cls=f"{losses['roi_class']:.3f}",
        box=f"{losses['roi_box']:.3f}",
        mask=f"{losses.get('roi_mask', 0.0):.3f}",
        total=f"{losses['total']:.3f}",
    )
