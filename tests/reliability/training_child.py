"""Opens a folder in the window and trains on it, until it is killed.

Called as `python -m tests.reliability.training_child FOLDER HOME`. It prints a line for each checkpoint.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from PySide6.QtWidgets import QApplication

from detector.training.runs.events import CheckpointSaved
from frcnn_gui.common.settings import Settings, set_application_name
from frcnn_gui.common.theme import Theme
from frcnn_gui.main_window import MainWindow
from frcnn_gui.network.run_folders import propose_run_folder
from frcnn_gui.train.train_controller import TrainController
from frcnn_gui.train.train_job import TrainRequest

EPOCHS = 200


def main() -> None:
    from datetime import datetime

    folder, home = Path(sys.argv[1]), Path(sys.argv[2])
    set_application_name()
    application = QApplication([])
    window = MainWindow(Settings(home / "settings.ini"), Theme(application, "light"))
    window.show()
    window.open_controller.open_path(folder)
    while window.context.session.image is None:
        application.processEvents()
        time.sleep(0.01)
    training = window.findChild(TrainController)
    assert isinstance(training, TrainController)
    training.start_run(
        TrainRequest(folder, propose_run_folder(folder, datetime.now()), "mobilenet_fpn", EPOCHS, "none")
    )
    job = window.context.jobs.exclusive_job
    assert job is not None
    job.event_reported.connect(lambda event: os.write(1, b"saved\n") if isinstance(event, CheckpointSaved) else None)
    application.exec()


if __name__ == "__main__":
    main()
