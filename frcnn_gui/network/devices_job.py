"""What this machine can compute on; on a thread, since asking a GPU takes a while."""

from __future__ import annotations

from frcnn_gui.common.job import Job, JobContext
from frcnn_gui.common.language import tr


def create_devices_job() -> Job:
    """Results in a tuple of DeviceState."""

    def list_devices(_context: JobContext) -> object:
        from detector.compute.device import list_device_states

        return list_device_states()

    return Job(tr("Looking for devices"), list_devices)
