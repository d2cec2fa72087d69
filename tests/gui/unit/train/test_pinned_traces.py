"""Pinned images in the window: pinning, the reel beside the loss curves, and what a scrub shows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from detector.trace.pinned_trace import PinnedTrace
from detector.trace.trace_file import load_trace
from detector.training.runs.events import TrainingEvent, Warned
from frcnn_gui.main_window import MainWindow
from frcnn_gui.train.pin_controller import MAX_PINNED_IMAGES
from frcnn_gui.train.trace_timeline import TraceTimeline
from frcnn_gui.train.train_job import TrainRequest, create_train_job
from frcnn_gui.train.training_panel import TrainingPanel
from tests.detector.drawn import drawn_folder
from tests.gui.unit.window.test_main_window import WAIT, open_path

RUN = 120_000


def test_that_an_image_is_pinned_and_let_go(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    root = drawn_folder(tmp_path / "images", MAX_PINNED_IMAGES + 1)
    open_path(qtbot, window, root)
    action, session = window.context.actions["pin_image"], window.context.session
    action.trigger()
    assert action.isChecked()
    assert session.document is not None
    assert tuple(window.context.pin_controller.images) == (session.document.image,)
    for _ in range(MAX_PINNED_IMAGES):
        before = session.index
        window.context.actions["next"].trigger()
        qtbot.waitUntil(lambda before=before: session.index == before + 1 and session.image is not None, timeout=WAIT)
        assert not action.isChecked()
        action.trigger()
    assert len(tuple(window.context.pin_controller.images)) == MAX_PINNED_IMAGES
    window.context.actions["previous"].trigger()
    qtbot.waitUntil(lambda: action.isChecked(), timeout=WAIT)
    action.trigger()
    assert len(tuple(window.context.pin_controller.images)) == MAX_PINNED_IMAGES - 1
    open_path(qtbot, window, drawn_folder(tmp_path / "other", 1))
    assert tuple(window.context.pin_controller.images) == ()


def test_that_the_reel_follows_its_end_and_stays_where_a_person_looks(qtbot: QtBot) -> None:
    reel = TraceTimeline()
    qtbot.addWidget(reel)
    chosen: list[tuple[Path, int, Path]] = []
    reel.trace_chosen.connect(lambda *one: chosen.append(one))
    a, b = Path("a.png"), Path("b.png")
    assert reel.isHidden()
    for step in (0, 50, 100):
        reel.add_trace(a, step, Path(f"a_{step}"))
        reel.add_trace(b, step, Path(f"b_{step}"))
    assert not reel.isHidden()
    assert reel.step_label.text() == "step 100"
    reel.slider.setValue(1)
    assert chosen == [(a, 50, Path("a_50"))]
    reel.add_trace(a, 150, Path("a_150"))
    assert reel.step_label.text() == "step 50"
    reel.image_choice.setCurrentIndex(1)
    reel.image_choice.activated.emit(1)
    assert chosen[-1] == (b, 100, Path("b_100"))
    reel.clear_traces()
    assert reel.isHidden()
    assert reel.steps == []


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[TrainingEvent | PinnedTrace]]:
    """A training of a few steps with two pinned images, and what it reported."""
    root = drawn_folder(tmp_path_factory.mktemp("pinned") / "images", 2)
    pinned = tuple(sorted(root.glob("*.png")) or sorted(root.glob("*.jpg")))
    request = TrainRequest(root, root / "run", "mobilenet_fpn", 2, "none", max_steps=3, pinned=pinned, trace_every=2)
    events: list[TrainingEvent | PinnedTrace] = []
    job = create_train_job(request)
    job._worker.context.report_event = events.append  # type: ignore[method-assign]
    job._worker.run()
    return root, events


@pytest.mark.slow
def test_that_a_training_traces_pinned_images_at_its_start_every_so_often_and_at_its_end(
    run: tuple[Path, list[TrainingEvent | PinnedTrace]],
) -> None:
    taken = [event for event in run[1] if isinstance(event, PinnedTrace)]
    steps = sorted({event.step for event in taken})
    assert steps[:2] == [0, 2]
    assert len(taken) == 2 * len(steps)
    assert all(event.path.exists() for event in taken)
    assert not [event for event in run[1] if isinstance(event, Warned) and "pinned" in event.message]


@pytest.mark.slow
def test_that_a_scrub_shows_the_stages_of_that_step(
    qtbot: QtBot, window: MainWindow, run: tuple[Path, list[TrainingEvent | PinnedTrace]]
) -> None:
    root, events = run
    open_path(qtbot, window, root)
    window.context.engine.is_ready = True
    window.context.engine.ready_changed.emit()
    window.context.show_dock("training")
    panel = window.docks["training"].widget()
    assert isinstance(panel, TrainingPanel)
    taken = [event for event in events if isinstance(event, PinnedTrace)]
    for event in taken:
        panel.trace_timeline.add_trace(event.image, event.step, event.path)
    last = max(
        range(panel.trace_timeline.image_choice.count()),
        key=lambda at: str(panel.trace_timeline.image_choice.itemData(at)),
    )
    panel.trace_timeline.image_choice.setCurrentIndex(last)
    panel.trace_timeline.slider.setValue(1)
    panel.trace_timeline.slider.setValue(0)
    model = window.context.stages
    first = next(event for event in taken if event.image == panel.trace_timeline.image and event.step == 0)
    qtbot.waitUntil(lambda: model.loaded_trace is not None and model.loaded_trace.path == first.path, timeout=RUN)
    assert model.trace is not None
    trace, _ = load_trace(first.path)
    np.testing.assert_array_equal(model.trace.proposals.objectness, trace.proposals.objectness)
    document = window.context.session.document
    assert document is not None
    assert document.image == first.image
    assert [model.row_of(annotation.uid) for annotation in document.annotations] == list(
        range(len(document.annotations))
    )
