"""What a start-up probe reports."""

from __future__ import annotations

import json
import os
import sys
import time

import psutil
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

LAUNCHED = "FRCNN_BENCHMARK_LAUNCHED"
"""The environment variable with the time at which this process was started; the system's own value is too coarse."""


def read_launch_time() -> float:
    """The time at which this process was launched, according to its launcher. Exits with a message if it is missing."""
    text = os.environ.get(LAUNCHED)
    if text is None:
        sys.exit(
            f"{LAUNCHED} is not set. A benchmark that starts this program sets it to the time. Run "
            "`python -m tests.benchmarks launch`, or set it yourself: "
            f"{LAUNCHED}=$(date +%s.%N) python -m tests.benchmarks.probe_studio FOLDER"
        )
    return float(text)


def describe_process(launched: float) -> dict[str, float | bool]:
    """Seconds since the launch, processor time of all threads, and present memory."""
    return {
        "seconds": time.time() - launched,
        "cpu": time.process_time(),
        "rss_mb": psutil.Process().memory_info().rss / 1e6,
        "torch": "torch" in sys.modules,
    }


class FirstPaint(QObject):
    """Reports after the next paint event of a widget, and exits."""

    def __init__(self, widget: QWidget, launched: float) -> None:
        super().__init__(widget)
        self._launched = launched
        widget.installEventFilter(self)
        widget.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            watched.event(event)
            print(json.dumps(describe_process(self._launched)), flush=True)
            os._exit(0)
        return False


def application() -> QApplication:
    return QApplication(sys.argv[:1])
