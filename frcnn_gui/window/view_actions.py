"""Actions on how things are shown: zoom, theme, language, panels, full screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QDockWidget, QMenu

from frcnn_gui.canvas.parts import HasCanvas
from frcnn_gui.common.actions import SEARCH_WORDS_PROPERTY, strip_mnemonic
from frcnn_gui.common.language import (
    LANGUAGE_CHOICES,
    LANGUAGE_NAMES,
    N_,
    LanguageChoice,
    current_language,
    resolve_language,
    tr,
    translate_to,
)
from frcnn_gui.common.notice_bar import Notice
from frcnn_gui.common.parts import HasActions, HasNotices, HasSettings, HasTheme, HasWindow
from frcnn_gui.common.settings import THEMES, ThemeName

ZOOM_STEP = 1.25
SYSTEM_CHOICE_TEXT = N_("Use &system theme")
THEME_TEXTS: dict[ThemeName, str] = {"system": SYSTEM_CHOICE_TEXT, "light": N_("&Light"), "dark": N_("&Dark")}
TOPIC = "language"
RESTART_MESSAGE = N_("The language changes to {language} after a restart.")


class ViewActionsContext(HasWindow, HasActions, HasNotices, HasSettings, HasTheme, HasCanvas, Protocol):
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
        themes, group = menu.addMenu(tr("Th&eme")), QActionGroup(self)
        for theme in THEMES:
            text, chosen = tr(THEME_TEXTS[theme]), theme == self._context.theme.choice
            action = _add_choice(themes, group, f"theme_{theme}", text, chosen)
            action.triggered.connect(lambda _checked=False, theme=theme: self._choose_theme(theme))
        languages, group = menu.addMenu(tr("&Language")), QActionGroup(self)
        for choice in LANGUAGE_CHOICES:
            text = tr(SYSTEM_CHOICE_TEXT) if choice == "system" else LANGUAGE_NAMES[choice]
            chosen = choice == self._context.settings.language
            action = _add_choice(languages, group, f"language_{choice}", text, chosen)
            action.triggered.connect(lambda _checked=False, choice=choice: self.choose_language(choice))

    def _choose_theme(self, theme: ThemeName) -> None:
        self._context.settings.theme = theme
        self._context.theme.apply_theme(theme)

    def choose_language(self, choice: LanguageChoice) -> None:
        """Remember it for the next start, and say so in this language and in that one."""
        self._context.settings.language = choice
        self._context.notices.clear_topic(TOPIC)
        language = resolve_language(choice)
        if language != current_language():
            sentences = (tr(RESTART_MESSAGE), translate_to(language, RESTART_MESSAGE))
            text = " ".join(dict.fromkeys(one.format(language=LANGUAGE_NAMES[language]) for one in sentences))
            self._context.notices.add_notice(Notice(text, topic=TOPIC))

    @Slot()
    def _on_theme_changed(self) -> None:
        self._context.actions.update_icons()
        self._context.notices.update_rows()

    def _toggle_boxes(self) -> None:
        hides_boxes = self._context.actions["hide_boxes"].isChecked()
        self._context.canvas.boxes_visible = not hides_boxes
        self._context.actions.update_state(hides_all_boxes=hides_boxes)


def _add_choice(menu: QMenu, group: QActionGroup, id: str, text: str, chosen: bool) -> QAction:
    """One of several, of which one is chosen; its name in English finds it in the palette, as its text does."""
    action = menu.addAction(text)
    action.setObjectName(id)
    action.setProperty(SEARCH_WORDS_PROPERTY, f"{id.replace('_', ' ')} {strip_mnemonic(menu.title())}")
    action.setCheckable(True)
    action.setChecked(chosen)
    group.addAction(action)
    return action
