"""Measuring the network while it trains: AP and the four losses, from one pass over the validation set."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import torch

from detector.config import TrainingConfig
from detector.convolutions.training import fast_convolutions
from detector.data.labelled_set import LabelledImage, TrainingSet
from detector.distributed import alone, work_through
from detector.errors import ImageUnreadableError
from detector.evaluation.bootstrap import Intervals, affordable_draws, interval
from detector.evaluation.measurement import Evaluation, measure
from detector.evaluation.results import ImageResult
from detector.faster_rcnn import FasterRCNN
from detector.precision import autocast
from detector.predictor import decode_limit
from detector.stages.detections import Detections
from detector.targets import Target
from detector.training.batches import load_sample
from detector.training.data_folder import DataFolder

IMAGES_AHEAD = 2
Sample = tuple[torch.Tensor, Target]
_AS_IT_IS = TrainingConfig(flip=False, scale_jitter=(1.0, 1.0), colour_jitter=0.0)
"""Leaves nothing of an image to chance."""


@dataclass(frozen=True)
class Validation:
    """How good the network is on images that it does not learn from."""

    evaluation: Evaluation
    losses: dict[str, float]
    """Means over the images, by the keys of the losses and `total`"""
    intervals: Intervals | None = None
    """How sure its AP is; None where no object counts"""

    @property
    def score(self) -> float | None:
        """What makes a checkpoint the best: COCO's AP. None where no object counts."""
        return self.evaluation.coco.ap


@dataclass(frozen=True)
class _Seen:
    """One image that could be looked at."""

    result: ImageResult
    losses: dict[str, float]


class Validator:
    """Measures `model`, which is on `device`, on `labelled`; the same weights give the same numbers."""

    def __init__(
        self, model: FasterRCNN, labelled: TrainingSet, device: torch.device, precision: torch.dtype, seed: int
    ) -> None:
        self._model, self._labelled = model, labelled
        self._device, self._precision, self._seed = device, precision, seed
        self.folder = DataFolder(labelled)
        self._done: dict[int, _Seen | str] = {}
        """By rows, of a measurement that the folder went away from"""

    def measure(self, cancelled: Callable[[], bool] = lambda: False) -> Validation | None:
        """Where several processes train together, each looks at its share, and all must call.

        Returns:
            None when cancelled, or when the folder is away in some process. Called again with the same weights, it goes
            on with the images that it has not seen yet.
        """
        self._model.eval()
        outcomes = work_through(len(self._labelled.images), self._looks, lambda: cancelled() or self.folder.is_away)
        if outcomes is None:
            return None
        seen = [outcome for outcome in outcomes if outcome is not None]
        if len(seen) < len(outcomes):
            return None
        self._done.clear()
        return self._summary(seen)

    def _looks(self, rows: Sequence[int]) -> Iterator[_Seen | str | None]:
        """What is seen on each image, a sentence about one that cannot be read, or None where the folder is away."""
        samples = self._samples([self._labelled.images[row] for row in rows if row not in self._done])
        for row in rows:
            if row not in self._done:
                sample = next(samples)
                if sample is None:
                    yield None
                    continue
                self._done[row] = sample if isinstance(sample, str) else self._look(row, *sample)
            yield self._done[row]

    def _samples(self, images: Sequence[LabelledImage]) -> Iterator[Sample | str | None]:
        """The images, read ahead; as `_load` gives them."""
        waiting: deque[Future[Sample | str | None]] = deque()
        with ThreadPoolExecutor(1, thread_name_prefix="decode") as pool:
            for image in images:
                waiting.append(pool.submit(self._load, image))
                if len(waiting) > IMAGES_AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

    def _load(self, image: LabelledImage) -> Sample | str | None:
        """A sentence where it cannot be read, None where the folder is away."""
        limit = decode_limit(self._model.config.input)
        try:
            return self.folder.read_now(image, lambda: load_sample(image, limit, _AS_IT_IS, np.random.default_rng(0)))
        except ImageUnreadableError as error:
            return f"{error} {image.path.name} is left out."

    def _look(self, row: int, pixels: torch.Tensor, target: Target) -> _Seen:
        generator = torch.Generator().manual_seed(self._seed)
        fast = fast_convolutions(self._device, self._precision)
        with torch.no_grad(), alone(), autocast(self._device, self._precision), fast:
            result = self._model([pixels], [target], [generator])
        losses = {key: float(value) for key, value in result.losses.items()}
        size = (pixels.shape[-1], pixels.shape[-2])
        found = _result(self._labelled.images[row], size, result.detections[0])
        return _Seen(found, losses | {"total": sum(losses.values())})

    def _summary(self, outcomes: Sequence[_Seen | str]) -> Validation:
        seen = [outcome for outcome in outcomes if not isinstance(outcome, str)]
        warnings = tuple(outcome for outcome in outcomes if isinstance(outcome, str))
        results, classes = [one.result for one in seen], self._labelled.classes
        evaluation = measure(results, classes, warnings)
        intervals = interval(results, classes, affordable_draws(len(results)))
        keys = seen[0].losses if seen else ()
        losses = {key: sum(one.losses[key] for one in seen) / len(seen) for key in keys}
        return Validation(evaluation, losses, intervals)


def _result(image: LabelledImage, size: tuple[int, int], found: Detections) -> ImageResult:
    """What was `found` in pixels of a copy of `size` (width, height), in pixels of the image itself."""
    scale = np.array([image.width / size[0], image.height / size[1]] * 2, dtype=np.float32)
    return ImageResult(
        image.path,
        image.width,
        image.height,
        found.boxes.float().cpu().numpy() * scale,
        found.labels.cpu().numpy(),
        found.scores.float().cpu().numpy(),
        image.boxes,
        image.labels,
        image.difficult,
    )
