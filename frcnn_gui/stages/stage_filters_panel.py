"""Which anchors, candidates and proposals the layers show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QHBoxLayout, QPushButton, QSpinBox, QWidget

from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import HtmlLabel, PlainLabel, format_tooltip
from frcnn_gui.common.widgets.range_edit import RangeEdit
from frcnn_gui.common.widgets.scroll_page import ScrollPage
from frcnn_gui.stages.category_list import CategoryList
from frcnn_gui.stages.filters import ALL_LEVELS, ANY_BOX, ANY_CLASS
from frcnn_gui.stages.layer_anchors import ALL_SHAPES, level_names, shape_names
from frcnn_gui.stages.stage_layers import StageLayers

MAX_SHOWN = 12_000


class StageFiltersPanel(ScrollPage):
    """Shows and changes the filters of `stages`; holds no state of its own."""

    def __init__(self, stages: StageLayers, parent: QWidget | None = None) -> None:
        super().__init__(tr("Stage filters"), parent)
        self._stages = stages
        self._listed_labels: list[str] = []
        self.shape_choice = self._create_choice(tr("Shape of the anchors shown"))
        self.level_choice = self._create_choice(tr("Level of the anchors shown"))
        self.box_choice = self._create_choice(tr("Box whose anchors are shown"))
        self.class_choice = self._create_choice(tr("Class of the boxes and detections that are shown"))
        self.cell_note = PlainLabel()
        self.cell_note.setWordWrap(True)
        self.cell_note.setMinimumHeight(2 * self.cell_note.fontMetrics().lineSpacing())  # a form gives it a single line
        self.all_cells_button = QPushButton(tr("All cells"))
        self.all_cells_button.setToolTip(tr("Show the anchors of all cells again"))
        self.all_cells_button.clicked.connect(lambda: stages.set_filters(replace(stages.filters, cell=None)))
        self.inside_only_box = QCheckBox(tr("Anchors inside the image only"))
        self.inside_only_box.setWhatsThis(
            tr("Hides anchors that cross the image border. The tutorial does not train on them.")
        )
        self.sampled_only_box = QCheckBox(tr("Anchors of the minibatch only"))
        self.sampled_only_box.setWhatsThis(
            tr("Shows only the anchors sampled for one training step, such as 128 positives and 128 negatives.")
        )
        self.selected_only_box = QCheckBox(tr("Only of the selected box"))
        self.selected_only_box.setWhatsThis(
            tr("While one box is selected, the Assignment layer shows only the anchors that overlap it most.")
        )
        self.all_ties_box = QCheckBox(tr("Every anchor of a tie"))
        self.all_ties_box.setWhatsThis(
            tr("Many anchors may fit a box equally well. One of them is shown with their number, or all of them.")
        )
        self.iou_range = RangeEdit(tr("IoU"))
        self.score_range = RangeEdit(tr("objectness"))
        self.category_list = CategoryList()
        self.before_nms_limit = self._create_limit(tr("Number of candidates shown before NMS"))
        self.after_nms_limit = self._create_limit(tr("Number of proposals shown after NMS"))
        self.reset_button = QPushButton(tr("Reset filters"))
        self.reset_button.setToolTip(tr("Restore the default filters"))
        self._build_layout()
        self._connect_signals()
        self.update_filters()

    def _create_choice(self, name: str) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        box.setToolTip(format_tooltip(name))
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.activated.connect(self._on_filters_edited)
        return box

    def _create_limit(self, name: str) -> QSpinBox:
        box = QSpinBox()
        box.setRange(1, MAX_SHOWN)
        box.setSingleStep(50)
        box.setPrefix(tr("best "))
        box.setKeyboardTracking(False)
        box.setAccessibleName(name)
        box.setToolTip(format_tooltip(name))
        box.valueChanged.connect(self._on_filters_edited)
        return box

    def _build_layout(self) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(tr("Shape"), self.shape_choice)
        form.addRow(tr("Level"), self.level_choice)
        cell = QHBoxLayout()
        cell.addWidget(self.cell_note, 1)
        cell.addWidget(self.all_cells_button)
        form.addRow(tr("Cell"), cell)
        form.addRow(tr("Box"), self.box_choice)
        form.addRow(tr("Class"), self.class_choice)
        form.addRow(tr("IoU"), self.iou_range)
        form.addRow(tr("Objectness"), self.score_range)
        form.addRow("", self.inside_only_box)
        form.addRow("", self.sampled_only_box)
        form.addRow(tr("Before NMS"), self.before_nms_limit)
        form.addRow(tr("After NMS"), self.after_nms_limit)
        self.page_layout.addLayout(form)
        self.page_layout.addWidget(HtmlLabel(tr("<b>Anchors in the Assignment layer</b>")))
        self.page_layout.addWidget(self.selected_only_box)
        self.page_layout.addWidget(self.category_list)
        self.page_layout.addWidget(self.all_ties_box)
        self.page_layout.addWidget(self.reset_button)
        self.page_layout.addStretch(1)

    def _connect_signals(self) -> None:
        stages = self._stages
        for signal in (
            self.inside_only_box.clicked,
            self.selected_only_box.clicked,
            self.sampled_only_box.clicked,
            self.all_ties_box.clicked,
            self.iou_range.range_changed,
            self.score_range.range_changed,
        ):
            signal.connect(self._on_filters_edited)
        self.category_list.categories_changed.connect(self._on_filters_edited)
        self.reset_button.clicked.connect(stages.reset_filters)
        stages.filters_changed.connect(self.update_filters)
        stages.model.settings_changed.connect(self.update_filters)
        stages.model.assignment_changed.connect(self._on_assignment_changed)

    @Slot()
    def update_filters(self) -> None:
        """Follow the filters, and the shapes and levels that there are."""
        filters, config = self._stages.filters, self._stages.model.config
        _fill_box(
            self.shape_choice, [(tr("All shapes"), ALL_SHAPES), *((n, i) for i, n in enumerate(shape_names(config)))]
        )
        levels = [(name, at) for at, name in enumerate(level_names(config))]
        _fill_box(self.level_choice, [(tr("All levels"), ALL_LEVELS), *levels])
        self._list_boxes()
        for choice, value in ((self.shape_choice, filters.shape), (self.level_choice, filters.level)):
            choice.setCurrentIndex(max(choice.findData(value), 0))
        cell = filters.cell
        place = tr("row {row}, column {column} of level {level}")
        everywhere = tr("all; Alt + click selects one")
        self.cell_note.setText(place.format(row=cell[1], column=cell[2], level=cell[0] + 1) if cell else everywhere)
        self.all_cells_button.setVisible(cell is not None)
        self.inside_only_box.setChecked(filters.inside_only)
        self.selected_only_box.setChecked(filters.selected_only)
        self.sampled_only_box.setChecked(filters.sampled_only)
        self.all_ties_box.setChecked(filters.all_ties)
        self.iou_range.set_range(filters.iou)
        self.score_range.set_range(filters.score)
        self.category_list.set_shown(filters.categories)
        for box, limit in ((self.before_nms_limit, filters.before_nms), (self.after_nms_limit, filters.after_nms)):
            box.blockSignals(True)
            box.setValue(limit)
            box.blockSignals(False)

    def _list_boxes(self) -> None:
        filters, model = self._stages.filters, self._stages.model
        boxes = [(f"{row + 1}: {annotation.label}", row) for row, annotation in enumerate(model.annotations)]
        self._listed_labels = [annotation.label for annotation in model.annotations]
        _fill_box(self.box_choice, [(tr("All boxes"), ANY_BOX), *boxes])
        self.box_choice.setCurrentIndex(max(self.box_choice.findData(filters.box), 0))
        detected = model.trace.classes if model.trace is not None else ()
        names = sorted(
            {*(annotation.label for annotation in model.annotations), *detected, filters.label} - {ANY_CLASS}
        )
        _fill_box(self.class_choice, [(tr("All classes"), ANY_CLASS), *((name, name) for name in names)])
        self.class_choice.setCurrentIndex(self.class_choice.findData(filters.label))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._on_assignment_changed()

    @Slot()
    def _on_assignment_changed(self) -> None:
        if not self.isVisible():  # counting takes time, and follows every move of a drag
            return
        model = self._stages.model
        self.category_list.set_counts(model.assignment)
        if self._listed_labels != [annotation.label for annotation in model.annotations]:
            self._list_boxes()

    @Slot()
    def _on_filters_edited(self) -> None:
        self._stages.set_filters(
            replace(
                self._stages.filters,
                shape=self.shape_choice.currentData(),
                level=self.level_choice.currentData(),
                inside_only=self.inside_only_box.isChecked(),
                selected_only=self.selected_only_box.isChecked(),
                categories=self.category_list.shown_categories,
                sampled_only=self.sampled_only_box.isChecked(),
                all_ties=self.all_ties_box.isChecked(),
                iou=self.iou_range.value_range,
                score=self.score_range.value_range,
                box=self.box_choice.currentData(),
                label=self.class_choice.currentData(),
                before_nms=self.before_nms_limit.value(),
                after_nms=self.after_nms_limit.value(),
            )
        )


def _fill_box(box: QComboBox, items: Sequence[tuple[str, int | str]]) -> None:
    box.clear()
    for text, value in items:
        box.addItem(text, value)
