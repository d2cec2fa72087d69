"""Thresholds, sizes and counts of the stages, to be tried out on the image."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton, QWidget

from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import HtmlLabel, PlainLabel
from frcnn_gui.common.widgets.scroll_page import ScrollPage
from frcnn_gui.stages.settings import STAGE_SETTINGS, SettingGroup
from frcnn_gui.stages.stage_model import StageModel
from frcnn_gui.stages.stage_setting_row import StageSettingRow, create_setting_row


class StageSettingsPanel(ScrollPage):
    """Shows and changes the settings of `model`."""

    def __init__(self, model: StageModel, parent: QWidget | None = None) -> None:
        super().__init__(tr("Stage settings"), parent)
        self._model = model
        self.rows: dict[str, StageSettingRow] = {}
        hint = PlainLabel(tr("For the stages shown: network and training do not change."))
        hint.setWordWrap(True)
        hint.setEnabled(False)
        self.page_layout.addWidget(hint)
        for group in SettingGroup:
            self.page_layout.addWidget(HtmlLabel(f"<b>{tr(group.value)}</b>"))
            for setting in STAGE_SETTINGS:
                if setting.group is group:
                    row = create_setting_row(setting)
                    row.value_changed.connect(model.settings.set_value)
                    row.reset_requested.connect(model.settings.reset_settings)
                    self.rows[setting.id] = row
                    self.page_layout.addWidget(row)
        self.reset_all_button = QPushButton(tr("Reset all settings"))
        self.reset_all_button.setToolTip(tr("Reset all settings to those of the network"))
        self.reset_all_button.clicked.connect(lambda: model.settings.reset_settings())
        self.page_layout.addWidget(self.reset_all_button)
        self.page_layout.addStretch(1)
        model.settings_changed.connect(self.update_values)
        self.update_values()

    @Slot()
    def update_values(self) -> None:
        """Follow the model."""
        limits = "training" if self._model.training else "detection"
        for id, row in self.rows.items():
            row.show_value(self._model.settings.get_value(id), self._model.settings.get_preset_value(id))
            row.setVisible(row.setting.limits in ("", limits))
        self.reset_all_button.setEnabled(bool(self._model.settings.changed_settings))
