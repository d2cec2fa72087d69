"""The command palette: gathers what the menus offer, finds images by number and name, and does what is chosen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from frcnn_gui.canvas.parts import HasCanvas
from frcnn_gui.common.actions.action_spec import SEARCH_WORDS_PROPERTY, strip_mnemonic
from frcnn_gui.common.language import tr
from frcnn_gui.common.parts import HasActions, HasSettings, HasWindow
from frcnn_gui.document.image_collection import Gallery
from frcnn_gui.document.parts import HasSession
from frcnn_gui.help.command_palette import CommandPalette
from frcnn_gui.help.palette_search import PaletteEntry, parse_image_number

SETTING = "palette/recent"
MAX_RECENT_ACTIONS = 8
MAX_FOUND_IMAGES = 30
NAMES_PER_SLICE = 4_000
"""Looked through without a pause: some milliseconds."""
MIN_LETTERS = 2
_IMAGE_PREFIX = "image "


class PaletteContext(HasWindow, HasActions, HasSettings, HasSession, HasCanvas, Protocol):
    """What is used of the window."""


class PaletteController(QObject):
    """Binds `command_palette`."""

    def __init__(self, context: PaletteContext) -> None:
        super().__init__(context.window)
        self._context = context
        self._actions: dict[str, QAction] = {}
        self.popup: CommandPalette | None = None
        """While it is shown."""
        self._search: Iterator[list[int]] | None = None
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._search_next_slice)
        context.actions.bind("command_palette", self.show_palette)

    def show_palette(self) -> None:
        """Open the palette over the window."""
        if self.popup is not None:
            return
        recent = [id for id in self._context.settings.load_value(SETTING, list[str]()) if isinstance(id, str)]
        palette = CommandPalette(self.build_entries(), recent, self._context.window)
        palette.entry_chosen.connect(self._on_entry_chosen)
        palette.text_typed.connect(self._on_text_typed)
        palette.finished.connect(self._on_palette_finished)
        self.popup = palette
        palette.show_over(self._context.window)

    def build_entries(self) -> list[PaletteEntry]:
        """Everything that stands in the menus now, in their order, but for the palette itself."""
        self._actions.clear()
        entries = []
        for path, action in _iterate_menu_actions(self._context.window.menuBar().actions(), ()):
            id = action.objectName() or "/".join((*path, strip_mnemonic(action.text())))
            if id != "command_palette" and id not in self._actions:
                self._actions[id] = action
                entries.append(self._build_entry(id, action, path))
        return entries

    def _build_entry(self, id: str, action: QAction, path: tuple[str, ...]) -> PaletteEntry:
        spec = self._context.actions.specs.get(id)
        keys = ", ".join(key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts())
        return PaletteEntry(
            id=id,
            title=strip_mnemonic(action.text()),
            path=" › ".join(path),
            keys=keys,
            keywords=spec.search_words if spec else str(action.property(SEARCH_WORDS_PROPERTY) or ""),
            enabled=action.isEnabled(),
            reason=self._context.actions.disabled_reason(id) if spec else "",
            checked=action.isChecked() if action.isCheckable() else None,
        )

    @Slot(str)
    def _on_entry_chosen(self, id: str) -> None:
        if id.startswith(_IMAGE_PREFIX):
            self._context.session.go_to_index(int(id.removeprefix(_IMAGE_PREFIX)))
            self._context.canvas.setFocus()
            return
        recent = self._context.settings.load_value(SETTING, list[str]())
        self._context.settings.store_value(
            SETTING, [id, *(other for other in recent if other != id)][:MAX_RECENT_ACTIONS]
        )
        # When the popup is gone: what opens a dialog would open it below.
        QTimer.singleShot(0, self._actions[id], self._actions[id].trigger)

    @Slot()
    def _on_palette_finished(self) -> None:
        self.popup = None
        self._timer.stop()

    # -- images

    @Slot(str)
    def _on_text_typed(self, text: str) -> None:
        self._timer.stop()
        folder = self._context.session.folder
        if folder is None or self.popup is None:
            return
        number = parse_image_number(text)
        if number is not None:
            found = [number - 1] if 0 < number <= len(folder) else []
            self.popup.set_found_images([_build_image_entry(folder, index) for index in found])
        elif len(text.strip()) >= MIN_LETTERS and not text.strip().startswith("#"):
            self._search = find_images_by_name(folder, text)
            self._timer.start()

    @Slot()
    def _search_next_slice(self) -> None:
        folder, palette = self._context.session.folder, self.popup
        found = next(self._search, None) if self._search is not None else None
        if found is None or folder is None or palette is None:
            self._timer.stop()
            return
        palette.set_found_images([_build_image_entry(folder, index) for index in found])


def find_images_by_name(folder: Gallery, text: str) -> Iterator[list[int]]:
    """The first images whose names have every word of `text`; all found so far, after each few thousand names."""
    words = text.casefold().split()
    found: list[int] = []
    for index in range(len(folder)):
        name = folder.name_of(index).casefold()
        if all(word in name for word in words):
            found.append(index)
        if len(found) == MAX_FOUND_IMAGES:
            break
        if index % NAMES_PER_SLICE == NAMES_PER_SLICE - 1:
            yield list(found)
    yield found


def _build_image_entry(folder: Gallery, index: int) -> PaletteEntry:
    place = tr("image {number} of {count}").format(number=f"{index + 1:,}", count=f"{len(folder):,}")
    return PaletteEntry(f"{_IMAGE_PREFIX}{index}", folder.name_of(index), place)


def _iterate_menu_actions(actions: list[QAction], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], QAction]]:
    """(titles of the menus on the way, action) of everything in these menus and those within them."""
    for action in actions:
        menu = action.menu()
        if isinstance(menu, QMenu):
            yield from _iterate_menu_actions(menu.actions(), (*path, strip_mnemonic(action.text())))
        elif not action.isSeparator() and action.isVisible():
            yield path, action
