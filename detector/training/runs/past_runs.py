"""The runs that a folder keeps: what each learned from, how far it came, how good it became. Free of torch."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from detector.data.unicode_forms import escape_surrogates
from detector.evaluation.kept_results import results_from_json
from detector.evaluation.pairing import MeasuredSet
from detector.training.runs.event_log import LOG_NAME, read_events
from detector.training.runs.events import EpochCompleted, Finished, StepCompleted, TrainingStarted
from detector.training.runs.run_files import DATE_FORMAT, open_run_file, read_run_file, write_run_file
from detector.training.runs.run_network import find_run_network
from detector.training.runs.run_state import BEST_RESULTS_NAME, LAST_NAME

NOTE_NAME = "note.txt"
MAX_NOTE_CHARS = 2_000
"""Characters that are read of a note; one is a line in a table."""
MAX_RESULTS_BYTES = 200_000_000
"""Of twenty thousand images with a hundred detections each"""
MAX_CURVE_POINTS = 20_000
"""Of a curve; a screen has fewer columns."""
MAX_DRAWN_LOSS = 1e30
"""Charts cannot scale to larger values."""


@dataclass(frozen=True)
class PastRun:
    """What is left of one run."""

    folder: Path
    date: datetime
    started: TrainingStarted
    losses: tuple[tuple[int, float], ...]
    """(step, total loss), of a long run every second or fourth step ..., and its last"""
    epochs: tuple[EpochCompleted, ...]
    finished: Finished | None
    """None for a run that still trains, or was killed"""
    checkpoint: Path | None
    """The best network, or else the last; None where none was saved"""
    last_checkpoint: Path | None
    """What the run can be resumed from"""
    note: str

    @property
    def labeled_count(self) -> int:
        """How many images it learned from or was measured on."""
        return self.started.images + self.started.validation_images

    @property
    def steps(self) -> int:
        """Number of steps taken according to the log."""
        return self.losses[-1][0] if self.losses else 0

    @property
    def best_epoch(self) -> EpochCompleted | None:
        """The one that `checkpoint` is from: the last that was the best, or else that of the highest AP50."""
        measured = [epoch for epoch in self.epochs if epoch.average_precision is not None]
        best = [epoch for epoch in measured if epoch.is_best]
        return best[-1] if best else max(measured, key=lambda epoch: epoch.average_precision or 0.0, default=None)

    @property
    def best_ap50(self) -> float | None:
        """Of `best_epoch`, on the images it was measured on; None where it was not."""
        return self.best_epoch.average_precision if self.best_epoch is not None else None

    @property
    def ap50_interval(self) -> tuple[float, float] | None:
        """The 95 % interval of `best_ap50`; None where the log does not say."""
        ends = self.best_epoch.average_precision_interval if self.best_epoch is not None else ()
        return (ends[0], ends[1]) if ends else None

    @property
    def is_completed(self) -> bool:
        return self.finished is not None and self.finished.reason == "completed"

    @property
    def can_resume(self) -> bool:
        """Whether steps are left, and a checkpoint to take them from, in a folder of its own."""
        return not self.is_completed and self.last_checkpoint is not None and not self.folder.is_symlink()


@dataclass(frozen=True)
class BrokenRun:
    """A folder that should hold a run, but whose log cannot be used; `reason` is a sentence."""

    folder: Path
    reason: str


@dataclass(frozen=True)
class RunList:
    """What folders of runs hold."""

    runs: tuple[PastRun, ...] = ()
    """The newest first"""
    broken: tuple[BrokenRun, ...] = ()


def read_run(folder: Path) -> PastRun | None:
    """What is known about the run in `folder`.

    Returns:
        None where `folder` holds no log, or an empty one, as a run that was killed at its beginning leaves it.

    Raises:
        OSError: The log cannot be read, is a link, no file, or too large.
        ValueError: The log is not that of a run.
    """
    log = folder / LOG_NAME
    if not os.path.lexists(log):
        return None
    started: TrainingStarted | None = None
    losses = _LossCurve()
    epochs: list[EpochCompleted] = []
    finished: Finished | None = None
    for event in read_events(log):
        finished = event if isinstance(event, Finished) else None
        if isinstance(event, TrainingStarted):
            started = event
        elif isinstance(event, StepCompleted):
            losses.add_step(event)
        elif isinstance(event, EpochCompleted):
            epochs.append(_shorten_epoch(event))
    if started is None:
        if log.stat().st_size == 0:
            return None
        raise ValueError("it does not begin like the log of a run")
    last = folder / LAST_NAME
    return PastRun(
        folder,
        determine_date(folder),
        started,
        losses.list_points(),
        tuple(epochs),
        finished,
        find_run_network(folder),
        last if last.is_file() else None,
        _read_note(folder),
    )


class _LossCurve:
    """The losses of a run, thinned out as they become many."""

    def __init__(self) -> None:
        self._points: list[tuple[int, float]] = []
        self._last: tuple[int, float] | None = None
        self._every, self._count = 1, 0

    def add_step(self, event: StepCompleted) -> None:
        loss = event.losses.get("total", math.nan)
        self._last = event.step, loss if abs(loss) <= MAX_DRAWN_LOSS else math.nan
        if self._count % self._every == 0:
            self._points.append(self._last)
        self._count += 1
        if len(self._points) > MAX_CURVE_POINTS:
            self._points = self._points[::2]
            self._every *= 2

    def list_points(self) -> tuple[tuple[int, float], ...]:
        """(step, loss), the last step included."""
        last = [self._last] if self._last is not None and self._points[-1] is not self._last else []
        return (*self._points, *last)


def _shorten_epoch(event: EpochCompleted) -> EpochCompleted:
    """`event` without what is not shown of a run that is over; an AP that is none is left out too."""
    score = event.average_precision
    return EpochCompleted(
        event.epoch,
        {},
        score if score is not None and 0 <= score <= 1 else None,
        event.step,
        average_precision_interval=_check_interval(event.average_precision_interval),
        is_best=event.is_best,
    )


def _check_interval(ends: tuple[float, ...]) -> tuple[float, ...]:
    """`ends`, or nothing where they are those of no interval in 0..1."""
    return ends if len(ends) == 2 and 0 <= ends[0] <= ends[1] <= 1 else ()


def read_best_results(folder: Path) -> MeasuredSet:
    """What the best network of the run in `folder` found in each image it was measured on.

    Raises:
        OSError: Nothing was kept, as where a run was not measured, or it cannot be read.
        ValueError: What was kept is no such file.
    """
    return results_from_json(read_run_file(folder / BEST_RESULTS_NAME, MAX_RESULTS_BYTES))


def list_runs(bases: Iterable[Path], check_canceled: Callable[[], None] = lambda: None) -> RunList:
    """The runs in the folders of `bases`. One that cannot be read hides only itself.

    Args:
        bases: Folders of runs; those that do not exist are passed over.
        check_canceled: Called before each run is read; what it raises ends the reading.
    """
    runs: list[PastRun] = []
    broken: list[BrokenRun] = []
    for base in bases:
        try:
            folders = sorted(base.iterdir()) if base.is_dir() else []
        except OSError as error:
            broken.append(BrokenRun(base, f"{base} cannot be listed: {error.strerror or error}."))
            continue
        for folder in folders:
            check_canceled()
            try:
                runs += filter(None, [read_run(folder)])
            except OSError as error:
                broken.append(_build_broken_run(folder, error.strerror or str(error)))
            except ValueError as error:
                broken.append(_build_broken_run(folder, str(error)))
    return RunList(tuple(sorted(runs, key=lambda run: run.date, reverse=True)), tuple(broken))


def _build_broken_run(folder: Path, reason: str) -> BrokenRun:
    return BrokenRun(folder, f"{folder / LOG_NAME} cannot be used: {reason}.")


def write_note(folder: Path, note: str) -> None:
    """Raises: OSError."""
    write_run_file(folder / NOTE_NAME, escape_surrogates(note).encode("utf-8"))


def _read_note(folder: Path) -> str:
    """What a person wrote about the run; empty where nothing can be read."""
    try:
        with open_run_file(folder / NOTE_NAME, math.inf) as file:
            text = file.read(4 * MAX_NOTE_CHARS).decode("utf-8", "replace")
    except OSError:
        return ""
    return text.strip()[:MAX_NOTE_CHARS]


def determine_date(folder: Path) -> datetime:
    """When the run in `folder` began, by its name, or else when its log was written last."""
    try:
        return datetime.strptime(folder.name, DATE_FORMAT)
    except ValueError:
        pass
    try:
        return datetime.fromtimestamp((folder / LOG_NAME).stat().st_mtime)
    except (ValueError, OverflowError, OSError):  # a date that no calendar here has
        return datetime.min
