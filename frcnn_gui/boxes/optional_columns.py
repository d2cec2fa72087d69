"""The columns of the Boxes dock that are shown on request: a menu at the header, remembered in the settings."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Qt, Slot
from PySide6.QtWidgets import QMenu

from frcnn_gui.boxes.box_table import HEADERS, OPTIONAL_COLUMNS, TOOLTIPS
from frcnn_gui.boxes.boxes_panel import BoxesPanel
from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import format_tooltip
from frcnn_gui.common.settings import Settings

SETTING = "boxes/columns"


class OptionalColumns(QObject):
    """Shows in `panel` the columns that were shown last."""

    def __init__(self, panel: BoxesPanel, settings: Settings) -> None:
        super().__init__(panel)
        self._panel, self._settings = panel, settings
        self.menu = QMenu(tr("Columns"), panel)
        self.menu.setToolTipsVisible(True)
        shown = settings.load_value(SETTING, list[str]())
        for name, column in OPTIONAL_COLUMNS.items():
            action = self.menu.addAction(tr(HEADERS[column]))
            action.setObjectName(name)
            action.setToolTip(format_tooltip(tr(TOOLTIPS[column])))
            action.setCheckable(True)
            action.setChecked(name in shown)
            action.toggled.connect(self._update_columns)
        header = panel.view.horizontalHeader()
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._on_menu_requested)
        self._update_columns()

    @Slot(QPoint)
    def _on_menu_requested(self, place: QPoint) -> None:
        self.menu.popup(self._panel.view.horizontalHeader().mapToGlobal(place))

    @Slot()
    def _update_columns(self) -> None:
        shown = [action.objectName() for action in self.menu.actions() if action.isChecked()]
        for name, column in OPTIONAL_COLUMNS.items():
            self._panel.show_optional_column(column, name in shown)
        self._settings.store_value(SETTING, shown)
