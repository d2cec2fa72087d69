"""The Mask head dock: the maps of one RoI, the cells of its object, what each cell costs, and what that amounts to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QSlider, QVBoxLayout, QWidget

from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import PlainLabel, format_tooltip
from frcnn_gui.explain.cell_map import CellMap

if TYPE_CHECKING:
    from detector.trace.roi_mask import RoiMask

MIN_THRESHOLD_PERCENT, MAX_THRESHOLD_PERCENT = 50, 95
"""With less than one half, pixels outside of a box could belong to its object; see `paste_masks`."""


class MaskHeadPanel(QWidget):
    """Shows the mask head on one RoI.

    Signals:
        roi_kind_changed: A training RoI is to be shown instead of a detection, or the other way round.
        threshold_changed: The probability from which on a pixel is to belong to the object.
    """

    roi_kind_changed = Signal()
    threshold_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Mask head"))
        self.kind_box = QComboBox()
        self.kind_box.addItem(tr("Detection"), False)
        self.kind_box.addItem(tr("Training RoI"), True)
        self.class_box = QComboBox()
        self.threshold_slider = QSlider(Qt.Orientation.Horizontal)
        self.threshold_slider.setRange(MIN_THRESHOLD_PERCENT, MAX_THRESHOLD_PERCENT)
        self.threshold_label = PlainLabel()
        self.samples_box = QCheckBox(tr("Samples"))
        self.text_label = PlainLabel()
        self.text_label.setWordWrap(True)
        self.probability_map = CellMap(
            tr("Probability"), tr("How likely each cell of the RoI belongs to the object, in the map of one class.")
        )
        self.target_map = CellMap(tr("Object"), tr("The cells that belong to the labeled object: what is learned."))
        self.loss_map = CellMap(tr("Loss"), tr("What each cell adds to the loss: where mask and object differ."))
        self._mask: RoiMask | None = None
        self._name_fields()
        self._build_layout()
        self.kind_box.currentIndexChanged.connect(self.roi_kind_changed)
        self.class_box.currentIndexChanged.connect(self._show_maps)
        self.threshold_slider.valueChanged.connect(self._on_threshold_moved)

    def _name_fields(self) -> None:
        for field, name, help in (
            (
                self.kind_box,
                tr("RoI"),
                tr("In training the mask head sees positive proposals, in detection the final boxes."),
            ),
            (
                self.class_box,
                tr("Map of class"),
                tr("There is a map for each class. Only that of its own class counts."),
            ),
            (
                self.threshold_slider,
                tr("Threshold"),
                tr("The probability from which on a pixel belongs to the object."),
            ),
            (self.samples_box, tr("Samples"), tr("Shows on the image where RoI align reads the feature map.")),
        ):
            field.setAccessibleName(name)
            field.setToolTip(format_tooltip(name))
            field.setWhatsThis(help)

    def _build_layout(self) -> None:
        fields = QHBoxLayout()
        fields.addWidget(self.kind_box)
        fields.addWidget(self.class_box)
        fields.addWidget(self.threshold_slider, 1)
        fields.addWidget(self.threshold_label)
        fields.addWidget(self.samples_box)
        text = QVBoxLayout()
        text.addWidget(self.text_label)
        text.addStretch(1)
        sides = QHBoxLayout()
        sides.addLayout(text, 2)
        for cells in (self.probability_map, self.target_map, self.loss_map):
            sides.addWidget(cells, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addLayout(fields)
        layout.addLayout(sides, 1)

    @property
    def is_training(self) -> bool:
        """Whether a training RoI is to be shown, not a detection."""
        return bool(self.kind_box.currentData())

    @property
    def threshold(self) -> float:
        return self.threshold_slider.value() / 100

    def set_threshold(self, threshold: float) -> None:
        self.threshold_slider.setValue(round(100 * threshold))
        self._on_threshold_moved()

    @Slot()
    def _on_threshold_moved(self) -> None:
        self.threshold_label.setText(f"{self.threshold:.2f}")
        self._show_maps()
        self.threshold_changed.emit()

    def show_nothing(self, hint: str) -> None:
        """There is no RoI to show, and why."""
        self._mask = None
        self.text_label.setText(hint)
        self.class_box.setEnabled(False)
        self._show_maps()

    def show_mask(self, mask: RoiMask, classes: Sequence[str]) -> None:
        """Show the maps of an RoI, first that of its own class."""
        self._mask = mask
        with QSignalBlocker(self.class_box):
            self.class_box.clear()
            self.class_box.addItems(list(classes))
            self.class_box.setCurrentIndex(mask.label - 1)
        self.class_box.setEnabled(True)
        self._show_maps()

    @Slot()
    def _show_maps(self) -> None:
        mask = self._mask
        shown = None if mask is None else mask.probabilities[self.class_box.currentIndex() + 1]
        self.probability_map.show_cells(shown, limit=self.threshold)
        target = None if mask is None or mask.target is None else mask.target.astype("float32")
        self.target_map.show_cells(target)
        loss = None if mask is None else mask.cell_loss
        self.loss_map.show_cells(loss, high=0.0 if loss is None else float(loss.max()))
