"""Which class? Typing narrows the list, Enter takes the choice, a name not in the list makes a new class."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from frcnn_gui.canvas.palette import class_color
from frcnn_gui.icons import swatch


class _LabelLine(QLineEdit):
    """Up and Down move through the list below it."""

    moved = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.moved.emit(step)


def matching(classes: Sequence[str], text: str) -> list[str]:
    """The classes that have `text` in them, those that begin with it first."""
    wanted = text.strip().casefold()
    found = [label for label in classes if wanted in label.casefold()]
    return sorted(found, key=lambda label: not label.casefold().startswith(wanted))


class LabelDialog(QDialog):
    """`chosen` brings the label when one is taken."""

    chosen = Signal(str)

    def __init__(self, classes: Sequence[str], current: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._classes = tuple(classes)
        self.setWindowTitle("Class")
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.line = _LabelLine(current)
        self.line.setPlaceholderText("Class name")
        self.line.setAccessibleName("Class name")
        self.line.selectAll()
        self.list = QListWidget()
        self.list.setAccessibleName("Classes")
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hint = QLabel()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        for widget in (self.line, self.list, self.hint):
            layout.addWidget(widget)
        self.resize(260, 280)
        self.line.textEdited.connect(self._narrow)
        self.line.moved.connect(self._move)
        self.line.returnPressed.connect(self._take)
        self.list.itemClicked.connect(self._take_item)
        self._fill(self._classes, current)
        self._tell()
        self.line.setFocus()

    def show_near(self, point: QPoint) -> None:
        """Open with its corner near `point` (of the screen), wholly on the screen."""
        screen = QGuiApplication.screenAt(point) or QGuiApplication.primaryScreen()
        area = screen.availableGeometry()
        x = max(area.left(), min(point.x() + 16, area.right() - self.width()))
        y = max(area.top(), min(point.y() + 16, area.bottom() - self.height() - 40))
        self.move(x, y)
        self.open()

    def _fill(self, labels: Sequence[str], current: str) -> None:
        self.list.clear()
        for label in labels:
            item = QListWidgetItem(swatch(class_color(label, self._classes)), label)
            self.list.addItem(item)
            if label == current:
                self.list.setCurrentItem(item)

    @Slot(str)
    def _narrow(self, text: str) -> None:
        found = matching(self._classes, text)
        exact = text.strip()
        self._fill(found, exact if exact in found else "")
        self._tell()

    def _tell(self) -> None:
        text = self.line.text().strip()
        if not text:
            self.hint.setText("Type a name or choose one")
        elif text in self._classes:
            self.hint.setText("Enter: use this class")
        else:
            self.hint.setText("Enter: make this new class")

    @Slot(int)
    def _move(self, step: int) -> None:
        count = self.list.count()
        if count:
            row = self.list.currentRow()
            self.list.setCurrentRow((row + step) % count if row >= 0 else (0 if step > 0 else count - 1))
            self.line.setText(self.list.currentItem().text())
            self.line.selectAll()
            self._tell()

    @Slot()
    def _take(self) -> None:
        label = self.line.text().strip()
        if label:
            self.chosen.emit(label)
            self.accept()

    @Slot(QListWidgetItem)
    def _take_item(self, item: QListWidgetItem) -> None:
        self.line.setText(item.text())
        self._take()
