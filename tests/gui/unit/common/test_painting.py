"""Painters are closed whatever happens, and nothing that a file says can make painting fail."""

from __future__ import annotations

import ast
import gc
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

import frcnn_gui
from frcnn_gui.canvas.painting.clipping import CLIP_MARGIN_PX, PixelRect, floor_int
from frcnn_gui.common import painting
from frcnn_gui.common.painting import guarded_item, guarded_painter, painter_on
from frcnn_gui.document.document import Document
from tests.gui.unit.small_session import annotation, document
from tests.reliability.paint import (
    HIGH_IMAGE,
    HUGE_BOX,
    MANY_POINTS,
    ODD_OUTLINES,
    WIDE_IMAGE,
    Case,
    Stand,
    check,
    run,
)

PACKAGE = Path(frcnn_gui.__file__).parent
"""Where every class that paints is looked for."""


@pytest.fixture
def stand(qtbot: QtBot, tmp_path: Path) -> Stand:
    stand = Stand(tmp_path)
    qtbot.addWidget(stand.canvas)
    stand.canvas.show()
    return stand


@pytest.fixture
def reported(monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    """What reaches the reporter of faults."""
    faults: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, fault, _traceback: faults.append(fault))
    painting._reported_faults.clear()
    return faults


class Faulty(QWidget):
    """Fails in the middle of its painting, with a second painter at work on a picture."""

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's
        with guarded_painter(self) as painter:
            painter.fillRect(self.rect(), "#ff0000")
            with painter_on(QImage(5, 5, QImage.Format.Format_RGB32)) as inner:
                inner.drawPoint(0, 0)
                raise OverflowError("a number that no painter takes")


def test_that_a_fault_in_a_paint_event_is_reported_once_and_the_window_lives(
    qtbot: QtBot, reported: list[BaseException]
) -> None:
    widget = Faulty()
    qtbot.addWidget(widget)
    grabs = [widget.grab().toImage() for _ in range(3)]
    assert [type(fault) for fault in reported] == [OverflowError]
    assert grabs[2].pixelColor(1, 1).name() == "#ff0000"


def test_that_a_picture_can_be_used_after_a_fault() -> None:
    image = QImage(5, 5, QImage.Format.Format_RGB32)
    with pytest.raises(RuntimeError), painter_on(image):
        raise RuntimeError
    with painter_on(image) as painter:
        assert painter.isActive()
    assert not image.paintingActive()


def test_that_an_item_that_fails_leaves_the_painter_of_its_view_as_it_was(reported: list[BaseException]) -> None:
    image = QImage(5, 5, QImage.Format.Format_RGB32)
    with painter_on(image) as painter:
        for _ in range(2):
            with guarded_item(painter):
                painter.setOpacity(0.5)
                raise RuntimeError("an item")
        assert painter.opacity() == 1.0
    assert len(reported) == 1


def methods_that_paint() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Every method of the package that Qt calls with a painter or to paint."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                bases = {ast.unparse(base) for base in node.bases}
                for method in node.body:
                    if isinstance(method, ast.FunctionDef) and (
                        method.name in {"paintEvent", "paintSection", "drawRow", "drawBranches", "drawBackground"}
                        or (method.name == "paint" and any("Delegate" in base or "Item" in base for base in bases))
                    ):
                        yield f"{path.relative_to(PACKAGE)}: {node.name}.{method.name}", method


def test_that_everything_that_qt_asks_to_paint_is_guarded() -> None:
    found = dict(methods_that_paint())
    assert len(found) >= 8
    for name, method in found.items():
        *before, statement = method.body
        assert [ast.unparse(one) for one in before] in ([], ["super().paintEvent(event)"]), name
        assert isinstance(statement, ast.With), f"{name} does something outside of its guard"
        call = statement.items[0].context_expr
        if method.name == "paintEvent":
            assert ast.unparse(call) in ("guarded_painter(self)", "guarded_painter(self.viewport())"), name
        else:
            assert ast.unparse(call) == "guarded_item(painter)", name


def test_that_painters_are_made_in_one_place_only() -> None:
    makers = [
        path.relative_to(PACKAGE).as_posix()
        for path in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"QPainter", "QtGui.QPainter"}
    ]
    assert makers == ["common/painting.py"]


@pytest.mark.parametrize("case", [HUGE_BOX, WIDE_IMAGE, HIGH_IMAGE, MANY_POINTS, ODD_OUTLINES])
def test_that_one_large_number_or_side_is_painted(stand: Stand, case: Case) -> None:
    check(stand, case)


def test_that_boxes_of_any_size_are_painted_over_images_of_any_shape_at_any_zoom(stand: Stand) -> None:
    run(stand, 15)  # tests.reliability.paint: thousands


def test_that_the_sides_of_a_huge_box_are_drawn_where_they_are(stand: Stand) -> None:
    case = Case((300, 200), ((20.0, 30.0, 2147483647.0, 1e300),), zoom=1.0, center=(0.0, 0.0))
    with stand.watched():
        stand.show(case)
        stand.move_to(case)
        stand.layer.set_visible(False)
        shown = stand.canvas.grab().toImage()
    assert not stand.faults
    x, y = (round(value) for value in stand.canvas.viewport.to_widget(20, 30))
    color = stand.session.class_color("car")
    assert {shown.pixelColor(x + dx, y + 20).name() for dx in (0, 1)} == {color.lower()}
    assert {shown.pixelColor(x + 60, y + dy).name() for dy in (0, 1)} == {color.lower()}


def test_that_cut_rectangles_keep_the_sides_that_are_seen() -> None:
    cut = PixelRect(-(2**40), 5, 2**40, 2**62).clip_near_widget(100, 50)
    assert (cut.left(), cut.top(), cut.width(), cut.height()) == (
        -CLIP_MARGIN_PX,
        5,
        100 + 2 * CLIP_MARGIN_PX,
        45 + CLIP_MARGIN_PX,
    )
    assert PixelRect(3, 4, 10, 20).clip_near_widget(100, 50) == QRect(3, 4, 7, 16)
    assert [floor_int(value) for value in (2.9, -0.1, 1e308, -1e308)] == [2, -1, 2**60, -(2**60)]
    assert floor_int(float("nan")) == floor_int(float("-inf")) == -(2**60)


def test_that_a_document_with_a_past_can_be_let_go(qtbot: QtBot) -> None:
    """Its commands must not be in a circle with it: Qt and the garbage collector would both take it apart."""
    gc.collect()
    before = sum(type(one) is Document for one in gc.get_objects())
    for _ in range(20):
        opened = document()
        for step in range(3):
            opened.replace_annotations("Put", (annotation(step, 0, 10, 10),))
        opened.undo_stack.undo()
        del opened
    assert sum(type(one) is Document for one in gc.get_objects()) == before
    gc.collect()
