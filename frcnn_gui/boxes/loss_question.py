"""Asks before an edit of outlines that loses something nobody has seen, or that adds very many objects."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QMessageBox, QWidget

from frcnn_gui.boxes.outline_runner import ScopedEdit
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.plain_text import PlainMessageBox
from frcnn_gui.common.settings import Settings

ASKS_SETTING = "outlines/asks_before_loss"
MAX_UNASKED_OBJECTS = 100
"""An edit that adds more asks, whatever was shown or set before."""
UNDO_TEXT = N_("This can be undone.")


def build_loss_question(
    found: ScopedEdit, was_shown: bool, settings: Settings, parent: QWidget
) -> PlainMessageBox | None:
    """The question to be answered before this edit; None if it may be done at once.

    Args:
        found: The edit.
        was_shown: Whether the person has just seen what it loses.
        settings: They remember that nobody wants to be asked.
        parent: The window.
    """
    many = found.added_count > MAX_UNASKED_OBJECTS
    asks = bool(found.edit.loss) and not was_shown and settings.load_value(ASKS_SETTING, True)
    if not many and not asks:
        return None
    box = PlainMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(tr("Edit outlines"))
    box.setText(tr("{step}?").format(step=found.edit.text))
    box.setInformativeText(f"{found.edit.forecast} {tr(UNDO_TEXT)}")
    apply = box.addButton(tr("Appl&y"), QMessageBox.ButtonRole.AcceptRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(apply)
    if not many:
        check = QCheckBox(tr("Do &not ask again"))
        box.setCheckBox(check)
        box.accepted.connect(lambda: settings.store_value(ASKS_SETTING, not check.isChecked()))
    return box
