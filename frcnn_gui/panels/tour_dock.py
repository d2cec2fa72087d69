"""The Tour dock: one stage at a time, in words, with its numbers on this image; the picture is the canvas."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from frcnn_gui.language import tr
from frcnn_gui.plain_text import PlainLabel
from frcnn_gui.stages.tour_steps import STEPS


class TourDock(QWidget):
    """Shows a step; tells where a person wants to go."""

    step_asked = Signal(int)
    demo_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Tour of the stages"))
        self.steps = QComboBox()
        self.steps.setAccessibleName(tr("Stage"))
        self.steps.setWhatsThis(tr("The stages in the order of the tutorial; choose one to go there."))
        for number, step in enumerate(STEPS, start=1):
            self.steps.addItem(f"{number}. {tr(step.title)}")
        self.steps.activated.connect(self.step_asked)
        self.title = PlainLabel()
        font = self.title.font()
        font.setPointSizeF(font.pointSizeF() * 1.3)
        font.setBold(True)
        self.title.setFont(font)
        self.text, self.numbers = PlainLabel(), PlainLabel()
        for label in (self.title, self.text, self.numbers):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.MinimumExpanding)
            label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.demo = QPushButton(tr("Open the &demo"))
        self.demo.setWhatsThis(tr("The tour needs an image with boxes, and the demo has some."))
        self.demo.clicked.connect(self.demo_asked)
        self.back = QPushButton(tr("&Back"))
        self.back.setWhatsThis(tr("To the stage before."))
        self.next = QPushButton(tr("&Next"))
        self.next.setWhatsThis(tr("To the stage after this one."))
        self.next.setDefault(True)
        self.back.clicked.connect(lambda: self.step_asked.emit(self.steps.currentIndex() - 1))
        self.next.clicked.connect(lambda: self.step_asked.emit(self.steps.currentIndex() + 1))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._arrange()

    def _arrange(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.back)
        buttons.addStretch(1)
        buttons.addWidget(self.next)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 10)
        layout.setSpacing(10)
        layout.addWidget(self.steps)
        for widget in (self.title, self.text, self.numbers):
            layout.addWidget(widget)
        layout.addWidget(self.demo, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(1)
        layout.addLayout(buttons)

    def show_step(self, number: int) -> None:
        """Its words; `tell` has its numbers."""
        step = STEPS[number]
        self.steps.setCurrentIndex(number)
        self.title.setText(tr(step.title))
        self.text.setText(tr(step.text))
        self.back.setEnabled(number > 0)
        self.next.setEnabled(number < len(STEPS) - 1)

    def tell(self, text: str, offer_demo: bool) -> None:
        """The numbers of the step, or what is missing for them."""
        self.numbers.setText(text)
        self.numbers.setVisible(bool(text))
        self.demo.setVisible(offer_demo)

    @Slot(QKeyEvent)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        key = Qt.Key(event.key())
        if key in steps:
            self.step_asked.emit(self.steps.currentIndex() + steps[key])
        else:
            super().keyPressEvent(event)
