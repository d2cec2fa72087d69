"""Measuring the network while it trains: AP and the losses, from one pass over the validation set."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import torch

from detector.compute.distributed import map_sharded, single_process
from detector.compute.precision import autocast_precision
from detector.config import TrainingConfig
from detector.convolutions.training import fast_convolutions
from detector.data.labeled_image import LabeledImage
from detector.data.labeled_set import TrainingSet
from detector.errors import ImageUnreadableError
from detector.evaluation.bootstrap import ApIntervals, choose_draw_count, compute_intervals
from detector.evaluation.masks import MaskResult, compare_masks, compute_mask_metrics
from detector.evaluation.measurement import Evaluation, score_results
from detector.evaluation.results import ImageResult
from detector.faster_rcnn import FasterRCNN
from detector.predictor import max_decode_pixels
from detector.stages.detections import Detections
from detector.stages.mask_paste import paste_masks
from detector.targets import Target
from detector.training.batches import load_image
from detector.training.data_folder import DataFolder

MAX_PREFETCHED_IMAGES = 2
LoadedImage = tuple[torch.Tensor, Target]
NO_AUGMENTATION = TrainingConfig(flip=False, scale_jitter=(1.0, 1.0), color_jitter=0.0)
"""Leaves nothing of an image to chance."""


@dataclass(frozen=True)
class Validation:
    """How good the network is on images that it does not learn from."""

    evaluation: Evaluation
    losses: dict[str, float]
    """Means over the images, by the keys of the losses and `total`"""
    intervals: ApIntervals | None = None
    """How sure its AP is; None where no object counts"""

    @property
    def score(self) -> float | None:
        """What makes a checkpoint the best: COCO's AP. None where no object counts."""
        return self.evaluation.coco.ap


@dataclass(frozen=True)
class _ValidatedImage:
    """One image that could be read."""

    result: ImageResult
    losses: dict[str, float]
    masks: MaskResult | None = None


class Validator:
    """Measures `model`, which is on `device`, on `labeled`; the same weights give the same numbers."""

    def __init__(
        self, model: FasterRCNN, labeled: TrainingSet, device: torch.device, precision: torch.dtype, seed: int
    ) -> None:
        self._model, self._labeled = model, labeled
        self._device, self._precision, self._seed = device, precision, seed
        self.folder = DataFolder(labeled)
        self._done: dict[int, _ValidatedImage | str] = {}
        """By rows, of a measurement that the folder went away from"""

    def measure_network(self, is_canceled: Callable[[], bool] = lambda: False) -> Validation | None:
        """Where several processes train together, each looks at its share, and all must call.

        Returns:
            None when canceled, or when the folder is away in some process. Called again with the same weights, it
            continues with the images that it has not seen yet.
        """
        self._model.eval()
        outcomes = map_sharded(
            len(self._labeled.images), self._validate_images, lambda: is_canceled() or self.folder.is_away
        )
        if outcomes is None:
            return None
        seen = [outcome for outcome in outcomes if outcome is not None]
        if len(seen) < len(outcomes):
            return None
        self._done.clear()
        return self._summarize_outcomes(seen)

    def _validate_images(self, rows: Sequence[int]) -> Iterator[_ValidatedImage | str | None]:
        """What is seen on each image, a sentence about one that cannot be read, or None where the folder is away."""
        samples = self._prefetch_images([self._labeled.images[row] for row in rows if row not in self._done])
        for row in rows:
            if row not in self._done:
                sample = next(samples)
                if sample is None:
                    yield None
                    continue
                self._done[row] = sample if isinstance(sample, str) else self._validate_image(row, *sample)
            yield self._done[row]

    def _prefetch_images(self, images: Sequence[LabeledImage]) -> Iterator[LoadedImage | str | None]:
        """The images, read ahead; as `_load_image` gives them."""
        waiting: deque[Future[LoadedImage | str | None]] = deque()
        with ThreadPoolExecutor(1, thread_name_prefix="decode") as pool:
            for image in images:
                waiting.append(pool.submit(self._load_image, image))
                if len(waiting) > MAX_PREFETCHED_IMAGES:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

    def _load_image(self, image: LabeledImage) -> LoadedImage | str | None:
        """A sentence where it cannot be read, None where the folder is away."""
        limit, proposals = max_decode_pixels(self._model.config.input), self._model.config.proposals
        try:
            return self.folder.read_image_now(
                image, lambda: load_image(image, limit, NO_AUGMENTATION, np.random.default_rng(0), proposals)
            )
        except ImageUnreadableError as error:
            return f"{error} {image.path.name} is left out."

    def _validate_image(self, row: int, pixels: torch.Tensor, target: Target) -> _ValidatedImage:
        generator = torch.Generator().manual_seed(self._seed)
        fast = fast_convolutions(self._device, self._precision)
        with torch.no_grad(), single_process(), autocast_precision(self._device, self._precision), fast:
            result = self._model([pixels], [target], [generator])
        losses = {key: float(value) for key, value in result.losses.items()}
        size = (pixels.shape[-1], pixels.shape[-2])
        image, detections = self._labeled.images[row], result.detections[0]
        found = _build_result(image, size, detections)
        masks = None
        if detections.masks is not None:
            threshold = self._model.config.mask.threshold
            places = torch.from_numpy(found.boxes)
            bitmaps = paste_masks(detections.masks, places, image.width, image.height, threshold)
            masks = compare_masks(image, found.labels, bitmaps)
        return _ValidatedImage(found, losses | {"total": sum(losses.values())}, masks)

    def _summarize_outcomes(self, outcomes: Sequence[_ValidatedImage | str]) -> Validation:
        seen = [outcome for outcome in outcomes if not isinstance(outcome, str)]
        warnings = tuple(outcome for outcome in outcomes if isinstance(outcome, str))
        results, classes = [one.result for one in seen], self._labeled.classes
        evaluation = score_results(results, classes, warnings)
        if masks := [one.masks for one in seen if one.masks is not None]:
            metrics = compute_mask_metrics(results, masks, classes)
            evaluation = replace(evaluation, masks=metrics, mask_results=tuple(masks))
        intervals = compute_intervals(results, classes, choose_draw_count(len(results)))
        keys = seen[0].losses if seen else ()
        losses = {key: sum(one.losses[key] for one in seen) / len(seen) for key in keys}
        return Validation(evaluation, losses, intervals)


def _build_result(image: LabeledImage, size: tuple[int, int], found: Detections) -> ImageResult:
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
