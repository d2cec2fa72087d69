"""The box under the mouse stands out on the canvas and in the list, wherever the mouse is."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from frcnn_gui.boxes.box_table import CLASS
from frcnn_gui.boxes.boxes_panel import BoxesPanel
from frcnn_gui.main_window import MainWindow
from tests.gui.unit.folders import write_image, write_labels
from tests.gui.unit.window.test_main_window import open_path


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> MainWindow:
    image = write_image(tmp_path / "photos" / "a.png", 100, 80)
    write_labels(image, (5, 5, 40, 40, "cat"), (60, 45, 95, 75, "dog"), width=100, height=80)
    open_path(qtbot, window, tmp_path / "photos")
    window.docks["boxes"].raise_()
    # The mouse may be where a test before has left it, over the canvas of this window too.
    QApplication.processEvents()
    QApplication.sendEvent(window.context.canvas, QEvent(QEvent.Type.Leave))
    return window


def panel(window: MainWindow) -> BoxesPanel:
    found = window.docks["boxes"].widget()
    assert isinstance(found, BoxesPanel)
    return found


def row_place(window: MainWindow, row: int) -> QPoint:
    view = panel(window).view
    return view.visualRect(view.model().index(row, CLASS)).center()


def second_box_image(window: MainWindow) -> QImage:
    """The canvas inside the second box."""
    canvas = window.context.canvas
    corners = [QPointF(*canvas.viewport.to_widget(x, y)).toPoint() for x, y in ((62, 47), (93, 73))]
    return canvas.grab(QRect(*corners)).toImage()


def test_that_a_row_under_the_mouse_highlights_its_box(qtbot: QtBot, opened: MainWindow) -> None:
    before = second_box_image(opened)
    view = panel(opened).view
    QTest.mouseMove(view.viewport(), row_place(opened, 1))
    session = opened.context.session
    qtbot.waitUntil(lambda: session.hovered_uid == panel(opened).model.annotations[1].uid)
    assert second_box_image(opened) != before
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert session.hovered_uid is None
    assert second_box_image(opened) == before


def test_that_a_box_under_the_mouse_tints_its_row(qtbot: QtBot, opened: MainWindow) -> None:
    canvas, view = opened.context.canvas, panel(opened).view
    spot = row_place(opened, 1) + QPoint(view.columnWidth(CLASS) // 2 - 3, 0)
    plain = view.viewport().grab().toImage().pixelColor(spot)
    x, y = canvas.viewport.to_widget(75, 60)
    QTest.mouseMove(canvas, QPoint(round(x), round(y)))
    qtbot.waitUntil(lambda: view.tinted_row == 1)
    assert view.viewport().grab().toImage().pixelColor(spot) != plain
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    assert view.tinted_row == -1
    assert view.viewport().grab().toImage().pixelColor(spot) == plain


def test_that_nothing_stays_highlighted_when_the_box_is_gone(opened: MainWindow) -> None:
    session = opened.context.session
    assert session.document is not None
    first, second = session.document.annotations
    session.set_hovered(second.uid)
    assert panel(opened).view.tinted_row == 1
    session.document.delete_annotations([first.uid])
    assert panel(opened).view.tinted_row == 0
    session.document.delete_annotations([second.uid])
    assert panel(opened).view.tinted_row == -1
