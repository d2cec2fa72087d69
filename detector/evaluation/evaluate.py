"""Measuring a network on labelled images, in one pass over them."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np

from detector.data.labelled_set import LabelledImage, TrainingSet
from detector.distributed import work_through
from detector.evaluation.details import gather_details
from detector.evaluation.inspection import Inspection, inspect_image
from detector.evaluation.measurement import Evaluation, measure
from detector.evaluation.result_table import ResultTable
from detector.evaluation.results import ImageResult
from detector.folder_detection import Follow, detect_picture, ignore_progress, read_pictures
from detector.heap import kept_heap
from detector.predictor import PredictedBoxes, Predictor
from detector.tiling import Tiling


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
    tiling: Tiling | None = None,
    follow: Follow = ignore_progress,
) -> Evaluation | None:
    """Detect in every image and score it; None when cancelled. `progress(done, total)` is called after each image.

    `details` asks for the stages' part in it, which takes a little longer. Where several processes work together, all
    must call this: each looks at its share of the images (and tells the progress of that), and all return the same.
    With `tiling`, large images are looked at in tiles, too, and `follow` is called as `detect_folder` does; the stages'
    part is that of the whole image still.
    Errors: ValueError when the classes of `labelled` are not those of the network.
    """
    if labelled.classes != predictor.model.classes:
        raise ValueError(f"The network knows {predictor.model.classes}, the images show {labelled.classes}.")

    def look(rows: Sequence[int]) -> Generator[_Seen | str, None, None]:
        images = [labelled.images[row] for row in rows]
        paths = [image.path for image in images]
        with kept_heap(), closing(read_pictures(predictor, paths, tiling, follow)) as pictures:
            for done, (image, (_, picture)) in enumerate(zip(images, pictures, strict=True), start=1):
                if isinstance(picture, str):
                    outcome: _Seen | str = f"{picture} {image.path.name} is left out."
                else:
                    found = detect_picture(predictor, picture, None, tiling, follow)
                    outcome = _score(predictor, found, image, details)
                progress(done, len(rows))
                yield outcome

    outcomes = work_through(len(labelled.images), look, cancelled)
    return None if outcomes is None else _summarise(outcomes, labelled.classes, details)


def _score(predictor: Predictor, found: PredictedBoxes, image: LabelledImage, details: bool) -> _Seen:
    """Compare what was found in `image`, which `predictor` is set to, with what is there."""
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
    measured = measure(ResultTable(one.result for one in seen), classes, warnings)
    if not details:
        return measured
    inspections = [one.inspection for one in seen if one.inspection is not None]
    return replace(measured, details=gather_details(measured.results, inspections, classes))
