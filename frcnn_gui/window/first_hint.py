"""A hint over the empty canvas when the program is opened for the first time."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import PlainLabel

MARGIN_PX = 24
"""Pixels between it and the lower edge of the canvas."""


class FirstHint(QFrame):
    """Lies over its parent, in the middle of the lower edge; `dismissed` when a person has read it.

    Signals:
        dismissed: The hint was closed.
    """

    dismissed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._covered_widget = parent
        self.setObjectName("first-hint")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.ToolTipBase)
        self.setForegroundRole(QPalette.ColorRole.ToolTipText)
        self.label = PlainLabel()
        self.label.setForegroundRole(QPalette.ColorRole.ToolTipText)
        self.label.setAccessibleName(tr("Hint"))
        self.close_button = QToolButton()
        self.close_button.setAutoRaise(True)
        self.close_button.setText("✕")
        self.close_button.setToolTip(tr("Do not show this again"))
        self.close_button.setAccessibleName(tr("Do not show this hint again"))
        self.close_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # keys stay with the canvas
        self.close_button.clicked.connect(self.dismissed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 8)
        layout.setSpacing(12)
        layout.addWidget(self.label)
        layout.addWidget(self.close_button)
        self.hide()

    def show_text(self, text: str) -> None:
        self.label.setText(text)
        self.move_to_lower_middle()

    def move_to_lower_middle(self) -> None:
        """Go to the lower middle of the parent."""
        parent = self._covered_widget
        self.label.setWordWrap(False)
        self.adjustSize()
        room = parent.width() - 2 * MARGIN_PX
        if self.width() > room > 0:
            self.label.setWordWrap(True)
            self.setFixedWidth(room)
            self.adjustSize()
        else:
            self.setMinimumWidth(0)
            self.setMaximumWidth(16_777_215)
        self.move(QPoint((parent.width() - self.width()) // 2, parent.height() - self.height() - MARGIN_PX))
