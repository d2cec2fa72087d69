"""The list of classes: colors, keys, order and habits are remembered, and one class at a time is worked with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialogButtonBox, QMenu
from pytestqt.qtbot import QtBot

from detector.data.class_list import CLASSES_UNREADABLE
from frcnn_gui.boxes.label_dialog import KEYS_TEXT, MAX_LISTED_CLASSES, LabelDialog, find_matching
from frcnn_gui.classes.class_controller import MANY_CLASSES_TEXT, NEXT_CLASS_TEXT, ClassController
from frcnn_gui.classes.class_tree import COUNT, EYE, KEY, NAME, TOTAL
from frcnn_gui.classes.classes_panel import NEXT_CLASS_ASKED_TEXT, ClassesPanel
from frcnn_gui.common.canvas_colors import CLASS_COLORS
from frcnn_gui.common.language import tr
from frcnn_gui.document.class_preferences import ClassPreferences, FolderClasses
from frcnn_gui.main_window import MainWindow
from tests.gui.conftest import Opener
from tests.gui.unit.folders import write_image, write_labels
from tests.gui.unit.window.test_main_window import WAIT, open_path, step, wait_saved
from tests.sentences import has_sentence


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "photos"
    for number in range(3):
        image = write_image(root / f"image_{number}.png")
        write_labels(image, (5, 6, 30, 28, "cat"), (9, 9, 40, 40, "dog"), (20, 20, 60, 40, "dog"))
    return root


def controller(window: MainWindow) -> ClassController:
    found = window.findChild(ClassController)
    assert isinstance(found, ClassController)
    return found


def panel(window: MainWindow) -> ClassesPanel:
    return controller(window).panel


def rows(window: MainWindow, *columns: int) -> list[tuple[str, ...]]:
    view = panel(window).view
    items = [view.topLevelItem(at) for at in range(view.topLevelItemCount())]
    return [tuple(item.text(column) for column in columns) for item in items if item is not None]


def opened(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_path(qtbot, window, folder)
    qtbot.waitUntil(lambda: window.context.index.is_complete, timeout=WAIT)


# -- colors


def test_that_a_class_has_the_color_it_had_before_in_another_folder() -> None:
    first, second = ClassPreferences(), ClassPreferences()
    colors = {label: first.color_of(label, ["cat", "dog", "elk"]) for label in ("cat", "dog", "elk")}
    second.reset_for_folder(colors, {}, ())
    assert second.color_of("elk", ["elk"]) == colors["elk"]
    assert {label: second.color_of(label, ["elk", "cat", "dog"]) for label in colors} == colors


def test_that_two_classes_of_a_folder_never_share_a_remembered_color() -> None:
    habits = ClassPreferences()
    habits.reset_for_folder({"cat": "#FF9600", "dog": "#FF9600"}, {}, ())
    assert habits.color_of("cat", ["cat", "dog"]) == "#FF9600"
    assert habits.color_of("dog", ["cat", "dog"]) in set(CLASS_COLORS) - {"#FF9600"}


def test_that_colors_stay_when_classes_are_arranged() -> None:
    habits = ClassPreferences()
    classes = [f"class {number}" for number in range(60)]
    before = [habits.color_of(label, classes) for label in classes]
    assert [habits.color_of(label, classes[::-1]) for label in classes] == before
    assert len(set(before[:48])) == 48


def test_that_a_chosen_color_is_remembered(qtbot: QtBot, open_window: Opener, folder: Path) -> None:
    window = open_window()
    opened(qtbot, window, folder)
    controller(window).set_color("dog", "#123456")
    assert window.context.session.class_color("dog") == "#123456"
    window.close()
    again = open_window()
    opened(qtbot, again, folder)
    assert again.context.session.class_color("dog") == "#123456"


# -- keys


def test_that_keys_go_by_place_unless_they_were_given() -> None:
    habits = ClassPreferences()
    classes = [f"c{number}" for number in range(1, 13)]
    assert habits.class_by_key(classes) == {key: f"c{key}" for key in range(1, 10)}
    habits.set_key("c12", 5)
    assert habits.class_by_key(classes)[5] == "c12"
    assert "c5" not in habits.class_by_key(classes).values()
    habits.set_key("c12", 6)
    assert habits.class_by_key(classes)[5] == "c5"
    habits.set_key("c12", None)
    assert habits.class_by_key(classes)[6] == "c6"


def test_that_a_key_given_in_the_menu_sets_its_class(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    opened(qtbot, window, folder)
    session = window.context.session
    menus = [action.menu() for action in panel(window).build_menu("dog").actions() if action.menu() is not None]
    keys = menus[0]
    assert isinstance(keys, QMenu)
    keys.actions()[6].trigger()
    assert rows(window, NAME, KEY) == [("cat", "1"), ("dog", "7")]
    document = session.document
    assert document is not None
    session.select_annotations([document.annotations[0].uid])
    qtbot.keyClick(window.context.canvas, Qt.Key.Key_7)
    assert document.annotations[0].label == "dog"
    wait_saved(qtbot, window)


def test_that_what_is_remembered_of_a_folder_survives_any_content() -> None:
    known = FolderClasses(("b", "a"), {3: "a"}, ("gone",), ("a",))
    assert FolderClasses.from_setting(known.to_setting()) == known
    assert known.apply_order(("a", "gone", "new")) == ("b", "a", "new")
    for value in (None, 7, {"order": 3, "keys": [1], "removed": {"a": 1}}, {"order": ["a", 1, ""], "keys": {"x": "a"}}):
        assert FolderClasses.from_setting(value).keys == {}


# -- the dock


def test_that_boxes_are_counted_here_and_in_the_folder(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    opened(qtbot, window, folder)
    assert rows(window, NAME, COUNT, TOTAL) == [("cat", "1", "3"), ("dog", "2", "6")]
    document = window.context.session.document
    assert document is not None
    document.delete_annotations({document.annotations[0].uid})
    wait_saved(qtbot, window)
    assert rows(window, NAME, COUNT, TOTAL) == [("cat", "", "2"), ("dog", "2", "6")]


def test_that_the_eye_hides_a_class(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    opened(qtbot, window, folder)
    view = panel(window).view
    item = view.topLevelItem(1)
    assert item is not None
    rect = view.visualItemRect(item)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(13, rect.center().y()))
    assert window.context.session.hidden_classes == {"dog"}
    window.context.session.show_all_annotations()
    assert item.checkState(EYE) == Qt.CheckState.Checked


def test_that_order_and_classes_made_by_hand_are_remembered(qtbot: QtBot, open_window: Opener, folder: Path) -> None:
    window = open_window()
    opened(qtbot, window, folder)
    window.context.session.add_classes(["elk"])
    panel(window).classes_reordered.emit(("elk", "dog", "cat"))
    assert rows(window, NAME) == [("elk",), ("dog",), ("cat",)]
    window.close()
    again = open_window()
    opened(qtbot, again, folder)
    assert rows(again, NAME, KEY) == [("elk", "1"), ("dog", "2"), ("cat", "3")]


def test_that_a_dragged_row_changes_the_order(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    opened(qtbot, window, folder)
    view = panel(window).view
    view.insertTopLevelItem(0, view.takeTopLevelItem(1))  # as Qt does it on a drop
    view.order_changed.emit()
    assert window.context.session.classes == ("dog", "cat")
    assert rows(window, NAME, KEY) == [("dog", "1"), ("cat", "2")]


def test_that_boxes_of_a_class_are_selected_and_its_images_listed(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    opened(qtbot, window, folder)
    document = window.context.session.document
    assert document is not None
    panel(window).select_requested.emit("dog")
    assert window.context.session.selection == {
        annotation.uid for annotation in document.annotations if annotation.label == "dog"
    }
    panel(window).images_requested.emit("dog")
    assert window.images_panel.search_line.text() == "label:dog"


def test_that_a_list_of_classes_in_the_folder_is_used(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    (folder / "predefined_classes.txt").write_text("elk\ncat\n")
    opened(qtbot, window, folder)
    assert window.context.session.classes == ("elk", "cat", "dog")
    classes = controller(window)
    classes.export_classes(folder.parent / "mine.txt")
    assert (folder.parent / "mine.txt").read_text() == "elk\ncat\ndog\n"
    (folder.parent / "more.txt").write_text("dog\nfox\n")
    classes.import_classes(folder.parent / "more.txt")
    assert window.context.session.classes == ("elk", "cat", "dog", "fox")
    classes.import_classes(folder.parent / "none.txt")
    assert has_sentence(window.context.notices.texts[-1], CLASSES_UNREADABLE, name="none.txt")


# -- the class of a new box


def draw(window: MainWindow, qtbot: QtBot) -> LabelDialog | None:
    canvas = window.context.canvas
    window.context.actions["draw"].trigger()
    first, second = (QPoint(*map(round, canvas.viewport.to_widget(x, y))) for x, y in ((2.0, 30.0), (18.0, 46.0)))
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=first)
    qtbot.mouseMove(canvas, second)
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=second)
    found = [dialog for dialog in window.findChildren(LabelDialog) if dialog.isVisible()]
    return found[-1] if found else None


def test_that_single_class_mode_does_not_ask_and_else_the_last_class_is_proposed(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    opened(qtbot, window, folder)
    session, document = window.context.session, window.context.session.document
    assert document is not None
    session.current_label = "dog"
    assert panel(window).next_class_label.text() == tr(NEXT_CLASS_TEXT).format(label="dog")
    assert draw(window, qtbot) is None
    assert document.annotations[-1].label == "dog"
    window.context.actions["single_class"].trigger()
    assert not panel(window).single_class_box.isChecked()
    assert panel(window).next_class_label.text() == tr(NEXT_CLASS_ASKED_TEXT).format(label="dog")
    dialog = draw(window, qtbot)
    assert dialog is not None
    assert dialog.marked_label == "dog"
    assert len(document.annotations) == 4  # it is no box of the image before it has a class
    qtbot.keyClick(dialog.line, Qt.Key.Key_Return)
    assert [annotation.label for annotation in document.annotations[3:]] == ["dog", "dog"]
    assert document.undo_stack.undoText() == "Draw dog"
    assert session.selection == {document.annotations[-1].uid}
    wait_saved(qtbot, window)


def test_that_a_box_without_a_class_is_never_saved_nor_made_again(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    opened(qtbot, window, folder)
    before = (folder / "image_0.xml").read_bytes()
    dialog = draw(window, qtbot)
    assert dialog is not None
    qtbot.wait(700)  # longer than it takes for a change to be saved
    assert (folder / "image_0.xml").read_bytes() == before
    qtbot.keyClick(dialog.line, Qt.Key.Key_Escape)
    document = window.context.session.document
    assert document is not None
    assert len(document.shown_annotations) == 3
    assert not document.undo_stack.canRedo()
    assert not document.undo_stack.canUndo()
    assert "object" not in window.context.session.classes


def test_that_the_classes_used_last_come_first(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    opened(qtbot, window, folder)
    session = window.context.session
    session.add_classes(["elk", "fox"])
    for label in ("fox", "cat"):
        session.current_label = label
    session.current_label = ""
    dialog = draw(window, qtbot)
    assert dialog is not None
    assert dialog.listed_labels == ["cat", "fox", "dog", "elk"]
    assert dialog.marked_label == "cat"
    qtbot.keyClick(dialog.line, Qt.Key.Key_2)
    document = session.document
    assert document is not None
    assert document.annotations[-1].label == "dog"  # by its key, which is that of its place in the dock
    wait_saved(qtbot, window)


def test_that_a_box_named_object_can_be_relabeled_and_left_alone(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    opened(qtbot, window, folder)
    window.context.actions["single_class"].trigger()
    dialog = draw(window, qtbot)
    assert dialog is not None
    qtbot.keyClicks(dialog.line, "object")
    qtbot.keyClick(dialog.line, Qt.Key.Key_Return)
    window.context.actions["edit_label"].trigger()
    second = [found for found in window.findChildren(LabelDialog) if found.isVisible()][-1]
    qtbot.keyClick(second.line, Qt.Key.Key_Escape)
    document = window.context.session.document
    assert document is not None
    assert [annotation.label for annotation in document.annotations] == ["cat", "dog", "dog", "object"]
    wait_saved(qtbot, window)


# -- typing a class


def typed(qtbot: QtBot, text: str, classes: tuple[str, ...], keys: dict[int, str] | None = None) -> LabelDialog:
    dialog = LabelDialog(classes, classes[0], None, keys)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    qtbot.keyClicks(dialog.line, text)
    return dialog


def test_that_the_best_match_comes_first() -> None:
    classes = ["scar", "race car", "Carpet", "car", "van"]
    assert find_matching(classes, "car") == ["car", "Carpet", "race car", "scar"]


@pytest.mark.parametrize(
    ("text", "marked"),
    [("ra", "race car"), ("ca", "Carpet"), ("car", "race car"), ("carp", "Carpet"), ("cart", "cart"), ("ace", "ace")],
)
def test_that_enter_takes_what_was_meant(qtbot: QtBot, text: str, marked: str) -> None:
    classes = ("van", "Carpet", "race car") if text != "car" else ("van", "race car", "scar")
    dialog = typed(qtbot, text, classes)
    assert dialog.marked_label == marked
    with qtbot.waitSignal(dialog.label_chosen) as chosen:
        qtbot.keyClick(dialog.line, Qt.Key.Key_Return)
    assert chosen.args == [marked]


def test_that_control_enter_makes_a_new_class_beside_a_longer_one(qtbot: QtBot) -> None:
    dialog = typed(qtbot, "car", ("van", "carpet"))
    assert dialog.listed_labels == ["carpet", "car"]
    assert "Ctrl+Enter to create car" in dialog.hint.text()
    with qtbot.waitSignal(dialog.label_chosen) as chosen:
        qtbot.keyClick(dialog.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert chosen.args == ["car"]


def test_that_digits_are_text_where_classes_begin_with_them(qtbot: QtBot) -> None:
    dialog = typed(qtbot, "2", ("van", "2 wheels"), {1: "van", 2: "2 wheels"})
    assert dialog.line.text() == "2"
    assert dialog.marked_label == "2 wheels"
    free = typed(qtbot, "x2", ("van", "bus"), {1: "van", 2: "bus"})
    assert free.line.text() == "x2"


def test_that_stepping_through_images_keeps_the_list(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    opened(qtbot, window, folder)
    step(qtbot, window)
    assert rows(window, NAME, COUNT) == [("cat", "1"), ("dog", "2")]
    action = window.context.actions["class_color"]
    assert isinstance(action, QAction)
    assert not action.isEnabled()
    window.context.session.current_label = "cat"
    assert action.isEnabled()


# -- very many classes


def with_classes(folder: Path, count: int) -> Path:
    """A COCO file with this number of categories; the boxes are of the last ones."""
    image = write_image(folder / "a.png")
    size = {"width": 64, "height": 48}
    boxes = [{"id": n, "image_id": 1, "category_id": count - n, "bbox": [1, 1, 9, 9]} for n in range(3)]
    content = {
        "images": [{"id": 1, "file_name": image.name, **size}],
        "annotations": boxes,
        "categories": [{"id": n, "name": f"class {n}"} for n in range(1, count + 1)],
    }
    (folder / "annotations.json").write_text(json.dumps(content))
    return folder


def test_that_a_list_of_very_many_classes_is_cut_and_said_so(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frcnn_gui.document.folder_classes.MAX_LISTED_CLASSES", 20)
    monkeypatch.setattr("frcnn_gui.classes.class_controller.MAX_LISTED_CLASSES", 20)
    opened(qtbot, window, with_classes(tmp_path / "many", 50))
    session = window.context.session
    assert session.classes == tuple(f"class {n}" for n in range(1, 21))
    assert rows(window, NAME) == [(name,) for name in session.classes]
    assert any(has_sentence(text, MANY_CLASSES_TEXT, count="50", shown="20") for text in window.context.notices.texts)
    assert session.document is not None
    assert [annotation.label for annotation in session.document.annotations] == ["class 50", "class 49", "class 48"]
    session.document.add_box(1, 2, 30, 40, "class 40")
    wait_saved(qtbot, window)
    content = json.loads((tmp_path / "many" / "annotations.json").read_text())
    assert content["annotations"][-1]["category_id"] == 40
    assert len(content["categories"]) == 50


def test_that_a_long_list_as_a_file_is_added_as_far_as_there_is_room(
    qtbot: QtBot, window: MainWindow, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frcnn_gui.document.folder_classes.MAX_LISTED_CLASSES", 5)
    opened(qtbot, window, folder)
    (tmp_path / "list.txt").write_text("".join(f"class {n}\n" for n in range(9)) + "cat\n")
    controller(window).import_classes(tmp_path / "list.txt")
    assert set(window.context.session.classes) == {"cat", "dog", "class 0", "class 1", "class 2"}
    session = window.context.session
    session.add_classes(["by hand"])
    assert "by hand" in session.classes


def test_that_a_dialog_for_many_classes_lists_some_and_says_so(qtbot: QtBot) -> None:
    classes = [f"class {at}" for at in range(1000)]
    dialog = LabelDialog(classes, "class 999")
    qtbot.addWidget(dialog)
    assert len(dialog.listed_labels) == MAX_LISTED_CLASSES
    assert dialog.marked_label == "class 999"
    assert "800 more" in dialog.hint.text()
    qtbot.keyClicks(dialog.line, "class 12")
    assert dialog.listed_labels[0] == "class 12"
    assert len(dialog.listed_labels) == 11
    assert "more" not in dialog.hint.text()


def test_that_the_picker_says_that_number_keys_choose_at_once(qtbot: QtBot) -> None:
    dialog = typed(qtbot, "", ("van", "bus"), {1: "van", 2: "bus"})
    span = tr("{first} to {last}").format(first=1, last=2)
    assert tr(KEYS_TEXT).format(keys=span) in dialog.hint.text()
    qtbot.keyClicks(dialog.line, "v")
    assert span not in dialog.hint.text()  # a digit is a letter of the name now


def test_that_the_picker_does_not_promise_keys_that_it_does_not_have(qtbot: QtBot) -> None:
    assert "(" not in typed(qtbot, "", ("van", "2 wheels"), {2: "2 wheels"}).hint.text()


def test_that_the_buttons_of_the_picker_take_the_marked_class_or_none(qtbot: QtBot) -> None:
    dialog = typed(qtbot, "", ("van", "bus"))
    qtbot.keyClick(dialog.line, Qt.Key.Key_Down)
    with qtbot.waitSignal(dialog.label_chosen) as chosen:
        qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)
    assert chosen.args == ["bus"]
    other = typed(qtbot, "", ("van", "bus"))
    with qtbot.waitSignal(other.rejected), qtbot.assertNotEmitted(other.label_chosen):
        qtbot.mouseClick(other.buttons.button(QDialogButtonBox.StandardButton.Cancel), Qt.MouseButton.LeftButton)


def test_that_nothing_can_be_confirmed_while_no_class_is_marked(qtbot: QtBot) -> None:
    dialog = LabelDialog((), "")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    assert not dialog.ok_button.isEnabled()
    qtbot.keyClicks(dialog.line, "van")
    assert dialog.ok_button.isEnabled()
