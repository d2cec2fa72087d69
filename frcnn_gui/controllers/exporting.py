"""Export: asks what and where to, writes it on a thread, and tells what came of it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from detector.data.formats.base import FormatName
from frcnn_gui.context import WindowContext
from frcnn_gui.controllers.opening import Opening
from frcnn_gui.format_words import TITLES
from frcnn_gui.language import tr
from frcnn_gui.panels.export_dialog import ExportDialog
from frcnn_gui.panels.notice_bar import Notice, NoticeKind
from frcnn_gui.settings import FORMAT_NAMES
from frcnn_gui.workers.export_job import Exported, ExportRequest, export_job

TOPIC = "export"
LAST_FORMAT = "export/format"
SAVE_WAIT_MS = 5000
MOST_TOLD = 4


class Exporting(QObject):
    """Binds `export`."""

    def __init__(self, context: WindowContext, opening: Opening) -> None:
        super().__init__(context.window)
        self._context, self._opening = context, opening
        self.dialog: ExportDialog | None = None
        context.actions.bind("export", self.ask)
        context.session.folder_changed.connect(self._take_folder)
        context.index.changed.connect(self._take_classes)
        self._take_folder()

    def ask(self) -> None:
        """Show the dialog; the labels are read on meanwhile, so that it knows all classes."""
        folder = self._context.session.folder
        if folder is None:
            return
        context = self._context
        self.dialog = dialog = ExportDialog(
            folder.root, folder.format, self._first_format(folder.format), context.session.classes, context.window
        )
        dialog.requested.connect(self.export)
        dialog.finished.connect(self._forget_dialog)
        context.index.want()
        self._take_classes()
        dialog.open()

    def _first_format(self, own: FormatName) -> FormatName:
        """The one that was exported to last, or else one that the folder does not have already."""
        last = self._context.settings.load(LAST_FORMAT, "")
        return next((name for name in FORMAT_NAMES if name == last), "coco" if own != "coco" else "yolo")

    @Slot(object)
    def export(self, request: ExportRequest) -> None:
        """Write what is on disk, once all boxes are there."""
        context, folder = self._context, self._context.session.folder
        if folder is None:
            return
        context.notices.clear(TOPIC)
        context.settings.store(LAST_FORMAT, request.format)
        if not context.autosave.finish(SAVE_WAIT_MS):
            reason = context.autosave.failure or tr("The disk does not answer.")
            text = tr("Nothing was exported, as not all boxes could be saved. {reason}").format(reason=reason)
            context.notices.add(Notice(text, NoticeKind.ERROR, TOPIC))
            return
        job = export_job(folder.dataset, request)
        job.result.connect(self._tell)
        job.failed.connect(lambda text: context.notices.add(Notice(text, NoticeKind.ERROR, TOPIC)))
        job.cancelled.connect(
            lambda: context.session.message.emit(tr("The export was cancelled; nothing was written."))
        )
        context.jobs.start(job)

    @Slot(object)
    def _tell(self, exported: Exported) -> None:
        out = exported.request.out
        boxes, images = tr("%Ln box(es)", "", exported.boxes), tr("%Ln image(s)", "", exported.images)
        told = list(exported.told[:MOST_TOLD])
        if len(exported.told) > MOST_TOLD:
            told.append(tr("And %Ln more of that kind.", "", len(exported.told) - MOST_TOLD))
        text = tr("Exported {images} with {boxes} to {folder} as {format}.").format(
            images=images, boxes=boxes, folder=out, format=tr(TITLES[exported.request.format])
        )
        notice = Notice(
            " ".join([text, *told]),
            NoticeKind.WARNING if exported.told else NoticeKind.INFO,
            TOPIC,
            tr("Show the folder"),
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(out))),
            ((tr("Open it here"), lambda: self._opening.open(out)),) if exported.request.transfer != "none" else (),
        )
        self._context.notices.add(notice)

    @Slot()
    def _take_folder(self) -> None:
        if self.dialog is not None:
            self.dialog.reject()
        self._context.actions.allow("export", self._context.session.folder is not None)

    @Slot()
    def _take_classes(self) -> None:
        if self.dialog is not None:
            self.dialog.order.add(sorted(self._context.index.class_counts()))

    @Slot()
    def _forget_dialog(self) -> None:
        self.dialog = None
