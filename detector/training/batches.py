"""Batches without end: every image once in random order, then again, decoded ahead of the step that needs them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import numpy as np
import torch
from torch import Tensor

from detector.config import InputConfig
from detector.data.image_io import decode
from detector.data.labelled_set import LabelledImage, TrainingSet
from detector.errors import DatasetError, ImageUnreadableError
from detector.faster_rcnn import to_tensor
from detector.predictor import decode_limit
from detector.targets import Target

BATCHES_AHEAD = 2


@dataclass(frozen=True)
class Batch:
    """What one step learns from. `skipped` tells of images that could not be decoded on the way to it."""

    images: list[Tensor] = field(default_factory=list)
    """(3, h, w) each"""
    targets: list[Target] = field(default_factory=list)
    skipped: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(target.get("name", "an image") for target in self.targets)


def load_sample(image: LabelledImage, max_pixels: int, flip: bool = False) -> tuple[Tensor, Target]:
    """The image (3, h, w), possibly smaller than the file's, and its boxes in the same pixels.

    Errors: ImageUnreadableError.
    """
    pixels = decode(image.path, max_pixels).pixels
    height, width = pixels.shape[:2]
    scale = np.array([width / image.width, height / image.height] * 2, dtype=np.float32)
    limit = np.array([width, height] * 2, dtype=np.float32)
    boxes = np.minimum(image.boxes * scale, limit)
    if flip:
        pixels = pixels[:, ::-1]
        boxes = np.stack((width - boxes[:, 2], boxes[:, 1], width - boxes[:, 0], boxes[:, 3]), axis=1)
    target = Target(boxes=torch.from_numpy(boxes), labels=torch.from_numpy(image.labels), name=image.path.name)
    return to_tensor(pixels), target


class BatchStream:
    """An endless stream of batches, the same for the same seed. Use it as a context manager: it owns a thread."""

    def __init__(self, images: TrainingSet, batch_size: int, config: InputConfig, flip: bool, seed: int) -> None:
        self._set = images
        self._batch_size = batch_size
        self._max_pixels = decode_limit(config)
        self._flip = flip
        self._samples = self._endless(np.random.default_rng(seed))
        # One thread is enough, as decoding is much faster than a step, and it keeps the order.
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="decode")
        self._ahead: deque[Future[Batch]] = deque()

    def __enter__(self) -> Self:
        self._ahead.extend(self._pool.submit(self._assemble) for _ in range(BATCHES_AHEAD))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def next(self) -> Batch:
        """Errors: DatasetError when no image can be decoded."""
        self._ahead.append(self._pool.submit(self._assemble))
        return self._ahead.popleft().result()

    def _assemble(self) -> Batch:
        batch, skipped = Batch(), []
        while len(batch.images) < self._batch_size:
            sample = next(self._samples)
            if isinstance(sample, str):
                skipped.append(sample)
            else:
                batch.images.append(sample[0])
                batch.targets.append(sample[1])
        return Batch(batch.images, batch.targets, tuple(skipped))

    def _endless(self, random: np.random.Generator) -> Iterator[tuple[Tensor, Target] | str]:
        """Samples; a sentence in place of one that cannot be decoded, which is not tried again."""
        usable = self._set.images
        while usable:
            unreadable = set()
            for row in random.permutation(len(usable)):
                image, flip = usable[row], self._flip and bool(random.integers(2))
                try:
                    yield load_sample(image, self._max_pixels, flip)
                except ImageUnreadableError as error:
                    unreadable.add(image.path)
                    yield f"{error} {image.path.name} is left out of this run."
            usable = tuple(image for image in usable if image.path not in unreadable)
        raise DatasetError(f"None of the labelled images in {self._set.root} can be decoded.")
