"""Help: what a control is for, which versions run on what, and where the log is."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from frcnn_gui.canvas.parts import HasCanvas
from frcnn_gui.common.actions.gestures import list_gestures
from frcnn_gui.common.language import tr
from frcnn_gui.common.latest_job import LatestJob
from frcnn_gui.common.parts import HasActions, HasEngine, HasJobs, HasPreferences, HasWindow
from frcnn_gui.common.preferences import WHEEL, WheelUse
from frcnn_gui.common.settings import log_folder
from frcnn_gui.document.parts import HasSession
from frcnn_gui.help.whats_this import WhatsThis
from frcnn_gui.network.devices_job import create_devices_job

if TYPE_CHECKING:
    from detector.compute.device import DeviceState
    from frcnn_gui.help.about_dialog import AboutDialog


class HelpContext(HasWindow, HasJobs, HasActions, HasPreferences, HasEngine, HasSession, HasCanvas, Protocol):
    """What is used of the window."""


class HelpController(QObject):
    """Binds `whats_this`, `open_log` and `about`."""

    def __init__(self, context: HelpContext) -> None:
        super().__init__(context.window)
        self._context = context
        self.whats_this = WhatsThis(context.window, context.actions)
        self.about: AboutDialog | None = None
        self._devices_job = LatestJob(context.jobs, self)
        self._devices_job.result_ready.connect(self._show_devices)
        context.preferences.follow_value(WHEEL, lambda use: context.canvas.setWhatsThis(_format_gestures(use)))
        context.actions.bind("whats_this", self.whats_this.enter_mode)
        context.actions.bind("open_log", self._open_log)
        context.actions.bind("about", self._show_about)
        context.engine.ready_changed.connect(self._request_devices)

    def _open_log(self) -> None:
        folder = log_folder()
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._context.session.message_posted.emit(tr("The log is in {folder}.").format(folder=folder))

    def _show_about(self) -> None:
        from frcnn_gui.help.about_dialog import AboutDialog

        self.about = AboutDialog(log_folder(), self._context.window)
        self.about.finished.connect(self._on_about_finished)
        self.about.open()
        self._context.engine.start_loading()
        self._request_devices()

    @Slot()
    def _on_about_finished(self) -> None:
        if self.about is not None:
            self.about.deleteLater()
        self.about = None

    @Slot()
    def _request_devices(self) -> None:
        if self.about is not None and self._context.engine.is_ready:
            self._devices_job.start(create_devices_job())

    @Slot(object)
    def _show_devices(self, states: tuple[DeviceState, ...]) -> None:
        if self.about is not None:
            self.about.show_devices([(one.name, tr(one.reason) if one.reason else one.title) for one in states])


def _format_gestures(wheel: WheelUse) -> str:
    """What the mouse does over the picture, as rich text."""
    rows = "".join(
        f"<tr><td>{escape(tr(keys))}&nbsp; </td><td>{escape(tr(what))}</td></tr>" for keys, what in list_gestures(wheel)
    )
    return f"<b>{escape(tr('On the canvas'))}</b><table>{rows}</table>"
