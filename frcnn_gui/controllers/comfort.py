"""What makes the program easy to learn: the palette, keys of one's own, workspaces, the first hint."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QDockWidget

from frcnn_gui import keymap
from frcnn_gui.actions import key_text
from frcnn_gui.context import WindowContext
from frcnn_gui.controllers.arranging import Arranging
from frcnn_gui.controllers.first_steps import FirstSteps
from frcnn_gui.controllers.palette import Palette
from frcnn_gui.language import tr
from frcnn_gui.panels.keys_dialog import KeysDialog
from frcnn_gui.panels.shortcuts_sheet import ShortcutsSheet


class Comfort(QObject):
    """Binds `shortcuts` and `change_keys`; gives all actions this person's keys."""

    def __init__(self, context: WindowContext, docks: Mapping[str, QDockWidget], layout_version: int) -> None:
        super().__init__(context.window)
        self._context = context
        self._specs = tuple(context.actions.specs.values())
        self.palette = Palette(context)
        self.arranging = Arranging(context, docks, layout_version)
        self.first_steps = FirstSteps(context)
        context.actions.bind("shortcuts", self.show_sheet)
        context.actions.bind("change_keys", self.ask_keys)
        keys = keymap.load(context.settings, self._specs)
        if keys != self.keys:
            context.actions.rebind_all(keys)

    @property
    def keys(self) -> keymap.Keys:
        """The keys that actions have now."""
        return {spec.id: self._context.actions.keys(spec.id) for spec in self._specs}

    def show_sheet(self) -> None:
        """Show all keys and gestures."""
        sheet = ShortcutsSheet(self._context.window, self._specs, self.keys)
        sheet.finished.connect(sheet.deleteLater)
        sheet.change_asked.connect(self.ask_keys)
        sheet.open()

    def ask_keys(self) -> None:
        """Let the person give actions other keys."""
        dialog = KeysDialog(self._specs, self.keys, self._context.window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.chosen.connect(self._take_keys)
        dialog.open()

    @Slot(object)
    def _take_keys(self, keys: keymap.Keys) -> None:
        self._context.actions.rebind_all(keys)
        keymap.store(self._context.settings, self._specs, keys)
        preset = keymap.preset_of(self._specs, keys)
        told = tr("The keys are changed.")
        if preset:
            told = tr("The keys are now those of {program}.").format(program=preset)
        if keys["shortcuts"]:
            told += " " + tr("{key} shows them all.").format(key=key_text(keys["shortcuts"][0]))
        self._context.session.message.emit(told)
