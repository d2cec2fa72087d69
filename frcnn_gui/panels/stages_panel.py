"""The Stages dock: which network, and its layers, filters, settings and numbers, each on a page."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QPushButton, QTabWidget, QVBoxLayout, QWidget

from detector.config import PRESET_SUMMARIES
from frcnn_gui.controllers.stage_layers import StageLayers
from frcnn_gui.engine_words import preset_summary
from frcnn_gui.language import tr
from frcnn_gui.panels.scroll_page import ScrollPage
from frcnn_gui.panels.stage_filters_panel import StageFiltersPanel
from frcnn_gui.panels.stage_layers_panel import StageLayersPanel
from frcnn_gui.panels.stage_numbers import StageNumbers
from frcnn_gui.panels.stage_settings_panel import StageSettingsPanel
from frcnn_gui.plain_text import PlainLabel, as_tip
from frcnn_gui.workers.tracer import TraceAnswer

LATE_MS = 400
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
        self.limits = QComboBox()
        self.limits.setAccessibleName(tr("Limits of the proposal layer"))
        self.limits.setToolTip(tr("How many candidates and proposals: as many as in training, or as when detecting"))
        self.limits.addItem(tr("as in training"), True)
        self.limits.addItem(tr("as when detecting"), False)
        self.reroll_button = QPushButton(tr("&Draw again"))
        self.reroll_button.setToolTip(tr("Draw other minibatches with the next seed"))
        self.state = PlainLabel()
        self.state.setWordWrap(True)
        self._late = QTimer(self, singleShot=True, interval=LATE_MS)
        self._late.timeout.connect(self.refresh)
        self.layers_page = StageLayersPanel(stages)
        self.rows = self.layers_page.rows
        self.filters_page = StageFiltersPanel(stages)
        self.categories = self.filters_page.categories
        self.settings_page = StageSettingsPanel(self.model)
        self.numbers = StageNumbers()
        self.tabs = QTabWidget()
        self._was_running = False
        self._arrange()
        self._connect()
        self._refresh_network()
        self.refresh()

    def _build_network_box(self) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(tr("Network whose stages are shown"))
        box.setWhatsThis(
            tr("What the stages show is computed by this network: the one in use, or an untrained preset.")
        )
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for name in PRESET_SUMMARIES:
            box.addItem(tr("{preset}, untrained").format(preset=name), name)
            box.setItemData(box.count() - 1, preset_summary(name), Qt.ItemDataRole.ToolTipRole)
        return box

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        head = QFormLayout()
        head.setContentsMargins(8, 0, 8, 0)
        head.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        head.addRow(tr("Network"), self.network_box)
        line = QHBoxLayout()
        line.addWidget(self.limits, 1)
        line.addWidget(self.reroll_button)
        head.addRow(tr("Limits"), line)
        head.addRow(self.state)
        layout.addLayout(head)
        numbers = ScrollPage(tr("Numbers of every stage"))
        numbers.page.addWidget(self.numbers)
        numbers.page.addStretch(1)
        self.tabs.setDocumentMode(True)
        for page, title in (
            (self.layers_page, tr("Layers")),
            (self.filters_page, tr("Filters")),
            (self.settings_page, tr("Settings")),
            (numbers, tr("Numbers")),
        ):
            self.tabs.addTab(page, title)
        layout.addWidget(self.tabs, 1)

    def _connect(self) -> None:
        self.network_box.activated.connect(self._choose_network)
        self.limits.activated.connect(lambda: self.model.set_training(self.limits.currentData()))
        self.reroll_button.clicked.connect(lambda: self.model.reroll())
        self._network.changed.connect(self._refresh_network)
        self.tabs.currentChanged.connect(self._want)
        for signal in (self.model.assignment_changed, self.model.trace_changed, self.model.settings_changed):
            signal.connect(self.refresh)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._want()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._want()

    @Slot()
    def _want(self) -> None:
        """The numbers of all stages are on the last page; the others follow the assignment and the layers shown."""
        self.model.want("stage numbers", self._numbers_shown)
        self.model.want("stage dock", self.isVisible(), assignment_only=True)
        self.refresh()

    @property
    def _numbers_shown(self) -> bool:
        return self.isVisible() and self.tabs.currentIndex() == self.tabs.count() - 1

    @Slot()
    def _refresh_network(self) -> None:
        """Show which network is in use; one that was trained is listed once it is."""
        source = self._network.source
        position = self.network_box.count() - 1
        if self.network_box.itemData(position) is None:
            self.network_box.removeItem(position)
        if source.trained:
            self.network_box.addItem(source.title, None)
            tip = as_tip(str(source.checkpoint or source.title))
            self.network_box.setItemData(self.network_box.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
            self.network_box.setCurrentIndex(self.network_box.count() - 1)
        else:
            self.network_box.setCurrentIndex(self.network_box.findData(self._network.source.preset))

    @Slot(int)
    def _choose_network(self, index: int) -> None:
        name = self.network_box.itemData(index)
        if isinstance(name, str):
            self._network.use_preset(name)

    @Slot()
    def refresh(self) -> None:
        """Follow the model."""
        model = self.model
        self.limits.setCurrentIndex(0 if model.training else 1)
        self.reroll_button.setEnabled(model.assignment is not None)
        if self._numbers_shown:
            self.numbers.show_stages(model)
        if not model.running:
            self._late.stop()
        elif not self._was_running:
            self._late.start()
        self._was_running = model.running
        text = self._state_text()
        self.state.setText(text)
        self.state.setVisible(bool(text))

    def _state_text(self) -> str:
        model = self.model
        if model.failure:
            return model.failure
        if model.running and not self._late.isActive():
            return tr("The stages are running…")
        return " ".join(_left_out(model.answer)) if model.answer is not None else ""


def _left_out(answer: TraceAnswer) -> Iterator[str]:
    if answer.left_out:
        text = tr("This network does not know these classes, so their boxes are left out: {names}.")
        yield text.format(names=", ".join(answer.left_out))
    if answer.without_area:
        yield tr("%Ln box(es) without area inside the image left out, as in training.", "", answer.without_area)
