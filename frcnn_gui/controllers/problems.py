"""The check of the labels: runs it, and goes to what it found."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QDockWidget

from detector.data.lint import LabelProblem
from detector.errors import UserFacingError
from frcnn_gui.context import WindowContext, dock_name
from frcnn_gui.controllers.box_visit import show_box
from frcnn_gui.controllers.repairing import Repairing
from frcnn_gui.document import Document
from frcnn_gui.language import N_, tr
from frcnn_gui.models.problem_table import ProblemTableModel
from frcnn_gui.panels.problems_panel import IDLE, TO_MEND, ProblemsPanel
from frcnn_gui.repairs import fault, problems_of
from frcnn_gui.workers.job import Job, JobContext
from frcnn_gui.workers.lint_job import Checked, ProblemsFound, lint_job

TITLE = N_("Problems")
STOPPED = N_("The check was stopped; what it found until then is listed.")
SAVE_WAIT_MS = 2000
MANY_BOXES = 300
"""More in an image are looked through beside the window."""


class Problems(QObject):
    """Binds `check_labels`, `next_problem` and `previous_problem`; owns the panel's model."""

    def __init__(self, context: WindowContext) -> None:
        super().__init__(context.window)
        self._context = context
        self.model = ProblemTableModel(self)
        self.panel = ProblemsPanel(self.model)
        self._job: Job | None = None
        self._look: Job | None = None
        self._looked_at = Path()
        """The image that `_look` looks at"""
        self._wanted: LabelProblem | None = None
        self.repairing = Repairing(context, self.model, self.panel)
        for id, handler in (
            ("check_labels", self.check),
            ("next_problem", lambda: self.panel.step(1)),
            ("previous_problem", lambda: self.panel.step(-1)),
        ):
            context.actions.bind(id, handler)
        self.panel.check_asked.connect(self.check)
        self.panel.stop_asked.connect(self.stop)
        self.panel.go_asked.connect(self.go_to)
        self.repairing.changed.connect(self._refresh)
        self.model.modelReset.connect(self._refresh)
        context.session.folder_changed.connect(self._forget)
        context.session.document_changed.connect(self._arrive)
        context.autosave.saved.connect(self._look_again)
        self._refresh()

    # -- checking

    def check(self) -> None:
        """Look through the labels of the folder as they are on disk; every box is there first."""
        folder = self._context.session.folder
        if folder is None or self.busy:
            return
        self._context.show_dock("problems")
        self._context.autosave.finish(SAVE_WAIT_MS)
        self.model.clear()
        if not self._context.images.labelled_count:  # a format that keeps all labels in one file has none yet
            self.panel.tell(tr("No image of this folder has labels yet, so there is nothing to check."))
            return
        job = lint_job(folder.root, folder.dataset.options, self._context.network.config, self.panel.pixels.isChecked())
        job.reported.connect(self._take_found)
        job.result.connect(self._tell_checked)
        job.failed.connect(self.panel.tell)
        job.cancelled.connect(lambda: self.panel.tell(tr(STOPPED)))
        self.panel.tell(tr("Checking the labels…"))
        self._start(job)

    @property
    def busy(self) -> bool:
        return self._job is not None or self.repairing.busy

    def stop(self) -> None:
        self.repairing.stop()
        if self._job is not None:
            self._job.cancel()

    def _start(self, job: Job) -> None:
        self._job = job
        job.finished.connect(self._end_job)
        self._context.jobs.start(job)
        self._refresh()

    @Slot()
    def _end_job(self) -> None:
        if self.sender() is self._job:
            self._job = None
            self._refresh()

    @Slot(object)
    def _take_found(self, found: ProblemsFound) -> None:
        if self.sender() is self._job:
            self.model.add(found.problems)

    @Slot(object)
    def _tell_checked(self, checked: Checked) -> None:
        mending = sum(self.model.counts[kind] for kind in TO_MEND)
        some = tr("Looked at {images} with {boxes}. Double click a line to go there.")
        text = some if mending else tr("Looked at {images} with {boxes}: nothing has to be mended.")
        images, boxes = tr("%Ln image(s)", "", checked.images), tr("%Ln box(es)", "", checked.boxes)
        self.panel.tell(text.format(images=images, boxes=boxes))

    @Slot(object)
    def _look_again(self, document: Document) -> None:
        """The boxes of this image were saved: are its problems still there, and are there others?"""
        folder = self._context.session.folder
        if folder is None or not self.model.counts or self.busy:
            return
        look = partial(problems_of, folder.dataset, self._context.network.config, document.image, document.boxes)
        if len(document.boxes) > MANY_BOXES:
            self._look_in_job(document.image, look)
            return
        try:
            found = look()
        except (UserFacingError, KeyError):  # the image is of a folder that was left, or went away
            return
        self.model.set_image(document.image, found)

    def _look_in_job(self, image: Path, look: Callable[[], list[LabelProblem]]) -> None:
        """The same beside the window; the last look counts."""

        def run(_context: JobContext) -> list[LabelProblem] | None:
            try:
                return look()
            except (UserFacingError, KeyError):
                return None

        self._look, self._looked_at = Job(tr("Checking the labels…"), run), image
        self._look.result.connect(self._take_look)
        self._look.failed.connect(self.panel.tell)
        self._context.jobs.start(self._look)

    @Slot(object)
    def _take_look(self, found: list[LabelProblem] | None) -> None:
        if self.sender() is self._look and found is not None and not self.busy:
            self.model.set_image(self._looked_at, found)

    @Slot()
    def _forget(self) -> None:
        """Another folder: what was found does not concern it."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._wanted = self._look = None
        self.repairing.forget()
        self.model.clear()
        self.panel.tell(tr(IDLE))
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        idle, open_folder = not self.busy, self._context.session.folder is not None
        counts = self.model.counts
        mending = sum(counts[kind] for kind in TO_MEND)
        can_undo = idle and self.repairing.can_undo
        self.panel.set_possible(open_folder)
        self.panel.set_running(not idle)
        self.panel.undo.setEnabled(can_undo)
        actions = self._context.actions
        actions.allow("check_labels", idle and open_folder)
        actions.allow("undo_repairs", can_undo)
        for id in ("next_problem", "previous_problem"):
            actions.allow(id, self.model.rowCount() > 0)
        dock = self._context.window.findChild(QDockWidget, dock_name("problems"))
        if isinstance(dock, QDockWidget):
            dock.setWindowTitle(f"{tr(TITLE)} ({mending:,})" if mending else tr(TITLE))

    # -- going there

    @Slot(object)
    def go_to(self, problem: LabelProblem) -> None:
        """Show the image of the problem, with its box selected and large enough to be judged."""
        session = self._context.session
        index = session.folder.index_of(problem.image) if session.folder and problem.image else None
        if index is None:
            session.message.emit(problem.message)
            return
        self._wanted = problem
        if index == session.index and session.image is not None:
            self._arrive()
        else:
            session.go_to(index)

    @Slot()
    def _arrive(self) -> None:
        session, wanted = self._context.session, self._wanted
        document = session.document
        if wanted is None or document is None or document.image != wanted.image:
            return
        self._wanted = None
        if wanted.box is not None:
            # After everybody else has taken the document: the canvas fits the image first.
            QTimer.singleShot(0, self, lambda: self._show_box(document, wanted))
        else:
            session.message.emit(wanted.message)

    def _show_box(self, document: Document, wanted: LabelProblem) -> None:
        session = self._context.session
        if session.document is not document:
            return
        found = next((one for one in self.repairing.problems_in(document) if fault(one) == fault(wanted)), None)
        box = document.box(found.box) if found is not None and found.box is not None else None
        if box is None:
            session.message.emit(tr("This box was changed since the check. Its image was looked at again."))
            self._look_again(document)
            return
        show_box(self._context, document, box)
        session.message.emit(wanted.message)
