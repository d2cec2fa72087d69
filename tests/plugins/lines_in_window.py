"""Run by `test_example.py` with the example installed: `python -m tests.plugins.lines_in_window FOLDER SETTINGS`.

Opens the folder, moves a box, saves, runs the action of the plug-in, and loads its segmenter. Prints what it saw as a
line of JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication

from detector.segmentation.segmenters import BEST_AVAILABLE, load_segmenter
from frcnn_gui.common.job import Job
from frcnn_gui.common.settings import Settings
from frcnn_gui.common.theme import Theme
from frcnn_gui.main_window import MainWindow

WAIT_S = 30


def main(folder: Path, settings: Path) -> None:
    application = QApplication([])
    window = MainWindow(Settings(settings), Theme(application, "light"), whole=False)
    window.show()

    def wait_until(is_done: Callable[[], bool]) -> None:
        end = time.monotonic() + WAIT_S
        while not is_done():
            assert time.monotonic() < end, "nothing happened"
            application.processEvents()
            time.sleep(0.005)

    session, actions, notices = window.context.session, window.context.actions, window.context.notices
    seen: dict[str, object] = {}
    if folder.is_dir():
        window.open_controller.open_path(folder)
        wait_until(lambda: session.document is not None and session.image is not None)
        document = session.document
        assert document is not None
        document.move_annotations({annotation.uid for annotation in document.annotations}, -5, 0)
        actions["save"].trigger()
        wait_until(lambda: not document.is_modified)
        seen["new folders"] = actions["new_format_lines"].text()
    window.build_remaining_parts()
    menu = window.plugin_controller.menu
    if menu is not None:
        seen["menu"] = [action.text() for action in menu.actions()]
        menu.actions()[0].trigger()
    window.context.jobs.start(Job("segmenter", lambda _context: load_segmenter(BEST_AVAILABLE)))
    wait_until(lambda: not window.context.jobs.jobs)
    print(json.dumps(seen | {"notices": notices.texts}))
    assert window.stop_threads(10_000)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
