"""Mending what the check of the labels found, in open images and in files, and taking that back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from detector.data.lint import LabelProblem
from detector.errors import UserFacingError
from frcnn_gui.context import WindowContext
from frcnn_gui.document import Document
from frcnn_gui.language import N_, tr
from frcnn_gui.models.problem_table import ProblemTableModel
from frcnn_gui.panels.notice_bar import Notice, NoticeKind
from frcnn_gui.panels.problems_panel import ProblemsPanel
from frcnn_gui.repairs import Fault, Repaired, fault, mended, problems_of, wanted_of
from frcnn_gui.workers.job import Job
from frcnn_gui.workers.lint_job import RepairOutcome, repair_job, undo_repair_job

TOPIC = "problems"
MOST_TOLD = 3
EDITED_SINCE = N_("{image} was edited since it was repaired, and stays as it is.")


class Repairing(QObject):
    """Binds `undo_repairs`; `changed` when it begins, ends, or has something else to take back."""

    changed = Signal()

    def __init__(self, context: WindowContext, model: ProblemTableModel, panel: ProblemsPanel) -> None:
        super().__init__(context.window)
        self._context, self._model, self._panel = context, model, panel
        self._job: Job | None = None
        self._repaired: tuple[Repaired, ...] = ()
        self._document_repairs: list[tuple[Document, int]] = []
        context.actions.bind("undo_repairs", self.undo)
        panel.repair_asked.connect(self.repair)
        panel.undo_asked.connect(self.undo)

    @property
    def busy(self) -> bool:
        return self._job is not None

    @property
    def can_undo(self) -> bool:
        return bool(self._repaired or self._document_repairs)

    def stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def forget(self) -> None:
        """Another folder: nothing of it is taken back any more."""
        self.stop()
        self._job = None
        self._repaired, self._document_repairs = (), []
        self._context.notices.clear(TOPIC)

    def problems_in(self, document: Document) -> list[LabelProblem]:
        """Those that the boxes in the window have now."""
        folder = self._context.session.folder
        if folder is None:
            return []
        try:
            return problems_of(folder.dataset, self._context.network.config, document.image, document.boxes)
        except UserFacingError:
            return []

    def _start(self, job: Job) -> None:
        self._job = job
        job.finished.connect(self._end_job)
        self._context.jobs.start(job)
        self.changed.emit()

    @Slot()
    def _end_job(self) -> None:
        if self.sender() is self._job:
            self._job = None
            self.changed.emit()

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
        job.failed.connect(self._panel.tell)
        self._start(job)

    def _repair_document(self, document: Document, wanted: frozenset[Fault]) -> None:
        meant = wanted_of(self.problems_in(document), wanted)
        boxes = mended(document.annotation, meant).boxes
        if boxes == document.boxes:
            return
        document.replace(tr("Repair %Ln problem(s)", "", len(meant)), boxes)
        self._save(document)
        self._document_repairs.append((document, document.step))

    def _save(self, document: Document) -> None:
        if document is not self._context.session.document:  # nobody watches it
            self._context.autosave.save(document)

    def _tell_repaired(self, outcome: RepairOutcome) -> None:
        self._repaired = outcome.done
        images = len(outcome.done) + len(self._document_repairs)
        for repaired in outcome.done:
            self._mark_file(repaired.image)
        for document, _ in self._document_repairs:
            self._model.set_image(document.image, self.problems_in(document))
        self.changed.emit()
        self._context.notices.clear(TOPIC)
        if images:
            text = tr("The labels of %Ln image(s) were repaired.", "", images)
            self._context.notices.add(Notice(text, NoticeKind.INFO, TOPIC, tr("Undo the repair"), self.undo))
            self._panel.tell(text)
        elif not outcome.faults:
            self._panel.tell(tr("Nothing was left to repair."))
        self._tell_faults(outcome.faults)

    def _tell_faults(self, faults: Sequence[str]) -> None:
        for text in faults[:MOST_TOLD]:
            self._context.notices.add(Notice(text, NoticeKind.ERROR, TOPIC))
        if len(faults) > MOST_TOLD:
            text = tr("%Ln more file(s) stay as they are. The log names them.", "", len(faults) - MOST_TOLD)
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
        self._model.set_image(image, found)
        self._context.index.note(image, annotation)
        session.labels_written.emit(image)

    @Slot()
    def undo(self) -> None:
        """Take the last repair back, in the images that were not edited since."""
        if self._job is not None:
            return
        self._context.notices.clear(TOPIC)
        kept: list[str] = []
        for document, step in self._document_repairs:
            if document.step != step:
                kept.append(tr(EDITED_SINCE).format(image=document.image.name))
                continue
            document.undo_stack.undo()
            self._save(document)
            self._model.set_image(document.image, self.problems_in(document))
        repaired = [one for one in self._repaired if self._is_untouched(one, kept)]
        self._repaired, self._document_repairs = (), []
        if not repaired:
            self._tell_undone(RepairOutcome(faults=tuple(kept)))
            return
        job = undo_repair_job(repaired)
        job.result.connect(lambda outcome: self._tell_undone(replace(outcome, faults=(*kept, *outcome.faults))))
        job.failed.connect(self._panel.tell)
        self._start(job)

    def _is_untouched(self, repaired: Repaired, kept: list[str]) -> bool:
        document = self._context.session.known_document(repaired.image)
        if document is None or (not document.modified and document.undo_stack.count() == 0):
            return True
        kept.append(tr(EDITED_SINCE).format(image=repaired.image.name))
        return False

    def _tell_undone(self, outcome: RepairOutcome) -> None:
        for repaired in outcome.done:
            self._mark_file(repaired.image)
        self.changed.emit()
        in_part = tr("The repair was taken back in part.")
        self._panel.tell(in_part if outcome.faults else tr("The repair was taken back."))
        self._tell_faults(outcome.faults)
