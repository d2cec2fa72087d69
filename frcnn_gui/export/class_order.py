"""The classes of a data set in an order that can be changed: by dragging, by buttons, by name."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListWidget, QPushButton, QVBoxLayout, QWidget

from detector.data.natural_order import natural_key
from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import format_tooltip

MIN_ROWS_SHOWN = 6


class ClassOrder(QWidget):
    """A list and its buttons."""

    def __init__(self, classes: Iterable[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = QListWidget()
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setAccessibleName(tr("Class order"))
        self.list.setToolTip(tr("Drag a class to move it"))
        self.list.setMinimumHeight(MIN_ROWS_SHOWN * self.list.fontMetrics().lineSpacing() + 8)
        self.up_button = _create_button(tr("Move &up"), tr("Move the selected class up"))
        self.down_button = _create_button(tr("Move d&own"), tr("Move the selected class down"))
        self.sort_button = _create_button(tr("Sort by &name"), tr("Sort the classes by name and renumber them"))
        self.up_button.clicked.connect(lambda: self._move_current(-1))
        self.down_button.clicked.connect(lambda: self._move_current(1))
        self.sort_button.clicked.connect(self._on_sort_clicked)
        self.list.currentRowChanged.connect(self._update_buttons)
        buttons = QVBoxLayout()
        for button in (self.up_button, self.down_button, self.sort_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.list, 1)
        layout.addLayout(buttons)
        self.add_classes(classes)
        self._update_buttons()

    @property
    def classes(self) -> tuple[str, ...]:
        return tuple(self.list.item(row).text() for row in range(self.list.count()))

    def add_classes(self, classes: Iterable[str]) -> None:
        """Append those that are not there."""
        self.list.addItems(list(dict.fromkeys(name for name in classes if name not in self.classes)))
        self._update_buttons()

    def _move_current(self, step: int) -> None:
        row = self.list.currentRow()
        if row >= 0 and 0 <= row + step < self.list.count():
            self.list.insertItem(row + step, self.list.takeItem(row))
            self.list.setCurrentRow(row + step)

    def _on_sort_clicked(self) -> None:
        names = sorted(self.classes, key=natural_key)
        self.list.clear()
        self.list.addItems(names)

    def _update_buttons(self) -> None:
        row, count = self.list.currentRow(), self.list.count()
        self.up_button.setEnabled(row > 0)
        self.down_button.setEnabled(0 <= row < count - 1)
        self.sort_button.setEnabled(count > 1)


def _create_button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(format_tooltip(tip))
    button.setAutoDefault(False)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
