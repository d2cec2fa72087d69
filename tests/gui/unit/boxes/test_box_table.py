"""The table of boxes: shows what the canvas shows, and edits in undoable steps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from detector.data.annotation import Annotation
from detector.data.geometry import Box, Geometry
from detector.data.image_io import decode_image
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.outlined_box import OutlinedBox
from detector.data.outlines.rings import Part, Ring, Rings
from frcnn_gui.boxes.box_table import AREA, CLASS, DIFFICULT, HEIGHT, SHAPE, WIDTH, BoxTableModel, X, apply_cell_edit
from frcnn_gui.boxes.boxes_panel import BoxesPanel
from frcnn_gui.boxes.optional_columns import OptionalColumns
from frcnn_gui.common.canvas_colors import class_color
from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import format_number
from frcnn_gui.common.settings import Settings
from frcnn_gui.document.document import Document
from frcnn_gui.document.session import Session
from frcnn_gui.document.shapes import SHAPE_NAMES
from tests.gui.unit.folders import gallery, write_image, write_labels

ANNOTATION = Annotation(Box(5, 6, 30, 28), "cat", 0)
_CHECK = Qt.ItemDataRole.CheckStateRole


def open_first(session: Session, root: Path, locked_reason: str = "") -> None:
    folder = gallery(root)
    session.set_folder(folder)
    session.go_to_index(0)
    file = None if locked_reason else folder.read_labels(folder[0])
    session.show_image(0, decode_image(folder[0]), file, locked_reason)


@pytest.fixture
def session(qtbot: QtBot, tmp_path: Path) -> Session:
    image = write_image(tmp_path / "a.png", 64, 48)
    write_labels(image, (6, 7, 30, 28, "cat"), (11, 11, 20, 20, "dog"))
    session = Session()
    open_first(session, tmp_path)
    return session


@pytest.fixture
def model(session: Session) -> BoxTableModel:
    return BoxTableModel(session)


def cell(model: BoxTableModel, row: int, column: int) -> QModelIndex:
    return model.index(row, column)


def test_that_it_is_a_model_qt_is_content_with(model: BoxTableModel, qtmodeltester: Any) -> None:
    qtmodeltester.check(model)


def test_that_a_row_shows_class_place_and_size(model: BoxTableModel) -> None:
    assert [model.data(cell(model, 0, column)) for column in range(5)] == ["cat", "5", "6", "25", "22"]
    assert [model.data(cell(model, 0, column)) for column in (SHAPE, AREA)] == [tr(SHAPE_NAMES["box"]), "550"]


def test_that_a_class_has_the_color_it_has_on_the_canvas(model: BoxTableModel, session: Session) -> None:
    icon = model.data(cell(model, 1, CLASS), Qt.ItemDataRole.DecorationRole)
    assert icon.pixmap(12, 12).toImage().pixelColor(6, 6) == QColor(class_color("dog", session.classes))


def test_that_a_number_edited_is_one_undoable_step(model: BoxTableModel, session: Session) -> None:
    document = session.document
    assert document is not None
    assert model.setData(cell(model, 0, WIDTH), "30")
    assert document.annotations[0].bounds.xyxy == (5, 6, 35, 28)
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert model.data(cell(model, 0, WIDTH)) == "25"


@pytest.mark.parametrize("text", ["", "wide", "-3", "0", "nan", "inf", "60"])
def test_that_what_makes_no_box_in_the_image_is_refused(model: BoxTableModel, session: Session, text: str) -> None:
    assert not model.setData(cell(model, 0, WIDTH), text)
    assert session.document is not None
    assert session.document.annotations[0].bounds.xyxy == ANNOTATION.bounds.xyxy


def test_that_a_new_class_typed_joins_the_classes(model: BoxTableModel, session: Session) -> None:
    assert model.setData(cell(model, 0, CLASS), " elk ")
    assert session.document is not None
    assert session.document.annotations[0].label == "elk"
    assert "elk" in session.classes


def test_that_an_empty_class_is_refused(model: BoxTableModel) -> None:
    assert not model.setData(cell(model, 0, CLASS), "  ")


def test_that_difficult_is_ticked(model: BoxTableModel, session: Session) -> None:
    assert model.data(cell(model, 0, DIFFICULT), _CHECK) == Qt.CheckState.Unchecked
    assert model.setData(cell(model, 0, DIFFICULT), Qt.CheckState.Checked.value, _CHECK)
    assert session.document is not None
    assert session.document.annotations[0].difficult
    assert model.data(cell(model, 0, DIFFICULT), _CHECK) == Qt.CheckState.Checked


def test_that_a_drag_shows_its_numbers_before_it_ends(qtbot: QtBot, model: BoxTableModel, session: Session) -> None:
    document = session.document
    assert document is not None
    with qtbot.waitSignal(model.dataChanged):
        document.set_preview((document.annotations[0].move_by(3, 0), document.annotations[1]))
    assert model.data(cell(model, 0, X)) == "8"
    document.set_preview(None)
    assert model.data(cell(model, 0, X)) == "5"


def test_that_a_new_box_gets_a_row(model: BoxTableModel, session: Session) -> None:
    assert session.document is not None
    uid = session.document.add_box(1, 1, 9, 9, "elk")
    assert model.row_of(uid) == 2
    assert model.rowCount() == 3


def test_that_a_locked_image_shows_no_editable_cell(qtbot: QtBot, tmp_path: Path) -> None:
    write_image(tmp_path / "b" / "b.png")
    session = Session()
    model = BoxTableModel(session)
    open_first(session, tmp_path / "b", "b.xml cannot be read.")
    assert model.rowCount() == 0
    assert not model.setData(QModelIndex(), "1")


def test_that_leaving_an_image_ends_its_edits(qtbot: QtBot, model: BoxTableModel, session: Session) -> None:
    document = session.document
    assert document is not None
    session.index = -1  # so that going to the same image counts as going
    session.go_to_index(0)
    assert not model.setData(cell(model, 0, WIDTH), "30")
    assert not model.flags(cell(model, 0, WIDTH)) & Qt.ItemFlag.ItemIsEditable


@pytest.mark.parametrize(
    ("value", "text"), [(5.0, "5"), (5.25, "5.25"), (5.128, "5.13"), (-0.5, "-0.5"), (100.0, "100")]
)
def test_that_numbers_are_as_short_as_they_can_be(value: float, text: str) -> None:
    assert format_number(value) == text


def test_that_a_comma_serves_as_a_point() -> None:
    assert apply_cell_edit(ANNOTATION, X, "7,5", 64, 48) == Annotation(Box(7.5, 6, 32.5, 28), "cat", 0)


def test_that_height_grows_downwards() -> None:
    edited = apply_cell_edit(ANNOTATION, HEIGHT, "30", 64, 48)
    assert edited is not None
    assert edited.bounds.xyxy == (5, 6, 30, 36)


RING = Rings(
    (Part(Rings.from_box(Box(10, 10, 30, 30)).parts[0].outer, (Ring.from_points([(12, 12), (16, 12), (16, 16)]),)),)
)
BITMAP = Bitmap.from_mask(np.array([[True, False], [True, True]]), 40, 20)


def put_shapes(session: Session) -> Document:
    """A polygon with a hole, a mask and a box."""
    document = session.document
    assert document is not None
    geometries: list[Geometry] = [OutlinedBox.around(RING), OutlinedBox.around(BITMAP), Box(1, 1, 5, 6)]
    labels = ("dog", "cat", "Bird")
    annotations = tuple(Annotation(one, labels[at], at) for at, one in enumerate(geometries))
    document.replace_annotations("Put", annotations)
    return document


def read_column(model: BoxTableModel, column: int) -> list[str]:
    return [model.data(cell(model, row, column)) for row in range(model.rowCount())]


def test_that_shape_and_area_are_those_of_the_outline_and_cannot_be_edited(
    model: BoxTableModel, session: Session
) -> None:
    document = put_shapes(session)
    assert read_column(model, SHAPE) == [tr(SHAPE_NAMES[shape]) for shape in ("polygon", "mask", "box")]
    assert read_column(model, AREA) == ["392", "3", "20"]
    for column in (SHAPE, AREA):
        assert not model.flags(cell(model, 0, column)) & Qt.ItemFlag.ItemIsEditable
        assert not model.setData(cell(model, 0, column), "7")
    assert document.undo_stack.count() == 1


@pytest.mark.parametrize(
    ("column", "ascending"),
    [(CLASS, [2, 1, 0]), (X, [2, 0, 1]), (SHAPE, [2, 1, 0]), (AREA, [1, 2, 0]), (DIFFICULT, [0, 1, 2])],
)
def test_that_rows_are_sorted_by_a_column_and_back(
    model: BoxTableModel, session: Session, column: int, ascending: list[int]
) -> None:
    put_shapes(session)
    model.sort(column)
    assert [one.uid for one in model.annotations] == ascending
    model.sort(column, Qt.SortOrder.DescendingOrder)
    if column != DIFFICULT:
        assert [one.uid for one in model.annotations] == ascending[::-1]
    model.sort(-1)
    assert [one.uid for one in model.annotations] == [0, 1, 2]


def test_that_an_edit_leaves_sorted_rows_in_place_and_changes_the_row_of_its_box(
    model: BoxTableModel, session: Session
) -> None:
    document = put_shapes(session)
    model.sort(AREA)
    assert model.setData(cell(model, 1, WIDTH), "60")
    assert read_column(model, AREA) == ["3", "300", "392"]
    assert document.annotations[2].bounds.width == 60
    assert model.row_of(2) == 1
    document.set_preview((document.annotations[0], document.annotations[1], document.annotations[2].move_by(1, 0)))
    assert read_column(model, X) == ["40", "2", "10"]
    document.set_preview(None)
    document.add_box(1, 1, 3, 3, "elk")
    assert read_column(model, AREA) == ["3", "4", "300", "392"]


def test_that_shape_and_area_are_shown_on_request_and_remembered(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    settings = Settings(tmp_path / "settings.ini")
    panel = BoxesPanel(session)
    qtbot.addWidget(panel)
    columns, width = OptionalColumns(panel, settings), panel.minimumSizeHint().width()
    assert panel.view.isColumnHidden(SHAPE)
    assert panel.view.isColumnHidden(AREA)
    _shape, area = columns.menu.actions()
    area.trigger()
    assert not panel.view.isColumnHidden(AREA)
    assert panel.minimumSizeHint().width() == width + panel.view.columnWidth(AREA)
    again = BoxesPanel(session)
    qtbot.addWidget(again)
    OptionalColumns(again, settings)
    assert [again.view.isColumnHidden(column) for column in (SHAPE, AREA)] == [True, False]
    again.view.sortByColumn(AREA, Qt.SortOrder.AscendingOrder)
    again.show_optional_column(AREA, False)
    assert [one.uid for one in again.model.annotations] == [0, 1]
