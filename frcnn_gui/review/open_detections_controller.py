"""Asks which detections of another program are to be compared with the labels."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QMenu

from frcnn_gui.common.language import tr
from frcnn_gui.common.parts import HasActions, HasWindow
from frcnn_gui.document.parts import HasSession

ACTIONS = ("open_detections", "open_detections_folder")


class OpenDetectionsActionsContext(HasWindow, HasActions, HasSession, Protocol):
    """What is used of the window."""


class OpenDetectionsActions(QObject):
    """Binds the actions that choose a file or a folder, and hands the choice on."""

    def __init__(
        self, context: OpenDetectionsActionsContext, parent: QObject, open_chosen: Callable[[Path], None]
    ) -> None:
        super().__init__(parent)
        self._context, self._open_chosen = context, open_chosen
        context.actions.bind("open_detections", self._ask_for_file)
        context.actions.bind("open_detections_folder", self._ask_for_folder)

    def fill_menu(self, menu: QMenu) -> None:
        """Put the actions into the menu of a button."""
        for name in ACTIONS:
            menu.addAction(self._context.actions[name])

    def _ask_for_file(self) -> None:
        folder = self._context.session.folder
        if folder is None:
            return
        kinds = tr("Detections") + " (*.json *.csv *.txt *.xml);;" + tr("All files") + " (*)"
        chosen, _ = QFileDialog.getOpenFileName(self._context.window, tr("Open detections"), str(folder.root), kinds)
        if chosen:
            self._open_chosen(Path(chosen))

    def _ask_for_folder(self) -> None:
        folder = self._context.session.folder
        if folder is None:
            return
        title = tr("Open a folder of detections")
        chosen = QFileDialog.getExistingDirectory(self._context.window, title, str(folder.root))
        if chosen:
            self._open_chosen(Path(chosen))
