"""Workspaces own docks, layers and views: nothing of one is left over in another, and everything comes back."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolBar, QToolButton
from pytestqt.qtbot import QtBot

from frcnn_gui.canvas.layers import BoxGroup, LayerContent
from frcnn_gui.common.actions.action_list import ACTIONS
from frcnn_gui.docks import DOCKS
from frcnn_gui.help.keymap import KEY_PRESETS, find_clashes, preset_keys
from frcnn_gui.main_window import MainWindow
from frcnn_gui.stages.anchor_assignment import AnchorAssignment
from frcnn_gui.window.dock_layout import compute_layout_version
from frcnn_gui.window.labels_only import HOLD_MS
from frcnn_gui.window.workspaces import COMPARE_VIEW, LAYER_DOCKS, WORKSPACES, find_workspace
from tests.gui.conftest import Opener
from tests.gui.unit.folders import write_folder
from tests.gui.unit.window.test_main_window import open_path

LABEL_DOCKS = {"images", "classes", "boxes"}
"""Those of a window that was just opened; the Outlines dock is at home there, too, once it was opened."""
OWN_LABEL_DOCKS, OWN_LABEL_LAYERS = {*LABEL_DOCKS, "outlines"}, {"outlines"}
OTHERS = [workspace.key for workspace in WORKSPACES if workspace.key != "label"]
SOMETHING = LayerContent((BoxGroup(np.array([[5, 5, 30, 30]], dtype=np.float32), "#ffffff"),), "1")


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> MainWindow:
    window.showNormal()
    window.resize(1280, 800)
    open_path(qtbot, window, write_folder(tmp_path / "photos", 3))
    return window


def open_docks(window: MainWindow) -> set[str]:
    return {key for key, dock in window.docks.items() if not dock.isHidden()}


def shown_layers(window: MainWindow) -> set[str]:
    return {layer.key for layer in window.context.canvas.layers.shown_layers}


def open_everything(window: MainWindow) -> None:
    """Every dock, every layer, the second view, and the tool that explains."""
    trigger_all = [dock.toggleViewAction() for dock in window.docks.values()]
    for switch in trigger_all:
        if not switch.isChecked():
            switch.trigger()
    if not window.compare_controller.is_open:
        window.context.actions["compare"].trigger()
    window.context.actions["explain"].trigger()
    for layer in window.context.canvas.layers:
        layer.set_visible(True)
        layer.set_content(SOMETHING)


def press(window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    window.activateWindow()
    window.context.canvas.setFocus()
    QTest.keyClick(window.context.canvas, key, modifier)


def test_that_every_dock_and_every_layer_belongs_to_a_workspace(window: MainWindow) -> None:
    docks = {spec.key for spec in DOCKS}
    assert set().union(*(workspace.owned_docks for workspace in WORKSPACES)) == docks
    assert {layer.group for layer in window.context.canvas.layers} == set(LAYER_DOCKS)
    assert set().union(*LAYER_DOCKS.values()) <= docks
    assert any(COMPARE_VIEW in workspace.views for workspace in WORKSPACES)


@pytest.mark.parametrize("key", [workspace.key for workspace in WORKSPACES])
def test_that_nothing_is_left_over_in_label_and_everything_comes_back(opened: MainWindow, key: str) -> None:
    actions = opened.context.actions
    actions[f"workspace_{key}"].trigger()
    own = find_workspace(key)
    open_everything(opened)
    assert open_docks(opened) == {spec.key for spec in DOCKS}  # what belongs elsewhere is a guest
    actions["workspace_label"].trigger()
    assert open_docks(opened) == (OWN_LABEL_DOCKS if key == "label" else LABEL_DOCKS)
    assert shown_layers(opened) == OWN_LABEL_LAYERS
    opened.layer_chips.update_chips()
    assert len(opened.layer_chips.shown_chips) == len(OWN_LABEL_LAYERS)
    assert not opened.compare_controller.is_open
    assert opened.context.canvas.tool_name == "select"
    assert actions["workspace_label"].isChecked()

    actions[f"workspace_{key}"].trigger()
    assert open_docks(opened) == own.owned_docks
    for layer in opened.context.canvas.layers:
        belongs = not own.owned_docks.isdisjoint(LAYER_DOCKS[layer.group])
        assert (layer.key in shown_layers(opened)) == (belongs and layer.is_switched_on)
    assert opened.compare_controller.is_open == (COMPARE_VIEW in own.views)


@pytest.mark.parametrize("key", OTHERS)
def test_that_each_workspace_is_clean_after_label_had_guests(opened: MainWindow, key: str) -> None:
    open_everything(opened)
    opened.context.actions[f"workspace_{key}"].trigger()
    assert open_docks(opened) == set(find_workspace(key).docks)
    assert not opened.compare_controller.is_open


def test_that_choosing_the_workspace_again_closes_its_guests(opened: MainWindow) -> None:
    open_everything(opened)
    opened.context.actions["workspace_label"].trigger()
    assert open_docks(opened) == OWN_LABEL_DOCKS
    assert shown_layers(opened) == OWN_LABEL_LAYERS


def test_that_layers_come_and_go_with_a_guest(opened: MainWindow) -> None:
    layer = opened.context.stage_layers.layers["anchors"]
    layer.set_visible(True)
    assert not layer.is_visible
    opened.context.show_dock("stages")
    assert layer.is_visible
    opened.docks["stages"].hide()
    assert not layer.is_visible
    assert layer.is_switched_on


def test_that_a_result_that_comes_later_is_shown_where_it_belongs(opened: MainWindow) -> None:
    review = opened.context.canvas.layers.find_layer("review")
    assert review is not None
    review.set_visible(True)  # as when a measurement ends in the background
    assert not review.is_visible
    opened.context.actions["workspace_review"].trigger()
    assert review.is_visible


def test_that_stages_open_with_matches_and_the_assignment(opened: MainWindow) -> None:
    layers = opened.context.stage_layers.layers
    opened.context.actions["workspace_stages"].trigger()
    assert {key for key, layer in layers.items() if layer.is_visible} == {"matches", "assignment"}
    layers["matches"].set_visible(False)
    opened.context.actions["workspace_label"].trigger()
    opened.context.actions["workspace_stages"].trigger()
    assert {key for key, layer in layers.items() if layer.is_visible} == {"assignment"}


def test_that_sizes_come_back(qtbot: QtBot, opened: MainWindow) -> None:
    opened.context.actions["workspace_stages"].trigger()
    opened.resizeDocks([opened.docks["stages"]], [430], Qt.Orientation.Horizontal)
    qtbot.waitUntil(lambda: opened.docks["stages"].width() == 430)
    opened.context.actions["workspace_label"].trigger()
    opened.context.actions["workspace_stages"].trigger()
    qtbot.waitUntil(lambda: opened.docks["stages"].width() == 430)


def test_that_guests_do_not_come_back_after_a_restart(open_window: Opener, opened: MainWindow) -> None:
    opened.context.show_dock("funnel")
    opened.close()
    assert open_docks(open_window()) == LABEL_DOCKS


def test_that_no_anchor_is_assigned_for_a_workspace_that_was_left(
    qtbot: QtBot, opened: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    assigned: list[object] = []

    class Assigner:
        grid = None

        def assign_anchors(self, boxes: object) -> None:
            assigned.append(boxes)

    monkeypatch.setattr(AnchorAssignment, "_get_live_assigner", lambda _self, _request: Assigner())
    opened.context.engine.is_ready = True
    opened.context.actions["workspace_stages"].trigger()
    qtbot.waitUntil(lambda: len(assigned) == 1)
    opened.context.actions["workspace_label"].trigger()
    document = opened.context.session.document
    assert document is not None
    document.move_annotations({annotation.uid for annotation in document.annotations}, 1, 0)
    qtbot.wait(50)
    assert len(assigned) == 1


def test_that_switching_does_not_import_torch(tmp_path: Path) -> None:
    program = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from frcnn_gui.common.settings import Settings
from frcnn_gui.common.theme import Theme
from frcnn_gui.main_window import MainWindow
application = QApplication([])
window = MainWindow(Settings(Path(sys.argv[1])), Theme(application, "light"))
window.show()
for key in ("stages", "train", "review", "label", "stages"):
    window.context.actions[f"workspace_{key}"].trigger()
    application.processEvents()
assert "torch" not in sys.modules
assert window.stop_threads(10_000)
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "settings.ini")], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0), done.stderr


# -- keys


@pytest.mark.parametrize("preset", KEY_PRESETS)
def test_that_the_keys_of_workspaces_and_overlays_are_free_in_every_preset(preset: str) -> None:
    keys = preset_keys(ACTIONS, preset)
    assert find_clashes(keys) == []
    expected = {f"workspace_{one.key}": (f"Ctrl+{number}",) for number, one in enumerate(WORKSPACES, 1)}
    expected |= {"labels_only": ("S",), "dismiss": ("Esc",)}
    assert {id: keys[id] for id in expected} == expected


def test_that_ctrl_and_a_digit_switches(qtbot: QtBot, opened: MainWindow) -> None:
    for number, workspace in enumerate(WORKSPACES, 1):
        press(opened, Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.ControlModifier)
        assert opened.workspace_controller.current == workspace.key


def test_that_escape_deselects_then_closes_guests_and_then_the_explanation(qtbot: QtBot, opened: MainWindow) -> None:
    session, stages = opened.context.session, opened.context.stages
    assert session.document is not None
    opened.context.actions["explain"].trigger()
    opened.context.show_dock("explain")
    session.select_annotations([session.document.annotations[0].uid])
    press(opened, Qt.Key.Key_Escape)
    assert opened.context.canvas.tool_name == "select"
    assert session.selection
    press(opened, Qt.Key.Key_Escape)
    assert not session.selection
    assert not opened.docks["explain"].isHidden()
    press(opened, Qt.Key.Key_Escape)
    assert open_docks(opened) == LABEL_DOCKS
    opened.context.actions["workspace_stages"].trigger()
    stages.select_item(anchor=3)
    press(opened, Qt.Key.Key_Escape)
    assert stages.selection.anchor == -1
    assert not opened.docks["explain"].isHidden()  # it is at home here
    opened.context.show_dock("nms")
    drawn, docks = shown_layers(opened), open_docks(opened)
    press(opened, Qt.Key.Key_Escape)
    assert (shown_layers(opened), open_docks(opened)) == (drawn, docks)
    assert {"matches", "assignment"} <= set(drawn)


@pytest.fixture
def anchors_drawn(opened: MainWindow) -> MainWindow:
    opened.context.actions["workspace_stages"].trigger()
    layer = opened.context.stage_layers.layers["anchors"]
    layer.set_visible(True)
    assert "anchors" in shown_layers(opened)
    return opened


def test_that_a_tap_shows_only_labels_until_the_next_one(anchors_drawn: MainWindow) -> None:
    press(anchors_drawn, Qt.Key.Key_S)
    assert shown_layers(anchors_drawn) == set()
    assert anchors_drawn.context.actions["labels_only"].isChecked()
    press(anchors_drawn, Qt.Key.Key_S)
    assert "anchors" in shown_layers(anchors_drawn)


def test_that_a_held_key_shows_only_labels_while_it_is_held(qtbot: QtBot, anchors_drawn: MainWindow) -> None:
    canvas = anchors_drawn.context.canvas
    anchors_drawn.activateWindow()
    canvas.setFocus()
    QTest.keyPress(canvas, Qt.Key.Key_S)
    assert shown_layers(anchors_drawn) == set()
    qtbot.wait(HOLD_MS + 50)
    QTest.keyRelease(canvas, Qt.Key.Key_S)
    assert "anchors" in shown_layers(anchors_drawn)
    assert not anchors_drawn.context.actions["labels_only"].isChecked()


def test_that_another_workspace_shows_its_layers_again(anchors_drawn: MainWindow) -> None:
    anchors_drawn.context.actions["labels_only"].trigger()
    anchors_drawn.context.actions["workspace_label"].trigger()
    anchors_drawn.context.actions["workspace_stages"].trigger()
    assert "anchors" in shown_layers(anchors_drawn)


# -- the toolbar


def test_that_the_tabs_and_all_buttons_fit_into_a_small_window(qtbot: QtBot, opened: MainWindow) -> None:
    bar = opened.findChild(QToolBar, "toolbar")
    assert isinstance(bar, QToolBar)
    qtbot.waitUntil(lambda: bar.width() == 1280)
    shown = [spec for spec in ACTIONS if spec.toolbar]
    buttons = {spec.id: bar.widgetForAction(opened.context.actions[spec.id]) for spec in shown}
    assert [spec.id for spec in shown if spec.section == "layout"] == [f"workspace_{one.key}" for one in WORKSPACES]
    for id, button in buttons.items():
        assert isinstance(button, QToolButton)
        assert button.isVisible(), id
        assert button.geometry().right() <= bar.width(), id
        assert button.width() >= button.sizeHint().width(), id


def test_that_chips_follow_the_canvas_in_the_order_of_the_keyboard(qtbot: QtBot, anchors_drawn: MainWindow) -> None:
    canvas, chips = anchors_drawn.context.canvas, anchors_drawn.layer_chips
    anchors_drawn.context.stage_layers.layers["anchors"].set_content(SOMETHING)
    chips.update_chips()
    buttons = {chip.close_button for chip in chips.shown_chips}
    anchors_drawn.activateWindow()
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
    assert anchors_drawn.focusWidget() in buttons


def test_that_a_layout_of_an_earlier_version_does_not_hide_what_a_workspace_opens_with(
    open_window: Opener, opened: MainWindow, qtbot: QtBot
) -> None:
    opened.context.actions["workspace_stages"].trigger()
    opened.docks["boxes"].raise_()
    qtbot.waitUntil(lambda: opened.docks["boxes"].widget().isVisible())
    older = opened.saveState(2)
    opened.close()
    settings = opened.context.settings
    for key in ("window/state", "workspace/stages"):
        settings.store_bytes(key, older)
    settings.write_to_disk()
    window = open_window()
    assert window.workspace_controller.current == "stages"
    qtbot.waitUntil(lambda: window.docks["stages"].widget().isVisible())
    assert not window.docks["boxes"].widget().isVisible()


def test_that_layouts_are_of_another_version_once_docks_or_workspaces_change() -> None:
    version = compute_layout_version(DOCKS, WORKSPACES)
    assert version == compute_layout_version(DOCKS, WORKSPACES)
    first = replace(WORKSPACES[0], front=())
    assert compute_layout_version(DOCKS, (first, *WORKSPACES[1:])) != version
    assert compute_layout_version(DOCKS[:-1], WORKSPACES) != version
