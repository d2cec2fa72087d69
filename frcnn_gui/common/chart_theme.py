"""The colors of a plot, those of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QPalette

if TYPE_CHECKING:
    import pyqtgraph


def apply_palette(plot: pyqtgraph.PlotWidget, palette: QPalette) -> None:
    """Give a plot the colors of the window."""
    text = palette.color(QPalette.ColorRole.WindowText)
    plot.setBackground(palette.color(QPalette.ColorRole.Base))
    for side in ("bottom", "left"):
        axis = plot.getAxis(side)
        axis.setPen(text)
        axis.setTextPen(text)
