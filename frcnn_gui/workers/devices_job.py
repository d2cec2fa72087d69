"""What this machine can compute on; on a thread, since asking a GPU takes a while."""

from __future__ import annotations

from frcnn_gui.language import tr
from frcnn_gui.workers.job import Job, JobContext


def devices_job() -> Job:
    """Results in a tuple of DeviceState."""

    def look(_context: JobContext) -> object:
        from detector.device import device_states

        return device_states()

    return Job(tr("Looking for devices"), look)
