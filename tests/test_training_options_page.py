"""The page of the training options shows the table as it is."""

from __future__ import annotations

import pytest

from detector.training.options import TRAINING_OPTIONS, TrainingOption
from tests.training_options_page import PAGE, render_page


def test_that_the_page_is_the_one_that_the_script_writes() -> None:
    assert PAGE.read_text(encoding="utf-8") == render_page(), "run `python -m tests.training_options_page`"


@pytest.mark.parametrize("option", TRAINING_OPTIONS, ids=lambda option: option.name)
def test_that_each_option_has_one_row(option: TrainingOption) -> None:
    rows = [line for line in render_page().splitlines() if line.startswith(f"| `--{option.name}")]
    assert len(rows) == 1
    assert f"| {option.title} |" in rows[0]
    assert rows[0].endswith(f"| {option.help} |")
