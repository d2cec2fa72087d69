"""Measures how well the anchors fit the boxes of the folder, and tries better ones out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import numpy as np
from PySide6.QtCore import QObject, Slot

from detector.outcomes import BoxMatch
from frcnn_gui.boxes.box_navigation import BoxNavigator
from frcnn_gui.canvas.parts import HasCanvas
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.measurement import FolderMeasurement
from frcnn_gui.common.parts import HasDocks, HasEngine, HasJobs, HasWindow
from frcnn_gui.common.texts.compared_numbers import format_compared
from frcnn_gui.document.parts import HasSession
from frcnn_gui.explain.anchor_fit_job import MeasuredAnchors, create_anchor_fit_job
from frcnn_gui.explain.anchor_fit_panel import MAX_LISTED_BOXES, AnchorFitPanel, FitRow
from frcnn_gui.saving.parts import HasAutosave
from frcnn_gui.stages.parts import HasStages
from frcnn_gui.stages.texts import MATCH_TEXTS, explain_no_rpn

if TYPE_CHECKING:
    from detector.config import AnchorConfig
    from detector.evaluation.anchor_fit import AnchorFit, FitCell

TOO_FEW_BOXES_TEXT = N_("Too few boxes: the suggested sizes may not fit other images.")
MEASURE_HINT_TEXT = N_("Measure shows how well the anchors fit this folder.")
SETTINGS_CHANGED_TEXT = N_("The settings have changed. Measure again.")

SAVE_WAIT_MS = 2000


class AnchorFitContext(
    HasWindow, HasJobs, HasEngine, HasSession, HasCanvas, HasAutosave, HasStages, HasDocks, Protocol
):
    """What is used of the window."""


class AnchorFitController(QObject):
    """Owns the Anchor fit dock's content, `panel`."""

    def __init__(self, context: AnchorFitContext) -> None:
        super().__init__(context.window)
        self._context, self._model = context, context.stages
        self.panel = AnchorFitPanel()
        self.box_navigator = BoxNavigator(context)
        panel = self.panel
        self._measurement = FolderMeasurement(context.jobs, panel.measure_button, self)
        self._measurement.changed.connect(self._on_measurement_changed)
        panel.measure_button.measure_requested.connect(self.measure_anchors)
        panel.use_requested.connect(self.use_suggestion)
        panel.map.cell_selected.connect(self._list_boxes)
        panel.box_activated.connect(lambda line: self.box_navigator.go_to_box(line.image, line.corners))
        self._model.settings_changed.connect(self.update_panel)
        context.session.folder_changed.connect(self._measurement.clear_result)
        context.engine.ready_changed.connect(self.update_panel)
        self.update_panel()

    def measure_anchors(self) -> None:
        """Hold the boxes of the folder against the anchors of the settings that are tried out now."""
        folder = self._context.session.folder
        if folder is None or self._measurement.is_running:
            return
        self._context.autosave.save_all(SAVE_WAIT_MS)
        job = create_anchor_fit_job(folder.root, folder.dataset.options, self._model.config)
        self._measurement.start_job(job, tr("Matching anchors with boxes…"))

    @property
    def measured(self) -> MeasuredAnchors | None:
        measured: MeasuredAnchors | None = self._measurement.result
        return measured

    def use_suggestion(self) -> None:
        """Try the suggested anchors out in the stages."""
        if self.measured is not None:
            self._model.settings.use_config(replace(self._model.config, anchors=self.measured.suggestion.anchors))

    @Slot()
    def _on_measurement_changed(self) -> None:
        """Fill the map again."""
        self.panel.map.show_cells(self.measured.fit.bin_boxes() if self.measured is not None else ())
        self._list_boxes(None)
        self.update_panel()

    @Slot()
    def update_panel(self) -> None:
        """Say what was measured, and whether that still holds."""
        folder, measured = self._context.session.folder, self.measured
        if no_rpn := explain_no_rpn(self._model.config):
            self.panel.measure_button.setEnabled(False)
            self.panel.show_message(no_rpn)
            self.panel.show_suggestion("", possible=False)
            return
        self.panel.measure_button.setEnabled(folder is not None)
        if measured is None:
            hint = tr(MEASURE_HINT_TEXT)
            none = tr("Open a folder to see how well anchors fit its boxes.")
            self.panel.show_message(self._measurement.message or (hint if folder is not None else none))
            self.panel.show_suggestion("", possible=False)
            return
        text = _format_summary(measured.fit)
        if not self._is_current(measured):
            text = " ".join((tr(SETTINGS_CHANGED_TEXT), text))
        self.panel.show_message(text)
        self.panel.show_suggestion(
            _format_advice(measured), measured.suggestion.is_better and self._can_use_suggestion(measured)
        )

    def _is_current(self, measured: MeasuredAnchors) -> bool:
        mine, config = measured.config, self._model.config
        return (mine.anchors, mine.input, mine.anchor_targets) == (config.anchors, config.input, config.anchor_targets)

    def _can_use_suggestion(self, measured: MeasuredAnchors) -> bool:
        anchors = measured.suggestion.anchors
        return anchors != self._model.config.anchors and anchors.per_cell == self._model.config.anchors.per_cell

    @Slot(object)
    def _list_boxes(self, cell: FitCell | None) -> None:
        """The boxes of a bin, or of all bins, those that fit worst first."""
        measured = self.measured
        if measured is None:
            self.panel.show_boxes(())
            return
        fit = measured.fit
        rows = cell.rows if cell is not None else np.arange(len(fit))
        rows = rows[np.argsort(fit.best_iou[rows], kind="stable")]
        self.panel.show_boxes([_build_line(measured, int(row)) for row in rows[:MAX_LISTED_BOXES]])


