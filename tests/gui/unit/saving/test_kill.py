"""A program that is killed while boxes are edited leaves no corrupt file and loses nothing older than a second."""

from __future__ import annotations

import pytest

from tests.reliability.kill import PAINTING, kills


@pytest.mark.slow
@pytest.mark.parametrize("format_names", [["voc", "yolo"], ["coco", "csv"], ["cvat", "via", "masks"]], ids="-".join)
def test_that_a_kill_costs_no_file_and_no_edit_older_than_a_second(format_names: list[str]) -> None:
    outcomes = list(kills(format_names, times=2, seed=20, workers=2))
    assert [outcome for _, outcome in outcomes if isinstance(outcome, str)] == []
    assert len(outcomes) == 2 * len(format_names)


@pytest.mark.slow
def test_that_a_kill_while_painting_costs_no_stroke_older_than_a_second() -> None:
    outcomes = list(kills(["coco"], times=6, seed=40, workers=2, work=PAINTING))
    assert [outcome for _, outcome in outcomes if isinstance(outcome, str)] == []
    assert len(outcomes) == 6
