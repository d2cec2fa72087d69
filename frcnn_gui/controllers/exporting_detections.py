"""Export of what was detected: asks for the format and the folder, writes on a thread, tells what came of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from detector.data.formats.base import FormatName
from frcnn_gui.context import WindowContext
from frcnn_gui.format_words import TITLES
from frcnn_gui.language import tr
from frcnn_gui.panels.detections_export_dialog import DetectionsExportDialog
from frcnn_gui.panels.notice_bar import Notice, NoticeKind
from frcnn_gui.session import Detection
from frcnn_gui.workers.export_detections_job import DetectionsRequest, DetectionsWritten, export_detections_job

TOPIC = "export-detections"
MOST_TOLD = 4


class ExportingDetections(QObject):
    """Binds `export_detections`."""

    def __init__(self, context: WindowContext) -> None:
        super().__init__(context.window)
        self._context = context
        self.dialog: DetectionsExportDialog | None = None
        context.actions.bind("export_detections", self.ask)
        for signal in (context.session.detections_changed, context.session.found_elsewhere):
            signal.connect(self._refresh)
        context.session.folder_changed.connect(self._refresh)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        self._context.actions.allow("export_detections", bool(self._context.session.detections_by_image))

    def ask(self) -> None:
        """Those that reach the score, of the class that is looked at, of all images that were looked at."""
        session = self._context.session
        if session.folder is None:
            return
        found = self._found()
        boxes = tr("%Ln detection(s)", "", sum(len(one) for _, one in found))
        text = tr("{boxes} with a score of {score} or more in {images}.").format(
            boxes=boxes, score=f"{session.score_threshold:.2f}", images=tr("%Ln image(s)", "", len(found))
        )
        dialog = DetectionsExportDialog(session.folder.root, text, self._context.window)
        self.dialog = dialog
        dialog.requested.connect(self.export)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _found(self) -> tuple[tuple[Path, tuple[Detection, ...]], ...]:
        session = self._context.session
        return tuple((image, session.reaching(image)) for image in session.detections_by_image)

    @Slot(str, object)
    def export(self, format_name: FormatName, out: Path) -> None:
        """Write them."""
        folder = self._context.session.folder
        if folder is None:
            return
        self._context.notices.clear(TOPIC)
        found = self._found()
        names = dict.fromkeys((*self._context.session.classes, *(one.box.label for _, some in found for one in some)))
        job = export_detections_job(DetectionsRequest(format_name, out, folder.root, tuple(names), found))
        job.result.connect(self._tell)
        job.failed.connect(lambda text: self._context.notices.add(Notice(text, NoticeKind.ERROR, TOPIC)))
        self._context.jobs.start(job)

    @Slot(object)
    def _tell(self, written: DetectionsWritten) -> None:
        request = written.request
        text = tr("Exported {boxes} of {images} to {folder} as {format}, with the scores in detections.json.").format(
            boxes=tr("%Ln detection(s)", "", request.boxes),
            images=tr("%Ln image(s)", "", len(request.found)),
            folder=request.out,
            format=tr(TITLES[request.format]),
        )
        kind = NoticeKind.WARNING if written.told else NoticeKind.INFO
        show = tr("Show the folder"), lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(request.out)))
        self._context.notices.add(Notice(" ".join((text, *written.told[:MOST_TOLD])), kind, TOPIC, *show))
