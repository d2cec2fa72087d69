"""The Training dock: progress, losses and messages of the run that is on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QSplitter,
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
from frcnn_gui.panels.loss_chart import LossChart

MESSAGES_WIDTH = 160
NO_GPU = "Note: There is no CUDA GPU here, so the network trains on the CPU."
IDLE_HINT = "No training yet. Train starts a network on the labels of this folder."


def duration(seconds: float) -> str:
    """`seconds` as a person says it: 45 s, 3 min 20 s, 1 h 5 min."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def ending(event: Finished) -> str:
    """How a run ended that did not fail."""
    verb = "Stopped" if event.reason == "cancelled" else "Completed"
    kept = " The network is kept, and Detect uses it." if event.path is not None else ""
    return f"{verb} after {event.steps:,} steps.{kept}"


class TrainingPanel(QWidget):
    """Shows the events of one run; `stop_requested` and `train_requested` ask for what the buttons say."""

    train_requested = Signal()
    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Training")
        self.status = QLabel(IDLE_HINT)
        self.status.setWordWrap(True)
        self.status.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.progress = QProgressBar()
        self.progress.setFormat("step %v of %m")
        self.progress.setVisible(False)
        self.train_button = QPushButton("&Train...")
        self.train_button.clicked.connect(self.train_requested)
        self.stop_button = QPushButton("&Stop")
        self.stop_button.setToolTip("Stop after this step; what was learned so far is saved")
        self.stop_button.setEnabled(False)
        self.stop_button.clicked.connect(self._stop)
        self.chart = LossChart()
        self.messages = QListWidget()
        self.messages.setAccessibleName("Messages of the training")
        self.messages.setWordWrap(True)
        self.messages.setAlternatingRowColors(True)
        self.messages.setSpacing(2)
        self.messages.setMinimumWidth(MESSAGES_WIDTH)
        self.messages.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._device = ""
        self._arrange()

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.status, 1)
        row.addWidget(self.train_button)
        row.addWidget(self.stop_button)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.chart)
        split.addWidget(self.messages)
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
        self.messages.clear()
        self.progress.setRange(0, 0)
        self.progress.setVisible(True)
        self.status.setText("Preparing: reading labels and weights...")
        self._running(True)

    def show_event(self, event: TrainingEvent) -> None:
        """Take one event of the trainer."""
        if isinstance(event, TrainingStarted):
            self._show_start(event)
        elif isinstance(event, Resumed):
            self._tell(f"Going on after step {event.step:,}")
        elif isinstance(event, StepCompleted):
            self._show_step(event)
        elif isinstance(event, EpochCompleted):
            score = "" if event.average_precision is None else f", AP50 {event.average_precision:.3f}"
            self._tell(f"Epoch {event.epoch}: mean loss {event.mean_losses['total']:.3f}{score}")
        elif isinstance(event, CheckpointSaved):
            self._tell(f"Saved {event.path.name} at step {event.step:,}")
        elif isinstance(event, Warned):
            self._tell(f"Note: {event.message}")
        elif isinstance(event, Finished):
            self.end(event.message or ending(event))

    def _show_start(self, event: TrainingStarted) -> None:
        self._device = event.device
        if event.device == "cpu":
            self._tell(NO_GPU)
        self.progress.setRange(0, event.total_steps)
        self.status.setText(f"{event.preset} on {event.device}: {event.images:,} images, {len(event.classes)} classes")

    def _show_step(self, event: StepCompleted) -> None:
        self.progress.setRange(0, event.total_steps)
        self.progress.setValue(event.step)
        self.chart.add(event.step, event.losses)
        self.status.setText(
            f"Epoch {event.epoch} on {self._device}   loss {event.losses['total']:.3f}   "
            f"rate {event.learning_rate:.2g}   {event.images_per_second:.1f} images/s   "
            f"{duration(event.seconds_left)} left"
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

    def _stop(self) -> None:
        self.status.setText("Stopping after this step...")
        self.stop_button.setEnabled(False)
        self.stop_requested.emit()

    def _running(self, running: bool) -> None:
        self.train_button.setEnabled(not running)
        self.stop_button.setEnabled(running)
