"""The Training dock: progress, losses and messages of the run that is on."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from detector.training.runs.events import (
    CANCELED,
    CheckpointSaved,
    EpochCompleted,
    Finished,
    PhaseStarted,
    Resumed,
    StepCompleted,
    TrainingEvent,
    TrainingStarted,
    Warned,
)
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.plain_text import PlainLabel
from frcnn_gui.common.texts.engine_sentences import translate_message
from frcnn_gui.common.widgets.progress_bar import ProgressBar
from frcnn_gui.train.ap_chart import ApChart
from frcnn_gui.train.loss_chart import LossChart
from frcnn_gui.train.time_choice import format_started_plan
from frcnn_gui.train.trace_timeline import TraceTimeline

NETWORK_KEPT_TEXT = N_("The network is kept. Detect uses it.")
RESUMED_TEXT = N_("Resumed at step {step}")
EPOCH_AP_TEXT = N_("Epoch {epoch}: mean loss {loss}, AP50 {score}")
SAVED_TEXT = N_("Saved {path} at step {step}")
NOTE_TEXT = N_("Note: {message}")
RESUME_TEXT = N_("Res&ume")

MESSAGES_WIDTH = 160
NO_GPU_TEXT = N_("Note: No CUDA GPU found. The network trains on the CPU.")
IDLE_TEXT = N_("No training in progress. Choose Train to start one.")


def format_duration(seconds: float) -> str:
    """`seconds` as a person says it: 45 s, 3 min 20 s, 1 h 5 min."""
    whole = round(seconds)
    if whole < 60:
        return tr("{seconds} s").format(seconds=whole)
    if whole < 3600:
        return tr("{minutes} min {seconds} s").format(minutes=whole // 60, seconds=whole % 60)
    return tr("{hours} h {minutes} min").format(hours=whole // 3600, minutes=whole % 3600 // 60)


def describe_ending(event: Finished) -> str:
    """How a run ended that did not fail."""
    stopped, completed = (
        tr("Stopped after %Ln step(s).", "", event.steps),
        tr("Completed after %Ln step(s).", "", event.steps),
    )
    sentences = [stopped if event.reason == CANCELED else completed]
    if event.path is not None:
        sentences.append(tr(NETWORK_KEPT_TEXT))
    return " ".join(sentences)


class TrainingPanel(QWidget):
    """Shows the events of one run; its signals ask for what the buttons say.

    Signals:
        train_requested: The Train dialog is to be opened.
        stop_requested: The training is to be stopped.
        pause_requested: True to pause, False to resume.
    """

    train_requested = Signal()
    stop_requested = Signal()
    pause_requested = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Training"))
        self.status_label = PlainLabel(tr(IDLE_TEXT))
        self.status_label.setWordWrap(True)
        self.status_label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.progress_bar = ProgressBar()
        self.progress_bar.setFormat(tr("step %v of %m"))
        self.progress_bar.setVisible(False)
        self.train_button = QPushButton(tr("T&rain…"))
        self.train_button.setWhatsThis(tr("Asks for the settings and estimates the time. Nothing starts yet."))
        self.train_button.clicked.connect(self.train_requested)
        self.pause_button = QPushButton(tr("&Pause"))
        self.pause_button.setToolTip(tr("Pause after this step"))
        self.pause_button.clicked.connect(self._on_pause_clicked)
        self._is_paused = False
        self.stop_button = QPushButton(tr("&Stop"))
        self.stop_button.setToolTip(tr("Stop after this step and keep the checkpoint"))
        self.stop_button.clicked.connect(self._on_stop_clicked)
        self.loss_chart = LossChart()
        self.ap_chart = ApChart()
        self.tabs = QTabWidget()
        """What is said of the run, and how good it is once that was measured"""
        self.trace_timeline = TraceTimeline()
        self.messages_list = QListWidget()
        self.messages_list.setAccessibleName(tr("Training messages"))
        self.messages_list.setWhatsThis(
            tr("Messages of the training, newest last: start, AP after each epoch, warnings, errors and end.")
        )
        self.messages_list.setWordWrap(True)
        self.messages_list.setAlternatingRowColors(True)
        self.messages_list.setSpacing(2)
        self.messages_list.setMinimumWidth(MESSAGES_WIDTH)
        self.messages_list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._device_name = ""
        self._build_layout()
        self._set_running(False)

    def _build_layout(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.status_label, 1)
        for button in (self.train_button, self.pause_button, self.stop_button):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        split = QSplitter(Qt.Orientation.Horizontal)
        curves = QWidget()
        column = QVBoxLayout(curves)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.loss_chart, 1)
        column.addWidget(self.trace_timeline)
        self.tabs.addTab(self.messages_list, tr("Messages"))
        for part in (curves, self.tabs):
            split.addWidget(part)
        split.setCollapsible(0, False)
        for place, share in enumerate((3, 2)):
            split.setStretchFactor(place, share)
        split.setSizes([3 * MESSAGES_WIDTH, 2 * MESSAGES_WIDTH])
        layout = QVBoxLayout(self)
        layout.addLayout(row)
        layout.addWidget(self.progress_bar)
        layout.addWidget(split, 1)

    def show_preparing(self) -> None:
        """A run was asked for."""
        self.loss_chart.clear_curves()
        self.ap_chart.clear_curves()
        self.tabs.removeTab(self.tabs.indexOf(self.ap_chart))
        self.trace_timeline.clear_traces()
        self.messages_list.clear()
        self.progress_bar.setRange(0, 0)
        self.progress_bar.setVisible(True)
        self.status_label.setText(tr("Preparing: reading labels and weights…"))
        self._set_running(True)

    def show_event(self, event: TrainingEvent) -> None:
        """Take one event of the trainer."""
        if isinstance(event, TrainingStarted):
            self._show_start(event)
        elif isinstance(event, Resumed):
            self._add_message(tr(RESUMED_TEXT).format(step=f"{event.step:,}"))
        elif isinstance(event, PhaseStarted):
            self._add_message(translate_message(event.sentence))
        elif isinstance(event, StepCompleted):
            self._show_step(event)
        elif isinstance(event, EpochCompleted):
            self._show_epoch(event)
        elif isinstance(event, CheckpointSaved):
            self._add_message(tr(SAVED_TEXT).format(path=event.path.name, step=f"{event.step:,}"))
        elif isinstance(event, Warned):
            self._add_message(tr(NOTE_TEXT).format(message=translate_message(event.message)))
        elif isinstance(event, Finished):
            self.show_end(translate_message(event.message) or describe_ending(event))

    def _show_epoch(self, event: EpochCompleted) -> None:
        loss = f"{event.mean_losses['total']:.3f}"
        if event.average_precision is None:
            self._add_message(tr("Epoch {epoch}: mean loss {loss}").format(epoch=event.epoch, loss=loss))
        else:
            text = tr(EPOCH_AP_TEXT)
            self._add_message(text.format(epoch=event.epoch, loss=loss, score=f"{event.average_precision:.3f}"))
            self.ap_chart.add_measurement(
                event.step,
                event.average_precision,
                event.coco_average_precision,
                event.per_class,
                event.mask_average_precision,
            )
            if self.tabs.indexOf(self.ap_chart) < 0:
                self.tabs.setCurrentIndex(self.tabs.insertTab(0, self.ap_chart, tr("AP")))

    def _show_start(self, event: TrainingStarted) -> None:
        self._device_name = event.device
        if event.device == "cpu":
            self._add_message(tr(NO_GPU_TEXT))
        if plan := format_started_plan(event):
            self._add_message(plan)
        self.progress_bar.setRange(0, event.total_steps)
        images, classes = tr("%Ln image(s)", "", event.images), tr("%Ln class(es)", "", len(event.classes))
        text = tr("{preset} on {device}: {images}, {classes}")
        self.status_label.setText(text.format(preset=event.preset, device=event.device, images=images, classes=classes))

    def _show_step(self, event: StepCompleted) -> None:
        self.progress_bar.show_progress(event.step, event.total_steps)
        self.loss_chart.add_step(event.step, event.losses)
        self.status_label.setText(
            tr("Epoch {epoch} on {device}   loss {loss}   {speed} images/s   {memory}   {time} left").format(
                epoch=event.epoch,
                device=self._device_name,
                loss=f"{event.losses['total']:.3f}",
                speed=f"{event.images_per_second:.1f}",
                memory=QLocale.system().formattedDataSize(event.memory_bytes, 1),
                time=format_duration(event.seconds_left),
            )
        )

    def show_end(self, sentence: str) -> None:
        """The run is over; `sentence` says how."""
        self.status_label.setText(sentence)
        self._add_message(sentence)
        self.progress_bar.setVisible(False)
        self._set_running(False)

    def _add_message(self, text: str) -> None:
        self.messages_list.addItem(QListWidgetItem(text))
        self.messages_list.scrollToBottom()

    def show_paused(self, step: int) -> None:
        """The run rests after this step."""
        if self._is_paused:  # and was not resumed meanwhile
            self.status_label.setText(tr("Paused after step {step}.").format(step=f"{step:,}"))

    def _on_pause_clicked(self) -> None:
        self._is_paused = not self._is_paused
        self._update_pause_button()
        self.status_label.setText(tr("Pausing after this step…") if self._is_paused else tr("Resuming…"))
        self.pause_requested.emit(self._is_paused)

    def _update_pause_button(self) -> None:
        self.pause_button.setText(tr(RESUME_TEXT) if self._is_paused else tr("&Pause"))

    def _on_stop_clicked(self) -> None:
        self.status_label.setText(tr("Stopping after this step…"))
        for button in (self.stop_button, self.pause_button):
            button.setEnabled(False)
        self.stop_requested.emit()

    def _set_running(self, running: bool) -> None:
        self._is_paused = False
        self._update_pause_button()
        self.train_button.setEnabled(not running)
        for button in (self.stop_button, self.pause_button):
            button.setEnabled(running)
            button.setVisible(running)
