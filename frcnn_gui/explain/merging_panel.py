"""The Selective search dock: the merges one by one, with the similarities that decide."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.plain_text import PlainLabel
from frcnn_gui.common.widgets.step_bar import StepBar

ALGORITHM_TEXT = N_(
    "The algorithm of the paper with its four similarities, on the image at a short side of 200 pixels. OpenCV's "
    "selective search combines several runs and does not output their merges: these are not its steps."
)


class MergingPanel(QWidget):
    """Shows one merge.

    Signals:
        step_requested: The number of the step to show; 0: the segments before any merge.
    """

    step_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Selective search step by step"))
        self.steps = StepBar(tr("Each step merges the two most similar neighbors."))
        self.steps.step_requested.connect(self.step_requested)
        self.text_label, self.similarity_label = PlainLabel(), PlainLabel()
        note = PlainLabel(tr(ALGORITHM_TEXT))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.steps)
        for label in (self.text_label, self.similarity_label, note):
            label.setWordWrap(True)
            layout.addWidget(label)
        layout.addStretch(1)

    def show_step(self, step: int, count: int, text: str, similarities: str) -> None:
        """Show this one of `count` steps."""
        self.steps.show_step(step, count)
        self.text_label.setText(text)
        self.similarity_label.setText(similarities)

    def show_nothing(self, hint: str, is_passing: bool = False) -> None:
        """There are no steps, and why; `is_passing` where they are about to come."""
        self.steps.show_nothing(is_passing)
        self.text_label.setText(hint)
        self.similarity_label.clear()
