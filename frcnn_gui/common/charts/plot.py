"""A plot of curves with the window's colors, and axes whose numbers are as they are.

Importing this imports the plotting library, so it is imported where a curve is first drawn.
"""

from __future__ import annotations

import pyqtgraph
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette


class CountAxis(pyqtgraph.AxisItem):  # type: ignore[misc]
    """An axis that can be limited to whole numbers, for what is counted: steps, epochs, images."""

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self.enableAutoSIPrefix(False)
        self.is_whole = False

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        """(spacing, offset) of the ticks of each level, coarsest first."""
        spacing: list[tuple[float, float]] = super().tickSpacing(low, high, size)
        if not self.is_whole:
            return spacing
        return [one for one in spacing if float(one[0]).is_integer()] or [(1.0, 0.0)]


class CurvePlot(pyqtgraph.PlotWidget):  # type: ignore[misc]
    """A plot with horizontal grid lines."""

    def __init__(self, palette: QPalette, can_pan: bool) -> None:
        """`can_pan`: whether the mouse pans and zooms along the horizontal axis."""
        self._axes = {side: CountAxis(side) for side in ("bottom", "left")}
        super().__init__(axisItems=self._axes)
        self.showGrid(x=False, y=True, alpha=0.2)
        self.setMouseEnabled(x=can_pan, y=False)
        self.hideButtons()
        self.setMenuEnabled(False)  # it is not translated; a right click goes to the chart around the plot
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.apply_palette(palette)

    def name_axes(self, across: str, up: str, counts: bool) -> None:
        """Name the axes; `counts`: whether the horizontal one has whole numbers."""
        self.setLabel("bottom", across)
        self.setLabel("left", up)
        self._axes["bottom"].is_whole = counts
        self._axes["bottom"].setTicks(None)

    def apply_palette(self, palette: QPalette) -> None:
        """Use the colors of the window."""
        text = palette.color(QPalette.ColorRole.WindowText)
        self.setBackground(palette.color(QPalette.ColorRole.Base))
        for axis in self._axes.values():
            axis.setPen(text)
            axis.setTextPen(text)
