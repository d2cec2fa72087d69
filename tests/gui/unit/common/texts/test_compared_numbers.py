"""Numbers beside a threshold."""

from __future__ import annotations

import numpy as np
import pytest

from frcnn_gui.common.texts.compared_numbers import SAME_VALUE_TOLERANCE, format_compared, format_threshold


@pytest.mark.parametrize(
    ("value", "thresholds", "text"),
    [
        (0.82, (0.7,), "0.82"),
        (0.704, (0.7,), "0.704"),
        (0.6998, (0.7,), "0.6998"),
        (0.7, (0.7,), "0.70"),
        (float(np.float32(0.7)), (0.7,), "0.70"),
        (0.299, (0.3, 0.7), "0.299"),
        (0.5, (), "0.50"),
        (float(np.nextafter(np.float32(0.7), np.float32(0))), (0.7,), "0.6999999"),
    ],
)
def test_that_a_value_keeps_its_side_of_each_threshold(value: float, thresholds: tuple[float, ...], text: str) -> None:
    assert format_compared(value, *thresholds) == text


def test_that_no_value_reads_as_if_it_were_on_the_other_side() -> None:
    values = np.random.default_rng(0).normal(0.7, 0.004, 2000)
    for value in values.tolist():
        shown = float(format_compared(value, 0.7))
        if abs(value - 0.7) >= SAME_VALUE_TOLERANCE:
            assert np.sign(shown - 0.7) == np.sign(value - 0.7), value


def test_that_more_decimals_can_be_the_least() -> None:
    assert format_compared(0.12345, 0.7, decimals=3) == "0.123"
    assert format_threshold(0.70) == "0.7"
