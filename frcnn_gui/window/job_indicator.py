"""The running job in the status bar: its name, how far it is, and a button to stop it."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from frcnn_gui.common.icons import set_theme_icon
from frcnn_gui.common.job import Job, JobRunner
from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import PlainLabel, format_tooltip
from frcnn_gui.common.widgets.progress_bar import ProgressBar

MIN_UPDATE_INTERVAL_MS = 250


class JobIndicator(QWidget):
    """Shows the newest of the runner's jobs; hidden while there is none."""

    def __init__(self, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._job: Job | None = None
        self._pending_progress: tuple[int, int, str] | None = None
        self._update_timer = QTimer(self, singleShot=True, interval=MIN_UPDATE_INTERVAL_MS)
        self._update_timer.timeout.connect(self._show_pending_progress)
        self.title = PlainLabel()
        self.bar = ProgressBar()
        self.bar.setFixedWidth(160)
        self.bar.setMaximumHeight(16)
        self.bar.setAccessibleName(tr("Progress of the running job"))
        self.button = QToolButton()
        self.button.setAutoRaise(True)
        self.button.setText(tr("Cancel"))
        self.button.setAccessibleName(tr("Cancel the running job"))
        self.button.setWhatsThis(
            tr(
                "Stops the job in the background. Results so far are kept where possible, such as the last "
                "checkpoint of a training."
            )
        )
        self.button.clicked.connect(self._on_cancel_clicked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in (self.title, self.bar, self.button):
            layout.addWidget(widget)
        runner.jobs_changed.connect(self._on_jobs_changed)
        self._on_jobs_changed()

    @Slot()
    def _on_jobs_changed(self) -> None:
        jobs = self._runner.jobs
        job = jobs[-1] if jobs else None
        self.setVisible(job is not None)
        if job is self._job:
            return
        if self._job is not None:
            self._job.progress_changed.disconnect(self._on_progress_changed)
        self._job, self._pending_progress = job, None
        if job is not None:
            job.progress_changed.connect(self._on_progress_changed)
            self._show_job(job)

    @Slot(int, int, str)
    def _on_progress_changed(self, done: int, total: int, text: str) -> None:
        self._pending_progress = done, total, text
        if not self._update_timer.isActive():
            self._show_pending_progress()

    @Slot()
    def _show_pending_progress(self) -> None:
        """Painting takes what the job needs, and nobody reads faster."""
        if self._job is not None and self._pending_progress is not None:
            self._show_progress(self._job, *self._pending_progress)
            self._pending_progress = None
            self._update_timer.start()

    def _show_job(self, job: Job) -> None:
        """Show another job, or that it is to stop; how far it is comes with its next report."""
        self._show_progress(job, 0, 0, "")
        set_theme_icon(self.button, "stop")
        self.button.setToolTip(format_tooltip(tr("Cancel: {job}").format(job=job.title)))

    def _show_progress(self, job: Job, done: int, total: int, text: str) -> None:
        """The icon of the button stays: it would be painted, and the status bar laid out, each time."""
        stopping = job.is_cancel_requested
        more = f" (+{len(self._runner.jobs) - 1})" if len(self._runner.jobs) > 1 else ""
        self.title.setText(tr("Stopping: {job}").format(job=job.title) if stopping else f"{text or job.title}{more}")
        self.bar.show_progress(done, total)
        self.bar.setTextVisible(total > 0)
        self.button.setEnabled(not stopping)

    @Slot()
    def _on_cancel_clicked(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._show_job(self._job)
