"""The check of the labels: runs it, goes to what it found, mends it, and takes that back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QDockWidget

from detector.data.lint import LabelProblem
from detector.errors import UserFacingError
from frcnn_gui.context import WindowContext, dock_name
from frcnn_gui.document import Document
from frcnn_gui.models.problem_table import ProblemTableModel
from frcnn_gui.panels.notice_bar import Notice, NoticeKind
from frcnn_gui.panels.problems_panel import IDLE, TO_MEND, ProblemsPanel
from frcnn_gui.repairs import Fault, Repaired, fault, mended, problems_of, wanted_of
from frcnn_gui.workers.job import Job
from frcnn_gui.workers.lint_job import (
    Checked,
    ProblemsFound,
    RepairOutcome,
    lint_job,
    repair_job,
    undo_repair_job,
)

TITLE = "Problems"
TOPIC = "problems"
MOST_TOLD = 3
SAVE_WAIT_MS = 2000
_AROUND = 3.0
"""A box that is gone to takes this part of the canvas's sides."""


class Problems(QObject):
    """Binds `check_labels`, `next_problem`, `previous_problem` and `undo_repairs`; owns the panel's model."""

    def __init__(self, context: WindowContext) -> None:
        super().__init__(context.window)
        self._context = context
        self.model = ProblemTableModel(self)
        self.panel = ProblemsPanel(self.model)
        self._job: Job | None = None
        self._wanted: LabelProblem | None = None
        self._repaired: tuple[Repaired, ...] = ()
        self._document_repairs: list[tuple[Document, int]] = []
        for id, handler in (
            ("check_labels", self.check),
            ("next_problem", lambda: self.panel.step(1)),
            ("previous_problem", lambda: self.panel.step(-1)),
            ("undo_repairs", self.undo),
        ):
            context.actions.bind(id, handler)
        self.panel.check_asked.connect(self.check)
        self.panel.stop_asked.connect(self.stop)
        self.panel.go_asked.connect(self.go_to)
        self.panel.repair_asked.connect(self.repair)
        self.panel.undo_asked.connect(self.undo)
        self.model.modelReset.connect(self._refresh)
        context.session.folder_changed.connect(self._forget)
        context.session.document_changed.connect(self._arrive)
        context.autosave.saved.connect(self._look_again)
        self._refresh()

    # -- checking

    def check(self) -> None:
        """Look through the labels of the folder as they are on disk; every box is there first."""
        folder = self._context.session.folder
        if folder is None or self._job is not None:
            return
        self._context.show_dock("problems")
        self._context.autosave.finish(SAVE_WAIT_MS)
        self.model.clear()
        job = lint_job(folder.root, folder.format, self._context.network.config, self.panel.pixels.isChecked())
        job.reported.connect(self._take_found)
        job.result.connect(self._tell_checked)
        job.failed.connect(self.panel.tell)
        job.cancelled.connect(lambda: self.panel.tell("The check was stopped; what it found until then is listed."))
        self.panel.tell("Checking the labels…")
        self._start(job)

    def stop(self) -> None:
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
        looked_at = f"Looked at {checked.images:,} images with {checked.boxes:,} boxes"
        mending = sum(self.model.counts[kind] for kind in TO_MEND)
        if mending:
            self.panel.tell(f"{looked_at}. Double click a line to go there.")
        else:
            self.panel.tell(f"{looked_at}: nothing has to be mended.")

    @Slot(object)
    def _look_again(self, document: Document) -> None:
        """The boxes of this image were saved: are its problems still there, and are there others?"""
        folder = self._context.session.folder
        if folder is None or not self.model.counts or self._job is not None:
            return
        try:
            found = problems_of(folder.dataset, self._context.network.config, document.image, document.boxes)
        except (UserFacingError, KeyError):  # the image is of a folder that was left, or went away
            return
        self.model.set_image(document.image, found)

    @Slot()
    def _forget(self) -> None:
        """Another folder: what was found does not concern it."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._repaired, self._document_repairs, self._wanted = (), [], None
        self._context.notices.clear(TOPIC)
        self.model.clear()
        self.panel.tell(IDLE)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        idle, open_folder = self._job is None, self._context.session.folder is not None
        counts = self.model.counts
        mending = sum(counts[kind] for kind in TO_MEND)
        can_undo = idle and bool(self._repaired or self._document_repairs)
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
            dock.setWindowTitle(f"{TITLE} ({mending:,})" if mending else TITLE)

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
        found = next((one for one in self._problems(document) if fault(one) == fault(wanted)), None)
        box = document.box(found.box) if found is not None and found.box is not None else None
        if box is None:
            session.message.emit("This box was changed since the check. Its image was looked at again.")
            self._look_again(document)
            return
        session.reveal([box.label])
        document.set_hidden([box.uid], False)
        session.select([box.uid])
        canvas = self._context.canvas
        sides = max(box.width, 1.0) * _AROUND, max(box.height, 1.0) * _AROUND
        ratio = canvas.devicePixelRatioF()
        canvas.set_zoom(min(canvas.width() * ratio / sides[0], canvas.height() * ratio / sides[1]))
        canvas.reveal(box.uid)
        session.message.emit(wanted.message)

    def _problems(self, document: Document) -> list[LabelProblem]:
        """Those that the boxes in the window have now."""
        folder = self._context.session.folder
        if folder is None:
            return []
        try:
            return problems_of(folder.dataset, self._context.network.config, document.image, document.boxes)
        except UserFacingError:
            return []

    # -- mending

    @Slot(object)
    def repair(self, problems: Sequence[LabelProblem]) -> None:
        """Mend those that have a remedy: of open images in their history, of others in their files."""
        folder = self._context.session.folder
        if folder is None or self._job is not None:
            return
        wanted: dict[Path, set[Fault]] = defaultdict(set)
        for problem in problems:
            if problem.repairs and problem.image is not None:
                wanted[problem.image].add(fault(problem))
        self._repaired, self._document_repairs = (), []
        in_files: dict[Path, frozenset[Fault]] = {}
        refused: list[str] = []
        for image, faults in wanted.items():
            document = self._context.session.known_document(image)
            if document is None:
                in_files[image] = frozenset(faults)
            elif document.locked_reason:
                refused.append(document.locked_reason)
            else:
                self._repair_document(document, frozenset(faults))
        if not in_files:
            self._tell_repaired(RepairOutcome(faults=tuple(refused)))
            return
        job = repair_job(folder.dataset, self._context.network.config, in_files)
        job.result.connect(lambda outcome: self._tell_repaired(replace(outcome, faults=(*refused, *outcome.faults))))
        job.failed.connect(self.panel.tell)
        self._start(job)

    def _repair_document(self, document: Document, wanted: frozenset[Fault]) -> None:
        meant = wanted_of(self._problems(document), wanted)
        boxes = mended(document.annotation, meant).boxes
        if boxes == document.boxes:
            return
        count = "1 problem" if len(meant) == 1 else f"{len(meant)} problems"
        document.replace(f"Repair {count}", boxes)
        self._save(document)
        self._document_repairs.append((document, document.undo_stack.index()))

    def _save(self, document: Document) -> None:
        if document is not self._context.session.document:  # nobody watches it
            self._context.autosave.save(document)

    def _tell_repaired(self, outcome: RepairOutcome) -> None:
        self._repaired = outcome.done
        images = len(outcome.done) + len(self._document_repairs)
        for repaired in outcome.done:
            self._mark_file(repaired.image)
        for document, _ in self._document_repairs:
            self.model.set_image(document.image, self._problems(document))
        self._refresh()
        self._context.notices.clear(TOPIC)
        if images:
            text = f"The labels of {_count(images)} were repaired."
            self._context.notices.add(Notice(text, NoticeKind.INFO, TOPIC, "Undo the repair", self.undo))
            self.panel.tell(text)
        elif not outcome.faults:
            self.panel.tell("Nothing was left to repair.")
        self._tell_faults(outcome.faults)

    def _tell_faults(self, faults: Sequence[str]) -> None:
        for text in faults[:MOST_TOLD]:
            self._context.notices.add(Notice(text, NoticeKind.ERROR, TOPIC))
        if len(faults) > MOST_TOLD:
            text = f"{len(faults) - MOST_TOLD} more files stay as they are. The log names them."
            self._context.notices.add(Notice(text, NoticeKind.ERROR, TOPIC))

    def _mark_file(self, image: Path) -> None:
        """The file of an image that is not open was written: look at it again, and show it anew where it is shown."""
        session, folder = self._context.session, self._context.session.folder
        if folder is None:
            return
        try:
            annotation = folder.dataset.read(image).annotation
            found = problems_of(folder.dataset, self._context.network.config, image, annotation.boxes)
        except UserFacingError:
            return
        self.model.set_image(image, found)
        self._context.index.note(image, annotation)
        if 0 <= session.index < len(folder) and folder[session.index] == image:
            session.reload()

    @Slot()
    def undo(self) -> None:
        """Take the last repair back, in the images that were not edited since."""
        if self._job is not None:
            return
        self._context.notices.clear(TOPIC)
        kept: list[str] = []
        for document, step in self._document_repairs:
            if document.undo_stack.index() != step:
                kept.append(f"{document.image.name} was edited since it was repaired, and stays as it is.")
                continue
            document.undo_stack.undo()
            self._save(document)
            self.model.set_image(document.image, self._problems(document))
        repaired = [one for one in self._repaired if self._is_untouched(one, kept)]
        self._repaired, self._document_repairs = (), []
        if not repaired:
            self._tell_undone(RepairOutcome(faults=tuple(kept)))
            return
        job = undo_repair_job(repaired)
        job.result.connect(lambda outcome: self._tell_undone(replace(outcome, faults=(*kept, *outcome.faults))))
        job.failed.connect(self.panel.tell)
        self._start(job)

    def _is_untouched(self, repaired: Repaired, kept: list[str]) -> bool:
        document = self._context.session.known_document(repaired.image)
        if document is None or (not document.modified and document.undo_stack.count() == 0):
            return True
        kept.append(f"{repaired.image.name} was edited since it was repaired, and stays as it is.")
        return False

    def _tell_undone(self, outcome: RepairOutcome) -> None:
        for repaired in outcome.done:
            self._mark_file(repaired.image)
        self._refresh()
        self.panel.tell("The repair was taken back." if not outcome.faults else "The repair was taken back in part.")
        self._tell_faults(outcome.faults)


def _count(images: int) -> str:
    return "1 image" if images == 1 else f"{images:,} images"
