"""Everything can be reached without a mouse: actions by menus, and every control by Tab, Ctrl+Tab and F6."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QMenu,
    QMenuBar,
    QScrollBar,
    QToolBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from frcnn_gui.boxes.boxes_panel import BoxesPanel
from frcnn_gui.common.actions.action_list import ACTIONS
from frcnn_gui.common.charts.bar_chart import BarChart
from frcnn_gui.common.charts.stacked_bars import StackedBars
from frcnn_gui.common.language import tr
from frcnn_gui.main_window import MainWindow
from frcnn_gui.window.focus_controller import NO_PANEL_TEXT
from frcnn_gui.window.workspaces import WORKSPACES
from tests.gui.unit.folders import write_folder
from tests.gui.unit.window.test_main_window import open_path
from tests.sentences import has_sentence

CONTROLS = (
    *(QAbstractButton, QAbstractItemView, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit),
    *(BarChart, StackedBars),
)
PARTS = (QAbstractSpinBox, QComboBox, QToolBar, QMenuBar)
"""Their inner widgets are not reached by themselves; the buttons of a toolbar are actions of menus."""
TITLE_BUTTONS = "qt_dockwidget"
"""Closing and undocking are actions of the View menu."""
MAX_STEPS = 400
CTRL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> MainWindow:
    window.showNormal()
    window.resize(1280, 800)
    open_path(qtbot, window, write_folder(tmp_path / "photos", 3))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def list_controls(window: MainWindow) -> list[QWidget]:
    """What a person can do something with now, except what only does what an action of a menu does."""
    found = []
    for widget in window.findChildren(QWidget):
        is_part = isinstance(widget, QScrollBar | QHeaderView) or is_inside(
            widget, (QAbstractSpinBox, QComboBox, QToolBar)
        )
        if isinstance(widget, CONTROLS) and not is_part and widget.isVisible() and widget.isEnabled():
            found.append(widget)
    return [one for one in found if not one.objectName().startswith(TITLE_BUTTONS)]


def is_inside(widget: QWidget, kinds: tuple[type[QWidget], ...]) -> bool:
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, kinds):
            return True
        parent = parent.parentWidget()
    return False


def walk_by_tab(window: MainWindow) -> set[QWidget]:
    """The widgets that have the focus on a walk through the window; Ctrl+Tab leaves those that need Tab themselves."""
    window.context.canvas.setFocus()
    reached: set[QWidget] = set()
    for _ in range(MAX_STEPS):
        focus = QApplication.focusWidget()
        assert focus is not None
        reached.add(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab, CTRL if focus is window.context.canvas else NONE)
        if QApplication.focusWidget() is window.context.canvas:
            break
    return reached


def describe(window: MainWindow, widget: QWidget) -> str:
    dock = next((key for key, dock in window.docks.items() if dock.isAncestorOf(widget)), "window")
    return f"{dock}: {type(widget).__name__} {widget.accessibleName() or widget.objectName()}"


@pytest.mark.parametrize("workspace", [one.key for one in WORKSPACES])
def test_that_tab_reaches_every_control_of_every_panel(qtbot: QtBot, opened: MainWindow, workspace: str) -> None:
    opened.context.actions[f"workspace_{workspace}"].trigger()
    owned = next(one for one in WORKSPACES if one.key == workspace).owned_docks
    missing: list[str] = []
    for key in sorted(owned):
        opened.context.show_dock(key)
        qtbot.waitUntil(lambda key=key: opened.docks[key].widget().isVisible())
        reached = walk_by_tab(opened)
        missing += [describe(opened, one) for one in list_controls(opened) if one not in reached]
    assert sorted(set(missing)) == []


def test_that_every_action_is_in_a_menu_that_opens_by_a_letter(opened: MainWindow) -> None:
    listed: set[str] = set()

    def walk_menu(menu: QMenu) -> None:
        assert "&" in menu.title(), menu.title()
        for action in menu.actions():
            inner = action.menu()
            if isinstance(inner, QMenu):
                walk_menu(inner)
            elif not action.isSeparator():
                listed.add(action.objectName())

    for action in opened.menuBar().actions():
        menu = action.menu()
        assert isinstance(menu, QMenu)
        walk_menu(menu)
    assert {spec.id for spec in ACTIONS} <= listed
    assert {f"panel_{key}" for key in opened.docks} <= listed


def test_that_layers_are_switched_by_the_menu_and_follow_what_is_shown(opened: MainWindow) -> None:
    layer = opened.context.stage_layers.layers["anchors"]
    action = opened.findChild(QAction, "layer_anchors")
    assert isinstance(action, QAction)
    assert not action.isEnabled()  # in Label no stage is drawn
    opened.context.actions["workspace_stages"].trigger()
    assert action.isEnabled()
    before = layer.is_visible
    action.trigger()
    assert layer.is_visible is not before
    layer.set_visible(before)
    assert action.isChecked() is before


def test_that_the_panel_with_the_focus_is_undocked_and_docked_again(qtbot: QtBot, opened: MainWindow) -> None:
    float_panel, dock = opened.context.actions["float_panel"], opened.docks["boxes"]
    with qtbot.waitSignal(opened.context.session.message_posted) as message:
        float_panel.trigger()  # the canvas has the focus
    assert has_sentence(message.args[0], tr(NO_PANEL_TEXT))
    panel = dock.widget()
    assert isinstance(panel, BoxesPanel)
    panel.view.setFocus()
    qtbot.waitUntil(panel.view.hasFocus)
    float_panel.trigger()
    assert dock.isFloating()
    dock.activateWindow()
    panel.view.setFocus()
    qtbot.waitUntil(panel.view.hasFocus)
    float_panel.trigger()
    assert not dock.isFloating()


def test_that_a_box_is_drawn_moved_and_resized_by_keys(opened: MainWindow) -> None:
    session, canvas = opened.context.session, opened.context.canvas
    session.current_label = "cat"
    document = session.document
    assert document is not None
    before = document.annotations
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_W)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    new = document.annotations[-1]
    assert len(document.annotations) == len(before) + 1
    assert (new.label, session.selection) == ("cat", {new.uid})
    assert new.bounds.is_inside(document.width, document.height)
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    QTest.keyClick(canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    moved = document.annotations[-1].bounds
    assert (moved.x1, moved.height) == (new.bounds.x1 + 1, new.bounds.height + 1)
