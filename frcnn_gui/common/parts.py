"""The parts of a window that every room may ask for, a protocol for each.

A controller names in the type of its `context` those that it uses; `WindowContext` has them all. The parts that a room
adds are in the `parts.py` of that room.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from PySide6.QtWidgets import QMainWindow

from frcnn_gui.common.actions.action_table import ActionTable
from frcnn_gui.common.engine_loader import Engine
from frcnn_gui.common.job import JobRunner
from frcnn_gui.common.notice_bar import NoticeBar
from frcnn_gui.common.preferences import Preferences
from frcnn_gui.common.settings import Settings
from frcnn_gui.common.theme import Theme


class HasWindow(Protocol):
    """The window: parent of dialogs, and of the controllers, which live as long."""

    @property
    def window(self) -> QMainWindow: ...


class HasJobs(Protocol):
    """The jobs that run now."""

    @property
    def jobs(self) -> JobRunner: ...


class HasActions(Protocol):
    """The actions of menus, toolbar and keys."""

    @property
    def actions(self) -> ActionTable: ...


class HasNotices(Protocol):
    """The notices over the canvas."""

    @property
    def notices(self) -> NoticeBar: ...


class HasSettings(Protocol):
    """What is remembered from one start to the next."""

    @property
    def settings(self) -> Settings: ...


class HasPreferences(Protocol):
    """What a person has set."""

    @property
    def preferences(self) -> Preferences: ...


class HasTheme(Protocol):
    """Light or dark."""

    @property
    def theme(self) -> Theme: ...


class HasEngine(Protocol):
    """The detector, which is loaded after the first image is shown."""

    @property
    def engine(self) -> Engine: ...


class HasDocks(Protocol):
    """The docks, by their keys."""

    def show_dock(self, key: str) -> None: ...


class HasDockTitles(Protocol):
    """The titles of the docks."""

    def set_dock_title(self, key: str, title: str) -> None: ...


class FolderOpener(Protocol):
    """Opens folders in the window."""

    def open_path(self, path: Path) -> None: ...

    def reopen_folder(self) -> None: ...
