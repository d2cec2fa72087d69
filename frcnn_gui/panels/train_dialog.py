"""What to ask before a training: for most people, nothing but a click on Train."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from detector.config import PRESET_SUMMARIES, AnchorConfig, preset
from detector.data.lint.files import is_background
from detector.pretrained import WEIGHTS_DIR_VARIABLE
from detector.training.data_choice import FEWEST_TO_SHARE
from detector.training.recipe import suggested_epochs
from detector.training.time_budget import TrainingImages, preview_run
from frcnn_gui.engine_words import preset_summary
from frcnn_gui.language import N_, tr
from frcnn_gui.panels.check_list import CheckList
from frcnn_gui.panels.time_choice import TimeChoice, plan_text
from frcnn_gui.panels.training_panel import duration
from frcnn_gui.panels.unusable_lines import UnusableLines
from frcnn_gui.plain_text import PlainLabel, as_tip
from frcnn_gui.start_words import start_text
from frcnn_gui.workers.preflight_job import (
    AnchorsMeasured,
    DeviceFound,
    LabelsCounted,
    PaceMeasured,
    PreflightNews,
    ProblemsCounted,
    StartProposed,
    UnusableFound,
)
from frcnn_gui.workers.train_job import AUTOMATIC, TrainRequest

MOST_NAMED = 6
DEFAULT_PRESET = "mobilenet_fpn"
STARTS = {
    N_("The proposed weights"): AUTOMATIC,
    N_("COCO weights"): "coco",
    N_("ImageNet weights"): "imagenet",
    N_("From nothing"): "none",
}


class TrainDialog(QDialog):
    """`requested` has the TrainRequest. `labelled` is how many images have label files.

    Somebody looks at the data meanwhile and tells what comes of it with `take`.
    """

    requested = Signal(object)
    preset_chosen = Signal(str)
    """A person chose another one, or another weights folder."""
    problems_asked = Signal()
    """The problems of the labels are to be shown."""

    def __init__(
        self, folder: Path, out_dir: Path, labelled: int, checkpoint: Path | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._checkpoint = checkpoint
        self.setWindowTitle(tr("Train"))
        self.setMinimumWidth(520)
        self._folder, self._out_dir, self._labelled = folder, out_dir, labelled
        summary = tr("%Ln image(s) with labels in {folder}. The network goes to {out_dir}.", "", labelled)
        measured = tr("AP is measured on a fifth of them, unless the labels name other images for that.")
        told = [summary.format(folder=folder.name, out_dir=out_dir), measured if labelled >= FEWEST_TO_SHARE else ""]
        self.summary = PlainLabel(" ".join(filter(None, told)))
        self.summary.setWordWrap(True)
        self.time_choice = TimeChoice()
        self.time = PlainLabel()
        self.time.setWordWrap(True)
        self.checks = CheckList()
        self.unusable = UnusableLines(self.checks)
        self.unusable.changed.connect(self._allow_training)
        self.unusable.repair_requested.connect(self.problems_asked)
        self._failed = False
        self.use_anchors = _anchors_choice()
        self._counted: LabelsCounted | None = None
        self._pace: PaceMeasured | None = None
        self._anchors: AnchorsMeasured | None = None
        self._start: StartProposed | None = None
        self._device: DeviceFound | None = None
        self.preset_box = QComboBox()
        self.preset_box.setWhatsThis(
            tr("Which network is trained: a light one is enough for a CPU and for first tries.")
        )
        for name in PRESET_SUMMARIES:
            self.preset_box.addItem(name, name)
        self.preset_summary = PlainLabel()
        self.preset_summary.setWordWrap(True)
        self.preset_summary.setEnabled(False)
        self.epochs = QSpinBox()
        self.epochs.setWhatsThis(tr("How often every image is learned from."))
        self.epochs.setRange(1, 1000)
        self.epochs.setSuffix(tr(" times through all images"))
        self.start_box = QComboBox()
        self.start_box.setWhatsThis(
            tr("From a detector that knows COCO, ImageNet's features, a network that was trained before, or nothing.")
        )
        for title, start in STARTS.items():
            self.start_box.addItem(tr(title), start)
        if checkpoint is not None:
            title = tr("The network in use ({run})").format(run=checkpoint.parent.name)
            self.start_box.addItem(title, str(checkpoint))
        self.weights_dir = QLineEdit(os.environ.get(WEIGHTS_DIR_VARIABLE, ""))
        self.weights_dir.setPlaceholderText(tr("downloaded when needed"))
        self.weights_dir.setToolTip(tr("A folder with COCO and ImageNet weights, for machines without a network"))
        self.weights_dir.editingFinished.connect(self._follow_weights_dir)
        self.browse = QPushButton(tr("Choose…"))
        self.browse.setWhatsThis(tr("Choose the folder with the weights."))
        self.browse.setAutoDefault(False)
        self.browse.clicked.connect(self._browse)
        self.preset_box.currentIndexChanged.connect(self._follow_preset)
        self.preset_box.activated.connect(lambda: self.preset_chosen.emit(self.preset_box.currentData()))
        self.epochs.valueChanged.connect(self._tell_time)
        self.time_choice.currentIndexChanged.connect(self._follow_time)
        self.start_box.currentIndexChanged.connect(self._show_start)
        self.preset_box.setCurrentIndex(self.preset_box.findData(DEFAULT_PRESET))
        self._follow_preset()
        self.advanced, self.fields = QToolButton(), QWidget()
        self._arrange()
        self._show_advanced(False)

    def _arrange(self) -> None:
        self.advanced.setText(tr("Advanced"))
        self.advanced.setWhatsThis(tr("Network, length and weights, where the proposed ones are not wanted."))
        self.advanced.setCheckable(True)
        self.advanced.setAutoRaise(True)
        self.advanced.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.advanced.toggled.connect(self._show_advanced)
        weights = QHBoxLayout()
        weights.addWidget(self.weights_dir, 1)
        weights.addWidget(self.browse)
        time = QFormLayout()
        time.addRow(tr("Training ti&me"), self.time_choice)
        form = QFormLayout(self.fields)
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow(tr("&Network"), self.preset_box)
        form.addRow("", self.preset_summary)
        form.addRow(tr("&Length"), self.epochs)
        form.addRow(tr("&Start from"), self.start_box)
        weights_label = PlainLabel(tr("&Weights folder"))
        weights_label.setBuddy(self.weights_dir)
        form.addRow(weights_label, weights)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        train = self.train_button = buttons.addButton(tr("Train"), QDialogButtonBox.ButtonRole.AcceptRole)
        train.setWhatsThis(tr("Starts the training in the background; labelling can go on meanwhile."))
        train.setDefault(True)
        self._allow_training()
        buttons.accepted.connect(self._request)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(self.summary)
        layout.addLayout(time)
        layout.addWidget(self.time)
        layout.addWidget(self.checks)
        layout.addWidget(self.advanced)
        layout.addWidget(self.fields)
        layout.addWidget(buttons)

    @Slot()
    def _allow_training(self) -> None:
        tip = "" if self.unusable.may_train else tr("Repair the labels first, or train without these images")
        self.train_button.setEnabled(self._labelled > 0 and not self._failed and self.unusable.may_train)
        self.train_button.setToolTip(as_tip(tip if self._labelled else tr("Draw boxes in some images first")))

    def _show_advanced(self, shown: bool) -> None:
        """For most people the fields are right as they are."""
        self.advanced.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow)
        self.fields.setVisible(shown)
        self._fit_soon()

    def _fit_soon(self) -> None:
        QTimer.singleShot(0, self, self._fit)  # new lines know their height once they have been laid out

    @Slot()
    def _fit(self) -> None:
        """As high as the wrapped lines need."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            width = max(self.width(), self.minimumWidth())
            self.resize(width, max(layout.totalHeightForWidth(width), layout.totalMinimumSize().height()))

    def request(self) -> TrainRequest:
        """What the fields say."""
        weights = self.weights_dir.text().strip()
        return TrainRequest(
            folder=self._folder,
            out_dir=self._out_dir,
            preset=self.preset_box.currentData(),
            epochs=self.epochs.value(),
            start=self.start_box.currentData(),
            instead=self._checkpoint,
            weights_dir=Path(weights) if weights else None,
            anchors=self._suggested if self.use_anchors.isChecked() else None,
            skip_unusable=self.unusable.skip.isChecked(),
            minutes=self.time_choice.minutes,
        )

    # -- what is found out meanwhile

    def tell_time(self, text: str) -> None:
        self.time.setText(text)

    def begin_checks(self) -> None:
        """What was found out does not hold any more, but for the labels."""
        self._pace = self._anchors = self._start = None
        self.use_anchors.setChecked(False)
        self.checks.remove("anchors")
        self.checks.remove("start")
        self.tell_time(tr("Measuring how long it would take…"))

    def end_checks(self) -> None:
        """No more is to come."""
        if self._pace is None:
            self.tell_time("")

    def fail(self, text: str) -> None:
        """There is nothing to train on, and why."""
        self.checks.show_line("fault", "error", text, *([self.unusable.repair_button()] if self._labelled else []))
        self.tell_time("")
        self._failed = True
        self._allow_training()

    def take(self, news: PreflightNews) -> None:
        """One thing was found out."""
        if isinstance(news, DeviceFound):
            self._take_device(news)
        elif isinstance(news, LabelsCounted):
            self._counted = news
            self._show_counts(news)
        elif isinstance(news, UnusableFound):
            self.unusable.show_found(news)
        elif isinstance(news, PaceMeasured):
            self._pace = news
            self._tell_time()
        elif isinstance(news, StartProposed):
            self._start = news
            self._show_start()
        elif isinstance(news, AnchorsMeasured):
            self._anchors = news
            self._show_anchors()
        else:
            self._show_problems(news)
        self._fit_soon()

    def _take_device(self, device: DeviceFound) -> None:
        first, self._device = self._device is None, device
        if first and self.preset_box.currentData() == DEFAULT_PRESET:
            self.preset_box.setCurrentIndex(self.preset_box.findData(device.preset))
        reason = (
            tr("{preset}, for it computes on {device}.")
            if device.preset == self.preset_box.currentData()
            else tr("{preset}, on {device}; on this machine {other} is usual.")
        )
        text = reason.format(preset=self.preset_box.currentData(), device=device.title, other=device.preset)
        self.checks.show_line("device", "info", text)

    def _show_counts(self, counted: LabelsCounted) -> None:
        boxes = tr("%Ln box(es)", "", counted.boxes.total())
        classes = tr("%Ln class(es)", "", len(counted.boxes))
        images = tr("%Ln image(s)", "", counted.images)
        text = tr("Learns from {boxes} of {classes} in {images}.")
        measured = tr("AP is measured on %Ln other image(s).", "", counted.measured_on) if counted.measured_on else ""
        kind = "good"
        if counted.images < FEWEST_TO_SHARE:
            kind, measured = "warning", tr("So few images teach little, and leave none to measure AP on: label more.")
        text = text.format(boxes=boxes, classes=classes, images=images)
        self.checks.show_line("counts", kind, " ".join(filter(None, (text, measured))))
        if counted.unused:
            self.checks.show_line("unused", "warning", " ".join(counted.unused))
        if backgrounds := [label for label in counted.boxes if is_background(label)]:
            text = tr("Learned as an object like any other: {classes}. The network needs no class for the background.")
            self.checks.show_line("background", "warning", text.format(classes=", ".join(backgrounds)))
        if counted.rare:
            listed = ", ".join(f"{label} ({count})" for label, count in list(counted.rare.items())[:MOST_NAMED])
            if len(counted.rare) > MOST_NAMED:
                listed += ", …"
            self.checks.show_line(
                "rare", "warning", tr("Few boxes, hardly to be learnt: {classes}.").format(classes=listed)
            )

    def _show_problems(self, found: ProblemsCounted) -> None:
        if not found.errors and not found.warnings:
            self.checks.show_line("problems", "good", tr("The check of the labels finds no problem."))
            return
        text = tr("The check of the labels finds {errors} and {warnings}.").format(
            errors=tr("%Ln fault(s)", "", found.errors), warnings=tr("%Ln likely slip(s)", "", found.warnings)
        )
        kind = "error" if found.errors else "warning"
        self.checks.show_line("problems", kind, text, self.unusable.repair_button())

    @Slot()
    def _show_start(self) -> None:
        """What is proposed to start from, and why, as long as nothing else is chosen."""
        if self._start is not None and self.start_box.currentData() == AUTOMATIC:
            self.checks.show_line("start", "info", start_text(self._start.start))
        else:
            self.checks.remove("start")
        self._show_anchors()

    @property
    def _starts_from_coco(self) -> bool:
        chosen = self.start_box.currentData()
        proposed = self._start.start.weights if self._start is not None else ""
        return "coco" in (chosen, proposed if chosen == AUTOMATIC else "")

    @property
    def _suggested(self) -> AnchorConfig | None:
        """Anchors that fit better than the preset's; none where the RPN has learned with others."""
        found = self._anchors
        fresh = self.start_box.currentData() in STARTS.values() and not self._starts_from_coco
        if found is None or not fresh or found.preset != self.preset_box.currentData():
            return None
        return found.suggestion.anchors if found.suggestion.is_better else None

    @Slot()
    def _show_anchors(self) -> None:
        found = self._anchors
        if found is None:
            return
        before, after = found.suggestion.before, found.suggestion.after
        if self._suggested is None:
            self.use_anchors.setChecked(False)
            text = tr("The anchors fit the boxes with a mean IoU of {iou}.").format(iou=f"{before.mean_iou:.2f}")
            self.checks.show_line("anchors", "good", text)
            return
        text = tr("The anchors fit the boxes with a mean IoU of {before}; others would with {after}.")
        box = self.use_anchors = _anchors_choice()
        text = text.format(before=f"{before.mean_iou:.2f}", after=f"{after.mean_iou:.2f}")
        self.checks.show_line("anchors", "info", text, box)

    @Slot()
    def _follow_time(self) -> None:
        """A time takes the place of the number of epochs."""
        self.epochs.setEnabled(not self.time_choice.minutes)
        self._tell_time()
        self._fit_soon()

    @Slot()
    def _tell_time(self) -> None:
        pace, counted = self._pace, self._counted
        if pace is None or counted is None:
            return
        if pace.estimate is None:
            self.tell_time(pace.told)
            return
        if self.time_choice.minutes:
            images = TrainingImages(counted.images, counted.measured_on)
            plan = preview_run(self.time_choice.minutes, pace.estimate, preset(pace.preset), images)
            self.tell_time(plan_text(plan))
            return
        batch = preset(pace.preset).training.batch_size
        seconds = pace.estimate.of_run(counted.images, counted.measured_on, self.epochs.value(), batch)
        text = tr("Takes about {time}: {step} s a step, measured just now.")
        self.tell_time(text.format(time=duration(seconds), step=f"{pace.estimate.seconds_per_step:.2f}"))

    def _request(self) -> None:
        self.requested.emit(self.request())
        self.accept()

    def _follow_preset(self) -> None:
        name = self.preset_box.currentData()
        self.preset_summary.setText(preset_summary(name))
        self.epochs.setValue(suggested_epochs(max(self._labelled, 1), preset(name).training))

    def _browse(self) -> None:
        title = tr("Folder with COCO and ImageNet weights")
        chosen = QFileDialog.getExistingDirectory(self, title, self.weights_dir.text())
        if chosen:
            self.weights_dir.setText(chosen)
            self._look_again()

    @Slot()
    def _follow_weights_dir(self) -> None:
        if self.weights_dir.isModified():
            self._look_again()

    def _look_again(self) -> None:
        """Another weights folder may hold what can be started from."""
        self.weights_dir.setModified(False)
        self.preset_chosen.emit(self.preset_box.currentData())


def _anchors_choice() -> QCheckBox:
    box = QCheckBox(tr("Train with anchors that fit better"))
    box.setWhatsThis(tr("The anchors found for the boxes of this folder take the place of the preset's."))
    return box
