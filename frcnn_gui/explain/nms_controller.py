"""Goes through NMS of the proposal layer one survivor at a time, and shows each step on the image."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np
from PySide6.QtCore import QEvent, QObject, Slot

from detector.matching.box_overlap import MIN_OBJECT_IOU
from frcnn_gui.canvas.layers import COMPUTING_TEXT, EMPTY_CONTENT, BoxGroup, Layer, LayerContent, LineGroup
from frcnn_gui.canvas.parts import HasCanvas
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.meanings import Meaning
from frcnn_gui.common.parts import HasWindow
from frcnn_gui.common.texts.compared_numbers import format_compared, format_threshold
from frcnn_gui.explain.nms_panel import MAX_ROWS, NmsPanel, SuppressedRow
from frcnn_gui.stages.parts import HasStages
from frcnn_gui.stages.texts import explain_no_rpn, format_box_name

if TYPE_CHECKING:
    from detector.trace.nms_steps import NmsStep, NmsSteps
    from detector.trace.schema import StageTrace

MISTAKE_TEXT = N_("Mistake {rank} of {count}: {box} keeps IoU {other}; {iou} was suppressed.")
OBJECT_LOST_TEXT = N_("Mistake {rank} of {count}: none left for {box}; IoU {iou} was suppressed.")
INSTEAD_TEXT = N_("{box}: {iou} instead of {other}")
NO_IMAGE_TEXT = N_("Open an image to step through NMS of its proposals.")

MAX_WAITING_BOXES = 50
"""Candidates that are still alive, on the image."""


class NmsContext(HasWindow, HasCanvas, HasStages, Protocol):
    """What is used of the window."""


class NmsController(QObject):
    """Owns the NMS dock's content, `panel`. The step is kept by the survivor's place, whatever is traced again."""

    def __init__(self, context: NmsContext) -> None:
        super().__init__(context.window)
        self._model, self._canvas = context.stages, context.canvas
        self.panel = NmsPanel()
        self.step = 0
        self._steps: NmsSteps | None = None
        self._trace: StageTrace | None = None
        self._layer = Layer(
            "nms_step",
            tr("NMS step"),
            tr("The kept box, those it suppresses, and those waiting."),
            visible=False,
            group="nms",
        )
        context.canvas.layers.add_layer(self._layer)
        self._connect_signals()
        self._on_trace_changed()

    def _connect_signals(self) -> None:
        panel, model = self.panel, self._model
        panel.step_requested.connect(self.go_to_step)
        panel.mistake_requested.connect(self.go_to_mistake)
        panel.anchor_selected.connect(lambda anchor: model.select_item(anchor=anchor))
        panel.threshold_row.value_changed.connect(model.settings.set_value)
        panel.threshold_row.reset_requested.connect(model.settings.reset_settings)
        panel.installEventFilter(self)
        model.trace_changed.connect(self._on_trace_changed)
        model.settings_changed.connect(self._show_threshold)
        self._show_threshold()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            self._model.subscribe("nms steps", event.type() == QEvent.Type.Show)
            self._layer.set_visible(event.type() == QEvent.Type.Show)
            self._on_trace_changed()
        return super().eventFilter(watched, event)

    @Slot()
    def _show_threshold(self) -> None:
        id = self.panel.threshold_row.setting.id
        self.panel.threshold_row.show_value(
            self._model.settings.get_value(id), self._model.settings.get_preset_value(id)
        )

    @Slot()
    def _on_trace_changed(self) -> None:
        if not self.panel.isVisible():
            return
        from detector.trace.nms_steps import NmsSteps

        trace = self._model.trace
        self._layer.set_computing(self._model.is_computing)
        if trace is not self._trace:
            self._trace = trace
            self._steps = NmsSteps(trace) if trace is not None and trace.config.proposals.has_rpn else None
        self.go_to_step(self.step)

    @Slot(int)
    def go_to_step(self, step: int) -> None:
        """Show this step, or the nearest there is."""
        steps, trace = self._steps, self._trace
        if steps is None or trace is None or not len(steps):
            self._layer.set_content(EMPTY_CONTENT)
            self.panel.show_nothing(self._format_hint(), is_passing=self._model.is_computing)
            return
        self.step = min(max(step, 0), len(steps) - 1)
        shown = steps[self.step]
        self.panel.show_step(self.step, len(steps), len(steps.mistakes))
        self.panel.text_label.setText(_describe_step(trace, steps, self.step, shown))
        self.panel.show_rows(_build_rows(trace, steps, shown))
        self._layer.set_content(_build_content(trace, steps, self.step, shown))

    @Slot()
    def go_to_mistake(self) -> None:
        """To the mistake that costs most, and from one mistake to the next smaller one, going round."""
        if self._steps is not None and len(self._steps.mistakes):
            mistakes = self._steps.mistakes.tolist()
            place = mistakes.index(self.step) + 1 if self.step in mistakes else 0
            self.go_to_step(mistakes[place % len(mistakes)])
            self._reveal_survivor()

    def _reveal_survivor(self) -> None:
        if self._trace is not None and self._steps is not None:
            x1, y1, x2, y2 = self._trace.proposals.decoded[self._steps.survivors[self.step]].tolist()
            self._canvas.reveal_area(x1, y1, x2, y2)

    def _format_hint(self) -> str:
        if self._model.failure:
            return self._model.failure
        if self._trace is not None:
            if no_rpn := explain_no_rpn(self._trace.config):
                return no_rpn
            return tr("No candidate entered NMS.")
        return tr(COMPUTING_TEXT) if self._model.is_computing else tr(NO_IMAGE_TEXT)


def _describe_step(trace: StageTrace, steps: NmsSteps, step: int, shown: NmsStep) -> str:
    x1, y1, x2, y2 = (float(value) for value in trace.proposals.decoded[shown.survivor])
    parts = [
        tr("Kept: objectness {score}, {width} x {height} px.").format(
            score=f"{shown.score:.3f}", width=f"{x2 - x1:.0f}", height=f"{y2 - y1:.0f}"
        ),
        tr("It suppresses %Ln candidate(s) with an IoU above {limit}.", "", len(shown.suppressed)).format(
            limit=format_threshold(trace.config.proposals.nms_iou)
        ),
    ]
    if step in steps.mistakes:
        parts.insert(0, _describe_mistake(trace, steps, step, shown))
    left = len(steps) + int(steps.suppressed_counts[step + 1 :].sum()) - step - 1
    parts.append(tr("Still waiting: {count}.").format(count=f"{left:,}"))
    return " ".join(parts)


def _describe_mistake(trace: StageTrace, steps: NmsSteps, step: int, shown: NmsStep) -> str:
    """Which object loses most by it."""
    worst = int(shown.losses.argmax())
    box, rank = int(shown.better[worst]), steps.mistakes.tolist().index(step) + 1
    best = float(steps.best_survivor_iou[box])
    text = tr(MISTAKE_TEXT if best >= MIN_OBJECT_IOU else OBJECT_LOST_TEXT)
    return text.format(
        rank=f"{rank:,}",
        count=f"{len(steps.mistakes):,}",
        box=format_box_name(_list_box_classes(trace), box),
        iou=format_compared(best + float(shown.losses[worst]), MIN_OBJECT_IOU),
        other=format_compared(best, MIN_OBJECT_IOU),
    )


def _list_box_classes(trace: StageTrace) -> tuple[str, ...]:
    return tuple(trace.classes[label - 1] for label in trace.true_labels)


def _build_rows(trace: StageTrace, steps: NmsSteps, shown: NmsStep) -> list[SuppressedRow]:
    """What costs an object most comes first."""
    order = np.argsort(-shown.losses, kind="stable")[:MAX_ROWS]
    names, limit = _list_box_classes(trace), trace.config.proposals.nms_iou
    rows = []
    for place in order.tolist():
        anchor, box, text = int(shown.suppressed[place]), int(shown.better[place]), ""
        if box >= 0:
            best = float(steps.best_survivor_iou[box])
            text = tr(INSTEAD_TEXT).format(
                box=format_box_name(names, box),
                iou=format_compared(best + float(shown.losses[place]), MIN_OBJECT_IOU),
                other=format_compared(best, MIN_OBJECT_IOU),
            )
        score = f"{trace.proposals.objectness[anchor]:.3f}"
        is_lost = box >= 0 and steps.best_survivor_iou[box] < MIN_OBJECT_IOU
        rows.append(SuppressedRow(anchor, score, format_compared(float(shown.iou[place]), limit), text, is_lost))
    return rows


def _build_content(trace: StageTrace, steps: NmsSteps, step: int, shown: NmsStep) -> LayerContent:
    """What still waits, thin; what is suppressed, dashed, with a line to the survivor; mistakes and survivor, thick."""
    decoded = trace.proposals.decoded
    alive = steps.find_remaining(step)
    waiting = alive[~np.isin(alive, steps.survivors[: step + 1])][:MAX_WAITING_BOXES]
    wrong = shown.better >= 0
    lost = wrong & (steps.best_survivor_iou[shown.better] < MIN_OBJECT_IOU) if wrong.any() else wrong
    survivor = decoded[shown.survivor : shown.survivor + 1]
    captions = (f"{shown.score:.2f}",)
    groups = (
        BoxGroup(decoded[waiting], Meaning.CANDIDATE.color),
        BoxGroup(decoded[shown.suppressed[~wrong]], Meaning.SUPPRESSED.color, dashed=True),
        BoxGroup(decoded[shown.suppressed[wrong & ~lost]], Meaning.CANDIDATE.color, width=2, dashed=True),
        BoxGroup(decoded[shown.suppressed[lost]], Meaning.MISSED.color, width=2, dashed=True),
        BoxGroup(survivor, Meaning.KEPT.color, width=3, captions=captions),
    )
    starts = decoded[shown.suppressed, :2]
    lines = np.concatenate((starts, np.repeat(survivor[:, :2], len(starts), axis=0)), axis=1)
    return LayerContent(groups, "", (LineGroup(lines, Meaning.SUPPRESSED.color),))
