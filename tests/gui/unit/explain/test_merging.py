"""The Selective search dock: each step shows its segments, what is merged, and the box."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from detector.proposal_sources import requirements
from detector.proposal_sources.merging_steps import merge_segments
from detector.proposal_sources.requirements import INSTALL_COMMAND, NEEDS_PACKAGE
from frcnn_gui.common.language import tr
from frcnn_gui.explain.merging_controller import (
    FIRST_STEP_TEXT,
    NO_IMAGE_TEXT,
    ONE_SEGMENT_TEXT,
    SIMILARITY_TEXT,
    describe_step,
    trace_borders,
)
from frcnn_gui.explain.merging_panel import MergingPanel
from frcnn_gui.main_window import MainWindow
from tests.detector.proposal_sources.scenes import save_scene
from tests.gui.unit.window.test_main_window import open_path
from tests.sentences import has_sentence

RUN = 60_000


def open_dock(window: MainWindow) -> MergingPanel:
    window.workspace_controller.show_workspace("stages")
    window.context.show_dock("merging")
    panel = window.docks["merging"].widget()
    assert isinstance(panel, MergingPanel)
    return panel


def test_that_each_step_shows_its_merge(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    root = tmp_path / "photos"
    root.mkdir()
    scene = save_scene(root / "scene.png")
    panel = open_dock(window)
    assert panel.text_label.text() == tr(NO_IMAGE_TEXT)
    open_path(qtbot, window, root)
    qtbot.waitUntil(lambda: panel.steps.forward_button.isEnabled(), timeout=RUN)
    expected = merge_segments(scene.decode_pixels())
    layer = next(one for one in window.context.canvas.layers if one.key == "merging_step")
    assert layer.is_visible
    assert has_sentence(panel.text_label.text(), FIRST_STEP_TEXT, count=str(expected.segment_count))
    assert not layer.content.groups
    for step in range(1, len(expected.merges) + 1):
        qtbot.mouseClick(panel.steps.forward_button, Qt.MouseButton.LeftButton)
        similarity = f"{expected.merges[step - 1].similarity:.2f}"
        assert has_sentence(panel.similarity_label.text(), SIMILARITY_TEXT, sum=similarity)
        box = layer.content.groups[1].boxes
        np.testing.assert_array_equal(box, expected.boxes[[expected.segment_count + step - 1]])
    assert not panel.steps.forward_button.isEnabled()
    assert not len(layer.content.lines[0])  # one segment is left
    window.docks["merging"].hide()
    assert not layer.is_visible


def test_that_an_image_of_one_segment_has_nothing_to_merge() -> None:
    steps = merge_segments(np.full((40, 60, 3), 120, np.uint8))
    assert steps.segment_count == 1
    assert describe_step(steps, 0) == (tr(ONE_SEGMENT_TEXT), "")


def test_that_the_command_to_install_the_extra_is_given(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "photos"
    root.mkdir()
    save_scene(root / "scene.png")
    monkeypatch.setattr(requirements, "find_spec", lambda _name: None)
    open_path(qtbot, window, root)
    panel = open_dock(window)
    qtbot.waitUntil(lambda: has_sentence(panel.text_label.text(), NEEDS_PACKAGE, command=INSTALL_COMMAND), timeout=RUN)
    assert not panel.steps.forward_button.isEnabled()


def test_that_borders_are_the_lines_between_segments() -> None:
    lines = trace_borders(np.array([[0, 0, 1], [0, 2, 1], [0, 2, 2]]), (2.0, 10.0))
    found = {tuple(line) for line in lines.tolist()}
    assert found == {(4, 0, 4, 20), (2, 10, 2, 30), (2, 10, 4, 10), (4, 20, 6, 20)}
