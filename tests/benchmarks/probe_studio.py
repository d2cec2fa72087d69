"""Start the program on a folder as `frcnn-gui FOLDER` does, and report when the first image is painted."""

from __future__ import annotations

import sys

from frcnn_gui import app, main_window
from tests.benchmarks.probe import FirstPaint


class ProbedWindow(main_window.MainWindow):
    """The window, watched."""

    def __init__(self, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self.showing.first_shown.connect(lambda: FirstPaint(self.context.canvas))


if __name__ == "__main__":
    main_window.MainWindow = ProbedWindow  # type: ignore[misc]
    sys.exit(app.main(sys.argv[1:]))
