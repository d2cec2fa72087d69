"""What to ask before a training: for most people, nothing but a click on Train."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from detector.config import PRESET_SUMMARIES, preset
from detector.training.data_choice import FEWEST_TO_SHARE
from detector.training.recipe import suggested_epochs
from frcnn_gui.engine_words import preset_summary
from frcnn_gui.language import N_, tr
from frcnn_gui.workers.train_job import AUTOMATIC, TrainRequest

WEIGHTS_DIR_VARIABLE = "FRCNN_WEIGHTS_DIR"
DEFAULT_PRESET = "mobilenet_fpn"
STARTS = {
    N_("ImageNet weights, if there are any"): AUTOMATIC,
    N_("ImageNet weights"): "imagenet",
    N_("From nothing"): "none",
}


class TrainDialog(QDialog):
    """`requested` has the TrainRequest. `labelled` is how many images have label files."""

    requested = Signal(object)

    def __init__(
        self, folder: Path, out_dir: Path, labelled: int, checkpoint: Path | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Train"))
        self.setMinimumWidth(520)
        self._folder, self._out_dir, self._labelled = folder, out_dir, labelled
        summary = tr("%Ln image(s) with labels in {folder}. The network goes to {out_dir}.", "", labelled)
        measured = tr("AP is measured on a fifth of them, unless the labels name other images for that.")
        told = [summary.format(folder=folder.name, out_dir=out_dir), measured if labelled >= FEWEST_TO_SHARE else ""]
        self.summary = QLabel(" ".join(filter(None, told)))
        self.summary.setWordWrap(True)
        self.preset_box = QComboBox()
        for name in PRESET_SUMMARIES:
            self.preset_box.addItem(name, name)
        self.preset_summary = QLabel()
        self.preset_summary.setWordWrap(True)
        self.preset_summary.setEnabled(False)
        self.epochs = QSpinBox()
        self.epochs.setRange(1, 1000)
        self.epochs.setSuffix(tr(" times through all images"))
        self.start_box = QComboBox()
        for title, start in STARTS.items():
            self.start_box.addItem(tr(title), start)
        if checkpoint is not None:
            title = tr("The network in use ({run})").format(run=checkpoint.parent.name)
            self.start_box.addItem(title, str(checkpoint))
        self.weights_dir = QLineEdit(os.environ.get(WEIGHTS_DIR_VARIABLE, ""))
        self.weights_dir.setPlaceholderText(tr("downloaded when needed"))
        self.weights_dir.setToolTip(tr("A folder with ImageNet weights, for machines without a network"))
        self.browse = QPushButton(tr("Choose…"))
        self.browse.setAutoDefault(False)
        self.browse.clicked.connect(self._browse)
        self.preset_box.currentIndexChanged.connect(self._follow_preset)
        self.preset_box.setCurrentIndex(self.preset_box.findData(DEFAULT_PRESET))
        self._follow_preset()
        self.advanced, self.fields = QToolButton(), QWidget()
        self._arrange()
        self._show_advanced(False)

    def _arrange(self) -> None:
        self.advanced.setText(tr("Advanced"))
        self.advanced.setCheckable(True)
        self.advanced.setAutoRaise(True)
        self.advanced.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.advanced.toggled.connect(self._show_advanced)
        weights = QHBoxLayout()
        weights.addWidget(self.weights_dir, 1)
        weights.addWidget(self.browse)
        form = QFormLayout(self.fields)
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow(tr("&Network"), self.preset_box)
        form.addRow("", self.preset_summary)
        form.addRow(tr("&Length"), self.epochs)
        form.addRow(tr("&Start from"), self.start_box)
        weights_label = QLabel(tr("&Weights folder"))
        weights_label.setBuddy(self.weights_dir)
        form.addRow(weights_label, weights)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        train = buttons.addButton(tr("Train"), QDialogButtonBox.ButtonRole.AcceptRole)
        train.setDefault(True)
        train.setEnabled(self._labelled > 0)
        train.setToolTip("" if self._labelled else tr("Draw boxes in some images first"))
        buttons.accepted.connect(self._request)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(self.summary)
        layout.addWidget(self.advanced)
        layout.addWidget(self.fields)
        layout.addWidget(buttons)

    def _show_advanced(self, shown: bool) -> None:
        """For most people the fields are right as they are."""
        self.advanced.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow)
        self.fields.setVisible(shown)
        self.adjustSize()

    def request(self) -> TrainRequest:
        """What the fields say."""
        weights = self.weights_dir.text().strip()
        return TrainRequest(
            folder=self._folder,
            out_dir=self._out_dir,
            preset=self.preset_box.currentData(),
            epochs=self.epochs.value(),
            start=self.start_box.currentData(),
            weights_dir=Path(weights) if weights else None,
        )

    def _request(self) -> None:
        self.requested.emit(self.request())
        self.accept()

    def _follow_preset(self) -> None:
        name = self.preset_box.currentData()
        self.preset_summary.setText(preset_summary(name))
        self.epochs.setValue(suggested_epochs(max(self._labelled, 1), preset(name).training))

    def _browse(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("Folder with ImageNet weights"), self.weights_dir.text())
        if chosen:
            self.weights_dir.setText(chosen)
