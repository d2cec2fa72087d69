"""How long a run would take."""

from __future__ import annotations

import math
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

from detector.data.labelled_set import load_training_set
from detector.training import estimate
from detector.training.estimate import Estimate, measure_pace
from tests.detector.drawn import drawn_folder
from tests.detector.small import CLASSES, small_model

CPU = torch.device("cpu")


def test_that_steps_and_measuring_add_up() -> None:
    pace = Estimate(seconds_per_step=2.0, seconds_per_measured_image=0.5)
    assert pace.of_run(learned=10, measured=4, epochs=3, batch_size=4) == 3 * math.ceil(10 / 4) * 2.0 + 3 * 4 * 0.5


def test_that_a_few_steps_are_taken_and_timed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = load_training_set(drawn_folder(tmp_path / "drawn"), CLASSES)
    ticks = iter([0.0, 100.0, 100.0, 102.0, 102.0, 106.0, 106.0, 109.0, 0.0, 50.0, 60.0, 60.5])
    monkeypatch.setattr(estimate, "time", SimpleNamespace(monotonic=lambda: next(ticks)))
    pace = measure_pace(small_model(), data, CPU)
    # Of four steps the first only prepares, as does the first of two images.
    assert pace == Estimate(seconds_per_step=3.0, seconds_per_measured_image=0.5)
    assert next(ticks, None) is None


def test_that_it_stops_between_two_steps(tmp_path: Path) -> None:
    data = load_training_set(drawn_folder(tmp_path / "drawn"), CLASSES)
    asked = iter([False, True])
    assert measure_pace(small_model(), data, CPU, lambda: next(asked)) is None
