"""What's This: Shift+F1, and the next click explains the control under it, here and in every dialog.

A control's text is put together when it is asked for: its name, its tooltip, what its `whatsThis` adds, and where the
control belongs. So nothing is written in two places.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from PySide6.QtCore import QEvent, QObject, QTimer, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QMainWindow,
    QToolButton,
    QWhatsThis,
    QWidget,
)

from frcnn_gui.common.actions.action_spec import strip_mnemonic
from frcnn_gui.common.actions.action_table import ActionTable
from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import is_rich_text

CONTROL_TYPES = (QAbstractButton, QLineEdit, QAbstractSlider, QAbstractSpinBox, QComboBox, QAbstractItemView)
_OWN_TEXT_PROPERTY = "frcnn-whats-this"
"""The property with a control's own text, once the whole one stands in its place."""


class WhatsThis(QObject):
    """For `window` and the dialogs over it."""

    def __init__(self, window: QMainWindow, actions: ActionTable) -> None:
        super().__init__(window)
        self._window, self._actions = window, actions
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowBlocked:  # a dialog is about to be shown over it
            QTimer.singleShot(0, self, self._add_dialog_shortcut)
        return super().eventFilter(watched, event)

    @Slot()
    def enter_mode(self) -> None:
        """The next click explains what is under it."""
        explain_controls(QApplication.activeModalWidget() or self._window)
        QWhatsThis.enterWhatsThisMode()

    @Slot()
    def _add_dialog_shortcut(self) -> None:
        """A dialog shuts out the window's keys, so each has this one itself."""
        dialog = QApplication.activeModalWidget()
        keys = self._actions.keys_of("whats_this")
        if not isinstance(dialog, QDialog) or not keys or dialog.findChild(QShortcut, _OWN_TEXT_PROPERTY) is not None:
            return
        shortcut = QShortcut(QKeySequence(keys[0]), dialog)
        shortcut.setObjectName(_OWN_TEXT_PROPERTY)
        shortcut.activated.connect(self.enter_mode)


def explain_controls(top: QWidget) -> None:
    """Give every control within `top` its whole text."""
    buddies = {label.buddy(): label.text() for label in top.findChildren(QLabel) if label.buddy() is not None}
    for control in top.findChildren(QWidget):
        if isinstance(control, CONTROL_TYPES):
            control.setWhatsThis(build_explanation(control, buddies.get(control, "")))


def build_explanation(control: QWidget, label: str = "") -> str:
    """Rich text: the name of `control` (`label` names it where it has none itself) and what is known of it."""
    name = strip_mnemonic(_control_name(control) or label).rstrip(":")
    title = f"<b>{escape(name)}</b>" if name else ""
    return "".join([title, *(f"<p>{part}</p>" for part in _iterate_parts(control, name))])


def _iterate_parts(control: QWidget, name: str) -> Iterator[str]:
    tip = control.toolTip()
    if tip and strip_mnemonic(tip) != name:
        yield tip if is_rich_text(tip) else escape(tip).replace("\n", "<br>")
    own = control.property(_OWN_TEXT_PROPERTY)
    if isinstance(control, QToolButton) and control.defaultAction() is not None:
        own = ""  # that of its action, which says the same
    elif own is None:
        own = control.whatsThis()
        control.setProperty(_OWN_TEXT_PROPERTY, own)
    if own:
        yield own
    if _is_close_button(control):
        yield tr("Closes this without any other effect, like Esc.")
    place = _find_place_text(control)
    if place:
        yield place


def _is_close_button(control: QWidget) -> bool:
    box = control.parentWidget()
    if not isinstance(box, QDialogButtonBox) or not isinstance(control, QAbstractButton):
        return False
    return box.buttonRole(control) == QDialogButtonBox.ButtonRole.RejectRole


def _find_place_text(control: QWidget) -> str:
    """What the nearest thing around it is for, such as its dock."""
    parent = control.parentWidget()
    while parent is not None and (isinstance(parent, CONTROL_TYPES) or not parent.whatsThis()):
        parent = parent.parentWidget()
    return parent.whatsThis() if parent is not None else ""


def _control_name(control: QWidget) -> str:
    if isinstance(control, QToolButton) and control.defaultAction() is not None:
        return control.defaultAction().text()
    return control.accessibleName() or (control.text() if isinstance(control, QAbstractButton) else "")
