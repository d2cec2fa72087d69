"""Preferences: each setting changes the program, is remembered, and agrees with the menus; the dialog finds it."""

from __future__ import annotations

import argparse
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPalette, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QDockWidget, QSpinBox
from pytestqt.qtbot import QtBot

from detector.compute.device import DeviceState
from detector.data.attributes import Attributes
from detector.weights.pretrained import find_default_weights_dir, find_weights
from frcnn_gui.app import choose_language
from frcnn_gui.canvas.canvas_view import CanvasView
from frcnn_gui.canvas.layers import BoxGroup, Layer, LayerContent
from frcnn_gui.canvas.painting.box_style import RECEDED_STYLE
from frcnn_gui.canvas.view_preferences import follow_view_preferences
from frcnn_gui.common.actions.gestures import GESTURES, list_gestures
from frcnn_gui.common.engine_loader import load_engine
from frcnn_gui.common.job import Job, JobRunner
from frcnn_gui.common.language import LANGUAGES, LanguageName, install_language, tr
from frcnn_gui.common.preferences import (
    AUTOSAVE,
    CROSSHAIR,
    DEVICE,
    FIT,
    KEEP_ZOOM,
    LANGUAGE,
    LINE_WIDTH,
    MINIMAP,
    PIXEL_GRID,
    PREFERENCES,
    TAG_ATTRIBUTES,
    TAG_RULE,
    TAG_SIZE,
    THEME,
    THREADS,
    WEIGHTS_FOLDER,
    WHEEL,
    Preference,
    Preferences,
)
from frcnn_gui.common.settings import Settings
from frcnn_gui.main_window import MainWindow
from frcnn_gui.network.device_box import DeviceBox
from frcnn_gui.saving.autosave import SaveState
from frcnn_gui.window.preference_row import NO_FOLDER_TEXT, FolderEdit
from frcnn_gui.window.preferences_dialog import PreferencesDialog
from frcnn_gui.window.view_actions import RESTART_MESSAGE
from tests.gui.conftest import Opener
from tests.gui.unit.folders import write_folder, write_image, write_labels
from tests.gui.unit.small_session import annotation, opened, show
from tests.gui.unit.window.test_main_window import open_path
from tests.sentences import has_sentence

SWITCHES = (KEEP_ZOOM, MINIMAP, CROSSHAIR, PIXEL_GRID)


