"""Shift+F1: every control explains what it is for."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QToolButton, QWhatsThis, QWidget
from pytestqt.qtbot import QtBot

from frcnn_gui.boxes.label_dialog import LabelDialog
from frcnn_gui.classes.class_edit_dialog import ClassEditDialog, EditKind
from frcnn_gui.common.actions.action_list import ACTIONS
from frcnn_gui.common.actions.gestures import GESTURES
from frcnn_gui.common.language import tr
from frcnn_gui.detect.export_dialog import DetectionsExportDialog
from frcnn_gui.detect.quick_detect_window import QuickDetectWindow
from frcnn_gui.document.box_matching import AnnotationDifference
from frcnn_gui.export.export_dialog import ExportDialog
from frcnn_gui.help import keymap
from frcnn_gui.help.about_dialog import AboutDialog
from frcnn_gui.help.command_palette import CommandPalette
from frcnn_gui.help.keys_dialog import KeysDialog
from frcnn_gui.help.shortcuts_sheet import ShortcutsSheet
from frcnn_gui.help.whats_this import build_explanation, explain_controls
from frcnn_gui.images.number_dialog import NumberDialog
from frcnn_gui.main_window import MainWindow
from frcnn_gui.network.network_cache import NetworkSource
from frcnn_gui.network.network_dialog import NetworkDialog
from frcnn_gui.saving.conflict_dialog import ConflictDialog
from frcnn_gui.train.train_dialog import TrainDialog
from tests.gui.unit.common.test_accessibility import controls, describe


def unexplained(top: QWidget) -> list[str]:
    """Those of the controls that have no more than a name, and so say nothing new."""
    explain_controls(top)
    return [describe(one) for one in controls(top) if "<p>" not in one.whatsThis()]


def test_that_every_control_of_the_window_shows_what_it_is_for(window: MainWindow) -> None:
    assert unexplained(window) == []
    for dock in window.docks.values():
        assert dock.whatsThis(), dock.windowTitle()
    for id in window.context.actions:
        assert window.context.actions[id].whatsThis(), id
    assert all(tr(effect) in window.context.canvas.whatsThis() for _, effect in GESTURES)


def dialogs(folder: Path) -> list[QDialog]:
    return [
        AboutDialog(folder),
        QuickDetectWindow([folder / "image.png"], 0.5),
        *(ClassEditDialog(kind, "cat", ["cat", "dog"], "voc", lambda _label: "#ff0000") for kind in EditKind),
        CommandPalette([]),
        ConflictDialog("a.xml", AnnotationDifference(1, 2, 3, 4)),
        DetectionsExportDialog(folder, "3 detections"),
        ExportDialog(folder, "voc", "coco", []),
        KeysDialog(ACTIONS, keymap.default_keys(ACTIONS)),
        LabelDialog([], ""),
        NetworkDialog(NetworkSource("tutorial"), "auto", [], "resnet50_fpn"),
        NumberDialog(3, str),
        ShortcutsSheet(),
        TrainDialog(folder, folder / "run", 3, None),
    ]


def test_that_every_control_of_the_dialogs_shows_what_it_is_for(qtbot: QtBot, tmp_path: Path) -> None:
    missing = []
    for dialog in dialogs(tmp_path):
        qtbot.addWidget(dialog)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        missing += unexplained(dialog)
    assert missing == []


def test_that_a_click_in_that_mode_shows_and_does_nothing_else(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitExposed(window):
        window.show()
    button = window.images_panel.findChild(QLineEdit)
    assert button is not None
    window.context.actions["whats_this"].trigger()
    assert QWhatsThis.inWhatsThisMode()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    shown = [one for one in QApplication.topLevelWidgets() if one.isVisible() and one.inherits("QWhatsThat")]
    assert len(shown) == 1
    assert not QWhatsThis.inWhatsThisMode()
    QWhatsThis.hideText()


def test_that_a_text_is_put_together_once_however_often_it_is_asked_for(window: MainWindow) -> None:
    explain_controls(window)
    panel = window.docks["detections"].widget()
    slider = next(one for one in controls(panel) if one.accessibleName() == "Minimum score")
    once = build_explanation(slider)
    explain_controls(window)
    assert slider.whatsThis() == once
    assert once.startswith("<b>Minimum score</b><p>")
    assert once.count("not accepted") == 1
    assert "separate layer" in once  # what its dock is for


def test_that_a_button_of_the_toolbar_shows_its_action_once(window: MainWindow) -> None:
    explain_controls(window)
    action = window.context.actions["draw"]
    [button] = [one for one in window.findChildren(QToolButton) if one.defaultAction() is action]
    assert button.whatsThis() == "<b>Draw box</b><p>Draw a new box (W, R)</p>"  # the words matter


def test_that_a_dialog_has_the_key_too(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitExposed(window):
        window.show()
    window.shortcuts_controller.ask_keys()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, KeysDialog)
    try:
        qtbot.waitUntil(lambda: dialog.findChild(QShortcut) is not None)
        dialog.findChild(QShortcut).activated.emit()
        assert QWhatsThis.inWhatsThisMode()
        assert "<p>" in dialog.preset_choice.whatsThis()
    finally:
        QWhatsThis.leaveWhatsThisMode()
        dialog.reject()


@pytest.mark.parametrize("text", ["torch", "Python", "Qt", "System", "Processor", "Log"])
def test_that_about_copies_what_a_bug_report_needs(qtbot: QtBot, tmp_path: Path, text: str) -> None:
    dialog = AboutDialog(tmp_path)
    qtbot.addWidget(dialog)
    dialog.show_devices([("cpu", "CPU, 2 threads")])
    dialog.copy_button.click()
    copied = QApplication.clipboard().text()
    assert f"\n{text}: " in copied
    assert "cpu: CPU, 2 threads" in copied
    assert "CPU, 2 threads" in dialog.devices_label.text()


def test_that_about_asks_for_the_devices_once_torch_is_there(qtbot: QtBot, window: MainWindow) -> None:
    window.context.actions["about"].trigger()
    dialog = window.help_controller.about
    assert dialog is not None
    assert dialog.devices_label.text().endswith("…")
    window.context.engine.is_ready = True
    window.context.engine.ready_changed.emit()
    qtbot.waitUntil(lambda: "cpu" in dialog.devices_label.text(), timeout=60_000)
    dialog.reject()
    assert window.help_controller.about is None
