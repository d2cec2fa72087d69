"""Which layers are filled when: one that is switched on, and no other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from detector.trace.live_assigner import LiveAssigner
from frcnn_gui.main_window import MainWindow
from frcnn_gui.stages.stage_layers import StageLayers
from tests.gui.unit.folders import write_image, write_labels
from tests.gui.unit.window.test_main_window import open_path

pytestmark = pytest.mark.usefixtures("small_default_network")
RUN = 60_000


@pytest.fixture
def layers(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> StageLayers:
    """With every layer of the assignment's shown."""
    image = write_image(tmp_path / "photos" / "a.png", 120, 90)
    write_labels(image, (11, 11, 60, 50, "square"), (71, 41, 110, 85, "disc"), width=120, height=90)
    open_path(qtbot, window, tmp_path / "photos")
    window.context.engine.is_ready = True
    window.context.engine.ready_changed.emit()
    window.context.actions["workspace_stages"].trigger()
    layers = window.context.stage_layers
    for key in ("anchors", "assignment", "final"):
        layers.layers[key].set_visible(True)
    qtbot.waitUntil(lambda: layers.model.is_current and bool(layers.layers["final"].count_text), timeout=RUN)
    return layers


def refilled(layers: StageLayers, qtbot: QtBot) -> list[str]:
    """The keys of the layers whose content changes from now on."""
    changed: list[str] = []
    for key, layer in layers.layers.items():
        layer.content_changed.connect(lambda key=key: changed.append(key))
    return changed


def test_that_a_layer_that_is_switched_on_is_the_only_one_filled(layers: StageLayers, qtbot: QtBot) -> None:
    changed = refilled(layers, qtbot)
    layers.layers["centers"].set_visible(True)
    qtbot.waitUntil(lambda: bool(changed))
    qtbot.wait(50)
    assert changed == ["centers"]
    layers.layers["anchors"].set_opacity(0.3)
    layers.layers["assignment"].set_visible(False)
    qtbot.wait(50)
    assert changed == ["centers"]


def test_that_another_color_fills_its_layer_again(layers: StageLayers, qtbot: QtBot) -> None:
    changed = refilled(layers, qtbot)
    layers.layers["anchors"].set_color("#AA0000")
    qtbot.waitUntil(lambda: changed == ["anchors"])
    assert {group.color for group in layers.layers["anchors"].content.groups} == {"#AA0000"}


def test_that_boxes_changed_while_nobody_looked_are_assigned_when_somebody_does(
    layers: StageLayers, window: MainWindow, qtbot: QtBot
) -> None:
    for layer in layers.layers.values():
        layer.set_visible(False)
    for dock in ("stages", "explain"):
        window.docks[dock].hide()
    qtbot.wait(10)
    document = window.context.session.document
    assert document is not None
    document.move_annotations({annotation.uid for annotation in document.annotations}, 5, 3)
    layers.layers["assignment"].set_visible(True)
    qtbot.wait(50)
    shown = layers.model.assignment
    corners = np.asarray([annotation.bounds.xyxy for annotation in document.annotations], dtype=np.float32)
    fresh = LiveAssigner(layers.model.config, document.width, document.height).assign_anchors(corners)
    assert shown is not None
    np.testing.assert_array_equal(shown.best_iou, fresh.best_iou)


def test_that_the_assignment_of_the_selected_box_is_shown_alone(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    image = write_image(tmp_path / "photos" / "a.png", 120, 90)
    write_labels(image, (11, 11, 60, 50, "square"), (71, 41, 110, 85, "disc"), width=120, height=90)
    open_path(qtbot, window, tmp_path / "photos")
    window.context.engine.is_ready = True
    window.context.actions["workspace_stages"].trigger()
    layer, session = window.context.stage_layers.layers["assignment"], window.context.session
    qtbot.waitUntil(lambda: layer.content.item_count > 0)
    of_all, document = layer.content.item_count, session.document
    assert document is not None
    counts = []
    for box in document.annotations:
        session.select_annotations([box.uid])
        qtbot.waitUntil(lambda: 0 < layer.content.item_count < of_all)
        counts.append(layer.content.item_count)
        session.select_annotations(())
        qtbot.waitUntil(lambda: layer.content.item_count == of_all)
    assert sum(counts) == of_all
    session.select_annotations([document.annotations[0].uid])
    layers = window.context.stage_layers
    layers.set_filters(replace(layers.filters, selected_only=False))
    assert layer.content.item_count == of_all
