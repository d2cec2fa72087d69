"""Run by an installed program's Python without PyTorch: the window opens the demo, and a box is drawn and saved.

Prints the folder of the demo.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from importlib.util import find_spec

from PySide6.QtWidgets import QApplication

from frcnn_gui.common.language import install_language
from frcnn_gui.common.settings import Settings, set_application_name
from frcnn_gui.common.theme import Theme
from frcnn_gui.main_window import MainWindow

PATIENCE_S = 60


def main() -> None:
    assert find_spec("torch") is None
    set_application_name()
    application = QApplication(sys.argv[:1])
    install_language(application, "en")
    settings = Settings()
    window = MainWindow(settings, Theme(application, "light"))
    window.show()

    def wait_until(is_done: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_S
        while not is_done():
            assert time.monotonic() < end, "the window has waited in vain"
            application.processEvents()
            time.sleep(0.005)

    window.open_controller.open_demo()
    session = window.context.session
    wait_until(lambda: session.document is not None and session.image is not None)
    document = session.document
    assert document is not None
    before = len(document.annotations)
    document.add_box(10, 10, 60, 50, "coin")
    window.context.actions["save"].trigger()
    [path] = settings.demo_folder.rglob(f"{document.image.stem}.xml")
    wait_until(lambda: path.read_text().count("<object>") == before + 1)
    assert window.stop_threads(10_000)
    print(settings.demo_folder)


if __name__ == "__main__":
    main()
