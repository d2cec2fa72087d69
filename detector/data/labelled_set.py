"""Labelled images to learn from or to measure on. Free of torch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detector.data.annotation import Box
from detector.data.folder import natural_key
from detector.data.formats.base import AS_FOUND, Dataset, OpenOptions, Split
from detector.data.formats.registry import open_dataset
from detector.data.formats.wording import counted, some
from detector.data.image_io import read_size
from detector.data.splits import duplicate_groups, leak_warning, leaks, split_rows
from detector.data.unicode_forms import class_name
from detector.data.unused_labels import unused_label_notices
from detector.errors import AnnotationUnreadableError, DatasetError, ImageUnreadableError

NAMES_IN_A_WARNING = 5
Progress = Callable[[int, int], None]


def no_progress(_done: int, _total: int) -> None: ...


@dataclass(frozen=True)
class LabelledImage:
    """One image and what is on it. Boxes marked difficult are learnt, but do not count when detections are measured."""

    path: Path
    width: int
    height: int
    boxes: NDArray[np.float32]
    """(G, 4) pixels of the image, inside it, with area"""
    labels: NDArray[np.int64]
    """(G,) in 1..C"""
    difficult: NDArray[np.bool_]
    """(G,)"""


@dataclass(frozen=True)
class TrainingSet:
    """The labelled images of a folder; `warnings` tells what was left out or changed, one sentence each."""

    root: Path
    classes: tuple[str, ...]
    images: tuple[LabelledImage, ...]
    warnings: tuple[str, ...] = ()

    def split(
        self,
        validation_fraction: float,
        seed: int = 0,
        cancelled: Callable[[], bool] = lambda: False,
        progress: Progress = no_progress,
    ) -> tuple[TrainingSet, TrainingSet]:
        """(training, validation), drawn with `seed`; each has an image at least, and copies of one stay together.

        `progress(done, total)` is called while images are compared; what it raises ends that.
        Errors: DatasetError when there are fewer than two different images.
        """
        order = sorted(range(len(self.images)), key=lambda row: natural_key(str(self.images[row].path)))
        images = [self.images[row] for row in order]
        groups = duplicate_groups([image.path for image in images], progress, cancelled)
        classes = [frozenset(image.labels.tolist()) for image in images]
        sides = split_rows(classes, groups, validation_fraction, seed)
        training, validation = (tuple(images[row] for row in sorted(rows)) for rows in sides)
        return replace(self, images=training), replace(self, images=validation, warnings=())

    def without_copies_of(self, other: TrainingSet) -> TrainingSet:
        """Those images that show no picture of `other`; `warnings` tells which do, and are left out.

        Errors: DatasetError when none is left.
        """
        paths = [image.path for image in (*other.images, *self.images)]
        sides = [range(len(other.images)), range(len(other.images), len(paths))]
        leaked = leaks(duplicate_groups(paths), sides)
        if not leaked:
            return self
        copies = {paths[row] for group in leaked for row in group}
        images = tuple(image for image in self.images if image.path not in copies)
        if not images:
            raise DatasetError(f"All images in {self.root} to measure on are among those to learn from. Give others.")
        return replace(self, images=images, warnings=(*self.warnings, leak_warning(paths, leaked)))


@dataclass(frozen=True)
class _Read:
    path: Path
    width: int
    height: int
    boxes: tuple[Box, ...]


def load_training_set(
    root: Path,
    classes: Sequence[str] | None = None,
    split: Split | None = None,
    options: OpenOptions = AS_FOUND,
    progress: Progress = no_progress,
) -> TrainingSet:
    """The labelled images of `root`, those without any object included, in whatever format they are labelled.

    `progress(done, total)` is called for each image; what it raises ends the reading.

    `split` takes only that part of the format's own split. `classes` fixes the classes and their order (boxes of others
    are left out, and told); without it they are the format's own list, or else the names that occur, in natural order.
    Errors: DatasetError when there is nothing to learn from, or no such part.
    """
    dataset = open_dataset(root, options)
    unused = unused_label_notices(dataset)
    warnings: list[str] = [*dataset.notices, *unused]
    if classes is None:  # of a validation set it was said before
        warnings += describe_unused(dataset, split)
    read = _read_all(dataset, _part(dataset, split), warnings, progress)
    if not read:
        advice = unused or ("Draw boxes in its images and save them.",)
        raise DatasetError(" ".join((f"{root} has no labelled image that can be read.", *advice)))
    # With the classes given (a validation set) labels may well be absent; without them nothing could be learnt.
    if classes is None and not any(one.boxes for one in read):
        raise DatasetError(f"The labelled images of {root} have no boxes, so there is no class to learn. Draw some.")
    names = tuple(classes) if classes is not None else tuple(dict.fromkeys(dataset.classes)) or _class_names(read)
    numbers = {class_name(name): number for number, name in reversed([*enumerate(names, start=1)])}
    images = tuple(_labelled(one, numbers, warnings) for one in read)
    return TrainingSet(root, names, images, tuple(warnings))


def unlisted_images(dataset: Dataset) -> list[Path]:
    """The labelled images that are in no part of a data set that has parts."""
    if not dataset.splits:
        return []
    listed = frozenset[Path]().union(*dataset.splits.values())
    return [image for image, has in zip(dataset.images, dataset.labelled, strict=True) if has and image not in listed]


def describe_unused(dataset: Dataset, split: Split | None) -> Iterator[str]:
    """Sentences about labelled images whose part says nothing, or not what they are used for.

    Args:
        dataset: The data set that a network is to learn from.
        split: The part that it learns from; None when it learns from all labelled images.
    """
    parts = ", ".join(dataset.splits)
    if split is not None and (unlisted := unlisted_images(dataset)):
        images = counted(len(unlisted), "labelled image is", "labelled images are")
        names = some([image.name for image in unlisted])
        yield f"{images} in no part of the data set ({parts}) and not used: {names}."
    elif split is None and dataset.splits and "train" not in dataset.splits:
        yield f"The data set has no part to learn from (its parts: {parts}), so all labelled images are learned from."


def _part(dataset: Dataset, split: Split | None) -> list[Path]:
    """Errors: DatasetError."""
    if split is None:
        return list(dataset.images)
    if split not in dataset.splits:
        there_are = f"its parts are {', '.join(dataset.splits)}" if dataset.splits else "its labels name no parts"
        raise DatasetError(f"{dataset.root} has no part {split!r}: {there_are}. Hold back a fraction instead.")
    return [image for image in dataset.images if image in dataset.splits[split]]


def _read_all(dataset: Dataset, images: Sequence[Path], warnings: list[str], progress: Progress) -> list[_Read]:
    labelled = [image for image in images if dataset.is_labelled(image)]
    if labelled and len(labelled) < len(images):
        unlabelled = sorted(set(images) - set(labelled), key=lambda image: natural_key(image.name))
        warnings.append(_listed("image has no label file and is left out", (image.name for image in unlabelled)))
    read = []
    for done, image in enumerate(labelled):
        progress(done, len(labelled))
        try:
            boxes = dataset.read(image).annotation.boxes
            read.append(_Read(image, *read_size(image), boxes))
        except (AnnotationUnreadableError, ImageUnreadableError) as error:
            warnings.append(f"{error} {image.name} is left out.")
    return read


def _listed(what: str, names: Iterable[str]) -> str:
    """`what` with a count and the first few names."""
    every = list(names)
    shown = ", ".join(every[:NAMES_IN_A_WARNING])
    more = len(every) - NAMES_IN_A_WARNING
    plural = what if len(every) == 1 else what.replace(" has ", "s have ").replace(" is ", " are ")
    return f"{len(every)} {plural}: {shown}{f' and {more} more' if more > 0 else ''}."


def _class_names(read: Iterable[_Read]) -> tuple[str, ...]:
    # The name itself decides between names that differ only in case.
    return tuple(sorted({box.label for one in read for box in one.boxes}, key=natural_key))


def _labelled(read: _Read, classes: Mapping[str, int], warnings: list[str]) -> LabelledImage:
    """`classes` gives the number of each; of a name that is there twice, the first."""
    kept = []
    unknown: Counter[str] = Counter()
    for number, box in enumerate(read.boxes, start=1):
        if box.label not in classes:
            unknown[box.label] += 1
        elif (inside := _usable(read, number, box, warnings)) is not None:
            kept.append(inside)
    for label, count in unknown.items():
        warnings.append(f"{read.path.name}: {count} of class {label!r}, which is not among the classes, left out.")
    return LabelledImage(
        read.path,
        read.width,
        read.height,
        np.array([box.xyxy for box in kept], dtype=np.float32).reshape(-1, 4),
        np.array([classes[box.label] for box in kept], dtype=np.int64),
        np.array([box.difficult for box in kept], dtype=np.bool_),
    )


def _usable(read: _Read, number: int, box: Box, warnings: list[str]) -> Box | None:
    """`box` inside its image, or None where nothing of it is; what was done to it goes to `warnings`."""
    corners = ", ".join(f"{value:g}" for value in box.xyxy)
    name = f"{read.path.name}: box {number} ({box.label}: {corners})"
    if box.is_degenerate:
        warnings.append(f"{name} has no area and is left out.")
        return None
    inside = box.clipped(read.width, read.height)
    if inside.is_degenerate:
        warnings.append(f"{name} lies outside the {read.width}x{read.height} image and is left out.")
        return None
    if inside != box:
        warnings.append(f"{name} leaves the {read.width}x{read.height} image; the part inside is used.")
    return inside
