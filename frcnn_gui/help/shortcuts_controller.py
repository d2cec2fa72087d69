"""The command palette, the sheet of keys, and keys of one's own."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, Slot

from frcnn_gui.canvas.parts import HasCanvas
from frcnn_gui.common.actions.action_table import key_text
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.parts import HasActions, HasPreferences, HasSettings, HasWindow
from frcnn_gui.common.preferences import WHEEL
from frcnn_gui.document.parts import HasSession
from frcnn_gui.help import keymap
from frcnn_gui.help.palette_controller import PaletteController

KEYS_CHANGED_TEXT = N_("The shortcuts are changed.")
SHOW_KEYS_TEXT = N_("Press {key} to show them all.")


class ShortcutsContext(HasWindow, HasActions, HasSettings, HasPreferences, HasSession, HasCanvas, Protocol):
    """What is used of the window."""


class ShortcutsController(QObject):
    """Binds `shortcuts` and `change_keys`; gives all actions this person's keys."""

    def __init__(self, context: ShortcutsContext) -> None:
        super().__init__(context.window)
        self._context = context
        self._specs = tuple(context.actions.specs.values())
        self.palette_controller = PaletteController(context)
        context.actions.bind("shortcuts", self.show_shortcuts)
        context.actions.bind("change_keys", self.ask_keys)
        keys = keymap.load_keys(context.settings, self._specs)
        if keys != self.keys:
            context.actions.update_keys(keys)

    @property
    def keys(self) -> keymap.KeysByAction:
        """The keys that actions have now."""
        return {spec.id: self._context.actions.keys_of(spec.id) for spec in self._specs}

    def show_shortcuts(self) -> None:
        """Show all keys and gestures."""
        from frcnn_gui.help.shortcuts_sheet import ShortcutsSheet

        wheel = self._context.preferences.get_value(WHEEL)
        sheet = ShortcutsSheet(self._context.window, self._specs, self.keys, wheel)
        sheet.finished.connect(sheet.deleteLater)
        sheet.change_requested.connect(self.ask_keys)
        sheet.open()

    def ask_keys(self) -> None:
        """Let the person give actions other keys."""
        from frcnn_gui.help.keys_dialog import KeysDialog

        dialog = KeysDialog(self._specs, self.keys, self._context.window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.keys_chosen.connect(self._on_keys_chosen)
        dialog.open()

    @Slot(object)
    def _on_keys_chosen(self, keys: keymap.KeysByAction) -> None:
        self._context.actions.update_keys(keys)
        keymap.store_keys(self._context.settings, self._specs, keys)
        preset = keymap.find_preset(self._specs, keys)
        message = tr(KEYS_CHANGED_TEXT)
        if preset:
            message = tr("Now using the shortcuts of {program}.").format(program=preset)
        if keys["shortcuts"]:
            message += " " + tr(SHOW_KEYS_TEXT).format(key=key_text(keys["shortcuts"][0]))
        self._context.session.message_posted.emit(message)
