"""Start the program on a folder, click Detect as soon as its first image is painted, and report when boxes are shown.

`python -m tests.benchmarks.probe_detect FOLDER` uses the demo network of the folder, or that of its last run.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from PySide6.QtCore import QTimer

from frcnn_gui import app, main_window
from frcnn_gui.main_window import MainWindow

POLL_MS = 10


class _Probe:
    def __init__(self, window: MainWindow, folder: Path) -> None:
        self._window = window
        self._clicked = 0.0
        self._torch = False
        window.context.settings.demo_folder = folder
        self._timer = QTimer(window, interval=POLL_MS)
        self._timer.timeout.connect(self._scan)
        self._timer.start()

    def _scan(self) -> None:
        session, action = self._window.context.session, self._window.context.actions["detect"]
        if not self._clicked and session.image is not None and action.isEnabled():
            self._torch = "torch" in sys.modules
            self._clicked = time.monotonic()
            action.trigger()
        elif self._clicked and session.detections:
            seconds = time.monotonic() - self._clicked
            print(json.dumps({"seconds": seconds, "torch": self._torch, "found": len(session.detections)}), flush=True)
            os._exit(0)


class ProbedWindow(MainWindow):
    _probe: _Probe | None = None

    def build_remaining_parts(self) -> None:
        super().build_remaining_parts()
        self._probe = self._probe or _Probe(self, Path(sys.argv[1]))


if __name__ == "__main__":
    main_window.MainWindow = ProbedWindow  # type: ignore[misc]
    sys.exit(app.main(sys.argv[1:2]))
