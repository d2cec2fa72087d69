"""Boxes drawn twice: found as a comparison of each with each finds them, in memory that grows as their number does."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from detector.data.lint.repeats import find_repeats

THRESHOLD = 0.9


def compare_each_with_each(corners: NDArray[np.float64], labels: NDArray[np.intp]) -> Iterator[tuple[int, int]]:
    """The plain rule: all pairs of one label in order, then all others; what repeats something is out."""
    pairs = [(one, other) for one in range(len(corners)) for other in range(one + 1, len(corners))]
    repeats: set[int] = set()
    for one, other in sorted(pairs, key=lambda pair: labels[pair[0]] != labels[pair[1]]):
        if one in repeats or other in repeats or not iou(corners[one], corners[other]) > THRESHOLD:
            continue
        repeats.add(other)
        yield one, other


def iou(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    (ax, ay, ar, ab), (bx, by, br, bb) = one, other
    common = max(min(ar, br) - max(ax, bx), 0) * max(min(ab, bb) - max(ay, by), 0)
    return float(common / ((ar - ax) * (ab - ay) + (br - bx) * (bb - by) - common))


def crowd(
    seed: int, count: int, spread: float, jitter: float, labels: int = 3
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Boxes of sides 1 to 1000 around a few places, moved by up to `jitter` of their sides."""
    random = np.random.default_rng(seed)
    places = random.uniform(-spread, spread, (max(count // 8, 1), 2))
    sides = np.exp(random.uniform(0, 7, (len(places), 2)))
    chosen = random.integers(0, len(places), count)
    corners = np.concatenate((places[chosen], places[chosen] + sides[chosen]), axis=1)
    corners += random.uniform(-jitter, jitter, corners.shape) * np.tile(sides[chosen], 2)
    return corners, random.integers(0, labels, count).astype(np.intp)


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize(("spread", "jitter"), [(10, 0.02), (1000, 0.05), (1e6, 0.1), (100, 0.0)])
def test_that_repeats_are_those_of_comparing_each_with_each(seed: int, spread: float, jitter: float) -> None:
    corners, labels = crowd(seed, 60, spread, jitter)
    found = list(find_repeats(corners, labels, THRESHOLD))
    assert found == list(compare_each_with_each(corners, labels))


_NUMBER = st.floats(-1e150, 1e150, allow_nan=False) | st.integers(-40, 40).map(lambda tenth: tenth / 10)
_ROW = st.tuples(_NUMBER, _NUMBER, _NUMBER, _NUMBER, st.integers(0, 2))


@settings(deadline=None, max_examples=300)
@given(st.lists(_ROW, max_size=12), st.lists(st.integers(0, 11), max_size=4))
def test_that_boxes_of_any_size_are_compared(
    rows: list[tuple[float, float, float, float, int]], again: list[int]
) -> None:
    rows = rows + [rows[at] for at in again if at < len(rows)]
    sound = [row for row in rows if row[0] < row[2] and row[1] < row[3]]
    corners = np.array([row[:4] for row in sound], dtype=np.float64).reshape(-1, 4)
    labels = np.array([row[4] for row in sound], dtype=np.intp)
    with np.errstate(all="ignore"):
        expected = list(compare_each_with_each(corners, labels))
    assert list(find_repeats(corners, labels, THRESHOLD)) == expected


def test_that_a_box_of_another_label_is_compared_after_those_of_its_own() -> None:
    corners = np.array([[0, 0, 10, 10]] * 3, dtype=np.float64)
    assert list(find_repeats(corners, np.array([0, 1, 1]), THRESHOLD)) == [(1, 2), (0, 1)]


@pytest.mark.parametrize("kind", ["all the same", "all of one label", "one place", "spread", "one column"])
def test_that_memory_grows_with_the_number_of_boxes(kind: str) -> None:
    """A matrix of each with each would take 3.2 GB."""
    corners, labels = crowd(1, 20_000 if "all" in kind or "place" in kind else 6_000, 5_000, 0.05, 80)
    if kind == "all the same":
        corners[:] = corners[0]
    elif kind == "all of one label":
        corners[:], labels[:] = corners[0], 0
    elif kind == "one place":
        corners = np.random.default_rng(2).uniform((0, 0, 900, 900), (100, 100, 1000, 1000), corners.shape)
        labels[:] = 0
    elif kind == "one column":
        top = np.arange(len(corners)) * 3.0
        corners = np.stack((top * 0, top, top * 0 + 50, top + 10), axis=1)
    tracemalloc.start()
    count = sum(1 for _ in find_repeats(corners, labels, THRESHOLD))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40_000_000
    assert count == {"all the same": 19_999, "all of one label": 19_999, "one column": 0}.get(kind, count)
