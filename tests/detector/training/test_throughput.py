from __future__ import annotations

import pytest

from detector.training.throughput import Throughput


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_that_breaks_are_no_part_of_a_steps_time() -> None:
    clock = Clock()
    speed = Throughput(clock)
    for _ in range(3):
        clock.now += 2.0
        speed.record_step(waited=0.5)
        clock.now += 50.0
        assert speed.record_break() == pytest.approx(50.0)
    assert speed.seconds_per_step == pytest.approx(2.0)
    assert speed.waiting_share == pytest.approx(0.25)


def test_that_the_time_left_counts_the_validations_to_come() -> None:
    clock = Clock()
    speed = Throughput(clock)
    clock.now += 2.0
    speed.record_step(waited=0.0)
    assert speed.estimate_seconds_left(steps=10, epochs=3) == pytest.approx(20.0)
    clock.now += 7.0
    assert speed.record_validation() == pytest.approx(7.0)
    assert speed.estimate_seconds_left(steps=10, epochs=3) == pytest.approx(41.0)


def test_that_only_the_last_steps_count_for_the_speed() -> None:
    clock = Clock()
    speed = Throughput(clock)
    for seconds in [100.0] * 5 + [1.0] * 20:
        clock.now += seconds
        speed.record_step(waited=0.0)
    assert speed.seconds_per_step == pytest.approx(1.0)
