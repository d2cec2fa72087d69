"""Batches without end: every image once in random order, then again, decoded ahead of the step that needs them.

A batch is a function of the seed and the number of its step, whatever came before it and however many threads decode:
so a run can go on from any step, and several processes can each take their part.
"""

from __future__ import annotations

import os
import time
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from detector.config import InputConfig, TrainingConfig
from detector.data.image_io import decode
from detector.data.labelled_set import LabelledImage, TrainingSet
from detector.distributed import Process
from detector.errors import DatasetError, ImageUnreadableError
from detector.faster_rcnn import to_tensor
from detector.predictor import decode_limit
from detector.targets import Target
from detector.training.recipe import steps_per_epoch
from detector.training.transforms import augment

MOST_WORKERS = 8
_ORDER, _SAMPLE, _MODEL = range(3)
"""What a random number is for; with the seed these start independent streams."""


@dataclass(frozen=True)
class Batch:
    """What one step learns from."""

    images: list[Tensor]
    """(3, h, w) each"""
    targets: list[Target]
    skipped: tuple[str, ...]
    """Sentences about images that could not be decoded and whose place another took"""
    seeds: tuple[int, ...]
    """For the samples that the network draws, one for each image"""
    waited: float = 0.0
    """Seconds that the step had to wait for it"""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(target.get("name", "an image") for target in self.targets)


def load_sample(
    image: LabelledImage, max_pixels: int, recipe: TrainingConfig, random: np.random.Generator
) -> tuple[Tensor, Target]:
    """The image (3, h, w), possibly smaller than the file's, and its boxes in the same pixels, both augmented.

    Errors: ImageUnreadableError.
    """
    pixels = decode(image.path, max_pixels).pixels
    height, width = pixels.shape[:2]
    scale = np.array([width / image.width, height / image.height] * 2, dtype=np.float32)
    limit = np.array([width, height] * 2, dtype=np.float32)
    boxes, labels = torch.from_numpy(np.minimum(image.boxes * scale, limit)), torch.from_numpy(image.labels)
    tensor, boxes, labels = augment(to_tensor(pixels), boxes, labels, recipe, random)
    return tensor, Target(boxes=boxes, labels=labels, name=image.path.name)


def suitable_workers(device_is_gpu: bool) -> int:
    """How many threads should decode: a GPU's steps are short, and a CPU's need the cores themselves."""
    cores = os.cpu_count() or 1
    return max(1, min(MOST_WORKERS, cores - 1 if device_is_gpu else cores // 4))


class BatchStream:
    """The batches of one process from `start_step` on. Use it as a context manager: it owns threads.

    An epoch is as many steps as show every image at least once; its last batch is filled up from its first images.
    """

    def __init__(
        self,
        images: TrainingSet,
        recipe: TrainingConfig,
        input: InputConfig,
        start_step: int = 0,
        process: Process = Process(),  # noqa: B008 - immutable
        device_is_gpu: bool = False,
    ) -> None:
        self._set, self._recipe, self._process = images, recipe, process
        self._max_pixels = decode_limit(input)
        self._global_batch = recipe.batch_size * process.count
        self._per_epoch = steps_per_epoch(len(images.images), self._global_batch)
        self._next_step = start_step
        self._told: set[str] = set()
        workers = recipe.workers or suitable_workers(device_is_gpu)
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="decode")
        self._ahead: deque[Future[Batch]] = deque()
        self._depth = workers + 1

    def __enter__(self) -> Self:
        for _ in range(self._depth):
            self._begin_one()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def next(self) -> Batch:
        """Errors: DatasetError when no image can be decoded."""
        self._begin_one()
        start = time.monotonic()
        batch = self._ahead.popleft().result()
        waited = time.monotonic() - start
        fresh = tuple(text for text in batch.skipped if text not in self._told)
        self._told.update(fresh)
        return Batch(batch.images, batch.targets, fresh, batch.seeds, waited)

    def _begin_one(self) -> None:
        self._ahead.append(self._pool.submit(self._assemble, self._next_step))
        self._next_step += 1

    def _assemble(self, step: int) -> Batch:
        epoch, in_epoch = divmod(step, self._per_epoch)
        order = self._order(epoch)
        first = self._process.rank * self._recipe.batch_size
        places = range(first, first + self._recipe.batch_size)
        images, targets, skipped = [], [], []
        for place in places:
            image, target, told = self._sample(order, in_epoch * self._global_batch + place, epoch)
            images.append(image)
            targets.append(target)
            skipped += told
        seeds = (int(self._random(_MODEL, step, place).integers(2**62)) for place in places)
        return Batch(images, targets, tuple(dict.fromkeys(skipped)), tuple(seeds))

    def _order(self, epoch: int) -> NDArray[np.int64]:
        """The rows of the images in the order of `epoch`."""
        return self._random(_ORDER, epoch).permutation(len(self._set.images))

    def _random(self, *purpose: int) -> np.random.Generator:
        return np.random.default_rng([self._recipe.seed % 2**63, *purpose])

    def _sample(self, order: NDArray[np.int64], place: int, epoch: int) -> tuple[Tensor, Target, list[str]]:
        """The image at `place`, or the next after it that can be decoded, and what is to be told of those before."""
        told: list[str] = []
        for step in range(len(order)):
            row = int(order[(place + step) % len(order)])
            image = self._set.images[row]
            try:
                return *load_sample(image, self._max_pixels, self._recipe, self._random(_SAMPLE, epoch, row)), told
            except ImageUnreadableError as error:
                told.append(f"{error} {image.path.name} is left out of this run.")
        raise DatasetError(f"None of the labelled images in {self._set.root} can be decoded.")
