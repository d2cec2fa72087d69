"""What the Review dock shows before it has results: what will be measured, and one large button for it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from frcnn_gui.common.icons import load_icon
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.plain_text import PlainLabel, format_tooltip

OPEN_DETECTIONS_TEXT = N_("O&pen detections")
OPEN_DETECTIONS_TIP = N_("Compare detections of another program with the labels")
BUTTON_HEIGHT_PX = 44
FONT_SCALE = 1.2


class ReviewStartPage(QWidget):
    """Shows what the controller gives it.

    Signals:
        start_requested: The large button was clicked.
    """

    start_requested = Signal()

    def __init__(self, open_menu: QMenu, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text_label = PlainLabel()
        self.text_label.setWordWrap(True)
        self.text_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.start_button = QPushButton(tr("Measure"))
        self.start_button.setMinimumHeight(BUTTON_HEIGHT_PX)
        self.start_button.setIconSize(QSize(20, 20))
        font = self.start_button.font()
        font.setPointSizeF(font.pointSizeF() * FONT_SCALE)
        self.start_button.setFont(font)
        self.start_button.setIcon(load_icon("detect"))
        self.start_button.setWhatsThis(tr("Starts the measurement, or stops it."))
        self.start_button.clicked.connect(self.start_requested)
        self.open_button = QPushButton(tr(OPEN_DETECTIONS_TEXT))
        self.open_button.setToolTip(format_tooltip(tr(OPEN_DETECTIONS_TIP)))
        self.open_button.setMenu(open_menu)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.start_button)
        buttons.addWidget(self.open_button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addStretch(1)
        layout.addWidget(self.text_label)
        layout.addSpacing(8)
        layout.addLayout(buttons)
        layout.addStretch(1)

    def show_offer(self, text: str, button_text: str, possible: bool = True) -> None:
        """Say what can be measured, and what the button does."""
        self.text_label.setText(text)
        self.start_button.setText(button_text)
        self.start_button.setEnabled(possible)
