"""A second view of the image, for the stages of another network."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from detector.config import PRESET_SUMMARIES
from frcnn_gui.canvas.canvas_view import CanvasView
from frcnn_gui.common.icons import set_theme_icon
from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import PlainLabel, format_tooltip

OPEN_CHOICE = object()
"""Data of the last choice: another checkpoint."""


class ComparePane(QWidget):
    """Holds `canvas`; signals what is chosen above it.

    Signals:
        preset_chosen: The name of a preset.
        open_requested: A file is to be chosen.
        differences_toggled: Whether only differences are shown.
        close_requested: This side is to be closed.
    """

    preset_chosen = Signal(str)
    open_requested = Signal()
    differences_toggled = Signal(bool)
    close_requested = Signal()

    def __init__(self, canvas: CanvasView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Another network"))
        self.canvas = canvas
        self.network_choice = QComboBox()
        self.network_choice.setAccessibleName(tr("Network on this side"))
        self.network_choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.network_choice.setMinimumContentsLength(12)
        self.network_choice.activated.connect(self._on_network_activated)
        self.differences_box = QCheckBox(tr("Show differences onl&y"))
        self.differences_box.setToolTip(tr("On both sides, show only what differs from the other network"))
        self.differences_box.toggled.connect(self.differences_toggled)
        self.close_button = QToolButton()
        set_theme_icon(self.close_button, "dock-close")
        self.close_button.setAutoRaise(True)
        self.close_button.setAccessibleName(tr("Close this side"))
        self.close_button.setToolTip(tr("Close this side"))
        self.close_button.clicked.connect(self.close_requested)
        self.state_label = PlainLabel()
        self.verdict_label = PlainLabel()
        self.verdict_label.setAccessibleName(tr("Which network is better?"))
        for label in (self.state_label, self.verdict_label):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            label.setContentsMargins(6, 0, 6, 0)
            label.setWordWrap(True)
            label.hide()
        head = QHBoxLayout()
        head.setContentsMargins(6, 4, 4, 0)
        head.addWidget(self.network_choice, 1)
        head.addWidget(self.differences_box)
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self.verdict_label)
        layout.addWidget(self.state_label)
        layout.addWidget(canvas, 1)

    def show_message(self, text: str) -> None:
        """Say this above the view."""
        self.state_label.setText(text)
        self.state_label.setToolTip(format_tooltip(text))
        self.state_label.setVisible(bool(text))

    def show_verdict(self, text: str) -> None:
        """Say which network is better on the images that both were measured on; empty where that is unknown."""
        self.verdict_label.setText(text)
        self.verdict_label.setToolTip(format_tooltip(text))
        self.verdict_label.setVisible(bool(text))

    def show_networks(self, current: str) -> None:
        """List the presets, and `current`, what is in use on this side: a preset's name or a checkpoint's title."""
        self.network_choice.clear()
        for name in PRESET_SUMMARIES:
            self.network_choice.addItem(tr("{preset}, untrained").format(preset=name), name)
        if current not in PRESET_SUMMARIES:
            self.network_choice.addItem(current, None)
        self.network_choice.addItem(tr("Open a network…"), OPEN_CHOICE)
        at = self.network_choice.findData(current) if current in PRESET_SUMMARIES else len(PRESET_SUMMARIES)
        self.network_choice.setCurrentIndex(at)

    @Slot(int)
    def _on_network_activated(self, index: int) -> None:
        data = self.network_choice.itemData(index)
        if data is OPEN_CHOICE:
            self.open_requested.emit()
        elif isinstance(data, str):
            self.preset_chosen.emit(data)
