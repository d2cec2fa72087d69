"""Charts draw what a log of a training holds, whatever numbers those are."""

from __future__ import annotations

import math
import sys

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from frcnn_gui.common.charts.chart_values import replace_undrawable
from frcnn_gui.common.charts.curve_chart import CurveChart
from frcnn_gui.train.loss_chart import CURVE_NAMES, LossChart

ODD = (1e308, -1e308, 5e-324, math.inf, -math.inf, math.nan, 0.0, 2147483648.0)


def painted(qtbot: QtBot, chart: QWidget) -> None:
    qtbot.addWidget(chart)
    chart.resize(400, 300)
    chart.show()
    QApplication.processEvents()
    chart.grab()


@pytest.mark.parametrize("values", [ODD, (1e308, -1e308), (math.inf, 1.0), (math.nan,) * 3, (1e-320, 2e-320)])
def test_that_losses_of_any_size_are_drawn(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, values: tuple[float, ...]
) -> None:
    faults: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, fault, _traceback: faults.append(fault))
    losses, runs = LossChart(), CurveChart("Runs", "")
    for at, value in enumerate(values):
        losses.add_step(10 ** (40 * at), dict.fromkeys(CURVE_NAMES, value))
    for top in (None, 1.0):
        runs.draw_separate_curves({"a": (range(len(values)), values), "b": (values, values)}, "step", "loss", top)
    painted(qtbot, losses)
    painted(qtbot, runs)
    assert not faults


def test_that_numbers_without_a_place_on_an_axis_are_gaps() -> None:
    assert replace_undrawable([1, -2.5, 10**400, 1e31, math.inf])[:2] == [1.0, -2.5]
    assert all(map(math.isnan, replace_undrawable([10**400, -(10**400), 1e31, math.inf, math.nan])))
