"""Review: what the network in use, or another program, finds beside the labels, image by image, and over this image."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QObject, QTimer, Slot

from detector.codes import Verdict
from detector.evaluation.error_types import judge_image
from detector.evaluation.results import ImageResult
from frcnn_gui.canvas.layer_detections import errors_content
from frcnn_gui.canvas.layers import DETECTIONS, EMPTY, Layer, LayerContent
from frcnn_gui.context import WindowContext
from frcnn_gui.controllers.box_visit import BoxVisit
from frcnn_gui.controllers.funneling import UNTRAINED
from frcnn_gui.controllers.measuring import Measuring
from frcnn_gui.controllers.opening_detections import OpeningDetections
from frcnn_gui.document import Document
from frcnn_gui.language import tr
from frcnn_gui.models.review_table import NOTHING
from frcnn_gui.panels.funnel_panel import LostLine
from frcnn_gui.panels.review_panel import HINT, ReviewPanel
from frcnn_gui.session import Detection
from frcnn_gui.stages.names import LOST, LOST_SHORT
from frcnn_gui.workers.evaluate_job import FolderEvaluation, evaluate_job
from frcnn_gui.workers.external_job import external_job
from frcnn_gui.workers.job import Job
from frcnn_gui.workers.review_job import MissedObject, Reviewed, review_job

SAVE_WAIT_MS = 2000
MOST_TOLD = 2
"""Sentences on what was left out"""
SOON_MS = 150
"""The tables follow the score slider at this pace."""


class Reviewing(QObject):
    """Owns the Review dock's content, `panel`, and the Review layer."""

    def __init__(self, context: WindowContext) -> None:
        super().__init__(context.window)
        self._context = context
        self.layer = Layer(
            "review",
            tr("Compared"),
            tr("Detections that are right / wrong, and boxes that were missed, at the score of the slider."),
            visible=False,
        )
        context.canvas.layers.add(self.layer)
        self.panel = ReviewPanel(self.layer)
        self.visit = BoxVisit(context)
        self._only: tuple[str, Sequence[int]] | None = None
        """What a person chose to see of the images, and their rows in the results"""
        self._is_external = False
        """Whether what was or is being measured comes from another program"""
        self._shown: Reviewed | None = None
        self._job: Job | None = None
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self.refresh)
        self._measuring = Measuring(context.jobs, self.panel.measure, self)
        self._opening = OpeningDetections(context, self, self.open_detections)
        self._opening.fill(self.panel.open_menu)
        self._connect()
        self.panel.show_score(context.session.score_threshold)

    def _connect(self) -> None:
        session, panel = self._context.session, self.panel
        self._measuring.changed.connect(self._take)
        panel.measure.measure_asked.connect(self.measure)
        panel.score_changed.connect(self._set_score)
        panel.image_chosen.connect(session.go_to_image)
        panel.cell_chosen.connect(self._choose_cell)
        panel.point_chosen.connect(self._choose_point)
        panel.lost_chosen.connect(self._choose_lost)
        panel.all_asked.connect(self._show_all)
        panel.installEventFilter(self)
        session.detections_changed.connect(self._follow)
        session.document_changed.connect(self._follow_document)
        session.folder_changed.connect(self._measuring.forget)
        self._context.network.changed.connect(self._follow_network)
        self.layer.changed.connect(self._fill_layer)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show:
            self.refresh()
        return super().eventFilter(watched, event)

    # -- measuring

    def measure(self) -> None:
        """Pass all labelled images through the network in use."""
        folder, network = self._context.session.folder, self._context.network
        if folder is None or self._measuring.running:
            return
        if not network.trained:
            self._measuring.say(tr(UNTRAINED))
            return
        self._context.autosave.finish(SAVE_WAIT_MS)
        self._is_external = False
        options, tiling = folder.dataset.options, self._context.settings.tiling
        job = evaluate_job(network.cache, network.source, folder.root, options, network.device, tiling)
        self._measuring.start(job, tr("Comparing all labelled images…"))

    def open_detections(self, path: Path) -> None:
        """Compare the detections in `path`, a file or a folder, with the labels of all images."""
        folder = self._context.session.folder
        if folder is None:
            return
        if self._measuring.running:
            self._context.session.message.emit(tr("A measurement is running. Stop it, or wait for its end."))
            return
        self._context.autosave.finish(SAVE_WAIT_MS)
        self._context.show_dock("review")
        self._is_external = True
        job = external_job(folder.root, folder.dataset.options, path)
        self._measuring.start(job, tr("Comparing {name} with the labels…").format(name=path.name))

    @Slot()
    def _follow_network(self) -> None:
        """Detections of another program stay what they are when another network is in use."""
        if not self._is_external:
            self._measuring.forget()

    @property
    def measured(self) -> FolderEvaluation | None:
        """What was measured of the folder, with the network in use or of another program."""
        result: FolderEvaluation | None = self._measuring.result
        return result

    @property
    def _results(self) -> Sequence[ImageResult]:
        return self.measured.evaluation.results if self.measured is not None else ()

    @Slot()
    def _take(self) -> None:
        """A measurement began, ended or does not hold any more."""
        self._only = self._shown = None
        if self.measured is not None:
            self._context.session.update_detections(self.measured.detections)
            self.layer.set_visible(True)
            detections = self._context.canvas.layers.get(DETECTIONS)
            if detections is not None:
                detections.set_visible(False)  # the same boxes in other colours
        self.refresh()

    # -- showing

    @Slot()
    def refresh(self) -> None:
        """Show what there is."""
        if not self.panel.isVisible():
            return
        session = self._context.session
        self.panel.measure.setEnabled(session.folder is not None)
        self.panel.show_score(session.score_threshold)
        self.panel.tell(self._summary())
        if self.measured is None:
            self._show_nothing()
            return
        if self._shown is None or self._shown.score != session.score_threshold:
            self._review(self.measured, session.score_threshold)
        if self._shown is not None:
            self._show(self.measured, self._shown)

    def _review(self, measured: FolderEvaluation, score: float) -> None:
        """Begin to; the tables stay as they are until it is done, and the last one asked for counts."""
        if self._job is not None:
            self._job.cancel()
        self._job = job = review_job(measured, score)
        job.result.connect(self._take_review)
        self._context.jobs.start(job)

    @Slot(object)
    def _take_review(self, reviewed: Reviewed) -> None:
        if self.sender() is self._job:
            self._job, self._shown = None, reviewed
            self.refresh()

    def _show(self, measured: FolderEvaluation, reviewed: Reviewed) -> None:
        only = self._only[1] if self._only is not None else None
        self.panel.show_only(self._only[0] if self._only is not None else "")
        self.panel.show_images(measured.evaluation.results, reviewed.images, only)
        self.panel.confusion.show(measured.classes, reviewed.confusion)
        self.panel.show_curves(reviewed.curves)
        self.panel.show_lost([_lost_line(one) for one in reviewed.missed], reviewed.missed_count)

    def _show_nothing(self) -> None:
        self.panel.show_only("")
        self.panel.show_images((), NOTHING)
        self.panel.confusion.clear()
        self.panel.show_curves({})
        self.panel.show_lost((), 0)

    def _summary(self) -> str:
        measured = self.measured
        if measured is None:
            return self._measuring.told or tr(HINT)
        evaluation = measured.evaluation
        scores = (("AP50", evaluation.coco.ap50), ("AP", evaluation.coco.ap))
        known = ", ".join(f"{name} {value:.3f}" for name, value in scores if value is not None)
        images = tr("%Ln labelled image(s)", "", evaluation.images)
        colours = tr("Over the image: right green, wrong red with its class, missed in yellow dashes.")
        source = tr("Detections from {name}.").format(name=measured.source) if measured.source else ""
        return "\n".join(filter(None, (source, f"{known}. {images}.", colours, *measured.told[:MOST_TOLD])))

    # -- over this image

    @Slot()
    def _follow(self) -> None:
        self.panel.show_score(self._context.session.score_threshold)
        self._fill_layer()
        self._soon.start()

    @Slot()
    def _follow_document(self) -> None:
        document = self._context.session.document
        if document is not None:
            document.boxes_changed.connect(self._fill_layer)
        self._fill_layer()

    @Slot()
    def _fill_layer(self) -> None:
        document = self._context.session.document
        if not self.layer.visible or document is None or not self._is_labelled(document):
            self.layer.set_content(EMPTY)
            return
        self.layer.set_content(compared(document, self._context.session.detections))

    def _is_labelled(self, document: Document) -> bool:
        """Where nobody has looked yet, what is detected is neither right nor wrong."""
        return bool(document.boxes) or self._context.images.is_labelled(self._context.session.index)

    # -- choosing

    def _set_score(self, score: float) -> None:
        self._context.session.score_threshold = score

    @Slot(int, int)
    def _choose_cell(self, row: int, column: int) -> None:
        rows = self.panel.confusion.confusion.images[row, column]
        self._only = self.panel.confusion.told(row, column), rows
        self.refresh()
        self.panel.tabs.setCurrentIndex(0)
        self._context.session.go_to_image(self._results[rows[0]].path)

    @Slot()
    def _show_all(self) -> None:
        self._only = None
        self.refresh()

    @Slot(object, float)
    def _choose_point(self, image: Path, score: float) -> None:
        self._context.session.score_threshold = max(score, 0.05)
        self._context.session.go_to_image(image)

    @Slot(object)
    def _choose_lost(self, line: LostLine) -> None:
        if self.measured is not None and not self.measured.source:  # there are stages that explain it
            self._context.show_dock("explain")
        self.visit.go(line.image, line.corners)


