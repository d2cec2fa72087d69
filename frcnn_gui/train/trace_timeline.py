"""The traces that were taken of pinned images during a training, to scrub through."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QSlider, QWidget

from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import PlainLabel


class TraceTimeline(QWidget):
    """Hidden while there are no traces.

    Signals:
        trace_chosen: The image, the step and the file of a trace.
    """

    trace_chosen = Signal(object, int, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._traces: dict[Path, dict[int, Path]] = {}
        self.image_choice = QComboBox()
        self.image_choice.setAccessibleName(tr("Pinned image"))
        self.image_choice.setWhatsThis(tr("Stages of pinned images are recorded every few steps of a training."))
        self.image_choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.image_choice.setMinimumContentsLength(14)
        self.image_choice.activated.connect(self._on_image_activated)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(tr("Training step"))
        self.slider.setWhatsThis(tr("Shows the stages of the pinned image at each recorded step of the training."))
        self.slider.valueChanged.connect(self._on_step_changed)
        self.step_label = PlainLabel()
        self.step_label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(PlainLabel(tr("Pinned")))
        row.addWidget(self.image_choice)
        row.addWidget(self.slider, 1)
        row.addWidget(self.step_label)
        self.hide()

    @property
    def image(self) -> Path | None:
        found = self.image_choice.currentData()
        return found if isinstance(found, Path) else None

    @property
    def steps(self) -> list[int]:
        """Of the image that is chosen, in order."""
        return sorted(self._traces.get(self.image, {})) if self.image is not None else []

    def clear_traces(self) -> None:
        self._traces.clear()
        self.image_choice.clear()
        self.hide()

    def add_trace(self, image: Path, step: int, path: Path) -> None:
        """Add one; it is shown if the last one was."""
        at_end = self.slider.value() == self.slider.maximum()
        if image not in self._traces:
            self._traces[image] = {}
            self.image_choice.addItem(image.name, image)
        self._traces[image][step] = path
        self.show()
        if image == self.image:
            self._show_steps(at_end)

    def _show_steps(self, to_end: bool) -> None:
        self.slider.blockSignals(True)
        self.slider.setRange(0, max(len(self.steps) - 1, 0))
        if to_end:
            self.slider.setValue(self.slider.maximum())
        self.slider.blockSignals(False)
        self._update_step_label()

    def _update_step_label(self) -> None:
        steps = self.steps
        if steps:
            self.step_label.setText(tr("step {step}").format(step=f"{steps[self.slider.value()]:,}"))

    @Slot()
    def _on_image_activated(self) -> None:
        self._show_steps(to_end=True)
        self._on_step_changed()

    @Slot()
    def _on_step_changed(self) -> None:
        image, steps = self.image, self.steps
        self._update_step_label()
        if image is not None and steps:
            step = steps[self.slider.value()]
            self.trace_chosen.emit(image, step, self._traces[image][step])
