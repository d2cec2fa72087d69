"""Export of what was detected: asks for the format and the folder, writes on a thread, reports the result."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from detector.data.formats.base import FormatName
from frcnn_gui.common.language import tr
from frcnn_gui.common.notice_bar import Notice, NoticeKind
from frcnn_gui.common.parts import HasActions, HasJobs, HasNotices, HasWindow
from frcnn_gui.common.texts.format_texts import FORMAT_TITLES
from frcnn_gui.detect.export_dialog import DetectionsExportDialog
from frcnn_gui.detect.export_job import (
    DetectionsExported,
    DetectionsExportRequest,
    create_export_detections_job,
)
from frcnn_gui.document.detections import Detection
from frcnn_gui.document.parts import HasSession

TOPIC = "export-detections"
MAX_MESSAGES = 4


class DetectionsExportContext(HasWindow, HasJobs, HasActions, HasNotices, HasSession, Protocol):
    """What is used of the window."""


class DetectionsExportController(QObject):
    """Binds `export_detections`."""

    def __init__(self, context: DetectionsExportContext) -> None:
        super().__init__(context.window)
        self._context = context
        self.dialog: DetectionsExportDialog | None = None
        context.actions.bind("export_detections", self.ask_export)

    def ask_export(self) -> None:
        """Those that reach the score, of the class that is shown, in all images in which detection ran."""
        session = self._context.session
        if session.folder is None:
            return
        found = self._find_shown_detections()
        boxes = tr("%Ln detection(s)", "", sum(len(one) for _, one in found))
        text = tr("{boxes} with a score of {score} or more in {images}.").format(
            boxes=boxes, score=f"{session.score_threshold:.2f}", images=tr("%Ln image(s)", "", len(found))
        )
        dialog = DetectionsExportDialog(session.folder.root, text, self._context.window)
        self.dialog = dialog
        dialog.export_requested.connect(self.export_detections)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _find_shown_detections(self) -> tuple[tuple[Path, tuple[Detection, ...]], ...]:
        session = self._context.session
        return tuple((image, session.shown_detections(image)) for image in session.detections_by_image)

    @Slot(str, object)
    def export_detections(self, format_name: FormatName, out: Path) -> None:
        """Write them."""
        folder = self._context.session.folder
        if folder is None:
            return
        self._context.notices.clear_topic(TOPIC)
        found = self._find_shown_detections()
        names = dict.fromkeys(
            (*self._context.session.classes, *(one.annotation.label for _, some in found for one in some))
        )
        job = create_export_detections_job(DetectionsExportRequest(format_name, out, folder.root, tuple(names), found))
        job.result_ready.connect(self._on_exported)
        job.failed.connect(lambda text: self._context.notices.add_notice(Notice(text, NoticeKind.ERROR, TOPIC)))
        self._context.jobs.start(job)

    @Slot(object)
    def _on_exported(self, written: DetectionsExported) -> None:
        request = written.request
        text = tr("Exported {boxes} of {images} as {format}, with scores: {folder}").format(
            boxes=tr("%Ln detection(s)", "", request.boxes),
            images=tr("%Ln image(s)", "", len(request.found)),
            folder=request.out,
            format=tr(FORMAT_TITLES[request.format]),
        )
        kind = NoticeKind.WARNING if written.messages else NoticeKind.INFO
        show = tr("Show the folder"), lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(request.out)))
        self._context.notices.add_notice(Notice(" ".join((text, *written.messages[:MAX_MESSAGES])), kind, TOPIC, *show))
