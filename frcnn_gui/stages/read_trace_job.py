"""Reading a trace that was saved to a file, on a thread."""

from __future__ import annotations

from pathlib import Path

from frcnn_gui.common.job import Job, JobContext
from frcnn_gui.common.language import tr


def create_read_trace_job(path: Path) -> Job:
    """Results in (StageTrace, name of its image)."""

    def read_trace(_context: JobContext) -> object:
        from detector.trace.trace_file import load_trace

        return load_trace(path)

    return Job(tr("Reading {name}").format(name=path.name), read_trace)
