"""Run by `test_without_torch.py` in a process in which PyTorch cannot be imported: label an image, look at the stages.

Usage: `python -m tests.gui.unit.window.without_torch FOLDER SETTINGS`. Prints what it saw as one line of JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication

from frcnn_gui.common.settings import Settings
from frcnn_gui.common.theme import Theme
from frcnn_gui.main_window import MainWindow
from frcnn_gui.stages.stages_panel import StagesPanel

WAIT_S = 30
ENGINE_ACTIONS = ("detect", "detect_all", "train", "open_network", "pin_image", "compare", "save_trace")


def main(folder: Path, settings: Path) -> None:
    for name in ("torch", "torchvision"):
        sys.modules[name] = None  # type: ignore[assignment] # an import of it fails, and find_spec finds nothing
    application = QApplication([])
    window = MainWindow(Settings(settings), Theme(application, "light"))
    window.show()

    def wait_until(is_done: Callable[[], bool]) -> None:
        end = time.monotonic() + WAIT_S
        while not is_done():
            assert time.monotonic() < end, "nothing happened"
            application.processEvents()
            time.sleep(0.005)

    window.open_controller.open_path(folder)
    session = window.context.session
    wait_until(lambda: session.document is not None and session.image is not None)
    assert session.document is not None
    session.document.add_box(5, 6, 25, 16, "dog")
    actions = window.context.actions
    actions["save"].trigger()
    actions["workspace_stages"].trigger()
    panel = window.findChild(StagesPanel)
    assert panel is not None
    state = panel.state_label
    wait_until(lambda: bool(state.text()))
    reasons = {name: actions.disabled_reason(name) for name in ENGINE_ACTIONS}
    print(json.dumps({"stages": state.text(), "reasons": reasons}))
    assert window.stop_threads(10_000)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
