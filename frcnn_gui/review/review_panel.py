"""The Review dock: images by how far labels and detections are apart, what was confused, curves, and what was lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

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
    QStackedWidget,
    QTableView,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from detector.evaluation.results import ImageResult
from detector.evaluation.review import ImageReviews
from frcnn_gui.canvas.layer_row import LayerRow
from frcnn_gui.canvas.layers import Layer
from frcnn_gui.common.charts.curve_chart import CurveChart
from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import PlainLabel, format_tooltip
from frcnn_gui.common.widgets.measure_button import MeasureButton
from frcnn_gui.common.widgets.narrow_header import NarrowHeader
from frcnn_gui.common.widgets.scroll_page import ScrollPage
from frcnn_gui.review.confusion_table import ConfusionTableModel
from frcnn_gui.review.criterion import Criterion
from frcnn_gui.review.funnel_panel import ObjectRow
from frcnn_gui.review.image_groups import ImageGroup
from frcnn_gui.review.review_job import DrawnCurve
from frcnn_gui.review.review_start_page import OPEN_DETECTIONS_TEXT, OPEN_DETECTIONS_TIP, ReviewStartPage
from frcnn_gui.review.review_table import BOUNDARY_IOU, DISAGREEMENT, IMAGE, MASK_IOU, ReviewTableModel

SIDE_WIDTH = 250
MAX_CURVES_TOGETHER = 8
"""Curves of more classes are drawn one at a time."""


class ReviewPanel(QWidget):
    """Shows what the controller gives it.

    Signals:
        score_changed: The minimum score.
        image_chosen: The path of an image.
        missed_object_chosen: A LostLine.
        cell_chosen: Row and column of a cell of the confusion matrix.
        point_chosen: The image of a point of a curve, and the score there.
        all_images_requested: All images are to be listed again.
        group_chosen: An ImageGroup.
        criterion_chosen: A Criterion.
    """

    score_changed = Signal(float)
    image_chosen = Signal(object)
    missed_object_chosen = Signal(object)
    cell_chosen = Signal(int, int)
    point_chosen = Signal(object, float)
    all_images_requested = Signal()
    group_chosen = Signal(object)
    criterion_chosen = Signal(object)

    def __init__(self, layer: Layer, color_of: Callable[[str], str], parent: QWidget | None = None) -> None:
        """`color_of` gives the color of a class."""
        super().__init__(parent)
        self._color_of = color_of
        self.setAccessibleName(tr("Review"))
        self.measure_button = MeasureButton(tr("Detect in all labeled images and compare with the labels"))
        self.open_menu = QMenu(self)
        self.open_button = QPushButton(tr(OPEN_DETECTIONS_TEXT))
        self.open_button.setToolTip(format_tooltip(tr(OPEN_DETECTIONS_TIP)))
        self.open_button.setMenu(self.open_menu)
        self.summary = PlainLabel()
        self.summary.setWordWrap(True)
        self.summary.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.group_choice = QComboBox()
        self.group_choice.setAccessibleName(tr("Images to measure"))
        self.group_choice.setWhatsThis(
            tr(
                "AP on held-out images shows how well the network detects in new images; on images that it was trained "
                "on, AP is too high."
            )
        )
        self.group_choice.hide()
        self.criterion_choice = QComboBox()
        self.criterion_choice.setAccessibleName(tr("What counts as correct"))
        self.criterion_choice.setWhatsThis(
            tr(
                "By the box or by the mask, a detection is correct from IoU 0.5 on. Counts, confusions, curves and "
                "missed objects follow it; by the mask, images with the worst masks come first."
            )
        )
        for criterion in Criterion:
            self.criterion_choice.addItem(tr(criterion.value), criterion)
        self.layer_row = LayerRow(layer)
        self.score_slider = QSlider(Qt.Orientation.Horizontal)
        self.score_slider.setRange(5, 99)
        self.score_slider.setAccessibleName(tr("Minimum score"))
        self.score_slider.setWhatsThis(tr("Detections below this score are ignored."))
        self.score_label = PlainLabel()
        self.only_label = PlainLabel()
        self.only_label.setWordWrap(True)
        self.all_button = QPushButton(tr("All images"))
        self.all_button.setWhatsThis(tr("Shows all images again after a cell or a point was clicked."))
        self.images_model = ReviewTableModel(self)
        self.table = self._build_table()
        self.confusion_model = ConfusionTableModel(self)
        self.matrix = self._build_matrix()
        self.chart = CurveChart(tr("Precision and recall"), tr("Curves for each class are shown here."))
        self.class_choice = QComboBox()
        self.class_choice.setAccessibleName(tr("Class of the curves"))
        self.class_choice.setWhatsThis(tr("Precision and recall of one class, or of all."))
        self.missed_list = QListWidget()
        self.missed_list.setAccessibleName(tr("Missed objects"))
        self.missed_list.setWhatsThis(
            tr("Labeled objects without a detection, with the stage that missed them. Click one for an explanation.")
        )
        self.missed_list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.tabs = QTabWidget()
        self.start_page = ReviewStartPage(self.open_menu)
        self.pages = QStackedWidget()
        self._curves: dict[str, DrawnCurve] = {}
        self._build_layout()
        self._connect_signals()
        self.show_filter("")

    def _build_table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.images_model)
        table.setAccessibleName(tr("Images by disagreement"))
        table.setWhatsThis(tr("Images with the most false positives and missed objects first. Click one to show it."))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(24)
        table.setShowGrid(False)
        header = NarrowHeader(table)
        table.setHorizontalHeader(header)
        header.setSortIndicator(DISAGREEMENT, Qt.SortOrder.DescendingOrder)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(IMAGE, QHeaderView.ResizeMode.Stretch)
        table.setSortingEnabled(True)
        return table

    def _build_matrix(self) -> QTableView:
        matrix = QTableView()
        matrix.setModel(self.confusion_model)
        matrix.setAccessibleName(tr("Confusion matrix"))
        matrix.setWhatsThis(tr("Rows: labels. Columns: detections. Click a cell for images."))
        matrix.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        matrix.horizontalHeader().setDefaultSectionSize(76)
        matrix.verticalHeader().setDefaultSectionSize(26)
        return matrix

    def _build_layout(self) -> None:
        score = QHBoxLayout()
        score.addWidget(PlainLabel(tr("Score")))
        score.addWidget(self.score_slider, 1)
        score.addWidget(self.score_label)
        side = QWidget()
        side.setFixedWidth(SIDE_WIDTH)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        buttons = QHBoxLayout()
        buttons.addWidget(self.measure_button)
        buttons.addWidget(self.open_button, 1)
        column.addLayout(buttons)
        column.addWidget(self.group_choice)
        column.addWidget(self.criterion_choice)
        column.addLayout(score)
        column.addWidget(self.layer_row)
        summary_page = ScrollPage(tr("Result"))
        summary_page.page_layout.setContentsMargins(0, 0, 0, 0)
        summary_page.page_layout.addWidget(self.summary, 1)
        column.addWidget(summary_page, 1)
        self.tabs.addTab(self._build_images_page(), tr("Images"))
        self.tabs.addTab(self._build_matrix_page(), tr("Confusion"))
        self.tabs.addTab(self._build_curves_page(), tr("Precision and recall"))
        self.tabs.addTab(self.missed_list, tr("Missed objects"))
        results = QWidget()
        row = QHBoxLayout(results)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(side)
        row.addWidget(self.tabs, 1)
        self.pages.addWidget(self.start_page)
        self.pages.addWidget(results)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.pages)

    def _build_images_page(self) -> QWidget:
        page = QWidget()
        head = QHBoxLayout()
        head.addWidget(self.only_label, 1)
        head.addWidget(self.all_button)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.addLayout(head)
        layout.addWidget(self.table, 1)
        return page

    def _build_matrix_page(self) -> QWidget:
        page = QWidget()
        hint = PlainLabel(tr("Rows: labels. Columns: detections. Click a cell for images."))
        hint.setWordWrap(True)
        hint.setEnabled(False)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.addWidget(hint)
        layout.addWidget(self.matrix, 1)
        return page

    def _build_curves_page(self) -> QWidget:
        page = QWidget()
        hint = PlainLabel(tr("Click a point to show the image of its detection."))
        hint.setWordWrap(True)
        hint.setEnabled(False)
        head = QHBoxLayout()
        head.addWidget(self.class_choice)
        head.addWidget(hint, 1)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.addLayout(head)
        layout.addWidget(self.chart, 1)
        return page

    def _connect_signals(self) -> None:
        self.score_slider.valueChanged.connect(lambda percent: self.score_changed.emit(percent / 100))
        self.table.selectionModel().currentRowChanged.connect(self._on_image_row_selected)
        self.table.clicked.connect(self._on_image_row_selected)
        self.matrix.clicked.connect(self._on_cell_clicked)
        self.matrix.activated.connect(self._on_cell_clicked)
        self.class_choice.activated.connect(self._draw_curves)
        self.group_choice.activated.connect(lambda: self.group_chosen.emit(self.group_choice.currentData()))
        self.criterion_choice.activated.connect(lambda: self.criterion_chosen.emit(self.criterion_choice.currentData()))
        self.chart.point_clicked.connect(self._on_point_clicked)
        for signal in (self.missed_list.itemClicked, self.missed_list.itemActivated):
            signal.connect(lambda item: self.missed_object_chosen.emit(item.data(Qt.ItemDataRole.UserRole)))
        self.all_button.clicked.connect(self.all_images_requested)

    # -- showing

    def show_results(self, are_there: bool) -> None:
        """Show the tables, or the page that offers to measure."""
        self.pages.setCurrentIndex(int(are_there))

    def show_message(self, text: str) -> None:
        self.summary.setText(text)

    def show_score(self, score: float) -> None:
        with QSignalBlocker(self.score_slider):
            self.score_slider.setValue(round(score * 100))
        self.score_label.setText(tr("{score} or more").format(score=f"{score:.2f}"))

    def show_groups(self, counts: Mapping[ImageGroup, int], chosen: ImageGroup) -> None:
        """Offer the groups with their numbers of images; nothing if there is only one."""
        self.group_choice.clear()
        for group, count in counts.items():
            self.group_choice.addItem(tr(group.value).format(count=f"{count:,}"), group)
        self.group_choice.setCurrentIndex(self.group_choice.findData(chosen))
        self.group_choice.setVisible(len(counts) > 1)

    def show_criterion(self, chosen: Criterion, reason: str) -> None:
        """Show what decides; `reason`: why masks cannot, empty where they can."""
        self.criterion_choice.setCurrentIndex(self.criterion_choice.findData(chosen))
        self.criterion_choice.setEnabled(not reason)
        self.criterion_choice.setToolTip(format_tooltip(reason))
        self.criterion_choice.setAccessibleDescription(reason)
        for column in (MASK_IOU, BOUNDARY_IOU):
            self.table.setColumnHidden(column, bool(reason))

    def sort_by_criterion(self, criterion: Criterion) -> None:
        """List the images first that are worst by what decides."""
        if criterion is Criterion.MASKS:
            self.table.sortByColumn(MASK_IOU, Qt.SortOrder.AscendingOrder)
        else:
            self.table.sortByColumn(DISAGREEMENT, Qt.SortOrder.DescendingOrder)

    def show_images(
        self, results: Sequence[ImageResult], reviews: ImageReviews, only: Sequence[int] | None = None
    ) -> None:
        """`only_label`: those in these rows of `results`."""
        with QSignalBlocker(self.table.selectionModel()):
            self.images_model.set_rows(results, reviews, only)

    def show_filter(self, text: str) -> None:
        """What the images listed have in common; empty: they are all listed."""
        self.only_label.setText(text)
        self.only_label.setVisible(bool(text))
        self.all_button.setVisible(bool(text))

    def show_curves(self, curves: Mapping[str, DrawnCurve]) -> None:
        if list(curves) != list(self._curves):
            self.class_choice.clear()
            if len(curves) <= MAX_CURVES_TOGETHER:
                self.class_choice.addItem(tr("All classes"), "")
            for name in curves:
                self.class_choice.addItem(name, name)
        self.class_choice.setEnabled(bool(curves))
        self._curves = dict(curves)
        self._draw_curves()

    @Slot()
    def update_colors(self) -> None:
        """The colors of classes are others."""
        if self._curves:
            self._draw_curves()

    @Slot()
    def _draw_curves(self) -> None:
        selected = self.class_choice.currentData()
        curves = {name: one for name, one in self._curves.items() if selected in ("", name)}
        if curves:
            points = {name: (one.recall, one.precision) for name, one in curves.items()}
            colors = {name: self._color_of(name) for name in points}
            self.chart.draw_separate_curves(points, tr("recall"), tr("precision"), top=1.0, colors=colors, counts=False)
        else:
            self.chart.show_hint()

    def show_missed_objects(self, lines: Sequence[ObjectRow], count: int) -> None:
        """`images_model` has the first of this number of images."""
        self.missed_list.clear()
        for line in lines:
            item = QListWidgetItem(line.text)
            item.setToolTip(format_tooltip(line.tip))
            item.setData(Qt.ItemDataRole.UserRole, line)
            self.missed_list.addItem(item)
        title = tr("Missed objects ({count})").format(count=f"{count:,}") if count else tr("Missed objects")
        self.tabs.setTabText(self.tabs.indexOf(self.missed_list), title)

    # -- choosing

    @Slot(QModelIndex)
    def _on_image_row_selected(self, index: QModelIndex) -> None:
        if index.isValid():
            self.image_chosen.emit(self.images_model.shown_rows[index.row()].image)

    @Slot(QModelIndex)
    def _on_cell_clicked(self, index: QModelIndex) -> None:
        if int(self.confusion_model.confusion.counts[index.row(), index.column()]):
            self.cell_chosen.emit(index.row(), index.column())

    @Slot(str, int)
    def _on_point_clicked(self, name: str, at: int) -> None:
        drawn = self._curves.get(name)
        if drawn is not None:
            self.point_chosen.emit(drawn.images[at], drawn.scores[at])
