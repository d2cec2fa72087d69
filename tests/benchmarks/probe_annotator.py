"""Start labelImg or labelme (WHO) on a folder, go through its images with the key D, and report.

Run by the interpreter of the virtual environment with the program: `python probe_annotator.py WHO FOLDER STEPS`. With
`--open` at the end, labelImg starts without a folder, waits, and opens it as its menu does; that is timed. This file
imports nothing of this project, and does not change the programs; it only watches their canvas.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any

from PyQt5.QtCore import Qt, QTimer
from PyQt5.QtTest import QTest
from PyQt5.QtWidgets import QApplication, QWidget

LAUNCHED = "FRCNN_BENCHMARK_LAUNCHED"
REST_MS = 1_500
"""Between the start of a program without a folder and the opening of one"""
INTERVAL_MS = 250
"""Between an image being painted and the next press of D, as for a user who looks at each image"""


def rss_mb() -> float:
    with open("/proc/self/statm") as stream:  # noqa: PTH123 - no more than it needs
        return int(stream.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


class Watch:
    """Detects when a new image has been painted."""

    def __init__(self, canvas_class: Any, steps: int, launched: float) -> None:
        self.steps = steps
        self.started, self.started_cpu = launched, 0.0
        self.first = self.cpu = self.memory = 0.0
        self.taken: list[float] = []
        self.pressed = 0.0
        self.shown = None
        paint = canvas_class.paintEvent

        def watched(canvas: Any, event: object) -> None:
            paint(canvas, event)
            pixmap = canvas.pixmap
            if pixmap is not None and not pixmap.isNull() and pixmap.cacheKey() != self.shown:
                self.shown = pixmap.cacheKey()
                self.painted()

        canvas_class.paintEvent = watched

    def painted(self) -> None:
        now = time.time()
        if not self.first:
            self.first, self.memory = now - self.started, rss_mb()
            self.cpu = time.process_time() - self.started_cpu
        elif self.pressed:
            self.taken.append(now - self.pressed)
        if len(self.taken) >= self.steps:
            self.report()
        self.pressed = 0.0
        QTimer.singleShot(INTERVAL_MS, self.press)

    def press(self) -> None:
        self.pressed = time.time()
        QTest.keyClick(find_window(), Qt.Key_D)

    def open_folder(self, folder: str) -> None:
        """Open a folder as labelImg's Open Dir does after a folder was chosen."""
        window: Any = find_window()
        self.started, self.started_cpu = time.time(), time.process_time()
        window.last_open_dir = folder
        window.import_dir_images(folder)

    def report(self) -> None:
        measured = {"seconds": self.first, "cpu": self.cpu, "rss_mb": self.memory, "next": self.taken}
        print(json.dumps(measured), flush=True)
        os._exit(0)


def find_window() -> QWidget:
    (window,) = (widget for widget in QApplication.topLevelWidgets() if type(widget).__name__ == "MainWindow")
    return window


def main() -> None:
    who, folder, steps, opens = sys.argv[1], sys.argv[2], int(sys.argv[3]), "--open" in sys.argv
    if LAUNCHED not in os.environ:
        sys.exit(
            f"{LAUNCHED} is not set. Run `python -m tests.benchmarks launch`, which sets it and starts this probe."
        )
    launched = float(os.environ[LAUNCHED])
    sys.argv = [who] if opens else [who, folder]
    if who == "labelimg":
        from labelImg import labelImg
        from libs.canvas import Canvas

        watch, run = Watch(Canvas, steps, launched), labelImg.main
        if opens:
            show = lambda *_event: QTimer.singleShot(REST_MS, lambda: watch.open_folder(folder))  # noqa: E731
            labelImg.MainWindow.showEvent = show
    else:
        from labelme.__main__ import main as run_labelme
        from labelme.widgets.canvas import Canvas

        watch, run = Watch(Canvas, steps, launched), run_labelme
    assert watch
    run()


if __name__ == "__main__":
    main()
