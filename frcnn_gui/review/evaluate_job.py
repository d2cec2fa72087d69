"""How good the network in use is on the labels of the whole folder, and which stage loses what it does not find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from detector.data.formats.base import OpenOptions
from detector.errors import DatasetError
from frcnn_gui.common.job import Job, JobContext
from frcnn_gui.common.language import tr
from frcnn_gui.document.detections import DetectionStore
from frcnn_gui.network.network_cache import NetworkCache, NetworkSource
from frcnn_gui.review.image_groups import find_learned_images

if TYPE_CHECKING:
    from detector.evaluation.diagnostics import Diagnostics
    from detector.evaluation.measurement import Evaluation
    from detector.tiles.tiling import Tiling


@dataclass(frozen=True)
class FolderEvaluation:
    """Of all labeled images. `messages` are sentences on what was left out."""

    classes: tuple[str, ...]
    """To these the labels 1..C of results refer: the network's, or those of the labels"""
    evaluation: Evaluation
    details: Diagnostics | None
    """None where no network was measured"""
    messages: tuple[str, ...]
    source: str = ""
    """The file or folder that the detections come from; empty: from the network in use"""
    detections: DetectionStore = field(default_factory=DetectionStore)
    """What was found, to be shown over the images"""
    learned: frozenset[Path] = frozenset()
    """Images that the network was trained on, as far as that is known"""


def store_detections(context: JobContext, evaluation: Evaluation, classes: Sequence[str]) -> DetectionStore:
    """What was found in each image, with the names of the `classes` 1..C; raises JobCanceledError."""
    from detector.evaluation.result_table import ResultTable
    from frcnn_gui.document.measured_detections import MeasuredDetections

    def report_step(done: int, total: int) -> None:
        context.raise_if_canceled()
        context.report_progress(done, total, tr("Comparing with the labels"))

    if isinstance(evaluation.results, ResultTable) and not evaluation.mask_results:
        return DetectionStore(measured=MeasuredDetections(evaluation.results, classes, report_step))
    store = DetectionStore()
    for done, one in enumerate(evaluation.results):
        report_step(done, evaluation.images)
        masks = evaluation.mask_results[done].build_bitmaps(one.width, one.height) if evaluation.mask_results else ()
        store.add_image(one.path, one.boxes, one.scores, [classes[label - 1] for label in one.labels.tolist()], masks)
    return store


def create_evaluate_job(
    networks: NetworkCache,
    source: NetworkSource,
    root: Path,
    options: OpenOptions,
    device: str = "auto",
    tiling: Tiling | None = None,
) -> Job:
    """Pass every labeled image of `root`, as they are on disk, through the stages; results in `FolderEvaluation`.

    With `tiling`, detections are those of tiles, too; the stages are those of whole images still.
    """

    def measure_folder(context: JobContext) -> FolderEvaluation:
        from detector.compute.device import choose_device
        from detector.data.labeled_set import load_training_set
        from detector.data.usable_labels import FOR_EVALUATION
        from detector.evaluation.evaluate import evaluate_network
        from detector.predictor import Predictor

        context.report_progress(0, 0, tr("Reading labels"))
        model = networks.get_network(source)
        reading = context.create_progress_callback(tr("Reading labels"))
        labeled = load_training_set(root, model.classes, options=options, progress=reading, reading=FOR_EVALUATION)
        if not any(len(image.boxes) for image in labeled.images):
            known = ", ".join(model.classes)
            raise DatasetError(f"{root.name} shows none of the network's classes ({known}): there is nothing to find.")
        context.raise_if_canceled()
        measured = evaluate_network(
            Predictor(model, choose_device(device)),
            labeled,
            lambda done, total: context.report_progress(done, total, tr("Comparing with the labels")),
            lambda: context.is_canceled,
            with_diagnostics=True,
            tiling=tiling,
            on_progress=lambda _part, _parts: context.raise_if_canceled(),
            with_masks=True,
        )
        context.raise_if_canceled()
        assert measured is not None
        assert measured.diagnostics is not None
        warnings = (*labeled.warnings, *measured.warnings)
        store = store_detections(context, measured, model.classes)
        learned = find_learned_images(source, root, (image.path for image in labeled.images))
        return FolderEvaluation(
            model.classes, measured, measured.diagnostics, warnings, detections=store, learned=learned
        )

    return Job(tr("Comparing detections with labels"), measure_folder)
