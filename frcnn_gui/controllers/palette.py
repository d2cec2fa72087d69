"""The command palette: gathers what the menus offer, finds images by number and name, and does what is chosen."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from frcnn_gui.actions import plain
from frcnn_gui.context import WindowContext
from frcnn_gui.gallery import Gallery
from frcnn_gui.language import tr
from frcnn_gui.palette_search import Entry, image_number
from frcnn_gui.panels.command_palette import CommandPalette

SETTING = "palette/recent"
MOST_RECENT = 8
MOST_IMAGES = 30
NAMES_A_STEP = 4_000
"""Looked through without a pause: some milliseconds."""
FEWEST_LETTERS = 2
_IMAGE = "image "
SEARCH_WORDS = "search-words"
"""The property with other words for an action that stands in no table."""


class Palette(QObject):
    """Binds `command_palette`."""

    def __init__(self, context: WindowContext) -> None:
        super().__init__(context.window)
        self._context = context
        self._actions: dict[str, QAction] = {}
        self.open: CommandPalette | None = None
        """While it is shown."""
        self._search: Iterator[list[int]] | None = None
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._search_on)
        context.actions.bind("command_palette", self.show)

    def show(self) -> None:
        """Open the palette over the window."""
        if self.open is not None:
            return
        recent = [id for id in self._context.settings.load(SETTING, list[str]()) if isinstance(id, str)]
        palette = CommandPalette(self.entries(), recent, self._context.window)
        palette.chosen.connect(self._run)
        palette.typed.connect(self._look_for_images)
        palette.finished.connect(self._forget)
        self.open = palette
        palette.show_over(self._context.window)

    def entries(self) -> list[Entry]:
        """Everything that stands in the menus now, in their order, but for the palette itself."""
        self._actions.clear()
        entries = []
        for path, action in _leaves(self._context.window.menuBar().actions(), ()):
            id = action.objectName() or "/".join((*path, plain(action.text())))
            if id != "command_palette" and id not in self._actions:
                self._actions[id] = action
                entries.append(self._entry(id, action, path))
        return entries

    def _entry(self, id: str, action: QAction, path: tuple[str, ...]) -> Entry:
        spec = self._context.actions.specs.get(id)
        keys = ", ".join(key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts())
        return Entry(
            id=id,
            title=plain(action.text()),
            path=" › ".join(path),
            keys=keys,
            keywords=spec.search_words if spec else str(action.property(SEARCH_WORDS) or ""),
            enabled=action.isEnabled(),
            reason=self._context.actions.why_not(id) if spec else "",
            checked=action.isChecked() if action.isCheckable() else None,
        )

    @Slot(str)
    def _run(self, id: str) -> None:
        if id.startswith(_IMAGE):
            self._context.session.go_to(int(id.removeprefix(_IMAGE)))
            self._context.canvas.setFocus()
            return
        recent = self._context.settings.load(SETTING, list[str]())
        self._context.settings.store(SETTING, [id, *(other for other in recent if other != id)][:MOST_RECENT])
        # When the popup is gone: what opens a dialog would open it below.
        QTimer.singleShot(0, self._actions[id], self._actions[id].trigger)

    @Slot()
    def _forget(self) -> None:
        self.open = None
        self._timer.stop()

    # -- images

    @Slot(str)
    def _look_for_images(self, text: str) -> None:
        self._timer.stop()
        folder = self._context.session.folder
        if folder is None or self.open is None:
            return
        number = image_number(text)
        if number is not None:
            found = [number - 1] if 0 < number <= len(folder) else []
            self.open.set_found([_image_entry(folder, index) for index in found])
        elif len(text.strip()) >= FEWEST_LETTERS and not text.strip().startswith("#"):
            self._search = images_called(folder, text)
            self._timer.start()

    @Slot()
    def _search_on(self) -> None:
        folder, palette = self._context.session.folder, self.open
        found = next(self._search, None) if self._search is not None else None
        if found is None or folder is None or palette is None:
            self._timer.stop()
            return
        palette.set_found([_image_entry(folder, index) for index in found])


def images_called(folder: Gallery, text: str) -> Iterator[list[int]]:
    """The first images whose names have every word of `text`; all found so far, after each few thousand names."""
    words = text.casefold().split()
    found: list[int] = []
    for index in range(len(folder)):
        name = folder.name(index).casefold()
        if all(word in name for word in words):
            found.append(index)
        if len(found) == MOST_IMAGES:
            break
        if index % NAMES_A_STEP == NAMES_A_STEP - 1:
            yield list(found)
    yield found


def _image_entry(folder: Gallery, index: int) -> Entry:
    place = tr("image {number} of {count}").format(number=f"{index + 1:,}", count=f"{len(folder):,}")
    return Entry(f"{_IMAGE}{index}", folder.name(index), place)


def _leaves(actions: list[QAction], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], QAction]]:
    """(titles of the menus on the way, action) of everything in these menus and those within them."""
    for action in actions:
        menu = action.menu()
        if isinstance(menu, QMenu):
            yield from _leaves(menu.actions(), (*path, plain(action.text())))
        elif not action.isSeparator() and action.isVisible():
            yield path, action
