"""Outlines proposed for selected boxes: shown dashed, accepted with Enter in one step, dismissed with Esc."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from detector.data.annotation import Annotation
from detector.data.formats.coco.dataset import CocoFormat
from detector.data.geometry import Box
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.outlined_box import get_outline
from detector.segmentation import segmenters
from detector.segmentation.requirements import INSTALL_COMMAND, NEEDS_OPENCV
from detector.segmentation.segmenters import BEST_AVAILABLE, GRAB_CUT, PLUGIN_UNUSABLE
from frcnn_gui.boxes import outline_proposals
from frcnn_gui.boxes.outline_proposals import CHANGED_TEXT, NOTHING_FOUND_TEXT
from frcnn_gui.canvas.tools.proposal_tool import PROPOSAL_DISMISSED_TEXT, ProposalTool
from frcnn_gui.common.language import tr
from frcnn_gui.common.preferences import SEGMENTER
from frcnn_gui.document.image_collection import Gallery
from tests.detector.data.formats.joint_samples import coco_object, written_coco
from tests.gui.unit.canvas_bench import Bench

ELLIPSE, SQUARE = Box(20, 20, 50, 45), Box(60, 50, 80, 70)
BOXES = (Annotation(ELLIPSE, "cat", 0), Annotation(SQUARE, "dog", 1))


@pytest.fixture
def bench(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    """A COCO folder with an image of 100 x 80 pixels with a red ellipse and a blue square on green."""
    image = Image.new("RGB", (100, 80), (70, 130, 60))
    pen = ImageDraw.Draw(image)
    pen.ellipse((20, 20, 49, 44), fill=(190, 60, 50))
    pen.rectangle((60, 50, 79, 69), fill=(40, 60, 200))
    image.save(tmp_path / "a.png")
    path = written_coco(tmp_path / "annotations.json", coco_object())
    bench = Bench(qtbot, Gallery(CocoFormat().open_dataset(path)))
    bench.put(*BOXES)
    yield bench
    bench.close()


def get_tool(bench: Bench) -> ProposalTool:
    tool = bench.canvas._runner.tool
    assert isinstance(tool, ProposalTool)
    return tool


def propose(qtbot: QtBot, bench: Bench) -> None:
    count = len(bench.messages)
    bench.trigger("propose_outline")
    qtbot.waitUntil(lambda: not bench.jobs.jobs and len(bench.messages) > count, timeout=20_000)


def test_that_enter_accepts_all_proposals_in_one_step_and_keeps_the_boxes(qtbot: QtBot, bench: Bench) -> None:
    steps = bench.document.undo_stack.count()
    propose(qtbot, bench)
    assert [one.label for one in get_tool(bench).proposed] == ["cat", "dog"]
    assert bench.document.annotations == BOXES
    assert bench.actions["propose_outline"].isChecked()
    QTest.keyClick(bench.canvas, Qt.Key.Key_Return)
    accepted = bench.document.annotations
    assert [one.bounds for one in accepted] == [ELLIPSE, SQUARE]
    assert [(one.label, one.uid) for one in accepted] == [("cat", 0), ("dog", 1)]
    ellipse, square = (get_outline(one.geometry) for one in accepted)
    assert isinstance(ellipse, Bitmap)
    assert isinstance(square, Bitmap)
    assert ellipse.area == pytest.approx(np.pi * 15 * 12.5, rel=0.1)
    assert square.area == pytest.approx(400, rel=0.1)
    assert bench.canvas.tool_name == "select"
    assert bench.document.undo_stack.count() == steps + 1
    bench.trigger("undo")
    assert bench.document.annotations == BOXES


def test_that_only_selected_boxes_that_may_be_changed_get_a_proposal(qtbot: QtBot, bench: Bench) -> None:
    bench.document.set_locked([0], True)
    propose(qtbot, bench)
    assert [one.label for one in get_tool(bench).proposed] == ["dog"]


def test_that_proposals_are_painted_with_dashes(qtbot: QtBot, bench: Bench) -> None:
    before = bench.canvas.grab().toImage()
    propose(qtbot, bench)
    shown = bench.canvas.grab().toImage()
    assert shown != before
    inside = bench.place(35, 32)
    assert shown.pixelColor(inside) != before.pixelColor(inside)


@pytest.mark.parametrize("way", ["key", "click"])
def test_that_a_proposal_can_be_dismissed(qtbot: QtBot, bench: Bench, way: str) -> None:
    propose(qtbot, bench)
    if way == "key":
        QTest.keyClick(bench.canvas, Qt.Key.Key_Escape)
    else:
        QTest.mouseClick(bench.canvas, Qt.MouseButton.LeftButton, pos=bench.place(5, 5))
    assert bench.messages[-1] == tr(PROPOSAL_DISMISSED_TEXT)
    assert bench.document.annotations == BOXES
    assert bench.canvas.tool_name == "select"
    assert not bench.actions["propose_outline"].isChecked()


def test_that_another_edit_dismisses_a_proposal(qtbot: QtBot, bench: Bench) -> None:
    propose(qtbot, bench)
    bench.document.move_annotations([0], 3, 0)
    assert bench.canvas.tool_name == "select"
    assert get_outline(bench.document.annotations[0].geometry) is None


def test_that_boxes_changed_meanwhile_get_no_proposal(qtbot: QtBot, bench: Bench) -> None:
    bench.trigger("propose_outline")
    bench.document.move_annotations([1], 3, 0)
    qtbot.waitUntil(lambda: tr(CHANGED_TEXT) in bench.messages, timeout=20_000)
    assert bench.canvas.tool_name == "select"


def test_that_boxes_without_anything_in_them_are_reported(qtbot: QtBot, bench: Bench) -> None:
    bench.put(Annotation(Box(200, 200, 220, 220), "cat", 0))
    propose(qtbot, bench)
    assert bench.messages[-1] == tr(NOTHING_FOUND_TEXT)


def test_that_the_command_to_install_the_extra_is_given(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outline_proposals, "can_propose_outlines", lambda _chosen: False)
    bench.trigger("propose_outline")
    assert bench.messages[-1] == tr(NEEDS_OPENCV).format(command=INSTALL_COMMAND)
    assert not bench.actions["propose_outline"].isChecked()
    assert not bench.jobs.jobs


@pytest.fixture
def plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two plug-ins whose outlines are squares of 3 and of 5 pixels, and one that is chosen but cannot be loaded."""

    def propose_square(side: int, _pixels: NDArray[np.uint8], box: Box) -> Bitmap:
        return Bitmap.from_mask(np.ones((side, side), bool))

    loaded = {"small": partial(propose_square, 3), "wide": partial(propose_square, 5)}
    monkeypatch.setattr(segmenters, "_load_plugins", lambda: loaded)
    monkeypatch.setattr(segmenters, "list_plugin_segmenters", lambda: (*loaded, "broken"))
    for name in (*loaded, "broken"):
        monkeypatch.setitem(cast(dict[str, str], SEGMENTER.choices), name, name)


@pytest.mark.usefixtures("plugins")
@pytest.mark.parametrize(("chosen", "area"), [(BEST_AVAILABLE, 9), ("wide", 25), (GRAB_CUT, 400)])
def test_that_the_segmenter_of_the_preferences_is_used(qtbot: QtBot, bench: Bench, chosen: str, area: int) -> None:
    bench.preferences.set_value(SEGMENTER, chosen)
    bench.put(BOXES[1])
    propose(qtbot, bench)
    [proposed] = get_tool(bench).proposed
    assert proposed.outline.area == pytest.approx(area, rel=0.1)


@pytest.mark.usefixtures("plugins")
def test_that_a_chosen_plugin_that_fails_is_named_and_not_replaced(qtbot: QtBot, bench: Bench) -> None:
    bench.preferences.set_value(SEGMENTER, "broken")
    propose(qtbot, bench)
    assert bench.messages[-1] == PLUGIN_UNUSABLE.format(name="broken")
    assert bench.canvas.tool_name == "select"


def test_that_a_plugin_that_is_no_longer_installed_is_the_default_again(bench: Bench) -> None:
    bench.settings.store_value(SEGMENTER.key, "uninstalled")
    assert bench.preferences.get_value(SEGMENTER) == BEST_AVAILABLE
