"""What keeps boxes safe, connected as in the window, without a window: a session, autosave, journal, conflicts."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
from PySide6.QtWidgets import QMainWindow, QPushButton

from detector.data.formats.registry import open_dataset
from detector.data.image_io import DecodedImage, read_size
from frcnn_gui.common.job import JobRunner
from frcnn_gui.common.notice_bar import NoticeBar
from frcnn_gui.common.settings import Settings
from frcnn_gui.context import WindowContext
from frcnn_gui.document.document import Document
from frcnn_gui.document.image_collection import Gallery
from frcnn_gui.document.session import Session
from frcnn_gui.saving.autosave import DELAY_MS, MAX_DELAY_MS, Autosave
from frcnn_gui.saving.conflict_controller import ConflictController
from frcnn_gui.saving.recovery_controller import RecoveryController


class Desk:
    """Opens folders and shows images as the window does, but at once."""

    def __init__(self, data: Path, delay_ms: int = DELAY_MS, longest_ms: int = MAX_DELAY_MS) -> None:
        """`data` is where settings and journals are kept."""
        self.window, self.session, self.notices = QMainWindow(), Session(), NoticeBar()
        self.autosave, self.jobs = Autosave(delay_ms=delay_ms, longest_ms=longest_ms), JobRunner()
        self.settings = Settings(data / "settings.ini")
        parts = ("window", "session", "notices", "autosave", "jobs", "settings")
        context = cast(WindowContext, SimpleNamespace(**{part: getattr(self, part) for part in parts}))
        self.recovery, self.conflicts = RecoveryController(context), ConflictController(context)

    @property
    def document(self) -> Document:
        assert self.session.document is not None
        return self.session.document

    @property
    def gallery(self) -> Gallery:
        assert self.session.folder is not None
        return self.session.folder

    @property
    def journals(self) -> Path:
        """The folder of journals and locks."""
        return self.settings.safety_folder / "open"

    def open(self, folder: Path, index: int = 0) -> None:
        self.autosave.release_documents()
        self.session.set_folder(Gallery(open_dataset(folder)))
        self.show(index)

    def show(self, index: int) -> None:
        self.autosave.flush()
        self.autosave.watch_document(None)
        self.session.go_to_index(index)
        image = self.gallery[index]
        width, height = read_size(image)
        decoded = DecodedImage(np.zeros((height, width, 3), np.uint8), width, height)
        self.session.show_image(index, decoded, self.gallery.read_labels(image))
        self.autosave.watch_document(self.document)

    def move_boxes(self, dx: float = 1.0) -> None:
        self.document.move_annotations({annotation.uid for annotation in self.document.annotations}, dx, 0)

    def press(self, text: str) -> None:
        """Press this button of the first notice that has it."""
        for _ in self.notices.texts:
            for button in self.notices.findChildren(QPushButton):
                if button.text() == text and not button.isHidden():
                    button.click()
                    return
            self.notices.show_next()
        raise AssertionError(f"no notice offers {text}: {self.notices.texts}")

    def die(self) -> None:
        """End, leaving what a killed process would: its journal as it was, and no lock."""
        self.recovery.rescue_unsaved()
        journals = [(path, path.read_bytes()) for path in self.journals.glob("*.journal")]
        self.leave()
        for path, content in journals:
            path.write_bytes(content)

    def leave(self) -> None:
        """End without saving."""
        self.autosave.release_documents()
        assert self.autosave.stop()
        assert self.jobs.shut_down()
        assert self.recovery.stop_journal()
