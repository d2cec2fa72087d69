"""The notices about edits of the whole folder: what was done or undone, where it was not, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Slot

from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.notice_bar import Notice, NoticeBar, NoticeKind
from frcnn_gui.document.edit_history import EditHistory
from frcnn_gui.document.folder_edit import EditOutcome, EditPhase, FolderEdit
from frcnn_gui.document.session import Session

STOPPED_PARTLY_UNDONE_TEXT = N_("Stopped. Partly undone: {step}.")
PARTLY_UNDONE_TEXT = N_("Partly undone: {step}.")
UNDONE_TEXT = N_("Undone: {step}.")

MAX_MESSAGES = 3


class EditNotices(QObject):
    """Shows a notice whenever an edit of the folder was done, undone or redone."""

    def __init__(
        self, history: EditHistory, notices: NoticeBar, session: Session, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._history, self._notices, self._session = history, notices, session
        self._topics: set[str] = set()
        history.edit_ended.connect(self._show_outcome)
        session.folder_changed.connect(self._clear_notices)

    @Slot(object, object)
    def _show_outcome(self, edit: FolderEdit, outcome: EditOutcome) -> None:
        self._topics.add(edit.topic)
        self._notices.clear_topic(edit.topic)
        if outcome.phase is EditPhase.UNDONE:
            self._show_undone(edit, outcome)
        elif edit.has_changes:
            kind = NoticeKind.INFO if outcome.is_whole else NoticeKind.WARNING
            text = edit.describe_done(outcome.stopped)
            self._notices.add_notice(Notice(text, kind, edit.topic, tr("Undo"), partial(self._undo_edit, edit)))
        self._show_faults(edit.topic, outcome.faults)

    def _show_undone(self, edit: FolderEdit, outcome: EditOutcome) -> None:
        topic = edit.topic
        if outcome.left:
            text = tr("Boxes edited since and left unchanged: %Ln.", "", outcome.left)
            self._notices.add_notice(Notice(text, NoticeKind.ERROR, topic))
        if outcome.stopped:
            text = tr(STOPPED_PARTLY_UNDONE_TEXT).format(step=edit.name)
            undo = partial(self._undo_edit, edit)
            self._notices.add_notice(Notice(text, NoticeKind.WARNING, topic, tr("Undo the rest"), undo))
            return
        text = (tr(UNDONE_TEXT) if outcome.is_whole else tr(PARTLY_UNDONE_TEXT)).format(step=edit.name)
        kind = NoticeKind.INFO if outcome.is_whole else NoticeKind.WARNING
        if edit.is_undone:
            notice = Notice(text, kind, topic, tr("Redo"), partial(self._redo_edit, edit))
            self._notices.add_notice(notice)

    def _show_faults(self, topic: str, faults: Sequence[str]) -> None:
        for text in faults[:MAX_MESSAGES]:
            self._notices.add_notice(Notice(text, NoticeKind.ERROR, topic))
        if len(faults) > MAX_MESSAGES:
            more = len(faults) - MAX_MESSAGES
            text = tr("%Ln more file(s) unchanged. Check labels lists them.", "", more)
            self._notices.add_notice(Notice(text, NoticeKind.ERROR, topic))

    def _undo_edit(self, edit: FolderEdit) -> None:
        self._history.undo_edit(edit)

    def _redo_edit(self, edit: FolderEdit) -> None:
        if not self._history.redo_edit(edit) and self._history.running is None:
            text = tr("{step} cannot be redone: other changes were made since.")
            self._session.message_posted.emit(text.format(step=edit.name))

    @Slot()
    def _clear_notices(self) -> None:
        for topic in self._topics:
            self._notices.clear_topic(topic)
