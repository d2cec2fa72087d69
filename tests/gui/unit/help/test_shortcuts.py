"""The palette, the dialog of keys, the sheet, workspaces, the whole screen and the first hint, in the real window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QDialogButtonBox, QPushButton
from pytestqt.qtbot import QtBot

from detector.data.annotation import Annotation
from detector.data.geometry import Box
from frcnn_gui.common.action_conditions import FOLDER
from frcnn_gui.common.actions.action_list import ACTIONS
from frcnn_gui.common.language import tr
from frcnn_gui.document.detections import Detection
from frcnn_gui.help import keymap
from frcnn_gui.help.command_palette import CommandPalette
from frcnn_gui.help.keymap import CLASS_KEY_LOST_TEXT
from frcnn_gui.help.keys_dialog import KEY_CLASH_TEXT, KeysDialog
from frcnn_gui.help.palette_controller import find_images_by_name
from frcnn_gui.help.shortcuts_controller import KEYS_CHANGED_TEXT, SHOW_KEYS_TEXT
from frcnn_gui.help.shortcuts_sheet import ShortcutsSheet
from frcnn_gui.main_window import MainWindow
from frcnn_gui.window.first_hint_controller import PRESS_KEY_HINT
from tests.gui.conftest import Opener
from tests.gui.unit.folders import write_folder
from tests.gui.unit.small_session import folder as images_in_memory
from tests.gui.unit.window.test_main_window import open_path, trigger
from tests.sentences import has_sentence


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "photos", 4)


def open_palette(qtbot: QtBot, window: MainWindow) -> CommandPalette:
    qtbot.waitUntil(lambda: window.findChild(CommandPalette) is None)  # the one before is gone
    trigger(qtbot, window, "command_palette")
    palette = window.shortcuts_controller.palette_controller.popup
    assert palette is not None
    return palette


def titles(palette: CommandPalette) -> list[str]:
    return [entry.title for entry in palette.model.entries]


# -- the palette


def test_that_what_is_typed_is_done_by_enter(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_path(qtbot, window, folder)
    palette = open_palette(qtbot, window)
    qtbot.keyClicks(palette.line, "new box")
    assert titles(palette)[0] == "Draw box"
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.context.canvas.tool_name == "draw")
    again = open_palette(qtbot, window)
    assert titles(again)[0] == "Draw box"  # the last one used comes first
    again.reject()


def test_that_what_cannot_be_done_says_why_and_is_not_done(qtbot: QtBot, window: MainWindow) -> None:
    palette = open_palette(qtbot, window)
    chosen: list[str] = []
    palette.entry_chosen.connect(chosen.append)
    qtbot.keyClicks(palette.line, "next image")
    entry = palette.model.entries[0]
    assert (entry.id, entry.enabled, entry.reason) == ("next", False, f"requires {FOLDER.text}")
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert chosen == []
    assert palette.isVisible()
    qtbot.keyClick(palette.line, Qt.Key.Key_Escape)
    assert not palette.isVisible()


def test_that_the_palette_has_everything_the_menus_have(qtbot: QtBot, window: MainWindow) -> None:
    entries = window.shortcuts_controller.palette_controller.build_entries()
    ids = {entry.id for entry in entries}
    assert {spec.id for spec in ACTIONS} - ids == {"command_palette"}
    listed = {(entry.path, entry.title) for entry in entries}
    assert ("View › Theme", "Dark") in listed
    assert ("View › Panels", "Boxes") in listed


def test_that_a_number_or_a_name_goes_to_its_image(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_path(qtbot, window, folder)
    palette = open_palette(qtbot, window)
    qtbot.keyClicks(palette.line, "#3")
    assert titles(palette) == ["image_2.png"]
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert window.context.session.index == 2
    palette = open_palette(qtbot, window)
    qtbot.keyClicks(palette.line, "image_1")
    qtbot.waitUntil(lambda: "image_1.png" in titles(palette))
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert window.context.session.index == 1


def test_that_a_number_that_no_image_has_lists_nothing(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_path(qtbot, window, folder)
    palette = open_palette(qtbot, window)
    qtbot.keyClicks(palette.line, "#99")
    assert titles(palette) == []
    assert palette.nothing.isVisible()
    palette.reject()


def test_that_arrows_go_through_the_lines_and_show_a_screen_reader(qtbot: QtBot, window: MainWindow) -> None:
    palette = open_palette(qtbot, window)
    first, second = palette.model.entries[:2]
    assert palette.line.accessibleDescription() == first.spoken_text
    qtbot.keyClick(palette.line, Qt.Key.Key_Down)
    assert palette.line.accessibleDescription() == second.spoken_text
    qtbot.keyClick(palette.line, Qt.Key.Key_Up)
    qtbot.keyClick(palette.line, Qt.Key.Key_Up)
    assert palette.view.currentIndex().row() == palette.model.rowCount() - 1
    palette.reject()


def test_that_many_names_are_looked_through_in_steps() -> None:
    assert list(find_images_by_name(images_in_memory(10_000), "999 png")) == [
        [999, 1999, 2999, 3999],
        [999, 1999, 2999, 3999, 4999, 5999, 6999, 7999],
        [999, 1999, 2999, 3999, 4999, 5999, 6999, 7999, 8999, *range(9990, 10_000)],
    ]


# -- keys


def keys_dialog(qtbot: QtBot, **changed: tuple[str, ...]) -> KeysDialog:
    dialog = KeysDialog(ACTIONS, keymap.apply_changes(ACTIONS, changed))
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def ok(dialog: KeysDialog) -> QPushButton:
    return dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)


def test_that_a_key_pressed_in_a_field_becomes_the_key(qtbot: QtBot) -> None:
    dialog = keys_dialog(qtbot)
    chosen: list[keymap.KeysByAction] = []
    dialog.keys_chosen.connect(chosen.append)
    qtbot.keyClick(dialog.tree.key_editor("next"), Qt.Key.Key_F)
    assert dialog.keys["next"] == ("F", "PgDown")
    assert dialog.preset_choice.currentText() == "Custom"
    ok(dialog).click()
    assert chosen[0]["next"] == ("F", "PgDown")


def test_that_a_clash_is_reported_and_one_click_decides_it(qtbot: QtBot) -> None:
    dialog = keys_dialog(qtbot)
    dialog.tree.key_editor("next").setKeySequence(QKeySequence("W"))
    assert has_sentence(dialog.message_label.text(), tr(KEY_CLASH_TEXT), key="W")
    assert "Next image" in dialog.message_label.text()
    assert "Draw box" in dialog.message_label.text()
    assert not ok(dialog).isEnabled()
    button = next(one for one in dialog.findChildren(QPushButton) if one.text() == "Only for Next image")
    button.click()
    assert (dialog.keys["next"], dialog.keys["draw"]) == (("W", "PgDown"), ("R",))
    assert ok(dialog).isEnabled()


def test_that_a_key_of_the_picture_is_reported_and_not_forbidden(qtbot: QtBot) -> None:
    dialog = keys_dialog(qtbot)
    dialog.tree.key_editor("fit").setKeySequence(QKeySequence("1"))
    assert dialog.message_label.text() == tr(CLASS_KEY_LOST_TEXT).format(key="1")
    assert ok(dialog).isEnabled()


def test_that_presets_and_resets_fill_the_fields(qtbot: QtBot) -> None:
    dialog = keys_dialog(qtbot)
    dialog.preset_choice.setCurrentText("CVAT")
    dialog.preset_choice.activated.emit(dialog.preset_choice.currentIndex())
    assert dialog.tree.key_editor("draw").keySequence() == QKeySequence("N")
    assert dialog.tree.reset_button("draw").isEnabled()
    dialog.tree.reset_button("draw").click()
    assert dialog.keys["draw"] == ("W", "R")
    dialog.reset_all_button.click()
    assert dialog.preset_choice.currentText() == "Studio"
    assert dialog.keys == keymap.default_keys(ACTIONS)


def test_that_a_field_can_be_left_by_tab(qtbot: QtBot) -> None:
    dialog = keys_dialog(qtbot)
    dialog.activateWindow()
    field = dialog.tree.key_editor("next")
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert dialog.keys["next"] == ("D", "PgDown")


def test_that_the_dialog_finds_actions_by_name_and_by_key(qtbot: QtBot) -> None:
    dialog = keys_dialog(qtbot)
    dialog.search_line.setText("ctrl+q")
    assert dialog.tree.listed_ids == ["quit"]
    dialog.search_line.setText("box draw")
    assert "draw" in dialog.tree.listed_ids
    dialog.search_line.clear()
    assert len(dialog.tree.listed_ids) == len(ACTIONS)


def test_that_changed_keys_work_at_once_and_after_a_restart(
    qtbot: QtBot, open_window: Opener, window: MainWindow, folder: Path
) -> None:
    open_path(qtbot, window, folder)
    keys = keymap.preset_keys(ACTIONS, "CVAT")
    window.shortcuts_controller._on_keys_chosen(keys)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window.context.canvas, Qt.Key.Key_F)
    assert window.context.session.index == 1
    assert window.context.actions["next"].toolTip().endswith(" (F)")
    window.context.settings.write_to_disk()
    second = open_window()
    assert second.shortcuts_controller.keys == keys


def test_that_what_names_a_key_follows_the_keys(window: MainWindow) -> None:
    messages: list[str] = []
    window.context.session.message_posted.connect(messages.append)
    changed = {"open_folder": ("Ctrl+L",), "shortcuts": ("F12",)}
    window.shortcuts_controller._on_keys_chosen(keymap.apply_changes(ACTIONS, changed))
    assert messages[-1] == f"{tr(KEYS_CHANGED_TEXT)} {tr(SHOW_KEYS_TEXT).format(key='F12')}"
    tips = [button.toolTip() for button in window.start_page.findChildren(QPushButton)]
    assert any(tip.endswith(" (Ctrl+L)") for tip in tips)
    window.shortcuts_controller._on_keys_chosen(keymap.apply_changes(ACTIONS, {"shortcuts": ()}))
    assert messages[-1] == tr(KEYS_CHANGED_TEXT)


# -- the sheet


def test_that_the_sheet_shows_the_keys_there_are_and_finds_them(qtbot: QtBot, window: MainWindow) -> None:
    window.context.actions.update_keys({"next": ("F",)})
    trigger(qtbot, window, "shortcuts")
    sheet = window.findChild(ShortcutsSheet)
    assert isinstance(sheet, ShortcutsSheet)
    sheet.search_line.setText("next image")
    rows = [row for _, rows in sheet.list_shown_sections() for row in rows]
    assert ("F", "Next image") in rows
    assert all({"next", "image"} <= set(text.casefold().split()) for _, text in rows)
    sheet.copy_button.click()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert ["F", "Next", "image"] in [line.split() for line in lines]
    sheet.search_line.setText("xylophone")
    assert sheet.nothing_label.isVisible()
    assert sheet.sizeHint().width() <= 1280
    assert sheet.sizeHint().height() <= 760
    sheet.reject()


# -- workspaces and the whole screen


def test_that_each_workspace_shows_its_docks_and_remembers_them(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(1280, 800)
    trigger(qtbot, window, "workspace_review")
    assert window.docks["review"].isVisible()
    assert not window.docks["boxes"].isVisible()
    assert window.context.actions["workspace_review"].isChecked()
    assert not window.context.actions["workspace_label"].isChecked()
    window.docks["images"].hide()
    window.context.show_dock("problems")
    trigger(qtbot, window, "workspace_train")
    assert window.docks["training"].isVisible()
    assert window.docks["images"].isVisible()
    trigger(qtbot, window, "workspace_review")
    assert not window.docks["images"].isVisible()
    assert window.docks["problems"].isVisible()
    trigger(qtbot, window, "reset_layout")
    assert window.docks["images"].isVisible()
    assert window.docks["problems"].isHidden()


def test_that_digits_alone_stay_with_the_classes() -> None:
    keys = {key for spec in ACTIONS for key in spec.shortcuts}
    assert not keys & {str(digit) for digit in range(10)}


def test_that_the_workspace_is_the_same_after_a_restart(qtbot: QtBot, open_window: Opener, window: MainWindow) -> None:
    trigger(qtbot, window, "workspace_train")
    window.close()
    second = open_window()
    assert second.workspace_controller.current == "train"
    assert second.context.actions["workspace_train"].isChecked()


def test_that_escape_leaves_the_whole_screen_when_there_is_nothing_else_to_end(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    open_path(qtbot, window, folder)
    session, canvas = window.context.session, window.context.canvas
    trigger(qtbot, window, "full_screen")
    qtbot.waitUntil(window.isFullScreen)
    assert window.context.actions["full_screen"].isChecked()
    shown = [key for key, dock in window.docks.items() if dock.isVisible()]
    assert "images" in shown
    canvas.set_tool("draw")
    window.activateWindow()
    canvas.setFocus()
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert window.isFullScreen()
    assert canvas.tool_name == "select"
    assert session.document is not None
    session.select_annotations([session.document.annotations[0].uid])
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert window.isFullScreen()
    session.select_annotations([])
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.isFullScreen())
    assert not window.context.actions["full_screen"].isChecked()
    assert [key for key, dock in window.docks.items() if dock.isVisible()] == shown


# -- the first hint


def test_that_the_hint_is_shown_until_the_first_box_is_drawn_and_never_again(
    qtbot: QtBot, open_window: Opener, window: MainWindow, folder: Path
) -> None:
    hint = window.first_hint_controller.hint
    open_path(qtbot, window, folder)
    assert not hint.isVisible()  # this image has a box
    window.context.session.go_to_index(3)
    qtbot.waitUntil(hint.isVisible)
    assert hint.label.text() == tr(PRESS_KEY_HINT).format(key="W")
    window.context.actions.update_keys({"draw": ("N",)})
    assert hint.label.text().startswith("Press N and drag")
    assert window.context.session.document is not None
    window.context.session.document.add_box(1, 1, 20, 20, "cat")
    assert not hint.isVisible()
    window.context.session.document.undo_stack.undo()
    assert not hint.isVisible()
    window.context.settings.write_to_disk()
    second = open_window()
    open_path(qtbot, second, folder / "image_3.png")
    assert not second.first_hint_controller.hint.isVisible()


def test_that_the_hint_does_not_lie_over_detections(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_path(qtbot, window, folder / "image_3.png")
    hint, session = window.first_hint_controller.hint, window.context.session
    qtbot.waitUntil(hint.isVisible)
    session.set_detections(folder / "image_3.png", [Detection(Annotation(Box(1, 1, 9, 9), "cat", 1), 0.9)])
    assert not hint.isVisible()
    session.set_detections(folder / "image_3.png", [])
    assert hint.isVisible()


def test_that_the_hint_can_be_dismissed(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_path(qtbot, window, folder / "image_3.png")
    hint = window.first_hint_controller.hint
    qtbot.waitUntil(hint.isVisible)
    hint.close_button.click()
    assert not hint.isVisible()
    assert window.first_hint_controller.is_done
