"""Boxes that could not be saved: told and tried again; where others changed the file, both are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from detector.errors import AnnotationWriteError
from frcnn_gui.box_pairs import difference
from frcnn_gui.context import WindowContext
from frcnn_gui.document import Document
from frcnn_gui.kept import keep_copy, kept_folder
from frcnn_gui.language import tr
from frcnn_gui.panels.conflict_dialog import ConflictDialog, Keep
from frcnn_gui.panels.notice_bar import Notice, NoticeKind
from frcnn_gui.taken_file import with_uids_of
from frcnn_gui.workers.autosave import SaveFailure, SaveState
from frcnn_gui.workers.job import Job

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from detector.data.annotation import Box, ImageAnnotation
    from detector.data.formats.base import LabelFile
    from detector.data.formats.renumbered import RenumberedFile

TOPIC = "save"


@dataclass(frozen=True)
class _Theirs:
    """The label file as another program left it, and where a copy of it is (None: there was nothing to copy)."""

    file: LabelFile
    copy: Path | None = None


class Conflicts(QObject):
    """Follows the autosave's failures. The boxes stay in their documents whatever is chosen here."""

    def __init__(self, context: WindowContext) -> None:
        super().__init__(context.window)
        self._context = context
        self._dialog: ConflictDialog | None = None
        context.autosave.failed.connect(self._tell)
        context.autosave.state_changed.connect(self._tell_saved)
        context.session.folder_changed.connect(self._forget)

    @Slot()
    def _forget(self) -> None:
        self._context.notices.clear(TOPIC)
        if self._dialog is not None:
            self._dialog.reject()

    @Slot(object)
    def _tell(self, failure: SaveFailure) -> None:
        notices, document = self._context.notices, failure.document
        notices.clear(TOPIC)
        text = tr("Not saved: {reason}").format(reason=failure.text)
        if failure.conflict:  # to try again would end the same
            choices: tuple[tuple[str, Callable[[], object]], ...] = (
                (tr("Compare…"), lambda: self.compare(document)),
                (tr("Keep mine"), lambda: self.keep_mine(document)),
                (tr("Load theirs"), lambda: self.load_theirs(document)),
            )
            notices.add(Notice(text, NoticeKind.ERROR, TOPIC, choices=choices))
        else:
            text = tr("{failure} It is tried again by itself.").format(failure=text)
            notices.add(Notice(text, NoticeKind.ERROR, TOPIC, tr("Try again"), self._context.autosave.retry))

    @Slot()
    def _tell_saved(self) -> None:
        if self._context.autosave.state in (SaveState.SAVED, SaveState.KEPT):
            self._context.notices.clear(TOPIC)

    def compare(self, document: Document) -> None:
        """Show how the boxes and the file differ, and ask which is to count."""
        self._read(document, "", lambda theirs: self._ask(document, theirs))

    def keep_mine(self, document: Document) -> None:
        """Write the boxes over what the other program wrote, of which a copy is kept."""
        self._read(document, "theirs", lambda theirs: self._write_over(document, theirs))

    def load_theirs(self, document: Document) -> None:
        """Make the file's boxes those of the document, in one step that undo takes back."""
        self._read(document, "", lambda theirs: self._take(document, theirs))

    def _read(self, document: Document, copy_as: str, then: Callable[[_Theirs], None]) -> None:
        """Read the file anew, copying it first where asked to, on a thread; a large one takes a while."""
        folder = self._context.session.folder
        if folder is None or document.file is None:
            return
        path, image = document.file.path, document.image
        copies = kept_folder(self._context.settings.safety_folder, folder.root)

        def read() -> _Theirs:
            try:
                copy = keep_copy(path, copies, copy_as) if copy_as else None
            except OSError as error:
                text = tr("{path} could not be copied to {copies}: {strerror}. Nothing was changed.").format(
                    path=path.name, copies=copies, strerror=error.strerror or error
                )
                raise AnnotationWriteError(text) from error
            return _Theirs(folder.read(image), copy)

        def done(value: object) -> None:
            assert isinstance(value, _Theirs)
            if self._context.session.folder is folder:
                then(value)

        job = Job(tr("Reading {path}").format(path=path.name), lambda _context: read())
        job.result.connect(done)
        job.failed.connect(
            lambda text: self._tell(
                SaveFailure(document, tr("{text} Your boxes are kept here.").format(text=text), True)
            )
        )
        self._context.jobs.start(job)

    def _ask(self, document: Document, theirs: _Theirs) -> None:
        if self._dialog is not None:
            self._dialog.reject()
        counts = difference(document.boxes, theirs.file.annotation.boxes, _base(document))
        self._dialog = dialog = ConflictDialog(theirs.file.path.name, counts, self._context.window)
        ways = {Keep.MINE: self.keep_mine, Keep.THEIRS: self.load_theirs}
        dialog.chosen.connect(lambda keep: ways[keep](document))
        dialog.finished.connect(self._let_go)
        dialog.open()

    @Slot()
    def _let_go(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    def _write_over(self, document: Document, theirs: _Theirs) -> None:
        document.mark_saved(_in_uids_of(document, theirs.file))
        self._context.autosave.save(document)
        self._context.autosave.flush()
        told = [tr("Your boxes are written to {file}.").format(file=theirs.file.path.name)]
        if theirs.copy is not None:
            told.append(tr("What the other program wrote is kept as {copy}.").format(copy=theirs.copy))
        self._say(document, " ".join(told))

    def _take(self, document: Document, theirs: _Theirs) -> None:
        file = _in_uids_of(document, theirs.file)
        document.mark_saved(file)
        _show(document, file.annotation)
        self._context.autosave.save(document)  # nothing to write any more, which is then told
        self._say(document, tr("The boxes of {path} are loaded. Undo brings yours back.").format(path=file.path.name))

    def _say(self, document: Document, text: str) -> None:
        self._context.notices.clear(TOPIC)
        self._context.notices.add(Notice(text, NoticeKind.INFO, "image"))
        self._context.session.message.emit(f"{document.image.name}: {text}")


def _show(document: Document, annotation: ImageAnnotation) -> None:
    document.replace(tr("Load the file's boxes"), annotation.boxes)
    document.set_verified(annotation.verified)


def _base(document: Document) -> tuple[Box, ...]:
    return document.file.annotation.boxes if document.file is not None else ()


def _in_uids_of(document: Document, file: LabelFile) -> RenumberedFile:
    """`file` under the uids of the document's boxes, so that each is saved to the object that it is."""
    return with_uids_of(document.boxes, file, _base(document), document.new_uid)
