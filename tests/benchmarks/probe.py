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
"""When the launcher started this process; what the system says of that is too coarse."""


def report() -> None:
    """Print seconds since the launch, and the memory now."""
    result = {
        "seconds": time.time() - float(os.environ[LAUNCHED]),
        "rss_mb": psutil.Process().memory_info().rss / 1e6,
        "torch": "torch" in sys.modules,
    }
    print(json.dumps(result), flush=True)


class FirstPaint(QObject):
    """Reports after the next paint of a widget, and leaves."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        widget.installEventFilter(self)
        widget.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            watched.event(event)
            report()
            os._exit(0)
        return False


def application() -> QApplication:
    return QApplication(sys.argv[:1])
