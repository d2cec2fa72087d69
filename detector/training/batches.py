"""Batches without end: every image once in random order, then again, decoded ahead of the step that needs them.

A batch is a function of the seed and the number of its step, whatever came before it and however many threads decode:
so a run can be resumed at any step, and several processes can each take their part.
"""

from __future__ import annotations

import math
import os
import time
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import lru_cache, partial
from types import TracebackType
from typing import Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from detector.compute.distributed import Process
from detector.config import InputConfig, ProposalConfig, TrainingConfig
from detector.data.image_io import decode_image
from detector.data.labeled_image import LabeledImage
from detector.data.labeled_set import TrainingSet
from detector.errors import ImageUnreadableError
from detector.image_stages import TrainingImage
from detector.image_tensors import to_tensor
from detector.predictor import max_decode_pixels
from detector.proposal_sources.network_proposals import ImageFile, find_network_proposals, to_rows
from detector.proposal_sources.proposed_boxes import ProposedBoxes
from detector.targets import Target
from detector.training.data_folder import DataFolder, NoImagesError
from detector.training.feature_store import FeatureStore, View
from detector.training.runs.schedule_length import steps_per_epoch
from detector.training.transforms import AugmentedImage, augment_image, draw_flip
from detector.translatable import translatable

NONE_DECODABLE = translatable("None of the labeled images in {folder} can be decoded.")

MAX_WORKERS = 8
_ORDER, _SAMPLE, _MODEL = range(3)
"""What a random number is for; with the seed these start independent streams."""


@dataclass(frozen=True)
class Batch:
    """What one step learns from."""

    images: list[TrainingImage]
    """(3, h, w) each, or its kept features"""
    targets: list[Target]
    skipped: tuple[str, ...]
    """Sentences about images that could not be decoded and whose place another took, or of which a part is missing"""
    seeds: tuple[int, ...]
    """For the samples that the network draws, one for each image"""
    waited_s: float = 0.0
    """Seconds that the step had to wait for it"""
    was_interrupted: bool = False
    """Whether the folder was away meanwhile"""
    views: tuple[View, ...] = ()
    """What is shown of the training set, where features are kept"""

    @property
    def pixels(self) -> list[Tensor]:
        """The images whose features are not kept."""
        return [image for image in self.images if isinstance(image, Tensor)]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(target.get("name", "an image") for target in self.targets)


NO_PROPOSALS = translatable(
    "{source} finds no proposals in {image}. Of this image, only the labeled boxes train the network."
)


def load_image(
    image: LabeledImage,
    max_pixels: int,
    recipe: TrainingConfig,
    random: np.random.Generator,
    proposals: ProposalConfig = ProposalConfig(),  # noqa: B008 - immutable
) -> tuple[Tensor, Target]:
    """The image (3, h, w), possibly smaller than the file's, and its labels in the same pixels, both augmented.

    Raises:
        ImageUnreadableError: The image cannot be decoded.
    """
    pixels = decode_image(image.path, max_pixels).pixels
    return prepare_image(image, pixels, recipe, random, find_training_proposals(image, pixels, proposals))


def find_training_proposals(
    image: LabeledImage, pixels: NDArray[np.uint8], config: ProposalConfig
) -> ProposedBoxes | None:
    """Those in the decoded `pixels` of an image, for a network without an RPN. Raises: ProposalSourceError."""
    if config.has_rpn:
        return None
    return find_network_proposals(config, pixels, image=ImageFile(image.path, image.width, image.height))


def prepare_image(
    image: LabeledImage,
    pixels: NDArray[np.uint8],
    recipe: TrainingConfig,
    random: np.random.Generator,
    proposals: ProposedBoxes | None = None,
) -> tuple[Tensor, Target]:
    """As `load_image`, of an image whose pixels (h, w, 3) are decoded; `proposals` in these pixels go with it."""
    height, width = pixels.shape[:2]
    scale = np.array([width / image.width, height / image.height] * 2, dtype=np.float32)
    limit = np.array([width, height] * 2, dtype=np.float32)
    boxes, labels = torch.from_numpy(np.minimum(image.boxes * scale, limit)), torch.from_numpy(image.labels)
    outlines = image.outlines and image.outlines.resize_by(width / image.width, height / image.height)
    proposed = None if proposals is None else torch.from_numpy(to_rows(proposals))
    shown = augment_image(AugmentedImage(to_tensor(pixels), boxes, labels, outlines, proposed), recipe, random)
    target = Target(boxes=shown.boxes, labels=shown.labels, name=image.path.name)
    if shown.outlines is not None:
        target["outlines"] = shown.outlines
    if shown.proposals is not None:
        target["proposals"] = shown.proposals
    return shown.image, target


@dataclass(frozen=True)
class _BatchImage:
    """One image's part in a batch."""

    image: TrainingImage
    target: Target
    view: View
    seed: int
    skipped: tuple[str, ...]


