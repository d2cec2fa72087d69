"""Boxes at a click: shown after a click, changed by Tab, taken by Enter, dropped by Esc; never a box without a key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from detector.click_boxes import ClickBox
from detector.config import MaskConfig
from detector.data.annotation import Annotation
from detector.data.formats.coco.dataset import CocoFormat
from detector.data.geometry import Box
from detector.data.image_io import decode_image
from detector.data.outlines.outlined_box import get_outline
from detector.predictor import Predictor
from detector.proposal_sources import requirements
from detector.proposal_sources.requirements import INSTALL_COMMAND, NEEDS_PACKAGE
from detector.training.checkpoints.checkpoint import save_checkpoint
from frcnn_gui.boxes.click_boxes_controller import ClickBoxesController
from frcnn_gui.canvas.tools.click_tool import LABELED_TEXT, NO_BOX_TEXT, SURE_BOXES_TEXT, TAKE_TEXT, ClickTool
from frcnn_gui.common.engine_loader import Engine
from frcnn_gui.common.language import tr
from frcnn_gui.context import WindowContext
from frcnn_gui.document.image_collection import Gallery
from frcnn_gui.network.network import Network
from tests.detector.data.formats.joint_samples import coco_object, written_coco
from tests.detector.small import SMALL, SMALL_PYRAMID, small_model
from tests.gui.unit.canvas_bench import Bench
from tests.sentences import has_sentence

SQUARE = Box(60, 50, 80, 70)


@dataclass
class Clicking:
    """The canvas of a window with a click tool, an untrained network, and an image with a square on a plain ground."""

    qtbot: QtBot
    bench: Bench
    network: Network

    @property
    def tool(self) -> ClickTool:
        tool = self.bench.canvas._runner.tool
        assert isinstance(tool, ClickTool)
        return tool

    def wait(self) -> None:
        self.qtbot.waitUntil(lambda: not self.bench.jobs.jobs, timeout=60_000)

    def click(self, x: float, y: float) -> None:
        QTest.mouseClick(self.bench.canvas, Qt.MouseButton.LeftButton, pos=self.bench.place(x, y))
        self.wait()

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.bench.canvas, key)


@pytest.fixture
def clicking(qtbot: QtBot, tmp_path: Path) -> Iterator[Clicking]:
    image = Image.new("RGB", (100, 80), (70, 130, 60))
    ImageDraw.Draw(image).rectangle((60, 50, 79, 69), fill=(40, 60, 200))
    image.save(tmp_path / "a.png")
    bench = Bench(qtbot, Gallery(CocoFormat().open_dataset(written_coco(tmp_path / "labels.json", coco_object()))))
    bench.document.replace_annotations("Remove", ())
    network, engine = Network(), Engine(bench.jobs, bench.window)
    engine.is_ready = True
    parts = {name: getattr(bench, name) for name in ("window", "session", "canvas", "jobs", "actions")}
    ClickBoxesController(cast(WindowContext, SimpleNamespace(network=network, engine=engine, **parts)))
    bench.trigger("click_box")
    yield Clicking(qtbot, bench, network)
    bench.close()


def use_network(clicking: Clicking, folder: Path) -> None:
    save_checkpoint(folder / "own.safetensors", small_model(), 1)
    clicking.network.use_device("cpu")
    clicking.network.use_checkpoint(folder / "own.safetensors", SMALL)
    clicking.wait()


def test_that_a_click_shows_the_smallest_region_and_enter_takes_it(clicking: Clicking) -> None:
    bench = clicking.bench
    bench.session.current_label = "cat"
    clicking.click(70, 60)
    assert clicking.tool.boxes[0].box == SQUARE
    assert has_sentence(bench.messages[-1], TAKE_TEXT)
    assert not bench.document.annotations
    clicking.press(Qt.Key.Key_Return)
    (taken,) = bench.document.annotations
    assert (taken.bounds, taken.label) == (SQUARE, "cat")
    assert bench.session.selection == {taken.uid}
    assert bench.canvas.tool_name == "click_box"  # stays in hand
    assert not clicking.tool.boxes
    bench.trigger("undo")
    assert not bench.document.annotations


def test_that_a_hidden_class_is_shown_again_when_a_box_of_it_is_taken(clicking: Clicking) -> None:
    bench = clicking.bench
    bench.session.current_label = "cat"
    clicking.click(70, 60)
    bench.session.set_class_hidden("cat", True)
    assert clicking.tool.boxes  # is not given up
    clicking.press(Qt.Key.Key_Return)
    assert "cat" not in bench.session.hidden_classes
    assert len(bench.session.filter_visible(bench.document.annotations)) == 1


def test_that_the_image_is_prepared_once_and_a_click_is_answered_at_once(clicking: Clicking) -> None:
    started: list[object] = []
    clicking.wait()
    clicking.bench.jobs.job_started.connect(lambda _job: started.append(None))
    for x in (70, 72, 68):
        QTest.mouseClick(clicking.bench.canvas, Qt.MouseButton.LeftButton, pos=clicking.bench.place(x, 60))
        assert clicking.tool.boxes
    assert not started


def test_that_tab_goes_through_the_boxes_and_esc_drops_them_then_the_tool(clicking: Clicking) -> None:
    bench = clicking.bench
    clicking.click(70, 60)
    count = len(clicking.tool.boxes)
    shown = bench.canvas.grab().toImage()
    places = [clicking.tool.place]
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Backtab):
        clicking.press(key)
        places.append(clicking.tool.place)
    assert places == [0, 1 % count, 0, count - 1]
    assert bench.canvas.hasFocus() or not bench.window.isActiveWindow()
    clicking.press(Qt.Key.Key_Escape)
    assert not clicking.tool.boxes
    assert bench.canvas.grab().toImage() != shown
    clicking.press(Qt.Key.Key_Return)
    assert not bench.document.annotations
    clicking.press(Qt.Key.Key_Escape)
    assert bench.canvas.tool_name == "select"


def test_that_the_network_gives_box_and_class_and_a_class_key_overrules_it(clicking: Clicking, tmp_path: Path) -> None:
    bench = clicking.bench
    bench.session.add_classes(["square", "disc"])  # one of the folder is enough
    use_network(clicking, tmp_path)
    predictor = Predictor(small_model(), "cpu")
    predictor.set_image(decode_image(bench.document.image).pixels)
    centers = (predictor.predict_proposals().boxes.reshape(-1, 2, 2).mean(axis=1)).tolist()
    clicking.click(*centers[0])
    first = clicking.tool.boxes[0]
    assert first.label in small_model().classes
    assert first.score > 0
    clicking.press(Qt.Key.Key_Return)
    assert [(one.bounds, one.label) for one in bench.document.annotations] == [(first.box, first.label)]
    clicking.click(*centers[1])
    bench.session.current_label = "cat"
    assert clicking.tool.choose_label(clicking.tool.boxes[0], "cat") == "cat"
    clicking.press(Qt.Key.Key_Return)
    assert bench.document.annotations[-1].label == "cat"


def test_that_a_network_that_knows_no_class_of_the_folder_is_not_asked(clicking: Clicking, tmp_path: Path) -> None:
    assert set(clicking.bench.session.classes).isdisjoint(small_model().classes)
    use_network(clicking, tmp_path)
    clicking.click(70, 60)
    assert {one.label for one in clicking.tool.boxes} == {""}


SURE = (ClickBox(Box(10, 10, 40, 40), "disc", 0.9), ClickBox(SQUARE, "square", 0.8))


def show_sure(clicking: Clicking, at: tuple[float, float]) -> QImage:
    """The picture of the canvas with `SURE` boxes, the mouse at a point of the image."""
    clicking.wait()
    clicking.bench.canvas.show_sure_boxes(SURE)
    for place in ((1, 1), at):  # a mouse that is there already sends no event
        QTest.mouseMove(clicking.bench.canvas, clicking.bench.place(*place))
    return clicking.bench.canvas.grab().toImage()


def test_that_enter_takes_the_sure_box_under_the_mouse_and_nothing_elsewhere(clicking: Clicking) -> None:
    bench = clicking.bench
    clicking.wait()
    without = bench.canvas.grab().toImage()
    beside = show_sure(clicking, (50, 75))
    assert beside != without  # what it is sure of is seen before the mouse is there
    assert bench.messages[-1] == tr(SURE_BOXES_TEXT)
    clicking.press(Qt.Key.Key_Return)
    assert not bench.document.annotations
    assert show_sure(clicking, (70, 60)) != beside
    clicking.press(Qt.Key.Key_Return)
    (taken,) = bench.document.annotations
    assert (taken.bounds, taken.label) == (SQUARE, "square")
    clicking.press(Qt.Key.Key_Return)  # its object has a box now
    assert len(bench.document.annotations) == 1
    bench.trigger("undo")
    assert not bench.document.annotations


def test_that_tab_over_a_sure_box_shows_the_next_at_this_place_and_a_click_keeps_it(clicking: Clicking) -> None:
    show_sure(clicking, (70, 60))
    clicking.press(Qt.Key.Key_Tab)
    clicking.wait()
    assert clicking.tool.boxes[0] == SURE[1]
    assert clicking.tool.place == 1 % len(clicking.tool.boxes)
    clicking.press(Qt.Key.Key_Escape)
    clicking.click(70, 60)
    assert (clicking.tool.boxes[0], clicking.tool.place) == (SURE[1], 0)


def test_that_a_mask_head_gives_the_box_its_outline_in_the_same_step(clicking: Clicking, tmp_path: Path) -> None:
    bench, model = clicking.bench, small_model(config=replace(SMALL_PYRAMID, mask=MaskConfig(channels=8)))
    assert model.roi_heads.mask_predictor is not None
    torch.nn.init.constant_(model.roi_heads.mask_predictor.mask_fcn_logits.bias, 10.0)  # every cell is of the object
    bench.session.add_classes(model.classes)
    save_checkpoint(tmp_path / "own.safetensors", model, 1)
    clicking.network.use_device("cpu")
    clicking.network.use_checkpoint(tmp_path / "own.safetensors", model.config)
    clicking.wait()
    predictor = Predictor(model, "cpu")
    predictor.set_image(decode_image(bench.document.image).pixels)
    best = predictor.predict_proposals().boxes[0]
    clicking.click(*best.reshape(2, 2).mean(axis=0).tolist())
    first = clicking.tool.boxes[0]
    assert first.outline is not None
    clicking.press(Qt.Key.Key_Return)
    (taken,) = bench.document.annotations
    assert get_outline(taken.geometry) == first.outline
    assert taken.bounds == first.box == first.outline.bounds
    bench.trigger("undo")
    assert not bench.document.annotations


def test_that_an_object_with_a_box_and_a_place_without_one_are_reported(clicking: Clicking) -> None:
    bench = clicking.bench
    bench.document.replace_annotations("Draw", (Annotation(Box(60, 50, 80, 71), "cat", 0),))
    clicking.click(70, 60)
    assert SQUARE not in [one.box for one in clicking.tool.boxes]
    clicking.tool.clicked = (70, 60)
    context = bench.canvas._runner.build_context()
    assert context is not None
    assert clicking.tool.show_boxes([], context).message == tr(NO_BOX_TEXT)
    clicking.click(70, 60)
    only = clicking.tool.boxes
    bench.document.replace_annotations("Draw", tuple(Annotation(one.box, "cat", row) for row, one in enumerate(only)))
    bench.document.replace_annotations("Draw", (*bench.document.annotations, Annotation(SQUARE, "cat", 99)))
    clicking.click(70, 60)
    assert bench.messages[-1] == tr(LABELED_TEXT)


def test_that_the_command_to_install_the_extra_is_given(clicking: Clicking, monkeypatch: pytest.MonkeyPatch) -> None:
    clicking.wait()
    monkeypatch.setattr(requirements, "find_spec", lambda _name: None)
    clicking.bench.session.folder_changed.emit()  # forgets what is known
    monkeypatch.setattr("detector.proposal_sources.folder.KeptProposals.find_proposals", lambda *_: None)
    clicking.click(70, 60)
    assert has_sentence(clicking.bench.messages[-1], NEEDS_PACKAGE, command=INSTALL_COMMAND)
    assert not clicking.tool.is_dragging


def test_that_esc_while_the_boxes_are_found_answers_nothing(clicking: Clicking) -> None:
    clicking.wait()
    clicking.bench.session.folder_changed.emit()
    QTest.mouseClick(clicking.bench.canvas, Qt.MouseButton.LeftButton, pos=clicking.bench.place(70, 60))
    assert clicking.tool.is_dragging
    waiting = clicking.bench.canvas.grab().toImage()
    clicking.press(Qt.Key.Key_Escape)
    assert clicking.bench.canvas.grab().toImage() != waiting
    clicking.wait()
    assert not clicking.tool.boxes
    assert np.array_equal(clicking.bench.document.annotations, ())
