"""What to ask before a training: for most people, nothing but a click on Train."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from detector.config import DEFAULT_PRESET, AnchorConfig
from detector.data.lint.files import is_background_name
from detector.training.time_budget import TrainingImages, preview_run
from detector.weights.pretrained import PROPOSED
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.plain_text import PlainLabel, format_tooltip
from frcnn_gui.common.widgets.checklist import Checklist
from frcnn_gui.common.widgets.scroll_page import ScrollPage
from frcnn_gui.train.preflight_job import (
    AnchorsMeasured,
    DeviceFound,
    LabelsCounted,
    PreflightNews,
    ProblemsCounted,
    SpeedMeasured,
    StartProposed,
    UnusableFound,
)
from frcnn_gui.train.sets_text import describe_outlines, describe_sets
from frcnn_gui.train.start_texts import start_text
from frcnn_gui.train.time_choice import TimeChoice, format_plan
from frcnn_gui.train.train_fields import START_CHOICES, TrainFields
from frcnn_gui.train.train_job import TrainRequest
from frcnn_gui.train.training_panel import format_duration
from frcnn_gui.train.unusable_lines import UnusableLines

REPAIR_FIRST_TEXT = N_("Repair the labels first, or train without these images")
BACKGROUND_CLASSES_TEXT = N_("Trained like any class: {classes}. No background is needed.")

MAX_RARE_NAMED = 6
CHECKS_PAGE_LINES = 11
TIME_LINES = 2


class TrainDialog(QDialog):
    """Asks what to train, and shows the results of the checks that run meanwhile (`show_preflight_news`).

    Signals:
        training_requested: The TrainRequest.
        checks_requested: The preset to check the data for; something that the checks depend on has changed.
        problems_requested: The problems of the labels are to be shown.
    """

    training_requested = Signal(object)
    checks_requested = Signal(str)
    problems_requested = Signal()

    def __init__(
        self, folder: Path, out_dir: Path, labeled: int, checkpoint: Path | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._checkpoint = checkpoint
        self.setWindowTitle(tr("Train"))
        self.setMinimumWidth(520)
        self._folder, self._out_dir, self._labeled_count = folder, out_dir, labeled
        summary = tr("%Ln labeled image(s) in {folder}, network in {out_dir}.", "", labeled)
        self.summary_label = PlainLabel(summary.format(folder=folder.name, out_dir=out_dir))
        self.summary_label.setWordWrap(True)
        self.time_choice = TimeChoice()
        self.time_label = PlainLabel()
        self.time_label.setWordWrap(True)
        self.checklist = Checklist()
        self.unusable_lines = UnusableLines(self.checklist)
        self.unusable_lines.may_train_changed.connect(self._update_train_button)
        self.unusable_lines.repair_requested.connect(self.problems_requested)
        self._has_failed = False
        self.use_anchors_box = _create_anchors_box()
        self._labels_counted: LabelsCounted | None = None
        self._speed_measured: SpeedMeasured | None = None
        self._anchors_measured: AnchorsMeasured | None = None
        self._start_proposed: StartProposed | None = None
        self._device_found: DeviceFound | None = None
        self.advanced_button, self.fields = QToolButton(), TrainFields(labeled, checkpoint)
        self.fields.checks_requested.connect(lambda: self.checks_requested.emit(self.fields.preset))
        self.fields.epochs_box.valueChanged.connect(self._update_time)
        self.fields.start_box.currentIndexChanged.connect(self._show_start)
        self.time_choice.currentIndexChanged.connect(self._on_time_chosen)
        self._build_layout()
        self._on_advanced_toggled(False)

    def _build_layout(self) -> None:
        self.advanced_button.setText(tr("Advanced"))
        self.advanced_button.setWhatsThis(tr("Network, epochs and weights, to change the recommended ones."))
        self.advanced_button.setCheckable(True)
        self.advanced_button.setAutoRaise(True)
        self.advanced_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.advanced_button.toggled.connect(self._on_advanced_toggled)
        time = QFormLayout()
        time.addRow(tr("Training ti&me"), self.time_choice)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        train = self.train_button = buttons.addButton(tr("Train"), QDialogButtonBox.ButtonRole.AcceptRole)
        train.setWhatsThis(tr("Starts the training in the background. You can continue labeling."))
        train.setDefault(True)
        self._update_train_button()
        buttons.accepted.connect(self._on_train_clicked)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(self.summary_label)
        layout.addLayout(time)
        layout.addWidget(self.time_label)
        layout.addWidget(self._create_checks_page())
        layout.addWidget(self.advanced_button)
        layout.addWidget(self.fields, 1)
        layout.addWidget(buttons)

    def _create_checks_page(self) -> ScrollPage:
        """The results of the checks, in a page of fixed height, so that the buttons do not move when results arrive."""
        page = ScrollPage(tr("Checks"))
        page.page_layout.setContentsMargins(0, 0, 0, 0)
        page.page_layout.addWidget(self.checklist)
        page.page_layout.addStretch(1)
        page.setFixedHeight(CHECKS_PAGE_LINES * self.fontMetrics().lineSpacing())
        self.time_label.setMinimumHeight(TIME_LINES * self.fontMetrics().lineSpacing())
        self.time_label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        return page

    @Slot()
    def _update_train_button(self) -> None:
        tip = "" if self.unusable_lines.can_train else tr(REPAIR_FIRST_TEXT)
        self.train_button.setEnabled(self._labeled_count > 0 and not self._has_failed and self.unusable_lines.can_train)
        self.train_button.setToolTip(
            format_tooltip(tip if self._labeled_count else tr("Draw boxes in some images first"))
        )

    def _on_advanced_toggled(self, shown: bool) -> None:
        """For most people the fields are right as they are."""
        self.advanced_button.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow)
        self.fields.setVisible(shown)
        self._schedule_resize()

    def _schedule_resize(self) -> None:
        QTimer.singleShot(0, self, self._resize_to_content)  # new lines know their height once they have been laid out

    @Slot()
    def _resize_to_content(self) -> None:
        """As high as the wrapped lines and the fields need, within the screen; the fields scroll if they do not fit."""
        layout = self.layout()
        if layout is None:
            return
        layout.activate()
        screen = self.screen().availableGeometry()
        frame_height = self.frameGeometry().height() - self.height()
        width = max(self.width(), self.minimumWidth(), layout.totalMinimumSize().width())
        height = max(layout.totalHeightForWidth(width), layout.totalMinimumSize().height())
        self.resize(width, min(height, screen.height() - frame_height))
        if self.frameGeometry().bottom() > screen.bottom():
            self.move(self.x(), max(screen.top(), screen.bottom() - self.frameGeometry().height() + 1))

    def build_request(self) -> TrainRequest:
        """What the fields say."""
        fields = self.fields
        return TrainRequest(
            folder=self._folder,
            out_dir=self._out_dir,
            preset=fields.preset,
            epochs=fields.epochs_box.value(),
            start=fields.start,
            fallback_checkpoint=self._checkpoint,
            weights_dir=fields.weights_dir,
            anchors=self._suggested_anchors if self.use_anchors_box.isChecked() else None,
            skip_unusable=self.unusable_lines.skip_box.isChecked(),
            minutes=self.time_choice.minutes,
            settings=tuple(fields.option_form.read_changes().items()),
            val_fraction=fields.validation_fraction,
            proposals=fields.proposals,
        )

    # -- what is found out meanwhile

    def show_time(self, text: str) -> None:
        self.time_label.setText(text)

    def begin_checks(self) -> None:
        """What was found out does not hold any more, but for the labels."""
        self._speed_measured = self._anchors_measured = self._start_proposed = None
        self.use_anchors_box.setChecked(False)
        self.checklist.remove_line("anchors")
        self.checklist.remove_line("start")
        self.checklist.remove_line("outlines")
        self.show_time(tr("Estimating the training time…"))

    def end_checks(self) -> None:
        """No more is to come."""
        if self._speed_measured is None:
            self.show_time("")

    def show_failure(self, text: str) -> None:
        """There is nothing to train on, and why."""
        self.checklist.show_line(
            "fault", "error", text, *([self.unusable_lines.create_repair_button()] if self._labeled_count else [])
        )
        self.show_time("")
        self._has_failed = True
        self._update_train_button()

    def show_preflight_news(self, news: PreflightNews) -> None:
        """One thing was found out."""
        if isinstance(news, DeviceFound):
            self._show_device(news)
        elif isinstance(news, LabelsCounted):
            self._labels_counted = news
            self.fields.show_own_validation(news.has_own_validation)
            self._show_counts(news)
        elif isinstance(news, UnusableFound):
            self.unusable_lines.show_found(news)
        elif isinstance(news, SpeedMeasured):
            self._speed_measured = news
            self._update_time()
        elif isinstance(news, StartProposed):
            self._start_proposed = news
            self._show_start()
        elif isinstance(news, AnchorsMeasured):
            self._anchors_measured = news
            self._show_anchors()
        else:
            self._show_problems(news)

    def _show_device(self, device: DeviceFound) -> None:
        first, self._device_found = self._device_found is None, device
        if first and self.fields.preset == DEFAULT_PRESET:
            self.fields.choose_preset(device.preset)
        reason = (
            tr("{preset}, recommended for {device}.")
            if device.preset == self.fields.preset
            else tr("{preset}, on {device}; recommended there: {other}.")
        )
        text = reason.format(preset=self.fields.preset, device=device.title, other=device.preset)
        self.checklist.show_line("device", "info", text)

    def _show_counts(self, counted: LabelsCounted) -> None:
        self.checklist.show_line("counts", *describe_sets(counted))
        if outlines := describe_outlines(counted, self.fields.preset):
            self.checklist.show_line("outlines", *outlines)
        if counted.unused:
            self.checklist.show_line("unused", "warning", " ".join(counted.unused))
        if backgrounds := [label for label in counted.boxes if is_background_name(label)]:
            text = tr(BACKGROUND_CLASSES_TEXT)
            self.checklist.show_line("background", "warning", text.format(classes=", ".join(backgrounds)))
        if counted.rare_classes:
            listed = ", ".join(
                f"{label} ({count})" for label, count in list(counted.rare_classes.items())[:MAX_RARE_NAMED]
            )
            if len(counted.rare_classes) > MAX_RARE_NAMED:
                listed += ", …"
            self.checklist.show_line(
                "rare", "warning", tr("Too few boxes to learn reliably: {classes}.").format(classes=listed)
            )

    def _show_problems(self, found: ProblemsCounted) -> None:
        if not found.errors and not found.warnings:
            self.checklist.show_line("problems", "good", tr("Check labels found no problems."))
            return
        errors, warnings = tr("%Ln error(s)", "", found.errors), tr("%Ln warning(s)", "", found.warnings)
        if found.errors and found.warnings:
            text = tr("Check labels found {errors} and {warnings}.").format(errors=errors, warnings=warnings)
        else:
            text = tr("Check labels found {problems}.").format(problems=errors if found.errors else warnings)
        kind = "error" if found.errors else "warning"
        self.checklist.show_line("problems", kind, text, self.unusable_lines.create_repair_button())

    @Slot()
    def _show_start(self) -> None:
        """What is proposed to start from, and why, as long as nothing else is chosen."""
        if self._start_proposed is not None and self.fields.start == PROPOSED:
            self.checklist.show_line("start", "info", start_text(self._start_proposed.start))
        else:
            self.checklist.remove_line("start")
        self._show_anchors()

    @property
    def _starts_from_coco(self) -> bool:
        chosen = self.fields.start
        proposed = self._start_proposed.start.weights if self._start_proposed is not None else ""
        return "coco" in (chosen, proposed if chosen == PROPOSED else "")

    @property
    def _suggested_anchors(self) -> AnchorConfig | None:
        """Anchors that fit better than the preset's; none where the RPN has learned with others."""
        found = self._anchors_measured
        fresh = self.fields.start in START_CHOICES.values() and not self._starts_from_coco
        if found is None or not fresh or found.preset != self.fields.preset:
            return None
        return found.suggestion.anchors if found.suggestion.is_better else None

    @Slot()
    def _show_anchors(self) -> None:
        found = self._anchors_measured
        if found is None:
            return
        before, after = found.suggestion.before, found.suggestion.after
        if self._suggested_anchors is None:
            self.use_anchors_box.setChecked(False)
            text = tr("Mean best IoU of the anchors: {iou}.").format(iou=f"{before.mean_iou:.2f}")
            self.checklist.show_line("anchors", "good", text)
            return
        text = tr("Mean best IoU of the anchors: {before}; suggested: {after}.")
        box = self.use_anchors_box = _create_anchors_box()
        text = text.format(before=f"{before.mean_iou:.2f}", after=f"{after.mean_iou:.2f}")
        self.checklist.show_line("anchors", "info", text, box)

    @Slot()
    def _on_time_chosen(self) -> None:
        """A time takes the place of the number of epochs."""
        self.fields.show_time_limit(bool(self.time_choice.minutes))
        self._update_time()

    @Slot()
    def _update_time(self) -> None:
        speed, counted = self._speed_measured, self._labels_counted
        if speed is None or counted is None:
            return
        if speed.estimate is None:
            self.show_time(speed.message)
            return
        if self.time_choice.minutes:
            images = TrainingImages(counted.images, counted.held_out)
            plan = preview_run(self.time_choice.minutes, speed.estimate, self.fields.build_config(speed.preset), images)
            self.show_time(format_plan(plan))
            return
        batch = self.fields.build_config(speed.preset).training.batch_size
        seconds = speed.estimate.estimate_run(counted.images, counted.held_out, self.fields.epochs_box.value(), batch)
        text = tr("Takes about {time}, at {step} s per step.")
        self.show_time(text.format(time=format_duration(seconds), step=f"{speed.estimate.seconds_per_step:.2f}"))

    def _on_train_clicked(self) -> None:
        self.training_requested.emit(self.build_request())
        self.accept()


def _create_anchors_box() -> QCheckBox:
    box = QCheckBox(tr("Train with the suggested anchors"))
    box.setWhatsThis(tr("Uses the anchors that fit the boxes of this folder instead of those of the preset."))
    return box
