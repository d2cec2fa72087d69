"""Images that are shown and cannot be edited: the mark of a read-only folder, and the moment when it is over."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QGuiApplication

from frcnn_gui.common.notice_bar import Notice, NoticeKind
from frcnn_gui.common.parts import HasNotices, HasWindow
from frcnn_gui.document.parts import HasSession

TOPIC = "read-only"


class ReadOnlyContext(HasWindow, HasNotices, HasSession, Protocol):
    """What is used of the window."""


class ReadOnlyController(QObject):
    """Coming back to the window, maybe from repairing the file, reads the labels of a locked image again."""

    def __init__(self, context: ReadOnlyContext) -> None:
        super().__init__(context.window)
        self._context = context
        context.session.document_changed.connect(self._on_document_changed)
        context.session.folder_changed.connect(lambda: context.notices.clear_topic(TOPIC))
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.applicationStateChanged.connect(self._on_application_state_changed)

    @Slot()
    def _on_document_changed(self) -> None:
        """A read-only folder is reported once, not for every image."""
        document, notices = self._context.session.document, self._context.notices
        if document is None:
            return
        if document.read_only_reason and document.file is not None:
            notices.add_notice(Notice(document.read_only_reason, NoticeKind.WARNING, TOPIC))
        elif not document.read_only_reason:
            notices.clear_topic(TOPIC)

    @Slot(Qt.ApplicationState)
    def _on_application_state_changed(self, state: Qt.ApplicationState) -> None:
        document = self._context.session.document
        if state is not Qt.ApplicationState.ApplicationActive or document is None:
            return
        if document.read_only_reason and not document.is_modified:
            self._context.session.reload_image()
