"""Actions on how things are shown: zoom, theme, language, panels, full screen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QDockWidget, QMenu

from frcnn_gui.actions import plain
from frcnn_gui.context import WindowContext
from frcnn_gui.controllers.palette import SEARCH_WORDS
from frcnn_gui.language import LANGUAGE_CHOICES, N_, OWN_NAMES, LanguageChoice, in_language, language_for, shown, tr
from frcnn_gui.panels.notice_bar import Notice
from frcnn_gui.settings import THEMES, ThemeName

ZOOM_STEP = 1.25
AS_THE_SYSTEM = N_("As the &system")
THEME_TEXTS: dict[ThemeName, str] = {"system": AS_THE_SYSTEM, "light": N_("&Light"), "dark": N_("&Dark")}
TOPIC = "language"
AFTER_A_RESTART = N_("The language changes to {language} when the program starts again.")


class Viewing(QObject):
    """Binds the View menu."""

    def __init__(self, context: WindowContext) -> None:
        super().__init__(context.window)
        self._context = context
        canvas, actions = context.canvas, context.actions
        handlers: dict[str, Callable[[], object]] = {
            "fit": canvas.fit,
            "fit_width": canvas.fit_width,
            "zoom_original": lambda: canvas.set_zoom(1.0),
            "zoom_in": lambda: canvas.set_zoom(canvas.zoom * ZOOM_STEP),
            "zoom_out": lambda: canvas.set_zoom(canvas.zoom / ZOOM_STEP),
            "hide_boxes": self._hide_boxes,
        }
        for id, handler in handlers.items():
            actions.bind(id, handler)
        context.theme.changed.connect(self._refresh_icons)
        context.session.current_changed.connect(self.refresh)
        context.session.document_changed.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Allow what makes sense now."""
        has_folder, has_image = self._context.session.folder is not None, self._context.session.image is not None
        for id in ("fit", "fit_width", "zoom_original", "zoom_in", "zoom_out", "hide_boxes"):
            self._context.actions.allow(id, has_image)
        for id in ("previous", "next", "next_unlabelled", "find_image", "reload"):
            self._context.actions.allow(id, has_folder)

    def fill_view_menu(self, menu: QMenu, docks: dict[str, QDockWidget]) -> None:
        """Append the panels' switches and the choices of theme and language."""
        menu.addSeparator()
        panels = menu.addMenu(tr("&Panels"))
        for key, dock in docks.items():
            switch = dock.toggleViewAction()
            switch.setObjectName(f"panel_{key}")
            switch.setProperty(SEARCH_WORDS, f"panel dock {key}")
            switch.setToolTip(tr("Show or hide this panel"))
            panels.addAction(switch)
        themes, group = menu.addMenu(tr("Th&eme")), QActionGroup(self)
        for theme in THEMES:
            text, chosen = tr(THEME_TEXTS[theme]), theme == self._context.theme.choice
            action = _choice(themes, group, f"theme_{theme}", text, chosen)
            action.triggered.connect(lambda _checked=False, theme=theme: self._choose_theme(theme))
        languages, group = menu.addMenu(tr("&Language")), QActionGroup(self)
        for choice in LANGUAGE_CHOICES:
            text = tr(AS_THE_SYSTEM) if choice == "system" else OWN_NAMES[choice]
            chosen = choice == self._context.settings.language
            action = _choice(languages, group, f"language_{choice}", text, chosen)
            action.triggered.connect(lambda _checked=False, choice=choice: self.choose_language(choice))

    def _choose_theme(self, theme: ThemeName) -> None:
        self._context.settings.theme = theme
        self._context.theme.choose(theme)

    def choose_language(self, choice: LanguageChoice) -> None:
        """Remember it for the next start, and say so in this language and in that one."""
        self._context.settings.language = choice
        self._context.notices.clear(TOPIC)
        language = language_for(choice)
        if language != shown():
            sentences = (tr(AFTER_A_RESTART), in_language(language, AFTER_A_RESTART))
            text = " ".join(dict.fromkeys(one.format(language=OWN_NAMES[language]) for one in sentences))
            self._context.notices.add(Notice(text, topic=TOPIC))

    @Slot()
    def _refresh_icons(self) -> None:
        self._context.actions.refresh_icons()
        self._context.notices.refresh()

    def _hide_boxes(self) -> None:
        self._context.canvas.show_boxes = not self._context.actions["hide_boxes"].isChecked()


def _choice(menu: QMenu, group: QActionGroup, id: str, text: str, chosen: bool) -> QAction:
    """One of several, of which one is chosen; its name in English finds it in the palette, as its text does."""
    action = menu.addAction(text)
    action.setObjectName(id)
    action.setProperty(SEARCH_WORDS, f"{id.replace('_', ' ')} {plain(menu.title())}")
    action.setCheckable(True)
    action.setChecked(chosen)
    group.addAction(action)
    return action
