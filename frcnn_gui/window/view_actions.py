"""Actions on how things are shown: zoom, theme, language, panels, full screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QDockWidget, QMenu

from frcnn_gui.canvas.parts import HasCanvas
from frcnn_gui.common.actions.action_spec import SEARCH_WORDS_PROPERTY, strip_mnemonic
from frcnn_gui.common.language import (
    LANGUAGE_NAMES,
    N_,
    LanguageChoice,
    current_language,
    resolve_language,
    tr,
    translate_to,
)
from frcnn_gui.common.notice_bar import Notice
from frcnn_gui.common.parts import HasActions, HasNotices, HasPreferences, HasTheme, HasWindow
from frcnn_gui.common.preferences import LANGUAGE, THEME, Preference
from frcnn_gui.window.layer_menu import LayerMenu

ZOOM_STEP = 1.25
TOPIC = "language"
RESTART_MESSAGE = N_("The language changes to {language} after a restart.")


class ViewActionsContext(HasWindow, HasActions, HasNotices, HasPreferences, HasTheme, HasCanvas, Protocol):
    """What is used of the window."""


class ViewActions(QObject):
    """Binds the View menu."""

    def __init__(self, context: ViewActionsContext) -> None:
        super().__init__(context.window)
        self._context = context
        canvas, actions = context.canvas, context.actions
        handlers: dict[str, Callable[[], object]] = {
            "fit": canvas.fit_image,
            "fit_width": canvas.fit_width,
            "zoom_original": lambda: canvas.set_zoom(1.0),
            "zoom_in": lambda: canvas.set_zoom(canvas.zoom * ZOOM_STEP),
            "zoom_out": lambda: canvas.set_zoom(canvas.zoom / ZOOM_STEP),
            "hide_boxes": self._toggle_boxes,
        }
        for id, handler in handlers.items():
            actions.bind(id, handler)
        context.theme.changed.connect(self._on_theme_changed)
        context.preferences.follow_changes(THEME, context.theme.apply_theme)
        context.preferences.follow_changes(LANGUAGE, self._show_language_notice)

    def fill_view_menu(self, menu: QMenu, docks: Mapping[str, QDockWidget]) -> None:
        """Append the panels' switches and the choices of theme and language."""
        menu.addSeparator()
        panels = menu.addMenu(tr("&Panels"))
        for key, dock in docks.items():
            switch = dock.toggleViewAction()
            switch.setObjectName(f"panel_{key}")
            switch.setProperty(SEARCH_WORDS_PROPERTY, f"panel dock {key}")
            switch.setToolTip(tr("Show or hide this panel"))
            panels.addAction(switch)
        LayerMenu(menu.addMenu(tr("La&yers")), self._context.canvas.layers)
        self._add_choices(menu, THEME)
        self._add_choices(menu, LANGUAGE)

    def _add_choices(self, menu: QMenu, preference: Preference[Any]) -> None:
        """A menu within `menu` with the values of a preference, of which the one in use is checked."""
        preferences = self._context.preferences
        choices, group = menu.addMenu(tr(preference.text)), QActionGroup(self)
        for value, text in preference.choices.items():
            action = _add_choice(choices, group, f"{preference.id}_{value}", tr(text))
            action.triggered.connect(lambda _checked=False, value=value: preferences.set_value(preference, value))
        actions = {action.objectName(): action for action in group.actions()}
        preferences.follow_value(preference, lambda value: actions[f"{preference.id}_{value}"].setChecked(True))

    def _show_language_notice(self, choice: LanguageChoice) -> None:
        """Say in this language and in that one when it changes."""
        self._context.notices.clear_topic(TOPIC)
        language = resolve_language(choice)
        if language != current_language():
            sentences = (tr(RESTART_MESSAGE), translate_to(language, RESTART_MESSAGE))
            text = " ".join(dict.fromkeys(one.format(language=LANGUAGE_NAMES[language]) for one in sentences))
            self._context.notices.add_notice(Notice(text, topic=TOPIC))

    @Slot()
    def _on_theme_changed(self) -> None:
        self._context.actions.update_icons()
        self._context.notices.update_row()

    def _toggle_boxes(self) -> None:
        hides_boxes = self._context.actions["hide_boxes"].isChecked()
        self._context.canvas.boxes_visible = not hides_boxes
        self._context.actions.update_state(hides_all_boxes=hides_boxes)


def _add_choice(menu: QMenu, group: QActionGroup, id: str, text: str) -> QAction:
    """One of several, of which one is chosen; its name in English finds it in the palette, as its text does."""
    action = menu.addAction(text)
    action.setObjectName(id)
    action.setProperty(SEARCH_WORDS_PROPERTY, f"{id.replace('_', ' ')} {strip_mnemonic(menu.title())}")
    action.setCheckable(True)
    group.addAction(action)
    return action
