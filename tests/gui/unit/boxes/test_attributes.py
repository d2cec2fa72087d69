"""The attributes of the selected boxes are seen and edited together; every edit is one step that can be undone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.attributes import (
    MAX_VALUE_CHARACTERS,
    NO_ATTRIBUTES,
    Attributes,
    AttributeValue,
    NestedValue,
)
from detector.data.formats.registry import FORMATS, open_dataset
from frcnn_gui.boxes.attribute_table import (
    DIFFERENT_TEXT,
    IN_SOME_TEXT,
    KEY,
    NOT_HELD_TEXT,
    REMOVE_TEXT,
    RESERVED_TEXT,
    SET_TEXT,
    VALUE,
)
from frcnn_gui.boxes.attributes_panel import NONE_YET_TEXT, SELECT_FIRST_TEXT, AttributesPanel
from frcnn_gui.boxes.box_table import CLASS, BoxTableModel
from frcnn_gui.common.language import tr
from frcnn_gui.document.attribute_edits import describe_attributes, summarize_attributes
from frcnn_gui.document.session import Session
from frcnn_gui.images.label_index_job import index_image_annotations
from tests.detector.data.formats.format_samples import images
from tests.gui.unit.small_session import annotation, blank_image, opened, show

CAT = replace(annotation(10, 10, 100, 90, "cat", 1), attributes=Attributes({"color": "red", "tame": True, "age": 3}))
DOG = replace(annotation(30, 30, 60, 60, "dog", 2), attributes=Attributes({"color": "blue", "tame": True}))
BARE = annotation(150, 10, 180, 40, "dog", 3)
KNOWN: dict[str, list[AttributeValue]] = {"color": ["red", "green"], "weight": [2.5], "kind": ["wild"]}


@pytest.fixture
def session(qtbot: QtBot) -> Session:
    session = opened()
    show(session, 0, CAT, DOG, BARE)
    return session


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> AttributesPanel:
    panel = AttributesPanel(session, lambda: KNOWN)
    qtbot.addWidget(panel)
    panel.show()
    panel.set_open(is_open=True)
    return panel


def rows(panel: AttributesPanel) -> list[tuple[str, str]]:
    model = panel.model
    return [(model.index(row, KEY).data(), model.index(row, VALUE).data()) for row in range(model.rowCount())]


def attributes_of(session: Session, uid: int) -> dict[str, AttributeValue]:
    assert session.document is not None
    found = session.document.find_annotation(uid)
    assert found is not None
    return dict(found.attributes)


def add(panel: AttributesPanel, key: str, value: str) -> None:
    panel.key_line.setText(key)
    panel.value_line.setText(value)
    QTest.keyClick(panel.value_line, Qt.Key.Key_Return)


def test_that_the_attributes_of_the_selected_boxes_are_shown_together(panel: AttributesPanel, session: Session) -> None:
    assert panel.hint.text() == tr(SELECT_FIRST_TEXT)
    assert not panel.add_button.isEnabled()
    session.select_annotations({1})
    assert rows(panel) == [("color", "red"), ("tame", "true"), ("age", "3")]
    session.select_annotations({1, 2})
    in_one = tr(IN_SOME_TEXT).format(value="3", count=1, total=2)
    assert rows(panel) == [("color", f"{tr(DIFFERENT_TEXT)}: red, blue"), ("tame", "true"), ("age", in_one)]
    session.select_annotations({3})
    assert (rows(panel), panel.hint.text()) == ([], tr(NONE_YET_TEXT))


def test_that_an_attribute_is_set_for_all_selected_boxes_in_one_step(panel: AttributesPanel, session: Session) -> None:
    assert session.document is not None
    session.select_annotations({1, 3})
    add(panel, "color", "green")
    assert [attributes_of(session, uid).get("color") for uid in (1, 2, 3)] == ["green", "blue", "green"]
    undo = session.document.undo_stack
    assert undo.undoText() == tr(SET_TEXT).format(key="color", boxes=tr("%Ln box(es)", "", 2))
    assert (panel.key_line.text(), panel.value_line.text()) == ("", "")
    undo.undo()
    assert session.document.annotations == (CAT, DOG, BARE)
    assert undo.index() == 0


def test_that_values_get_the_type_that_the_attribute_has(panel: AttributesPanel, session: Session) -> None:
    session.select_annotations({1})
    for key, value in (("tame", "false"), ("age", "4"), ("color", "7"), ("weight", "3"), ("kind", "5"), ("new", "6")):
        add(panel, key, value)
    assert attributes_of(session, 1) == {
        "color": "7", "tame": False, "age": 4, "weight": 3, "kind": "5", "new": 6,
    }  # fmt: skip
    assert isinstance(attributes_of(session, 1)["tame"], bool)


def test_that_cells_are_edited_and_keys_renamed(panel: AttributesPanel, session: Session) -> None:
    session.select_annotations({1, 2})
    model = panel.model
    assert model.setData(model.index(1, VALUE), "false")
    assert [attributes_of(session, uid)["tame"] for uid in (1, 2)] == [False, False]
    assert model.setData(model.index(2, KEY), "years")
    assert list(attributes_of(session, 1)) == ["color", "tame", "years"]
    assert "years" not in attributes_of(session, 2)
    assert not model.setData(model.index(0, KEY), "tame")
    assert "tame" in panel.hint.text()
    assert not model.setData(model.index(0, VALUE), "")  # an editor of different values that was left
    assert [attributes_of(session, uid)["color"] for uid in (1, 2)] == ["red", "blue"]


def test_that_del_removes_the_attribute_and_no_box(panel: AttributesPanel, session: Session) -> None:
    assert session.document is not None
    session.select_annotations({1, 2})
    panel.view.selectRow(1)
    QTest.keyClick(panel.view, Qt.Key.Key_Delete)
    assert [attributes_of(session, uid) for uid in (1, 2)] == [{"color": "red", "age": 3}, {"color": "blue"}]
    assert session.document.undo_stack.undoText().startswith(tr(REMOVE_TEXT).split("{")[0])
    assert panel.view.currentIndex().row() == 1
    panel.view.selectAll()
    panel.remove_selected()
    assert attributes_of(session, 2) == {}
    assert len(session.document.annotations) == 3


def test_that_names_and_values_of_the_folder_are_offered(panel: AttributesPanel, session: Session) -> None:
    session.select_annotations({3})
    panel.activateWindow()
    panel.start_adding()
    QTest.qWaitForWindowActive(panel)
    panel.key_line.setFocus()
    completer = panel.key_line.completer()
    completer.setCompletionPrefix("")
    model = completer.completionModel()
    assert {model.index(row, 0).data() for row in range(model.rowCount())} == {"color", "weight", "kind", "tame", "age"}
    panel.key_line.setText("color")
    QTest.keyClick(panel.key_line, Qt.Key.Key_Return)
    assert panel.value_line.hasFocus()
    QTest.keyClick(panel.value_line, Qt.Key.Key_Down)
    popup = panel.value_line.completer().popup()
    shown = popup.model()
    assert [shown.index(row, 0).data() for row in range(shown.rowCount())] == ["red", "green", "blue"]
    popup.hide()
    QTest.keyClick(panel.value_line, Qt.Key.Key_Return)  # without a value: nothing is set
    assert attributes_of(session, 3) == {}
    QTest.keyClick(panel.value_line, Qt.Key.Key_Escape)
    assert (panel.key_line.text(), session.selection) == ("", {3})


def test_that_an_editor_ends_from_its_list_of_completions(panel: AttributesPanel, session: Session) -> None:
    session.select_annotations({1})
    panel.view.edit(panel.model.index(0, VALUE))
    editor = panel.view.findChild(QLineEdit)
    assert isinstance(editor, QLineEdit)
    editor.setText("gre")
    editor.completer().complete()
    editor.returnPressed.emit()
    assert attributes_of(session, 1)["color"] == "gre"


def test_that_nested_and_endless_values_are_seen_and_only_removed(panel: AttributesPanel, session: Session) -> None:
    values = Attributes({"parts": NestedValue('{"ear": 2}'), "note": "x" * (MAX_VALUE_CHARACTERS + 1)})
    show(session, 1, replace(CAT, attributes=values))
    session.select_annotations({1})
    model = panel.model
    for row in range(2):
        assert not model.index(row, VALUE).flags() & Qt.ItemFlag.ItemIsEditable
        assert model.index(row, KEY).flags() & Qt.ItemFlag.ItemIsEditable
    assert rows(panel)[0] == ("parts", '{"ear": 2}')
    assert len(rows(panel)[1][1]) < MAX_VALUE_CHARACTERS
    panel.view.selectRow(0)
    panel.remove_selected()
    assert list(attributes_of(session, 1)) == ["note"]


def test_that_locked_boxes_and_read_only_images_keep_theirs(panel: AttributesPanel, session: Session) -> None:
    assert session.document is not None
    session.document.set_locked([1], locked=True)
    session.select_annotations({1, 3})
    add(panel, "color", "green")
    assert [attributes_of(session, uid).get("color") for uid in (1, 3)] == ["red", "green"]
    show(session, 1, CAT, locked_reason="no")
    session.select_annotations({1})
    assert not panel.add_button.isEnabled()
    assert not panel.model.index(0, VALUE).flags() & Qt.ItemFlag.ItemIsEditable


def written(root: Path, name: str, session: Session, *annotations: Annotation) -> None:
    """Show an image whose labels are in this format."""
    writer = FORMATS[name].create_writer(root, ("cat",))
    images(writer.locate_image("a.png").parent, "a.png")
    writer.add_image("a.png", 640, 480, ImageAnnotations(annotations))
    writer.finish()
    data = open_dataset(root)
    session.go_to_index(1)
    session.show_image(1, blank_image(), data.read_labels(data.images[0]))
    session.select_annotations({0})


def test_that_a_format_without_attributes_says_so_before_anything_is_typed(
    panel: AttributesPanel, session: Session, tmp_path: Path
) -> None:
    written(tmp_path, "yolo", session, BARE)
    assert panel.hint.text() == tr(NOT_HELD_TEXT)
    assert not panel.add_button.isEnabled()
    assert not panel.model.set_value("color", "red")


def test_that_names_with_another_meaning_are_refused(panel: AttributesPanel, session: Session, tmp_path: Path) -> None:
    written(tmp_path, "coco", session, CAT)
    add(panel, "occluded", "true")
    assert panel.hint.text() == tr(RESERVED_TEXT).format(name="occluded")
    assert not panel.model.setData(panel.model.index(0, KEY), "difficult")
    assert list(attributes_of(session, 0)) == ["color", "tame", "age"]


def test_that_images_with_the_value_are_searched(panel: AttributesPanel, session: Session, qtbot: QtBot) -> None:
    session.select_annotations({1})
    panel.view.selectRow(0)
    search = panel.view.actions()[-1]
    with qtbot.waitSignal(panel.search_requested) as found:
        search.trigger()
    assert found.args == ['attr:"color=red"']


def test_that_copies_have_the_attributes_and_tooltips_show_them(session: Session) -> None:
    assert session.document is not None
    session.document.duplicate_annotations([1])
    assert session.document.annotations[-1].attributes == CAT.attributes
    model = BoxTableModel(session)
    tip = model.index(0, CLASS).data(Qt.ItemDataRole.ToolTipRole)
    assert tip.splitlines()[:1] + tip.splitlines()[-3:] == ["cat", "color: red", "tame: true", "age: 3"]


def test_that_the_index_of_a_folder_holds_each_attribute_once() -> None:
    again = replace(CAT, attributes=Attributes({"tame": 1}))
    indexed = index_image_annotations(ImageAnnotations((CAT, CAT, DOG, again, BARE)))
    assert indexed.attributes == (("color", "red"), ("tame", True), ("age", 3), ("color", "blue"), ("tame", 1))
    assert index_image_annotations(ImageAnnotations((BARE,))).attributes == ()


def test_that_attributes_are_summarized_and_described() -> None:
    one = replace(CAT, attributes=Attributes({"a": 1}))
    other = replace(CAT, attributes=Attributes({"a": True}))
    (summary,) = summarize_attributes([one, other, BARE])
    assert (summary.values, summary.count, summary.total, summary.is_common) == ((1, True), 2, 3, False)
    assert describe_attributes(CAT.attributes) == "color: red, tame: true, age: 3"
    assert describe_attributes(NO_ATTRIBUTES) == ""
