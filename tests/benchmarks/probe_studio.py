"""Start the program on a folder as `frcnn-gui FOLDER` does, and report when the first image is painted.

`python -m tests.benchmarks.probe_studio FOLDER [STEPS] [--open]` then presses the key D STEPS times, and reports the
time of each. With `--open`, the program starts without a folder, waits, and opens it as the menu does; that is timed.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtTest import QTest

from frcnn_gui import app, main_window
from frcnn_gui.canvas.canvas_view import CanvasView
from frcnn_gui.main_window import MainWindow
from tests.benchmarks.probe import describe_process, read_launch_time

INTERVAL_MS = 250
"""Between an image being painted and the next press of D, as for a user who looks at each image"""
REST_MS = 1_500
"""Between the start of a program without a folder and the opening of one"""
RETRY_MS = 100
"""Between two questions whether the program is at rest"""


class ProbedCanvas(CanvasView):
    """Reports when new images have been painted."""

    def __init__(self, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self._seen = -1
        self._pressed = 0.0
        self._taken: list[float] = []
        self._report: dict[str, float | bool | list[float]] = {}

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._session.image is not None and self._session.index != self._seen:
            self._seen = self._session.index
            self._on_painted()

    def _on_painted(self) -> None:
        now = time.time()
        if not self._report:
            self._report = {**describe_process(STARTED.wall)}
            self._report["cpu"] = time.process_time() - STARTED.cpu
        elif self._pressed:
            self._taken.append(now - self._pressed)
        if len(self._taken) >= OPTIONS.steps:
            print(json.dumps({**self._report, "next": self._taken}), flush=True)
            os._exit(0)
        self._pressed = 0.0
        QTimer.singleShot(INTERVAL_MS, self._press)

    def _press(self) -> None:
        self._pressed = time.time()
        QTest.keyClick(self.window(), Qt.Key.Key_D)


class ProbedWindow(MainWindow):
    """Opens the folder when the window has been idle for a while."""

    def build_remaining_parts(self) -> None:
        super().build_remaining_parts()
        QTimer.singleShot(REST_MS, self, self._open_folder)

    def _open_folder(self) -> None:
        if self.context.jobs.jobs:
            QTimer.singleShot(RETRY_MS, self, self._open_folder)
            return
        STARTED.wall, STARTED.cpu = time.time(), time.process_time()
        self.open_controller.open_path(OPTIONS.folder)


class Started:
    """The time at which the measurement began."""

    wall = 0.0
    cpu = 0.0


STARTED = Started()
OPTIONS = argparse.Namespace()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("steps", type=int, nargs="?", default=0)
    parser.add_argument("--open", action="store_true")
    parser.parse_args(namespace=OPTIONS)
    STARTED.wall = read_launch_time()
    main_window.CanvasView = ProbedCanvas  # type: ignore[attr-defined, assignment]
    if OPTIONS.open:
        main_window.MainWindow = ProbedWindow  # type: ignore[misc]
    return app.main([] if OPTIONS.open else [str(OPTIONS.folder)])


if __name__ == "__main__":
    sys.exit(main())
