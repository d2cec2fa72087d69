"""Working ahead on threads: in order, a bounded number at a time, and ended when it is canceled."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from detector.data.threaded_map import map_in_threads


def counted(fetched: list[int]) -> Iterator[int]:
    for number in range(1000):
        fetched.append(number)
        yield number


def test_that_results_come_in_the_order_of_the_items() -> None:
    assert list(map_in_threads(lambda number: number * 2, range(500))) == list(range(0, 1000, 2))


def test_that_only_a_few_items_are_begun_before_their_turn() -> None:
    fetched: list[int] = []
    results = map_in_threads(lambda number: number, counted(fetched))
    assert next(results) == 0
    assert len(fetched) <= 4 * (os.cpu_count() or 1) + 1
    results.close()  # type: ignore[attr-defined]


def test_that_it_ends_when_it_is_canceled() -> None:
    done: list[int] = []
    for number in map_in_threads(lambda number: number, range(1000), lambda: len(done) >= 3):
        done.append(number)  # noqa: PERF402 - the condition looks at it meanwhile
    assert done == [0, 1, 2]


def test_that_a_fault_is_raised_in_its_place() -> None:
    results = map_in_threads(lambda number: 1 // number, [2, 1, 0, 5])
    assert [next(results), next(results)] == [0, 1]
    with pytest.raises(ZeroDivisionError):
        next(results)
