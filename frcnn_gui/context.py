"""What the parts of one window share."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QDockWidget, QMainWindow

from frcnn_gui.canvas.canvas_view import CanvasView
from frcnn_gui.common.actions import ActionTable
from frcnn_gui.common.engine_loader import Engine
from frcnn_gui.common.job import JobRunner
from frcnn_gui.common.notice_bar import NoticeBar
from frcnn_gui.common.settings import Settings
from frcnn_gui.common.theme import Theme
from frcnn_gui.document.session import Session
from frcnn_gui.images.image_list import ImageListModel
from frcnn_gui.images.label_index import LabelIndex
from frcnn_gui.network.network import Network
from frcnn_gui.saving.autosave import Autosave
from frcnn_gui.stages.stage_model import StageModel


@dataclass(frozen=True)
class WindowContext:
    """Handed to every dock and controller, so that none has to know the window's inside."""

    window: QMainWindow
    session: Session
    canvas: CanvasView
    images: ImageListModel
    jobs: JobRunner
    autosave: Autosave
    actions: ActionTable
    notices: NoticeBar
    settings: Settings
    theme: Theme
    engine: Engine
    network: Network
    index: LabelIndex
    stages: StageModel

    def show_dock(self, key: str) -> None:
        """Bring the dock `key` to the front."""
        dock = self.window.findChild(QDockWidget, dock_name(key))
        if isinstance(dock, QDockWidget):
            dock.show()
            dock.raise_()


def dock_name(key: str) -> str:
    """The object name of the dock `key`, under which layouts remember it."""
    return f"dock-{key}"
