"""Export: asks what and where to, writes it on a thread, and reports the result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from detector.data.formats.base import FormatName
from detector.data.formats.format_list import FORMAT_INFOS
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.notice_bar import Notice, NoticeKind
from frcnn_gui.common.parts import FolderOpener, HasActions, HasJobs, HasNotices, HasSettings, HasWindow
from frcnn_gui.common.texts.format_texts import FORMAT_TITLES
from frcnn_gui.document.parts import HasSession
from frcnn_gui.images.parts import HasIndex
from frcnn_gui.saving.parts import HasAutosave

if TYPE_CHECKING:
    from frcnn_gui.export.export_dialog import ExportDialog
    from frcnn_gui.export.export_job import ExportRequest, LabelsExported

TOPIC = "export"
LAST_FORMAT_SETTING = "export/format"
EXPORTED_TEXT = N_("Exported {images} with {boxes} to {folder} as {format}.")
SAVE_WAIT_MS = 5000
MAX_MESSAGES = 4


class ExportContext(
    HasWindow, HasJobs, HasActions, HasNotices, HasSettings, HasSession, HasAutosave, HasIndex, Protocol
):
    """What is used of the window."""


class ExportController(QObject):
    """Binds `export_labels`."""

    def __init__(self, context: ExportContext, opening: FolderOpener) -> None:
        super().__init__(context.window)
        self._context, self._opening = context, opening
        self.dialog: ExportDialog | None = None
        context.actions.bind("export", self.ask_export)
        context.session.folder_changed.connect(self._on_folder_changed)
        context.index.changed.connect(self._on_index_changed)
        self._on_folder_changed()

    def ask_export(self) -> None:
        """Show the dialog; the labels are read on meanwhile, so that it knows all classes."""
        folder = self._context.session.folder
        if folder is None:
            return
        from frcnn_gui.export.export_dialog import ExportDialog

        context = self._context
        self.dialog = dialog = ExportDialog(
            folder.root, folder.format, self._propose_format(folder.format), context.session.classes, context.window
        )
        dialog.export_requested.connect(self.export_labels)
        dialog.finished.connect(self._on_dialog_finished)
        context.index.request_labels()
        self._on_index_changed()
        dialog.open()

    def _propose_format(self, own: FormatName) -> FormatName:
        """The one that was exported to last, or else one that the folder does not have already."""
        last = self._context.settings.load_value(LAST_FORMAT_SETTING, "")
        return next((name for name in FORMAT_INFOS if name == last), "coco" if own != "coco" else "yolo")

    @Slot(object)
    def export_labels(self, request: ExportRequest) -> None:
        """Write what is on disk, once all boxes are there."""
        context, folder = self._context, self._context.session.folder
        if folder is None:
            return
        context.notices.clear_topic(TOPIC)
        context.settings.store_value(LAST_FORMAT_SETTING, request.format)
        if not context.autosave.save_all(SAVE_WAIT_MS):
            reason = context.autosave.failure or tr("The disk does not respond.")
            text = tr("Nothing was exported: some boxes are not saved. {reason}").format(reason=reason)
            context.notices.add_notice(Notice(text, NoticeKind.ERROR, TOPIC))
            return
        from frcnn_gui.export.export_job import create_export_job

        job = create_export_job(folder.dataset, request)
        job.result_ready.connect(self._on_exported)
        job.failed.connect(lambda text: context.notices.add_notice(Notice(text, NoticeKind.ERROR, TOPIC)))
        job.canceled.connect(lambda: context.session.message_posted.emit(tr("Export canceled. Nothing was written.")))
        context.jobs.start(job)

    @Slot(object)
    def _on_exported(self, exported: LabelsExported) -> None:
        out = exported.request.out
        boxes, images = tr("%Ln box(es)", "", exported.boxes), tr("%Ln image(s)", "", exported.images)
        sentences = list(exported.messages[:MAX_MESSAGES])
        if len(exported.messages) > MAX_MESSAGES:
            sentences.append(tr("And %Ln more of this kind.", "", len(exported.messages) - MAX_MESSAGES))
        text = tr(EXPORTED_TEXT).format(
            images=images, boxes=boxes, folder=out, format=tr(FORMAT_TITLES[exported.request.format])
        )
        notice = Notice(
            " ".join([text, *sentences]),
            NoticeKind.WARNING if exported.messages else NoticeKind.INFO,
            TOPIC,
            tr("Show the folder"),
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(out))),
            ((tr("Open it here"), lambda: self._opening.open_path(out)),)
            if exported.request.transfer != "none"
            else (),
        )
        self._context.notices.add_notice(notice)

    @Slot()
    def _on_folder_changed(self) -> None:
        if self.dialog is not None:
            self.dialog.reject()

    @Slot()
    def _on_index_changed(self) -> None:
        if self.dialog is not None:
            self.dialog.class_order.add_classes(sorted(self._context.index.class_counts()))

    @Slot()
    def _on_dialog_finished(self) -> None:
        self.dialog = None
