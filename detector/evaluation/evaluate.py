"""Measuring a network on labelled images, in one pass over them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from detector.data.image_io import decode
from detector.data.labelled_set import LabelledImage, TrainingSet
from detector.distributed import work_through
from detector.errors import ImageUnreadableError
from detector.evaluation.details import gather_details
from detector.evaluation.inspection import Inspection, inspect_image
from detector.evaluation.measurement import Evaluation, measure
from detector.evaluation.results import ImageResult
from detector.predictor import PredictedBoxes, Predictor, decode_limit


@dataclass(frozen=True)
class _Seen:
    """One image that could be looked at."""

    result: ImageResult
    inspection: Inspection | None


def evaluate(
    predictor: Predictor,
    labelled: TrainingSet,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    cancelled: Callable[[], bool] = lambda: False,
    details: bool = False,
) -> Evaluation | None:
    """Detect in every image and score it; None when cancelled. `progress(done, total)` is called after each image.

    `details` asks for the stages' part in it, which takes a little longer. Where several processes work together, all
    must call this: each looks at its share of the images (and tells the progress of that), and all return the same.
    Errors: ValueError when the classes of `labelled` are not those of the network.
    """
    if labelled.classes != predictor.model.classes:
        raise ValueError(f"The network knows {predictor.model.classes}, the images show {labelled.classes}.")

    def look(rows: Sequence[int]) -> Iterator[_Seen | str]:
        for done, row in enumerate(rows, start=1):
            outcome = _look(predictor, labelled.images[row], details)
            progress(done, len(rows))
            yield outcome

    outcomes = work_through(len(labelled.images), look, cancelled)
    return None if outcomes is None else _summarise(outcomes, labelled.classes, details)


def _look(predictor: Predictor, image: LabelledImage, details: bool) -> _Seen | str:
    """What was found in `image`, or a sentence why it could not be looked at."""
    try:
        decoded = decode(image.path, decode_limit(predictor.model.config.input))
    except ImageUnreadableError as error:
        return f"{error} {image.path.name} is left out."
    predictor.set_image(decoded.pixels, (decoded.width, decoded.height))
    found = predictor.detect()
    result = image_result(image, found, predictor.model.classes)
    return _Seen(result, inspect_image(predictor, found, result) if details else None)


def image_result(image: LabelledImage, found: PredictedBoxes, classes: Sequence[str]) -> ImageResult:
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


def _summarise(outcomes: Sequence[_Seen | str], classes: Sequence[str], details: bool) -> Evaluation:
    seen = [outcome for outcome in outcomes if not isinstance(outcome, str)]
    warnings = tuple(outcome for outcome in outcomes if isinstance(outcome, str))
    measured = measure([one.result for one in seen], classes, warnings)
    if not details:
        return measured
    inspections = [one.inspection for one in seen if one.inspection is not None]
    return replace(measured, details=gather_details(measured.results, inspections, classes))
