"""Actions on how things are shown: zoom, theme, panels, full screen, help."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QActionGroup, QDesktopServices
from PySide6.QtWidgets import QDockWidget, QMenu, QMessageBox

from detector import __version__
from frcnn_gui.context import WindowContext
from frcnn_gui.settings import DISPLAY_NAME, THEMES, log_folder

ZOOM_STEP = 1.25


class Viewing(QObject):
    """Binds the View and Help menus."""

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
            "open_log": self._open_log,
            "about": self._about,
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
        """Append the panels' switches and the choice of theme."""
        menu.addSeparator()
        panels = menu.addMenu("&Panels")
        for dock in docks.values():
            panels.addAction(dock.toggleViewAction())
        themes = menu.addMenu("&Theme")
        group = QActionGroup(self)
        for name, text in zip(THEMES, ("As the &system", "&Light", "&Dark"), strict=True):
            action = themes.addAction(text)
            action.setCheckable(True)
            action.setChecked(self._context.theme.choice == name)
            action.triggered.connect(lambda _checked=False, name=name: self._choose_theme(name))
            group.addAction(action)

    def _choose_theme(self, name: str) -> None:
        for theme in THEMES:
            if theme == name:
                self._context.settings.theme = theme
                self._context.theme.choose(theme)

    @Slot()
    def _refresh_icons(self) -> None:
        self._context.actions.refresh_icons()
        self._context.notices.refresh()

    def _hide_boxes(self) -> None:
        self._context.canvas.show_boxes = not self._context.actions["hide_boxes"].isChecked()

    def _open_log(self) -> None:
        folder = log_folder()
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._context.session.message.emit(f"The log is in {folder}.")

    def _about(self) -> None:
        text = f"<h3>{DISPLAY_NAME} {__version__}</h3><p>Label images, look inside Faster R-CNN, train and detect.</p>"
        box = QMessageBox(
            QMessageBox.Icon.NoIcon, "About", text, QMessageBox.StandardButton.Close, self._context.window
        )
        box.finished.connect(box.deleteLater)
        box.open()
