"""The level of an anchor, against a loop that lays out the levels one after the other."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from detector.anchor_levels import find_levels, first_rows


@pytest.mark.parametrize("counts", [(7,), (6, 2), (12, 6, 3, 3, 1), (1, 1, 1)])
def test_that_the_levels_are_those_of_a_loop_over_them(counts: tuple[int, ...]) -> None:
    expected = [level for level, count in enumerate(counts) for _ in range(count)]
    rows = np.arange(sum(counts))
    assert find_levels(rows, counts).tolist() == expected
    assert find_levels(torch.from_numpy(rows), counts).tolist() == expected
    assert find_levels(rows[::-1], counts).tolist() == expected[::-1]
    assert [expected.index(level) for level in range(len(counts))] == list(first_rows(counts))


def test_that_rows_keep_their_type() -> None:
    assert find_levels(np.zeros(0, dtype=np.int64), (3, 1)).dtype == np.int64
    assert find_levels(torch.tensor([3]), (3, 1)).dtype == torch.int64
