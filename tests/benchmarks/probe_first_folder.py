"""Start the window without a folder, wait, open one: which threads import torch, and how long the window is blocked.

`python -m tests.benchmarks.probe_first_folder FOLDER [--docks]` prints a line of JSON: the threads in which torch was
imported, and the longest time between two ticks of the event loop after the folder was opened, in milliseconds, until
the first image is shown, and until a while after the detector was loaded. With `--docks`, every dock is raised before
and after the detector is loaded.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from frcnn_gui import app, main_window
from frcnn_gui.main_window import MainWindow

WAIT_MS = 800
"""After the docks that are not visible at first were built."""
TICK_MS = 2
END_MS = 1_500
"""After the detector was loaded."""


class TorchWatch(MetaPathFinder):
    """Records in which threads modules of torch are searched; finds none itself."""

    def __init__(self) -> None:
        self.threads: set[str] = set()

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        is_question = sys._getframe(2).f_code.co_name == "find_spec"  # importlib.util's: is it installed?
        if fullname.partition(".")[0] in ("torch", "torchvision") and not is_question:
            is_main = threading.current_thread() is threading.main_thread()
            self.threads.add("main" if is_main else "another")
        return None


WATCH = TorchWatch()
SHOW_DOCKS = "--docks" in sys.argv


class ProbedWindow(MainWindow):
    """Opens the folder when the window has been idle for a while, and reports."""

    def build_remaining_parts(self) -> None:
        super().build_remaining_parts()
        self._gap = self._gap_shown = 0.0
        self._torch_at_shown = True
        self._last = time.perf_counter()
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)
        self.context.engine.ready_changed.connect(lambda: QTimer.singleShot(END_MS, self, self._report))
        QTimer.singleShot(WAIT_MS, self, self._begin)

    def _begin(self) -> None:
        self._last = time.perf_counter()
        self._timer.start()
        self.open_controller.open_path(Path(sys.argv[1]))
        if SHOW_DOCKS:
            self.open_controller.opened.connect(self._show_docks)
            self.context.engine.ready_changed.connect(self._show_docks)

    def _show_docks(self) -> None:
        for key in self.docks:
            self.context.show_dock(key)
            QApplication.processEvents()

    def _tick(self) -> None:
        now = time.perf_counter()
        self._gap, self._last = max(self._gap, now - self._last), now
        if not self._gap_shown and self.context.session.image is not None:
            self._gap_shown, self._torch_at_shown = self._gap, "torch" in sys.modules

    def _report(self) -> None:
        message = {
            "threads": sorted(WATCH.threads),
            "gap_until_shown_ms": self._gap_shown * 1000,
            "torch_before_shown": self._torch_at_shown,
            "gap_ms": self._gap * 1000,
            "shown": self.context.session.image is not None,
        }
        print(json.dumps(message), flush=True)
        os._exit(0)


if __name__ == "__main__":
    sys.meta_path.insert(0, WATCH)
    main_window.MainWindow = ProbedWindow  # type: ignore[misc]
    sys.exit(app.main([]))
