"""Why, from the box's side, live and NMS step by step: on the demo, and on a photograph of blood cells."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from detector.data.annotation import Annotation
from detector.demo import write_demo_folder
from detector.outcomes import AnchorReason
from frcnn_gui.explain.explain_panel import ExplainPanel
from frcnn_gui.explain.nms_panel import NmsPanel
from frcnn_gui.main_window import MainWindow
from frcnn_gui.stages.stage_model import StageModel
from tests.gui.e2e.driver import ENGINE_WAIT, LEFT, ON_A_SCREEN, Person

pytestmark = ON_A_SCREEN
CELLS = "BloodImage_00007"


class Looker(Person):
    @property
    def model(self) -> StageModel:
        return self.window.context.stages

    @property
    def explain(self) -> ExplainPanel:
        panel = self.window.docks["explain"].widget()
        assert isinstance(panel, ExplainPanel)
        return panel

    @property
    def nms(self) -> NmsPanel:
        panel = self.window.docks["nms"].widget()
        assert isinstance(panel, NmsPanel)
        return panel

    @property
    def card(self) -> str:
        return self.explain.card_view.toPlainText()

    def wait_for_trace(self) -> None:
        self.qtbot.waitUntil(lambda: self.model.is_current and self.model.trace is not None, timeout=ENGINE_WAIT)

    def smallest_annotation(self) -> tuple[int, Annotation]:
        """Its row, and itself; small boxes are in front, so that a click at its middle means it."""
        annotations = self.document.annotations
        row = min(
            range(len(annotations)), key=lambda row: annotations[row].bounds.width * annotations[row].bounds.height
        )
        return row, annotations[row]


@pytest.fixture(params=["the demo", pytest.param("blood cells", marks=pytest.mark.shared)])
def looker(request: pytest.FixtureRequest, qtbot: QtBot, window: MainWindow, tmp_path: Path) -> Looker:
    root = tmp_path / "photos"
    if request.param == "the demo":
        write_demo_folder(root, count=1, seed=1)
    else:
        cells = request.getfixturevalue("shared") / "data" / "bccd"
        root.mkdir()
        shutil.copy(cells / "JPEGImages" / f"{CELLS}.jpg", root)
        shutil.copy(cells / "Annotations" / f"{CELLS}.xml", root)
    looker = Looker(qtbot, window)
    looker.open(root)
    assert looker.document.annotations
    return looker


def middle(annotation: Annotation) -> tuple[float, float]:
    return (annotation.bounds.x1 + annotation.bounds.x2) / 2, (annotation.bounds.y1 + annotation.bounds.y2) / 2


def test_that_a_click_shows_why_and_the_boxs_own_view_how_far_it_came(looker: Looker) -> None:
    looker.window.context.show_dock("stages")  # whose layers are drawn only there
    row, annotation = looker.smallest_annotation()
    looker.press(Qt.Key.Key_I)
    looker.click(*middle(annotation))
    looker.wait_for_trace()
    looker.qtbot.waitUntil(lambda: "best proposal" in looker.card, timeout=ENGINE_WAIT)
    assert looker.card.startswith(("Found", "Missed", "Not found"))
    assert f"{annotation.label} {row + 1}" in looker.card
    assert looker.model.assignment is not None
    positives = int(looker.model.assignment.positives_per_box[row])
    assert ("positive anchor" in looker.card) == (positives > 0)

    badges = looker.window.context.stage_layers.layers["matches"]
    badges.set_visible(True)
    looker.qtbot.waitUntil(lambda: sum(map(len, badges.content.groups)) == len(looker.document.annotations))

    boxes_here = sum(answer.kind == "box" for answer in looker.explain.items)
    for _ in range(boxes_here):
        QTest.keyClick(looker.canvas, Qt.Key.Key_Tab)
    assert looker.card.startswith("Anchor ")
    anchor = looker.model.selection.anchor
    assert "Objectness" in looker.card
    reason = AnchorReason(int(looker.model.assignment.reason[anchor]))
    words = {AnchorReason.POSITIVE_IOU: "positive", AnchorReason.POSITIVE_BEST_FOR_BOX: "positive"}
    assert words.get(reason, reason.name.split("_")[0].lower()) in looker.card


def test_that_a_drag_and_a_slider_change_the_counts_while_they_move(looker: Looker) -> None:
    looker.window.context.show_dock("stages")
    QTest.mouseClick(looker.stages.layer_rows["assignment"].eye_button, LEFT)
    looker.wait_for_engine()
    looker.qtbot.waitUntil(lambda: looker.model.assignment is not None, timeout=ENGINE_WAIT)
    row, annotation = looker.smallest_annotation()
    start = middle(annotation)
    before = looker.model.assignment
    assert before is not None
    QTest.mouseMove(looker.canvas, looker.at(*start))
    QTest.mousePress(looker.canvas, LEFT, pos=looker.at(*start))
    looker.move(start, (start[0] - 12, start[1] - 9))
    during = looker.model.assignment
    assert during is not None
    assert looker.model.annotations[row].bounds.x1 == pytest.approx(annotation.bounds.x1 - 12, abs=2)
    assert not np.array_equal(during.best_iou, before.best_iou)
    QTest.mouseRelease(looker.canvas, LEFT, pos=looker.at(start[0] - 12, start[1] - 9))
    positives = int(during.positives_per_box.sum())
    looker.model.settings.set_value("anchor_targets.positive_iou", 0.4)
    assert looker.model.assignment is not None
    assert int(looker.model.assignment.positives_per_box.sum()) >= positives
    assert looker.model.settings.changed_settings == ("anchor_targets.positive_iou",)
    looker.model.settings.reset_settings("anchor_targets.positive_iou")
    assert looker.model.settings.changed_settings == ()


def test_that_nms_is_gone_through_step_by_step(looker: Looker) -> None:
    looker.window.context.show_dock("nms")
    looker.wait_for_trace()
    looker.qtbot.waitUntil(lambda: looker.nms.steps.forward_button.isEnabled(), timeout=ENGINE_WAIT)
    kept = looker.nms.steps.slider.maximum() + 1
    assert looker.model.trace is not None
    looker.nms.steps.slider.setValue(0)
    looker.qtbot.mouseClick(looker.nms.steps.forward_button, LEFT)
    assert looker.nms.steps.step_label.text() == f"Step 2 of {kept:,}"
    killed = sum(_killed(looker, step) for step in range(min(kept, 40)))
    assert killed <= looker.model.trace.proposals.suppressed_by.size
    looker.nms.steps.play_button.click()
    looker.qtbot.waitUntil(lambda: looker.nms.steps.slider.value() > 1 or kept <= 40)
    looker.nms.steps.play_button.setChecked(False)
    looker.nms.threshold_row.number.setValue(0.3)
    looker.qtbot.waitUntil(lambda: looker.nms.steps.slider.maximum() + 1 < kept, timeout=ENGINE_WAIT)


def _killed(looker: Looker, step: int) -> int:
    looker.nms.steps.slider.setValue(step)
    layer = next(layer for layer in looker.canvas.layers if layer.key == "nms_step")
    _waiting, *killed, survivor = layer.content.groups
    assert len(survivor) == 1
    return sum(map(len, killed))
