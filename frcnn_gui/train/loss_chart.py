"""Live curves of the losses, with the last values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from frcnn_gui.common.canvas_colors import CURVE_COLORS, choose_curve_colors
from frcnn_gui.common.charts.chart_menu import ChartMenu, ChartTable
from frcnn_gui.common.charts.chart_values import replace_undrawable
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.plain_text import HtmlLabel, PlainLabel
from frcnn_gui.train.curve_values import CurveValues

if TYPE_CHECKING:
    import pyqtgraph

    from frcnn_gui.common.charts.plot import CurvePlot

CURVE_NAMES = {
    "loss_objectness": N_("RPN objectness"),
    "loss_rpn_box_reg": N_("RPN box"),
    "loss_classifier": N_("Class"),
    "loss_box_reg": N_("Box"),
    "loss_mask": N_("Mask"),
    "total": N_("Total"),
}
MARK_COLOR = "#808080"
"""Of the step that is looked at; no curve has it."""
LOSS_COLORS = choose_curve_colors(list(CURVE_NAMES), {"total": CURVE_COLORS[4]})
EMPTY_HINT = N_("The losses are shown here during training.")


class LossChart(QWidget):
    """A hint until the first step, then one curve for each loss. The plotting library is imported only then."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Loss curves"))
        self._values = CurveValues(CURVE_NAMES)
        self._plot: CurvePlot | None = None
        self._curves: dict[str, pyqtgraph.PlotDataItem] = {}
        self._mark: pyqtgraph.InfiniteLine | None = None
        self.legend = HtmlLabel()
        self.legend.setWordWrap(True)
        self.legend.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._layout = QStackedLayout(self)
        hint = PlainLabel(tr(EMPTY_HINT))
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        hint.setWordWrap(True)
        hint.setEnabled(False)
        self._layout.addWidget(hint)
        self.menu = ChartMenu(self, self.list_values)

    def list_values(self) -> ChartTable:
        """The values after each step, for a spreadsheet."""
        return self._values.build_table(self._values.list_measured())

    @property
    def steps(self) -> list[int]:
        return list(self._values.steps)

    def values_of(self, key: str) -> list[float]:
        """What is drawn of the loss `key`, one value a step."""
        return list(self._values.by_key[key])

    def clear_curves(self) -> None:
        self._values.clear()
        if self._mark is not None:
            self._mark.hide()
        self._layout.setCurrentIndex(0)

    def add_step(self, step: int, losses: dict[str, float]) -> None:
        """Append one step. `losses` by key, `total` among them."""
        if self._plot is None:
            self._build_plot()
        self._values.add_step(step, losses)
        for key, values in self._values.by_key.items():
            self._curves[key].setData(replace_undrawable(self._values.steps), replace_undrawable(values))
        measured = self._values.list_measured()  # only a Mask R-CNN has a loss of masks
        self.legend.setText(" &nbsp; ".join(map(self._format_legend_entry, measured)))
        self._layout.setCurrentIndex(1)

    def mark_step(self, step: int) -> None:
        """Draw a line at this step: what is looked at beside the curves was taken there."""
        if self._plot is None:
            return
        if self._mark is None:
            import pyqtgraph

            self._mark = pyqtgraph.InfiniteLine(angle=90, pen={"color": MARK_COLOR, "width": 2})
            self._plot.addItem(self._mark)
        self._mark.setPos(step)
        self._mark.show()

    def _format_legend_entry(self, key: str) -> str:
        """A square of the curve's color, its name and its last value, kept on one line."""
        text = f"{tr(CURVE_NAMES[key])} {self._values.by_key[key][-1]:.3f}".replace(" ", "&nbsp;")
        return f'<span style="color:{LOSS_COLORS[key]}">\N{BLACK SQUARE}</span>&nbsp;{text}'

    def _build_plot(self) -> None:
        import pyqtgraph

        from frcnn_gui.common.charts.plot import CurvePlot

        self._plot = CurvePlot(self.palette(), can_pan=True)
        self._plot.name_axes(tr("step"), tr("loss"), counts=True)
        for key in CURVE_NAMES:
            pen = pyqtgraph.mkPen(LOSS_COLORS[key], width=2)
            self._curves[key] = self._plot.plot(pen=pen, antialias=True)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.legend)
        column.addWidget(self._plot, 1)
        self._layout.addWidget(page)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._plot is not None:
            self._plot.apply_palette(self.palette())
