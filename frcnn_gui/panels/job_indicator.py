"""The running job in the status bar: its name, how far it is, and a button to stop it."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QToolButton, QWidget

from frcnn_gui.icons import icon
from frcnn_gui.language import tr
from frcnn_gui.plain_text import PlainLabel, as_tip
from frcnn_gui.workers.job import Job, JobRunner

PACE_MS = 250


class JobIndicator(QWidget):
    """Shows the newest of the runner's jobs; hidden while there is none."""

    def __init__(self, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._job: Job | None = None
        self._waiting: tuple[int, int, str] | None = None
        self._pace = QTimer(self, singleShot=True, interval=PACE_MS)
        self._pace.timeout.connect(self._show_waiting)
        self.title = PlainLabel()
        self.bar = QProgressBar()
        self.bar.setFixedWidth(160)
        self.bar.setMaximumHeight(16)
        self.bar.setAccessibleName(tr("Progress of the running job"))
        self.button = QToolButton()
        self.button.setAutoRaise(True)
        self.button.setText(tr("Cancel"))
        self.button.setAccessibleName(tr("Cancel the running job"))
        self.button.setWhatsThis(
            tr(
                "Stops what runs in the background. What is done so far is kept where that makes sense, as a "
                "training's last checkpoint."
            )
        )
        self.button.clicked.connect(self._cancel)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in (self.title, self.bar, self.button):
            layout.addWidget(widget)
        runner.jobs_changed.connect(self._follow_newest)
        self._follow_newest()

    @Slot()
    def _follow_newest(self) -> None:
        jobs = self._runner.jobs
        job = jobs[-1] if jobs else None
        self.setVisible(job is not None)
        if job is self._job:
            return
        if self._job is not None:
            self._job.progress.disconnect(self._show_progress)
        self._job, self._waiting = job, None
        if job is not None:
            job.progress.connect(self._show_progress)
            self._show(job, 0, 0, "")

    @Slot(int, int, str)
    def _show_progress(self, done: int, total: int, text: str) -> None:
        self._waiting = done, total, text
        if not self._pace.isActive():
            self._show_waiting()

    @Slot()
    def _show_waiting(self) -> None:
        """Painting takes what the job needs, and nobody reads faster."""
        if self._job is not None and self._waiting is not None:
            self._show(self._job, *self._waiting)
            self._waiting = None
            self._pace.start()

    def _show(self, job: Job, done: int, total: int, text: str) -> None:
        stopping = job.cancel_requested
        more = f" (+{len(self._runner.jobs) - 1})" if len(self._runner.jobs) > 1 else ""
        self.title.setText(tr("Stopping: {job}").format(job=job.title) if stopping else f"{text or job.title}{more}")
        self.bar.setRange(0, max(total, 0))  # 0 to 0 shows that it is busy, not how far
        self.bar.setValue(done)
        self.bar.setTextVisible(total > 0)
        self.button.setEnabled(not stopping)
        self.button.setIcon(icon("stop"))
        self.button.setToolTip(as_tip(tr("Cancel: {job}").format(job=job.title)))

    @Slot()
    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._show(self._job, 0, 0, "")
