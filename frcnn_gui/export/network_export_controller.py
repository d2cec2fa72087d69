"""Export of the network in use: asks for the file, writes and compares it on a thread, shows the report."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from detector.export.requirements import INSTALL_COMMAND, find_missing_packages
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.notice_bar import Notice, NoticeKind
from frcnn_gui.common.parts import HasActions, HasJobs, HasNotices, HasWindow
from frcnn_gui.document.parts import HasSession
from frcnn_gui.export.network_export_dialog import SUFFIX, NetworkExportDialog
from frcnn_gui.export.network_export_job import (
    MAX_COMPARED_IMAGES,
    NetworkExported,
    NetworkExportRequest,
    create_export_network_job,
)
from frcnn_gui.network.parts import HasNetwork

TOPIC = "export-network"
EXPORTED_TEXT = N_(
    "Exported to {file}. Same boxes on {images} ({detections}), within {pixels} px and {score} in score. Per "
    "image: {file_ms} ms with onnxruntime, {network_ms} ms with torch."
)
SAME_MASKS_TEXT = N_("Same masks, within {probability} in probability.")
MAX_WARNINGS = 4


class NetworkExportContext(HasWindow, HasJobs, HasActions, HasNotices, HasSession, HasNetwork, Protocol):
    """What is used of the window."""


class NetworkExportController(QObject):
    """Binds `export_network`."""

    def __init__(self, context: NetworkExportContext) -> None:
        super().__init__(context.window)
        self._context = context
        self.dialog: NetworkExportDialog | None = None
        context.actions.bind("export_network", self.ask_export)

    def ask_export(self) -> None:
        """Show the dialog."""
        folder, source = self._context.session.folder, self._context.network.source
        if folder is None:
            return
        missing = find_missing_packages()
        fault = tr("Export needs {packages}. Install with: {command}") if missing else ""
        self.dialog = dialog = NetworkExportDialog(
            source.title,
            min(len(folder), MAX_COMPARED_IMAGES),
            _propose_file(folder.root, source.checkpoint),
            fault.format(packages=", ".join(missing), command=INSTALL_COMMAND),
            self._context.window,
        )
        dialog.export_requested.connect(self.export_network)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(object, bool)
    def export_network(self, file: Path, int8: bool) -> None:
        """Write it."""
        context, folder = self._context, self._context.session.folder
        if folder is None:
            return
        context.notices.clear_topic(TOPIC)
        request = NetworkExportRequest(file, int8, folder.root, tuple(folder), folder.dataset.options)
        job = create_export_network_job(context.network.cache, context.network.source, request)
        job.result_ready.connect(self._on_exported)
        job.failed.connect(lambda text: context.notices.add_notice(Notice(text, NoticeKind.ERROR, TOPIC)))
        job.canceled.connect(lambda: context.session.message_posted.emit(tr("Export of the network canceled.")))
        context.jobs.start(job)

    @Slot(object)
    def _on_exported(self, exported: NetworkExported) -> None:
        sentences = [_describe_proof(exported), *_describe_masks(exported), *_describe_cost(exported)]
        sentences += exported.warnings[:MAX_WARNINGS]
        kind = NoticeKind.WARNING if exported.warnings else NoticeKind.INFO
        folder = str(exported.files[0].parent)
        show = tr("Show the folder"), lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(folder))
        self._context.notices.add_notice(Notice(" ".join(sentences), kind, TOPIC, *show))


def _propose_file(root: Path, checkpoint: Path | None) -> Path:
    """Beside the images' folder, named after the run where it has one."""
    name = "network" if checkpoint is None else checkpoint.parent.name or checkpoint.stem
    return (root if root.is_dir() else root.parent).parent / f"{name}{SUFFIX}"


def _describe_proof(exported: NetworkExported) -> str:
    proof = exported.proof
    return tr(EXPORTED_TEXT).format(
        file=exported.files[0],
        images=tr("%Ln image(s)", "", len(proof.differences)),
        detections=tr("%Ln detection(s)", "", proof.detection_count),
        pixels=f"{proof.max_edge_difference:.2g}",
        score=f"{proof.max_score_difference:.1g}",
        file_ms=round(1000 * proof.file_s),
        network_ms=round(1000 * proof.network_s),
    )


def _describe_masks(exported: NetworkExported) -> list[str]:
    masks = exported.proof.masks
    if masks is None:
        return []
    return [tr(SAME_MASKS_TEXT).format(probability=f"{masks.max_probability_difference:.1g}")]


def _describe_cost(exported: NetworkExported) -> list[str]:
    cost = exported.cost
    if cost is None:
        return []
    times = {"before_ms": round(1000 * cost.before.seconds), "after_ms": round(1000 * cost.after.seconds)}
    if cost.before.ap is None or cost.after.ap is None:
        return [tr("8 bits: {before_ms} to {after_ms} ms per image. No AP: no labels.").format(**times)]
    text = tr("8 bits: AP {before} to {after} ({images}), {before_ms} to {after_ms} ms.")
    images = tr("%Ln labeled image(s)", "", cost.images)
    return [text.format(before=f"{cost.before.ap:.4f}", after=f"{cost.after.ap:.4f}", images=images, **times)]
