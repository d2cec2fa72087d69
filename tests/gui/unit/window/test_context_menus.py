"""The menus of canvas, boxes and images: made of actions of the window, on what is under the mouse."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from frcnn_gui.boxes.boxes_panel import BoxesPanel
from frcnn_gui.common.actions.context_menu import BOX_MENU, CANVAS_MENU, IMAGE_MENU, MenuSections, Submenu
from frcnn_gui.main_window import MainWindow
from tests.gui.unit.folders import write_folder
from tests.gui.unit.window.test_main_window import open_path, wait_shown

Reason = QContextMenuEvent.Reason


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> Iterator[MainWindow]:
    open_path(qtbot, window, write_folder(tmp_path / "photos", 3))
    wait_shown(qtbot, window)
    yield window
    for menu in window.findChildren(QMenu):
        menu.close()


def ask_menu(widget: QWidget, at: QPoint, reason: Reason = Reason.Mouse) -> list[str]:
    """Press there; the ids of the actions that are shown, empty for lines."""
    QApplication.sendEvent(widget, QContextMenuEvent(reason, at, widget.mapToGlobal(at)))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    names = [action.objectName() for entry in menu.actions() for action in list_actions(entry)]
    menu.close()
    return names


def list_actions(entry: QAction) -> list[QAction]:
    """The action itself, or those of its menu."""
    menu = entry.menu()
    return menu.actions() if isinstance(menu, QMenu) else [entry]


def list_ids(sections: MenuSections) -> list[str]:
    items = [item for section in sections for item in ("", *section)]
    return [id for item in items for id in (_list_submenu_ids(item) if isinstance(item, Submenu) else (item,))]


def _list_submenu_ids(submenu: Submenu) -> list[str]:
    return [id for section in submenu.sections for id in ("", *section)]


def test_that_a_right_click_selects_the_box_under_it_and_offers_what_can_be_done_with_it(opened: MainWindow) -> None:
    canvas, session = opened.context.canvas, opened.context.session
    assert session.document is not None
    first = session.document.annotations[0]
    box = first.bounds
    inside = QPoint(*map(round, canvas.viewport.to_widget((box.x1 + box.x2) / 2, (box.y1 + box.y2) / 2)))
    assert ask_menu(canvas, inside) == list_ids(BOX_MENU)
    assert first.uid in session.selection
    everything = frozenset(one.uid for one in session.document.annotations)
    session.select_annotations(everything)
    assert ask_menu(canvas, inside) == list_ids(BOX_MENU)
    assert session.selection == everything
    outside = QPoint(2, 2)
    assert ask_menu(canvas, outside, Reason.Keyboard) == list_ids(BOX_MENU)
    assert session.selection == everything
    assert ask_menu(canvas, outside) == list_ids(CANVAS_MENU)
    assert session.selection == frozenset()


def test_that_the_lists_have_menus_of_their_actions(opened: MainWindow) -> None:
    boxes = opened.docks["boxes"].widget()
    assert isinstance(boxes, BoxesPanel)
    assert ask_menu(boxes.view.viewport(), QPoint(5, 5)) == list_ids(BOX_MENU)
    assert ask_menu(opened.images_panel.view.viewport(), QPoint(5, 5)) == list_ids(IMAGE_MENU)


def test_that_there_is_no_menu_while_no_image_is_shown(window: MainWindow) -> None:
    canvas = window.context.canvas
    QApplication.sendEvent(canvas, QContextMenuEvent(Reason.Mouse, QPoint(5, 5), canvas.mapToGlobal(QPoint(5, 5))))
    assert QApplication.activePopupWidget() is None
