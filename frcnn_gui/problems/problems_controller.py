"""The check of the labels: runs it, and goes to what it found."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Slot

from detector.data.lint.problems import LabelProblem
from detector.data.outlines.outlined_box import count_points
from detector.errors import UserFacingError
from frcnn_gui.boxes.box_navigation import show_annotation
from frcnn_gui.canvas.parts import HasCanvas
from frcnn_gui.common.job import Job, JobContext
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.latest_job import LatestJob
from frcnn_gui.common.parts import HasActions, HasDocks, HasDockTitles, HasJobs, HasNotices, HasWindow
from frcnn_gui.common.texts.engine_sentences import translate_message
from frcnn_gui.document.document import Document
from frcnn_gui.document.parts import HasHistory, HasSession
from frcnn_gui.images.parts import HasImages, HasIndex
from frcnn_gui.network.parts import HasNetwork
from frcnn_gui.problems.lint_job import LabelsChecked, ProblemsFound, create_check_job
from frcnn_gui.problems.problem_table import ProblemTableModel
from frcnn_gui.problems.problems_panel import IDLE_TEXT, KINDS_TO_REPAIR, ProblemsPanel
from frcnn_gui.problems.repair_controller import RepairController
from frcnn_gui.problems.repairs import find_problems, problem_key
from frcnn_gui.saving.parts import HasAutosave
from frcnn_gui.stages.parts import HasStages

TITLE = N_("Problems")
STOPPED_MESSAGE = N_("The check was stopped. Problems found so far are listed.")
NOTHING_TO_CHECK_TEXT = N_("Nothing to check: no image of this folder has labels.")
SAVE_WAIT_MS = 2000
MAX_BOXES_WITHOUT_JOB = 300
"""More in an image are looked through beside the window."""
MAX_POINTS_WITHOUT_JOB = 5000
"""The same of the points and runs of their outlines."""


class ProblemsContext(
    HasWindow,
    HasJobs,
    HasActions,
    HasNotices,
    HasDocks,
    HasDockTitles,
    HasSession,
    HasHistory,
    HasCanvas,
    HasAutosave,
    HasImages,
    HasIndex,
    HasNetwork,
    HasStages,
    Protocol,
):
    """What is used of the window."""


class ProblemsController(QObject):
    """Binds `check_labels`, `next_problem` and `previous_problem`; owns the panel's model."""

    def __init__(self, context: ProblemsContext) -> None:
        super().__init__(context.window)
        self._context = context
        self.model = ProblemTableModel(self)
        self.panel = ProblemsPanel(self.model)
        self._check_job = LatestJob(context.jobs, self)
        self._recheck_job = LatestJob(context.jobs, self)
        self._target: LabelProblem | None = None
        self._controls_shown: tuple[bool | int, ...] = ()
        """What the buttons and the title of the dock say"""
        self.repair_controller = RepairController(context, self.model, self.panel)
        for id, handler in (
            ("check_labels", self.check_labels),
            ("next_problem", lambda: self.panel.go_to_next(1)),
            ("previous_problem", lambda: self.panel.go_to_next(-1)),
        ):
            context.actions.bind(id, handler)
        self.panel.check_requested.connect(self.check_labels)
        self.panel.stop_requested.connect(self.stop_work)
        self.panel.visit_requested.connect(self.go_to_problem)
        self._check_job.event_reported.connect(self._on_problems_found)
        self._check_job.result_ready.connect(self._on_checked)
        self._check_job.failed.connect(self.panel.show_message)
        self._check_job.canceled.connect(lambda: self.panel.show_message(tr(STOPPED_MESSAGE)))
        self._check_job.finished.connect(self._update_controls)
        self._recheck_job.failed.connect(self.panel.show_message)
        self.repair_controller.changed.connect(self._update_controls)
        self.model.modelReset.connect(self._update_controls)
        context.session.folder_changed.connect(self._on_folder_changed)
        context.session.document_changed.connect(self._on_document_changed)
        context.autosave.document_saved.connect(self._recheck_document)
        self._update_controls()

    # -- checking

    def check_labels(self) -> None:
        """Look through the labels of the folder as they are on disk; every box is there first."""
        folder = self._context.session.folder
        if folder is None or self.is_busy:
            return
        self._context.show_dock("problems")
        self._context.autosave.save_all(SAVE_WAIT_MS)
        self.model.clear()
        if not self._context.images.labeled_count:  # a format that keeps all labels in one file has none yet
            self.panel.show_message(tr(NOTHING_TO_CHECK_TEXT))
            return
        job = create_check_job(
            folder.root, folder.dataset.options, self._context.network.config, self.panel.pixels_box.isChecked()
        )
        self.panel.show_message(tr("Checking labels…"))
        self._check_job.start(job)
        self._update_controls()

    @property
    def is_busy(self) -> bool:
        return self._check_job.is_running or self.repair_controller.is_busy

    def stop_work(self) -> None:
        self.repair_controller.stop_work()
        self._check_job.cancel()

    @Slot(object)
    def _on_problems_found(self, found: ProblemsFound) -> None:
        self.model.add_problems(found.problems)

    @Slot(object)
    def _on_checked(self, checked: LabelsChecked) -> None:
        repairs_needed = sum(self.model.counts[kind] for kind in KINDS_TO_REPAIR)
        some = tr("Checked {images}, {boxes}. Double-click a line to go there.")
        text = some if repairs_needed else tr("Checked {images} with {boxes}: nothing needs repair.")
        images, boxes = tr("%Ln image(s)", "", checked.images), tr("%Ln box(es)", "", checked.boxes)
        self.panel.show_message(text.format(images=images, boxes=boxes))

    @Slot(object)
    def _recheck_document(self, document: Document) -> None:
        """The boxes of this image were saved: are its problems still there, and are there others?"""
        folder = self._context.session.folder
        if folder is None or not self.model.counts or self.is_busy:
            return
        find = partial(
            find_problems, folder.dataset, self._context.network.config, document.image, document.annotations
        )
        points = sum(count_points(annotation.geometry) for annotation in document.annotations)
        if len(document.annotations) > MAX_BOXES_WITHOUT_JOB or points > MAX_POINTS_WITHOUT_JOB:
            self._recheck_in_job(document.image, find)
            return
        try:
            found = find()
        except (UserFacingError, KeyError):  # the image is of a folder that was left, or went away
            return
        self.model.replace_image_problems(document.image, found)

    def _recheck_in_job(self, image: Path, find: Callable[[], list[LabelProblem]]) -> None:
        """The same beside the window; the last look counts."""

        def find_or_none(_context: JobContext) -> list[LabelProblem] | None:
            try:
                return find()
            except (UserFacingError, KeyError):
                return None

        job = Job(tr("Checking labels…"), find_or_none)
        self._recheck_job.start(job, partial(self._on_rechecked, image))

    def _on_rechecked(self, image: Path, found: list[LabelProblem] | None) -> None:
        if found is not None and not self.is_busy:
            self.model.replace_image_problems(image, found)

    @Slot()
    def _on_folder_changed(self) -> None:
        """Another folder: what was found does not concern it."""
        self._check_job.drop()
        self._recheck_job.drop()
        self._target = None
        self.model.clear()
        self.panel.show_message(tr(IDLE_TEXT))
        self._update_controls()

    @Slot()
    def _update_controls(self) -> None:
        idle, open_folder = not self.is_busy, self._context.session.folder is not None
        counts = self.model.counts
        repairs_needed = sum(counts[kind] for kind in KINDS_TO_REPAIR)
        has_problems, can_undo = self.model.rowCount() > 0, self.repair_controller.can_undo
        shown = idle, open_folder, repairs_needed, has_problems, can_undo
        if shown == self._controls_shown:
            return
        self._controls_shown = shown
        self.panel.set_possible(open_folder)
        self.panel.set_running(not idle)
        self.panel.undo_button.setEnabled(idle and can_undo)
        self._context.actions.update_state(has_problems=has_problems, is_checking=not idle, can_undo_repair=can_undo)
        self._context.set_dock_title("problems", f"{tr(TITLE)} ({repairs_needed:,})" if repairs_needed else tr(TITLE))

    # -- going there

    @Slot(object)
    def go_to_problem(self, problem: LabelProblem) -> None:
        """Show the image of the problem, with its box selected and enlarged."""
        session = self._context.session
        index = session.folder.index_of(problem.image) if session.folder and problem.image else None
        if index is None:
            session.message_posted.emit(translate_message(problem.message))
            return
        self._target = problem
        if index == session.index and session.image is not None:
            self._on_document_changed()
        else:
            session.go_to_index(index)

    @Slot()
    def _on_document_changed(self) -> None:
        session, target = self._context.session, self._target
        document = session.document
        if target is None or document is None or document.image != target.image:
            return
        self._target = None
        if target.box_uid is not None:
            # After everybody else has taken the document: the canvas fits the image first.
            QTimer.singleShot(0, self, lambda: self._show_box(document, target))
        else:
            session.message_posted.emit(translate_message(target.message))

    def _show_box(self, document: Document, target: LabelProblem) -> None:
        session = self._context.session
        if session.document is not document:
            return
        found = next(
            (
                one
                for one in self.repair_controller.find_problems_in(document)
                if problem_key(one) == problem_key(target)
            ),
            None,
        )
        annotation = (
            document.find_annotation(found.box_uid) if found is not None and found.box_uid is not None else None
        )
        if annotation is None:
            session.message_posted.emit(tr("This box has changed. Its image was checked again."))
            self._recheck_document(document)
            return
        show_annotation(self._context, document, annotation)
        session.message_posted.emit(translate_message(target.message))
