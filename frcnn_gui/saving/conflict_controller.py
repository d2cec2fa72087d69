"""Boxes that could not be saved are reported and tried again; where others changed the file, both are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Slot

from detector.errors import AnnotationWriteError
from frcnn_gui.common.job import Job
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.notice_bar import Notice, NoticeKind
from frcnn_gui.common.parts import HasJobs, HasNotices, HasSettings, HasWindow
from frcnn_gui.document.box_matching import compare_annotations
from frcnn_gui.document.document import Document
from frcnn_gui.document.external_file import renumber_file
from frcnn_gui.document.parts import HasSession
from frcnn_gui.saving.autosave import SaveFailure, SaveState
from frcnn_gui.saving.backup_copies import back_up_files, backup_folder
from frcnn_gui.saving.conflict_dialog import ConflictChoice, ConflictDialog
from frcnn_gui.saving.parts import HasAutosave

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from detector.data.annotation import Annotation, ImageAnnotations
    from detector.data.formats.base import LabelFile
    from detector.data.formats.shared.renumbered_file import RenumberedFile

TOPIC = "save"
NOT_SAVED_TEXT = N_("Not saved: {reason}")
TRYING_AGAIN_TEXT = N_("{failure} Trying again automatically.")


@dataclass(frozen=True)
class _TheirFile:
    """The label file as another program left it, and where a copy of it is (None: there was nothing to copy)."""

    file: LabelFile
    copy: Path | None = None


class ConflictContext(HasWindow, HasJobs, HasNotices, HasSettings, HasSession, HasAutosave, Protocol):
    """What is used of the window."""


class ConflictController(QObject):
    """Follows the autosave's failures. The boxes stay in their documents whatever is chosen here."""

    def __init__(self, context: ConflictContext) -> None:
        super().__init__(context.window)
        self._context = context
        self._dialog: ConflictDialog | None = None
        context.autosave.save_failed.connect(self._on_save_failed)
        context.autosave.state_changed.connect(self._on_save_state_changed)
        context.session.folder_changed.connect(self._on_folder_changed)

    @Slot()
    def _on_folder_changed(self) -> None:
        self._context.notices.clear_topic(TOPIC)
        if self._dialog is not None:
            self._dialog.reject()

    @Slot(object)
    def _on_save_failed(self, failure: SaveFailure) -> None:
        notices, document = self._context.notices, failure.document
        notices.clear_topic(TOPIC)
        text = tr(NOT_SAVED_TEXT).format(reason=failure.text)
        if failure.conflict:  # to try again would end the same
            choices: tuple[tuple[str, Callable[[], object]], ...] = (
                (tr("Compare…"), lambda: self.compare_versions(document)),
                (tr("Keep mine"), lambda: self.keep_mine(document)),
                (tr("Load theirs"), lambda: self.load_theirs(document)),
            )
            notices.add_notice(Notice(text, NoticeKind.ERROR, TOPIC, choices=choices))
        else:
            text = tr(TRYING_AGAIN_TEXT).format(failure=text)
            notices.add_notice(Notice(text, NoticeKind.ERROR, TOPIC, tr("Try again"), self._context.autosave.retry))

    @Slot()
    def _on_save_state_changed(self) -> None:
        if self._context.autosave.state in (SaveState.SAVED, SaveState.JOURNALED):
            self._context.notices.clear_topic(TOPIC)

    def compare_versions(self, document: Document) -> None:
        """Show how the boxes and the file differ, and ask which is to count."""
        self._read_theirs(document, "", lambda theirs: self._ask_which_to_keep(document, theirs))

    def keep_mine(self, document: Document) -> None:
        """Write the boxes over what the other program wrote, of which a copy is kept."""
        self._read_theirs(document, "theirs", lambda theirs: self._overwrite_file(document, theirs))

    def load_theirs(self, document: Document) -> None:
        """Make the file's boxes those of the document, in one step that can be undone."""
        self._read_theirs(document, "", lambda theirs: self._load_into_document(document, theirs))

    def _read_theirs(self, document: Document, copy_as: str, then: Callable[[_TheirFile], None]) -> None:
        """Read the file again, copying it first where asked to, on a thread; a large one takes a while."""
        folder = self._context.session.folder
        if folder is None or document.file is None:
            return
        file, image = document.file, document.image
        path = file.path
        copies = backup_folder(self._context.settings.safety_folder, folder.root)

        def copy_and_read() -> _TheirFile:
            try:
                copy = back_up_files(folder.list_label_files(image, file), copies, copy_as) if copy_as else None
            except OSError as error:
                text = tr("No copy of {path} in {copies}: {strerror}. Nothing changed.").format(
                    path=path.name, copies=copies, strerror=error.strerror or error
                )
                raise AnnotationWriteError(text) from error
            return _TheirFile(folder.read_labels(image), copy)

        def on_read(value: object) -> None:
            assert isinstance(value, _TheirFile)
            if self._context.session.folder is folder:
                then(value)

        job = Job(tr("Reading {path}").format(path=path.name), lambda _context: copy_and_read())
        job.result_ready.connect(on_read)
        job.failed.connect(
            lambda text: self._on_save_failed(
                SaveFailure(document, tr("{text} Your boxes are kept here.").format(text=text), True)
            )
        )
        self._context.jobs.start(job)

    def _ask_which_to_keep(self, document: Document, theirs: _TheirFile) -> None:
        if self._dialog is not None:
            self._dialog.reject()
        counts = compare_annotations(
            document.annotations, theirs.file.image_annotations.annotations, _get_saved_annotations(document)
        )
        self._dialog = dialog = ConflictDialog(theirs.file.path.name, counts, self._context.window)
        ways = {ConflictChoice.MINE: self.keep_mine, ConflictChoice.THEIRS: self.load_theirs}
        dialog.choice_made.connect(lambda keep: ways[keep](document))
        dialog.finished.connect(self._on_dialog_finished)
        dialog.open()

    @Slot()
    def _on_dialog_finished(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    def _overwrite_file(self, document: Document, theirs: _TheirFile) -> None:
        document.mark_saved(_renumber_for(document, theirs.file))
        self._context.autosave.save(document)
        self._context.autosave.flush()
        sentences = [tr("Your boxes were written to {file}.").format(file=theirs.file.path.name)]
        if theirs.copy is not None:
            sentences.append(tr("The version of the other program was kept as {copy}.").format(copy=theirs.copy))
        self._show_done(document, " ".join(sentences))

    def _load_into_document(self, document: Document, theirs: _TheirFile) -> None:
        file = _renumber_for(document, theirs.file)
        document.mark_saved(file)
        _replace_image_annotations(document, file.image_annotations)
        self._context.autosave.save(document)  # nothing to write any more, which is then reported
        self._show_done(document, tr("Loaded the boxes of {path}. Undo restores yours.").format(path=file.path.name))

    def _show_done(self, document: Document, text: str) -> None:
        self._context.notices.clear_topic(TOPIC)
        self._context.notices.add_notice(Notice(text, NoticeKind.INFO, "image"))
        self._context.session.message_posted.emit(f"{document.image.name}: {text}")


def _replace_image_annotations(document: Document, image_annotations: ImageAnnotations) -> None:
    document.replace_annotations(tr("Load boxes of the file"), image_annotations.annotations)
    document.set_verified(image_annotations.verified)


def _get_saved_annotations(document: Document) -> tuple[Annotation, ...]:
    return document.file.image_annotations.annotations if document.file is not None else ()


def _renumber_for(document: Document, file: LabelFile) -> RenumberedFile:
    """`file` under the uids of the document's boxes, so that each is saved to the object that it is."""
    return renumber_file(document.annotations, file, _get_saved_annotations(document), document.new_uid)
