"""The labeled sets for fine-tuning, and their test images."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detector.data.labeled_set import TrainingSet, load_training_set
from detector.demo.folder import write_demo_folder

FOLDS = 3
TWO_BOARDS = ("Arduino_Nano", "ESP8266")
DEMO_FOLDER = Path(tempfile.gettempdir()) / "frcnn-accuracy-demo"
DEMO_TRAINING, DEMO_TEST = 96, 72
"""Scenes, the last sixth of which stays without labels."""


@dataclass(frozen=True)
class Parts:
    """The training and test images of one run."""

    training: TrainingSet
    test: TrainingSet


@dataclass(frozen=True)
class BenchmarkSet:
    """A set, one row of the table. `load(data, seed)` returns the parts for a run with `seed`."""

    name: str
    training_images: int
    """The parts of different seeds may differ by one."""
    load: Callable[[Path, int], Parts]


def take_images(labeled: TrainingSet, count: int, seed: int) -> TrainingSet:
    """A sample of `count` images, drawn with `seed`; all networks use the same sample for the same seed."""
    order: NDArray[np.int64] = np.random.default_rng([seed, len(labeled.images)]).permutation(len(labeled.images))
    return select_images(labeled, sorted(order[:count].tolist()))


def select_images(labeled: TrainingSet, rows: Sequence[int]) -> TrainingSet:
    """The images of `labeled` in these rows."""
    return replace(labeled, images=tuple(labeled.images[row] for row in rows))


def merge_sets(*sets: TrainingSet) -> TrainingSet:
    """The images of all `sets`, with the classes that they have objects of."""
    used = [[one.classes[label - 1] for label in image.labels.tolist()] for one in sets for image in one.images]
    classes = tuple(sorted({label for labels in used for label in labels}))
    images = [image for one in sets for image in one.images]
    merged = (
        replace(image, labels=np.array([classes.index(label) + 1 for label in labels], dtype=np.int64))
        for image, labels in zip(images, used, strict=True)
    )
    return replace(sets[0], classes=classes, images=tuple(merged))


def load_part(folder: Path, classes: Sequence[str] | None = None, split: str | None = None) -> TrainingSet:
    """The images in `folder`, or in its `split`, without those with unusable labels."""
    return load_training_set(folder, classes, split=split)  # type: ignore[arg-type]  # a plain str here


def _load_bccd(count: int) -> Callable[[Path, int], Parts]:
    def load(data: Path, seed: int) -> Parts:
        training = load_part(data / "bccd", split="train")
        return Parts(take_images(training, count, seed), load_part(data / "bccd", training.classes, "test"))

    return load


def _load_raccoon(count: int) -> Callable[[Path, int], Parts]:
    def load(data: Path, seed: int) -> Parts:
        training = load_part(data / "raccoon" / "train")
        return Parts(take_images(training, count, seed), load_part(data / "raccoon" / "test", training.classes))

    return load


def _load_microcontrollers(data: Path, seed: int) -> Parts:
    """Fold `seed` of the training images is the test part, because the set has only seven test images of its own."""
    whole = load_part(data / "microcontrollers" / "train")
    order = np.random.default_rng(0).permutation(len(whole.images))
    held_out = sorted(order[seed % FOLDS :: FOLDS].tolist())
    others = sorted(set(range(len(whole.images))) - set(held_out))
    return Parts(select_images(whole, others), select_images(whole, held_out))


def _load_boards_and_raccoons(data: Path, seed: int) -> Parts:
    """40 images of two of the boards and 40 of raccoons, for three classes; 23 and 40 others are the test part.

    No setting of our recipe was chosen on it.
    """
    boards = load_part(data / "microcontrollers" / "train")
    labels = {boards.classes.index(label) + 1 for label in TWO_BOARDS}
    rows = [row for row, image in enumerate(boards.images) if set(image.labels.tolist()) <= labels]
    order = np.random.default_rng([seed, len(rows)]).permutation(rows).tolist()
    training, test = (load_part(data / "raccoon" / part) for part in ("train", "test"))
    return Parts(
        merge_sets(select_images(boards, order[:40]), take_images(training, 40, seed)),
        merge_sets(select_images(boards, order[40:]), test),
    )


def _load_nuclei(count: int | None = None) -> Callable[[Path, int], Parts]:
    def load(data: Path, seed: int) -> Parts:
        training = load_part(data / "nuclei", split="train")
        test = load_part(data / "nuclei", training.classes, "test")
        return Parts(training if count is None else take_images(training, count, seed), test)

    return load


def _load_demo(data: Path, seed: int) -> Parts:
    for part, count, scenes in (("train", DEMO_TRAINING, 1), ("test", DEMO_TEST, 2)):
        write_demo_folder(DEMO_FOLDER / part, count, seed=scenes)
    training = load_part(DEMO_FOLDER / "train")
    return Parts(training, load_part(DEMO_FOLDER / "test", training.classes))


SETS: dict[str, BenchmarkSet] = {
    one.name: one
    for one in (
        BenchmarkSet("raccoon-100", 100, _load_raccoon(100)),
        BenchmarkSet("bccd-50", 50, _load_bccd(50)),
        BenchmarkSet("microcontrollers", 94, _load_microcontrollers),
        BenchmarkSet("nuclei", 76, _load_nuclei()),
        BenchmarkSet("demo", 80, _load_demo),
        BenchmarkSet("raccoon-25", 25, _load_raccoon(25)),
        BenchmarkSet("raccoon-50", 50, _load_raccoon(50)),
        BenchmarkSet("raccoon-160", 160, _load_raccoon(160)),
        BenchmarkSet("bccd-205", 204, _load_bccd(205)),
        BenchmarkSet("boards-and-raccoons", 80, _load_boards_and_raccoons),
        BenchmarkSet("bccd-25", 25, _load_bccd(25)),
        BenchmarkSet("nuclei-25", 25, _load_nuclei(25)),
    )
}
"""In the order of `--all`: sets that take little time and answer many questions come first."""
