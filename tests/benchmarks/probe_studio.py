"""Start the program on a folder as `frcnn-gui FOLDER` does, and report when the first image is painted.

`python -m tests.benchmarks.probe_studio FOLDER [STEPS]`: then go on with the key D so many times, and report each.
"""

from __future__ import annotations

import json
import os
import sys
import time

import psutil
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtTest import QTest

from frcnn_gui import app, main_window
from frcnn_gui.canvas.canvas_view import CanvasView
from tests.benchmarks.probe import LAUNCHED

INTERVAL_MS = 250
"""Between an image being painted and the next press of D: somebody who looks."""


class ProbedCanvas(CanvasView):
    """Reports when pictures that were not there before have been painted."""

    def __init__(self, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self._seen = -1
        self._first = self._pressed = 0.0
        self._taken: list[float] = []
        self._report: dict[str, float | bool | list[float]] = {}

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._session.image is not None and self._session.index != self._seen:
            self._seen = self._session.index
            self._painted()

    def _painted(self) -> None:
        now = time.time()
        if not self._report:
            self._report = {
                "seconds": now - float(os.environ[LAUNCHED]),
                "rss_mb": psutil.Process().memory_info().rss / 1e6,
                "torch": "torch" in sys.modules,
            }
        elif self._pressed:
            self._taken.append(now - self._pressed)
        if len(self._taken) >= STEPS:
            print(json.dumps({**self._report, "next": self._taken}), flush=True)
            os._exit(0)
        self._pressed = 0.0
        QTimer.singleShot(INTERVAL_MS, self._press)

    def _press(self) -> None:
        self._pressed = time.time()
        QTest.keyClick(self.window(), Qt.Key.Key_D)


if __name__ == "__main__":
    STEPS = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    main_window.CanvasView = ProbedCanvas  # type: ignore[misc]
    sys.exit(app.main(sys.argv[1:2]))
