"""The whole window, opened for timing."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from frcnn_gui.main_window import MainWindow


@dataclass(frozen=True)
class WindowStand:
    """A window with its own settings, and a folder for temporary files."""

    application: QApplication
    window: MainWindow
    root: Path

    def wait(self, condition: Callable[[], object], every: float = 0.002) -> None:
        """Run the event loop until `condition` holds, which is checked every `every` seconds."""
        while not condition():
            self.application.processEvents()
            time.sleep(every)

    def wait_for_jobs(self) -> None:
        """Run the event loop until no job runs, without polling, as with a user."""
        from PySide6.QtCore import QEventLoop

        jobs, loop = self.window.context.jobs, QEventLoop()
        jobs.jobs_changed.connect(lambda: None if jobs.jobs else loop.quit())
        if jobs.jobs:
            loop.exec()


@contextmanager
def open_window(width: int, height: int) -> Iterator[WindowStand]:
    """Open the window, with Qt's offscreen platform unless the environment names another."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from frcnn_gui.common.settings import Settings
    from frcnn_gui.common.theme import Theme
    from frcnn_gui.main_window import MainWindow

    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication([])
    with tempfile.TemporaryDirectory() as name:
        window = MainWindow(Settings(Path(name) / "settings.ini"), Theme(application, "light"))
        window.showNormal()  # not maximized to the virtual screen
        window.resize(width, height)
        try:
            yield WindowStand(application, window, Path(name))
        finally:
            window.context.autosave.release_documents()
            window.stop_threads(60_000)
