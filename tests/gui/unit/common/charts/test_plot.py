import pytest
from PySide6.QtGui import QPalette
from pytestqt.qtbot import QtBot

from frcnn_gui.common.charts.plot import CurvePlot


def _tick_texts(plot: CurvePlot, low: float, high: float) -> list[str]:
    axis = plot.getAxis("bottom")
    axis.setRange(low, high)
    return [
        text for spacing, values in axis.tickValues(low, high, 400.0) for text in axis.tickStrings(values, 1.0, spacing)
    ]


@pytest.fixture
def plot(qtbot: QtBot) -> CurvePlot:
    plot = CurvePlot(QPalette(), can_pan=False)
    qtbot.addWidget(plot)
    return plot


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (0.6, 2.4), (1.0, 3.0), (0.0, 5_000.0)])
def test_that_what_is_counted_has_whole_numbers(plot: CurvePlot, low: float, high: float) -> None:
    plot.name_axes("labeled images", "AP50", counts=True)
    texts = _tick_texts(plot, low, high)
    assert texts
    assert all(text.isdigit() for text in texts), texts


def test_that_a_measured_value_has_fractions(plot: CurvePlot) -> None:
    plot.name_axes("recall", "precision", counts=False)
    assert "0.5" in _tick_texts(plot, 0.0, 1.0)


@pytest.mark.parametrize("top", [0.0004, 0.4, 40_000.0])
def test_that_no_factor_is_put_before_a_number(plot: CurvePlot, top: float) -> None:
    plot.name_axes("step", "loss", counts=True)
    plot.plot([0, 1], [0.0, top])
    plot.setYRange(0, top)
    assert "x" not in plot.getAxis("left").labelString().replace("px", "")
    assert plot.getAxis("left").autoSIPrefixScale == 1.0
