"""Goes through NMS of the proposal layer one survivor at a time, and shows each step on the image."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np
from PySide6.QtCore import QEvent, QObject, Slot

from detector.box_overlap import pairwise_iou as iou_of
from frcnn_gui.canvas.layers import EMPTY_CONTENT, BoxGroup, Layer, LayerContent, LineGroup
from frcnn_gui.canvas.parts import HasCanvas
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.meanings import Meaning
from frcnn_gui.common.parts import HasWindow
from frcnn_gui.explain.nms_panel import MAX_ROWS, NmsPanel, SuppressedRow
from frcnn_gui.stages.parts import HasStages
from frcnn_gui.stages.texts import RUNNING_TEXT, format_box_name

if TYPE_CHECKING:
    from detector.trace.nms_steps import NmsStep, NmsSteps
    from detector.trace.schema import StageTrace

NO_IMAGE_TEXT = N_("Open an image to step through NMS of its proposals.")

MAX_WAITING_BOXES = 50
"""Candidates that are still alive, on the image."""


class NmsContext(HasWindow, HasCanvas, HasStages, Protocol):
    """What is used of the window."""


class NmsController(QObject):
    """Owns the NMS dock's content, `panel`. The step is kept by the survivor's place, whatever is traced again."""

    def __init__(self, context: NmsContext) -> None:
        super().__init__(context.window)
        self._model = context.stages
        self.panel = NmsPanel()
        self.step = 0
        self._steps: NmsSteps | None = None
        self._trace: StageTrace | None = None
        self._layer = Layer(
            "nms_step",
            tr("NMS step"),
            tr("The box that is kept, those it suppresses, and those still waiting."),
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
        panel.threshold_row.value_changed.connect(model.set_value)
        panel.threshold_row.reset_requested.connect(model.reset_settings)
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
        self.panel.threshold_row.show_value(self._model.get_value(id), self._model.get_preset_value(id))

    @Slot()
    def _on_trace_changed(self) -> None:
        if not self.panel.isVisible():
            return
        from detector.trace.nms_steps import NmsSteps

        trace = self._model.trace
        if trace is not self._trace:
            self._trace = trace
            self._steps = NmsSteps(trace) if trace is not None else None
        self.go_to_step(self.step)

    @Slot(int)
    def go_to_step(self, step: int) -> None:
        """Show this step, or the nearest there is."""
        steps, trace = self._steps, self._trace
        if steps is None or trace is None or not len(steps):
            self._layer.set_content(EMPTY_CONTENT)
            self.panel.show_nothing(self._format_hint())
            return
        self.step = min(max(step, 0), len(steps) - 1)
        shown = steps[self.step]
        self.panel.show_step(self.step, len(steps), int(steps.mistake_counts.sum()))
        self.panel.text_label.setText(_describe_step(trace, steps, self.step, shown))
        self.panel.show_rows(_build_rows(trace, shown))
        self._layer.set_content(_build_content(trace, steps, self.step, shown))

    @Slot()
    def go_to_mistake(self) -> None:
        """The next step that kills what fits a box better, going round."""
        if self._steps is not None:
            wrong = np.flatnonzero(self._steps.mistake_counts > 0)
            if len(wrong):
                later = wrong[wrong > self.step]
                self.go_to_step(int(later[0] if len(later) else wrong[0]))

    def _format_hint(self) -> str:
        if self._model.failure:
            return self._model.failure
        if self._trace is not None:
            return tr("No candidate entered NMS.")
        if self._model.assignment is None and not self._model.is_running:
            return tr(NO_IMAGE_TEXT)
        return tr(RUNNING_TEXT)


def _describe_step(trace: StageTrace, steps: NmsSteps, step: int, shown: NmsStep) -> str:
    x1, y1, x2, y2 = (float(value) for value in trace.proposals.decoded[shown.survivor])
    parts = [
        tr("Kept: objectness {score}, {width} x {height} px.").format(
            score=f"{shown.score:.3f}", width=f"{x2 - x1:.0f}", height=f"{y2 - y1:.0f}"
        ),
        tr("It suppresses %Ln candidate(s) with an IoU above {limit}.", "", len(shown.suppressed)).format(
            limit=f"{trace.config.proposals.nms_iou:g}"
        ),
    ]
    if shown.mistake_count:
        parts.append(tr("Suppressed although they fit a box better: {count}.").format(count=f"{shown.mistake_count:,}"))
    left = len(steps) + int(steps.suppressed_counts[step + 1 :].sum()) - step - 1
    parts.append(tr("Still waiting: {count}.").format(count=f"{left:,}"))
    return " ".join(parts)


def _build_rows(trace: StageTrace, shown: NmsStep) -> list[SuppressedRow]:
    """Those that fit a box better come first."""
    order = np.argsort(shown.better < 0, kind="stable")[:MAX_ROWS]
    killed, better = shown.suppressed[order], shown.better[order]
    decoded = trace.proposals.decoded
    fits = iou_of(decoded[killed], trace.true_boxes)
    instead = iou_of(decoded[shown.survivor : shown.survivor + 1], trace.true_boxes)[0]
    names = tuple(trace.classes[label - 1] for label in trace.true_labels)
    rows = []
    for place, (anchor, box) in enumerate(zip(killed.tolist(), better.tolist(), strict=True)):
        text = ""
        if box >= 0:
            text = tr("{box}: {iou} instead of {other}").format(
                box=format_box_name(names, box), iou=f"{fits[place, box]:.2f}", other=f"{instead[box]:.2f}"
            )
        score = float(trace.proposals.objectness[anchor])
        rows.append(SuppressedRow(anchor, score, float(shown.iou[order[place]]), text))
    return rows


def _build_content(trace: StageTrace, steps: NmsSteps, step: int, shown: NmsStep) -> LayerContent:
    """What still waits, thin; what is killed, dashed, with a line to the survivor; mistakes and survivor, thick."""
    decoded = trace.proposals.decoded
    alive = steps.find_remaining(step)
    waiting = alive[~np.isin(alive, steps.survivors[: step + 1])][:MAX_WAITING_BOXES]
    wrong = shown.better >= 0
    survivor = decoded[shown.survivor : shown.survivor + 1]
    captions = (f"{shown.score:.2f}",)
    groups = (
        BoxGroup(decoded[waiting], Meaning.CANDIDATE.color),
        BoxGroup(decoded[shown.suppressed[~wrong]], Meaning.SUPPRESSED.color, dashed=True),
        BoxGroup(decoded[shown.suppressed[wrong]], Meaning.MISSED.color, width=2, dashed=True),
        BoxGroup(survivor, Meaning.KEPT.color, width=3, captions=captions),
    )
    starts = decoded[shown.suppressed, :2]
    lines = np.concatenate((starts, np.repeat(survivor[:, :2], len(starts), axis=0)), axis=1)
    return LayerContent(groups, "", (LineGroup(lines, Meaning.SUPPRESSED.color),))
