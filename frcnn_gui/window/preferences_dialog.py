"""The Preferences: all settings on one page, with a search. A change is stored and used at once."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QPushButton, QVBoxLayout, QWidget

from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.plain_text import PlainLabel
from frcnn_gui.common.preferences import DEVICE, PREFERENCES, SECTIONS, Preference, Preferences
from frcnn_gui.common.widgets.scroll_page import ScrollPage
from frcnn_gui.network.device_box import DeviceBox
from frcnn_gui.window.preference_row import PreferenceRow

NOTHING_TEXT = N_("No setting matches. Try another word.")


class PreferencesDialog(QDialog):
    """Shows and changes `preferences`."""

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Preferences"))
        self.resize(780, 680)
        self._preferences = preferences
        self.search_line = QLineEdit()
        self.search_line.setPlaceholderText(tr("Find a setting"))
        self.search_line.setClearButtonEnabled(True)
        self.search_line.setAccessibleName(tr("Find a setting"))
        self.search_line.setToolTip(tr("Show only settings with these words"))
        self.search_line.textChanged.connect(self._on_search_changed)
        self.rows = {one.id: PreferenceRow(one, preferences.get_value(one)) for one in PREFERENCES}
        self._headings = {section: PlainLabel(tr(section)) for section in SECTIONS}
        self.nothing_label = PlainLabel(tr(NOTHING_TEXT))
        self.nothing_label.hide()
        self.reset_all_button = self._build_layout()
        self.reset_all_button.clicked.connect(self._on_reset_all_clicked)
        for row in self.rows.values():
            row.value_chosen.connect(preferences.set_value)
        preferences.changed.connect(self._on_changed)
        self.search_line.returnPressed.connect(self._focus_first)
        self.search_line.setFocus()

    @property
    def device_box(self) -> DeviceBox:
        box = self.rows[DEVICE.id].editor
        assert isinstance(box, DeviceBox)
        return box

    def _build_layout(self) -> QPushButton:
        """Returns the button that resets all."""
        page = ScrollPage(tr("Settings"))
        width = max(row.title_label.sizeHint().width() for row in self.rows.values())
        for section, heading in self._headings.items():
            font = heading.font()
            font.setBold(True)
            heading.setFont(font)
            page.page_layout.addWidget(heading)
            for row in self.rows.values():
                if row.preference.section == section:
                    row.title_label.setMinimumWidth(width)
                    page.page_layout.addWidget(row)
        page.page_layout.addWidget(self.nothing_label)
        page.page_layout.addStretch(1)
        standard = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(standard.Close | standard.RestoreDefaults)
        reset_all = buttons.button(standard.RestoreDefaults)
        reset_all.setText(tr("Reset all"))
        reset_all.setToolTip(tr("Restore the defaults of all settings"))
        for button in (reset_all, buttons.button(standard.Close)):
            button.setAutoDefault(False)  # Return in the search goes to what was found
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        for widget in (self.search_line, page, buttons):
            layout.addWidget(widget)
        return reset_all

    @Slot(object)
    def _on_changed(self, preference: Preference[Any]) -> None:
        self.rows[preference.id].show_value(self._preferences.get_value(preference))

    @Slot(str)
    def _on_search_changed(self, text: str) -> None:
        words = text.casefold().split()
        found = {id for id, row in self.rows.items() if row.matches(words)}
        for id, row in self.rows.items():
            row.setVisible(id in found)
        for section, heading in self._headings.items():
            heading.setVisible(any(self.rows[id].preference.section == section for id in found))
        self.nothing_label.setVisible(not found)

    @Slot()
    def _focus_first(self) -> None:
        first = next((row for row in self.rows.values() if not row.isHidden()), None)
        if first is not None:
            first.editor.setFocus()

    @Slot()
    def _on_reset_all_clicked(self) -> None:
        for preference in PREFERENCES:
            self._preferences.reset_value(preference)
