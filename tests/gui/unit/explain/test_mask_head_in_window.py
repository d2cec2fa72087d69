"""The Mask head dock and Outline with the network in the window, with a mask network on outlined images."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from torch import nn

from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.outlined_box import get_outline
from detector.outcomes import FunnelStage
from detector.stages.mask_head import MaskRcnnHead
from detector.training.checkpoints.checkpoint import save_checkpoint
from frcnn_gui.common.language import tr
from frcnn_gui.explain.mask_head_panel import MaskHeadPanel
from frcnn_gui.explain.mask_texts import LOSS_TEXT, QUALITY_TEXT, TRAINING_ROI_TEXT
from frcnn_gui.main_window import MainWindow
from frcnn_gui.review.funnel_controller import STAGE_NAMES
from frcnn_gui.review.funnel_panel import FunnelPanel
from tests.detector.outlined import outlined_folder
from tests.detector.small import small_model
from tests.detector.test_mask_networks import SMALL_MASKS
from tests.gui.unit.window.test_main_window import open_path
from tests.sentences import has_sentence

RUN = 60_000


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> MainWindow:
    """Two images whose objects have outlines, and a network whose mask head takes all of a box for the object."""
    model, checkpoint = small_model(config=SMALL_MASKS).eval(), tmp_path / "masks.safetensors"
    assert isinstance(model.roi_heads, MaskRcnnHead)
    nn.init.constant_(model.roi_heads.mask_predictor.mask_fcn_logits.bias, 2.0)  # type: ignore[arg-type]
    save_checkpoint(checkpoint, model, 1)
    context = window.context
    context.engine.is_ready = True
    context.engine.ready_changed.emit()
    open_path(qtbot, window, outlined_folder(tmp_path / "images", 2, boxes_only=1))
    context.network.use_device("cpu")
    context.network.use_checkpoint(checkpoint, SMALL_MASKS)
    return window


def test_that_the_roi_of_a_selected_box_is_laid_open_over_the_image(qtbot: QtBot, opened: MainWindow) -> None:
    context = opened.context
    opened.workspace_controller.show_workspace("stages")
    context.show_dock("mask_head")
    panel = opened.docks["mask_head"].widget()
    assert isinstance(panel, MaskHeadPanel)
    panel.kind_box.setCurrentIndex(panel.kind_box.findData(True))
    assert context.session.document is not None
    first = context.session.document.annotations[0]
    context.session.select_annotations([first.uid])
    qtbot.waitUntil(
        lambda: has_sentence(panel.text_label.text(), TRAINING_ROI_TEXT, box=f"{first.label} 1"), timeout=RUN
    )
    for text in (LOSS_TEXT, QUALITY_TEXT):
        assert has_sentence(panel.text_label.text(), text)
    assert panel.target_map.values is not None
    assert panel.target_map.values.any()
    layers = {layer.key: layer for layer in context.canvas.layers}
    heat = layers["roi_mask"].content.heat
    assert heat is not None
    np.testing.assert_array_equal(heat.values, panel.probability_map.values)
    assert layers["roi_mask"].is_visible
    opened.docks["mask_head"].hide()
    assert not layers["roi_mask"].is_visible
    context.show_dock("funnel")
    funnel = opened.docks["funnel"].widget()
    assert isinstance(funnel, FunnelPanel)
    qtbot.waitUntil(lambda: context.stages.summary is not None, timeout=RUN)
    assert len(funnel.lines) == len(FunnelStage)
    assert funnel.lines[-1].name_label.text() == tr(STAGE_NAMES[FunnelStage.MASKS])


def test_that_boxes_are_outlined_with_the_network_in_one_step(qtbot: QtBot, opened: MainWindow) -> None:
    context = opened.context
    context.session.go_to_index(1)
    qtbot.waitUntil(lambda: context.session.document is not None and context.session.index == 1, timeout=RUN)
    document = context.session.document
    assert document is not None
    before = document.annotations
    assert all(get_outline(one.geometry) is None for one in before)
    context.actions["outline_boxes"].trigger()
    qtbot.waitUntil(lambda: context.canvas.tool_name == "propose_outline", timeout=RUN)
    context.canvas.setFocus()
    QTest.keyClick(context.canvas, Qt.Key.Key_Return)
    assert all(isinstance(get_outline(one.geometry), Bitmap) for one in document.annotations)
    assert [one.bounds for one in document.annotations] == [one.bounds for one in before]
    document.undo_stack.undo()
    assert document.annotations == before
