"""A second view of the image, for the stages of another network."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from detector.config import PRESET_SUMMARIES
from frcnn_gui.canvas.view import CanvasView
from frcnn_gui.icons import icon
from frcnn_gui.language import tr
from frcnn_gui.plain_text import PlainLabel, as_tip

OPEN = object()
"""Data of the last choice: another checkpoint."""


class ComparePane(QWidget):
    """Holds `canvas`; tells what a person chooses above it."""

    preset_chosen = Signal(str)
    open_asked = Signal()
    differences_wanted = Signal(bool)
    close_asked = Signal()

    def __init__(self, canvas: CanvasView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Another network"))
        self.canvas = canvas
        self.networks = QComboBox()
        self.networks.setAccessibleName(tr("Network on this side"))
        self.networks.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.networks.setMinimumContentsLength(12)
        self.networks.activated.connect(self._choose)
        self.differences = QCheckBox(tr("&Differences only"))
        self.differences.setToolTip(tr("On both sides, show only what the other network has not"))
        self.differences.toggled.connect(self.differences_wanted)
        self.close_button = QToolButton()
        self.close_button.setIcon(icon("dock-close"))
        self.close_button.setAutoRaise(True)
        self.close_button.setAccessibleName(tr("Close this side"))
        self.close_button.setToolTip(tr("Close this side"))
        self.close_button.clicked.connect(self.close_asked)
        self.state = PlainLabel()
        self.verdict = PlainLabel()
        self.verdict.setAccessibleName(tr("Which of the two networks is better"))
        for label in (self.state, self.verdict):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            label.setContentsMargins(6, 0, 6, 0)
            label.setWordWrap(True)
            label.hide()
        head = QHBoxLayout()
        head.setContentsMargins(6, 4, 4, 0)
        for widget in (self.networks, self.differences):
            head.addWidget(widget)
        head.addStretch(1)
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self.verdict)
        layout.addWidget(self.state)
        layout.addWidget(canvas, 1)

    def tell(self, text: str) -> None:
        """Say this above the view."""
        self.state.setText(text)
        self.state.setToolTip(as_tip(text))
        self.state.setVisible(bool(text))

    def judge(self, text: str) -> None:
        """Say which network is better on the images that both were measured on; empty where that is unknown."""
        self.verdict.setText(text)
        self.verdict.setToolTip(as_tip(text))
        self.verdict.setVisible(bool(text))

    def show_networks(self, current: str) -> None:
        """List the presets, and `current`, what is in use on this side: a preset's name or a checkpoint's title."""
        self.networks.clear()
        for name in PRESET_SUMMARIES:
            self.networks.addItem(tr("{preset}, untrained").format(preset=name), name)
        if current not in PRESET_SUMMARIES:
            self.networks.addItem(current, None)
        self.networks.addItem(tr("Open a network…"), OPEN)
        at = self.networks.findData(current) if current in PRESET_SUMMARIES else len(PRESET_SUMMARIES)
        self.networks.setCurrentIndex(at)

    @Slot(int)
    def _choose(self, index: int) -> None:
        data = self.networks.itemData(index)
        if data is OPEN:
            self.open_asked.emit()
        elif isinstance(data, str):
            self.preset_chosen.emit(data)
