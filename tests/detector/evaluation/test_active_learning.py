"""Which images to label next."""

from __future__ import annotations

import numpy as np
import pytest

from detector.evaluation.active_learning import choose_images_to_label, spread_indices


def brute_force(uncertainties: np.ndarray, features: np.ndarray, known: np.ndarray, count: int) -> list[int]:
    unit = [one / np.linalg.norm(one) for one in features]
    seen = [one / np.linalg.norm(one) for one in known]
    chosen: list[int] = []
    while len(chosen) < min(count, len(uncertainties)):
        worth = []
        for row, one in enumerate(unit):
            near = min((float(np.linalg.norm(one - other)) for other in seen), default=1.0)
            weight = uncertainties[row] / uncertainties.max() + 0.1
            worth.append(-1.0 if row in chosen else weight * max(near, 1e-3))
        best = int(np.argmax(worth))
        chosen.append(best)
        # The first distance of all is 1 where nothing is known.
        seen.append(unit[best])
    return chosen


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("labeled", [0, 3])
def test_that_it_agrees_with_a_plain_loop(seed: int, labeled: int) -> None:
    rng = np.random.default_rng(seed)
    uncertainties = rng.random(25).astype(np.float32)
    features = rng.normal(size=(25, 8)).astype(np.float32)
    known = rng.normal(size=(labeled, 8)).astype(np.float32)
    if labeled:
        assert choose_images_to_label(uncertainties, features, known, 10) == brute_force(
            uncertainties, features, known, 10
        )
    chosen = choose_images_to_label(uncertainties, features, known, 25)
    assert sorted(chosen) == list(range(25))


def test_that_the_most_uncertain_comes_first_and_its_double_last() -> None:
    features = np.array([[1, 0], [1, 0.001], [0, 1], [-1, 0]], np.float32)
    uncertainties = np.array([1.0, 0.99, 0.2, 0.2], np.float32)
    chosen = choose_images_to_label(uncertainties, features, np.zeros((0, 2), np.float32), 4)
    assert chosen[0] == 0
    assert chosen[-1] == 1


def test_that_images_in_which_nothing_was_found_come_too() -> None:
    features = np.eye(3, dtype=np.float32)
    assert sorted(choose_images_to_label(np.zeros(3, np.float32), features, np.zeros((0, 3), np.float32), 3)) == [
        0,
        1,
        2,
    ]
    assert (
        choose_images_to_label(np.zeros(0, np.float32), np.zeros((0, 3), np.float32), np.zeros((0, 3), np.float32), 3)
        == []
    )


@pytest.mark.parametrize("count", [0, 1, 2, 7, 8, 100])
def test_that_a_spread_has_each_once_and_begins_far_apart(count: int) -> None:
    order = spread_indices(count)
    assert sorted(order) == list(range(count))
    if count == 100:
        assert order[:4] == [0, 64, 32, 96]
