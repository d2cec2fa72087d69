"""The Training dock replays scripted events; what it shows is what they say."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from detector.training.runs.events import (
    PHASE_SENTENCES,
    CheckpointSaved,
    EpochCompleted,
    Finished,
    PhaseStarted,
    StepCompleted,
    TrainingStarted,
    Warned,
)
from frcnn_gui.common.language import tr
from frcnn_gui.common.texts.engine_sentences import translate_message
from frcnn_gui.train.training_panel import (
    EPOCH_AP_TEXT,
    IDLE_TEXT,
    NETWORK_KEPT_TEXT,
    NO_GPU_TEXT,
    NOTE_TEXT,
    SAVED_TEXT,
    TrainingPanel,
    format_duration,
)

LOSSES = {
    "loss_objectness": 0.5,
    "loss_rpn_box_reg": 0.1,
    "loss_classifier": 1.0,
    "loss_box_reg": 0.2,
    "total": 1.8,
}


@pytest.fixture
def panel(qtbot: QtBot) -> TrainingPanel:
    panel = TrainingPanel()
    qtbot.addWidget(panel)
    return panel


def step(number: int, total: float) -> StepCompleted:
    return StepCompleted(number, 40, 2, {**LOSSES, "total": total}, 0.01, 3.5, 75.0)


def messages(panel: TrainingPanel) -> list[str]:
    return [panel.messages_list.item(row).text() for row in range(panel.messages_list.count())]


def test_that_nothing_runs_at_first_and_the_panel_says_what_to_do(panel: TrainingPanel) -> None:
    assert panel.status_label.text() == IDLE_TEXT
    assert panel.train_button.isEnabled()
    assert not panel.stop_button.isEnabled()


def test_that_a_run_moves_the_bar_the_curves_and_the_line_of_numbers(panel: TrainingPanel) -> None:
    panel.show_preparing()
    panel.show_event(TrainingStarted(20, ("coin", "leaf"), 40, "cpu", "mobilenet_fpn"))
    panel.show_event(step(7, 1.8))
    panel.show_event(step(8, 1.7))
    assert (panel.progress_bar.value(), panel.progress_bar.maximum()) == (8, 40)
    assert messages(panel) == [NO_GPU_TEXT]
    assert panel.loss_chart.steps == [7, 8]
    assert panel.loss_chart.values_of("total") == [1.8, 1.7]
    assert "loss 1.700" in panel.status_label.text()
    assert "3.5 images/s" in panel.status_label.text()
    assert "1 min 15 s left" in panel.status_label.text()
    assert not panel.train_button.isEnabled()


def test_that_epochs_checkpoints_and_warnings_are_reported(panel: TrainingPanel) -> None:
    panel.show_preparing()
    panel.show_event(Warned("one.jpg has no label file and is left out."))
    panel.show_event(EpochCompleted(1, {"total": 2.0}, 0.4567))
    panel.show_event(CheckpointSaved(Path("run/last.safetensors"), 20))
    assert messages(panel) == [
        tr(NOTE_TEXT).format(message="one.jpg has no label file and is left out."),
        tr(EPOCH_AP_TEXT).format(epoch=1, loss="2.000", score="0.457"),
        tr(SAVED_TEXT).format(path="last.safetensors", step=20),
    ]


def test_that_a_phase_of_alternating_training_is_reported(panel: TrainingPanel) -> None:
    panel.show_event(PhaseStarted(3, 4, 100, ("rpn",)))
    assert messages(panel) == [translate_message(PHASE_SENTENCES[2])]


def test_that_a_failed_run_says_why_and_another_can_be_started(panel: TrainingPanel) -> None:
    panel.show_preparing()
    panel.show_event(Finished("failed-non-finite-loss", None, 3, "The loss is not a finite number in step 4."))
    assert panel.status_label.text() == "The loss is not a finite number in step 4."
    assert panel.train_button.isEnabled()
    assert not panel.stop_button.isEnabled()


def test_that_a_stopped_run_says_that_its_network_is_kept(panel: TrainingPanel) -> None:
    panel.show_preparing()
    panel.show_event(Finished("canceled", Path("last.safetensors"), 23))
    assert "23 steps" in panel.status_label.text()
    assert tr(NETWORK_KEPT_TEXT) in panel.status_label.text()


def test_that_stop_asks_once_and_says_that_it_does(panel: TrainingPanel, qtbot: QtBot) -> None:
    panel.show_preparing()
    with qtbot.waitSignal(panel.stop_requested):
        panel.stop_button.click()
    assert not panel.stop_button.isEnabled()
    assert "Stopping" in panel.status_label.text()


def test_that_a_new_run_starts_with_empty_curves(panel: TrainingPanel) -> None:
    panel.show_preparing()
    panel.show_event(step(1, 1.0))
    panel.show_event(Finished("completed", Path("last.safetensors"), 1))
    panel.show_preparing()
    assert panel.loss_chart.steps == []
    assert messages(panel) == []


@pytest.mark.parametrize(
    ("seconds", "text"), [(44.6, "45 s"), (200, "3 min 20 s"), (3600, "1 h 0 min"), (3960, "1 h 6 min")]
)
def test_that_time_is_reported_as_a_person_says_it(seconds: float, text: str) -> None:
    assert format_duration(seconds) == text
