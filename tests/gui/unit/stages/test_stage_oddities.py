"""Images and boxes that no stage was made for: sensible pictures and a sentence, never an exception."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from detector.faster_rcnn import FasterRCNN
from detector.training.checkpoints.checkpoint import save_checkpoint
from frcnn_gui.common.language import tr
from frcnn_gui.explain.box_card import NO_SHAPE_FITS_TEXT, UNKNOWN_CLASS_TEXT
from frcnn_gui.explain.explain_panel import ExplainPanel
from frcnn_gui.explain.nms_panel import NmsPanel
from frcnn_gui.main_window import MainWindow
from frcnn_gui.review.funnel_panel import FunnelPanel
from frcnn_gui.stages.stage_layers import StageLayers
from frcnn_gui.stages.stages_panel import UNKNOWN_CLASSES_TEXT, StagesPanel
from tests.detector.small import SMALL, small_model
from tests.gui.unit.folders import write_labels
from tests.gui.unit.window.test_main_window import open_path
from tests.sentences import has_sentence

RUN = 120_000
WIDTH, HEIGHT = 120, 90
LabeledBox = tuple[int, int, int, int, str]


class Debugger:
    """A window with every dock of the stages open, and every layer shown."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.qtbot, self.window = qtbot, window
        window.context.engine.is_ready = True
        window.context.engine.ready_changed.emit()

    @property
    def layers(self) -> StageLayers:
        return self.window.context.stage_layers

    def panel(self, dock: str) -> object:
        return self.window.docks[dock].widget()

    def show_all(self) -> None:
        for dock in ("stages", "explain", "funnel", "nms", "anchor_fit"):
            self.window.context.show_dock(dock)
            self.qtbot.wait(1)
        for layer in self.layers.layers.values():
            layer.set_visible(True)
        model = self.window.context.stages
        self.qtbot.waitUntil(lambda: model.is_current or bool(model.failure), timeout=RUN)
        assert model.failure == ""
        self.window.context.canvas.grab()

    def select_first(self) -> None:
        document = self.window.context.session.document
        assert document is not None
        self.window.context.session.select_annotations([document.annotations[0].uid])
        self.qtbot.wait(1)

    @property
    def card(self) -> str:
        panel = self.panel("explain")
        assert isinstance(panel, ExplainPanel)
        return panel.card_view.toPlainText()


