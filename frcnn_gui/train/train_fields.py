"""The fields of the Train dialog that most people leave as they are."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QFileDialog, QFormLayout, QHBoxLayout, QLineEdit, QPushButton, QSpinBox

from detector.config import DEFAULT_PRESET, PRESET_SUMMARIES, DetectorConfig, get_preset
from detector.proposal_sources.choice import choose_proposals
from detector.training.options import apply_options
from detector.training.runs.data_selection import VALIDATION_FRACTION
from detector.training.runs.schedule_length import suggest_epochs
from detector.weights.pretrained import PROPOSED, find_default_weights_dir
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.plain_text import PlainLabel, format_tooltip
from frcnn_gui.common.texts.engine_texts import preset_summary
from frcnn_gui.common.widgets.scroll_page import ScrollPage
from frcnn_gui.train.option_form import OptionForm
from frcnn_gui.train.proposal_box import ProposalBox

MAX_VALIDATION_PERCENT = 50
SCHEME = "scheme"
NO_RPN_TEXT = N_("{preset} has no RPN, so RPN and head cannot be trained in turns.")
START_CHOICES = {
    N_("Recommended weights"): PROPOSED,
    N_("COCO weights"): "coco",
    N_("ImageNet weights"): "imagenet",
    N_("Random weights"): "none",
}


class TrainFields(ScrollPage):
    """Network, epochs, validation set, weights, and the options of the preset.

    Signals:
        checks_requested: Another preset or value is chosen that the checks depend on.
    """

    checks_requested = Signal()

    def __init__(self, labeled_count: int, checkpoint: Path | None) -> None:
        """Show the default preset.

        Args:
            labeled_count: Number of images with label files; it decides how many epochs are suggested.
            checkpoint: The network in use, which can be started from; None if it has none.
        """
        super().__init__(tr("Advanced"))
        self._labeled_count, self._checkpoint = labeled_count, checkpoint
        self._create_network_fields()
        self._create_weights_fields()
        self._create_option_fields()
        self._build_layout()
        self.choose_preset(DEFAULT_PRESET)
        self._on_preset_changed()
        self.preset_box.currentIndexChanged.connect(self._on_preset_changed)
        self.preset_box.activated.connect(self.checks_requested)

    def _create_network_fields(self) -> None:
        self.preset_box = QComboBox()
        self.preset_box.setWhatsThis(tr("Network to train. For a CPU or a first try, a light one is enough."))
        for name in PRESET_SUMMARIES:
            self.preset_box.addItem(name, name)
        self.preset_summary_label = PlainLabel()
        self.preset_summary_label.setWordWrap(True)
        self.preset_summary_label.setEnabled(False)
        self.proposal_box = ProposalBox()
        self.proposal_box.proposals_chosen.connect(self.checks_requested)
        self.epochs_box = QSpinBox()
        self.epochs_box.setWhatsThis(tr("Number of passes over all training images."))
        self.epochs_box.setRange(1, 1000)
        self.start_box = QComboBox()
        self.start_box.setWhatsThis(
            tr("Weights to start from: of a COCO detector, of an ImageNet backbone, of an earlier run, or random.")
        )
        for title, start in START_CHOICES.items():
            self.start_box.addItem(tr(title), start)
        if self._checkpoint is not None:
            title = tr("Network in use ({run})").format(run=self._checkpoint.parent.name)
            self.start_box.addItem(title, str(self._checkpoint))

    def _create_weights_fields(self) -> None:
        self.weights_dir_edit = QLineEdit(str(find_default_weights_dir() or ""))
        self.weights_dir_edit.setPlaceholderText(tr("downloaded if needed"))
        self.weights_dir_edit.setToolTip(tr("Folder with COCO and ImageNet weights, for use offline"))
        self.weights_dir_edit.editingFinished.connect(self._on_weights_dir_edited)
        self.browse_button = QPushButton(tr("Choose…"))
        self.browse_button.setWhatsThis(tr("Choose the folder with the weights."))
        self.browse_button.setAutoDefault(False)
        self.browse_button.clicked.connect(self._on_browse_clicked)

    def _create_option_fields(self) -> None:
        self._checked_percent = round(100 * VALIDATION_FRACTION)
        self.option_form = OptionForm(get_preset(DEFAULT_PRESET))
        self.option_form.time_changed.connect(self.checks_requested)
        self.validation_box = QSpinBox()
        self.validation_box.setRange(0, MAX_VALIDATION_PERCENT)
        self.validation_box.setValue(self._checked_percent)
        self.validation_box.setSuffix(" %")
        self.validation_box.editingFinished.connect(self._on_validation_edited)
        self.validation_box.setWhatsThis(
            tr("Share of the training images held out to measure AP, if the folder has no validation split; 0: none.")
        )

    def _build_layout(self) -> None:
        weights = QHBoxLayout()
        weights.addWidget(self.weights_dir_edit, 1)
        weights.addWidget(self.browse_button)
        weights_label = PlainLabel(tr("&Weights folder"))
        weights_label.setBuddy(self.weights_dir_edit)
        self._form = form = QFormLayout()
        self.page_layout.setContentsMargins(0, 0, 0, 0)
        self.page_layout.addLayout(form)
        form.addRow(tr("&Network"), self.preset_box)
        form.addRow("", self.preset_summary_label)
        form.addRow(tr("&Proposals"), self.proposal_box)
        form.addRow(tr("&Epochs"), self.epochs_box)
        form.addRow(tr("&Validation set"), self.validation_box)
        form.addRow(tr("&Start from"), self.start_box)
        form.addRow(weights_label, weights)
        form.addRow(self.option_form)

    @property
    def preset(self) -> str:
        name: str = self.preset_box.currentData()
        return name

    @property
    def start(self) -> str:
        """What to start from: one of `START_CHOICES`, or the path of a checkpoint."""
        chosen: str = self.start_box.currentData()
        return chosen

    @property
    def proposals(self) -> str:
        """As `TrainRequest.proposals`."""
        return self.proposal_box.proposals

    @property
    def weights_dir(self) -> Path | None:
        text = self.weights_dir_edit.text().strip()
        return Path(text) if text else None

    @property
    def validation_fraction(self) -> float:
        return self.validation_box.value() / 100

    def choose_preset(self, name: str) -> None:
        self.preset_box.setCurrentIndex(self.preset_box.findData(name))

    def build_config(self, preset: str) -> DetectorConfig:
        """A preset with the options and proposals that differ from those of the preset shown."""
        return choose_proposals(apply_options(get_preset(preset), self.option_form.read_changes()), self.proposals)

    @Slot()
    def _on_preset_changed(self) -> None:
        self.preset_summary_label.setText(preset_summary(self.preset))
        self.epochs_box.setValue(suggest_epochs(max(self._labeled_count, 1), get_preset(self.preset).training))
        self.option_form.show_preset(get_preset(self.preset))
        proposals = get_preset(self.preset).proposals
        self.proposal_box.show_source(proposals.source)
        self._form.setRowVisible(self.proposal_box, not proposals.has_rpn)
        no_rpn = "" if proposals.has_rpn else tr(NO_RPN_TEXT).format(preset=self.preset)
        self.option_form.set_disabled_reason(SCHEME, no_rpn)

    def show_own_validation(self, has_own_validation: bool) -> None:
        """Whether the folder has a validation split, so that no images are held out of the training images."""
        self.validation_box.setEnabled(not has_own_validation)
        tip = tr("The folder has a validation split, so no training images are held out.")
        self.validation_box.setToolTip(format_tooltip(tip if has_own_validation else ""))

    def show_time_limit(self, has_time_limit: bool) -> None:
        """Whether a training time takes the place of the number of epochs."""
        self.epochs_box.setEnabled(not has_time_limit)
        tip = tr("The training time determines the number of epochs.")
        self.epochs_box.setToolTip(format_tooltip(tip if has_time_limit else ""))

    def _on_browse_clicked(self) -> None:
        title = tr("Folder with COCO and ImageNet weights")
        chosen = QFileDialog.getExistingDirectory(self, title, self.weights_dir_edit.text())
        if chosen:
            self.weights_dir_edit.setText(chosen)
            self._request_weights_checks()

    @Slot()
    def _on_weights_dir_edited(self) -> None:
        if self.weights_dir_edit.isModified():
            self._request_weights_checks()

    def _request_weights_checks(self) -> None:
        self.weights_dir_edit.setModified(False)
        self.checks_requested.emit()

    @Slot()
    def _on_validation_edited(self) -> None:
        if self.validation_box.value() != self._checked_percent:
            self._checked_percent = self.validation_box.value()
            self.checks_requested.emit()