def _build_line(measured: MeasuredAnchors, row: int) -> FitRow:
    fit = measured.fit
    x1, y1, x2, y2 = (float(value) for value in measured.corners[row])
    return FitRow(
        fit.images[int(fit.image[row])],
        measured.labels[row],
        f"{fit.width[row]:.0f} x {fit.height[row]:.0f}",
        format_compared(float(fit.best_iou[row]), fit.config.anchor_targets.positive_iou),
        tr(MATCH_TEXTS[BoxMatch(int(fit.match[row]))]),
        (x1, y1, x2, y2),
    )


def _format_summary(fit: AnchorFit) -> str:
    text = tr(
        "IoU {limit} or more: {matched} of {boxes} boxes; best anchor only: {rescued}; none: {unmatched}. Mean best "
        "IoU {mean}."
    )
    return text.format(
        matched=f"{fit.count_matches(BoxMatch.MATCHED):,}",
        boxes=f"{len(fit):,}",
        rescued=f"{fit.count_matches(BoxMatch.RESCUED):,}",
        unmatched=f"{fit.count_matches(BoxMatch.UNMATCHED):,}",
        limit=f"{fit.config.anchor_targets.positive_iou:g}",
        mean=f"{fit.mean_iou:.3f}",
    )


def _format_advice(measured: MeasuredAnchors) -> str:
    from detector.evaluation.anchor_search import MIN_RELIABLE_BOXES

    suggestion = measured.suggestion
    if not suggestion.is_better:
        return tr("The search found no anchors that fit better.")
    before, after = suggestion.before, suggestion.after
    parts = [
        tr("Current: {anchors}").format(anchors=_format_anchors(before.config.anchors)),
        tr("Suggested: {anchors}").format(anchors=_format_anchors(after.config.anchors)),
        tr("Mean best IoU {before} → {after}, matched boxes {matched} → {more} of {boxes}.").format(
            before=f"{before.mean_iou:.3f}",
            after=f"{after.mean_iou:.3f}",
            matched=f"{before.count_matches(BoxMatch.MATCHED):,}",
            more=f"{after.count_matches(BoxMatch.MATCHED):,}",
            boxes=f"{len(before):,}",
        ),
    ]
    if len(before) < MIN_RELIABLE_BOXES:
        parts.append(tr(TOO_FEW_BOXES_TEXT))
    return "\n".join(parts)


def _format_anchors(anchors: AnchorConfig) -> str:
    scales, ratios = (", ".join(f"{value:.3g}" for value in values) for values in (anchors.scales, anchors.ratios))
    return tr("scales {scales}; ratios {ratios}").format(scales=scales, ratios=ratios)
