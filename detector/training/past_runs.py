"""The runs that a folder keeps: what each learned from, how far it came, how good it became. Free of torch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from detector.data.atomic import write_atomically
from detector.training.event_log import LOG_NAME, read_events
from detector.training.events import EpochCompleted, Finished, StepCompleted, TrainingStarted
from detector.training.run_state import BEST_NAME, LAST_NAME

NOTE_NAME = "note.txt"
DATE_FORMAT = "%Y-%m-%d_%H%M%S"
"""Names of runs that the window began"""


@dataclass(frozen=True)
class PastRun:
    """What is left of one run."""

    folder: Path
    date: datetime
    started: TrainingStarted
    losses: tuple[tuple[int, float], ...]
    """(step, total loss)"""
    epochs: tuple[EpochCompleted, ...]
    finished: Finished | None
    """None for a run that still trains, or was killed"""
    checkpoint: Path | None
    """The best network, or else the last; None where none was saved"""
    last_checkpoint: Path | None
    """What the run can go on from"""
    note: str

    @property
    def labelled(self) -> int:
        """How many images it learned from or was measured on."""
        return self.started.images + self.started.validation_images

    @property
    def steps(self) -> int:
        """How many were taken, as far as the log tells."""
        return self.losses[-1][0] if self.losses else 0

    @property
    def best_ap50(self) -> float | None:
        """On the images it was measured on; None where it was not."""
        measured = [epoch.average_precision for epoch in self.epochs if epoch.average_precision is not None]
        return max(measured, default=None)

    @property
    def is_completed(self) -> bool:
        return self.finished is not None and self.finished.reason == "completed"

    @property
    def can_go_on(self) -> bool:
        """Whether steps are left, and a checkpoint to take them from."""
        return not self.is_completed and self.last_checkpoint is not None


def read_run(folder: Path) -> PastRun | None:
    """None where `folder` holds no log of a run. Errors: OSError."""
    log = folder / LOG_NAME
    if not log.is_file():
        return None
    started: TrainingStarted | None = None
    losses: list[tuple[int, float]] = []
    epochs: list[EpochCompleted] = []
    finished: Finished | None = None
    for event in read_events(log):
        finished = event if isinstance(event, Finished) else None
        if isinstance(event, TrainingStarted):
            started = event
        elif isinstance(event, StepCompleted):
            losses.append((event.step, event.losses.get("total", float("nan"))))
        elif isinstance(event, EpochCompleted):
            epochs.append(event)
    if started is None:
        return None
    last = folder / LAST_NAME
    kept = [path for path in (folder / BEST_NAME, last) if path.is_file()]
    return PastRun(
        folder,
        _date(folder, log),
        started,
        tuple(losses),
        tuple(epochs),
        finished,
        kept[0] if kept else None,
        last if last.is_file() else None,
        _note(folder),
    )


def list_runs(bases: Iterable[Path]) -> tuple[PastRun, ...]:
    """The runs in the folders of `bases`, the newest first; what cannot be read is passed over."""
    runs = []
    for base in bases:
        for folder in sorted(base.iterdir()) if base.is_dir() else ():
            try:
                run = read_run(folder)
            except OSError:
                continue
            if run is not None:
                runs.append(run)
    return tuple(sorted(runs, key=lambda run: run.date, reverse=True))


def keep_note(folder: Path, note: str) -> None:
    """Errors: OSError."""
    write_atomically(folder / NOTE_NAME, note.encode())


def _note(folder: Path) -> str:
    try:
        return (folder / NOTE_NAME).read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _date(folder: Path, log: Path) -> datetime:
    try:
        return datetime.strptime(folder.name, DATE_FORMAT)
    except ValueError:
        return datetime.fromtimestamp(log.stat().st_mtime)
