"""Names of classes, files and folders that look like HTML are shown letter by letter, everywhere."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QLabel, QMessageBox
from pytestqt.qtbot import QtBot

import frcnn_gui
from frcnn_gui.common.charts.curve_chart import CurveChart
from frcnn_gui.common.plain_text import (
    MAX_LABEL_LENGTH,
    MAX_TIP_LENGTH,
    PlainLabel,
    PlainMessageBox,
    format_menu_item,
    format_tooltip,
    is_rich_text,
)
from frcnn_gui.help.whats_this import build_explanation
from frcnn_gui.main_window import MainWindow
from tests.reliability.markup import NAMES, walk, write_folder

IMAGE_TAG = '<img src="/dev/zero">'
PACKAGE = Path(frcnn_gui.__file__).parent
OWN_HTML = {"_build_tooltip()"}
"""What makes its HTML itself, of no names."""


def shown(html: str) -> str:
    document = QTextDocument()
    document.setHtml(html)
    assert "<img" not in document.toHtml()
    return document.toPlainText()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names of files")
def test_that_no_name_is_html_anywhere_in_the_window(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    found = walk(window, write_folder(tmp_path), lambda done: qtbot.waitUntil(done, timeout=20_000))
    assert found.faults == []
    assert [name for name in NAMES if name not in found.seen] == []


@pytest.mark.parametrize(
    "name", [IMAGE_TAG, "<b>x", "a<br>b", "&lt;b&gt;", "<!-- x", "<?xml version='1.0'?><a/>", " <IMG SRC=//host/x>\nb"]
)
def test_that_a_tooltip_shows_a_name_letter_by_letter(name: str) -> None:
    tip = format_tooltip(name)
    assert (shown(tip) if is_rich_text(tip) else tip).split() == name.split()


@pytest.mark.parametrize("name", ["cat", "a < b", "<3", "a & b", "C:\\photos"])
def test_that_a_tooltip_of_a_usual_name_is_the_name(name: str) -> None:
    assert format_tooltip(name) == name


def test_that_endless_texts_are_cut() -> None:
    endless = "x" * 5_000_000
    assert len(format_tooltip(endless)) == MAX_TIP_LENGTH
    assert len(format_tooltip("<b>" * 1_000_000)) < 10 * MAX_TIP_LENGTH


def test_that_labels_and_message_boxes_take_no_html(qtbot: QtBot) -> None:
    label, box = PlainLabel(IMAGE_TAG), PlainMessageBox()
    qtbot.addWidget(label)
    qtbot.addWidget(box)
    assert label.text() == IMAGE_TAG
    assert label.textFormat() == Qt.TextFormat.PlainText
    label.setText("x" * 5_000_000)
    assert len(label.text()) == MAX_LABEL_LENGTH
    box.setText(IMAGE_TAG)
    box.setInformativeText(IMAGE_TAG)
    labels = [one for one in box.findChildren(QLabel) if one.text() == IMAGE_TAG]
    assert len(labels) == 2
    assert {one.textFormat() for one in labels} == {Qt.TextFormat.PlainText}


def test_that_an_entry_of_a_menu_shows_its_ampersand() -> None:
    assert format_menu_item("a&b") == "a&&b"


def test_that_whats_this_does_not_take_a_tooltip_for_html(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    for tip in (format_tooltip(IMAGE_TAG), "<3 <img src=x>"):
        label.setToolTip(tip)
        assert "<img" in shown(build_explanation(label))


def test_that_a_legend_shows_the_name_of_a_run_or_a_class(qtbot: QtBot) -> None:
    chart = CurveChart("curves", "")
    qtbot.addWidget(chart)
    chart.draw_separate_curves({IMAGE_TAG: ((0.0, 1.0), (0.0, 1.0))}, "x", "y")
    assert IMAGE_TAG in shown(chart.legend.text()).replace("\xa0", " ")


# -- what is not made with the helpers


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call in the window's code, with its place."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and path.name != "plain_text.py":
                yield f"{path.relative_to(PACKAGE)}:{node.lineno}", node


def is_safe(tip: ast.expr) -> bool:
    """Whether a tooltip has no name in it, or was made by `format_tooltip`."""
    if isinstance(tip, ast.IfExp):
        return is_safe(tip.body) and is_safe(tip.orelse)
    if isinstance(tip, ast.Call):
        called = ast.unparse(tip.func)
        plain = called == "tr" and all(isinstance(one, ast.Constant) for one in tip.args)
        return plain or called == "format_tooltip" or called.endswith(".toolTip") or ast.unparse(tip) in OWN_HTML
    return isinstance(tip, ast.Constant)


def test_that_every_tooltip_with_a_name_in_it_is_made_by_the_helper() -> None:
    wrong = []
    for place, call in calls():
        if isinstance(call.func, ast.Attribute) and call.func.attr in ("setToolTip", "setTabToolTip", "showText"):
            tip = call.args[1] if call.func.attr in ("showText", "setTabToolTip") else call.args[-1]
            if not is_safe(tip):
                wrong.append(f"{place}: {ast.unparse(call)}")
    assert wrong == []


def test_that_every_label_and_message_box_is_made_by_the_helper() -> None:
    wrong = [
        f"{place}: {ast.unparse(call)}"
        for place, call in calls()
        if ast.unparse(call.func) in ("QLabel", "QMessageBox", "QProgressDialog", "QErrorMessage")
        or ast.unparse(call.func).startswith(("QMessageBox.", "QInputDialog."))
    ]
    assert wrong == []
    assert issubclass(PlainMessageBox, QMessageBox)
