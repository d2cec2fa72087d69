"""Measuring a network on labelled images."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from detector.data.image_io import decode
from detector.data.labelled_set import LabelledImage, TrainingSet
from detector.errors import ImageUnreadableError
from detector.evaluation.average_precision import AveragePrecision, ImageResult, average_precision
from detector.predictor import Predictor, decode_limit


@dataclass(frozen=True)
class Evaluation:
    """AP50, over how many images, and what could not be looked at."""

    average_precision: AveragePrecision
    images: int
    warnings: tuple[str, ...]


def evaluate(
    predictor: Predictor,
    labelled: TrainingSet,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Evaluation | None:
    """Detect in every image and score it; None when cancelled. `progress(done, total)` is called after each image."""
    results: list[ImageResult] = []
    warnings: list[str] = []
    for done, outcome in enumerate(_outcomes(predictor, labelled), start=1):
        if cancelled():
            return None
        if isinstance(outcome, str):
            warnings.append(outcome)
        else:
            results.append(outcome)
        progress(done, len(labelled.images))
    return Evaluation(average_precision(results, labelled.classes), len(results), tuple(warnings))


def _outcomes(predictor: Predictor, labelled: TrainingSet) -> Iterator[ImageResult | str]:
    for image in labelled.images:
        try:
            yield _result(predictor, image, labelled.classes)
        except ImageUnreadableError as error:
            yield f"{error} {image.path.name} is left out."


def _result(predictor: Predictor, image: LabelledImage, classes: tuple[str, ...]) -> ImageResult:
    decoded = decode(image.path, decode_limit(predictor.model.config.input))
    predictor.set_image(decoded.pixels, (decoded.width, decoded.height))
    found = predictor.detect()
    true_labels = tuple(classes[label - 1] for label in image.labels.tolist())
    return ImageResult(found.boxes, found.labels, found.scores, image.boxes, true_labels, image.difficult)
