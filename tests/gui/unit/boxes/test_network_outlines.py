"""Outlines of boxes by the network in use: for the selected ones or all without one, accepted in one step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from torch import nn

from detector.data.annotation import Annotation
from detector.data.formats.coco.dataset import CocoFormat
from detector.data.geometry import Box
from detector.data.image_io import decode_image
from detector.data.outlines.outlined_box import OutlinedBox, get_outline
from detector.data.outlines.rings import Rings
from detector.faster_rcnn import FasterRCNN
from detector.predictor import Predictor
from detector.stages.mask_head import MaskRcnnHead
from detector.training.checkpoints.checkpoint import save_checkpoint
from frcnn_gui.boxes.network_outlines import ALL_OUTLINED_TEXT, NO_KNOWN_CLASS_TEXT, NetworkOutlines
from frcnn_gui.boxes.outline_proposals import NOTHING_FOUND_TEXT
from frcnn_gui.canvas.tools.proposal_tool import ProposalTool
from frcnn_gui.common.language import tr
from frcnn_gui.context import WindowContext
from frcnn_gui.document.image_collection import Gallery
from frcnn_gui.network.network import Network
from tests.detector.data.formats.joint_samples import coco_object, written_coco
from tests.detector.small import small_model
from tests.detector.test_mask_networks import SMALL_MASKS
from tests.gui.unit.canvas_bench import Bench

BOXES = (
    Annotation(Box(20, 20, 50, 45), "square", 0),
    Annotation(Box(60, 50, 80, 70), "disc", 1),
    Annotation(Box(5, 5, 15, 15), "cat", 2),
)
"""The last one has a class that the network does not know."""


@dataclass
class Outlining:
    """A window's canvas, with a network whose mask head takes all of a box for the object, or nothing."""

    qtbot: QtBot
    bench: Bench
    model: FasterRCNN
    network: Network

    def propose(self) -> None:
        count = len(self.bench.messages)
        self.bench.trigger("outline_boxes")
        self.qtbot.waitUntil(lambda: not self.bench.jobs.jobs and len(self.bench.messages) > count, timeout=60_000)

    @property
    def proposed(self) -> list[str]:
        tool = self.bench.canvas._runner.tool
        return [one.label for one in tool.proposed] if isinstance(tool, ProposalTool) else []


@pytest.fixture
def bench(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    pixels = np.random.default_rng(0).integers(0, 255, (80, 100, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(tmp_path / "a.png")
    bench = Bench(qtbot, Gallery(CocoFormat().open_dataset(written_coco(tmp_path / "labels.json", coco_object()))))
    bench.put(*BOXES)
    yield bench
    bench.close()


def use_network(qtbot: QtBot, bench: Bench, folder: Path, bias: float) -> Outlining:
    model, network = small_model(config=SMALL_MASKS).eval(), Network()
    assert isinstance(model.roi_heads, MaskRcnnHead)
    nn.init.constant_(model.roi_heads.mask_predictor.mask_fcn_logits.bias, bias)  # type: ignore[arg-type]
    save_checkpoint(folder / "masks.safetensors", model, 1)
    network.use_checkpoint(folder / "masks.safetensors", SMALL_MASKS)
    network.use_device("cpu")
    parts = {name: getattr(bench, name) for name in ("window", "session", "canvas", "jobs", "actions")}
    settings = SimpleNamespace(tiling=None)
    NetworkOutlines(cast(WindowContext, SimpleNamespace(network=network, settings=settings, **parts)))
    bench.actions.update_state(has_trained_masks=network.has_trained_masks)
    return Outlining(qtbot, bench, model, network)


@pytest.fixture
def outlining(qtbot: QtBot, bench: Bench, tmp_path: Path) -> Outlining:
    return use_network(qtbot, bench, tmp_path, 2.0)


def test_that_boxes_get_the_outlines_that_the_network_predicts_in_one_step(outlining: Outlining) -> None:
    bench, document = outlining.bench, outlining.bench.document
    steps = document.undo_stack.count()
    outlining.propose()
    assert outlining.proposed == ["square", "disc"]  # it does not know cats
    assert document.annotations == BOXES
    QTest.keyClick(bench.canvas, Qt.Key.Key_Return)
    predictor = Predictor(outlining.model, "cpu")
    predictor.set_image(decode_image(document.image).pixels)
    corners = np.array([one.bounds.xyxy for one in BOXES[:2]], np.float32)
    expected = predictor.predict_masks(corners, [one.label for one in BOXES[:2]])
    assert [get_outline(one.geometry) for one in document.annotations] == [*expected, None]
    assert min(mask.area for mask in expected) > 0
    assert [one.bounds for one in document.annotations] == [one.bounds for one in BOXES]
    assert document.undo_stack.count() == steps + 1
    bench.trigger("undo")
    assert document.annotations == BOXES


def test_that_without_a_selection_all_boxes_that_have_none_and_may_be_changed_are_outlined(
    outlining: Outlining,
) -> None:
    bench, square = outlining.bench, BOXES[0]
    outlined = replace(square, geometry=OutlinedBox.around(Rings.from_box(square.bounds)))
    more = Annotation(Box(1, 60, 30, 79), "disc", 3)
    bench.put(outlined, *BOXES[1:], more)
    bench.document.set_locked([3], True)
    bench.session.select_annotations(())
    outlining.propose()
    assert outlining.proposed == ["disc"]
    bench.canvas.setFocus()
    QTest.keyClick(bench.canvas, Qt.Key.Key_Escape)
    bench.session.select_annotations([0])
    outlining.propose()
    assert outlining.proposed == ["square"]  # it is selected, so it may get another


def test_that_why_nothing_is_proposed_is_said(outlining: Outlining) -> None:
    bench, square = outlining.bench, BOXES[0]
    bench.put(BOXES[2])
    outlining.propose()
    assert tr(NO_KNOWN_CLASS_TEXT) in bench.messages[-1]
    bench.put(replace(square, geometry=OutlinedBox.around(Rings.from_box(square.bounds))))
    bench.session.select_annotations(())
    outlining.propose()
    assert bench.messages[-1] == tr(ALL_OUTLINED_TEXT)


def test_that_masks_without_any_pixel_are_not_proposed(qtbot: QtBot, bench: Bench, tmp_path: Path) -> None:
    outlining = use_network(qtbot, bench, tmp_path, -9.0)
    outlining.propose()
    assert bench.messages[-1] == tr(NOTHING_FOUND_TEXT)
    assert bench.document.annotations == BOXES


def test_that_a_network_has_trained_masks_only_with_a_checkpoint_and_a_mask_head(tmp_path: Path) -> None:
    network = Network()
    network.use_preset("mask_mobilenet_fpn")
    assert not network.has_trained_masks
    network.use_checkpoint(tmp_path / "a.safetensors", SMALL_MASKS)
    assert network.has_trained_masks
    network.use_checkpoint(tmp_path / "b.safetensors", replace(SMALL_MASKS, mask=replace(SMALL_MASKS.mask, channels=0)))
    assert not network.has_trained_masks
