"""A list of checks before something starts: passed, or to be repaired, with a button for that."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from frcnn_gui.common.icons import load_icon
from frcnn_gui.common.meanings import Status
from frcnn_gui.common.plain_text import PlainLabel

ICONS = {
    "good": ("accept", Status.GOOD.color),
    "info": ("info", Status.INFO.color),
    "warning": ("warning", Status.WARNING.color),
    "error": ("error", Status.ERROR.color),
}


class Checklist(QWidget):
    """One line for each key; a later line of the same key takes the place of the first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: dict[str, QWidget] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)

    @property
    def texts(self) -> list[str]:
        """What is listed, from top to bottom."""
        return [label.text() for line in self._lines.values() if (label := line.findChild(QLabel, "text")) is not None]

    def remove_line(self, key: str) -> None:
        line = self._lines.pop(key, None)
        if line is not None:
            line.hide()
            line.deleteLater()

    def show_line(self, key: str, kind: str, text: str, *ways_out: QPushButton | QCheckBox) -> None:
        """`kind` is one of ICONS; `ways_out` stand after the text, or under it where they are boxes to check."""
        name, color = ICONS[kind]
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        icon_label = PlainLabel()
        icon_label.setPixmap(load_icon(name, QColor(color)).pixmap(16, 16))
        row.addWidget(icon_label, 0, Qt.AlignmentFlag.AlignTop)
        label = PlainLabel(text)
        label.setObjectName("text")
        label.setWordWrap(True)
        column = QVBoxLayout()
        column.addWidget(label)
        row.addLayout(column, 1)
        for way_out in ways_out:
            if isinstance(way_out, QCheckBox):
                column.addWidget(way_out)
            else:
                way_out.setAutoDefault(False)
                row.addWidget(way_out, 0, Qt.AlignmentFlag.AlignTop)
        before = self._lines.get(key)
        if before is not None:
            self._layout.replaceWidget(before, line)
            before.hide()
            before.deleteLater()
        else:
            self._layout.addWidget(line)
        self._lines[key] = line
