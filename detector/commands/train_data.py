"""Which images `frcnn train` learns from, and which it measures on. Free of torch."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from detector.data.formats.base import FormatName, Split
from detector.data.formats.registry import open_dataset
from detector.data.labelled_set import TrainingSet, load_training_set


@dataclass(frozen=True)
class DataChoice:
    """How a run comes by its images; a run that goes on must come by them the same way."""

    format: FormatName | None = None
    split: Split | None = None
    val: Path | None = None
    val_fraction: float | None = None

    @classmethod
    def of(cls, args: argparse.Namespace, earlier: Mapping[str, str]) -> DataChoice:
        """What the arguments say; where they say nothing, what `arguments` of the run so far said."""
        val, val_fraction = args.val, args.val_fraction
        if val is None and val_fraction is None:
            val = Path(earlier["val"]) if "val" in earlier else None
            val_fraction = float(earlier["val_fraction"]) if "val_fraction" in earlier else None
        return cls(
            args.format or cast(FormatName | None, earlier.get("format")),
            args.split or cast(Split | None, earlier.get("split")),
            val.resolve() if val else None,
            val_fraction,
        )

    def arguments(self) -> dict[str, str]:
        """To be found again by `of`."""
        values = {"format": self.format, "split": self.split, "val": self.val, "val_fraction": self.val_fraction}
        return {name: str(value) for name, value in values.items() if value is not None}


def load_sets(data: Path, choice: DataChoice, seed: int) -> tuple[TrainingSet, TrainingSet | None]:
    """To learn from, and to measure on. Errors: DatasetError."""
    if choice.val is None and choice.val_fraction is None and choice.split is None:
        splits = open_dataset(data, choice.format).splits
        if splits.get("train"):
            training_set = load_training_set(data, split="train", format_name=choice.format)
            return training_set, _own_validation(data, choice, training_set) if splits.get("val") else None
    training_set = load_training_set(data, split=choice.split, format_name=choice.format)
    if choice.val_fraction is not None:
        return training_set.split(choice.val_fraction, seed)
    if choice.val is not None:
        return training_set, load_training_set(choice.val, training_set.classes).without_copies_of(training_set)
    return training_set, None


def _own_validation(data: Path, choice: DataChoice, training_set: TrainingSet) -> TrainingSet:
    validation = load_training_set(data, training_set.classes, split="val", format_name=choice.format)
    return validation.without_copies_of(training_set)
