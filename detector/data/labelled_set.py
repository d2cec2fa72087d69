"""Labelled images to learn from or to measure on. Free of torch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detector.data.annotation import Box
from detector.data.folder import ImageFolder, natural_key, scan
from detector.data.formats.voc import VocFile, detect_origin
from detector.data.image_io import read_size
from detector.errors import AnnotationUnreadableError, DatasetError, ImageUnreadableError

NAMES_IN_A_WARNING = 5


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

    def split(self, validation_fraction: float, seed: int = 0) -> tuple[TrainingSet, TrainingSet]:
        """(training, validation), drawn with `seed`; each has an image at least.

        Errors: DatasetError when there are fewer than two images.
        """
        count = len(self.images)
        if count < 2:
            raise DatasetError(f"{self.root} has one labelled image; at least two are needed to hold one back.")
        order = np.random.default_rng(seed).permutation(count)
        held_back = min(max(round(count * validation_fraction), 1), count - 1)
        validation, training = (
            tuple(self.images[row] for row in sorted(rows)) for rows in (order[:held_back], order[held_back:])
        )
        return replace(self, images=training), replace(self, images=validation, warnings=())


@dataclass(frozen=True)
class _Read:
    path: Path
    width: int
    height: int
    boxes: tuple[Box, ...]


def load_training_set(root: Path, classes: Sequence[str] | None = None) -> TrainingSet:
    """The images of `root` that have a Pascal VOC file, those without any object included.

    `classes` fixes the classes and their order (boxes of others are left out, and told); without it they are the
    names that occur, in natural order. Errors: DatasetError when there is nothing to learn from.
    """
    folder = scan(root)
    warnings: list[str] = [*folder.notices]
    read = _read_all(folder, warnings)
    if not read:
        raise DatasetError(f"{root} has no labelled image that can be read. Draw boxes in its images and save them.")
    # With the classes given (a validation set) labels may well be absent; without them nothing could be learnt.
    names = tuple(classes) if classes is not None else _class_names(read)
    if not names:
        raise DatasetError(f"The labelled images of {root} have no boxes, so there is no class to learn. Draw some.")
    images = tuple(_labelled(one, names, warnings) for one in read)
    return TrainingSet(root, names, images, tuple(warnings))


def _read_all(folder: ImageFolder, warnings: list[str]) -> list[_Read]:
    labelled = [index for index in range(len(folder)) if folder.has_labels(index)]
    unlabelled = sorted(set(range(len(folder))) - set(labelled))
    if unlabelled and labelled:
        warnings.append(_listed("image has no label file and is left out", map(folder.name, unlabelled)))
    entries = [folder[index] for index in labelled]
    origin = detect_origin(entry.labels for entry in entries)
    read = []
    for entry in entries:
        try:
            boxes = VocFile.read(entry.labels, origin).annotation.boxes
            read.append(_Read(entry.image, *read_size(entry.image), boxes))
        except (AnnotationUnreadableError, ImageUnreadableError) as error:
            warnings.append(f"{error} {entry.image.name} is left out.")
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


def _labelled(read: _Read, classes: tuple[str, ...], warnings: list[str]) -> LabelledImage:
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
        np.array([classes.index(box.label) + 1 for box in kept], dtype=np.int64),
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
