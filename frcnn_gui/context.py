"""What the parts of one window share. Part of the composition: no room imports it, see `common.parts`."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDockWidget, QMainWindow

from frcnn_gui.canvas.canvas_view import CanvasView
from frcnn_gui.common.actions.action_table import ActionTable
from frcnn_gui.common.engine_loader import Engine
from frcnn_gui.common.job import JobRunner
from frcnn_gui.common.notice_bar import NoticeBar
from frcnn_gui.common.preferences import Preferences
from frcnn_gui.common.settings import Settings
from frcnn_gui.common.theme import Theme
from frcnn_gui.document.edit_history import EditHistory
from frcnn_gui.document.session import Session
from frcnn_gui.images.image_list import ImageListModel
from frcnn_gui.images.image_list_controller import ImageListController
from frcnn_gui.images.label_index import LabelIndex
from frcnn_gui.network.network import Network
from frcnn_gui.saving.autosave import Autosave
from frcnn_gui.stages.stage_model import StageModel
from frcnn_gui.train.pin_controller import PinController

if TYPE_CHECKING:
    from frcnn_gui.detect.detect_controller import DetectController
    from frcnn_gui.network.network_controller import NetworkController
    from frcnn_gui.stages.stage_layers import StageLayers
    from frcnn_gui.train.train_controller import TrainController


@dataclass(frozen=True)
class WindowContext:
    """Handed to every dock and controller; the type of its parameter says which of it one uses."""

    window: QMainWindow
    session: Session
    canvas: CanvasView
    images: ImageListModel
    jobs: JobRunner
    autosave: Autosave
    actions: ActionTable
    notices: NoticeBar
    settings: Settings
    preferences: Preferences
    theme: Theme
    engine: Engine
    network: Network
    index: LabelIndex
    stages: StageModel
    history: EditHistory
    docks: dict[str, QDockWidget] = field(default_factory=dict)
    """By their keys; `add_docks` fills it."""

    def show_dock(self, key: str) -> None:
        """Bring the dock `key` to the front."""
        dock = self.docks.get(key)
        if dock is not None:
            dock.show()
            dock.raise_()

    def set_dock_title(self, key: str, title: str) -> None:
        """Give the dock `key` another title."""
        dock = self.docks.get(key)
        if dock is not None:
            dock.setWindowTitle(title)

    def search_images(self, query: str) -> None:
        """List the images that `query` finds."""
        self.show_dock("images")
        self.image_list_controller.panel.search_line.setText(query)

    # Controllers that several docks share are built by the first that asks for them. Most are imported only then: the
    # first image must not wait for them.

    @cached_property
    def image_list_controller(self) -> ImageListController:
        return ImageListController(self)

    @cached_property
    def pin_controller(self) -> PinController:
        return PinController(self)

    @cached_property
    def stage_layers(self) -> StageLayers:
        from frcnn_gui.stages.stage_layers import StageLayers

        return StageLayers(self.window, self.canvas, self.stages)

    @cached_property
    def network_controller(self) -> NetworkController:
        from frcnn_gui.network.network_controller import NetworkController

        return NetworkController(self)

    @cached_property
    def detect_controller(self) -> DetectController:
        from frcnn_gui.detect.detect_controller import DetectController

        return DetectController(self)

    @cached_property
    def train_controller(self) -> TrainController:
        from frcnn_gui.train.train_controller import TrainController
        from frcnn_gui.train.training_panel import TrainingPanel

        return TrainController(self, TrainingPanel(), self.pin_controller)
