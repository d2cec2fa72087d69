"""Mending what the check of the labels found, in open images and in files, and taking that back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal, Slot

from detector.data.lint import LabelProblem
from detector.errors import UserFacingError
from frcnn_gui.common.job import Job
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.notice_bar import Notice, NoticeKind
from frcnn_gui.common.parts import HasActions, HasJobs, HasNotices, HasWindow
from frcnn_gui.document.document import Document
from frcnn_gui.document.parts import HasSession
from frcnn_gui.images.parts import HasIndex
from frcnn_gui.network.parts import HasNetwork
from frcnn_gui.problems.lint_job import RepairOutcome, create_repair_job, create_undo_repair_job
from frcnn_gui.problems.problem_table import ProblemTableModel
from frcnn_gui.problems.problems_panel import ProblemsPanel
from frcnn_gui.problems.repairs import (
    ProblemKey,
    RepairedImage,
    apply_repairs,
    filter_repairable,
    find_problems,
    problem_key,
)
from frcnn_gui.saving.parts import HasAutosave

TOPIC = "problems"
MAX_MESSAGES = 3
EDITED_SINCE = N_("{image} was edited since it was repaired, and stays as it is.")


class RepairContext(
    HasWindow, HasJobs, HasActions, HasNotices, HasSession, HasAutosave, HasIndex, HasNetwork, Protocol
):
    """What is used of the window."""


class RepairController(QObject):
    """Binds `undo_repairs`; `changed` when it begins, ends, or has something else to take back."""

    changed = Signal()

    def __init__(self, context: RepairContext, model: ProblemTableModel, panel: ProblemsPanel) -> None:
        super().__init__(context.window)
        self._context, self._model, self._panel = context, model, panel
        self._job: Job | None = None
        self._repaired: tuple[RepairedImage, ...] = ()
        self._document_repairs: list[tuple[Document, int]] = []
        context.actions.bind("undo_repairs", self.undo)
        panel.repair_requested.connect(self.repair_problems)
        panel.undo_requested.connect(self.undo)

    @property
    def is_busy(self) -> bool:
        return self._job is not None

    @property
    def can_undo(self) -> bool:
        return bool(self._repaired or self._document_repairs)

    def stop_work(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def clear_repairs(self) -> None:
        """Another folder: nothing of it is taken back any more."""
        self.stop_work()
        self._job = None
        self._repaired, self._document_repairs = (), []
        self._context.notices.clear_topic(TOPIC)

    def find_problems_in(self, document: Document) -> list[LabelProblem]:
        """Those that the boxes in the window have now."""
        folder = self._context.session.folder
        if folder is None:
            return []
        try:
            return find_problems(folder.dataset, self._context.network.config, document.image, document.boxes)
        except UserFacingError:
            return []

    def _start_job(self, job: Job) -> None:
        self._job = job
        job.finished.connect(self._on_job_finished)
        self._context.jobs.start(job)
        self.changed.emit()

    @Slot()
    def _on_job_finished(self) -> None:
        if self.sender() is self._job:
            self._job = None
            self.changed.emit()

    @Slot(object)
    def repair_problems(self, problems: Sequence[LabelProblem]) -> None:
        """Mend those that have a remedy: of open images in their history, of others in their files."""
        folder = self._context.session.folder
        if folder is None or self._job is not None:
            return
        wanted: dict[Path, set[ProblemKey]] = defaultdict(set)
        for problem in problems:
            if problem.repairs and problem.image is not None:
                wanted[problem.image].add(problem_key(problem))
        self._repaired, self._document_repairs = (), []
        in_files: dict[Path, frozenset[ProblemKey]] = {}
        refused: list[str] = []
        for image, faults in wanted.items():
            document = self._context.session.find_document(image)
            if document is None:
                in_files[image] = frozenset(faults)
            elif document.read_only_reason:
                refused.append(document.read_only_reason)
            else:
                self._repair_document(document, frozenset(faults))
        if not in_files:
            self._on_repaired(RepairOutcome(faults=tuple(refused)))
            return
        job = create_repair_job(folder.dataset, self._context.network.config, in_files)
        job.result_ready.connect(
            lambda outcome: self._on_repaired(replace(outcome, faults=(*refused, *outcome.faults)))
        )
        job.failed.connect(self._panel.show_message)
        self._start_job(job)

    def _repair_document(self, document: Document, wanted: frozenset[ProblemKey]) -> None:
        meant = filter_repairable(self.find_problems_in(document), wanted)
        boxes = apply_repairs(document.annotation, meant).boxes
        if boxes == document.boxes:
            return
        document.replace_boxes(tr("Repair %Ln problem(s)", "", len(meant)), boxes)
        self._save_document(document)
        self._document_repairs.append((document, document.step_number))

    def _save_document(self, document: Document) -> None:
        if document is not self._context.session.document:  # nobody watches it
            self._context.autosave.save(document)

    def _on_repaired(self, outcome: RepairOutcome) -> None:
        self._repaired = outcome.done
        images = len(outcome.done) + len(self._document_repairs)
        for repaired in outcome.done:
            self._recheck_file(repaired.image)
        for document, _ in self._document_repairs:
            self._model.replace_image_problems(document.image, self.find_problems_in(document))
        self.changed.emit()
        self._context.notices.clear_topic(TOPIC)
        if images:
            text = tr("The labels of %Ln image(s) were repaired.", "", images)
            self._context.notices.add_notice(Notice(text, NoticeKind.INFO, TOPIC, tr("Undo the repair"), self.undo))
            self._panel.show_message(text)
        elif not outcome.faults:
            self._panel.show_message(tr("Nothing was left to repair."))
        self._show_faults(outcome.faults)

    def _show_faults(self, faults: Sequence[str]) -> None:
        for text in faults[:MAX_MESSAGES]:
            self._context.notices.add_notice(Notice(text, NoticeKind.ERROR, TOPIC))
        if len(faults) > MAX_MESSAGES:
            text = tr("%Ln more file(s) stay as they are. The log names them.", "", len(faults) - MAX_MESSAGES)
            self._context.notices.add_notice(Notice(text, NoticeKind.ERROR, TOPIC))

    def _recheck_file(self, image: Path) -> None:
        """The file of an image that is not open was written: look at it again, and show it anew where it is shown."""
        session, folder = self._context.session, self._context.session.folder
        if folder is None:
            return
        try:
            annotation = folder.dataset.read_labels(image).annotation
            found = find_problems(folder.dataset, self._context.network.config, image, annotation.boxes)
        except UserFacingError:
            return
        self._model.replace_image_problems(image, found)
        self._context.index.update_image(image, annotation)
        session.labels_written.emit(image)

    @Slot()
    def undo(self) -> None:
        """Take the last repair back, in the images that were not edited since."""
        if self._job is not None:
            return
        self._context.notices.clear_topic(TOPIC)
        kept: list[str] = []
        for document, step in self._document_repairs:
            if document.step_number != step:
                kept.append(tr(EDITED_SINCE).format(image=document.image.name))
                continue
            document.undo_stack.undo()
            self._save_document(document)
            self._model.replace_image_problems(document.image, self.find_problems_in(document))
        repaired = [one for one in self._repaired if self._is_untouched(one, kept)]
        self._repaired, self._document_repairs = (), []
        if not repaired:
            self._on_undone(RepairOutcome(faults=tuple(kept)))
            return
        job = create_undo_repair_job(repaired)
        job.result_ready.connect(lambda outcome: self._on_undone(replace(outcome, faults=(*kept, *outcome.faults))))
        job.failed.connect(self._panel.show_message)
        self._start_job(job)

    def _is_untouched(self, repaired: RepairedImage, kept: list[str]) -> bool:
        document = self._context.session.find_document(repaired.image)
        if document is None or (not document.is_modified and document.undo_stack.count() == 0):
            return True
        kept.append(tr(EDITED_SINCE).format(image=repaired.image.name))
        return False

    def _on_undone(self, outcome: RepairOutcome) -> None:
        for repaired in outcome.done:
            self._recheck_file(repaired.image)
        self.changed.emit()
        in_part = tr("The repair was taken back in part.")
        self._panel.show_message(in_part if outcome.faults else tr("The repair was taken back."))
        self._show_faults(outcome.faults)
