"""A training as long as a person has time: chosen in the dialog, fitted by the job, named in the docks."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from detector.config import PRESETS, get_preset
from detector.faster_rcnn import FasterRCNN
from detector.training.runs.events import TrainingEvent, TrainingStarted
from detector.training.runs.past_runs import read_run
from detector.training.runs.schedule_length import suggest_epochs
from detector.training.time_budget import BUDGETS_MINUTES, TimeEstimate, TrainingImages, preview_run
from frcnn_gui.common.language import tr
from frcnn_gui.train.preflight_job import LabelsCounted, SpeedMeasured
from frcnn_gui.train.runs_panel import RunsPanel
from frcnn_gui.train.time_choice import PLAN_TEXT
from frcnn_gui.train.train_dialog import TrainDialog
from frcnn_gui.train.train_job import TrainRequest, create_train_job
from frcnn_gui.train.training_panel import TrainingPanel
from tests.detector.drawn import drawn_folder
from tests.detector.small import SMALL
from tests.detector.training.runs.test_past_runs import STARTED, step, write_run

TIMED = replace(STARTED, minutes=5.0, epochs=3, batch_size=2, short_side=256)


@pytest.fixture
def shown(qtbot: QtBot) -> TrainDialog:
    dialog = TrainDialog(Path("/photos/coins"), Path("/photos/coins/frcnn-runs/1"), 12, None)
    qtbot.addWidget(dialog)
    return dialog


def test_that_nothing_chosen_trains_as_long_as_proposed(shown: TrainDialog) -> None:
    request = shown.build_request()
    assert (request.minutes, request.epochs) == (0, suggest_epochs(12, get_preset("mobilenet_fpn").training))
    assert shown.fields.epochs_box.isEnabled()


def test_that_a_time_takes_the_place_of_the_number_of_epochs(shown: TrainDialog) -> None:
    offered = [shown.time_choice.itemText(row) for row in range(shown.time_choice.count())]
    assert offered == ["Default", "About 5 minutes", "About 15 minutes", "About 60 minutes"]
    for row, minutes in enumerate(BUDGETS_MINUTES, start=1):
        shown.time_choice.setCurrentIndex(row)
        assert shown.build_request().minutes == minutes
        assert not shown.fields.epochs_box.isEnabled()
    shown.time_choice.setCurrentIndex(0)
    assert shown.build_request().minutes == 0
    assert shown.fields.epochs_box.isEnabled()


def test_that_what_fits_into_the_time_is_shown(shown: TrainDialog) -> None:
    shown.show_preflight_news(LabelsCounted(40, 10, Counter(cat=100)))
    shown.show_preflight_news(SpeedMeasured("mobilenet_fpn", TimeEstimate(1.0, 0.1)))
    proposed = shown.time_label.text()
    assert proposed.startswith("Takes about")
    for row, minutes in enumerate(BUDGETS_MINUTES, start=1):
        shown.time_choice.setCurrentIndex(row)
        plan = preview_run(minutes, TimeEstimate(1.0, 0.1), get_preset("mobilenet_fpn"), TrainingImages(40, 10))
        training, side = plan.config.training, plan.config.input.short_side
        assert shown.time_label.text() == tr(PLAN_TEXT).format(
            minutes=minutes,
            steps=f"{plan.steps:,} steps",
            images=f"{training.batch_size} images",
            side=side,
            epochs=f"{training.epochs} epochs",
        )
    shown.time_choice.setCurrentIndex(0)
    assert shown.time_label.text() == proposed
    shown.show_preflight_news(SpeedMeasured("mobilenet_fpn", TimeEstimate(100.0, 0.1)))
    shown.time_choice.setCurrentIndex(1)
    assert "Little time" in shown.time_label.text()


def test_that_the_training_dock_shows_the_plan_of_a_run_with_a_time(qtbot: QtBot) -> None:
    for started, message in (
        (TIMED, "About 5 min: 6 steps of 2 images, short side 256 px, 3 epochs."),
        (STARTED, None),
    ):
        panel = TrainingPanel()
        qtbot.addWidget(panel)
        panel.show_preparing()
        panel.show_event(started)
        messages = [panel.messages_list.item(row).text() for row in range(panel.messages_list.count())]
        assert [text for text in messages if text.startswith("About")] == ([message] if message else [])


def test_that_the_runs_dock_names_the_time_beside_the_steps(qtbot: QtBot, tmp_path: Path) -> None:
    folders = [write_run(tmp_path / str(number), one, step(1)) for number, one in enumerate((TIMED, STARTED))]
    runs = [read_run(folder) for folder in folders]
    panel = RunsPanel()
    qtbot.addWidget(panel)
    panel.show_runs([run for run in runs if run is not None])
    rows = {panel.table.item(row, 0).toolTip(): panel.table.item(row, 3).text() for row in range(2)}
    assert sorted(rows.values()) == ["1 of 6", "1 of 6 (5 min)"]
    (timed,) = [tip for tip, text in rows.items() if "min" in text]
    assert "6 steps of 2 images, short side 256 px, 3 epochs." in timed


def run_events(request: TrainRequest) -> list[TrainingEvent]:
    events: list[TrainingEvent] = []
    job = create_train_job(request)
    job._worker.context.report_event = events.append  # type: ignore[method-assign]
    job._worker.run()
    return events


def started(events: list[TrainingEvent]) -> TrainingStarted:
    (found,) = [event for event in events if isinstance(event, TrainingStarted)]
    return found


def test_that_the_job_fits_the_run_into_its_time_and_resuming_keeps_the_steps(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def measure(model: FasterRCNN, *_: object) -> TimeEstimate:
        return TimeEstimate(100.0, 0.0).scale_to(SMALL, model.config)

    monkeypatch.setitem(PRESETS, "mobilenet_fpn", SMALL)
    monkeypatch.setattr("detector.training.estimate.measure_speed", measure)
    root = drawn_folder(tmp_path / "images", 2)
    request = TrainRequest(root, root / "run", "mobilenet_fpn", 2, "none", minutes=1.0, device="cpu")
    first = started(run_events(request))
    assert (first.minutes, first.batch_size) == (1.0, SMALL.training.batch_size // 2)
    assert 0 < first.total_steps < 4
    again = started(run_events(replace(request, minutes=0.0, resume=True)))
    assert again.total_steps == first.total_steps
    assert (again.minutes, again.short_side) == (1.0, first.short_side)
