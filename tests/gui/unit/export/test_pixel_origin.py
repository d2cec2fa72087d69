"""The status bar says how Pascal VOC files count pixels and why, and a person can change it for the folder."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from detector.data.formats.voc.dataset import EDGES_TITLE, PIXELS_TITLE
from detector.data.formats.voc.pixel_origin import PROGRAM_TEXT, REASON_TEXTS, OriginReason
from frcnn_gui.common.language import tr
from frcnn_gui.common.texts.format_texts import translate_text
from frcnn_gui.main_window import MainWindow
from tests.detector.data.formats.voc.test_program import EDGES, LABELIMG, PIXELS
from tests.detector.data.test_label_folders import draw
from tests.gui.unit.window.test_label_location import open_folder


def shown(window: MainWindow) -> tuple[float, ...]:
    document = window.context.session.document
    assert document is not None
    return document.annotations[0].bounds.xyxy


def trigger(window: MainWindow, name: str, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.open_controller.opened, timeout=20_000):
        window.context.actions[name].trigger()
    qtbot.waitUntil(lambda: window.context.session.document is not None, timeout=20_000)


def test_that_the_origin_is_said_changed_and_remembered(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    actions, button = window.context.actions, window.format_controller.button
    assert not actions["origin_0"].isEnabled()
    root = tmp_path / "pictures"
    draw(root, "a.jpg")
    (root / "a.xml").write_text(LABELIMG)
    open_folder(window, root, qtbot)
    qtbot.waitUntil(lambda: window.context.session.document is not None, timeout=20_000)
    assert shown(window) == EDGES
    assert button.text() == translate_text(EDGES_TITLE)
    assert tr(PROGRAM_TEXT).format(program="labelImg") in button.toolTip()
    assert actions["origin_found"].isChecked()
    trigger(window, "origin_1", qtbot)
    assert shown(window) == PIXELS
    assert button.text() == translate_text(PIXELS_TITLE)
    assert tr(REASON_TEXTS[OriginReason.GIVEN]) in button.toolTip()
    open_folder(window, root, qtbot)
    assert actions["origin_1"].isChecked()
    trigger(window, "origin_found", qtbot)
    assert shown(window) == EDGES
    assert (root / "a.xml").read_text() == LABELIMG


def test_that_other_formats_have_no_origin_to_change(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    draw(tmp_path / "pictures", "a.jpg")
    (tmp_path / "pictures" / "a.txt").write_text("0 0.5 0.5 0.1 0.1\n")
    open_folder(window, tmp_path / "pictures", qtbot)
    assert not window.context.actions["origin_0"].isEnabled()
