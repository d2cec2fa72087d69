"""What fits into a time."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from detector.config import DetectorConfig, get_preset
from detector.training.runs.schedule_length import MIN_STEPS, StepPlan
from detector.training.time_budget import (
    TimeEstimate,
    TrainingImages,
    choose_shape,
    count_steps_within,
    plan_run,
    preview_run,
)

LIGHT = get_preset("mobilenet_fpn")
IMAGES = TrainingImages(learned=100, measured=25)


def seconds_of(steps: int, speed: TimeEstimate, config: DetectorConfig, images: TrainingImages) -> float:
    """Counted as the trainer goes: AP after each epoch and after the last step."""
    plan = StepPlan(steps, images.steps_per_epoch(config))
    measured = sum(plan.ends_epoch(step) for step in range(1, steps + 1))
    return steps * speed.seconds_per_step + measured * images.measured * speed.seconds_per_measured_image


def test_that_steps_and_measuring_add_up() -> None:
    speed = TimeEstimate(seconds_per_step=2.0, seconds_per_measured_image=0.5)
    assert (
        speed.estimate_run(learned=10, measured=4, epochs=3, batch_size=4) == 3 * math.ceil(10 / 4) * 2.0 + 3 * 4 * 0.5
    )


def test_that_the_example_is_true() -> None:
    config = replace(LIGHT, training=replace(LIGHT.training, batch_size=1))
    assert count_steps_within(10, TimeEstimate(1.0, 1.0), config, TrainingImages(learned=4, measured=2)) == 6


@pytest.mark.parametrize("images", [IMAGES, TrainingImages(7), TrainingImages(4, 90), TrainingImages(1000, 200, 2)])
@pytest.mark.parametrize("seconds", [20, 61.5, 300, 3600])
@pytest.mark.parametrize("speed", [TimeEstimate(1.7, 0.2), TimeEstimate(0.11, 0.0), TimeEstimate(0.3, 0.4)])
def test_that_as_many_steps_are_taken_as_fit_with_ap(
    images: TrainingImages, seconds: float, speed: TimeEstimate
) -> None:
    steps = count_steps_within(seconds, speed, LIGHT, images)
    taken = seconds_of(steps, speed, LIGHT, images)
    assert taken <= seconds or steps == 1
    longer = [seconds_of(steps + more, speed, LIGHT, images) for more in range(1, images.steps_per_epoch(LIGHT) + 1)]
    # One more would not fit; where AP takes longer than a step, an epoch that is not begun may leave some time.
    assert longer[0] > seconds


def test_that_a_time_for_less_than_a_step_gives_one() -> None:
    assert count_steps_within(3, TimeEstimate(10.0, 1.0), LIGHT, IMAGES) == 1
    assert count_steps_within(-3, TimeEstimate(10.0, 1.0), LIGHT, IMAGES) == 1


def test_that_much_time_leaves_the_preset_as_it_is() -> None:
    assert choose_shape(3600, TimeEstimate(1.0, 0.1), LIGHT, IMAGES) == LIGHT


def test_that_less_time_first_halves_the_batch_and_its_rate_then_makes_images_smaller() -> None:
    speed = TimeEstimate(1.0, 0.0)
    shapes = [choose_shape(seconds, speed, LIGHT, IMAGES) for seconds in (MIN_STEPS + 1, 200, 120, 70, 5)]
    assert [shape.training.batch_size for shape in shapes] == [4, 2, 2, 2, 2]
    assert [shape.input.short_side for shape in shapes] == [400, 400, 320, 256, 256]
    assert [shape.input.long_side for shape in shapes] == [640, 640, 512, 410, 410]
    rate = LIGHT.training.learning_rate
    halved = LIGHT.training.with_batch_size(2).learning_rate
    assert [shape.training.learning_rate for shape in shapes] == [rate, *[halved] * 4]


def test_that_a_batch_that_a_person_gave_is_kept() -> None:
    shape = choose_shape(5, TimeEstimate(1.0, 0.0), LIGHT, IMAGES, keep_batch=True)
    assert (shape.training.batch_size, shape.input.short_side) == (4, 256)
    one = choose_shape(5, TimeEstimate(1.0, 0.0), get_preset("vgg16"), IMAGES)
    assert one.training.batch_size == 1


def test_that_a_plan_names_its_epochs_and_whether_it_is_too_short() -> None:
    plan = plan_run(5, 280, TimeEstimate(0.5, 0.1), LIGHT, IMAGES)
    assert plan.steps == count_steps_within(279, TimeEstimate(0.5, 0.1), LIGHT, IMAGES)
    assert plan.config.training.epochs == math.ceil(plan.steps / 25)
    assert not plan.is_too_short
    short = plan_run(1, 60, TimeEstimate(0.5, 0.1), LIGHT, IMAGES)
    assert short.is_too_short
    assert not plan_run(short.min_minutes, 60 * short.min_minutes, TimeEstimate(0.5, 0.1), LIGHT, IMAGES).is_too_short


def test_that_a_preview_fits_into_the_time() -> None:
    for minutes in (2, 5, 15, 60):
        plan = preview_run(minutes, TimeEstimate(1.5, 0.1), LIGHT, IMAGES)
        speed = TimeEstimate(1.5, 0.1).scale_to(LIGHT, plan.config)
        assert 0.8 * 60 * minutes < seconds_of(plan.steps, speed, plan.config, IMAGES) < 60 * minutes


def test_that_kept_features_make_later_epochs_shorter() -> None:
    once = TimeEstimate(seconds_per_step=1.0, seconds_per_measured_image=0.0, seconds_spared=0.2)
    assert once.of_steps(5, per_epoch=10) == pytest.approx(5.0)
    assert once.of_steps(10, per_epoch=10) == pytest.approx(10.0)
    assert once.of_steps(30, per_epoch=10) == pytest.approx(10.0 + 20 * 0.8)
    # Of two views, the second epoch shows half of the images for the first time, the third a quarter.
    flipped = replace(once, views=2)
    assert flipped.of_steps(30, per_epoch=10) == pytest.approx(10.0 + 10 - 5 * 0.2 + 10 - 7.5 * 0.2)
    assert flipped.scale_to(LIGHT, LIGHT) == flipped


@pytest.mark.parametrize("views", [1, 2])
@pytest.mark.parametrize("seconds", [9.0, 61.5, 300.0])
def test_that_the_time_that_kept_features_spare_is_used(seconds: float, views: int) -> None:
    speed = TimeEstimate(0.5, 0.1, seconds_spared=0.1, views=views)
    per_epoch = IMAGES.steps_per_epoch(LIGHT)

    def taken(steps: int) -> float:
        measuring = math.ceil(steps / per_epoch) * IMAGES.measured * speed.seconds_per_measured_image
        return speed.of_steps(steps, per_epoch) + measuring

    steps = count_steps_within(seconds, speed, LIGHT, IMAGES)
    assert taken(steps) <= seconds < taken(steps + 1)
    assert steps >= count_steps_within(seconds, replace(speed, seconds_spared=0.0), LIGHT, IMAGES)
