"""Which images a run learns from, and which it measures on. Free of torch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, cast

from detector.data.formats.base import AUTOMATIC_OPTIONS, FormatName, OpenOptions, Split
from detector.data.formats.registry import open_dataset
from detector.data.formats.shared.wording import format_count, list_names
from detector.data.labeled_set import TrainingSet, load_training_set
from detector.data.lint.problems import LabelProblem
from detector.data.usable_labels import Progress, no_progress
from detector.errors import DatasetError
from detector.training.runs.split_file import read_split, split_as_before


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
    """The folder's own parts where it has some; else a fraction of the images to measure on, where there are enough.

    Args:
        data: The folder.
        options: How its labels are read.
        like: See `DataChoice`.
        val_fraction: Of the images to measure on; 0: none.

    Raises:
        DatasetError: The data set cannot be used.
    """
    dataset = open_dataset(data, options)
    if dataset.splits.get("train") or not val_fraction or sum(map(bool, dataset.label_flags)) < MIN_IMAGES_TO_SPLIT:
        return DataChoice.from_options(options)
    return replace(DataChoice.from_options(options), val_fraction=val_fraction, like=like)


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
        super().__init__(
            f"Training cannot begin, because there are {found}: {list_names(names)}. {problems[0].message}"
        )


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
