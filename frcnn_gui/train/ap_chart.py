"""How good the network is on the images it is measured on: AP after every epoch, and of each class."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHeaderView, QSplitter, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from frcnn_gui.common.canvas_colors import CURVE_COLORS
from frcnn_gui.common.charts.chart_menu import ChartMenu, ChartTable
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.plain_text import HtmlLabel
from frcnn_gui.train.curve_values import CurveValues

if TYPE_CHECKING:
    import pyqtgraph

    from frcnn_gui.common.charts.plot import CurvePlot

SCORE_NAMES = {"ap50": N_("AP50"), "ap": N_("AP"), "mask_ap": N_("AP of masks")}
SCORE_COLORS = dict(zip(SCORE_NAMES, CURVE_COLORS, strict=False))

CLASSES_WIDTH = 130


class ApChart(QWidget):
    """The plotting library is imported with the first score."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("AP curves"))
        self._values = CurveValues(SCORE_NAMES)
        self._plot: CurvePlot | None = None
        self._curves: dict[str, pyqtgraph.PlotDataItem] = {}
        self.legend = HtmlLabel()
        self.legend.setWordWrap(True)
        self.classes_table = QTableWidget(0, 2)
        self.classes_table.setAccessibleName(tr("AP of each class"))
        self.classes_table.setHorizontalHeaderLabels([tr("Class"), tr("AP50")])
        self.classes_table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.classes_table.verticalHeader().hide()
        self.classes_table.verticalHeader().setDefaultSectionSize(22)
        self.classes_table.setMinimumWidth(CLASSES_WIDTH)
        self.classes_table.setShowGrid(False)
        self.classes_table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.classes_table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.addWidget(self.classes_table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.legend)
        layout.addWidget(self._split, 1)
        self.menu = ChartMenu(self, self.list_values)

    def list_values(self) -> ChartTable:
        """The values after each step, for a spreadsheet."""
        return self._values.build_table(self._list_shown())

    def _list_shown(self) -> list[str]:
        """The scores that are shown: that of masks only where some have been measured."""
        measured = self._values.list_measured()
        return [key for key in SCORE_NAMES if key != "mask_ap" or key in measured]

    @property
    def steps(self) -> list[int]:
        return list(self._values.steps)

    def values_of(self, key: str) -> list[float]:
        """What is drawn of the score `key`, one value a measurement."""
        return list(self._values.by_key[key])

    def clear_curves(self) -> None:
        self._values.clear()

    def add_measurement(
        self,
        step: int,
        ap50: float,
        ap: float | None,
        per_class: Mapping[str, float | None],
        mask_ap: float | None = None,
    ) -> None:
        """One measurement; a class without objects to find has None, and so has `mask_ap` without masks."""
        if self._plot is None:
            self._build_plot()
        self._values.add_step(step, {"ap50": ap50, "ap": ap, "mask_ap": mask_ap})
        for key, values in self._values.by_key.items():
            points = [(x, y) for x, y in zip(self._values.steps, values, strict=True) if not math.isnan(y)]
            self._curves[key].setData([x for x, _ in points], [y for _, y in points])
        best = max(self._values.by_key["ap50"])
        entries = (
            f'<span style="color:{SCORE_COLORS[key]}">\N{BLACK SQUARE}</span>&nbsp;'
            f"{tr(SCORE_NAMES[key]).replace(' ', '&nbsp;')}&nbsp;{self._values.by_key[key][-1]:.3f}"
            for key in self._list_shown()
        )
        best_text = tr("best AP50 {score}").format(score=f"{best:.3f}").replace(" ", "&nbsp;")
        self.legend.setText(" &nbsp; ".join((*entries, best_text)))
        self._show_classes(per_class)

    def _show_classes(self, per_class: Mapping[str, float | None]) -> None:
        """Those that are found worst come first; those that cannot be measured last."""
        rows = sorted(per_class.items(), key=lambda one: (one[1] is None, one[1] or 0.0, one[0]))
        self.classes_table.setRowCount(len(rows))
        for row, (name, score) in enumerate(rows):
            number = QTableWidgetItem("–" if score is None else f"{score:.3f}")
            number.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if score is None:
                number.setToolTip(tr("The validation set has no object of this class"))
            self.classes_table.setItem(row, 0, QTableWidgetItem(name))
            self.classes_table.setItem(row, 1, number)

    def _build_plot(self) -> None:
        import pyqtgraph

        from frcnn_gui.common.charts.plot import CurvePlot

        self._plot = CurvePlot(self.palette(), can_pan=True)
        self._plot.name_axes(tr("step"), tr("AP"), counts=True)
        self._plot.setYRange(0, 1, padding=0.02)
        for key in SCORE_NAMES:
            pen = pyqtgraph.mkPen(SCORE_COLORS[key], width=2)
            self._curves[key] = self._plot.plot(
                pen=pen, antialias=True, symbol="o", symbolSize=5, symbolBrush=SCORE_COLORS[key]
            )
        self._split.insertWidget(0, self._plot)
        self._split.setStretchFactor(0, 3)
        self._split.setStretchFactor(1, 2)
        self._split.setChildrenCollapsible(False)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._plot is not None:
            self._plot.apply_palette(self.palette())
