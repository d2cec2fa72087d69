"""Several networks detect in one image, one after another, with the seconds of their parts; on a thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from detector.config import DetectorConfig
from detector.data.image_io import decode_image
from detector.errors import UserFacingError
from frcnn_gui.common.job import Job, JobContext
from frcnn_gui.common.language import tr
from frcnn_gui.common.texts.engine_sentences import translate_message
from frcnn_gui.network.network_cache import NetworkCache, NetworkSource

if TYPE_CHECKING:
    from detector.evaluation.timed_detection import TimedDetection


@dataclass(frozen=True)
class RaceRequest:
    """What is measured.

    Attributes:
        image: In which the networks detect.
        networks: In this order.
        device: Where they compute.
        runs_folders: In which evaluations of runs are kept.
    """

    image: Path
    networks: tuple[NetworkSource, ...]
    device: str
    runs_folders: tuple[Path, ...]


@dataclass(frozen=True, eq=False)
class RaceEntry:
    """What one network did.

    Attributes:
        image: In which it detected.
        network: Which one.
        config: Its settings; None: it could not be used.
        timed: What it found; None: it could not be used.
        ap50: On the validation images of its run; None: it was not measured.
        fault: Why it could not be used.
    """

    image: Path
    network: NetworkSource
    config: DetectorConfig | None = None
    timed: TimedDetection | None = None
    ap50: float | None = None
    fault: str = ""


def create_race_job(request: RaceRequest) -> Job:
    """A job that reports a RaceEntry for each network as soon as it is measured."""

    def measure_networks(context: JobContext) -> None:
        scores = _read_scores(request.runs_folders, context)
        for number, network in enumerate(request.networks):
            context.raise_if_canceled()
            context.report_progress(number, len(request.networks), network.title)
            try:
                entry = _measure_network(network, request, scores.get(network.checkpoint), context)
            except UserFacingError as error:
                entry = RaceEntry(request.image, network, fault=translate_message(str(error)))
            context.report_event(entry)

    return Job(tr("Measuring detectors"), measure_networks)


def _read_scores(runs_folders: tuple[Path, ...], context: JobContext) -> dict[Path | None, float]:
    """AP50 of the best checkpoint of each run."""
    from detector.training.runs.past_runs import list_runs

    runs = list_runs(runs_folders, context.raise_if_canceled).runs
    return {run.checkpoint: run.best_ap50 for run in runs if run.checkpoint is not None and run.best_ap50 is not None}


def _measure_network(
    network: NetworkSource, request: RaceRequest, ap50: float | None, context: JobContext
) -> RaceEntry:
    from detector.evaluation.timed_detection import time_detection
    from detector.predictor import max_decode_pixels
    from frcnn_gui.network.network_list_job import fetch_coco_network

    cache = NetworkCache()  # the window's own keeps the network in use
    if network.coco:
        cache.keep_network(network, fetch_coco_network(network.preset, None, context))
    with cache.borrow_predictor(network, request.device) as predictor:
        config = predictor.model.config
        decoded = decode_image(request.image, max_decode_pixels(config.input))
        size = decoded.width, decoded.height
        timed = time_detection(predictor, decoded.pixels, size, context.raise_if_canceled, request.image)
    return RaceEntry(request.image, network, config, timed, ap50)
