"""Fills the Funnel dock: of the image at once, of the whole folder when a person asks for it."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, Slot

from detector.outcomes import FunnelStage, MissCause
from frcnn_gui.boxes.box_navigation import BoxNavigator
from frcnn_gui.canvas.layers import COMPUTING_TEXT
from frcnn_gui.canvas.parts import HasCanvas
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.measurement import FolderMeasurement
from frcnn_gui.common.parts import HasDocks, HasJobs, HasWindow
from frcnn_gui.common.texts.compared_numbers import format_compared
from frcnn_gui.common.texts.engine_sentences import translate_message
from frcnn_gui.document.document import Document
from frcnn_gui.document.parts import HasSession
from frcnn_gui.network.parts import HasNetwork
from frcnn_gui.review.evaluate_job import FolderEvaluation, create_evaluate_job
from frcnn_gui.review.funnel_panel import IOU_CHOICES, FunnelPanel, ObjectRow, StageRow
from frcnn_gui.saving.parts import HasAutosave
from frcnn_gui.stages.parts import HasStages
from frcnn_gui.stages.texts import explain_miss_cause, format_box_name, format_source, name_miss_cause

if TYPE_CHECKING:
    from detector.trace.schema import StageTrace
    from detector.trace.summary import TraceSummary

SAVE_WAIT_MS = 2000
STAGE_NAMES = {
    FunnelStage.ANCHORS: N_("Anchors"),
    FunnelStage.DECODED: N_("Candidates"),
    FunnelStage.BEFORE_NMS: N_("Enter NMS"),
    FunnelStage.AFTER_NMS: N_("Survive NMS"),
    FunnelStage.PROPOSALS: N_("Proposals"),
    FunnelStage.SCORED: N_("Boxes of the head"),
    FunnelStage.DETECTIONS: N_("Detections"),
    FunnelStage.MASKS: N_("Mask correct"),
}
OUTSIDE_BOXES_NAME = N_("Boxes of {source}")
"""In the place of candidates in a network without an RPN"""
MEASURE_TEXT = N_("Measure shows at which stage the network misses objects.")
MEASURE_UNTRAINED_MESSAGE = N_("The network is untrained. Train or choose one, then measure.")


@dataclass(frozen=True)
class _OpenNumber:
    """Whose objects are listed, by the number of the stage: those that it reaches, or those that it misses."""

    reached: int = -1
    missed: int = -1


class FunnelContext(HasWindow, HasJobs, HasSession, HasCanvas, HasAutosave, HasNetwork, HasStages, HasDocks, Protocol):
    """What is used of the window."""


class FunnelController(QObject):
    """Owns the Funnel dock's content, `panel`."""

    def __init__(self, context: FunnelContext) -> None:
        super().__init__(context.window)
        self._context, self._model = context, context.stages
        self.panel = FunnelPanel()
        self.box_navigator = BoxNavigator(context)
        self._open = _OpenNumber()
        """Whose objects are listed"""
        self._shown_document: Document | None = None
        """The image whose numbers are shown"""
        self._measurement = FolderMeasurement(context.jobs, self.panel.measure_button, self)
        self._measurement.changed.connect(self.update_panel)
        self.panel.options_changed.connect(self._on_options_changed)
        self.panel.measure_button.measure_requested.connect(self.measure_folder)
        self.panel.object_chosen.connect(
            lambda row: self.box_navigator.go_to_box(row.image, row.corners, is_missed=row.is_missed)
        )
        self.panel.reached_requested.connect(lambda stage: self._open_number(_OpenNumber(reached=stage)))
        self.panel.missed_requested.connect(lambda stage: self._open_number(_OpenNumber(missed=stage)))
        self.panel.installEventFilter(self)
        for signal in (self._model.summary_changed, self._model.trace_changed, context.session.document_changed):
            signal.connect(self.update_panel)
        context.session.folder_changed.connect(self._measurement.clear_result)
        context.network.changed.connect(self._measurement.clear_result)
        self.update_panel()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            self._model.subscribe_summary("funnel", event.type() == QEvent.Type.Show)
            self.update_panel()
        return super().eventFilter(watched, event)

    @Slot()
    def update_panel(self) -> None:
        """Show what there is."""
        if not self.panel.isVisible():
            return
        of_folder = self.panel.is_of_folder
        self.panel.measure_button.setVisible(of_folder)
        self.panel.iou_choice.setVisible(not of_folder)
        self.panel.measure_button.setEnabled(self._context.session.folder is not None)
        if of_folder:
            self._show_folder()
        else:
            self._show_image()

    @Slot()
    def _on_options_changed(self) -> None:
        self._open = _OpenNumber()
        self.update_panel()

    def _open_number(self, number: _OpenNumber) -> None:
        """List the objects that a number counts, and select them in this image."""
        self._open = number
        if self.panel.is_of_folder:
            self._list_folder_objects()
        elif self._model.trace is not None and self._model.summary is not None:
            rows = self._list_image_objects(self._model.trace, self._model.summary)
            uids = self._model.trace_result.uids if self._model.trace_result is not None else ()
            if number.reached >= 0:
                self._context.session.select_annotations([uids[row] for row in rows])

    # -- this image

    def _show_image(self) -> None:
        trace, summary = self._model.trace, self._model.summary
        document = self._context.session.document
        if trace is None or summary is None or document is None:
            if document is None or self._model.failure or document is not self._shown_document:
                self._clear_panel(self._format_hint())
            else:  # what was chosen in the lists stays in place
                self.panel.show_message(tr(COMPUTING_TEXT))
            return
        self._shown_document = document
        counted, source = ~trace.difficult, trace.config.proposals.source
        iou, objects = self.panel.iou, int(counted.sum())
        lines = [
            StageRow(_name_stage(row.stage, source), row.count, int((row.best_iou[counted] >= iou).sum()), objects)
            for row in summary.funnel
        ]
        self.panel.show_stages(lines)
        best = next(row.best_iou[counted] for row in summary.funnel if row.stage is FunnelStage.PROPOSALS)
        self._draw_chart(summary.best_iou_by_count[counted], best, get_trace_counts())
        self._list_image_objects(trace, summary)
        self.panel.show_message(
            tr("Counted with the limits of detection.")
            if objects
            else tr("This image has no boxes that can be detected.")
        )

    def _list_image_objects(self, trace: StageTrace, summary: TraceSummary) -> list[int]:
        """Those that the open number counts, else the missed ones; returns their rows in the trace."""
        document = self._context.session.document
        assert document is not None
        counted, names = ~trace.difficult, tuple(trace.classes[label - 1] for label in trace.true_labels)
        causes, source = {one.box: one.miss_cause for one in summary.provenances}, trace.config.proposals.source
        missed = [box for box, cause in causes.items() if cause is not None and counted[box]]
        rows, texts = (
            missed,
            {box: name_miss_cause(cause, source) for box, cause in causes.items() if cause is not None},
        )
        title, stage = tr("%Ln object(s) missed", "", len(missed)), self._open.reached
        if stage >= 0:
            iou, best = self.panel.iou, summary.funnel[stage].best_iou
            rows = np.flatnonzero(counted & (best >= iou)).tolist()
            texts = {row: tr("IoU {iou}").format(iou=format_compared(float(best[row]), iou)) for row in rows}
            title = _format_reached_title(len(rows), _name_stage(summary.funnel[stage].stage, source))
        listed = [
            ObjectRow(
                f"{format_box_name(names, row)}: {texts[row]}",
                _explain_cause(causes[row], source),
                document.image,
                _to_corners(trace.true_boxes[row]),
                is_missed=causes[row] is not None,
            )
            for row in rows
        ]
        self.panel.show_objects(listed, title, reached_stage=stage)
        return rows

    def _draw_chart(self, by_count: NDArray[np.float32], best: NDArray[np.float32], counts: Sequence[int]) -> None:
        """From the best IoU of each object with the first 1, 3, ... proposals, (G, K), and with all of them, (G,)."""
        if not len(best):
            self.panel.chart.show_hint()
        elif self.panel.is_by_count:
            self._draw_counts({iou: (by_count >= iou).mean(axis=0).tolist() for iou in IOU_CHOICES}, counts)
        else:
            across = np.arange(0.5, 1.0, 0.05)
            self._draw_ious({tr("proposals"): [float((best >= iou).mean()) for iou in across]}, across.tolist())

    def _draw_counts(self, recall: dict[float, list[float]], counts: Sequence[int]) -> None:
        across = np.log10(counts).tolist()
        ticks = [(place, f"{count:,}") for place, count in zip(across, counts, strict=True) if count % 3]
        curves = {f"IoU {iou:.1f}": values for iou, values in recall.items()}
        self.panel.chart.draw_curves(across, curves, tr("proposals"), tr("recall"), ticks)

    def _draw_ious(self, curves: dict[str, list[float]], across: Sequence[float]) -> None:
        ticks = [(iou, f"{iou:.1f}") for iou in IOU_CHOICES]
        self.panel.chart.draw_curves(across, curves, tr("IoU"), tr("recall"), ticks)

    def _format_hint(self) -> str:
        if self._model.failure:
            return self._model.failure
        if self._context.session.document is None:
            return tr("Open an image to see how many objects each stage covers.")
        return tr(COMPUTING_TEXT)

    def _clear_panel(self, text: str) -> None:
        self._shown_document = None
        self.panel.show_stages(())
        self._open = _OpenNumber()
        self.panel.show_objects((), "")
        self.panel.chart.show_hint()
        self.panel.show_message(text)

    # -- the folder

    def measure_folder(self) -> None:
        """Pass all labeled images through the network in use."""
        folder = self._context.session.folder
        if folder is None or self._measurement.is_running:
            return
        if not self._context.network.is_trained:
            self._measurement.set_message(tr(MEASURE_UNTRAINED_MESSAGE))
            return
        self._context.autosave.save_all(SAVE_WAIT_MS)
        network = self._context.network
        job = create_evaluate_job(network.cache, network.source, folder.root, folder.dataset.options, network.device)
        self._measurement.start_job(job, tr("Measuring all labeled images…"))

    @property
    def _folder_evaluation(self) -> FolderEvaluation | None:
        """What was measured of the folder."""
        measured: FolderEvaluation | None = self._measurement.result
        return measured

    def _show_folder(self) -> None:
        self._shown_document = None
        if self._folder_evaluation is None:
            self._clear_panel(self._measurement.message or tr(MEASURE_TEXT))
            return
        details = self._folder_evaluation.details
        assert details is not None  # a network was measured
        recall = details.proposals
        objects = recall.objects if recall is not None else 0
        lines, left = [], objects
        for stage, count in details.count_by_cause.items():
            left -= count
            name = name_miss_cause(stage, details.source)
            lines.append(StageRow(name, count, left, objects, is_missed_count=True))
        self.panel.show_stages(lines)
        if recall is None:
            self.panel.chart.show_hint()
        elif self.panel.is_by_count:
            columns = {one: recall.ious.index(one) for one in IOU_CHOICES}
            self._draw_counts({one: recall.recall[:, at].tolist() for one, at in columns.items()}, recall.counts)
        else:
            curves = {
                tr("best {count}").format(count=f"{count:,}"): recall.recall[at].tolist()
                for at, count in enumerate(recall.counts)
                if count in (10, 100, 300, 1000)
            }
            self._draw_ious(curves, recall.ious)
        self._list_folder_objects()
        text = tr("{images}, {objects}: missed at each stage, at IoU 0.5.")
        images, found = (
            tr("%Ln image(s)", "", self._folder_evaluation.evaluation.images),
            tr("%Ln object(s)", "", objects),
        )
        self.panel.show_message(
            " ".join(
                (
                    text.format(images=images, objects=found),
                    *map(translate_message, self._folder_evaluation.messages[:2]),
                )
            )
        )

    def _list_folder_objects(self) -> None:
        """Those that the open number counts, else the missed ones."""
        if self._folder_evaluation is None:
            return
        details, opened = self._folder_evaluation.details, self._open
        assert details is not None  # a network was measured
        causes = list(details.count_by_cause)  # the number of a line is its place here
        if opened.reached >= 0:
            gone = [one for one in details.missed if one.cause <= causes[opened.reached]]
            rows = _list_reached_objects(self._folder_evaluation, {(Path(one.image), one.box) for one in gone})
            missed = {(Path(one.image), one.box) for one in details.missed}
            rows = [replace(row, is_missed=(row.image, row.corners) in missed) for row in rows]
            title = _format_reached_title(len(rows), name_miss_cause(causes[opened.reached], details.source))
        else:
            lost = [one for one in details.missed if opened.missed < 0 or one.cause == causes[opened.missed]]
            rows = [
                ObjectRow(
                    f"{one.label}: {name_miss_cause(one.cause, details.source)} · {one.image.name}",
                    f"{one.image.name}\n{explain_miss_cause(one.cause, details.source)}",
                    Path(one.image),
                    one.box,
                )
                for one in lost
            ]
            title = tr("%Ln object(s) missed", "", len(lost))
        self.panel.show_objects(rows, title, opened.reached, opened.missed)


