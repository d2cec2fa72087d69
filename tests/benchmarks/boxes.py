"""The boxes of an image: showing thousands, dragging one, zooming; compared with one QGraphicsItem for each box."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.geometry import Box
from tests.benchmarks.timing import measure, print_table
from tests.benchmarks.window_stand import open_window

if TYPE_CHECKING:
    from frcnn_gui.main_window import MainWindow

COUNTS = (100, 1000, 2000)
IMAGE = (1600, 1200)
CLASSES = 12


def boxes(count: int) -> tuple[Annotation, ...]:
    """Boxes of many sizes and classes, the same in each run."""
    random = np.random.default_rng(0)
    sides = np.exp(random.uniform(np.log(8), np.log(250), size=(count, 2))).round()
    corners = (random.uniform(size=(count, 2)) * (np.array(IMAGE) - sides)).round()
    rows = np.concatenate((corners, corners + sides), axis=1).tolist()
    return tuple(Annotation(Box(*row), f"class {at % CLASSES}", at) for at, row in enumerate(rows))


def run() -> None:
    from tests.benchmarks.scene_items import SceneItems

    shown: list[tuple[str, ...]] = []
    dragged: list[tuple[str, ...]] = []
    zoomed: list[tuple[str, ...]] = []
    with open_window(*IMAGE) as stand:
        for count in COUNTS:
            studio = _Studio(stand.window, boxes(count))
            items = SceneItems(boxes(count), IMAGE, (studio.canvas.width(), studio.canvas.height()))
            shown.append(_row(count, studio.show_again, items.show_again, 15))
            dragged.append((str(count), str(measure(studio.drag, 80))))
            zoomed.append(_row(count, studio.zoom, items.zoom, 40))
            studio.end_drag()
    ours, peer = "Studio, the whole window", "QGraphicsScene, the view alone"
    for title, rows, header in (
        ("An image's boxes shown", shown, ("boxes", ours, peer, "ratio")),
        ("A mouse move of a drag", dragged, ("boxes", ours)),
        ("A frame of zooming", zoomed, ("boxes", ours, peer, "ratio")),
    ):
        print_table(f"{title}, {IMAGE[0]}x{IMAGE[1]} window, software raster", rows, header)


def _row(count: int, ours: Callable[[], None], theirs: Callable[[], None], repeats: int) -> tuple[str, ...]:
    studio, items = measure(ours, repeats), measure(theirs, repeats)
    return (str(count), str(studio), str(items), f"{studio.median / items.median:.2f}")


class _Studio:
    """The whole window with two images in memory, one of which has the boxes."""

    def __init__(self, window: MainWindow, annotations: tuple[Annotation, ...]) -> None:
        from dataclasses import replace

        from detector.data.formats.voc.label_file import VocFile, VocOrigin
        from detector.data.image_io import DecodedImage
        from tests.benchmarks.canvas_stand import one_image
        from tests.benchmarks.scene_items import in_the_middle

        self._window = window
        self._image = DecodedImage(np.full((IMAGE[1], IMAGE[0], 3), 120, dtype=np.uint8), *IMAGE)
        blank = VocFile.create_blank(Path("stand/one.xml"), Path("stand/one.png"), *IMAGE, VocOrigin.ZERO_BASED)
        self._file = replace(blank, image_annotations=ImageAnnotations(annotations))
        self.canvas = window.context.canvas
        session = window.context.session
        window.pages.setCurrentWidget(window.views)
        session.set_folder(one_image())
        window.image_controller.loader.drop_request()
        self._moves = itertools.count()
        self._dragged = in_the_middle(annotations)
        self._middle = (
            (self._dragged.bounds.x1 + self._dragged.bounds.x2) / 2,
            (self._dragged.bounds.y1 + self._dragged.bounds.y2) / 2,
        )
        self.show_again()

    def show_again(self) -> None:
        """Paint the window, beginning with the decoded image and its labels."""
        session = self._window.context.session
        session.index = -1
        session.go_to_index(0)
        self._window.image_controller.loader.drop_request()  # what it would load is here already
        session.show_image(0, self._image, self._file)
        self._paint()

    def drag(self) -> None:
        """One mouse move of a drag; the first call also presses the button."""
        from PySide6.QtCore import QEvent, Qt

        at = next(self._moves)
        x, y = self.canvas.viewport.to_widget(*self._middle)
        if at == 0:
            self._window.context.session.select_annotations((self._dragged.uid,))
            self._mouse(QEvent.Type.MouseButtonPress, x, y, Qt.MouseButton.LeftButton)
        self._mouse(QEvent.Type.MouseMove, x + 10 + at % 40, y + 10 + at % 25, Qt.MouseButton.NoButton)
        self._paint()

    def end_drag(self) -> None:
        self.canvas._runner.cancel()

    def zoom(self) -> None:
        """Zoom in or out a little, and paint the next frame."""
        self.canvas.set_zoom(1.0 if next(self._moves) % 2 else 1.1)
        self._paint()

    def _paint(self) -> None:
        from tests.benchmarks.scene_items import paint_now

        paint_now(self._window)

    def _mouse(self, kind: object, x: float, y: float, button: object) -> None:
        from PySide6.QtCore import QEvent, QPointF, Qt
        from PySide6.QtGui import QMouseEvent
        from PySide6.QtWidgets import QApplication

        assert isinstance(kind, QEvent.Type)
        assert isinstance(button, Qt.MouseButton)
        place = QPointF(x, y)
        held, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(self.canvas, QMouseEvent(kind, place, place, button, held, keys))