@pytest.fixture
def labeled(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> MainWindow:
    """Shows an image of 300 x 200 with one large box of class `cat`, and all the room for its tag."""
    for name in ("a.png", "b.png"):
        image = write_image(tmp_path / "photos" / name, 300, 200)
        write_labels(image, (41, 61, 240, 180, "cat"), width=300, height=200)
    open_path(qtbot, window, tmp_path / "photos")
    for dock in window.findChildren(QDockWidget):
        dock.hide()
    return window


def seen(qtbot: QtBot, window: MainWindow) -> QImage:
    canvas = window.context.canvas
    qtbot.waitUntil(lambda: not canvas._layer_cache.is_busy)
    canvas.repaint()
    qtbot.waitUntil(lambda: not canvas._painter.is_unfinished)
    return canvas.render_view()


def count_pixels(image: QImage, color: str) -> int:
    rgb = QColor(color).rgb()
    return sum(image.pixel(x, y) == rgb for x in range(image.width()) for y in range(image.height()))


def line_width(qtbot: QtBot, window: MainWindow) -> int:
    """Pixels of the class color in a row through the left edge of the box."""
    image, canvas = seen(qtbot, window), window.context.canvas
    color = QColor(window.context.session.class_color("cat")).rgb()
    x, y = (round(value * canvas.zoom) for value in (40, 90))
    return sum(image.pixel(x + step, y) == color for step in range(-5, 20))


def turn_wheel(window: MainWindow, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    canvas = window.context.canvas
    at = QPointF(canvas.rect().center())
    nothing = QPoint()
    buttons, phase = Qt.MouseButton.NoButton, Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(at, canvas.mapToGlobal(at), nothing, QPoint(0, 120), buttons, held, phase, False)
    QApplication.sendEvent(canvas, event)


def open_dialog(window: MainWindow) -> PreferencesDialog:
    window.context.actions["preferences"].trigger()
    dialog = window.preferences_controller.dialog
    assert dialog is not None
    return dialog


# -- what each setting does


@pytest.mark.parametrize("selected", [False, True])
def test_that_lines_are_as_wide_as_they_are_set(qtbot: QtBot, labeled: MainWindow, selected: bool) -> None:
    if selected:
        labeled.context.session.select_annotations(one.uid for one in labeled.context.session.document.annotations)
    for width in (2, 6, 1):
        labeled.context.preferences.set_value(LINE_WIDTH, width)
        assert line_width(qtbot, labeled) == width


def test_that_tags_are_shown_for_the_boxes_that_are_set(qtbot: QtBot, labeled: MainWindow) -> None:
    session, preferences = labeled.context.session, labeled.context.preferences
    color, uids = session.class_color("cat"), [one.uid for one in session.document.annotations]
    counted: dict[tuple[str, bool], int] = {}
    for rule in ("all", "selected", "none"):
        preferences.set_value(TAG_RULE, rule)
        for is_selected in (False, True):
            session.select_annotations(uids if is_selected else ())
            counted[rule, is_selected] = count_pixels(seen(qtbot, labeled), color)
    assert counted["selected", False] == counted["none", False] < counted["all", False] - 100
    assert counted["none", True] < counted["selected", True] - 100
    assert counted["all", True] == counted["selected", True]


def test_that_tags_of_selected_boxes_have_attributes_where_that_is_set(qtbot: QtBot, labeled: MainWindow) -> None:
    session, preferences = labeled.context.session, labeled.context.preferences
    document = session.document
    attributes = Attributes({"color": "light red", "note": "a text"})
    uids = [one.uid for one in document.annotations]
    document.edit_annotations(uids, lambda one: replace(one, attributes=attributes), str)
    color, counted = session.class_color("cat"), {}
    # The mouse may be where a test before has left it, over a box.
    QApplication.processEvents()
    QApplication.sendEvent(labeled.context.canvas, QEvent(QEvent.Type.Leave))
    for is_shown in (True, False):
        preferences.set_value(TAG_ATTRIBUTES, is_shown)
        for is_selected in (False, True):
            session.select_annotations(uids if is_selected else ())
            counted[is_shown, is_selected] = count_pixels(seen(qtbot, labeled), color)
    assert counted[True, False] == counted[False, False]
    assert counted[True, True] > counted[False, True] + 100


def test_that_tags_of_labels_and_layers_have_the_size_that_is_set(qtbot: QtBot, tmp_path: Path) -> None:
    session, preferences = opened(), Preferences(Settings(tmp_path / "settings.ini"))
    canvas = CanvasView(session)
    qtbot.addWidget(canvas)
    canvas.resize(600, 400)
    canvas.show()
    qtbot.waitExposed(canvas)
    follow_view_preferences(canvas, preferences)
    show(session, 0, annotation(20, 40, 150, 90, "cat"))
    layer = Layer("found", "Found")
    canvas.layers.add_layer(layer)
    boxes = np.array([[30, 50, 140, 80]], dtype=np.float32)
    layer.set_content(LayerContent((BoxGroup(boxes, "#123456", captions=("dog",)),), "1"))
    areas = []
    for percent in (100, 200):
        preferences.set_value(TAG_SIZE, percent)
        canvas.repaint()
        qtbot.waitUntil(lambda: not canvas._layer_cache.is_busy)
        image = canvas.grab().toImage()
        areas.append([count_pixels(image, color) for color in (RECEDED_STYLE.tag_color, "#123456")])
    assert areas[1][0] > areas[0][0] + 100
    assert areas[1][1] > areas[0][1] + 100


def test_that_the_wheel_does_what_is_set_and_with_ctrl_the_other(labeled: MainWindow) -> None:
    canvas, ctrl, shift = (
        labeled.context.canvas,
        Qt.KeyboardModifier.ControlModifier,
        Qt.KeyboardModifier.ShiftModifier,
    )
    canvas.set_zoom(8)
    before = canvas.viewport
    turn_wheel(labeled)
    assert canvas.viewport.scale == before.scale
    assert canvas.viewport.offset_y > before.offset_y
    turn_wheel(labeled, ctrl)
    assert canvas.viewport.scale > before.scale
    labeled.context.preferences.set_value(WHEEL, "zoom")
    before = canvas.viewport
    turn_wheel(labeled)
    assert canvas.viewport.scale > before.scale
    for held in (ctrl, shift):
        before = canvas.viewport
        turn_wheel(labeled, held)
        assert canvas.viewport.scale == before.scale
        assert canvas.viewport != before


def test_that_the_list_of_gestures_says_what_the_wheel_does(window: MainWindow) -> None:
    shown = window.context.canvas.whatsThis()
    assert all(tr(keys) in shown for keys, _ in list_gestures("scroll"))
    window.context.preferences.set_value(WHEEL, "zoom")
    shown = window.context.canvas.whatsThis()
    assert all(tr(keys) in shown for keys, _ in list_gestures("zoom"))
    assert f"<td>{tr(GESTURES[0][0])}&nbsp;" not in shown
    assert {effect for _, effect in list_gestures("zoom")} == {effect for _, effect in GESTURES}


def test_that_images_are_fitted_as_it_is_set(qtbot: QtBot, labeled: MainWindow) -> None:
    canvas, preferences = labeled.context.canvas, labeled.context.preferences
    whole = canvas.zoom
    preferences.set_value(FIT, "original")
    assert canvas.zoom == 1.0  # at once
    canvas.set_zoom(5)
    labeled.context.session.go_to_index(1)
    qtbot.waitUntil(lambda: labeled.context.session.image is not None)
    assert canvas.zoom == 1.0
    preferences.set_value(FIT, "width")
    x1, _, x2, _ = canvas.visible_area
    assert (x1, x2) == (0, 300)
    preferences.reset_value(FIT)
    assert canvas.zoom == whole


@pytest.mark.parametrize("switch", SWITCHES, ids=lambda one: one.id)
def test_that_menu_and_preferences_agree_on_a_switch(labeled: MainWindow, switch: Preference[bool]) -> None:
    row = open_dialog(labeled).rows[switch.id]
    action, canvas = labeled.context.actions[switch.id], labeled.context.canvas
    assert isinstance(row.editor, QCheckBox)

    def states() -> set[bool]:
        used = canvas.keep_zoom if switch is KEEP_ZOOM else getattr(canvas.view_options.aids, switch.id)
        stored = switch.load_value(labeled.context.settings)
        return {used, stored, action.isChecked(), row.editor.isChecked()}

    assert states() == {switch.default}
    row.editor.click()
    assert states() == {not switch.default}
    action.trigger()
    assert states() == {switch.default}


def test_that_theme_and_language_agree_with_the_menu(
    window: MainWindow, qapp: QApplication, open_window: Opener
) -> None:
    dialog = open_dialog(window)
    choose(dialog, THEME, "dark")
    assert qapp.palette().color(QPalette.ColorRole.Window).lightness() < 80
    assert find_choice(window, "theme_dark").isChecked()
    find_choice(window, "theme_light").trigger()
    assert qapp.palette().color(QPalette.ColorRole.Window).lightness() > 200
    assert dialog.rows[THEME.id].editor.currentData() == "light"
    find_choice(window, "language_zh_CN").trigger()
    assert dialog.rows[LANGUAGE.id].editor.currentData() == "zh_CN"
    assert has_sentence(window.context.notices.texts[0], RESTART_MESSAGE)
    assert choose_language(argparse.Namespace(language=None), window.context.settings) == "zh_CN"
    assert choose_language(argparse.Namespace(language="en"), window.context.settings) == "en"


def test_that_files_are_written_as_rarely_as_it_is_set_and_journaled_at_once(
    qtbot: QtBot, labeled: MainWindow, tmp_path: Path
) -> None:
    autosave, session = labeled.context.autosave, labeled.context.session
    file = tmp_path / "photos" / "a.xml"
    before = file.read_bytes()
    qtbot.waitUntil(lambda: autosave.has_journal)
    labeled.context.preferences.set_value(AUTOSAVE, 120)
    session.document.move_annotations({one.uid for one in session.document.annotations}, 3, 0)
    qtbot.waitUntil(lambda: autosave.state is SaveState.JOURNALED)
    session.go_to_index(1)
    assert autosave.state is SaveState.JOURNALED
    assert round(autosave.max_pause_s) == 120
    assert file.read_bytes() == before
    labeled.context.preferences.reset_value(AUTOSAVE)
    qtbot.waitUntil(lambda: autosave.state is SaveState.SAVED)
    assert file.read_bytes() != before


def test_that_the_device_is_used_and_the_same_in_both_dialogs(window: MainWindow) -> None:
    window.build_remaining_parts()  # among them what asks for a network
    dialog = open_dialog(window)
    states = (DeviceState("cuda:0", "GPU", "none here"), DeviceState("cpu", "CPU"))
    dialog.device_box.show_devices(states)
    choose(dialog, DEVICE, "cpu")
    assert window.context.network.device == "cpu"
    window.context.network_controller.ask_network()
    chosen = window.context.network_controller.question.dialog
    assert chosen is not None
    assert chosen.device_choice.currentData() == "cpu"
    chosen.device_chosen.emit("auto")
    assert window.context.network.device == "auto"
    assert dialog.device_box.currentData() == "auto"
    assert not dialog.device_box.model().item(1).isEnabled()


def test_that_the_network_computes_with_the_threads_that_are_set(
    qtbot: QtBot, window: MainWindow, open_window: Opener
) -> None:
    window.context.preferences.set_value(THREADS, 3)
    assert window.context.engine.thread_count == 0  # at the next start
    assert open_window().context.engine.thread_count == 3
    import torch

    before, counts = torch.get_num_threads(), []
    runner = JobRunner()
    try:
        job = Job("load", lambda context: load_engine(context, 3))
        with qtbot.waitSignal(job.finished, timeout=60_000):
            runner.start(job)
        thread = threading.Thread(target=lambda: counts.append(torch.get_num_threads()))
        thread.start()
        thread.join()
    finally:
        torch.set_num_threads(before)
    assert counts == [3]


def test_that_weights_are_found_in_the_folder_that_is_set(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FRCNN_WEIGHTS_DIR", raising=False)
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights" / "own.pth").write_bytes(b"weights")
    row = open_dialog(window).rows[WEIGHTS_FOLDER.id]
    assert isinstance(row.editor, FolderEdit)
    assert find_weights("own.pth") is None
    row.editor.line.setText(str(tmp_path / "weights"))
    row.editor.line.editingFinished.emit()
    assert find_weights("own.pth") == tmp_path / "weights" / "own.pth"
    assert row.note_label.text() != tr(NO_FOLDER_TEXT)
    row.editor.line.setText(str(tmp_path / "none"))
    row.editor.line.editingFinished.emit()
    assert row.note_label.text() == tr(NO_FOLDER_TEXT)
    row.reset_button.click()
    assert find_default_weights_dir() is None


# -- all settings


OTHER: dict[str, Any] = {
    "line_width": 4, "tags": "none", "tag_size": 150, "tag_attributes": False, "wheel": "zoom", "fit": "width",
    "outline_fill": 40, "outline_boxes": True,
    "keep_zoom": True, "crosshair": False, "pixel_grid": False, "minimap": False, "language": "zh_CN",
    "theme": "dark", "autosave": 30, "device": "cpu", "threads": 2, "weights_folder": "/weights",
    "segmenter": "grabcut",
}  # fmt: skip
"""A value that is not the default"""


def find_choice(window: MainWindow, id: str) -> Any:
    return next(one for one in window.findChildren(type(window.context.actions["quit"]), id))


def choose(dialog: PreferencesDialog, preference: Preference[Any], value: object) -> None:
    """Choose `value` as a person does."""
    editor = dialog.rows[preference.id].editor
    if isinstance(editor, QComboBox):
        if isinstance(editor, DeviceBox) and editor.findData(value) < 0:
            editor.addItem(str(value), value)
        editor.setCurrentIndex(editor.findData(value))
        editor.activated.emit(editor.currentIndex())
    elif isinstance(editor, QSpinBox):
        editor.setValue(value)
    elif isinstance(editor, QCheckBox):
        editor.click()
    else:
        assert isinstance(editor, FolderEdit)
        editor.line.setText(str(value))
        editor.line.editingFinished.emit()


def test_that_every_setting_is_remembered_and_reset(window: MainWindow, tmp_path: Path) -> None:
    assert OTHER.keys() == {one.id for one in PREFERENCES}
    dialog, preferences = open_dialog(window), window.context.preferences
    for preference in PREFERENCES:
        assert not dialog.rows[preference.id].reset_button.isEnabled()
        choose(dialog, preference, OTHER[preference.id])
        assert dialog.rows[preference.id].reset_button.isEnabled()
    window.context.settings.write_to_disk()
    again = Preferences(Settings(tmp_path / "settings.ini"))
    assert {one.id: again.get_value(one) for one in PREFERENCES} == OTHER
    dialog.rows["line_width"].reset_button.click()
    assert preferences.get_value(LINE_WIDTH) == LINE_WIDTH.default
    dialog.reset_all_button.click()
    assert all(preferences.get_value(one) == one.default for one in PREFERENCES)
    assert not any(row.reset_button.isEnabled() for row in dialog.rows.values())


@pytest.mark.parametrize("preference", PREFERENCES, ids=lambda one: one.id)
def test_that_a_value_that_cannot_be_reads_as_the_default(tmp_path: Path, preference: Preference[Any]) -> None:
    settings = Settings(tmp_path / "settings.ini")
    wrong: object = {int: -5, bool: "on", str: 7}[type(preference.default)]
    settings.store_value(preference.key, wrong)
    assert preference.load_value(settings) == preference.default


# -- the dialog


def test_that_the_search_shows_what_matches_and_says_when_nothing_does(window: MainWindow) -> None:
    dialog = open_dialog(window)

    def shown(query: str) -> set[str]:
        dialog.search_line.setText(query)
        return {id for id, row in dialog.rows.items() if row.isVisible()}

    assert shown("WHEEL") == {WHEEL.id}
    assert shown("gpu") == {DEVICE.id}
    assert shown("dark theme") == {THEME.id}
    assert not dialog.nothing_label.isVisible()
    assert shown("no such thing") == set()
    assert dialog.nothing_label.isVisible()
    assert shown("") == set(dialog.rows)


def test_that_the_dialog_is_used_by_keys_alone(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    dialog = window.preferences_controller.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.isActiveWindow() and dialog.search_line.hasFocus())
    QTest.keyClicks(dialog.search_line, "line width")
    QTest.keyClick(dialog.search_line, Qt.Key.Key_Return)
    number = dialog.rows[LINE_WIDTH.id].editor
    assert dialog.isVisible()
    assert number.hasFocus()
    QTest.keyClick(number, Qt.Key.Key_Up)
    assert window.context.canvas.view_options.boxes.line_width_px == 3
    dialog.search_line.clear()
    reached: set[object] = set()
    for _ in range(5 * len(PREFERENCES)):
        reached.add(QApplication.focusWidget())
        QTest.keyClick(dialog, Qt.Key.Key_Tab)
    assert {row.editor.focusProxy() or row.editor for row in dialog.rows.values()} <= reached
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert window.preferences_controller.dialog is None


def test_that_the_wheel_over_a_setting_scrolls_the_page(window: MainWindow) -> None:
    box = open_dialog(window).rows[THEME.id].editor
    at, nothing = QPointF(box.rect().center()), QPoint()
    held, phase = Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(at, box.mapToGlobal(at), nothing, QPoint(0, -120), Qt.MouseButton.NoButton, held, phase, False)
    QApplication.sendEvent(box, event)
    assert window.context.preferences.get_value(THEME) == THEME.default


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_the_dialog_fits_a_small_screen_without_cut_texts(
    qtbot: QtBot, qapp: QApplication, open_window: Opener, language: LanguageName
) -> None:
    install_language(qapp, language)
    try:
        dialog = open_dialog(open_window())
        qtbot.waitExposed(dialog)
        assert QSize(1280, 800).expandedTo(dialog.size()) == QSize(1280, 800)
        letters = [one.title_label.text().partition("&")[2][:1].upper() for one in dialog.rows.values()]
        assert len(set(letters)) == len(letters)
        for row in dialog.rows.values():
            assert row.title_label.width() >= row.title_label.sizeHint().width()
            if isinstance(row.editor, QCheckBox):
                assert row.editor.width() >= row.editor.sizeHint().width(), row.editor.text()
            assert row.editor.toolTip()
            assert row.note_label.text()
    finally:
        install_language(qapp, "en")


def test_that_a_start_does_not_import_the_dialog(tmp_path: Path) -> None:
    write_folder(tmp_path / "photos", 1)
    code = (
        "import sys; from PySide6.QtWidgets import QApplication; application = QApplication([]);"
        "from pathlib import Path; from frcnn_gui.common.settings import Settings;"
        "from frcnn_gui.common.theme import Theme; from frcnn_gui.main_window import MainWindow;"
        f"window = MainWindow(Settings(Path({str(tmp_path / 'settings.ini')!r})), Theme(application), whole=False);"
        "print([name for name in sys.modules if 'preferences_dialog' in name or 'preference_row' in name]);"
        "window.stop_threads()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
