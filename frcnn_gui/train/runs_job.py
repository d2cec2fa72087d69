"""Read the runs of a folder from its disk, as a job."""

from __future__ import annotations

from pathlib import Path

from detector.training.runs.past_runs import RunList, list_runs
from frcnn_gui.common.job import Job, JobContext
from frcnn_gui.common.language import tr


def create_runs_job(bases: tuple[Path, ...]) -> Job:
    """A job whose result is the RunList of the folders `bases`."""

    def read_runs(context: JobContext) -> RunList:
        return list_runs(bases, context.raise_if_canceled)

    return Job(tr("Reading runs"), read_runs)
