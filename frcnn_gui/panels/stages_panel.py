"""The Stages dock: which network, which layers, what of them, and the numbers of every stage."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from detector.config import PRESET_SUMMARIES
from frcnn_gui.canvas.layer_anchors import ALL_SHAPES, shape_names
from frcnn_gui.controllers.stages import Stages
from frcnn_gui.panels.category_list import CategoryList
from frcnn_gui.panels.layer_row import LayerRow
from frcnn_gui.panels.stage_numbers import StageNumbers

MOST_SHOWN = 12_000


class StagesPanel(QScrollArea):
    """Shows `stages` and changes its filters; holds no state of its own."""

    def __init__(self, stages: Stages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Stages")
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.stages = stages
        self._network = stages.network
        self.rows = {key: LayerRow(layer) for key, layer in stages.layers.items()}
        self.network_box = self._build_network_box()
        self.shapes = QComboBox()
        self.shapes.setAccessibleName("Shape of the anchors shown")
        self.inside_only = QCheckBox("Inside the image only")
        self.categories = CategoryList()
        self.before_limit = self._limit("candidates before NMS")
        self.after_limit = self._limit("proposals after NMS")
        self.run_button = QPushButton("&Run the stages")
        self.run_button.setToolTip("Pass this image through the RPN, the proposal layer and the losses")
        self.reroll_button = QPushButton("&Draw again")
        self.reroll_button.setToolTip("Draw another minibatch of anchors with the next seed")
        self.numbers = StageNumbers()
        self._content = QWidget()
        self._build()
        self._connect()
        self._refresh_network()

    def _build_network_box(self) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName("Network whose stages are shown")
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for name, summary in PRESET_SUMMARIES.items():
            box.addItem(f"{name}, untrained", name)
            box.setItemData(box.count() - 1, summary, Qt.ItemDataRole.ToolTipRole)
        return box

    def _limit(self, what: str) -> QSpinBox:
        box = QSpinBox()
        box.setRange(1, MOST_SHOWN)
        box.setSingleStep(50)
        box.setPrefix("best ")
        box.setKeyboardTracking(False)
        box.setAccessibleName(f"How many {what} are shown")
        return box

    def _build(self) -> None:
        layout = QVBoxLayout(self._content)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(6)
        network = QFormLayout()
        network.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        network.addRow("Network", self.network_box)
        layout.addLayout(network)
        layout.addWidget(self.rows["anchors"])
        layout.addLayout(_indented(self.shapes, self.inside_only))
        layout.addWidget(self.rows["assignment"])
        layout.addLayout(_indented(self.categories))
        layout.addWidget(self.rows["before_nms"])
        layout.addLayout(_indented(self.before_limit))
        layout.addWidget(self.rows["after_nms"])
        layout.addLayout(_indented(self.after_limit))
        buttons = QHBoxLayout()
        buttons.addWidget(self.run_button, 1)
        buttons.addWidget(self.reroll_button, 1)
        layout.addLayout(buttons)
        title = QLabel("<b>Numbers of every stage</b>")
        layout.addWidget(title)
        layout.addWidget(self.numbers)
        layout.addStretch(1)
        self.setWidget(self._content)

    def _connect(self) -> None:
        stages = self.stages
        self.network_box.activated.connect(self._choose_network)
        self.shapes.activated.connect(self._set_filters)
        self.inside_only.clicked.connect(self._set_filters)
        self.categories.changed.connect(self._set_filters)
        self.before_limit.valueChanged.connect(self._set_filters)
        self.after_limit.valueChanged.connect(self._set_filters)
        self.run_button.clicked.connect(stages.run)
        self.reroll_button.clicked.connect(stages.reroll)
        self._network.changed.connect(self._refresh_network)
        stages.network_changed.connect(self._refresh_filters)
        stages.assignment_changed.connect(self.refresh_numbers)
        stages.trace_changed.connect(self.refresh_numbers)

    def minimumSizeHint(self) -> QSize:
        """As wide as the content, for numbers that are cut off are worse than a narrow canvas."""
        width = self._content.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()
        return QSize(width, super().minimumSizeHint().height())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.stages.set_panel_shown(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.stages.set_panel_shown(False)

    @Slot()
    def _refresh_network(self) -> None:
        """Show which network is in use; a checkpoint is listed once it is."""
        checkpoint = self._network.source.checkpoint
        position = self.network_box.count() - 1
        if self.network_box.itemData(position) is None:
            self.network_box.removeItem(position)
        if checkpoint is not None:
            self.network_box.addItem(self._network.source.title, None)
            self.network_box.setItemData(self.network_box.count() - 1, str(checkpoint), Qt.ItemDataRole.ToolTipRole)
            self.network_box.setCurrentIndex(self.network_box.count() - 1)
        else:
            self.network_box.setCurrentIndex(self.network_box.findData(self._network.source.preset))
        self._refresh_filters()

    @Slot()
    def _refresh_filters(self) -> None:
        config, filters = self.stages.config, self.stages.filters
        self.shapes.clear()
        self.shapes.addItem("All shapes", ALL_SHAPES)
        for shape, name in enumerate(shape_names(config)):
            self.shapes.addItem(name, shape)
        self.shapes.setCurrentIndex(self.shapes.findData(filters.anchors.shape))
        self.shapes.setToolTip("Width x height of the anchors, in pixels of the network's input")
        self.inside_only.setChecked(filters.anchors.inside_only)
        self.categories.set_shown(filters.categories)
        for box, value in ((self.before_limit, filters.before_nms), (self.after_limit, filters.after_nms)):
            box.blockSignals(True)
            box.setValue(value)
            box.blockSignals(False)

    @Slot(int)
    def _choose_network(self, index: int) -> None:
        name = self.network_box.itemData(index)
        if isinstance(name, str):
            self._network.use_preset(name)

    @Slot()
    def _set_filters(self) -> None:
        filters = self.stages.filters
        anchors = replace(filters.anchors, shape=self.shapes.currentData(), inside_only=self.inside_only.isChecked())
        self.stages.set_filters(
            replace(
                filters,
                anchors=anchors,
                categories=self.categories.shown,
                before_nms=self.before_limit.value(),
                after_nms=self.after_limit.value(),
            )
        )

    @Slot()
    def refresh_numbers(self) -> None:
        """Follow the assignment and the trace."""
        stages = self.stages
        self.categories.set_counts(stages.assignment)
        self.numbers.show_stages(stages)
        self.run_button.setEnabled(stages.engine_ready and stages.assignment is not None and not stages.running)
        self.run_button.setText("Running the stages..." if stages.running else "&Run the stages")
        self.reroll_button.setEnabled(stages.assignment is not None)


def _indented(*widgets: QWidget) -> QVBoxLayout:
    """Under the title of their layer."""
    layout = QVBoxLayout()
    layout.setContentsMargins(28, 0, 0, 6)
    layout.setSpacing(4)
    for widget in widgets:
        layout.addWidget(widget)
    return layout
