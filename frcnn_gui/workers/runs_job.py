"""Read the runs of a folder from its disk, as a job."""

from __future__ import annotations

from pathlib import Path

from detector.training.past_runs import PastRun, list_runs
from frcnn_gui.language import tr
from frcnn_gui.workers.job import Job, JobContext


def runs_job(bases: tuple[Path, ...]) -> Job:
    """A job whose result is the runs in the folders of `bases`, the newest first."""

    def run(_context: JobContext) -> tuple[PastRun, ...]:
        return list_runs(bases)

    return Job(tr("Reading the runs"), run)
