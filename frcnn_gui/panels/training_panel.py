"""The Training dock: progress, losses and messages of the run that is on."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from detector.training.events import (
    CheckpointSaved,
    EpochCompleted,
    Finished,
    Resumed,
    StepCompleted,
    TrainingEvent,
    TrainingStarted,
    Warned,
)
from frcnn_gui.language import N_, tr
from frcnn_gui.panels.loss_chart import LossChart
from frcnn_gui.panels.score_chart import ScoreChart
from frcnn_gui.panels.time_choice import started_text
from frcnn_gui.panels.trace_reel import TraceReel
from frcnn_gui.plain_text import PlainLabel

MESSAGES_WIDTH = 160
NO_GPU = N_("Note: There is no CUDA GPU here, so the network trains on the CPU.")
IDLE_HINT = N_("No training yet. Train starts a network on the labels of this folder.")


def duration(seconds: float) -> str:
    """`seconds` as a person says it: 45 s, 3 min 20 s, 1 h 5 min."""
    whole = round(seconds)
    if whole < 60:
        return tr("{seconds} s").format(seconds=whole)
    if whole < 3600:
        return tr("{minutes} min {seconds} s").format(minutes=whole // 60, seconds=whole % 60)
    return tr("{hours} h {minutes} min").format(hours=whole // 3600, minutes=whole % 3600 // 60)


def ending(event: Finished) -> str:
    """How a run ended that did not fail."""
    stopped, completed = (
        tr("Stopped after %Ln step(s).", "", event.steps),
        tr("Completed after %Ln step(s).", "", event.steps),
    )
    told = [stopped if event.reason == "cancelled" else completed]
    if event.path is not None:
        told.append(tr("The network is kept, and Detect uses it."))
    return " ".join(told)


class TrainingPanel(QWidget):
    """Shows the events of one run; its signals ask for what the buttons say."""

    train_requested = Signal()
    stop_requested = Signal()
    pause_requested = Signal(bool)
    """True to rest, False to go on"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Training"))
        self.status = PlainLabel(tr(IDLE_HINT))
        self.status.setWordWrap(True)
        self.status.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.progress = QProgressBar()
        self.progress.setFormat(tr("step %v of %m"))
        self.progress.setVisible(False)
        self.train_button = QPushButton(tr("&Train…"))
        self.train_button.setWhatsThis(
            tr("Asks for the settings of a training and measures how long it would take; nothing is begun yet.")
        )
        self.train_button.clicked.connect(self.train_requested)
        self.pause_button = QPushButton(tr("&Pause"))
        self.pause_button.setToolTip(tr("Rest after this step; the processor is free until it goes on"))
        self.pause_button.clicked.connect(self._pause)
        self._paused = False
        self.stop_button = QPushButton(tr("&Stop"))
        self.stop_button.setToolTip(tr("Stop after this step; what was learned so far is saved"))
        self.stop_button.clicked.connect(self._stop)
        self.chart = LossChart()
        self.scores = ScoreChart()
        self.told = QTabWidget()
        """What is said of the run, and how good it is once that was measured"""
        self.reel = TraceReel()
        self.messages = QListWidget()
        self.messages.setAccessibleName(tr("Messages of the training"))
        self.messages.setWhatsThis(
            tr(
                "What the training told, the newest last: the start, AP after every epoch, warnings, faults and the "
                "end."
            )
        )
        self.messages.setWordWrap(True)
        self.messages.setAlternatingRowColors(True)
        self.messages.setSpacing(2)
        self.messages.setMinimumWidth(MESSAGES_WIDTH)
        self.messages.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._device = ""
        self._arrange()
        self._running(False)

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.status, 1)
        for button in (self.train_button, self.pause_button, self.stop_button):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        split = QSplitter(Qt.Orientation.Horizontal)
        curves = QWidget()
        column = QVBoxLayout(curves)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.chart, 1)
        column.addWidget(self.reel)
        self.told.addTab(self.messages, tr("Messages"))
        for part in (curves, self.told):
            split.addWidget(part)
        split.setStretchFactor(0, 1)
        split.setCollapsible(0, False)
        split.setSizes([3 * MESSAGES_WIDTH, 2 * MESSAGES_WIDTH])
        layout = QVBoxLayout(self)
        layout.addLayout(row)
        layout.addWidget(self.progress)
        layout.addWidget(split, 1)

    def begin(self) -> None:
        """A run was asked for."""
        self.chart.clear()
        self.scores.clear()
        self.told.removeTab(self.told.indexOf(self.scores))
        self.reel.clear()
        self.messages.clear()
        self.progress.setRange(0, 0)
        self.progress.setVisible(True)
        self.status.setText(tr("Preparing: reading labels and weights..."))
        self._running(True)

    def show_event(self, event: TrainingEvent) -> None:
        """Take one event of the trainer."""
        if isinstance(event, TrainingStarted):
            self._show_start(event)
        elif isinstance(event, Resumed):
            self._tell(tr("Going on after step {step}").format(step=f"{event.step:,}"))
        elif isinstance(event, StepCompleted):
            self._show_step(event)
        elif isinstance(event, EpochCompleted):
            self._show_epoch(event)
        elif isinstance(event, CheckpointSaved):
            self._tell(tr("Saved {path} at step {step}").format(path=event.path.name, step=f"{event.step:,}"))
        elif isinstance(event, Warned):
            self._tell(tr("Note: {message}").format(message=event.message))
        elif isinstance(event, Finished):
            self.end(event.message or ending(event))

    def _show_epoch(self, event: EpochCompleted) -> None:
        loss = f"{event.mean_losses['total']:.3f}"
        if event.average_precision is None:
            self._tell(tr("Epoch {epoch}: mean loss {loss}").format(epoch=event.epoch, loss=loss))
        else:
            text = tr("Epoch {epoch}: mean loss {loss}, AP50 {score}")
            self._tell(text.format(epoch=event.epoch, loss=loss, score=f"{event.average_precision:.3f}"))
            self.scores.add(event.step, event.average_precision, event.coco_average_precision, event.per_class)
            if self.told.indexOf(self.scores) < 0:
                self.told.setCurrentIndex(self.told.insertTab(0, self.scores, tr("AP")))

    def _show_start(self, event: TrainingStarted) -> None:
        self._device = event.device
        if event.device == "cpu":
            self._tell(tr(NO_GPU))
        if plan := started_text(event):
            self._tell(plan)
        self.progress.setRange(0, event.total_steps)
        images, classes = tr("%Ln image(s)", "", event.images), tr("%Ln class(es)", "", len(event.classes))
        text = tr("{preset} on {device}: {images}, {classes}")
        self.status.setText(text.format(preset=event.preset, device=event.device, images=images, classes=classes))

    def _show_step(self, event: StepCompleted) -> None:
        self.progress.setRange(0, event.total_steps)
        self.progress.setValue(event.step)
        self.chart.add(event.step, event.losses)
        self.status.setText(
            tr("Epoch {epoch} on {device}   loss {loss}   {speed} images/s   {memory}   {time} left").format(
                epoch=event.epoch,
                device=self._device,
                loss=f"{event.losses['total']:.3f}",
                speed=f"{event.images_per_second:.1f}",
                memory=QLocale.system().formattedDataSize(event.memory_bytes, 1),
                time=duration(event.seconds_left),
            )
        )

    def end(self, sentence: str) -> None:
        """The run is over; `sentence` says how."""
        self.status.setText(sentence)
        self._tell(sentence)
        self.progress.setVisible(False)
        self._running(False)

    def _tell(self, text: str) -> None:
        self.messages.addItem(QListWidgetItem(text))
        self.messages.scrollToBottom()

    def show_pause(self, step: int) -> None:
        """The run rests after this step."""
        if self._paused:  # and was not told to go on meanwhile
            self.status.setText(tr("Paused after step {step}.").format(step=f"{step:,}"))

    def _pause(self) -> None:
        self._paused = not self._paused
        self._name_pause()
        self.status.setText(tr("Pausing after this step...") if self._paused else tr("Going on..."))
        self.pause_requested.emit(self._paused)

    def _name_pause(self) -> None:
        self.pause_button.setText(tr("&Go on") if self._paused else tr("&Pause"))

    def _stop(self) -> None:
        self.status.setText(tr("Stopping after this step..."))
        for button in (self.stop_button, self.pause_button):
            button.setEnabled(False)
        self.stop_requested.emit()

    def _running(self, running: bool) -> None:
        self._paused = False
        self._name_pause()
        self.train_button.setEnabled(not running)
        for button in (self.stop_button, self.pause_button):
            button.setEnabled(running)
            button.setVisible(running)