def _list_reached_objects(
    evaluation: FolderEvaluation, gone: Set[tuple[Path, tuple[float, float, float, float]]]
) -> list[ObjectRow]:
    """All objects that count but those that are `gone`."""
    rows = []
    for result in evaluation.evaluation.results:
        for box in np.flatnonzero(~result.difficult).tolist():
            corners, label = _to_corners(result.true_boxes[box]), evaluation.classes[result.true_labels[box] - 1]
            if (result.path, corners) not in gone:
                name = result.path.name
                rows.append(ObjectRow(f"{label} · {name}", name, result.path, corners))
    return rows


def _format_reached_title(count: int, stage: str) -> str:
    return tr("%Ln object(s) after: {stage}", "", count).format(stage=stage)


def _explain_cause(cause: MissCause | None, source: str) -> str:
    return explain_miss_cause(cause, source) if cause is not None else tr("Found")


def _name_stage(stage: FunnelStage, source: str) -> str:
    if stage is FunnelStage.DECODED and source != "rpn":
        return tr(OUTSIDE_BOXES_NAME).format(source=format_source(source))
    return tr(STAGE_NAMES[stage])


def get_trace_counts() -> tuple[int, ...]:
    """For which numbers of proposals a summary has the best IoU."""
    from detector.trace.summary import PROPOSAL_COUNTS

    return PROPOSAL_COUNTS


def _to_corners(box: NDArray[np.float32]) -> tuple[float, float, float, float]:
    x1, y1, x2, y2 = (float(value) for value in box)
    return x1, y1, x2, y2
