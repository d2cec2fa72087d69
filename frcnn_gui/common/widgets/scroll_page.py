"""A page of a dock that scrolls up and down, never sideways."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget


class ScrollPage(QScrollArea):
    """`page_layout` is its layout."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """`name` is read out by screen readers."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._content = QWidget()
        self.page_layout = QVBoxLayout(self._content)
        self.page_layout.setContentsMargins(8, 8, 8, 8)
        self.page_layout.setSpacing(6)
        self.setWidget(self._content)

    def minimumSizeHint(self) -> QSize:
        """As wide as the content, for numbers that are cut off are worse than a narrow canvas."""
        width = self._content.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()
        return QSize(width, super().minimumSizeHint().height())


def build_indented_layout(*widgets: QWidget) -> QVBoxLayout:
    """Under the title that they belong to."""
    layout = QVBoxLayout()
    layout.setContentsMargins(28, 0, 0, 6)
    layout.setSpacing(4)
    for widget in widgets:
        layout.addWidget(widget)
    return layout
