"""The canvas with the actions on boxes, on a folder on disk, without the rest of the window: that is quick to make."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import cast

from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from detector.data.annotation import Annotation
from detector.data.image_io import decode_image
from detector.errors import AnnotationUnreadableError
from frcnn_gui.boxes.box_actions import BoxActions
from frcnn_gui.boxes.edit_actions import EditActions
from frcnn_gui.boxes.outline_actions import OutlineActions
from frcnn_gui.boxes.outline_proposals import OutlineProposals
from frcnn_gui.canvas.canvas_view import CanvasView
from frcnn_gui.common.actions.action_table import ActionTable
from frcnn_gui.common.job import JobRunner
from frcnn_gui.common.preferences import Preferences
from frcnn_gui.common.settings import Settings
from frcnn_gui.context import WindowContext
from frcnn_gui.document.document import Document
from frcnn_gui.document.edit_history import EditHistory
from frcnn_gui.document.image_collection import Gallery
from frcnn_gui.document.session import Session
from frcnn_gui.document.session_state import SessionState
from frcnn_gui.images.image_list import ImageListModel
from frcnn_gui.saving.autosave import Autosave

NEVER_MS = 10_000_000


class Bench:
    """Shows the first image of `gallery`; call `close` in the end. Nothing is saved unless `autosave` is asked to."""

    def __init__(self, qtbot: QtBot, gallery: Gallery, settings: Settings | None = None) -> None:
        self.window = window = QMainWindow()
        self.session, self.actions, self.jobs = Session(window), ActionTable(parent=window), JobRunner(window)
        self._data = TemporaryDirectory()
        self.settings = settings or Settings(Path(self._data.name) / "settings.ini")
        self.preferences = Preferences(self.settings, window)
        self.autosave = Autosave(window, delay_ms=NEVER_MS, longest_ms=NEVER_MS)
        self.canvas, images = CanvasView(self.session), ImageListModel(window)
        self.window.setCentralWidget(self.canvas)
        self.window.resize(600, 400)
        qtbot.addWidget(self.window)
        context = SimpleNamespace(
            window=self.window,
            session=self.session,
            canvas=self.canvas,
            images=images,
            jobs=self.jobs,
            autosave=self.autosave,
            actions=self.actions,
            settings=self.settings,
            preferences=self.preferences,
            history=EditHistory(self.session, self.autosave, self.jobs, window),
        )
        SessionState(self.session, self.actions, window)
        self.editing = EditActions(cast(WindowContext, context))
        self.box_actions = BoxActions(cast(WindowContext, context))
        self.outline_actions = OutlineActions(cast(WindowContext, context))
        self.outline_proposals = OutlineProposals(cast(WindowContext, context))
        self.actions.bind("hide_boxes", self._hide_boxes)
        self.messages: list[str] = []
        self.session.message_posted.connect(self.messages.append)
        self.gallery = gallery
        self.session.set_folder(gallery)
        images.set_folder(gallery, sum(gallery.label_flags))
        self.window.show()
        self.show(0)

    @property
    def document(self) -> Document:
        assert self.session.document is not None
        return self.session.document

    def show(self, index: int) -> Document:
        """Go to an image, read from disk again."""
        self.session.go_to_index(index)
        path = self.gallery[index]
        try:
            file, reason = self.gallery.read_labels(path), ""
        except AnnotationUnreadableError as error:
            file, reason = None, str(error)
        self.session.show_image(index, decode_image(path), file, reason)
        self.autosave.watch_document(self.document)
        return self.document

    def put(self, *annotations: Annotation) -> Document:
        """Make these the boxes of the current image, all selected."""
        self.document.replace_annotations("Put", annotations)
        self.session.select_annotations(annotation.uid for annotation in annotations)
        return self.document

    def trigger(self, id: str) -> None:
        assert self.actions[id].isEnabled(), id
        self.actions[id].trigger()

    def place(self, x: float, y: float) -> QPoint:
        """Where on the canvas a point of the image is."""
        at_x, at_y = self.canvas.viewport.to_widget(x, y)
        return QPoint(round(at_x), round(at_y))

    def hover(self, x: float, y: float) -> QPoint:
        """Move the mouse to a point of the image; returns where that is on the canvas."""
        place = self.place(x, y)
        QTest.mouseMove(self.canvas, place)
        return place

    def close(self) -> None:
        self.autosave.release_documents()
        assert self.autosave.stop()
        assert self.jobs.shut_down()
        self._data.cleanup()

    def _hide_boxes(self) -> None:
        hides_boxes = self.actions["hide_boxes"].isChecked()
        self.canvas.boxes_visible = not hides_boxes
        self.actions.update_state(hides_all_boxes=hides_boxes)


def files_of(root: Path) -> dict[str, bytes]:
    """Every file below `root` that is no picture."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.suffix != ".png"
    }
