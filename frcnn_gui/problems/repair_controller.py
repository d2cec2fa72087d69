"""Repairing what the check of the labels found, in open images and in files, and taking that back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal, Slot

from detector.data.lint.problems import LabelProblem
from detector.errors import UserFacingError
from frcnn_gui.common.job import Job
from frcnn_gui.common.language import tr
from frcnn_gui.common.parts import HasActions, HasWindow
from frcnn_gui.document.document import Document
from frcnn_gui.document.folder_edit import EditOutcome, EditPhase
from frcnn_gui.document.parts import HasHistory, HasSession
from frcnn_gui.images.parts import HasIndex
from frcnn_gui.network.parts import HasNetwork
from frcnn_gui.problems.problem_table import ProblemTableModel
from frcnn_gui.problems.problems_panel import ProblemsPanel
from frcnn_gui.problems.repair_edit import RepairEdit
from frcnn_gui.problems.repairs import ProblemKey, find_problems, problem_key


class RepairContext(HasWindow, HasActions, HasSession, HasHistory, HasIndex, HasNetwork, Protocol):
    """What is used of the window."""


class RepairController(QObject):
    """Binds `undo_repairs`.

    Signals:
        changed: A repair began or ended, or another one can be undone.
    """

    changed = Signal()

    def __init__(self, context: RepairContext, model: ProblemTableModel, panel: ProblemsPanel) -> None:
        super().__init__(context.window)
        self._context, self._model, self._panel = context, model, panel
        self._job: Job | None = None
        context.actions.bind("undo_repairs", self.undo)
        panel.repair_requested.connect(self.repair_problems)
        panel.undo_requested.connect(self.undo)
        context.history.changed.connect(self.changed)

    @property
    def is_busy(self) -> bool:
        return isinstance(self._context.history.running, RepairEdit)

    @property
    def can_undo(self) -> bool:
        history = self._context.history
        return history.running is None and history.find_last_edit(RepairEdit) is not None

    def stop_work(self) -> None:
        """Cancel the repair, or its undoing."""
        if self._job is not None and self.is_busy:
            self._job.cancel()

    def find_problems_in(self, document: Document) -> list[LabelProblem]:
        """Those that the boxes in the window have now."""
        folder = self._context.session.folder
        if folder is None:
            return []
        try:
            return find_problems(folder.dataset, self._context.network.config, document.image, document.annotations)
        except UserFacingError:
            return []

    @Slot(object)
    def repair_problems(self, problems: Sequence[LabelProblem]) -> None:
        """Repair those that have a remedy: of open images in their history, of others in their files."""
        folder = self._context.session.folder
        if folder is None:
            return
        keys: dict[Path, set[ProblemKey]] = defaultdict(set)
        for problem in problems:
            if problem.repairs and problem.image is not None:
                keys[problem.image].add(problem_key(problem))
        found = {image: frozenset(keys) for image, keys in keys.items()}
        edit = RepairEdit(
            folder.dataset,
            self._context.network.config,
            found,
            watch_job=self._watch_job,
            finish=self._on_edit_ended,
        )
        self._context.history.do_edit(edit)

    def _watch_job(self, job: Job) -> None:
        self._job = job

    def _on_edit_ended(self, edit: RepairEdit, outcome: EditOutcome) -> None:
        is_undone = outcome.phase is EditPhase.UNDONE
        self._show_files(edit, {change.image for change in outcome.changes if change.image is not None}, is_undone)
        for document in outcome.documents:
            self._model.replace_image_problems(document.image, self.find_problems_in(document))
        self._job = None
        if is_undone:
            whole, in_part = tr("Repair undone."), tr("Repair partly undone.")
            self._panel.show_message(whole if outcome.is_whole else in_part)
        elif edit.has_changes:
            self._panel.show_message(edit.describe_done(outcome.stopped))
        elif outcome.is_whole:
            self._panel.show_message(tr("Nothing to repair."))

    def _show_files(self, edit: RepairEdit, images: set[Path], is_undone: bool) -> None:
        """The files of images that are not open were written: have the table, the index and the window follow."""
        folder, which = self._context.session.folder, 0 if is_undone else 1
        if folder is None:
            return
        indexed = {}
        for image in images:
            self._model.replace_image_problems(image, edit.problems[image][which])
            at = folder.index_of(image)
            if at is not None:
                indexed[at] = edit.indexed[image][which]
        self._context.index.update_images(indexed)
        for image in images:
            self._context.session.labels_written.emit(image)

    @Slot()
    def undo(self) -> None:
        """Take the last repair back, in the images that were not edited since."""
        edit = self._context.history.find_last_edit(RepairEdit)
        if edit is not None:
            self._context.history.undo_edit(edit)
