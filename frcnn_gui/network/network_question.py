"""Asks for a network: the dialog with all that there are, and that for a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal, Slot

from detector.weights.pretrained import COCO_PRESET
from frcnn_gui.common.latest_job import LatestJob
from frcnn_gui.common.parts import HasJobs, HasWindow
from frcnn_gui.document.parts import HasSession
from frcnn_gui.network.checkpoint_dialog import choose_checkpoint
from frcnn_gui.network.parts import HasNetwork
from frcnn_gui.network.run_folders import list_runs_folders

if TYPE_CHECKING:
    from frcnn_gui.network.network_dialog import NetworkDialog


class NetworkQuestionContext(HasWindow, HasJobs, HasSession, HasNetwork, Protocol):
    """What is used of the window."""


class NetworkQuestion(QObject):
    """One question at a time.

    Signals:
        network_chosen: The `NetworkSource` that was chosen in the list.
        file_chosen: The path of a checkpoint that was chosen in place of it.
    """

    network_chosen = Signal(object)
    file_chosen = Signal(object)

    def __init__(self, context: NetworkQuestionContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._list_job = LatestJob(context.jobs, self)
        self.dialog: NetworkDialog | None = None
        """The one that is open"""

    def ask(self, recent_files: Sequence[Path] = ()) -> NetworkDialog:
        """Open the dialog, which lists the networks as soon as they are found."""
        # Imported when it is asked for: it brings what reads runs and their evaluations.
        from frcnn_gui.network.network_dialog import NetworkDialog
        from frcnn_gui.network.network_list_job import create_network_list_job

        network, folder = self._context.network, self._context.session.folder
        dialog = NetworkDialog(network.source, network.device, list(recent_files), COCO_PRESET, self._context.window)
        self.dialog = dialog
        dialog.network_chosen.connect(self.network_chosen)
        dialog.file_requested.connect(self._on_file_requested)
        dialog.finished.connect(self._on_dialog_finished)
        job = create_network_list_job(list_runs_folders(folder.root) if folder is not None else ())
        self._list_job.start(job, dialog.show_networks)
        dialog.open()
        return dialog

    @Slot()
    def _on_dialog_finished(self) -> None:
        self._list_job.drop()
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = None

    @Slot()
    def _on_file_requested(self) -> None:
        chosen = choose_checkpoint(self._context.window)
        if chosen is not None:
            if self.dialog is not None:
                self.dialog.accept()
            self.file_chosen.emit(Path(chosen))
