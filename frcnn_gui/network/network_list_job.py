"""What networks and devices there are to choose from, and fetching the one that has to be downloaded; on a thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from detector.config import get_preset
from detector.training.runs.past_runs import BrokenRun, PastRun, list_runs
from detector.weights.pretrained import COCO_PRESET
from frcnn_gui.common.job import Job, JobContext
from frcnn_gui.common.language import tr

if TYPE_CHECKING:
    from detector.compute.device import DeviceState
    from detector.faster_rcnn import FasterRCNN


@dataclass(frozen=True)
class NetworkList:
    """What can be chosen."""

    runs: tuple[PastRun, ...]
    """Of the folder, the newest first, those with a checkpoint"""
    coco_file: Path | None
    """None: it would have to be downloaded"""
    devices: tuple[DeviceState, ...]
    broken: tuple[BrokenRun, ...] = ()
    """Runs of the folder that cannot be read"""


def create_network_list_job(runs_folders: tuple[Path, ...]) -> Job:
    """Results in a NetworkList."""

    def list_networks(context: JobContext) -> NetworkList:
        from detector.compute.device import list_device_states
        from detector.zoo import find_coco_file

        found = list_runs(runs_folders, context.raise_if_canceled)
        runs = tuple(run for run in found.runs if run.checkpoint is not None)
        return NetworkList(runs, find_coco_file(COCO_PRESET), list_device_states(), found.broken)

    return Job(tr("Looking for networks"), list_networks)


def create_coco_job(preset_name: str) -> Job:
    """Fetch COCO's weights where they are not here, and see that they fit. Results in nothing."""

    def fetch_weights(context: JobContext) -> None:
        fetch_coco_network(preset_name, None, context)

    return Job(tr("Downloading the COCO network"), fetch_weights)


def fetch_coco_network(preset_name: str, weights_dir: Path | None, context: JobContext) -> FasterRCNN:
    """The preset's network trained on COCO, from a file that is downloaded where it is not here.

    Raises:
        WeightsUnavailableError: There is no such file, or it could not be downloaded.
    """
    from detector.zoo import build_coco_detector, download_coco_weights

    def report_download(done: int, total: int) -> None:
        text = tr("{done} of {total} MB").format(done=f"{done / 1e6:.0f}", total=f"{total / 1e6:.0f}")
        context.report_progress(done, total, text)

    download_coco_weights(preset_name, report_download, context.raise_if_canceled, weights_dir)
    context.report_progress(0, 0, tr("Reading the weights"))
    return build_coco_detector(get_preset(preset_name), weights_dir)
