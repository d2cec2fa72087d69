"""The Active learning dock: label, train, detect in the rest, correct, train again; one button for what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
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

from frcnn_gui.common.charts.curve_chart import CurveChart
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.plain_text import PlainLabel, format_tooltip

SIDE_WIDTH = 240
MARGIN_PX = 12
"""Beside the longest step"""


class ActiveLearningStep(IntEnum):
    """What comes next, in the order of the loop."""

    LABEL = 0
    TRAIN = 1
    DETECT = 2
    CORRECT = 3
    TRAIN_AGAIN = 4


STEP_TITLES = {
    ActiveLearningStep.LABEL: N_("Label some images"),
    ActiveLearningStep.TRAIN: N_("Train a network on them"),
    ActiveLearningStep.DETECT: N_("Detect objects in unlabeled images"),
    ActiveLearningStep.CORRECT: N_("Correct the detections"),
    ActiveLearningStep.TRAIN_AGAIN: N_("Train again from the last network"),
}


@dataclass(frozen=True)
class NextImage:
    """An image to label next, and why."""

    image: Path
    text: str


class ActiveLearningPanel(QWidget):
    """Shows what the controller gives it.

    Signals:
        next_step_requested: The button of the next step was clicked.
        image_activated: The path of an image.
    """

    next_step_requested = Signal()
    image_activated = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Active learning"))
        self.step_labels = {step: PlainLabel() for step in ActiveLearningStep}
        self.message_label = PlainLabel()
        self.message_label.setWordWrap(True)
        self.step_button = QPushButton()
        self.step_button.setAccessibleName(tr("Next step of active learning"))
        self.step_button.setToolTip(format_tooltip(self.step_button.accessibleName()))
        self.step_button.setDefault(True)
        self.step_button.clicked.connect(self.next_step_requested)
        self.next_title = PlainLabel()
        self.next_images_list = QListWidget()
        self.next_images_list.setAccessibleName(tr("Images to label next"))
        self.next_images_list.setWhatsThis(
            tr(
                "The most informative unlabeled images: those with high uncertainty that differ from each other. "
                "Click one to show it."
            )
        )
        self.next_images_list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.next_images_list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for signal in (self.next_images_list.itemClicked, self.next_images_list.itemActivated):
            signal.connect(lambda item: self.image_activated.emit(item.data(Qt.ItemDataRole.UserRole)))
        self.chart = CurveChart(tr("AP by labeled images"), tr("AP after each training, by number of labeled images."))
        self._build_layout()

    def _build_layout(self) -> None:
        side = QWidget()
        side.setFixedWidth(max(SIDE_WIDTH, self._measure_steps()))
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        for label in self.step_labels.values():
            label.setFrameShape(QFrame.Shape.NoFrame)
            column.addWidget(label)
        column.addSpacing(4)
        column.addWidget(self.message_label)
        column.addStretch(1)
        column.addWidget(self.step_button)
        middle = QVBoxLayout()
        middle.setSpacing(2)
        middle.addWidget(self.next_title)
        middle.addWidget(self.next_images_list, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(12)
        layout.addWidget(side)
        layout.addLayout(middle, 2)
        layout.addWidget(self.chart, 3)

    def _measure_steps(self) -> int:
        """The width at which no step is cut, whichever is next: that one is bold."""
        font = self.font()
        font.setBold(True)
        metrics = QFontMetrics(font)
        return MARGIN_PX + max(metrics.horizontalAdvance(_format_step(step, True)) for step in ActiveLearningStep)

    def show_step(self, now: ActiveLearningStep, message: str, action: str, possible: bool) -> None:
        """`now` comes next; `message_label` says how far it is, `action` what the button does."""
        for step, label in self.step_labels.items():
            label.setText(_format_step(step, step == now))
            font = label.font()
            font.setBold(step == now)
            label.setFont(font)
        self.message_label.setText(message)
        self.step_button.setText(action)
        self.step_button.setEnabled(possible)

    def show_next_images(self, title: str, images: Sequence[NextImage]) -> None:
        self.next_title.setText(title)
        self.next_images_list.clear()
        for one in images:
            item = QListWidgetItem(one.text)
            item.setToolTip(format_tooltip(str(one.image)))
            item.setData(Qt.ItemDataRole.UserRole, one.image)
            self.next_images_list.addItem(item)

    def show_runs(
        self, labeled: Sequence[float], scores: Sequence[float], intervals: Sequence[tuple[float, float] | None]
    ) -> None:
        """AP50 of each run, with its interval where that is known, over the images that were labeled for it."""
        if scores:
            name = tr("AP50 with 95 % confidence interval") if any(intervals) else tr("AP50")
            self.chart.draw_separate_curves(
                {name: (labeled, scores)}, tr("labeled images"), tr("AP50"), top=1.0, bands={name: intervals}
            )
        else:
            self.chart.show_hint()


def _format_step(step: ActiveLearningStep, is_next: bool) -> str:
    mark = "\N{BLACK RIGHT-POINTING TRIANGLE}" if is_next else "\N{EN SPACE}"
    return f"{mark} {int(step) + 1}. {tr(STEP_TITLES[step])}"
