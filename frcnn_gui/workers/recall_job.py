"""How well the network in use finds the objects of the whole folder, and which stage loses those it does not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from detector.data.formats.base import FormatName
from detector.errors import DatasetError
from frcnn_gui.language import tr
from frcnn_gui.workers.job import Job, JobContext
from frcnn_gui.workers.networks import NetworkCache, NetworkSource

if TYPE_CHECKING:
    from detector.evaluation.details import Details


@dataclass(frozen=True)
class FolderRecall:
    """Of all labelled images. `told` are sentences on what was left out."""

    images: int
    details: Details
    told: tuple[str, ...]


def recall_job(networks: NetworkCache, source: NetworkSource, root: Path, format_name: FormatName) -> Job:
    """Pass every labelled image of `root`, as they are on disk, through the stages; results in `FolderRecall`."""

    def measure(context: JobContext) -> FolderRecall:
        from detector.data.labelled_set import load_training_set
        from detector.device import choose_device
        from detector.evaluation.evaluate import evaluate
        from detector.predictor import Predictor

        context.progress(0, 0, tr("Reading labels"))
        model = networks.get(source)
        labelled = load_training_set(root, model.classes, format_name=format_name)
        if not any(len(image.boxes) for image in labelled.images):
            known = ", ".join(model.classes)
            raise DatasetError(f"{root.name} shows none of the network's classes ({known}): there is nothing to find.")
        context.raise_if_cancelled()
        measured = evaluate(
            Predictor(model, choose_device("auto")),
            labelled,
            lambda done, total: context.progress(done, total, tr("Measuring recall")),
            lambda: context.cancelled,
            details=True,
        )
        context.raise_if_cancelled()
        assert measured is not None
        assert measured.details is not None
        return FolderRecall(measured.images, measured.details, (*labelled.warnings, *measured.warnings))

    return Job(tr("Measuring recall of the folder"), measure)
