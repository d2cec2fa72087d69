"""One setting of the Preferences: its name, what it can be, its default, and a button that brings that back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QToolButton,
    QWidget,
)

from detector.weights.pretrained import find_default_weights_dir
from frcnn_gui.common.actions.action_spec import strip_mnemonic
from frcnn_gui.common.icons import set_theme_icon
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.plain_text import PlainLabel, format_tooltip
from frcnn_gui.common.preferences import DEVICE, Preference
from frcnn_gui.network.device_box import DeviceBox

EDITOR_WIDTH_PX = 300
DEFAULT_TEXT = N_("Default: {value}")
RESTART_TEXT = N_("{default} (from the next start)")
NO_FOLDER_TEXT = N_("There is no such folder.")


class FolderEdit(QWidget):
    """A line for a folder, with a button to choose one.

    Signals:
        folder_changed: The text of the line, when it is complete.
    """

    folder_changed = Signal(str)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self.line = QLineEdit()
        self.line.setPlaceholderText(str(find_default_weights_dir() or tr("downloaded if needed")))
        self.browse_button = QPushButton(tr("Choose…"))
        self.browse_button.setToolTip(tr("Choose a folder"))
        self.browse_button.setAutoDefault(False)
        self.setFocusProxy(self.line)
        inside = QHBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.line, 1)
        inside.addWidget(self.browse_button)
        self.line.editingFinished.connect(lambda: self.folder_changed.emit(self.line.text().strip()))
        self.browse_button.clicked.connect(self._on_browse_clicked)

    @Slot()
    def _on_browse_clicked(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self._title, self.line.text())
        if chosen:
            self.line.setText(chosen)
            self.folder_changed.emit(chosen)


class PreferenceRow(QWidget):
    """Edits one preference.

    Signals:
        value_chosen: The preference and the value that a person gives it.
    """

    value_chosen = Signal(object, object)

    def __init__(self, preference: Preference[Any], value: object, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.preference = preference
        self.name = strip_mnemonic(tr(preference.text))
        self.title_label = PlainLabel(tr(preference.text))
        self.editor = self._create_editor(value)
        self.note_label = PlainLabel()
        self.note_label.setEnabled(False)
        self.note_label.setWordWrap(True)
        self.reset_button = QToolButton()
        self.reset_button.setAutoRaise(True)
        set_theme_icon(self.reset_button, "reset")
        self.reset_button.setAccessibleName(tr("Reset {setting}").format(setting=self.name))
        self.reset_button.setToolTip(
            format_tooltip(tr("Reset to {value}").format(value=format_value(preference, preference.default)))
        )
        self.reset_button.clicked.connect(lambda: self.value_chosen.emit(preference, preference.default))
        self._build_layout()
        self.show_value(value)

    def _build_layout(self) -> None:
        focus = self.editor.focusProxy() or self.editor
        self.title_label.setBuddy(focus)
        focus.setAccessibleName(self.name)
        focus.setAccessibleDescription(tr(self.preference.help))
        focus.installEventFilter(self)
        for widget in (self.title_label, self.editor):
            widget.setToolTip(format_tooltip(tr(self.preference.help)))
            widget.setWhatsThis(tr(self.preference.help))
        self.editor.setFixedWidth(EDITOR_WIDTH_PX)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for part in (self.title_label, self.editor, self.reset_button):
            layout.addWidget(part)
        layout.addWidget(self.note_label, 1)

    def _create_editor(self, value: object) -> QWidget:
        preference = self.preference
        if preference is DEVICE:
            device_box = DeviceBox(str(value))
            device_box.activated.connect(lambda: self._choose(device_box.currentData()))
            return device_box
        if preference.choices:
            choice_box = QComboBox()
            for choice, text in preference.choices.items():
                choice_box.addItem(tr(text), choice)
            choice_box.activated.connect(lambda: self._choose(choice_box.currentData()))
            return choice_box
        if preference.limits is not None:
            number_box = QSpinBox()
            number_box.setRange(*preference.limits)
            number_box.setSingleStep(preference.step)
            number_box.setSuffix(preference.unit)
            if preference.limits[0] == 0:
                number_box.setSpecialValueText(tr("Automatic"))
            number_box.valueChanged.connect(self._choose)
            return number_box
        if isinstance(preference.default, bool):
            switch = QCheckBox(tr(preference.help))
            switch.clicked.connect(self._choose)
            return switch
        folder_edit = FolderEdit(tr(preference.help))
        folder_edit.folder_changed.connect(self._choose)
        return folder_edit

    def _choose(self, value: object) -> None:
        self.value_chosen.emit(self.preference, value)

    def show_value(self, value: Any) -> None:
        """Show `value`, without a signal."""
        editor, default = self.editor, self.preference.default
        was_blocked = editor.blockSignals(True)
        if isinstance(editor, DeviceBox):
            editor.select_device(value)
        elif isinstance(editor, QComboBox):
            editor.setCurrentIndex(editor.findData(value))
        elif isinstance(editor, QSpinBox):
            editor.setValue(value)
        elif isinstance(editor, QCheckBox):
            editor.setChecked(value)
        elif isinstance(editor, FolderEdit):
            editor.line.setText(value)
        editor.blockSignals(was_blocked)
        self.reset_button.setEnabled(value != default)
        note = tr(DEFAULT_TEXT).format(value=format_value(self.preference, default))
        if isinstance(editor, FolderEdit) and value and not Path(value).expanduser().is_dir():
            note = tr(NO_FOLDER_TEXT)
        elif self.preference.needs_restart:
            note = tr(RESTART_TEXT).format(default=note)
        self.note_label.setText(note)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The wheel scrolls the page; it changes a value only where the keyboard does, too."""
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def matches(self, words: list[str]) -> bool:
        """Whether each of `words` is in what the setting is called, in the language of the window or in English."""
        preference = self.preference
        texts = [
            preference.text,
            preference.help,
            preference.keywords,
            preference.section,
            *preference.choices.values(),
        ]
        found = " ".join(f"{strip_mnemonic(text)} {strip_mnemonic(tr(text))}" for text in texts).casefold()
        return all(word in found for word in words)


def format_value(preference: Preference[Any], value: object) -> str:
    """The value as the dialog shows it."""
    if value in preference.choices:
        return tr(preference.choices[value])
    if isinstance(value, bool):
        return tr("on") if value else tr("off")
    if value in (0, "", DEVICE.default):
        return tr("automatic")
    return f"{value}{preference.unit}"
