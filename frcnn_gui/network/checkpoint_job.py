"""Reading a checkpoint to see whether it is sound, on a thread."""

from __future__ import annotations

from pathlib import Path

from frcnn_gui.common.job import Job, JobContext
from frcnn_gui.common.language import tr
from frcnn_gui.network.network_cache import NetworkCache, NetworkSource


def create_checkpoint_job(path: Path, cache: NetworkCache) -> Job:
    """Results in the DetectorConfig of the network in `path`, which `cache` then has."""

    def read_checkpoint(context: JobContext) -> object:
        from detector.training.checkpoints.torchvision_weights import load_any_checkpoint

        context.report_progress(0, 0, tr("Reading {path}").format(path=path.name))
        checkpoint = load_any_checkpoint(path)
        cache.keep_network(NetworkSource(checkpoint.config.preset, path), checkpoint.model)
        return checkpoint.config

    return Job(tr("Opening {path}").format(path=path.name), read_checkpoint)
