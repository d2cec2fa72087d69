"""The classes of a data set in an order that can be changed: by dragging, by buttons, by name."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListWidget, QPushButton, QVBoxLayout, QWidget

from detector.data.folder import natural_key
from frcnn_gui.language import tr
from frcnn_gui.plain_text import as_tip

ROWS_SHOWN = 6


class ClassOrder(QWidget):
    """A list and its buttons."""

    def __init__(self, classes: Iterable[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = QListWidget()
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setAccessibleName(tr("Classes in their order"))
        self.list.setToolTip(tr("Drag a class to another place"))
        self.list.setMinimumHeight(ROWS_SHOWN * self.list.fontMetrics().lineSpacing() + 8)
        self.up = _button(tr("Move &up"), tr("Give the selected class a smaller number"))
        self.down = _button(tr("Move &down"), tr("Give the selected class a larger number"))
        self.sort = _button(tr("Sort by &name"), tr("Number the classes in the order of their names"))
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        self.sort.clicked.connect(self._sort)
        self.list.currentRowChanged.connect(self._refresh)
        buttons = QVBoxLayout()
        for button in (self.up, self.down, self.sort):
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.list, 1)
        layout.addLayout(buttons)
        self.add(classes)
        self._refresh()

    @property
    def classes(self) -> tuple[str, ...]:
        return tuple(self.list.item(row).text() for row in range(self.list.count()))

    def add(self, classes: Iterable[str]) -> None:
        """Append those that are not there."""
        self.list.addItems(list(dict.fromkeys(name for name in classes if name not in self.classes)))
        self._refresh()

    def _move(self, step: int) -> None:
        row = self.list.currentRow()
        if row >= 0 and 0 <= row + step < self.list.count():
            self.list.insertItem(row + step, self.list.takeItem(row))
            self.list.setCurrentRow(row + step)

    def _sort(self) -> None:
        names = sorted(self.classes, key=natural_key)
        self.list.clear()
        self.list.addItems(names)

    def _refresh(self) -> None:
        row, count = self.list.currentRow(), self.list.count()
        self.up.setEnabled(row > 0)
        self.down.setEnabled(0 <= row < count - 1)
        self.sort.setEnabled(count > 1)


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(as_tip(tip))
    button.setAutoDefault(False)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
