"""The Loop dock: label, train, detect in the rest, correct, train again; one button for what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from frcnn_gui.language import N_, tr
from frcnn_gui.panels.curve_chart import CurveChart
from frcnn_gui.plain_text import PlainLabel, as_tip

SIDE_WIDTH = 240


class LoopStep(IntEnum):
    """What comes next, in the order of the loop."""

    LABEL = 0
    TRAIN = 1
    DETECT = 2
    CORRECT = 3
    TRAIN_AGAIN = 4


TITLES = {
    LoopStep.LABEL: N_("Label some images"),
    LoopStep.TRAIN: N_("Train a network on them"),
    LoopStep.DETECT: N_("Detect in the images without labels"),
    LoopStep.CORRECT: N_("Correct what it found"),
    LoopStep.TRAIN_AGAIN: N_("Train again from where it was"),
}


@dataclass(frozen=True)
class NextImage:
    """An image to label next, and why."""

    image: Path
    text: str


class LoopPanel(QWidget):
    """Shows what it is told to."""

    go_on_asked = Signal()
    image_chosen = Signal(object)
    """A path"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Loop"))
        self.steps = {step: PlainLabel() for step in LoopStep}
        self.told = PlainLabel()
        self.told.setWordWrap(True)
        self.button = QPushButton()
        self.button.setAccessibleName(tr("The next step of the loop"))
        self.button.setToolTip(as_tip(self.button.accessibleName()))
        self.button.setDefault(True)
        self.button.clicked.connect(self.go_on_asked)
        self.next_title = PlainLabel()
        self.next = QListWidget()
        self.next.setAccessibleName(tr("Images to label next"))
        self.next.setWhatsThis(
            tr(
                "Images without labels that teach most when labelled: those that the network is unsure of and that "
                "are unlike each other. A click shows the image."
            )
        )
        self.next.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.next.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for signal in (self.next.itemClicked, self.next.itemActivated):
            signal.connect(lambda item: self.image_chosen.emit(item.data(Qt.ItemDataRole.UserRole)))
        self.chart = CurveChart(
            tr("AP against labelled images"), tr("After each training, AP is drawn here over the labelled images.")
        )
        self._arrange()

    def _arrange(self) -> None:
        side = QWidget()
        side.setFixedWidth(SIDE_WIDTH)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        for label in self.steps.values():
            label.setFrameShape(QFrame.Shape.NoFrame)
            column.addWidget(label)
        column.addSpacing(4)
        column.addWidget(self.told)
        column.addStretch(1)
        column.addWidget(self.button)
        middle = QVBoxLayout()
        middle.setSpacing(2)
        middle.addWidget(self.next_title)
        middle.addWidget(self.next, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(12)
        layout.addWidget(side)
        layout.addLayout(middle, 2)
        layout.addWidget(self.chart, 3)

    def show_step(self, now: LoopStep, told: str, action: str, possible: bool) -> None:
        """`now` comes next; `told` says how far it is, `action` what the button does."""
        for step, label in self.steps.items():
            mark = "\N{BLACK RIGHT-POINTING TRIANGLE}" if step == now else "\N{EN SPACE}"
            label.setText(f"{mark} {int(step) + 1}. {tr(TITLES[step])}")
            font = label.font()
            font.setBold(step == now)
            label.setFont(font)
        self.told.setText(told)
        self.button.setText(action)
        self.button.setEnabled(possible)

    def show_next(self, title: str, images: Sequence[NextImage]) -> None:
        self.next_title.setText(title)
        self.next.clear()
        for one in images:
            item = QListWidgetItem(one.text)
            item.setToolTip(as_tip(str(one.image)))
            item.setData(Qt.ItemDataRole.UserRole, one.image)
            self.next.addItem(item)

    def show_runs(
        self, labelled: Sequence[float], scores: Sequence[float], intervals: Sequence[tuple[float, float] | None]
    ) -> None:
        """AP50 of each run, with its interval where that is known, over the images that were labelled for it."""
        if scores:
            name = tr("AP50 and its 95 % interval") if any(intervals) else tr("AP50")
            self.chart.draw_each(
                {name: (labelled, scores)}, tr("labelled images"), tr("AP50"), top=1.0, bands={name: intervals}
            )
        else:
            self.chart.clear()
