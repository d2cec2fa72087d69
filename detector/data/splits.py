"""Dividing images into those to learn from and those to measure on, so that copies of a picture stay together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detector.data.duplicates import DuplicateGroup
from detector.errors import DatasetError
from detector.translatable import translatable

TOO_FEW_TO_SPLIT = translatable(
    "A split needs at least two different labeled images. Label more images, or choose a second folder."
)

_MAX_NAMES_SHOWN = 5


def split_rows(
    classes_of: Sequence[frozenset[int]], groups: Sequence[DuplicateGroup], fraction: float, seed: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(rows to learn from, rows to measure on), ascending; `fraction` of all to measure on, or a little less.

    `classes_of` has the classes of each image. Groups stay whole, and no class is taken from the training side: only
    where there is no other way to fill the validation side does a class that a single picture shows go there.

    Raises:
        DatasetError: There are fewer than two different images.
    """
    units = _build_units(len(classes_of), groups)
    if len(units) < 2:
        raise DatasetError(TOO_FEW_TO_SPLIT)
    order = [units[place] for place in np.random.default_rng(seed % 2**63).permutation(len(units))]
    shown = [frozenset[int]().union(*(classes_of[row] for row in unit)) for unit in order]
    left = Counter(name for names in shown for name in names)
    target_count = count_held_out(len(classes_of), fraction)
    validation: list[int] = []
    for unit, names in zip(order, shown, strict=True):
        if len(validation) + len(unit) <= target_count and all(left[name] > 1 for name in names):
            validation.extend(unit)
            left.subtract(names)
    # Every group is too large, or the only one of some class: the smallest, if possible one that takes no class away.
    if not validation:
        lone = [any(left[name] == 1 for name in names) for names in shown]
        validation.extend(min(zip(lone, map(len, order), order, strict=True), key=lambda unit: unit[:2])[2])
    chosen = np.zeros(len(classes_of), np.bool_)
    chosen[validation] = True
    return np.flatnonzero(~chosen).astype(np.int64), np.flatnonzero(chosen).astype(np.int64)


def count_held_out(images: int, fraction: float) -> int:
    """How many of `images` (two or more) to hold out: on each side of the split there is one at least."""
    return min(max(1, round(fraction * images)), images - 1)


def find_leaks(groups: Sequence[DuplicateGroup], sides: Sequence[Collection[int]]) -> tuple[DuplicateGroup, ...]:
    """The part of each group that `sides` (rows of each side of a split) hold, where more than one of them does."""
    found = []
    for group in groups:
        held = [[row for row in group if row in side] for side in sides]
        if sum(map(bool, held)) > 1:
            found.append(tuple(sorted({row for rows in held for row in rows})))
    return tuple(found)


def describe_leaks(images: Sequence[Path], leaked: Sequence[DuplicateGroup]) -> str:
    """One sentence about what `find_leaks` found (rows of `images`), with the first few names."""
    shown = ", ".join(" = ".join(images[row].name for row in group) for group in leaked[:_MAX_NAMES_SHOWN])
    more = len(leaked) - _MAX_NAMES_SHOWN
    count = "1 image is" if len(leaked) == 1 else f"{len(leaked)} images are"
    return (
        f"{count} in both the training and the validation set, and left out of the validation set: "
        f"{shown}{f' and {more} more' if more > 0 else ''}."
    )


def _build_units(count: int, groups: Sequence[DuplicateGroup]) -> list[DuplicateGroup]:
    """`groups`, and each row that is in none by itself, in the order of their first rows."""
    grouped = {row for group in groups for row in group}
    return sorted([*map(tuple, map(sorted, groups)), *((row,) for row in range(count) if row not in grouped)])
