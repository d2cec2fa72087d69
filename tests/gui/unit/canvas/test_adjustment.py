"""Brightness, contrast and gamma as numbers."""

from __future__ import annotations

import numpy as np
import pytest

from frcnn_gui.canvas.adjustment import NEUTRAL, Adjustment, compute_auto_adjustment


def test_that_neutral_changes_nothing() -> None:
    assert NEUTRAL.build_lookup_table().tolist() == list(range(256))


def test_that_brightness_and_contrast_are_a_line_and_gamma_a_curve() -> None:
    assert Adjustment(brightness=51 / 255).build_lookup_table()[[0, 100, 204, 255]].tolist() == [51, 151, 255, 255]
    assert Adjustment(contrast=2).build_lookup_table()[[0, 64, 128, 255]].tolist() == [0, 0, 128, 255]
    assert Adjustment(gamma=2).build_lookup_table()[[0, 64, 255]].tolist() == [0, round((64 / 255) ** 0.5 * 255), 255]


def test_that_no_adjustment_reverses_light_and_dark() -> None:
    for brightness in (-1.0, 0.0, 0.3):
        for contrast in (1 / 16, 1.0, 16.0):
            for gamma in (0.2, 1.0, 5.0):
                assert (np.diff(Adjustment(brightness, contrast, gamma).build_lookup_table().astype(int)) >= 0).all()


def test_that_stretching_uses_all_values_whatever_a_few_pixels_are() -> None:
    values = np.concatenate([np.linspace(40, 90, 10_000), [0, 255]]).astype(np.uint8)
    lut = compute_auto_adjustment(values).build_lookup_table()
    assert lut[40] <= 2
    assert lut[89] >= 250
    assert int(lut[65]) == pytest.approx(128, abs=4)
    assert compute_auto_adjustment(values, gamma=1.5).gamma == 1.5


def test_that_one_value_alone_or_none_is_not_stretched() -> None:
    assert compute_auto_adjustment(np.full(100, 80, np.uint8)) == NEUTRAL
    assert compute_auto_adjustment(np.empty((0, 3), np.uint8)) == NEUTRAL
