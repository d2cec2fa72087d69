"""Everything the window can be told to do, as data: one table for menus, the toolbar, keys and the shortcut sheet.

To add an action, add a line to `ACTIONS` and call `ActionTable.bind(id, handler)`; until then it is shown greyed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QToolBar

from frcnn_gui.icons import icon


@dataclass(frozen=True)
class ActionSpec:
    """One action. In a menu and in the toolbar, a line separates neighbours of different `section`."""

    id: str
    text: str
    menu: str
    section: str = ""
    icon: str = ""
    shortcuts: tuple[str, ...] = ()
    """In Qt's portable form; the first one is shown in menus."""
    tooltip: str = ""
    toolbar: bool = False
    checkable: bool = False
    repeats: bool = False
    """Whether holding the key down repeats the action."""
    short_text: str = ""
    """For the toolbar, when `text` is too long there."""


MENUS = ("&File", "&Edit", "&View", "&Image", "&Model", "&Help")
FILE, EDIT, VIEW, IMAGE, MODEL, HELP = MENUS

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("open_folder", "&Open folder…", FILE, "open", "open-folder", ("Ctrl+U", "Ctrl+O"),
               "Open a folder of images", toolbar=True, short_text="Open"),
    ActionSpec("open_image", "Open &image…", FILE, "open", "image", ("Ctrl+Shift+O",),
               "Open one image, and its folder with it"),
    ActionSpec("open_demo", "Open the &demo", FILE, "open", "",
               tooltip="Draw a small labelled set of images and open it"),
    ActionSpec("save", "&Save now", FILE, "save", "save", ("Ctrl+S",),
               "Write the boxes to disk now; they are saved by themselves otherwise"),
    ActionSpec("quit", "&Quit", FILE, "quit", "", ("Ctrl+Q",), "Close the program"),

    ActionSpec("previous", "&Previous image", IMAGE, "go", "previous", ("A", "PgUp"),
               "Go to the previous image", toolbar=True, repeats=True, short_text="Previous"),
    ActionSpec("next", "&Next image", IMAGE, "go", "next", ("D", "PgDown"),
               "Go to the next image", toolbar=True, repeats=True, short_text="Next"),
    ActionSpec("next_unlabelled", "Next image &without labels", IMAGE, "go", "", ("Shift+D",),
               "Go to the next image that has no label file"),
    ActionSpec("reload", "&Load again", IMAGE, "find", "reset", ("F5",), "Read the image and its labels anew"),
    ActionSpec("find_image", "&Find an image…", IMAGE, "find", "", ("Ctrl+G",), "Type part of an image's name"),
    ActionSpec("verify", "&Verify the image", IMAGE, "verify", "verify", (),
               "Mark all boxes of this image as checked (tap Space over the image)", checkable=True),

    ActionSpec("select", "&Select boxes", EDIT, "tools", "select", ("V", "Esc"),
               "Select, move and resize boxes", toolbar=True, checkable=True, short_text="Select"),
    ActionSpec("draw", "&Draw a box", EDIT, "tools", "draw", ("W", "R"),
               "Draw a new box", toolbar=True, checkable=True, short_text="Draw"),
    ActionSpec("undo", "&Undo", EDIT, "history", "undo", ("Ctrl+Z",), "Take the last change back",
               toolbar=True, repeats=True, short_text="Undo"),
    ActionSpec("redo", "&Redo", EDIT, "history", "redo", ("Ctrl+Shift+Z", "Ctrl+Y"),
               "Make the change again", toolbar=True, repeats=True, short_text="Redo"),
    ActionSpec("copy", "&Copy boxes", EDIT, "clipboard", "copy", ("Ctrl+C",), "Copy the selected boxes"),
    ActionSpec("paste", "&Paste boxes", EDIT, "clipboard", "paste", ("Ctrl+V",), "Paste boxes into this image"),
    ActionSpec("duplicate", "Dupl&icate boxes", EDIT, "clipboard", "duplicate", ("Ctrl+D",),
               "Add a copy of the selected boxes"),
    ActionSpec("delete", "De&lete boxes", EDIT, "clipboard", "delete", ("Del",), "Delete the selected boxes"),
    ActionSpec("edit_label", "Chan&ge the label…", EDIT, "label", "", ("Ctrl+E",),
               "Give the selected boxes another class"),
    ActionSpec("select_all", "Select &all boxes", EDIT, "label", "", ("Ctrl+A",), "Select every box of this image"),

    ActionSpec("fit", "&Fit the window", VIEW, "zoom", "fit", ("Ctrl+F",), "Show the whole image",
               toolbar=True, short_text="Fit"),
    ActionSpec("fit_width", "Fit the &width", VIEW, "zoom", "", ("Ctrl+Shift+F",),
               "Make the image as wide as the window"),
    ActionSpec("zoom_original", "&100 %", VIEW, "zoom", "zoom-original", ("Ctrl+0",),
               "One pixel of the image is one pixel of the screen"),
    ActionSpec("zoom_in", "Zoom &in", VIEW, "zoom", "zoom-in", ("Ctrl++", "Ctrl+="), "Show it larger", repeats=True),
    ActionSpec("zoom_out", "Zoom &out", VIEW, "zoom", "zoom-out", ("Ctrl+-",), "Show it smaller", repeats=True),
    ActionSpec("hide_boxes", "&Hide boxes", VIEW, "show", "eye-off", ("Ctrl+H",),
               "Show the image without its boxes", checkable=True),
    ActionSpec("full_screen", "Full &screen", VIEW, "show", "", ("F11",), "Use the whole screen", checkable=True),
    ActionSpec("reset_layout", "&Reset the layout", VIEW, "layout", "reset", (),
               "Put all panels back where they were at first"),

    ActionSpec("detect", "&Detect objects", MODEL, "run", "detect", ("Ctrl+Return",),
               "Find objects in this image with the model", toolbar=True, short_text="Detect"),
    ActionSpec("train", "&Train a model…", MODEL, "run", "train", ("Ctrl+T",),
               "Fine-tune a model on the labels of this folder", toolbar=True, short_text="Train"),
    ActionSpec("detect_all", "Detect in all &images", MODEL, "run", "", ("Ctrl+Shift+Return",),
               "Find objects in every image of this folder"),
    ActionSpec("open_network", "Open a &network…", MODEL, "network", "", (),
               "Use a network that was trained before: a .safetensors checkpoint"),
    ActionSpec("accept_detections", "&Accept detections", MODEL, "results", "accept", ("Ctrl+Shift+A",),
               "Turn the detections shown into boxes"),

    ActionSpec("shortcuts", "&Keys and gestures", HELP, "help", "help", ("F1",), "Show all keys and mouse gestures"),
    ActionSpec("open_log", "Open the &log folder", HELP, "about", "", (), "Show the folder with the program's log"),
    ActionSpec("about", "&About", HELP, "about", "info", (), "Which version this is"),
)  # fmt: skip

