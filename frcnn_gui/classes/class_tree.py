"""The table of classes: its columns, and rows that can be dragged to another place."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDropEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QWidget

from frcnn_gui.common.icons import load_icon
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.plain_text import format_tooltip
from frcnn_gui.common.widgets.toggle_delegate import ToggleDelegate

EYE, SWATCH, NAME, KEY, COUNT, TOTAL = range(6)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_WIDTHS = {EYE: 26, SWATCH: 24, KEY: 32}
MIN_SIZE_PX = QSize(224, 80)
"""In less, the names of classes could not be read."""
_TIPS = {
    EYE: N_("Show or hide the boxes of this class"),
    SWATCH: N_("Color. Click to change it."),
    NAME: N_("Class. New boxes get the selected one. Drag rows to reorder."),
    KEY: N_("Number key"),
    COUNT: N_("Boxes of this class in this image"),
    TOTAL: N_("Boxes of this class in the folder"),
}


class ClassTree(QTreeWidget):
    """The rows of the classes, which can be dragged.

    Signals:
        order_changed: A row was dragged.
        rename_requested: F2 was pressed.
    """

    order_changed = Signal()
    rename_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setColumnCount(6)
        self.setHeaderLabels(["", "", tr("Class"), tr("Key"), tr("Here"), tr("All")])
        self.setAccessibleName(tr("Classes"))
        self.setWhatsThis(
            tr(
                "Click a class, or press its number key over the canvas, to use it for new boxes. The eye hides "
                "its boxes; right-click to rename, merge or delete it."
            )
        )
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.setAllColumnsShowFocus(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setItemDelegateForColumn(EYE, ToggleDelegate("eye", "eye-off", usual=True, parent=self))
        self.invisibleRootItem().setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsDropEnabled)
        self.setMinimumSize(MIN_SIZE_PX)
        self._set_up_header()
        self.update_icons()

    def update_icons(self) -> None:
        """In the colors of the theme."""
        self.headerItem().setIcon(EYE, load_icon("eye"))

    def _set_up_header(self) -> None:
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(24)
        header.setSectionsMovable(False)
        for column in range(self.columnCount()):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
            self.headerItem().setToolTip(column, format_tooltip(tr(_TIPS[column])))
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, width)
        self.headerItem().setTextAlignment(KEY, Qt.AlignmentFlag.AlignCenter)
        for column in (COUNT, TOTAL):
            self.headerItem().setTextAlignment(column, _RIGHT)

    def dropEvent(self, event: QDropEvent) -> None:
        chosen = self.currentItem()
        self.blockSignals(True)  # while the row is taken out another one is chosen, which nobody meant
        super().dropEvent(event)
        self.blockSignals(False)
        if chosen is not None:
            self.setCurrentItem(chosen)
        if event.isAccepted():
            self.order_changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F2:
            self.rename_requested.emit()
        else:
            super().keyPressEvent(event)
