"""How long a run would take, and what fits into a time."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

from detector.config import DetectorConfig
from detector.data.labeled_set import load_training_set
from detector.faster_rcnn import FasterRCNN
from detector.training import estimate
from detector.training.estimate import fit_to_time, measure_speed
from detector.training.time_budget import ENDING_S, TimeEstimate
from tests.detector.drawn import drawn_folder
from tests.detector.small import CLASSES, SMALL, small_model

CPU = torch.device("cpu")


def test_that_a_few_steps_are_taken_and_timed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = load_training_set(drawn_folder(tmp_path / "drawn"), CLASSES)
    ticks = iter([0.0, 100.0, 100.0, 102.0, 102.0, 106.0, 106.0, 109.0, 0.0, 50.0, 60.0, 60.5])
    monkeypatch.setattr(estimate, "time", SimpleNamespace(monotonic=lambda: next(ticks)))
    speed = measure_speed(small_model(), data, CPU)
    # Of four steps the first only prepares, as does the first of two images.
    assert speed == TimeEstimate(seconds_per_step=3.0, seconds_per_measured_image=0.5, views=2)
    assert next(ticks, None) is None


def test_that_it_stops_between_two_steps(tmp_path: Path) -> None:
    data = load_training_set(drawn_folder(tmp_path / "drawn"), CLASSES)
    asked = iter([False, True])
    assert measure_speed(small_model(), data, CPU, lambda: next(asked)) is None


def test_that_a_longer_run_is_measured_with_more_steps_and_a_slow_step_with_fewer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = load_training_set(drawn_folder(tmp_path / "drawn"), CLASSES)
    taken: list[float] = []
    seconds: list[float] = []

    class Counted:
        def __init__(self, *_: object) -> None: ...

        def take_step(self, _batch: object, rate: float) -> None:
            taken.append(rate)
            clock.now += seconds[-1]

    clock = SimpleNamespace(now=0.0)
    monkeypatch.setattr(estimate, "Stepper", Counted)
    monkeypatch.setattr(estimate, "time", SimpleNamespace(monotonic=lambda: clock.now))
    counts = []
    for step_s, budget_s in ((1.0, 0.0), (1.0, 60.0), (1.0, 300.0), (13.0, 120.0)):
        taken.clear()
        seconds.append(step_s)
        measure_speed(small_model(), data, CPU, budget_s=budget_s)
        counts.append(len(taken))
    assert counts == [4, 4, 10, 2]


def fake_speeds(monkeypatch: pytest.MonkeyPatch, seconds_per_step: float) -> list[DetectorConfig]:
    """Measuring takes no time and finds what the preset would take, by the pixels; the list gets what was measured."""
    measured: list[DetectorConfig] = []

    def measure(model: FasterRCNN, *_: object) -> TimeEstimate:
        measured.append(model.config)
        return TimeEstimate(seconds_per_step, 0.0).scale_to(SMALL, model.config)

    monkeypatch.setattr(estimate, "measure_speed", measure)
    monkeypatch.setattr(estimate, "time", SimpleNamespace(monotonic=lambda: 110.0))
    return measured


def test_that_a_run_is_fitted_into_what_is_left_of_its_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = load_training_set(drawn_folder(tmp_path / "drawn"), CLASSES)
    model = small_model()
    measured = fake_speeds(monkeypatch, 0.1)
    plan = fit_to_time(model, (data, data), CPU, minutes=1, began=100.0)
    assert plan is not None
    assert plan.steps == (60 - 10 - ENDING_S) / 0.1
    assert measured == [SMALL]
    assert model.config == SMALL


def test_that_a_smaller_shape_is_measured_before_the_plan_is_fixed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = load_training_set(drawn_folder(tmp_path / "drawn"), CLASSES)
    measured = fake_speeds(monkeypatch, 0.25)
    plan = fit_to_time(small_model(), (data, None), CPU, minutes=1, began=100.0)
    assert plan is not None
    assert measured == [
        SMALL,
        replace(plan.config, training=replace(plan.config.training, epochs=SMALL.training.epochs)),
    ]
    assert plan.config.training.batch_size == SMALL.training.batch_size // 2
    assert plan.steps == int((60 - 10 - ENDING_S) / 0.125)


def test_that_fitting_stops_when_it_is_canceled(tmp_path: Path) -> None:
    data = load_training_set(drawn_folder(tmp_path / "drawn"), CLASSES)
    assert fit_to_time(small_model(), (data, None), CPU, 1, time.monotonic(), is_canceled=lambda: True) is None


def test_that_what_kept_features_spare_is_measured(tmp_path: Path) -> None:
    data = load_training_set(drawn_folder(tmp_path / "drawn"), CLASSES)
    speed = measure_speed(FasterRCNN(SMALL, CLASSES, pretrained=True), data, CPU)
    assert speed is not None
    assert 0 < speed.seconds_spared < speed.seconds_per_step
