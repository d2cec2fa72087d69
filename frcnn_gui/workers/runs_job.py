"""Read the runs of a folder from its disk, as a job."""

from __future__ import annotations

from pathlib import Path

from detector.training.past_runs import RunList, list_runs
from frcnn_gui.language import tr
from frcnn_gui.workers.job import Job, JobContext


def create_runs_job(bases: tuple[Path, ...]) -> Job:
    """A job whose result is the RunList of the folders `bases`."""

    def read_runs(context: JobContext) -> RunList:
        return list_runs(bases, context.raise_if_canceled)

    return Job(tr("Reading the runs"), read_runs)
