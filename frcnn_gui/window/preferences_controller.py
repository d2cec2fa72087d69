"""Preferences: the dialog, and what of the program follows them that is no part of the window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Slot

from detector.weights.pretrained import set_default_weights_dir
from frcnn_gui.common.latest_job import LatestJob
from frcnn_gui.common.parts import HasActions, HasEngine, HasJobs, HasPreferences, HasWindow
from frcnn_gui.common.preferences import AUTOSAVE, THREADS, WEIGHTS_FOLDER
from frcnn_gui.network.devices_job import create_devices_job
from frcnn_gui.saving.parts import HasAutosave

if TYPE_CHECKING:
    from frcnn_gui.window.preferences_dialog import PreferencesDialog


class PreferencesContext(HasWindow, HasJobs, HasActions, HasPreferences, HasEngine, HasAutosave, Protocol):
    """What is used of the window."""


class PreferencesController(QObject):
    """Binds `preferences`."""

    def __init__(self, context: PreferencesContext) -> None:
        super().__init__(context.window)
        self._context = context
        self.dialog: PreferencesDialog | None = None
        self._devices_job = LatestJob(context.jobs, self)
        context.actions.bind("preferences", self.show_preferences)
        context.engine.ready_changed.connect(self._request_devices)
        context.engine.thread_count = context.preferences.get_value(THREADS)
        context.preferences.follow_value(AUTOSAVE, context.autosave.set_pause)
        context.preferences.follow_value(WEIGHTS_FOLDER, _use_weights_folder)

    def show_preferences(self) -> None:
        """Open the dialog, or bring it to the front."""
        # Imported when it is asked for, since no start needs it.
        from frcnn_gui.window.preferences_dialog import PreferencesDialog

        if self.dialog is None:
            self.dialog = PreferencesDialog(self._context.preferences, self._context.window)
            self.dialog.finished.connect(self._on_finished)
        self.dialog.show()
        self.dialog.activateWindow()
        self._context.engine.start_loading()
        self._request_devices()

    @Slot()
    def _on_finished(self) -> None:
        self._devices_job.drop()
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = None

    @Slot()
    def _request_devices(self) -> None:
        if self.dialog is not None and self._context.engine.is_ready:
            self._devices_job.start(create_devices_job(), self.dialog.device_box.show_devices)


def _use_weights_folder(text: str) -> None:
    set_default_weights_dir(Path(text).expanduser() if text.strip() else None)
