"""The actions of the window as QActions: bound to their handlers, enabled by their conditions, put into menus."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from html import escape

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QToolBar, QToolButton

from frcnn_gui.common.action_conditions import Condition, WindowState
from frcnn_gui.common.actions.action_list import ACTIONS
from frcnn_gui.common.actions.action_spec import MENUS, ActionSpec, strip_mnemonic
from frcnn_gui.common.icons import load_icon
from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import format_tooltip

_MENU_ROLES = {
    "about": QAction.MenuRole.AboutRole,
    "preferences": QAction.MenuRole.PreferencesRole,
    "quit": QAction.MenuRole.QuitRole,
}
"""The actions in the application menu of macOS; without a role, Qt guesses them by English texts."""

TOOLBAR_SECTIONS = ("layout", "open", "go", "tools", "history", "zoom", "show", "run")
"""The sections of the toolbar, in order."""


def key_text(shortcut: str) -> str:
    """The shortcut as this system writes it."""
    return QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)


class ActionTable(QObject):
    """The QActions of a table of specs. An action works once it is bound, while all that it needs is there.

    Signals:
        keys_changed: Some actions have other keys.
    """

    keys_changed = Signal()

    def __init__(
        self, specs: tuple[ActionSpec, ...] = ACTIONS, parent: QObject | None = None, whole: bool = True
    ) -> None:
        """Unless `whole`, only the actions of the toolbar have icons before a menu opens or `add_missing_icons`."""
        super().__init__(parent)
        self.specs: dict[str, ActionSpec] = {}
        self._actions: dict[str, QAction] = {}
        self._bound: set[str] = set()
        self._state = WindowState()
        self._dependents: dict[Condition, list[str]] = {}
        """The actions that need each condition"""
        for spec in specs:
            self.add_action(spec)
        self._without_icons = set() if whole else {spec.id for spec in specs if not spec.toolbar}
        self.update_icons()

    def __getitem__(self, id: str) -> QAction:
        return self._actions[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._actions)

    def add_action(self, spec: ActionSpec) -> QAction:
        """Add one more action; menus that are already filled do not get it."""
        self.specs[spec.id] = spec
        self._actions[spec.id] = action = self._create_action(spec)
        for condition in spec.needs:
            self._dependents.setdefault(condition, []).append(spec.id)
        return action

    def bind(self, id: str, handler: Callable[[], object]) -> None:
        """Let `handler()` do the action `id`; a later binding replaces an earlier one."""
        action = self._actions[id]
        if id in self._bound:
            action.triggered.disconnect()
        self._bound.add(id)
        action.triggered.connect(lambda _checked=False: handler())
        self._update_enabled(id)

    @property
    def state(self) -> WindowState:
        """What the actions depend on, as it is now."""
        return self._state

    def update_state(self, **changes: bool) -> None:
        """Have these fields of the `WindowState` from now on; actions are grayed, or work, by what they need of it."""
        before = self._state
        if changes.items() <= vars(before).items():
            return
        self._state = after = replace(before, **changes)
        for condition, ids in self._dependents.items():
            if condition.is_met(before) != condition.is_met(after):
                for id in ids:
                    self._update_enabled(id)

    def keys_of(self, id: str) -> tuple[str, ...]:
        """The keys of the action `id` now, in Qt's portable form, the one shown in menus first."""
        return tuple(key.toString() for key in self._actions[id].shortcuts())

    def update_keys(self, keys: Mapping[str, Sequence[str]]) -> None:
        """Give each action of `keys_of` the keys there; tooltips follow. Nobody looks whether a key does two things."""
        for id, shortcuts in keys.items():
            self._actions[id].setShortcuts([QKeySequence(shortcut) for shortcut in shortcuts])
            _update_tooltip(self._actions[id])
        self.keys_changed.emit()

    def update_tooltip(self, id: str) -> None:
        """Give the action `id` its own tooltip again."""
        _update_tooltip(self._actions[id])

    def disabled_reason(self, id: str) -> str:
        """Why the action `id` is grayed, in a few words; empty where it works or nobody knows."""
        if self._actions[id].isEnabled():
            return ""
        missing = self._find_unmet(id)
        #: Why an action is grayed, as in "needs an open folder".
        return tr("requires {what}").format(what=tr(missing.text)) if missing is not None else ""

    def update_icons(self) -> None:
        """Draw the icons, as in the colors of another theme."""
        for id in self._actions.keys() - self._without_icons:
            self._actions[id].setIcon(load_icon(self.specs[id].icon))

    @Slot()
    def add_missing_icons(self) -> None:
        """Draw those that were not seen at first."""
        missing, self._without_icons = self._without_icons, set()
        for id in missing:
            self._actions[id].setIcon(load_icon(self.specs[id].icon))

    def fill_menu(self, menu: QMenu, title: str) -> None:
        """Append the actions of the menu `title` (of `MENUS`), and the menus within it, to `menu`."""
        items: list[tuple[str, QAction]] = []
        submenus: dict[str, QMenu] = {}
        sections: dict[str, str] = {}
        for spec in self.specs.values():
            if spec.menu != title:
                continue
            action = self._actions[spec.id]
            if not spec.submenu:
                items.append((spec.section, action))
                continue
            if spec.submenu not in submenus:
                submenus[spec.submenu] = submenu = QMenu(tr(spec.submenu), menu)
                submenu.setToolTipsVisible(True)
                items.append((spec.section, submenu.menuAction()))
            if sections.setdefault(spec.submenu, spec.section) != spec.section:
                submenus[spec.submenu].addSeparator()
                sections[spec.submenu] = spec.section
            submenus[spec.submenu].addAction(action)
        _append_with_separators(menu, items)

    def fill_menu_bar(self, bar: QMenuBar) -> dict[str, QMenu]:
        """Make all menus; returns them by their titles in `MENUS`."""
        menus: dict[str, QMenu] = {}
        for title in MENUS:
            menus[title] = menu = bar.addMenu(tr(title))
            menu.setToolTipsVisible(True)
            menu.aboutToShow.connect(self.add_missing_icons)
            self.fill_menu(menu, title)
        return menus

    def fill_toolbar(self, bar: QToolBar) -> None:
        shown = [spec for spec in self.specs.values() if spec.toolbar]
        shown.sort(key=lambda spec: TOOLBAR_SECTIONS.index(spec.section))
        _append_with_separators(bar, [(spec.section, self._actions[spec.id]) for spec in shown])
        for spec in shown:
            button = bar.widgetForAction(self._actions[spec.id])
            button.setAccessibleName(spec.name)
            button.setProperty("section", spec.section)
            if spec.icon_only and isinstance(button, QToolButton):
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)

    def _create_action(self, spec: ActionSpec) -> QAction:
        action = QAction(tr(spec.text), self)
        action.setObjectName(spec.id)
        action.setCheckable(spec.checkable)
        action.setShortcuts([QKeySequence(shortcut) for shortcut in spec.shortcuts])
        action.setAutoRepeat(spec.repeats)
        action.setMenuRole(_MENU_ROLES.get(spec.id, QAction.MenuRole.NoRole))
        action.setEnabled(False)
        if spec.short_text:
            action.setIconText(tr(spec.short_text))
        action.setStatusTip(tr(spec.tooltip) if spec.tooltip else spec.name)
        _update_tooltip(action)
        return action

    def _update_enabled(self, id: str) -> None:
        self._actions[id].setEnabled(id in self._bound and self._find_unmet(id) is None)

    def _find_unmet(self, id: str) -> Condition | None:
        return next((one for one in self.specs[id].needs if not one.is_met(self._state)), None)


def _update_tooltip(action: QAction) -> None:
    keys = ", ".join(key_text(key.toString()) for key in action.shortcuts())
    tip = action.statusTip()
    #: What an action does, and its keys.
    action.setToolTip(format_tooltip(tr("{tip} ({keys})").format(tip=tip, keys=keys) if keys else tip))
    action.setWhatsThis(f"<b>{escape(strip_mnemonic(action.text()))}</b><p>{escape(action.toolTip())}</p>")


def _append_with_separators(target: QMenu | QToolBar, items: list[tuple[str, QAction]]) -> None:
    section = items[0][0] if items else ""
    for item_section, action in items:
        if item_section != section:
            target.addSeparator()
            section = item_section
        target.addAction(action)