@pytest.fixture
def debugger(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> Debugger:
    """With a small network of the classes "square" and "disc"."""
    checkpoint = tmp_path / "model.safetensors"
    save_checkpoint(checkpoint, small_model(), 1)
    debugger = Debugger(qtbot, window)
    window.context.network.use_checkpoint(checkpoint, SMALL)
    return debugger


@pytest.fixture
def open_drawing(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> Callable[..., None]:
    def open_one(*boxes: LabeledBox, width: int = WIDTH, height: int = HEIGHT) -> None:
        image = tmp_path / "photos" / "a.jpg"  # of which a large one is read in a fraction of its size
        image.parent.mkdir()
        Image.new("L", (width, height), 90).save(image)
        if boxes:
            write_labels(image, *boxes, width=width, height=height)
        open_path(qtbot, window, image.parent)

    return open_one


def test_that_an_image_without_boxes_is_all_background(debugger: Debugger, open_drawing: Callable[..., None]) -> None:
    open_drawing()
    debugger.show_all()
    assignment = debugger.window.context.stages.assignment
    assert assignment is not None
    assert not (assignment.label == 1).any()
    debugger.window.context.show_dock("funnel")
    funnel = debugger.panel("funnel")
    assert isinstance(funnel, FunnelPanel)
    debugger.qtbot.waitUntil(
        lambda: {line.reached_button.text() for line in funnel.lines} == {"no objects"}, timeout=RUN
    )
    debugger.window.context.show_dock("nms")
    nms = debugger.panel("nms")
    assert isinstance(nms, NmsPanel)
    debugger.qtbot.waitUntil(lambda: nms.steps.step_label.text().startswith("Step 1 of"), timeout=RUN)


@pytest.mark.parametrize(
    ("box", "sentence"),
    [
        pytest.param((0, 0, WIDTH, HEIGHT, "square"), "120 x 90 px", id="one huge box"),
        pytest.param((50, 40, 53, 42, "square"), NO_SHAPE_FITS_TEXT, id="smaller than a stride"),
        pytest.param((-40, -30, 20, 20, "square"), "positive", id="partly outside"),
        pytest.param((WIDTH + 10, 5, WIDTH + 60, 50, "square"), "Unmatched", id="wholly outside"),
        pytest.param((10, 10, 60, 50, "zebra"), UNKNOWN_CLASS_TEXT, id="a class that the network does not know"),
    ],
)
def test_that_odd_boxes_have_pictures_and_a_card(
    debugger: Debugger, open_drawing: Callable[..., None], box: LabeledBox, sentence: str
) -> None:
    open_drawing(box)
    debugger.show_all()
    debugger.select_first()
    debugger.qtbot.waitUntil(lambda: has_sentence(debugger.card, tr(sentence)), timeout=RUN)
    assert debugger.layers.layers["matches"].content.summary


def test_that_a_box_that_leaves_the_image_counts_by_its_part_inside(
    debugger: Debugger, open_drawing: Callable[..., None]
) -> None:
    open_drawing((-40, -30, 20, 25, "square"), (200, 5, 260, 50, "disc"))
    debugger.show_all()
    trace = debugger.window.context.stages.trace
    assert trace is not None
    assert trace.true_boxes.tolist() == [[0, 0, 20, 25]]
    stages = debugger.panel("stages")
    assert isinstance(stages, StagesPanel)
    assert "1 box without area" in stages.state_label.text()


def test_that_boxes_that_are_left_out_are_named(debugger: Debugger, open_drawing: Callable[..., None]) -> None:
    open_drawing((10, 10, 60, 50, "zebra"), (70, 40, 110, 85, "disc"))
    debugger.show_all()
    stages = debugger.panel("stages")
    assert isinstance(stages, StagesPanel)
    assert has_sentence(stages.state_label.text(), UNKNOWN_CLASSES_TEXT, names="zebra")


@pytest.mark.parametrize(("width", "height"), [(16, 16), (1, 1), (2000, 3)])
def test_that_tiny_and_thin_images_have_stages(
    debugger: Debugger, open_drawing: Callable[..., None], width: int, height: int
) -> None:
    open_drawing((0, 0, width, height, "square"), width=width, height=height)
    debugger.show_all()
    debugger.select_first()
    debugger.qtbot.waitUntil(lambda: "square 1" in debugger.card, timeout=RUN)


def test_that_two_hundred_megapixels_have_stages_in_their_own_pixels(
    debugger: Debugger, open_drawing: Callable[..., None]
) -> None:
    open_drawing((4_000, 2_000, 12_000, 7_000, "square"), width=20_000, height=10_000)
    debugger.show_all()
    debugger.select_first()
    debugger.qtbot.waitUntil(lambda: "8001 x 5001 px in the image" in debugger.card, timeout=RUN)
    trace = debugger.window.context.stages.trace
    assert trace is not None
    assert 10_000 < trace.anchors[trace.grid.inside].max() <= 20_000


def test_that_a_network_of_one_class_and_other_names_is_shown(
    debugger: Debugger, open_drawing: Callable[..., None], tmp_path: Path
) -> None:
    other = FasterRCNN(SMALL, ("zebra",))
    save_checkpoint(tmp_path / "zebra.safetensors", other, 1)
    debugger.window.context.network.use_checkpoint(tmp_path / "zebra.safetensors", SMALL)
    open_drawing((10, 10, 60, 50, "square"))
    debugger.show_all()
    trace = debugger.window.context.stages.trace
    assert trace is not None
    assert trace.classes == ("zebra",)
    assert len(trace.true_boxes) == 0
