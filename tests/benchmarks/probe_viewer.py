"""The minimal program that shows the first image of a folder: list, sort, decode, paint. The peer for launches."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QListWidget, QMainWindow

from tests.benchmarks.probe import FirstPaint, application, read_launch_time


def main() -> None:
    launched = read_launch_time()
    app = application()
    window, label, names = QMainWindow(), QLabel(), QListWidget()
    window.setCentralWidget(label)
    window.resize(1280, 800)
    window.show()

    def open_folder() -> None:
        folder = Path(sys.argv[1])
        with os.scandir(folder) as entries:
            listed = sorted(entry.name for entry in entries)
        names.addItems(listed)
        label.setPixmap(QPixmap(str(folder / listed[0])))
        FirstPaint(label, launched)

    QTimer.singleShot(0, open_folder)
    app.exec()


if __name__ == "__main__":
    main()
