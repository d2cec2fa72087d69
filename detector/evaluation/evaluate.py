"""Measuring a network on labeled images, in one pass over them."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np

from detector.compute.distributed import map_sharded
from detector.compute.heap import keep_heap
from detector.config import ProposalSourceName
from detector.data.labeled_image import LabeledImage
from detector.data.labeled_set import TrainingSet
from detector.evaluation.diagnostics import gather_diagnostics
from detector.evaluation.image_diagnostics import ImageDiagnostics, diagnose_image
from detector.evaluation.masks import MaskResult, compare_masks, compute_mask_metrics
from detector.evaluation.measurement import Evaluation, score_results
from detector.evaluation.result_table import ResultTable
from detector.evaluation.results import ImageResult
from detector.folder_detection import PartProgress, decode_images, detect_image, ignore_progress
from detector.predictor import PredictedBoxes, Predictor
from detector.proposal_sources.proposed_boxes import ProposalSourceError
from detector.tiles.tiling import Tiling
from detector.translatable import translatable

CLASSES_DIFFER = translatable("The network has the classes {network}, the images have {images}.")


@dataclass(frozen=True)
class _ScoredImage:
    """One image that could be read."""

    result: ImageResult
    inspection: ImageDiagnostics | None
    masks: MaskResult | None


def evaluate_network(
    predictor: Predictor,
    labeled: TrainingSet,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    is_canceled: Callable[[], bool] = lambda: False,
    with_diagnostics: bool = False,
    tiling: Tiling | None = None,
    on_progress: PartProgress = ignore_progress,
    with_masks: bool = False,
) -> Evaluation | None:
    """Detect in every image and score it; None when canceled. `progress(done, total)` is called after each image.

    `with_diagnostics` adds the diagnostics of the stages, which takes a little longer. Where several processes work
    together, all must call this: each processes its share of the images and reports the progress of that share; all
    return the same result. With `tiling`, large images are also searched in tiles, and `on_progress` is called as by
    `detect_folder`; the diagnostics are those of the whole image. `with_masks` scores the masks of a network with a
    mask head, too.

    Raises:
        ValueError: The classes of `labeled` are not those of the network.
    """
    if labeled.classes != predictor.model.classes:
        raise ValueError(CLASSES_DIFFER.format(network=predictor.model.classes, images=labeled.classes))

    with_masks = with_masks and predictor.model.config.has_masks

    def score_images(rows: Sequence[int]) -> Generator[_ScoredImage | str, None, None]:
        images = [labeled.images[row] for row in rows]
        paths = [image.path for image in images]
        with keep_heap(), closing(decode_images(predictor, paths, tiling, on_progress)) as decoded_images:
            for done, (image, (_, decoded)) in enumerate(zip(images, decoded_images, strict=True), start=1):
                if isinstance(decoded, str):
                    outcome: _ScoredImage | str = f"{decoded} {image.path.name} is left out."
                else:
                    try:
                        found = detect_image(predictor, decoded, None, tiling, on_progress, with_masks)
                        outcome = _score_image(predictor, found, image, with_diagnostics, with_masks)
                    except ProposalSourceError as error:  # a file has no proposals of this image
                        outcome = f"{error} {image.path.name} is left out."
                progress(done, len(rows))
                yield outcome

    outcomes = map_sharded(len(labeled.images), score_images, is_canceled)
    return (
        None
        if outcomes is None
        else _summarize_outcomes(outcomes, labeled.classes, with_diagnostics, predictor.model.config.proposals.source)
    )


def _score_image(
    predictor: Predictor, found: PredictedBoxes, image: LabeledImage, with_diagnostics: bool, with_masks: bool
) -> _ScoredImage:
    """Compare what was found in `image`, which `predictor` is set to, with what is there."""
    result = build_image_result(image, found, predictor.model.classes)
    masks = compare_masks(image, result.labels, found.masks) if with_masks else None
    return _ScoredImage(result, diagnose_image(predictor, found, result) if with_diagnostics else None, masks)


def build_image_result(image: LabeledImage, found: PredictedBoxes, classes: Sequence[str]) -> ImageResult:
    """What was `found` in `image`, beside what is there; both know the same `classes`."""
    number = {name: label for label, name in enumerate(classes, start=1)}
    return ImageResult(
        image.path,
        found.image_width,
        found.image_height,
        found.boxes,
        np.array([number[name] for name in found.labels], dtype=np.int64),
        found.scores,
        image.boxes,
        image.labels,
        image.difficult,
    )


def _summarize_outcomes(
    outcomes: Sequence[_ScoredImage | str], classes: Sequence[str], with_diagnostics: bool, source: ProposalSourceName
) -> Evaluation:
    seen = [outcome for outcome in outcomes if not isinstance(outcome, str)]
    warnings = tuple(outcome for outcome in outcomes if isinstance(outcome, str))
    measured = score_results(ResultTable(one.result for one in seen), classes, warnings)
    if masks := [one.masks for one in seen if one.masks is not None]:
        measured = replace(
            measured, masks=compute_mask_metrics(measured.results, masks, classes), mask_results=tuple(masks)
        )
    if not with_diagnostics:
        return measured
    inspections = [one.inspection for one in seen if one.inspection is not None]
    return replace(measured, diagnostics=gather_diagnostics(measured.results, inspections, classes, masks, source))
