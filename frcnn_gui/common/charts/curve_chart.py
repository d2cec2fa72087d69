"""A few curves over one axis, with a legend, or a hint where there is nothing to draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from html import escape
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from frcnn_gui.common.canvas_colors import choose_curve_colors
from frcnn_gui.common.charts.chart_menu import ChartMenu, ChartTable
from frcnn_gui.common.charts.chart_values import replace_undrawable
from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import HtmlLabel, PlainLabel, shorten_text

if TYPE_CHECKING:
    import pyqtgraph

    from frcnn_gui.common.charts.plot import CurvePlot

MAX_SYMBOLS = 60
"""A curve of more values is a line without dots."""


BAND_WIDTH = 5
BAND_OPACITY = 0.6
Interval = tuple[float, float]


class CurveChart(QWidget):
    """The plotting library is imported when there is something to draw.

    Signals:
        point_clicked: The name of a curve and the index of a value; curves of many values have no points.
    """

    point_clicked = Signal(str, int)

    def __init__(self, name: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._plot: CurvePlot | None = None
        self.legend = HtmlLabel()
        self.legend.setWordWrap(True)
        self.legend.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.hint = PlainLabel(hint)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hint.setWordWrap(True)
        self.hint.setEnabled(False)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.hint)
        self._values: list[tuple[str | float, ...]] = []
        self.menu = ChartMenu(self, self.list_values)

    def list_values(self) -> ChartTable:
        """Each point of each curve, for a spreadsheet."""
        return [] if self.is_empty else self._values

    @property
    def is_empty(self) -> bool:
        return self._stack.currentIndex() == 0

    def show_hint(self) -> None:
        """Show the hint."""
        self._stack.setCurrentIndex(0)

    def draw_curves(
        self,
        across: Sequence[float],
        curves: Mapping[str, Sequence[float]],
        across_name: str,
        up_name: str,
        ticks: Sequence[tuple[float, str]],
    ) -> None:
        """Each curve's values over `across`; `ticks` (place, text) of the horizontal axis. Values are 0..1."""
        places = {name: (across, values) for name, values in curves.items()}
        plot = self._plot_curves(places, across_name, up_name, choose_curve_colors(list(curves)), counts=False)
        plot.getAxis("bottom").setTicks([list(ticks)])
        plot.setYRange(0, 1, padding=0.04)
        plot.setXRange(min(across), max(across), padding=0.04)

    def draw_separate_curves(
        self,
        curves: Mapping[str, tuple[Sequence[float], Sequence[float]]],
        across_name: str,
        up_name: str,
        top: float | None = None,
        bands: Mapping[str, Sequence[Interval | None]] | None = None,
        colors: Mapping[str, str] | None = None,
        counts: bool = True,
    ) -> None:
        """Draw curves that each have places of their own.

        Args:
            curves: (across, values) of each, by its name.
            across_name: of the horizontal axis.
            up_name: of the vertical axis.
            top: the largest value that is shown; None: the largest that there is.
            bands: (low, high) around each value of a curve, where it is known.
            colors: of the curves that have one of their own, such as that of a class.
            counts: whether the horizontal axis counts something, so that its numbers are whole.
        """
        chosen = choose_curve_colors(list(curves), colors or {})
        plot = self._plot_curves(curves, across_name, up_name, chosen, counts)
        self._draw_bands(plot, curves, bands or {}, chosen)
        finite = (value for _, values in curves.values() for value in replace_undrawable(values) if value == value)
        highest = max(finite, default=1.0)
        plot.setYRange(0, top or highest, padding=0.04)
        plot.autoRange(padding=0.04) if top is None else plot.enableAutoRange(axis="x")

    def _plot_curves(
        self,
        curves: Mapping[str, tuple[Sequence[float], Sequence[float]]],
        across_name: str,
        up_name: str,
        colors: Mapping[str, str],
        counts: bool,
    ) -> CurvePlot:
        plot = self._get_plot()
        plot.clear()
        entries = []
        self._values = [(tr("curve", "table header"), across_name, up_name)]
        for name, (across, values) in curves.items():
            self._values += [(name, place, value) for place, value in zip(across, values, strict=True)]
            color = colors[name]
            symbol = "o" if len(values) <= MAX_SYMBOLS else None
            pen = {"color": color, "width": 2}
            points = replace_undrawable(across), replace_undrawable(values)
            curve = plot.plot(*points, pen=pen, symbol=symbol, symbolSize=5, symbolBrush=color, symbolPen=None)
            curve.sigPointsClicked.connect(partial(self._on_points_clicked, name))
            entries.append(f'<span style="color:{color}">\N{BLACK SQUARE}</span>&nbsp;{_format_legend_name(name)}')
        self.legend.setText(" &nbsp; ".join(entries))
        plot.name_axes(across_name, up_name, counts)
        self._stack.setCurrentIndex(1)
        return plot

    def _draw_bands(
        self,
        plot: CurvePlot,
        curves: Mapping[str, tuple[Sequence[float], Sequence[float]]],
        bands: Mapping[str, Sequence[Interval | None]],
        colors: Mapping[str, str],
    ) -> None:
        """A bar behind each value that has an interval."""
        import pyqtgraph

        for name, (across, values) in curves.items():
            known = [
                (place, value, *ends)
                for place, value, ends in zip(across, values, bands.get(name, ()), strict=False)
                if ends is not None
            ]
            if not known:
                continue
            places, middles, lows, highs = np.array(known, dtype=np.float64).T
            tint = pyqtgraph.mkColor(colors[name])
            tint.setAlphaF(BAND_OPACITY)
            bars = pyqtgraph.ErrorBarItem(
                x=places,
                y=middles,
                top=highs - middles,
                bottom=middles - lows,
                pen=pyqtgraph.mkPen(tint, width=BAND_WIDTH),
            )
            bars.setZValue(-1)
            plot.addItem(bars)

    def _on_points_clicked(
        self, name: str, _curve: object, points: Sequence[pyqtgraph.SpotItem], _event: object
    ) -> None:
        self.point_clicked.emit(name, points[0].index())

    def _get_plot(self) -> CurvePlot:
        if self._plot is None:
            from frcnn_gui.common.charts.plot import CurvePlot

            self._plot = CurvePlot(self.palette(), can_pan=False)
            page = QWidget()
            column = QVBoxLayout(page)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(2)
            column.addWidget(self.legend)
            column.addWidget(self._plot, 1)
            self._stack.addWidget(page)
        return self._plot

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._plot is not None:
            self._plot.apply_palette(self.palette())


def _format_legend_name(name: str) -> str:
    """HTML of a curve's name, kept on one line."""
    return escape(shorten_text(name)).replace(" ", "&nbsp;")
