"""The Tour dock: one stage at a time, in words, with its numbers on this image; the picture is the canvas."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import PlainLabel
from frcnn_gui.explain.tour_steps import TOUR_STEPS


class TourDock(QWidget):
    """Shows a step; signals which one to go to.

    Signals:
        step_requested: The number of the step to show.
        demo_requested: The demo is to be opened.
    """

    step_requested = Signal(int)
    demo_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Tour of the stages"))
        self.step_choice = QComboBox()
        self.step_choice.setAccessibleName(tr("Stage"))
        self.step_choice.setWhatsThis(tr("Stages in the order of the tutorial. Choose one to show it."))
        for number, step in enumerate(TOUR_STEPS, start=1):
            self.step_choice.addItem(f"{number}. {tr(step.title)}")
        self.step_choice.activated.connect(self.step_requested)
        self.title_label = PlainLabel()
        font = self.title_label.font()
        font.setPointSizeF(font.pointSizeF() * 1.3)
        font.setBold(True)
        self.title_label.setFont(font)
        self.text_label, self.numbers_label = PlainLabel(), PlainLabel()
        for label in (self.title_label, self.text_label, self.numbers_label):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.MinimumExpanding)
            label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.demo_button = QPushButton(tr("&Open demo"))
        self.demo_button.setWhatsThis(tr("The tour needs an image with boxes, such as those of the demo."))
        self.demo_button.clicked.connect(self.demo_requested)
        self.back_button = QPushButton(tr("&Back"))
        self.back_button.setWhatsThis(tr("To the previous stage."))
        self.next_button = QPushButton(tr("&Next"))
        self.next_button.setWhatsThis(tr("To the next stage."))
        self.next_button.setDefault(True)
        self.back_button.clicked.connect(lambda: self.step_requested.emit(self.step_choice.currentIndex() - 1))
        self.next_button.clicked.connect(lambda: self.step_requested.emit(self.step_choice.currentIndex() + 1))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._build_layout()

    def _build_layout(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.back_button)
        buttons.addStretch(1)
        buttons.addWidget(self.next_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 10)
        layout.setSpacing(10)
        layout.addWidget(self.step_choice)
        for widget in (self.title_label, self.text_label, self.numbers_label):
            layout.addWidget(widget)
        layout.addWidget(self.demo_button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(1)
        layout.addLayout(buttons)

    def show_step(self, number: int) -> None:
        """Its title; `show_text` and `show_numbers` have the rest."""
        step = TOUR_STEPS[number]
        self.step_choice.setCurrentIndex(number)
        self.title_label.setText(tr(step.title))
        self.back_button.setEnabled(number > 0)
        self.next_button.setEnabled(number < len(TOUR_STEPS) - 1)

    def show_text(self, text: str) -> None:
        """What happens in the step."""
        self.text_label.setText(text)

    def show_numbers(self, text: str, offer_demo: bool) -> None:
        """The numbers of the step, or what is missing for them."""
        self.numbers_label.setText(text)
        self.numbers_label.setVisible(bool(text))
        self.demo_button.setVisible(offer_demo)

    @Slot(QKeyEvent)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        key = Qt.Key(event.key())
        if key in steps:
            self.step_requested.emit(self.step_choice.currentIndex() + steps[key])
        else:
            super().keyPressEvent(event)
