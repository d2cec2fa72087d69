"""Which anchors, candidates and proposals the layers show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QHBoxLayout, QPushButton, QSpinBox, QWidget

from frcnn_gui.canvas.layer_anchors import ALL_SHAPES, level_names, shape_names
from frcnn_gui.controllers.stage_layers import StageLayers
from frcnn_gui.language import tr
from frcnn_gui.panels.category_list import CategoryList
from frcnn_gui.panels.range_edit import RangeEdit
from frcnn_gui.panels.scroll_page import ScrollPage
from frcnn_gui.plain_text import HtmlLabel, PlainLabel, as_tip
from frcnn_gui.stages.filters import ALL_LEVELS, ANY_BOX, ANY_CLASS

MOST_SHOWN = 12_000


class StageFiltersPanel(ScrollPage):
    """Shows and changes the filters of `stages`; holds no state of its own."""

    def __init__(self, stages: StageLayers, parent: QWidget | None = None) -> None:
        super().__init__(tr("Filters of the stages"), parent)
        self._stages = stages
        self._listed: list[str] = []
        self.shapes = self._choice(tr("Shape of the anchors shown"))
        self.levels = self._choice(tr("Level of the anchors shown"))
        self.boxes = self._choice(tr("Box whose anchors are shown"))
        self.classes = self._choice(tr("Class of the boxes and detections that are shown"))
        self.cell_note = PlainLabel()
        self.cell_note.setWordWrap(True)
        self.all_cells = QPushButton(tr("All cells"))
        self.all_cells.setToolTip(tr("Show the anchors of every cell again"))
        self.all_cells.clicked.connect(lambda: stages.set_filters(replace(stages.filters, cell=None)))
        self.inside_only = QCheckBox(tr("Anchors inside the image only"))
        self.inside_only.setWhatsThis(
            tr("Leaves out anchors that cross the border of the image: the tutorial does not train on them.")
        )
        self.sampled_only = QCheckBox(tr("Anchors of the minibatch only"))
        self.sampled_only.setWhatsThis(
            tr("Shows only those drawn for one training step, such as 128 positives and 128 negatives.")
        )
        self.iou = RangeEdit(tr("IoU"))
        self.score = RangeEdit(tr("objectness"))
        self.categories = CategoryList()
        self.before_limit = self._limit(tr("How many candidates before NMS are shown"))
        self.after_limit = self._limit(tr("How many proposals after NMS are shown"))
        self.reset = QPushButton(tr("Reset the filters"))
        self.reset.setToolTip(tr("Show what is shown at first"))
        self._arrange()
        self._connect()
        self.refresh()

    def _choice(self, name: str) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        box.setToolTip(as_tip(name))
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.activated.connect(self._set_filters)
        return box

    def _limit(self, name: str) -> QSpinBox:
        box = QSpinBox()
        box.setRange(1, MOST_SHOWN)
        box.setSingleStep(50)
        box.setPrefix(tr("best "))
        box.setKeyboardTracking(False)
        box.setAccessibleName(name)
        box.setToolTip(as_tip(name))
        box.valueChanged.connect(self._set_filters)
        return box

    def _arrange(self) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(tr("Shape"), self.shapes)
        form.addRow(tr("Level"), self.levels)
        cell = QHBoxLayout()
        cell.addWidget(self.cell_note, 1)
        cell.addWidget(self.all_cells)
        form.addRow(tr("Cell"), cell)
        form.addRow(tr("Box"), self.boxes)
        form.addRow(tr("Class"), self.classes)
        form.addRow(tr("IoU"), self.iou)
        form.addRow(tr("Objectness"), self.score)
        form.addRow("", self.inside_only)
        form.addRow("", self.sampled_only)
        form.addRow(tr("Before NMS"), self.before_limit)
        form.addRow(tr("After NMS"), self.after_limit)
        self.page.addLayout(form)
        self.page.addWidget(HtmlLabel(tr("<b>Kinds of anchors in the Assignment layer</b>")))
        self.page.addWidget(self.categories)
        self.page.addWidget(self.reset)
        self.page.addStretch(1)

    def _connect(self) -> None:
        stages = self._stages
        for signal in (self.inside_only.clicked, self.sampled_only.clicked, self.iou.changed, self.score.changed):
            signal.connect(self._set_filters)
        self.categories.changed.connect(self._set_filters)
        self.reset.clicked.connect(stages.reset_filters)
        stages.filters_changed.connect(self.refresh)
        stages.model.settings_changed.connect(self.refresh)
        stages.model.assignment_changed.connect(self._follow_assignment)

    @Slot()
    def refresh(self) -> None:
        """Follow the filters, and the shapes and levels that there are."""
        filters, config = self._stages.filters, self._stages.model.config
        _fill(self.shapes, [(tr("All shapes"), ALL_SHAPES), *((n, i) for i, n in enumerate(shape_names(config)))])
        levels = [(name, at) for at, name in enumerate(level_names(config))]
        _fill(self.levels, [(tr("All levels"), ALL_LEVELS), *levels])
        self._list_boxes()
        for choice, value in ((self.shapes, filters.shape), (self.levels, filters.level)):
            choice.setCurrentIndex(max(choice.findData(value), 0))
        cell = filters.cell
        place = tr("row {row}, column {column} of level {level}")
        everywhere = tr("all; Explain and Alt + click choose one")
        self.cell_note.setText(place.format(row=cell[1], column=cell[2], level=cell[0] + 1) if cell else everywhere)
        self.all_cells.setEnabled(cell is not None)
        self.inside_only.setChecked(filters.inside_only)
        self.sampled_only.setChecked(filters.sampled_only)
        self.iou.set_range(filters.iou)
        self.score.set_range(filters.score)
        self.categories.set_shown(filters.categories)
        for box, limit in ((self.before_limit, filters.before_nms), (self.after_limit, filters.after_nms)):
            box.blockSignals(True)
            box.setValue(limit)
            box.blockSignals(False)

    def _list_boxes(self) -> None:
        filters, model = self._stages.filters, self._stages.model
        boxes = [(f"{row + 1}: {box.label}", row) for row, box in enumerate(model.boxes)]
        self._listed = [box.label for box in model.boxes]
        _fill(self.boxes, [(tr("All boxes"), ANY_BOX), *boxes])
        self.boxes.setCurrentIndex(max(self.boxes.findData(filters.box), 0))
        detected = model.trace.classes if model.trace is not None else ()
        names = sorted({*(box.label for box in model.boxes), *detected, filters.label} - {ANY_CLASS})
        _fill(self.classes, [(tr("All classes"), ANY_CLASS), *((name, name) for name in names)])
        self.classes.setCurrentIndex(self.classes.findData(filters.label))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._follow_assignment()

    @Slot()
    def _follow_assignment(self) -> None:
        if not self.isVisible():  # counting takes time, and follows every move of a drag
            return
        model = self._stages.model
        self.categories.set_counts(model.assignment)
        if self._listed != [box.label for box in model.boxes]:
            self._list_boxes()

    @Slot()
    def _set_filters(self) -> None:
        self._stages.set_filters(
            replace(
                self._stages.filters,
                shape=self.shapes.currentData(),
                level=self.levels.currentData(),
                inside_only=self.inside_only.isChecked(),
                categories=self.categories.shown,
                sampled_only=self.sampled_only.isChecked(),
                iou=self.iou.range,
                score=self.score.range,
                box=self.boxes.currentData(),
                label=self.classes.currentData(),
                before_nms=self.before_limit.value(),
                after_nms=self.after_limit.value(),
            )
        )


def _fill(box: QComboBox, items: Sequence[tuple[str, int | str]]) -> None:
    box.clear()
    for text, value in items:
        box.addItem(text, value)
