"""Two programs that save into one folder at the same time; at length in `tests.reliability.two_writers`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reliability.states import FORMATS
from tests.reliability.two_writers import race


@pytest.mark.parametrize("format_name", FORMATS)
def test_that_two_programs_lose_no_save_and_no_class(tmp_path: Path, format_name: str) -> None:
    done = race(tmp_path, format_name, saves=60)
    assert done.saves == 60
    assert not done.lost
    assert not done.strange
