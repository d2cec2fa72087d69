"""Run folders that mean harm end in a listing or in a sentence; `tests.reliability.hostile_runs` has thousands."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path

import pytest

from tests.reliability.hostile_run_samples import hostile_runs

EVERY = 263


@pytest.mark.skipif(os.name == "nt", reason="links, pipes and limits of time need a system that has them")
def test_that_hostile_runs_hide_no_other_and_change_nothing_outside(tmp_path: Path) -> None:
    from tests.reliability.hostile_runs import run

    cases = list(islice(hostile_runs(), 7, None, EVERY))
    endings, faults = run(cases, tmp_path)
    assert faults == []
    assert endings["listed"] > 8
    assert endings.total() == len(cases) > 10


def test_that_there_is_a_hostile_run_for_every_field() -> None:
    names = [hostile.name for hostile in hostile_runs()]
    assert len(names) > 3_000
    for part in ("losses.total", "config.training.batch_size", "step is 1e400", "note.txt is a link: zero"):
        assert any(part in name for name in names)
