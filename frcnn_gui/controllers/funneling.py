"""Fills the Funnel dock: of the image at once, of the whole folder when a person asks for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, Slot

from detector.codes import FunnelStage, LostAt
from frcnn_gui.context import WindowContext
from frcnn_gui.controllers.box_visit import BoxVisit
from frcnn_gui.controllers.measuring import Measuring
from frcnn_gui.language import N_, tr
from frcnn_gui.panels.funnel_panel import IOUS, FunnelPanel, LostLine, StageLine
from frcnn_gui.stages.names import LOST, LOST_SHORT, box_name
from frcnn_gui.workers.evaluate_job import FolderEvaluation, evaluate_job

SAVE_WAIT_MS = 2000
STAGE_NAMES = {
    FunnelStage.ANCHORS: N_("Anchors"),
    FunnelStage.DECODED: N_("Candidates"),
    FunnelStage.BEFORE_NMS: N_("Enter NMS"),
    FunnelStage.AFTER_NMS: N_("Survive NMS"),
    FunnelStage.PROPOSALS: N_("Proposals"),
    FunnelStage.SCORED: N_("Boxes of the head"),
    FunnelStage.DETECTIONS: N_("Detections"),
}
UNTRAINED = N_("An untrained network finds nothing: train one, or open one, and measure again.")


class Funneling(QObject):
    """Owns the Funnel dock's content, `panel`."""

    def __init__(self, context: WindowContext) -> None:
        super().__init__(context.window)
        self._context, self._model = context, context.stages
        self.panel = FunnelPanel()
        self.visit = BoxVisit(context)
        self._measuring = Measuring(context.jobs, self.panel.measure, self)
        self._measuring.changed.connect(self.refresh)
        self.panel.changed.connect(self.refresh)
        self.panel.measure.measure_asked.connect(self.measure)
        self.panel.lost_chosen.connect(lambda line: self.visit.go(line.image, line.corners))
        self.panel.installEventFilter(self)
        for signal in (self._model.summary_changed, self._model.trace_changed, context.session.document_changed):
            signal.connect(self.refresh)
        context.session.folder_changed.connect(self._measuring.forget)
        context.network.changed.connect(self._measuring.forget)
        self.refresh()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            self._model.want_summary("funnel", event.type() == QEvent.Type.Show)
            self.refresh()
        return super().eventFilter(watched, event)

    @Slot()
    def refresh(self) -> None:
        """Show what there is."""
        if not self.panel.isVisible():
            return
        of_folder = self.panel.of_folder
        self.panel.measure.setVisible(of_folder)
        self.panel.ious.setVisible(not of_folder)
        self.panel.measure.setEnabled(self._context.session.folder is not None)
        if of_folder:
            self._show_folder()
        else:
            self._show_image()

    # -- this image

    def _show_image(self) -> None:
        trace, summary = self._model.trace, self._model.summary
        document = self._context.session.document
        if trace is None or summary is None or document is None:
            self._show_nothing(self._hint())
            return
        iou, objects = self.panel.iou, len(trace.true_boxes)
        lines = [
            StageLine(tr(STAGE_NAMES[row.stage]), f"{row.count:,}", int((row.best_iou >= iou).sum()), objects)
            for row in summary.funnel
        ]
        self.panel.show_stages(lines)
        best = summary.funnel[FunnelStage.PROPOSALS].best_iou
        self._draw(summary.best_by_count, best, trace_counts())
        names = tuple(trace.classes[label - 1] for label in trace.true_labels)
        lost = [
            LostLine(
                f"{box_name(names, story.box)}: {tr(LOST_SHORT[story.lost_at])}",
                tr(LOST[story.lost_at]),
                document.image,
                _corners(trace.true_boxes[story.box]),
            )
            for story in summary.stories
            if story.lost_at is not None
        ]
        self.panel.show_lost(lost, tr("%Ln object(s) lost", "", len(lost)))
        self.panel.tell("" if objects else tr("This image has no boxes that could be found."))

    def _draw(self, by_count: NDArray[np.float32], best: NDArray[np.float32], counts: Sequence[int]) -> None:
        """From the best IoU of each object with the first 1, 3, ... proposals, (G, K), and with all of them, (G,)."""
        if not len(best):
            self.panel.chart.clear()
        elif self.panel.by_count:
            self._draw_counts({iou: (by_count >= iou).mean(axis=0).tolist() for iou in IOUS}, counts)
        else:
            across = np.arange(0.5, 1.0, 0.05)
            self._draw_ious({tr("proposals"): [float((best >= iou).mean()) for iou in across]}, across.tolist())

    def _draw_counts(self, recall: dict[float, list[float]], counts: Sequence[int]) -> None:
        across = np.log10(counts).tolist()
        ticks = [(place, f"{count:,}") for place, count in zip(across, counts, strict=True) if count % 3]
        curves = {f"IoU {iou:.1f}": values for iou, values in recall.items()}
        self.panel.chart.draw(across, curves, tr("proposals"), tr("recall"), ticks)

    def _draw_ious(self, curves: dict[str, list[float]], across: Sequence[float]) -> None:
        ticks = [(iou, f"{iou:.1f}") for iou in IOUS]
        self.panel.chart.draw(across, curves, tr("IoU"), tr("recall"), ticks)

    def _hint(self) -> str:
        if self._model.failure:
            return self._model.failure
        if self._context.session.document is None:
            return tr("Open an image to see how many of its objects each stage reaches.")
        return tr("The stages are running…")

    def _show_nothing(self, text: str) -> None:
        self.panel.show_stages(())
        self.panel.show_lost((), "")
        self.panel.chart.clear()
        self.panel.tell(text)

    # -- the folder

    def measure(self) -> None:
        """Pass all labelled images through the network in use."""
        folder = self._context.session.folder
        if folder is None or self._measuring.running:
            return
        if not self._context.network.trained:
            self._measuring.say(tr(UNTRAINED))
            return
        self._context.autosave.finish(SAVE_WAIT_MS)
        network = self._context.network
        job = evaluate_job(network.cache, network.source, folder.root, folder.dataset.options, network.device)
        self._measuring.start(job, tr("Measuring all labelled images…"))

    @property
    def _folder(self) -> FolderEvaluation | None:
        """What was measured of the folder."""
        measured: FolderEvaluation | None = self._measuring.result
        return measured

    def _show_folder(self) -> None:
        if self._folder is None:
            self._show_nothing(
                self._measuring.told or tr("Measure finds out where the network in use loses the objects.")
            )
            return
        details = self._folder.details
        assert details is not None  # a network was measured
        recall = details.proposals
        counts = Counter(one.lost_at for one in details.lost)
        objects = recall.objects if recall is not None else 0
        lines, left = [], objects
        for stage in LostAt:
            left -= counts[stage]
            lines.append(StageLine(tr(LOST_SHORT[stage]), f"−{counts[stage]:,}", left, objects))
        self.panel.show_stages(lines)
        if recall is None:
            self.panel.chart.clear()
        elif self.panel.by_count:
            columns = {one: recall.ious.index(one) for one in IOUS}
            self._draw_counts({one: recall.recall[:, at].tolist() for one, at in columns.items()}, recall.counts)
        else:
            curves = {
                tr("best {count}").format(count=f"{count:,}"): recall.recall[at].tolist()
                for at, count in enumerate(recall.counts)
                if count in (10, 100, 300, 1000)
            }
            self._draw_ious(curves, recall.ious)
        self._list_lost()
        text = tr("{images}, {objects}. Lost stage by stage, at IoU 0.5; bars show what is left.")
        images, found = tr("%Ln image(s)", "", self._folder.evaluation.images), tr("%Ln object(s)", "", objects)
        self.panel.tell(" ".join((text.format(images=images, objects=found), *self._folder.told[:2])))

    def _list_lost(self) -> None:
        assert self._folder is not None
        assert self._folder.details is not None  # a network was measured
        lost = self._folder.details.lost
        lines = [
            LostLine(
                f"{one.label}: {tr(LOST_SHORT[one.lost_at])} · {one.image.name}",
                f"{one.image.name}\n{tr(LOST[one.lost_at])}",
                Path(one.image),
                one.box,
            )
            for one in lost
        ]
        self.panel.show_lost(lines, tr("%Ln object(s) lost", "", len(lost)))


def trace_counts() -> tuple[int, ...]:
    """For which numbers of proposals a summary has the best IoU."""
    from detector.trace.summary import COUNTS

    return COUNTS


def _corners(box: NDArray[np.float32]) -> tuple[float, float, float, float]:
    x1, y1, x2, y2 = (float(value) for value in box)
    return x1, y1, x2, y2
