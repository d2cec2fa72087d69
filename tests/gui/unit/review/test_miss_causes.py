"""Review, Funnel and Explain name the same stage for every object that the demo's network misses."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QListWidget
from pytestqt.qtbot import QtBot

from detector.demo.folder import HEIGHT, WIDTH, write_scene
from detector.demo.scene import render_scene
from detector.outcomes import MissCause
from detector.training.checkpoints.checkpoint import load_checkpoint, save_checkpoint
from frcnn_gui.canvas.layers import COMPUTING_TEXT
from frcnn_gui.common.language import tr
from frcnn_gui.explain.anchor_card import DETECTION_LIMITS_TEXT, TRAINING_LIMITS_TEXT
from frcnn_gui.explain.explain_panel import ExplainPanel
from frcnn_gui.main_window import MainWindow
from frcnn_gui.network.network_cache import find_demo_network
from frcnn_gui.review.funnel_panel import FunnelPanel
from frcnn_gui.review.review_panel import ReviewPanel
from frcnn_gui.stages.texts import MISS_CAUSE_SHORT_TEXTS, MISS_VERDICT_TEXTS
from tests.gui.unit.window.test_main_window import WAIT, open_path
from tests.sentences import has_sentence

RUN = 60_000
SCENES = (46, 200_036)
"""With these limits the network misses objects of both in three different stages."""
PROPOSALS, NMS_IOU, SCORE = 20, 0.3, 0.95
"""So few proposals that the limits of training would name other causes than those of detection."""


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("scenes") / "photos"
    root.mkdir()
    for number, scene in enumerate(SCENES):
        write_scene(root / f"demo_{number}.jpg", render_scene(scene, WIDTH, HEIGHT), labeled=True)
    return root


@pytest.fixture
def root(scenes: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(scenes, tmp_path / "photos"))


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow, root: Path, tmp_path: Path) -> MainWindow:
    path = find_demo_network()
    assert path is not None
    model = load_checkpoint(path).model
    config = replace(
        model.config,
        proposals=replace(model.config.proposals, post_nms_test=PROPOSALS, nms_iou=NMS_IOU),
        detection=replace(model.config.detection, score=SCORE),
    )
    model.config = config
    save_checkpoint(tmp_path / "strict.safetensors", model, 1)
    window.context.network.use_checkpoint(tmp_path / "strict.safetensors", config)
    open_path(qtbot, window, root)
    window.context.engine.is_ready = True
    window.context.engine.ready_changed.emit()
    return window


def measure(qtbot: QtBot, window: MainWindow, key: str) -> ReviewPanel | FunnelPanel:
    window.context.show_dock(key)
    panel = window.docks[key].widget()
    assert isinstance(panel, ReviewPanel | FunnelPanel)
    if isinstance(panel, FunnelPanel):
        panel.scope_choice.setCurrentIndex(1)
        panel.options_changed.emit()
    panel.measure_button.click()
    qtbot.waitUntil(lambda: not window.context.jobs.jobs and missed_list(panel).count() > 0, timeout=RUN)
    return panel


def missed_list(panel: ReviewPanel | FunnelPanel) -> QListWidget:
    return panel.missed_list if isinstance(panel, ReviewPanel) else panel.object_list


def listed(missed: QListWidget) -> list[str]:
    return [missed.item(row).text() for row in range(missed.count())]


def find_cause(text: str) -> MissCause:
    (cause,) = (one for one in MissCause if MISS_CAUSE_SHORT_TEXTS[one] in text)
    return cause


def read_card(qtbot: QtBot, window: MainWindow) -> str:
    """The card of the box that is selected, once its trace is there."""
    context = window.context
    panel = window.docks["explain"].widget()
    assert isinstance(panel, ExplainPanel)
    (uid,) = context.session.selection
    qtbot.waitUntil(lambda: context.stages.is_current and context.stages.row_of(uid) >= 0, timeout=RUN)
    qtbot.waitUntil(lambda: tr(COMPUTING_TEXT) not in panel.card_view.toPlainText(), timeout=WAIT)
    return panel.card_view.toPlainText()


def visit(qtbot: QtBot, window: MainWindow, panel: ReviewPanel | FunnelPanel, row: int) -> str:
    window.context.session.select_annotations([])
    missed_list(panel).itemClicked.emit(missed_list(panel).item(row))
    qtbot.waitUntil(lambda: len(window.context.session.selection) == 1, timeout=WAIT)
    return read_card(qtbot, window)


def test_that_review_funnel_and_card_name_the_same_cause_for_every_missed_object(
    qtbot: QtBot, opened: MainWindow
) -> None:
    assert opened.context.stages.training
    opened.context.session.score_threshold = SCORE
    funnel, review = measure(qtbot, opened, "funnel"), measure(qtbot, opened, "review")
    assert isinstance(funnel, FunnelPanel)
    assert sorted(listed(review.missed_list)) == sorted(listed(funnel.object_list))
    opened.context.show_dock("funnel")
    causes = set()
    for row, text in enumerate(listed(funnel.object_list)):
        funnel.scope_choice.setCurrentIndex(1)
        funnel.options_changed.emit()
        card = visit(qtbot, opened, funnel, row)
        cause = find_cause(text)
        verdict = tr(MISS_VERDICT_TEXTS[cause])
        assert has_sentence(card.split("\n")[0], verdict)
        assert has_sentence(card, tr(DETECTION_LIMITS_TEXT), after=PROPOSALS)
        funnel.scope_choice.setCurrentIndex(0)
        funnel.options_changed.emit()
        model = opened.context.stages
        qtbot.waitUntil(lambda model=model: model.is_current and model.summary is not None, timeout=RUN)  # type: ignore[misc]
        title = card.split("\n")[0].removeprefix(verdict.format(box="")) + ": "
        of_image = [find_cause(line) for line in listed(funnel.object_list) if line.startswith(title)]
        assert of_image == [cause]
        causes.add(cause)
    assert len(causes) > 1


def test_that_a_visit_lends_the_limits_of_detection_until_something_else_is_looked_at(
    qtbot: QtBot, opened: MainWindow
) -> None:
    model, session = opened.context.stages, opened.context.session
    review = measure(qtbot, opened, "review")
    assert has_sentence(visit(qtbot, opened, review, 0), tr(DETECTION_LIMITS_TEXT))
    assert not model.training
    (visited,) = session.selection
    assert session.document is not None
    session.select_annotations(
        [next(annotation.uid for annotation in session.document.annotations if annotation.uid != visited)]
    )
    assert model.training
    assert has_sentence(read_card(qtbot, opened), tr(TRAINING_LIMITS_TEXT))
    visit(qtbot, opened, review, 0)
    session.go_to_index((session.index + 1) % len(SCENES))
    qtbot.waitUntil(lambda: model.training, timeout=WAIT)


def test_that_a_visit_leaves_limits_that_were_chosen_as_they_are(qtbot: QtBot, opened: MainWindow) -> None:
    model, session = opened.context.stages, opened.context.session
    model.settings.set_training(False)
    review = measure(qtbot, opened, "review")
    visit(qtbot, opened, review, 0)
    session.go_to_index((session.index + 1) % len(SCENES))
    qtbot.waitUntil(lambda: session.image is not None and model.is_current, timeout=RUN)
    assert not model.training
