"""The Mask head dock: the maps of one RoI, the cells of its object, what each cell costs, and what that amounts to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QSlider, QSpinBox, QVBoxLayout, QWidget

from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import PlainLabel, format_tooltip
from frcnn_gui.explain.cell_map import CellMap

if TYPE_CHECKING:
    from detector.trace.roi_mask import RoiMask

MIN_THRESHOLD_PERCENT, MAX_THRESHOLD_PERCENT = 50, 95
"""With less than one half, pixels outside of a box could belong to its object; see `paste_masks`."""
MEAN = -1
"""In the place of a channel: the mean of all"""


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
        self.channel_box = QSpinBox()
        self.channel_box.setSpecialValueText(tr("mean of channels"))
        self.channel_box.setPrefix(tr("channel "))
        self.channel_box.setRange(MEAN, MEAN)
        self.samples_box = QCheckBox(tr("Samples"))
        self.cells_box = QCheckBox(tr("Cells"))
        self.text_label = PlainLabel()
        self.text_label.setWordWrap(True)
        self.feature_map = CellMap(
            tr("Features"),
            tr("What RoI align pools: each bin is the mean of the feature map at its samples."),
        )
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
        self.channel_box.valueChanged.connect(self._show_features)
        self.samples_box.toggled.connect(self._show_features)
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
            (
                self.channel_box,
                tr("Channel of the features"),
                tr("The channel whose features are shown, starting at 0, or the mean of all."),
            ),
            (
                self.samples_box,
                tr("Samples"),
                tr("Shows in the bins and on the image where RoI align reads the feature map."),
            ),
            (
                self.cells_box,
                tr("Cells"),
                tr("Shows on the image the cells for which the mask head predicts probabilities."),
            ),
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
        fields.addWidget(self.channel_box)
        fields.addWidget(self.samples_box)
        fields.addWidget(self.cells_box)
        text = QVBoxLayout()
        text.addWidget(self.text_label)
        text.addStretch(1)
        sides = QHBoxLayout()
        sides.addLayout(text, 2)
        for cells in (self.feature_map, self.probability_map, self.target_map, self.loss_map):
            sides.addWidget(cells, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addLayout(fields)
        layout.addLayout(sides, 1)

    @property
    def is_training(self) -> bool:
        """Whether to show a training RoI, not a detection."""
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
        with QSignalBlocker(self.channel_box):
            self.channel_box.setRange(MEAN, len(mask.features) - 1)
        with QSignalBlocker(self.class_box):
            self.class_box.clear()
            self.class_box.addItems(list(classes))
            self.class_box.setCurrentIndex(mask.label - 1)
        self.class_box.setEnabled(True)
        self._show_maps()

    @Slot()
    def _show_features(self) -> None:
        if self._mask is None:
            self.feature_map.show_points(None)
            self.feature_map.show_cells(None)
            return
        features, channel = self._mask.features, self.channel_box.value()
        shown = features.mean(axis=0) if channel == MEAN else features[channel]
        is_sampled = self.samples_box.isChecked() and len(self._mask.sample_columns) > 0
        self.feature_map.show_points(list_bin_samples(*shown.shape) if is_sampled else None)
        self.feature_map.show_cells(shown, high=float(shown.max()), low=float(shown.min()))

    @Slot()
    def _show_maps(self) -> None:
        self._show_features()
        mask = self._mask
        shown = None if mask is None else mask.probabilities[self.class_box.currentIndex() + 1]
        self.probability_map.show_cells(shown, limit=self.threshold)
        target = None if mask is None or mask.target is None else mask.target.astype("float32")
        self.target_map.show_cells(target)
        loss = None if mask is None else mask.cell_loss
        self.loss_map.show_cells(loss, high=0.0 if loss is None else float(loss.max()))


def list_bin_samples(rows: int, columns: int) -> NDArray[np.float32]:
    """(4 x rows x columns, 2) column and row, in bins, of the 2 x 2 samples of each bin."""
    x, y = np.meshgrid(np.arange(2 * columns) / 2 + 0.25, np.arange(2 * rows) / 2 + 0.25)
    return np.stack((x.ravel(), y.ravel()), axis=1).astype(np.float32)
