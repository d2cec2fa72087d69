"""Opens the attributes of the selected boxes, and finds images by them."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, Slot

from frcnn_gui.boxes.attributes_panel import AttributesPanel
from frcnn_gui.common.parts import HasActions, HasDocks
from frcnn_gui.document.parts import HasSession
from frcnn_gui.images.parts import HasImageSearch, HasIndex


class AttributesContext(HasActions, HasDocks, HasSession, HasIndex, HasImageSearch, Protocol):
    """What is used of the window."""


class AttributesController(QObject):
    """Binds the action to the panel; a folder with attributes opens the panel, once."""

    def __init__(self, context: AttributesContext, panel: AttributesPanel) -> None:
        super().__init__(panel)
        self._context, self._panel = context, panel
        self._has_opened = False
        context.actions.bind("attributes", self.show_attributes)
        context.session.folder_changed.connect(self._on_folder_changed)
        context.index.changed.connect(self._on_index_changed)
        panel.search_requested.connect(context.search_images)
        self._on_index_changed()

    def show_attributes(self) -> None:
        """Bring the attributes to the front, with the focus where one is added."""
        self._context.show_dock("boxes")
        self._panel.start_adding()

    @Slot()
    def _on_folder_changed(self) -> None:
        self._has_opened = False

    @Slot()
    def _on_index_changed(self) -> None:
        if not self._has_opened and self._context.index.has_attributes:
            self._has_opened = True
            self._panel.set_open(is_open=True)
