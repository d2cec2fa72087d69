"""Read from disk, as jobs, the runs of a folder and which of its images a run can use."""

from __future__ import annotations

from pathlib import Path

from detector.data.formats.base import Dataset
from detector.training.runs.data_selection import list_usable_rows
from detector.training.runs.past_runs import RunList, list_runs
from frcnn_gui.common.job import Job, JobContext
from frcnn_gui.common.language import tr


def create_runs_job(bases: tuple[Path, ...]) -> Job:
    """A job whose result is the RunList of the folders `bases`."""

    def read_runs(context: JobContext) -> RunList:
        return list_runs(bases, context.raise_if_canceled)

    return Job(tr("Reading runs"), read_runs)


def create_usable_rows_job(dataset: Dataset) -> Job:
    """A job whose result is that of `list_usable_rows`."""

    def list_rows(_context: JobContext) -> list[int] | None:
        return list_usable_rows(dataset)

    return Job(tr("Reading splits"), list_rows)
