"""Which images a run learns from, and which it measures on. Free of torch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, cast

from detector.data.formats.base import AUTOMATIC_OPTIONS, Dataset, FormatName, OpenOptions, Split
from detector.data.formats.registry import open_dataset
from detector.data.formats.shared.wording import format_count, list_names
from detector.data.labeled_set import TrainingSet, load_training_set
from detector.data.lint.problems import LabelProblem
from detector.data.skip_list import find_skipped_images
from detector.data.splits import count_held_out
from detector.data.usable_labels import Progress, no_progress
from detector.errors import DatasetError
from detector.training.runs.split_file import count_split_as_before, read_split, split_as_before

UNUSABLE_LABELS = "Training cannot begin, because there are {problems}: {names}. {first}"


@dataclass(frozen=True)
class DataChoice:
    """How a run selects its images; a resumed run must select them the same way."""

    format: FormatName | None = None
    labels: Path | None = None
    origin: Literal[0, 1] | None = None
    split: Split | None = None
    val: Path | None = None
    val_fraction: float | None = None
    like: Path | None = None
    """Folder of an earlier run whose images stay on their side of the fraction"""
    skip_unusable: bool = False
    """Whether to train without the images whose labels should be put right first"""

    @property
    def options(self) -> OpenOptions:
        """How the data set is read."""
        return OpenOptions(self.format, self.labels, self.origin)

    @classmethod
    def from_options(cls, options: OpenOptions) -> DataChoice:
        """All images of a data set that is read as `options` say."""
        return cls(options.format, options.labels_place, options.origin)

    @classmethod
    def from_arguments(cls, arguments: Mapping[str, str]) -> DataChoice:
        """What `to_arguments` made."""
        return cls(
            arguments.get("format"),
            Path(arguments["labels"]) if "labels" in arguments else None,
            cast(Literal[0, 1], int(arguments["origin"])) if arguments.get("origin") in ("0", "1") else None,
            cast(Split | None, arguments.get("split")),
            Path(arguments["val"]) if "val" in arguments else None,
            float(arguments["val_fraction"]) if "val_fraction" in arguments else None,
            Path(arguments["like"]) if "like" in arguments else None,
            arguments.get("skip_unusable") == "yes",
        )

    def to_arguments(self) -> dict[str, str]:
        """To be found again by `from_arguments`."""
        values = {
            "format": self.format,
            "labels": self.labels,
            "origin": self.origin,
            "split": self.split,
            "val": self.val,
            "val_fraction": self.val_fraction,
            "like": self.like,
            "skip_unusable": "yes" if self.skip_unusable else None,
        }
        return {name: str(value) for name, value in values.items() if value is not None}


MIN_IMAGES_TO_SPLIT = 10
"""With fewer labeled images there is none to spare."""
VALIDATION_FRACTION = 0.2


def choose_data(
    data: Path,
    options: OpenOptions = AUTOMATIC_OPTIONS,
    like: Path | None = None,
    val_fraction: float = VALIDATION_FRACTION,
) -> DataChoice:
    """The folder's own training and validation splits; without the latter, a fraction of the images is held out.

    A fraction is held out of the training split, if there is one: the test split is neither learned from nor measured
    on. With fewer than `MIN_IMAGES_TO_SPLIT` labeled images to learn from, none is held out.

    Args:
        data: The folder.
        options: How its labels are read.
        like: See `DataChoice`.
        val_fraction: Of the images to measure on; 0: none.

    Raises:
        DatasetError: The data set cannot be used.
    """
    dataset, choice = open_dataset(data, options), DataChoice.from_options(options)
    training = dataset.splits.get("train")
    if (training and dataset.splits.get("val")) or not val_fraction:
        return choice
    skipped = find_skipped_images(dataset)
    flags = zip(dataset.images, dataset.label_flags, strict=True)
    labeled = [image for image, has_labels in flags if has_labels and image not in skipped]
    learned = [image for image in labeled if image in training] if training else labeled
    if len(learned) < MIN_IMAGES_TO_SPLIT:
        return choice
    return replace(choice, split="train" if training else None, val_fraction=val_fraction, like=like)


def list_usable_rows(dataset: Dataset) -> list[int] | None:
    """Rows of the images that a run by `choose_data` can learn from or measure on; None: all of them."""
    training, skipped = dataset.splits.get("train"), find_skipped_images(dataset)
    if not training and not skipped:
        return None
    usable = (training | dataset.splits.get("val", frozenset())) if training else frozenset(dataset.images)
    return [row for row, image in enumerate(dataset.images) if image in usable and image not in skipped]


def choose_split_to_divide(data: Path, options: OpenOptions) -> Split | None:
    """The split that a fraction is held out of: the training split; None where all images are divided.

    Raises:
        DatasetError: The data set cannot be used.
    """
    return "train" if open_dataset(data, options).splits.get("train") else None


@dataclass(frozen=True)
class SetsPreview:
    """What `load_sets` will return, as far as it can be known without comparing the images for copies."""

    labeled: TrainingSet
    """To learn from, those to be held out included"""
    validation: TrainingSet | None
    """The folder's own validation set"""
    held_out: int
    """Images of `labeled` that will be measured on; a few less where copies stay together"""
    training_split: Split | None
    """The split of the folder that `labeled` is"""
    unused_splits: tuple[Split, ...]
    """Splits of the folder that are neither learned from nor measured on"""

    @property
    def learned_count(self) -> int:
        return len(self.labeled.images) - self.held_out

    @property
    def measured_count(self) -> int:
        return self.held_out if self.validation is None else len(self.validation.images)


