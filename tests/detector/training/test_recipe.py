from __future__ import annotations

import pytest

from detector.config import TrainingConfig
from detector.training.runs.schedule_length import MIN_STEPS, StepPlan, steps_per_epoch, suggest_epochs


@pytest.mark.parametrize("images", [1, 3, 20, 99])
def test_that_few_images_are_shown_oftener(images: int) -> None:
    recipe = TrainingConfig(epochs=2, batch_size=4)
    assert suggest_epochs(images, recipe) * steps_per_epoch(images, 4) >= MIN_STEPS


def test_that_many_images_are_shown_as_often_as_the_preset_says() -> None:
    assert suggest_epochs(10_000, TrainingConfig(epochs=12, batch_size=4)) == 12


@pytest.mark.parametrize(("steps", "per_epoch"), [(12, 4), (10, 4), (3, 4), (5, 1)])
def test_that_a_plan_counts_epochs_as_one_would_by_hand(steps: int, per_epoch: int) -> None:
    plan = StepPlan(steps, per_epoch)
    epochs = [
        [step for step in range(start + 1, start + per_epoch + 1) if step <= steps]
        for start in range(0, steps, per_epoch)
    ]
    for number, epoch in enumerate(epochs, start=1):
        assert [plan.epoch_of(step) for step in epoch] == [number] * len(epoch)
        assert [plan.ends_epoch(step) for step in epoch] == [False] * (len(epoch) - 1) + [True]
        assert plan.count_epochs_left(epoch[0] - 1) == len(epochs) - number + 1