GESTURES: tuple[tuple[str, str], ...] = (
    ("Ctrl + wheel", "Zoom at the cursor"),
    ("Wheel, Shift + wheel", "Scroll up and down, left and right"),
    ("Middle button or Space, drag", "Move the picture"),
    ("Space, tapped", "Verify the image"),
    ("Click", "Select the smallest box under the cursor"),
    ("Shift + click", "Add a box to the selection, or take it out"),
    ("Double click", "Change the label of a box"),
    ("Arrow keys", "Move the selected boxes by 1 px"),
    ("Shift + arrow keys", "Move the selected boxes by 10 px"),
    ("1 … 9", "Set the class of the selected boxes, or of the next one"),
)


def key_text(shortcut: str) -> str:
    """The shortcut as this system writes it."""
    return QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)


class ActionTable(QObject):
    """The QActions of a table of specs. An action works once it is bound, and while it is allowed."""

    def __init__(self, specs: tuple[ActionSpec, ...] = ACTIONS, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.specs: Mapping[str, ActionSpec] = {spec.id: spec for spec in specs}
        self._actions = {spec.id: self._build(spec) for spec in specs}
        self._bound: set[str] = set()
        self._forbidden: set[str] = set()
        self.refresh_icons()

    def __getitem__(self, id: str) -> QAction:
        return self._actions[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._actions)

    def bind(self, id: str, handler: Callable[[], object]) -> None:
        """Let `handler()` do the action `id`; a later binding replaces an earlier one."""
        action = self._actions[id]
        if id in self._bound:
            action.triggered.disconnect()
        self._bound.add(id)
        action.triggered.connect(lambda _checked=False: handler())
        self._refresh_enabled(id)

    def allow(self, id: str, allowed: bool) -> None:
        """Say whether the action `id` makes sense now."""
        (self._forbidden.discard if allowed else self._forbidden.add)(id)
        self._refresh_enabled(id)

    def refresh_icons(self) -> None:
        for id, spec in self.specs.items():
            self._actions[id].setIcon(icon(spec.icon))

    def fill_menu(self, menu: QMenu, title: str) -> None:
        """Append this menu's actions to `menu`."""
        _append(menu, [(spec.section, self._actions[spec.id]) for spec in self.specs.values() if spec.menu == title])

    def fill_menu_bar(self, bar: QMenuBar) -> dict[str, QMenu]:
        """Make all menus; returns them by title."""
        menus: dict[str, QMenu] = {}
        for title in MENUS:
            menus[title] = menu = bar.addMenu(title)
            menu.setToolTipsVisible(True)
            self.fill_menu(menu, title)
        return menus

    def fill_toolbar(self, bar: QToolBar) -> None:
        shown = [spec for spec in self.specs.values() if spec.toolbar]
        order = {section: rank for rank, section in enumerate(("open", "go", "tools", "history", "zoom", "run"))}
        shown.sort(key=lambda spec: order.get(spec.section, len(order)))
        _append(bar, [(spec.section, self._actions[spec.id]) for spec in shown])
        for spec in shown:
            button = bar.widgetForAction(self._actions[spec.id])
            button.setAccessibleName(spec.text.replace("&", "").rstrip("…"))

    def _build(self, spec: ActionSpec) -> QAction:
        action = QAction(spec.text, self)
        action.setObjectName(spec.id)
        action.setCheckable(spec.checkable)
        action.setShortcuts([QKeySequence(shortcut) for shortcut in spec.shortcuts])
        action.setAutoRepeat(spec.repeats)
        action.setEnabled(False)
        if spec.short_text:
            action.setIconText(spec.short_text)
        tip = spec.tooltip or spec.text.replace("&", "")
        keys = ", ".join(key_text(shortcut) for shortcut in spec.shortcuts)
        action.setToolTip(f"{tip} ({keys})" if keys else tip)
        action.setStatusTip(tip)
        return action

    def _refresh_enabled(self, id: str) -> None:
        self._actions[id].setEnabled(id in self._bound and id not in self._forbidden)


def _append(target: QMenu | QToolBar, items: list[tuple[str, QAction]]) -> None:
    section = items[0][0] if items else ""
    for item_section, action in items:
        if item_section != section:
            target.addSeparator()
            section = item_section
        target.addAction(action)
