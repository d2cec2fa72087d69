"""Start labelImg or labelme (WHO) on a folder, go through its images with the key D, and report.

Run by the interpreter of the virtual environment that has the program: `python probe_annotator.py WHO FOLDER STEPS`.
It imports nothing of this project. The programs are not changed; their canvas is only watched.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any

from PyQt5.QtCore import Qt, QTimer
from PyQt5.QtTest import QTest
from PyQt5.QtWidgets import QApplication

INTERVAL_MS = 250
"""Between an image being painted and the next press of D: somebody who looks."""


def rss_mb() -> float:
    with open("/proc/self/statm") as stream:  # noqa: PTH123 - no more than it needs
        return int(stream.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


class Watch:
    """Knows when a picture that was not there before has been painted."""

    def __init__(self, canvas_class: type, steps: int) -> None:
        self.steps = steps
        self.first = self.memory = 0.0
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
            self.first, self.memory = now - float(os.environ["FRCNN_BENCHMARK_LAUNCHED"]), rss_mb()
        elif self.pressed:
            self.taken.append(now - self.pressed)
        if len(self.taken) >= self.steps:
            self.report()
        self.pressed = 0.0
        QTimer.singleShot(INTERVAL_MS, self.press)

    def press(self) -> None:
        (window,) = (widget for widget in QApplication.topLevelWidgets() if type(widget).__name__ == "MainWindow")
        self.pressed = time.time()
        QTest.keyClick(window, Qt.Key_D)

    def report(self) -> None:
        print(json.dumps({"seconds": self.first, "rss_mb": self.memory, "next": self.taken}), flush=True)
        os._exit(0)


def main() -> None:
    who, folder, steps = sys.argv[1], sys.argv[2], int(sys.argv[3])
    sys.argv = [who, folder]
    if who == "labelimg":
        from labelImg import labelImg
        from libs.canvas import Canvas

        watch, run = Watch(Canvas, steps), labelImg.main
    else:
        from labelme.__main__ import main as run
        from labelme.widgets.canvas import Canvas

        watch = Watch(Canvas, steps)
    assert watch
    run()


if __name__ == "__main__":
    main()
