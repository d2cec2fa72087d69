"""The Stages dock: which network, and its layers, filters, settings and numbers, each on a page."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QPushButton, QTabWidget, QVBoxLayout, QWidget

from detector.config import PRESET_SUMMARIES
from frcnn_gui.canvas.layers import COMPUTING_TEXT
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.plain_text import PlainLabel, format_tooltip
from frcnn_gui.common.texts.engine_texts import preset_summary
from frcnn_gui.common.widgets.scroll_page import ScrollPage
from frcnn_gui.stages.stage_filters_panel import StageFiltersPanel
from frcnn_gui.stages.stage_layers import StageLayers
from frcnn_gui.stages.stage_layers_panel import StageLayersPanel
from frcnn_gui.stages.stage_numbers import StageNumbers
from frcnn_gui.stages.stage_settings_panel import StageSettingsPanel
from frcnn_gui.stages.tracer import TraceResult

UNKNOWN_CLASSES_TEXT = N_("Left out, as the network does not have the class: {names}.")
COMPUTING_TEXT_DELAY_MS = 400
"""What takes no longer is not announced: a line that comes and goes would move all that is under it."""


class StagesPanel(QWidget):
    """Shows `stages`; holds no state of its own."""

    def __init__(self, stages: StageLayers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Stages"))
        self.stages = stages
        self.model = stages.model
        self._network = self.model.network
        self.network_box = self._build_network_box()
        self.limits_choice = QComboBox()
        self.limits_choice.setAccessibleName(tr("Limits of the proposal layer"))
        self.limits_choice.setToolTip(tr("Number of candidates and proposals, as in training or in detection"))
        self.limits_choice.addItem(tr("as in training"), True)
        self.limits_choice.addItem(tr("as in detection"), False)
        self.reroll_button = QPushButton(tr("Resamp&le"))
        self.reroll_button.setToolTip(tr("Sample other minibatches, with the next seed"))
        self.state_label = PlainLabel()
        self.state_label.setWordWrap(True)
        self._computing_text_timer = QTimer(self, singleShot=True, interval=COMPUTING_TEXT_DELAY_MS)
        self._computing_text_timer.timeout.connect(self.update_state)
        self.layers_page = StageLayersPanel(stages)
        self.layer_rows = self.layers_page.rows
        self.filters_page = StageFiltersPanel(stages)
        self.category_list = self.filters_page.category_list
        self.settings_page = StageSettingsPanel(self.model)
        self.stage_numbers = StageNumbers()
        self.tabs = QTabWidget()
        self._was_running = False
        self._build_layout()
        self._connect_signals()
        self._on_network_changed()
        self.update_state()

    def _build_network_box(self) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(tr("Network whose stages are shown"))
        box.setWhatsThis(tr("Network whose stages are shown: the one in use, or an untrained preset."))
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for name in PRESET_SUMMARIES:
            box.addItem(tr("{preset}, untrained").format(preset=name), name)
            box.setItemData(box.count() - 1, preset_summary(name), Qt.ItemDataRole.ToolTipRole)
        return box

    def _build_layout(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        head = QFormLayout()
        head.setContentsMargins(8, 0, 8, 0)
        head.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        head.addRow(tr("Network"), self.network_box)
        line = QHBoxLayout()
        line.addWidget(self.limits_choice, 1)
        line.addWidget(self.reroll_button)
        head.addRow(tr("Limits"), line)
        head.addRow(self.state_label)
        layout.addLayout(head)
        numbers = ScrollPage(tr("Numbers of all stages"))
        numbers.page_layout.addWidget(self.stage_numbers)
        numbers.page_layout.addStretch(1)
        self.tabs.setDocumentMode(True)
        for page, title in (
            (self.layers_page, tr("Layers")),
            (self.filters_page, tr("Filters")),
            (self.settings_page, tr("Settings")),
            (numbers, tr("Numbers")),
        ):
            self.tabs.addTab(page, title)
        layout.addWidget(self.tabs, 1)

    def _connect_signals(self) -> None:
        self.network_box.activated.connect(self._on_network_activated)
        self.limits_choice.activated.connect(lambda: self.model.settings.set_training(self.limits_choice.currentData()))
        self.reroll_button.clicked.connect(lambda: self.model.settings.resample_minibatches())
        self._network.changed.connect(self._on_network_changed)
        self.tabs.currentChanged.connect(self._update_subscriptions)
        for signal in (self.model.assignment_changed, self.model.trace_changed, self.model.settings_changed):
            signal.connect(self.update_state)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._update_subscriptions()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._update_subscriptions()

    @Slot()
    def _update_subscriptions(self) -> None:
        """The numbers of all stages are on the last page; the others follow the assignment and the layers shown."""
        self.model.subscribe("stage numbers", self._are_numbers_shown)
        self.model.subscribe("stage dock", self.isVisible(), assignment_only=True)
        self.update_state()

    @property
    def _are_numbers_shown(self) -> bool:
        return self.isVisible() and self.tabs.currentIndex() == self.tabs.count() - 1

    @Slot()
    def _on_network_changed(self) -> None:
        """Show which network is in use; one that was trained is listed once it is."""
        source = self._network.source
        position = self.network_box.count() - 1
        if self.network_box.itemData(position) is None:
            self.network_box.removeItem(position)
        if source.is_trained:
            self.network_box.addItem(source.title, None)
            tip = format_tooltip(str(source.checkpoint or source.title))
            self.network_box.setItemData(self.network_box.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
            self.network_box.setCurrentIndex(self.network_box.count() - 1)
        else:
            self.network_box.setCurrentIndex(self.network_box.findData(self._network.source.preset))

    @Slot(int)
    def _on_network_activated(self, index: int) -> None:
        name = self.network_box.itemData(index)
        if isinstance(name, str):
            self._network.use_preset(name)

    @Slot()
    def update_state(self) -> None:
        """Follow the model."""
        model = self.model
        self.limits_choice.setCurrentIndex(0 if model.training else 1)
        self.reroll_button.setEnabled(model.assignment is not None)
        if self._are_numbers_shown:
            self.stage_numbers.show_stages(model)
        if not model.tracer.is_busy:
            self._computing_text_timer.stop()
        elif not self._was_running:
            self._computing_text_timer.start()
        self._was_running = model.tracer.is_busy
        text = self._format_state()
        self.state_label.setText(text)
        self.state_label.setVisible(bool(text))

    def _format_state(self) -> str:
        model = self.model
        if failure := model.failure or model.engine.failure:
            return failure
        if model.tracer.is_busy and not self._computing_text_timer.isActive():
            return tr(COMPUTING_TEXT)
        return " ".join(_describe_left_out(model.trace_result)) if model.trace_result is not None else ""


def _describe_left_out(answer: TraceResult) -> Iterator[str]:
    if answer.left_out:
        yield tr(UNKNOWN_CLASSES_TEXT).format(names=", ".join(answer.left_out))
    if answer.without_area:
        yield tr("%Ln box(es) without area in the image left out.", "", answer.without_area)
