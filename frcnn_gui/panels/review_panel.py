"""The Review dock: images by how far labels and detections are apart, what was confused, curves, and what was lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QSlider,
    QTableView,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from detector.evaluation.results import ImageResult
from detector.evaluation.review import ImageReviews
from frcnn_gui.canvas.layers import Layer
from frcnn_gui.language import N_, tr
from frcnn_gui.models.confusion_table import ConfusionTableModel
from frcnn_gui.models.review_table import DISAGREEMENT, IMAGE, ReviewTableModel
from frcnn_gui.panels.curve_chart import CurveChart
from frcnn_gui.panels.funnel_panel import LostLine
from frcnn_gui.panels.layer_row import LayerRow
from frcnn_gui.panels.measure_button import MeasureButton
from frcnn_gui.plain_text import PlainLabel, as_tip
from frcnn_gui.workers.review_job import DrawnCurve

HINT = N_(
    "Measure compares what the network in use finds with the labels of the whole folder. Open detections does the same "
    "with what another program has found."
)
SIDE_WIDTH = 230
MOST_TOGETHER = 8
"""Curves of more classes are drawn one at a time."""


class ReviewPanel(QWidget):
    """Shows what it is told to."""

    score_changed = Signal(float)
    image_chosen = Signal(object)
    """A path"""
    lost_chosen = Signal(object)
    """A LostLine"""
    cell_chosen = Signal(int, int)
    point_chosen = Signal(object, float)
    """The image of a point of a curve, and the score there"""
    all_asked = Signal()
    """All images are to be listed again."""

    def __init__(self, layer: Layer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Review"))
        self.measure = MeasureButton(tr("Detect in every labelled image, and compare with its labels"))
        self.open_menu = QMenu(self)
        self.open_button = QPushButton(tr("Open &detections from"))
        self.open_button.setToolTip(as_tip(tr("Compare detections of another program with the labels")))
        self.open_button.setMenu(self.open_menu)
        self.summary = PlainLabel(tr(HINT))
        self.summary.setWordWrap(True)
        self.summary.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.row = LayerRow(layer)
        self.score = QSlider(Qt.Orientation.Horizontal)
        self.score.setRange(5, 99)
        self.score.setAccessibleName(tr("Lowest score that counts"))
        self.score.setWhatsThis(tr("Detections below it are taken for not made. All figures follow at once."))
        self.score_label = PlainLabel()
        self.only = PlainLabel()
        self.only.setWordWrap(True)
        self.all_button = QPushButton(tr("All images"))
        self.all_button.setWhatsThis(tr("Lists all images again, after a cell or a point chose some."))
        self.lines = ReviewTableModel(self)
        self.table = self._build_table()
        self.confusion = ConfusionTableModel(self)
        self.matrix = self._build_matrix()
        self.chart = CurveChart(tr("Precision and recall"), tr("A curve for each class is drawn here."))
        self.of_class = QComboBox()
        self.of_class.setAccessibleName(tr("Class of the curves"))
        self.of_class.setWhatsThis(tr("Precision and recall of one class, or of all."))
        self.lost = QListWidget()
        self.lost.setAccessibleName(tr("Missed objects"))
        self.lost.setWhatsThis(
            tr(
                "Labelled objects that no detection found, with the stage that lost them. A click opens the card "
                "that explains it."
            )
        )
        self.lost.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.tabs = QTabWidget()
        self._curves: dict[str, DrawnCurve] = {}
        self._arrange()
        self._connect()
        self.show_only("")

    def _build_table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.lines)
        table.setAccessibleName(tr("Images by disagreement"))
        table.setWhatsThis(tr("Images with most that is wrong or missed first. A click shows one."))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(24)
        table.setShowGrid(False)
        header = table.horizontalHeader()
        header.setSortIndicator(DISAGREEMENT, Qt.SortOrder.DescendingOrder)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(IMAGE, QHeaderView.ResizeMode.Stretch)
        table.setSortingEnabled(True)
        return table

    def _build_matrix(self) -> QTableView:
        matrix = QTableView()
        matrix.setModel(self.confusion)
        matrix.setAccessibleName(tr("Confusion matrix"))
        matrix.setWhatsThis(
            tr("Rows are what is labelled, columns what was detected; a click on a cell lists its images.")
        )
        matrix.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        matrix.horizontalHeader().setDefaultSectionSize(76)
        matrix.verticalHeader().setDefaultSectionSize(26)
        return matrix

    def _arrange(self) -> None:
        score = QHBoxLayout()
        score.addWidget(PlainLabel(tr("Score")))
        score.addWidget(self.score, 1)
        score.addWidget(self.score_label)
        side = QWidget()
        side.setFixedWidth(SIDE_WIDTH)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.measure)
        column.addWidget(self.open_button)
        column.addLayout(score)
        column.addWidget(self.row)
        column.addWidget(self.summary, 1)
        self.tabs.addTab(self._images_page(), tr("Images"))
        self.tabs.addTab(self._matrix_page(), tr("Confusion"))
        self.tabs.addTab(self._curves_page(), tr("Precision and recall"))
        self.tabs.addTab(self.lost, tr("Missed objects"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(side)
        layout.addWidget(self.tabs, 1)

    def _images_page(self) -> QWidget:
        page = QWidget()
        head = QHBoxLayout()
        head.addWidget(self.only, 1)
        head.addWidget(self.all_button)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.addLayout(head)
        layout.addWidget(self.table, 1)
        return page

    def _matrix_page(self) -> QWidget:
        page = QWidget()
        told = PlainLabel(
            tr("Rows are what is labelled, columns what was detected. A click lists the images of a cell.")
        )
        told.setWordWrap(True)
        told.setEnabled(False)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.addWidget(told)
        layout.addWidget(self.matrix, 1)
        return page

    def _curves_page(self) -> QWidget:
        page = QWidget()
        told = PlainLabel(tr("A click on a point opens the image of the detection that the curve reaches there."))
        told.setWordWrap(True)
        told.setEnabled(False)
        head = QHBoxLayout()
        head.addWidget(self.of_class)
        head.addWidget(told, 1)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.addLayout(head)
        layout.addWidget(self.chart, 1)
        return page

    def _connect(self) -> None:
        self.score.valueChanged.connect(lambda percent: self.score_changed.emit(percent / 100))
        self.table.selectionModel().currentRowChanged.connect(self._choose_image)
        self.table.clicked.connect(self._choose_image)
        self.matrix.clicked.connect(self._choose_cell)
        self.matrix.activated.connect(self._choose_cell)
        self.of_class.activated.connect(self._draw)
        self.chart.point_clicked.connect(self._choose_point)
        for signal in (self.lost.itemClicked, self.lost.itemActivated):
            signal.connect(lambda item: self.lost_chosen.emit(item.data(Qt.ItemDataRole.UserRole)))
        self.all_button.clicked.connect(self.all_asked)

    # -- showing

    def tell(self, text: str) -> None:
        self.summary.setText(text)

    def show_score(self, score: float) -> None:
        with QSignalBlocker(self.score):
            self.score.setValue(round(score * 100))
        self.score_label.setText(tr("{score} or more").format(score=f"{score:.2f}"))

    def show_images(
        self, results: Sequence[ImageResult], reviews: ImageReviews, only: Sequence[int] | None = None
    ) -> None:
        """`only`: those in these rows of `results`."""
        with QSignalBlocker(self.table.selectionModel()):
            self.lines.show(results, reviews, only)

    def show_only(self, text: str) -> None:
        """What the images listed have in common; empty: they are all listed."""
        self.only.setText(text)
        self.only.setVisible(bool(text))
        self.all_button.setVisible(bool(text))

    def show_curves(self, curves: Mapping[str, DrawnCurve]) -> None:
        if list(curves) != list(self._curves):
            self.of_class.clear()
            if len(curves) <= MOST_TOGETHER:
                self.of_class.addItem(tr("All classes"), "")
            for name in curves:
                self.of_class.addItem(name, name)
        self.of_class.setEnabled(bool(curves))
        self._curves = dict(curves)
        self._draw()

    @Slot()
    def _draw(self) -> None:
        wanted = self.of_class.currentData()
        curves = {name: one for name, one in self._curves.items() if wanted in ("", name)}
        if curves:
            points = {name: (one.recall, one.precision) for name, one in curves.items()}
            self.chart.draw_each(points, tr("recall"), tr("precision"), top=1.0)
        else:
            self.chart.clear()

    def show_lost(self, lines: Sequence[LostLine], count: int) -> None:
        """`lines` are the first of so many."""
        self.lost.clear()
        for line in lines:
            item = QListWidgetItem(line.text)
            item.setToolTip(as_tip(line.tip))
            item.setData(Qt.ItemDataRole.UserRole, line)
            self.lost.addItem(item)
        title = tr("Missed objects ({count})").format(count=f"{count:,}") if count else tr("Missed objects")
        self.tabs.setTabText(self.tabs.indexOf(self.lost), title)

    # -- choosing

    @Slot(QModelIndex)
    def _choose_image(self, index: QModelIndex) -> None:
        if index.isValid():
            self.image_chosen.emit(self.lines.shown[index.row()].image)

    @Slot(QModelIndex)
    def _choose_cell(self, index: QModelIndex) -> None:
        if int(self.confusion.confusion.counts[index.row(), index.column()]):
            self.cell_chosen.emit(index.row(), index.column())

    @Slot(str, int)
    def _choose_point(self, name: str, at: int) -> None:
        drawn = self._curves.get(name)
        if drawn is not None:
            self.point_chosen.emit(drawn.images[at], drawn.scores[at])
