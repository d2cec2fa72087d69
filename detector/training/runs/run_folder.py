"""The folder that a run leaves behind: its checkpoints and the log of its events."""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from pathlib import Path

from detector.compute.distributed import Process, gather_objects
from detector.data.atomic import remove_half_written
from detector.data.labeled_set import TrainingSet
from detector.errors import CheckpointError
from detector.evaluation.bootstrap import choose_draw_count, compare_runs
from detector.evaluation.kept_results import results_from_json, results_to_json
from detector.evaluation.pairing import MeasuredSet
from detector.faster_rcnn import FasterRCNN
from detector.training.checkpoints.checkpoint import ResumeState, save_checkpoint
from detector.training.runs.event_log import LOG_NAME, EventLog, RunBusyError
from detector.training.runs.events import CheckpointSaved, TrainingEvent
from detector.training.runs.past_runs import read_best_results
from detector.training.runs.run_files import write_run_file
from detector.training.runs.run_state import BEST_NAME, BEST_RESULTS_NAME, LAST_NAME
from detector.training.runs.split_file import SPLIT_NAME, write_split
from detector.translatable import translatable

LOG_NOT_WRITTEN = translatable("{path} could not be written: {reason}. The log ends here.")
ANOTHER_TRAINING = translatable(
    "Another training is writing to {folder}. Wait until it has ended, or choose another folder for the run."
)
FOLDER_NOT_WRITABLE = translatable("Nothing can be written to {folder}: {reason}. Choose another folder for the run.")

_log = logging.getLogger(__name__)
CHECKPOINT_INTERVAL_S = 300.0
"""No more work than this is lost, however long an epoch takes."""


class RunFolder:
    """Of several processes that train together only the first writes; the others wait for it."""

    def __init__(self, path: Path, process: Process) -> None:
        self.path = path
        self._is_writer = process.is_first
        self._log: EventLog | None = None
        self._saved_at = time.monotonic()

    def open_log(self, after_step: int) -> None:
        """Open the event log; what it has of steps after `after_step` is cut off.

        Raises:
            CheckpointError: Nothing can be written, which is better known now than after an epoch.
        """
        if not self._is_writer:
            return
        try:
            self._log = EventLog(self.path / LOG_NAME, after_step)
            remove_half_written(self.path, older_than_s=0)  # of a run that was killed; nobody else writes here
        except RunBusyError as error:
            raise CheckpointError(ANOTHER_TRAINING.format(folder=self.path)) from error
        except OSError as error:
            raise CheckpointError(
                FOLDER_NOT_WRITABLE.format(folder=self.path, reason=error.strerror or error)
            ) from error

    def write_split(self, learned: TrainingSet, measured: TrainingSet | None) -> str:
        """A sentence if that fails: the run continues, but no later run can keep its split."""
        if self._is_writer:
            try:
                write_split(self.path, learned, measured)
            except OSError as error:
                return f"{self.path / SPLIT_NAME} could not be written: {error.strerror or error}. Training continues."
        return ""

    def write_results(self, measured: MeasuredSet, root: Path) -> str:
        """Keep what the best network found in the images of `root`.

        Returns:
            A sentence if that fails: the run continues, but cannot be compared with others.
        """
        if self._is_writer:
            path = self.path / BEST_RESULTS_NAME
            try:
                write_run_file(path, results_to_json(measured, root))
            except OSError as error:
                with suppress(OSError):
                    path.unlink(missing_ok=True)  # those of an earlier network would be taken for this one's
                return f"{path} could not be written: {error.strerror or error}. Training continues."
        return ""

    def is_best_proven(self, measured: MeasuredSet, root: Path) -> bool:
        """Whether the network of the kept results is better than the one that was `measured`, beyond chance.

        The last network is the one that the whole schedule has trained. An earlier one often has a higher AP on few
        images, and a lower one on others.

        Returns:
            Also True where nothing was kept or no object counts: then the higher AP is all there is to decide by.
        """
        return gather_objects(self._is_writer and _is_significantly_better(self.path, measured, root))[0]

    def close_log(self) -> None:
        log, self._log = self._log, None
        if log is not None:
            try:
                log.close()
            except OSError as error:  # the run is over, or the first fault was reported
                _log.warning("%s could not be closed: %s.", self.path / LOG_NAME, error.strerror or error)

    def log_event(self, event: TrainingEvent) -> str:
        """A sentence if that fails: the run continues, but its log ends."""
        if self._log is None:
            return ""
        try:
            self._log.write(event)
        except OSError as error:
            self.close_log()
            return LOG_NOT_WRITTEN.format(path=self.path / LOG_NAME, reason=error.strerror or error)
        return ""

    def is_checkpoint_due(self) -> bool:
        """By the first process's clock: what one does here, the others must do too."""
        return gather_objects(time.monotonic() - self._saved_at > CHECKPOINT_INTERVAL_S)[0]

    def save_last(self, model: FasterRCNN, step: int, resume_state: ResumeState) -> CheckpointSaved:
        """Write the checkpoint that the run can be resumed from.

        Raises:
            CheckpointError: It cannot be written; raised in all processes.
        """
        self._saved_at = time.monotonic()
        return self._save_checkpoint(LAST_NAME, model, step, resume_state)

    def save_best(self, model: FasterRCNN, step: int) -> CheckpointSaved:
        """Write the network that is the best so far.

        Raises:
            CheckpointError: It cannot be written; raised in all processes.
        """
        return self._save_checkpoint(BEST_NAME, model, step, None)

    def _save_checkpoint(
        self, name: str, model: FasterRCNN, step: int, resume_state: ResumeState | None
    ) -> CheckpointSaved:
        path, fault = self.path / name, ""
        if self._is_writer:
            try:
                save_checkpoint(path, model, step, resume_state=resume_state)
            except CheckpointError as error:
                fault = str(error)
        if faults := "".join(gather_objects(fault)):
            raise CheckpointError(faults)
        return CheckpointSaved(path, step)


def _is_significantly_better(folder: Path, measured: MeasuredSet, root: Path) -> bool:
    try:
        best = read_best_results(folder)
        last = results_from_json(results_to_json(measured, root))  # paths as the kept ones are
        draws = choose_draw_count(len(last.results))
        found = compare_runs(best.results, last.results, last.classes, draws)
    except (OSError, ValueError):
        return True  # nothing to compare with; that it could not be kept was reported then
    return found is None or (found.ap.difference > 0 and not found.ap.too_few)
