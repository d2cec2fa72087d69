"""Run by an installed program's Python: the window opens the demo, and one click on Detect finds what is there.

The argument is the checkout, of which nothing may be opened. Prints a line of JSON: seconds until the modules, the
first image and the detections were there, objects and how many of them are found (class and IoU of 0.5), detections
that fit none, and the files opened outside of the installation and of the home folder.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from detector.data.annotation import Annotation
    from frcnn_gui.document.session import Session

START = time.monotonic()
OPENED: set[str] = set()
sys.addaudithook(lambda event, args: OPENED.add(str(args[0])) if event == "open" else None)

PATIENCE = 120.0
MAX_REPORTED = 20


def main() -> None:
    from PySide6.QtWidgets import QApplication

    from frcnn_gui.common.language import install_language
    from frcnn_gui.common.settings import Settings, set_application_name
    from frcnn_gui.common.theme import Theme
    from frcnn_gui.main_window import MainWindow

    set_application_name()
    began = time.monotonic() - START
    application = QApplication(sys.argv[:1])
    install_language(application, "en")
    window = MainWindow(Settings(), Theme(application, "light"))
    window.show()

    def wait(condition: Callable[[], object]) -> float:
        while not condition():
            application.processEvents()
            if time.monotonic() - START > PATIENCE:
                raise TimeoutError
            time.sleep(0.005)
        return time.monotonic() - START

    session = window.context.session
    window.open_controller.open_demo()
    first = wait(lambda: session.image is not None)
    window.context.actions["detect"].trigger()
    detected = wait(lambda: session.best_score is not None and not window.context.jobs.jobs)
    messages = {
        "imported_s": round(began, 2),
        "first_image_s": round(first, 2),
        "detected_s": round(detected, 2),
        **fit(session),
    }
    window.stop_threads()
    print(json.dumps({**messages, "strange_files": strange(sys.argv[1])}))


def fit(session: Session) -> dict[str, int]:
    """How the detections shown fit the boxes of the image."""
    from detector.matching.box_overlap import pairwise_iou

    document = session.document
    assert document is not None
    annotations = document.annotations
    found = [one.annotation for one in session.detections if one.score >= session.score_threshold]
    overlaps = pairwise_iou(corners(annotations), corners(found))
    right = [
        (b, f)
        for b, annotation in enumerate(annotations)
        for f, one in enumerate(found)
        if overlaps[b, f] >= 0.5 and annotation.label == one.label
    ]
    return {
        "objects": len(annotations),
        "found": len({b for b, _ in right}),
        "wrong": len(found) - len({f for _, f in right}),
    }


def corners(annotations: Sequence[Annotation]) -> np.ndarray:
    import numpy as np

    return np.array(
        [(one.bounds.x1, one.bounds.y1, one.bounds.x2, one.bounds.y2) for one in annotations], np.float32
    ).reshape(-1, 4)


def strange(checkout: str) -> list[str]:
    """Files of the checkout, and those that are not of Python, the installation, the system or the home folder."""
    known = (sys.prefix, sys.base_prefix, str(Path.home()), tempfile.gettempdir(), "/proc", "/sys", "/dev", "/etc",
             "/usr", "/lib", "/var", __file__)  # fmt: skip
    whole = {str(Path(name).absolute()) for name in OPENED if not name.isdigit()} - {__file__}
    found = sorted(name for name in whole if name.startswith(checkout) or not name.startswith(known))
    return found[:MAX_REPORTED]


if __name__ == "__main__":
    main()