def compared(document: Document, detections: Sequence[Detection]) -> LayerContent:
    """The boxes of an image as they are now, beside what was found in it."""
    names = sorted({box.label for box in document.boxes} | {one.box.label for one in detections})
    numbers = {name: number for number, name in enumerate(names, start=1)}
    boxes = [one.box for one in detections]
    result = ImageResult(
        document.image,
        document.width,
        document.height,
        np.array([box.xyxy for box in boxes], dtype=np.float32).reshape(-1, 4),
        np.array([numbers[box.label] for box in boxes], dtype=np.int64),
        np.array([one.score for one in detections], dtype=np.float32),
        np.array([box.xyxy for box in document.boxes], dtype=np.float32).reshape(-1, 4),
        np.array([numbers[box.label] for box in document.boxes], dtype=np.int64),
        np.array([box.difficult for box in document.boxes], dtype=np.bool_),
    )
    verdicts = judge_image(result)
    right = verdicts.detections == Verdict.RIGHT
    wrong = ~right & (verdicts.detections != Verdict.IGNORED)
    captions = tuple(f"{boxes[row].label} {result.scores[row]:.2f}" for row in np.flatnonzero(wrong))
    missing = ~verdicts.found & ~result.difficult
    return errors_content(result.boxes[right], result.boxes[wrong], result.true_boxes[missing], captions)


def _lost_line(lost: MissedObject) -> LostLine:
    if lost.lost_at is None and not lost.is_found_later:
        short, long = tr("not found"), tr("No detection of its class overlaps it with an IoU of 0.5 or more.")
    elif lost.lost_at is None:
        short, long = tr("score too low"), tr("It was found, with a lower score than the slider asks for.")
    else:
        short, long = tr(LOST_SHORT[lost.lost_at]), tr(LOST[lost.lost_at])
    name = lost.image.name
    return LostLine(f"{lost.label}: {short} · {name}", f"{name}\n{long}", lost.image, lost.corners)