def preview_sets(data: Path, choice: DataChoice, progress: Progress = no_progress) -> SetsPreview:
    """Which images `load_sets` would learn from and measure on; images with unusable labels are left out.

    Raises:
        DatasetError: There is nothing to learn from, or no such part.
    """
    undivided = replace(choice, val_fraction=None, like=None, skip_unusable=True)
    labeled, validation = load_sets(data, undivided, 0, progress)
    splits = open_dataset(data, choice.options).splits
    training_split: Split | None = "train" if splits.get("train") else None
    used = (training_split, "val" if validation is not None else None)
    unused = tuple(name for name in splits if name not in used) if training_split else ()
    return SetsPreview(labeled, validation, _count_held_out(labeled, choice), training_split, unused)


def _count_held_out(labeled: TrainingSet, choice: DataChoice) -> int:
    if choice.val_fraction is None:
        return 0
    kept = read_split(choice.like) if choice.like is not None else None
    counted = count_split_as_before(labeled, kept, choice.val_fraction) if kept is not None else None
    return counted or count_held_out(len(labeled.images), choice.val_fraction)


def load_sets(
    data: Path, choice: DataChoice, seed: int, progress: Progress = no_progress
) -> tuple[TrainingSet, TrainingSet | None]:
    """To learn from, and to measure on; `progress` as in `load_training_set`.

    Raises:
        UnusableLabelsError: Labels should be put right first, and the choice is not to do without these images.
        DatasetError: There is nothing to learn from, or no such part.
    """
    sets = _load_sets(data, choice, seed, progress)
    stopping = [problem for one in sets if one is not None for problem in one.blocking_problems]
    if stopping and not choice.skip_unusable:
        raise UnusableLabelsError(stopping)
    return sets


class UnusableLabelsError(DatasetError):
    """Boxes that a network would learn where they are not; the message says how many images have them, and which."""

    def __init__(self, problems: Sequence[LabelProblem]) -> None:
        kinds = Counter(problem.kind.heading for problem in problems)
        names = list(dict.fromkeys(problem.image.name for problem in problems if problem.image is not None))
        found = ", ".join(f"{heading} ({format_count(count, 'image', 'images')})" for heading, count in kinds.items())
        super().__init__(UNUSABLE_LABELS.format(problems=found, names=list_names(names), first=problems[0].message))


def _load_sets(data: Path, choice: DataChoice, seed: int, progress: Progress) -> tuple[TrainingSet, TrainingSet | None]:
    if choice.val is None and choice.val_fraction is None and choice.split is None:
        splits = open_dataset(data, choice.options).splits
        if splits.get("train"):
            training_set = load_training_set(data, split="train", options=choice.options, progress=progress)
            return training_set, _load_own_validation(data, choice, training_set) if splits.get("val") else None
    training_set = load_training_set(data, split=choice.split, options=choice.options, progress=progress)
    if choice.val_fraction is not None:
        kept = read_split(choice.like) if choice.like is not None else None
        alike = split_as_before(training_set, kept, choice.val_fraction, seed, progress) if kept is not None else None
        return alike or training_set.split_off_validation(choice.val_fraction, seed, progress=progress)
    if choice.val is not None:
        of_other = OpenOptions(origin=choice.origin)  # where its labels are, and in which format, is found by looking
        return training_set, load_training_set(choice.val, training_set.classes, options=of_other).exclude_copies_of(
            training_set
        )
    return training_set, None


def _load_own_validation(data: Path, choice: DataChoice, training_set: TrainingSet) -> TrainingSet:
    validation = load_training_set(data, training_set.classes, split="val", options=choice.options)
    new = tuple(text for text in validation.warnings if text not in training_set.warnings)
    return replace(validation, warnings=new).exclude_copies_of(training_set)
