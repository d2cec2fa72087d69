"""Asks before a class is renamed, merged or deleted in a folder, says what that affects, and shows how far it is."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from frcnn_gui.classes import class_edit_texts
from frcnn_gui.classes.class_edit_texts import AffectedBoxes
from frcnn_gui.common.icons import build_color_swatch
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.plain_text import PlainLabel
from frcnn_gui.common.widgets.progress_bar import ProgressBar

ENTER_NAME_TEXT = N_("Enter a new name.")
CLASS_EXISTS_TEXT = N_("{target} exists already: boxes of {source} are added to it.")

SWATCH_SIDE = 14


class EditKind(enum.Enum):
    """What to do; the value is the title and the text of the button."""

    RENAME = (N_("Rename class"), N_("&Rename"))
    MERGE = (N_("Merge class"), N_("&Merge"))
    DELETE = (N_("Delete class"), N_("D&elete"))


class ClassEditDialog(QDialog):
    """Asks for the new class of boxes, shows the effects, and the progress of the edit.

    Signals:
        edit_confirmed: The new class, or an empty text to delete.
        cancel_requested: Cancel was clicked during the edit.
    """

    edit_confirmed = Signal(str)
    cancel_requested = Signal()

    def __init__(
        self,
        kind: EditKind,
        source: str,
        classes: Sequence[str],
        format_name: str,
        color_of: Callable[[str], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind, self._source, self._format = kind, source, format_name
        self._classes = tuple(classes)
        self._affected = AffectedBoxes(0, 0, complete=False)
        self._is_working = False
        title, button = kind.value
        self.setWindowTitle(tr(title))
        self.setModal(True)
        self.name_edit = QLineEdit(source)
        self.name_edit.setAccessibleName(tr("New class name"))
        self.name_edit.setToolTip(tr("New name of the class in all images"))
        self.name_edit.selectAll()
        self.target_choice = QComboBox()
        self.target_choice.setAccessibleName(tr("Target class"))
        self.target_choice.setToolTip(tr("Class that the boxes get in all images"))
        for label in self._classes:
            if label != source:
                self.target_choice.addItem(build_color_swatch(color_of(label)), label)
        self.affected_label = _create_text_label(tr("Effects"))
        self.notes_label = _create_text_label(tr("Notes"))
        self.progress_bar = ProgressBar()
        self.progress_bar.setAccessibleName(tr("Progress"))
        self.progress_bar.setTextVisible(True)
        self.progress_bar.hide()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.confirm_button = QPushButton(tr(button))
        self.confirm_button.setToolTip(tr("Apply to all images. Can be undone."))
        self.buttons.addButton(self.confirm_button, QDialogButtonBox.ButtonRole.AcceptRole)
        self.confirm_button.setDefault(True)
        self._build_layout(source, color_of(source))
        self.confirm_button.clicked.connect(self._on_confirm_clicked)
        self.buttons.rejected.connect(self.reject)
        self.name_edit.textChanged.connect(self._update_texts)
        self.target_choice.currentTextChanged.connect(self._update_texts)
        self._update_texts()

    def _build_layout(self, source: str, color: str) -> None:
        swatch, name = PlainLabel(), PlainLabel(source)
        swatch.setPixmap(build_color_swatch(color, SWATCH_SIDE).pixmap(SWATCH_SIDE, SWATCH_SIDE))
        name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(swatch)
        row.addWidget(name, 1)
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(10)
        form.addRow(tr("Class"), row)
        if self._kind is EditKind.RENAME:
            form.addRow(tr("New &name"), self.name_edit)
        elif self._kind is EditKind.MERGE:
            form.addRow(tr("&Into"), self.target_choice)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 18, 18, 14)
        layout.setSpacing(12)
        layout.addLayout(form)
        for widget in (self.affected_label, self.notes_label, self.progress_bar, self.buttons):
            layout.addWidget(widget)
        self.setMinimumWidth(440)

    @property
    def source_class(self) -> str:
        """The class that is edited."""
        return self._source

    @property
    def is_working(self) -> bool:
        """Whether it is being done."""
        return self._is_working

    @property
    def new_class(self) -> str:
        """The class that the boxes are to get; empty: none."""
        if self._kind is EditKind.RENAME:
            return self.name_edit.text().strip()
        return self.target_choice.currentText() if self._kind is EditKind.MERGE else ""

    def show_affected(self, affected: AffectedBoxes) -> None:
        """Say what it affects, as far as is known by now."""
        self._affected = affected
        self._update_texts()

    def show_work(self, text: str) -> None:
        """It is being done: only canceling is left."""
        self._is_working = True
        for widget in (self.name_edit, self.target_choice, self.confirm_button):
            widget.setEnabled(False)
        self.affected_label.setText(text)
        self.notes_label.setText(tr("If you cancel, you can undo what is done so far."))
        self.notes_label.show()
        self.progress_bar.setRange(0, 0)
        self.progress_bar.show()
        self._grow_to_fit()

    @Slot(int, int, str)
    def show_progress(self, done: int, total: int, _text: str = "") -> None:
        self.progress_bar.show_progress(done, total)
        self.progress_bar.setFormat(tr("{done} of {total} files").format(done=f"{done:,}", total=f"{total:,}"))

    def reject(self) -> None:
        """Cancel the work, or close where none has begun."""
        if self._is_working:
            self.buttons.setEnabled(False)
            self.affected_label.setText(tr("Stopping after this file…"))
            self.cancel_requested.emit()
        else:
            super().reject()

    def finish_work(self) -> None:
        """The work is over."""
        self._is_working = False
        self.accept()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._is_working:
            event.ignore()
            self.reject()
        else:
            super().closeEvent(event)

    @Slot()
    def _on_confirm_clicked(self) -> None:
        if self.confirm_button.isEnabled():
            self.edit_confirmed.emit(self.new_class)

    @Slot()
    def _update_texts(self) -> None:
        target = self.new_class
        is_new = target not in self._classes
        fault = ""
        if self._kind is EditKind.RENAME and not target:
            fault = tr(ENTER_NAME_TEXT)
        notes = class_edit_texts.describe_side_effects(self._format, self._source, is_new and bool(target))
        if self._kind is EditKind.RENAME and target and not is_new and target != self._source:
            text = tr(CLASS_EXISTS_TEXT)
            notes = f"{text.format(target=target, source=self._source)} {notes}"
        self.affected_label.setText(class_edit_texts.describe_affected(self._source, self._affected))
        self.notes_label.setText(fault or notes)
        self.notes_label.setVisible(bool(fault or notes))
        self.confirm_button.setEnabled(self._affected.complete and not fault and target != self._source)
        self._grow_to_fit()

    def _grow_to_fit(self) -> None:
        """Sentences that became longer may need another line."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))


def _create_text_label(name: str) -> QLabel:
    label = PlainLabel()
    label.setAccessibleName(name)
    label.setWordWrap(True)
    return label
