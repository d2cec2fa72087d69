"""Review: what the network in use, or another program, finds beside the labels, image by image, and over this image."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QTimer, Slot

from detector.evaluation.results import ImageResult
from frcnn_gui.boxes.box_navigation import BoxNavigator
from frcnn_gui.canvas.layers import DETECTIONS
from frcnn_gui.canvas.parts import HasCanvas
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.latest_job import LatestJob
from frcnn_gui.common.measurement import FolderMeasurement
from frcnn_gui.common.parts import HasActions, HasDocks, HasJobs, HasSettings, HasWindow
from frcnn_gui.common.texts.engine_sentences import translate_message
from frcnn_gui.document.parts import HasSession
from frcnn_gui.images.parts import HasImages
from frcnn_gui.network.parts import HasNetwork
from frcnn_gui.review.criterion import Criterion, explain_boxes_only
from frcnn_gui.review.evaluate_job import FolderEvaluation, create_evaluate_job
from frcnn_gui.review.external_job import create_external_job
from frcnn_gui.review.funnel_controller import MEASURE_UNTRAINED_MESSAGE
from frcnn_gui.review.funnel_panel import ObjectRow
from frcnn_gui.review.image_groups import ImageGroup, count_groups
from frcnn_gui.review.open_detections_controller import OpenDetectionsActions
from frcnn_gui.review.review_job import MATCHING_TITLE, ReviewResult, create_review_job
from frcnn_gui.review.review_overlay import ReviewOverlay
from frcnn_gui.review.review_panel import ReviewPanel
from frcnn_gui.review.review_table import NOTHING
from frcnn_gui.review.review_texts import build_missed_row, format_scores
from frcnn_gui.saving.parts import HasAutosave
from frcnn_gui.stages.parts import HasStages

SAVE_WAIT_MS = 2000
OFFER_TEXT = N_("Shows what {network} detects correctly, falsely, or misses.")
NOTHING_LABELED_TEXT = N_("Open a folder with labels to compare detections with them.")
UNTRAINED_OFFER_TEXT = N_("Review needs a trained network: train or choose one.")
STOP_TEXT = N_("Stop")
WAITING_TEXT = N_("Measures as soon as the network is loaded.")
NETWORK_CHANGED_TEXT = N_("Another network is in use. Measure again.")
NOT_MEASURED_TEXT = N_("Nothing is measured yet.")
MAX_MESSAGES = 2
"""Sentences on what was left out"""
UPDATE_DELAY_MS = 150
"""Interval of updates of the tables while the score slider moves."""


class ReviewContext(
    HasWindow,
    HasJobs,
    HasActions,
    HasSettings,
    HasDocks,
    HasSession,
    HasCanvas,
    HasAutosave,
    HasImages,
    HasNetwork,
    HasStages,
    Protocol,
):
    """What is used of the window."""


class ReviewController(QObject):
    """Owns the Review dock's content, `panel`, and the Review layer."""

    def __init__(self, context: ReviewContext) -> None:
        super().__init__(context.window)
        self._context = context
        self._overlay = ReviewOverlay(context, self)
        self.layer = self._overlay.layer
        self.panel = ReviewPanel(self.layer, context.session.class_color)
        self.box_navigator = BoxNavigator(context)
        self._image_filter: tuple[str, Sequence[int]] | None = None
        """What a person chose to see of the images, and their rows in the results"""
        self._waits_for_network = False
        """Whether the folder is to be measured as soon as the network that is being read is in use"""
        self._is_external = False
        """Whether what was or is being measured comes from another program"""
        self._shown_review: ReviewResult | None = None
        self._image_group = ImageGroup.ALL
        self._review_job = LatestJob(context.jobs, self)
        self._review_job.result_ready.connect(self._on_reviewed)
        self._update_timer = QTimer(self, singleShot=True, interval=UPDATE_DELAY_MS)
        self._update_timer.timeout.connect(self.update_panel)
        self._measurement = FolderMeasurement(context.jobs, self.panel.measure_button, self)
        self._open_actions = OpenDetectionsActions(context, self, self.open_detections)
        self._open_actions.fill_menu(self.panel.open_menu)
        self._connect_signals()
        self.panel.show_score(context.session.score_threshold)

    def _connect_signals(self) -> None:
        session, panel = self._context.session, self.panel
        self._measurement.changed.connect(self._on_measurement_changed)
        panel.measure_button.measure_requested.connect(self.measure_folder)
        panel.start_page.start_requested.connect(self._on_start_requested)
        panel.score_changed.connect(self._on_score_changed)
        panel.image_chosen.connect(session.go_to_image)
        panel.cell_chosen.connect(self._on_cell_chosen)
        panel.point_chosen.connect(self._on_point_chosen)
        panel.missed_object_chosen.connect(self._on_missed_chosen)
        panel.all_images_requested.connect(self._reset_filter)
        panel.group_chosen.connect(self._on_group_chosen)
        panel.criterion_chosen.connect(self._on_criterion_chosen)
        panel.installEventFilter(self)
        session.detections_changed.connect(self._on_detections_changed)
        session.classes_changed.connect(self.panel.update_colors)
        session.folder_changed.connect(self._on_folder_changed)
        self._context.network.changed.connect(self._on_network_changed)
        self._context.network.reading_ended.connect(self._on_network_read)
        for signal in (self._context.images.modelReset, self._context.images.state_changed):
            signal.connect(self._on_images_changed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show:
            self.update_panel()
        return super().eventFilter(watched, event)

    # -- measuring

    def measure_folder(self) -> None:
        """Pass all labeled images through the network in use."""
        folder, network = self._context.session.folder, self._context.network
        if folder is None or self._measurement.is_running:
            return
        self._waits_for_network = network.is_reading
        if network.is_reading:  # it would discard what is measured of the one before
            self._measurement.set_message(tr(WAITING_TEXT))
            return
        if not network.is_trained:
            self._measurement.set_message(tr(MEASURE_UNTRAINED_MESSAGE))
            return
        self._context.autosave.save_all(SAVE_WAIT_MS)
        self._is_external = False
        options, tiling = folder.dataset.options, self._context.settings.tiling
        job = create_evaluate_job(network.cache, network.source, folder.root, options, network.device, tiling)
        self._measurement.start_job(job, tr("Comparing all labeled images…"))

    def open_detections(self, path: Path) -> None:
        """Compare the detections in `path`, a file or a folder, with the labels of all images."""
        folder = self._context.session.folder
        if folder is None:
            return
        if self._measurement.is_running:
            self._context.session.message_posted.emit(tr("Measuring. Stop it, or wait until it ends."))
            return
        self._context.autosave.save_all(SAVE_WAIT_MS)
        self._context.show_dock("review")
        self._is_external = True
        job = create_external_job(folder.root, folder.dataset.options, path)
        self._measurement.start_job(job, tr("Comparing {name} with the labels…").format(name=path.name))

    @Slot()
    def _on_network_changed(self) -> None:
        """Detections of another program stay what they are when another network is in use."""
        if self._is_external:
            return
        is_outdated = self._measurement.is_running or self.measured is not None
        self._measurement.clear_result()
        if is_outdated:
            self._measurement.set_message(tr(NETWORK_CHANGED_TEXT))

    @Slot()
    def _on_network_read(self) -> None:
        if self._waits_for_network:
            self.measure_folder()

    @Slot()
    def _on_folder_changed(self) -> None:
        self._waits_for_network = False
        self._measurement.clear_result()

    @property
    def measured(self) -> FolderEvaluation | None:
        """What was measured of the folder, with the network in use or of another program."""
        result: FolderEvaluation | None = self._measurement.result
        return result

    @property
    def _results(self) -> Sequence[ImageResult]:
        """Of the images that are shown."""
        return self._shown_review.results if self._shown_review is not None else ()

    @Slot()
    def _on_measurement_changed(self) -> None:
        """A measurement began, ended or does not hold any more."""
        self._image_filter = self._shown_review = None
        self._show_groups()
        self._show_criterion()
        if self.measured is not None:
            self._context.session.update_detections(self.measured.detections)
            self.layer.set_visible(True)
            detections = self._context.canvas.layers.find_layer(DETECTIONS)
            if detections is not None:
                detections.set_visible(False)  # the same boxes in other colors
        self._overlay.show_review(self._shown_review, self.measured is not None)
        self.update_panel()

    def _show_groups(self) -> None:
        """Offer the groups of images that differ; the held-out images are shown first."""
        counts = count_groups(self.measured).groups if self.measured is not None else {}
        self._image_group = next(iter(counts), ImageGroup.ALL)
        self.panel.show_groups(counts, self._image_group)

    def _show_criterion(self) -> None:
        """Offer masks to decide where they can; boxes decide otherwise."""
        reason = explain_boxes_only(self.measured) if self.measured is not None else tr(NOT_MEASURED_TEXT)
        if reason and self._overlay.criterion is not Criterion.BOXES:
            self._on_criterion_chosen(Criterion.BOXES)
        self.panel.show_criterion(self._overlay.criterion, reason)

    @Slot(object)
    def _on_criterion_chosen(self, criterion: Criterion) -> None:
        self._overlay.criterion, self._image_filter = criterion, None
        self.panel.sort_by_criterion(criterion)
        self.update_panel()

    @Slot(object)
    def _on_group_chosen(self, group: ImageGroup) -> None:
        self._image_group, self._image_filter = group, None
        self.update_panel()

    # -- showing

    @Slot()
    def update_panel(self) -> None:
        """Show what there is."""
        if not self.panel.isVisible():
            return
        session = self._context.session
        self.panel.measure_button.setEnabled(session.folder is not None)
        self.panel.show_score(session.score_threshold)
        self.panel.show_message(self._format_summary())
        self.panel.show_results(self.measured is not None)
        if self.measured is None:
            self._clear_panel()
            self._offer_measurement()
            return
        shown = self._shown_review
        asked = self._image_group, self._overlay.criterion, session.score_threshold
        if shown is None or (shown.group, shown.criterion, shown.score) != asked:
            self._start_review(self.measured, session.score_threshold)
        if shown is not None:
            self._show_review(shown)

    def _offer_measurement(self) -> None:
        """Say what the large button will measure, or why it cannot."""
        page, network, message = self.panel.start_page, self._context.network, self._measurement.message
        count = self._context.images.labeled_count
        if self._measurement.is_running:
            page.show_offer(message, tr(STOP_TEXT))
        elif self._context.session.folder is None or not count:
            page.show_offer(message or tr(NOTHING_LABELED_TEXT), tr("Measure"), possible=False)
        elif not network.is_trained:
            page.show_offer(message or tr(UNTRAINED_OFFER_TEXT), tr("Choose network…"))
        else:
            text = tr(OFFER_TEXT).format(network=network.source.title)
            page.show_offer(message or text, tr("Measure %Ln labeled image(s)", "", count))

    @Slot()
    def _on_images_changed(self) -> None:
        """Another number of images may be labeled."""
        if self.measured is None:
            self._update_timer.start()

    @Slot()
    def _on_start_requested(self) -> None:
        if self._measurement.is_running or self._context.network.is_trained:
            self.panel.measure_button.click()
        else:
            self._context.actions["open_network"].trigger()

    def _start_review(self, measured: FolderEvaluation, score: float) -> None:
        """Begin to; the tables stay as they are until it is done, and the last one asked for counts."""
        self._review_job.start(
            create_review_job(measured, score, self._image_group, self._shown_review, self._overlay.criterion)
        )

    @Slot(object)
    def _on_reviewed(self, reviewed: ReviewResult) -> None:
        self._shown_review = reviewed
        self._overlay.show_review(self._shown_review, self.measured is not None)
        self.update_panel()

    def _show_review(self, reviewed: ReviewResult) -> None:
        measured = reviewed.measured
        only = self._image_filter[1] if self._image_filter is not None else None
        self.panel.show_filter(self._image_filter[0] if self._image_filter is not None else "")
        self.panel.show_images(reviewed.results, reviewed.images, only)
        self.panel.confusion_model.set_confusion(measured.classes, reviewed.confusion)
        self.panel.show_curves(reviewed.curves)
        details = reviewed.measured.details
        source = details.source if details is not None else ""
        rows = [build_missed_row(one, source) for one in reviewed.missed]
        self.panel.show_missed_objects(rows, reviewed.missed_count)

    def _clear_panel(self) -> None:
        self.panel.show_filter("")
        self.panel.show_images((), NOTHING)
        self.panel.confusion_model.clear()
        self.panel.show_curves({})
        self.panel.show_missed_objects((), 0)

    def _format_summary(self) -> str:
        measured = self.measured
        if measured is None:
            return self._measurement.message
        shown = self._shown_review
        if shown is None and self._image_group is not ImageGroup.ALL:
            return tr(MATCHING_TITLE)
        evaluation = shown.measured.evaluation if shown is not None else measured.evaluation
        source = tr("Detections from {name}.").format(name=measured.source) if measured.source else ""
        messages = map(translate_message, measured.messages[:MAX_MESSAGES])
        return "\n".join(filter(None, (source, format_scores(evaluation), *messages)))

    @Slot()
    def _on_detections_changed(self) -> None:
        self.panel.show_score(self._context.session.score_threshold)
        self._overlay.update_layer()
        self._update_timer.start()

    # -- choosing

    def _on_score_changed(self, score: float) -> None:
        self._context.session.score_threshold = score

    @Slot(int, int)
    def _on_cell_chosen(self, row: int, column: int) -> None:
        rows = self.panel.confusion_model.confusion.images[row, column]
        self._image_filter = self.panel.confusion_model.describe_cell(row, column), rows
        self.update_panel()
        self.panel.tabs.setCurrentIndex(0)
        self._context.session.go_to_image(self._results[rows[0]].path)

    @Slot()
    def _reset_filter(self) -> None:
        self._image_filter = None
        self.update_panel()

    @Slot(object, float)
    def _on_point_chosen(self, image: Path, score: float) -> None:
        self._context.session.score_threshold = max(score, 0.05)
        self._context.session.go_to_image(image)

    @Slot(object)
    def _on_missed_chosen(self, line: ObjectRow) -> None:
        has_stages = self.measured is not None and not self.measured.source
        self.box_navigator.go_to_box(line.image, line.corners, is_missed=has_stages)