def choose_worker_count(device_is_gpu: bool) -> int:
    """How many threads should decode: a GPU's steps are short, and a CPU's need the cores themselves."""
    cores = _count_usable_cores()
    return max(1, min(MAX_WORKERS, cores - 1 if device_is_gpu else cores // 4))


def _count_usable_cores() -> int:
    """Number of cores that this process may use, if the system reports it: schedulers and containers limit it."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


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
        folder: DataFolder | None = None,
        store: FeatureStore | None = None,
        proposals: ProposalConfig = ProposalConfig(),  # noqa: B008 - immutable
    ) -> None:
        """`folder` is where `images` lie; by default one that is waited for when it goes away.

        What is in `store` is not decoded. Of another source than the RPN, `proposals` go with the images.
        """
        self._set, self._recipe, self._store, self._proposals = images, recipe, store, proposals
        self.folder = folder or DataFolder(images)
        self._max_pixels = max_decode_pixels(input)
        self._global_batch = recipe.batch_size * process.count
        first = process.rank * recipe.batch_size
        self._places = range(first, first + recipe.batch_size)
        self._steps_per_epoch = steps_per_epoch(len(images.images), self._global_batch)
        self._next_step = start_step
        self._reported_warnings: set[str] = set()
        self._waited, self._interrupted = 0.0, False
        self._cached_permutation = lru_cache(maxsize=2)(self._permute_images)
        workers = recipe.workers or choose_worker_count(device_is_gpu)
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="decode")
        # Threads share out images, not batches: enough of them wait to keep all threads busy during a step, no more.
        self._prefetched: deque[list[Future[_BatchImage]]] = deque()
        self._prefetch_count = 1 + math.ceil(workers / recipe.batch_size)

    def __enter__(self) -> Self:
        for _ in range(self._prefetch_count):
            self._submit_batch()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.folder.stop_waiting()
        # A thread that reads from a drive that is gone may come back only when the drive does.
        self._pool.shutdown(wait=not self.folder.is_away, cancel_futures=True)

    def is_ready(self, timeout_s: float) -> bool:
        """Whether `take_batch` need not wait; False after so long."""
        start = time.monotonic()
        done = not wait(self._prefetched[0], timeout_s).not_done
        self._waited += time.monotonic() - start
        self._interrupted |= self.folder.is_away
        return done

    @property
    def fault(self) -> str:
        """Why `take_batch` will raise, as far as that is known."""
        faults = (future.exception() for future in self._prefetched[0] if future.done() and not future.cancelled())
        return next((str(fault) for fault in faults if isinstance(fault, NoImagesError)), "")

    def take_batch(self) -> Batch:
        """Raises: NoImagesError."""
        self._submit_batch()
        start = time.monotonic()
        samples = [future.result() for future in self._prefetched.popleft()]
        waited, interrupted = self._waited + time.monotonic() - start, self._interrupted
        self._waited, self._interrupted = 0.0, False
        skipped = dict.fromkeys(
            text for sample in samples for text in sample.skipped if text not in self._reported_warnings
        )
        self._reported_warnings.update(skipped)
        return Batch(
            [sample.image for sample in samples],
            [sample.target for sample in samples],
            tuple(skipped),
            tuple(sample.seed for sample in samples),
            waited,
            interrupted,
            () if self._store is None else tuple(sample.view for sample in samples),
        )

    def _submit_batch(self) -> None:
        step = self._next_step
        self._prefetched.append([self._pool.submit(self._load_image, step, place) for place in self._places])
        self._next_step += 1

    def _permute_images(self, epoch: int) -> NDArray[np.int64]:
        """The rows of the images in the order of `epoch`."""
        return self._create_generator(_ORDER, epoch).permutation(len(self._set.images))

    def _create_generator(self, *purpose: int) -> np.random.Generator:
        return np.random.default_rng([self._recipe.seed % 2**63, *purpose])

    def _load_image(self, step: int, place: int) -> _BatchImage:
        """The image at `place` in the batch of all processes, or the next of the epoch that can be decoded.

        Raises: NoImagesError.
        """
        epoch, in_epoch = divmod(step, self._steps_per_epoch)
        order = self._cached_permutation(epoch)
        first = in_epoch * self._global_batch + place
        skipped: list[str] = []
        seed = int(self._create_generator(_MODEL, step, place).integers(2**62))
        for further in range(len(order)):
            row = int(order[(first + further) % len(order)])
            view = View(row, draw_flip(self._recipe, self._create_generator(_SAMPLE, epoch, row)))
            kept = None if self._store is None else self._store.find_view(view)
            if kept is not None:
                return _BatchImage(kept.features, kept.target, view, seed, tuple(skipped))
            image = self._set.images[row]
            try:
                decoded = self.folder.read_image(image, partial(decode_image, image.path, self._max_pixels))
            except ImageUnreadableError as error:
                skipped.append(f"{error} {image.path.name} is left out of this run.")
            else:
                if decoded.problem:
                    skipped.append(decoded.problem)
                proposals = find_training_proposals(image, decoded.pixels, self._proposals)
                if proposals is not None and not len(proposals.boxes):
                    skipped.append(NO_PROPOSALS.format(source=self._proposals.source, image=image.path.name))
                random = self._create_generator(_SAMPLE, epoch, row)
                loaded = prepare_image(image, decoded.pixels, self._recipe, random, proposals)
                return _BatchImage(*loaded, view, seed, tuple(skipped))
        raise NoImagesError(NONE_DECODABLE.format(folder=self._set.root))
