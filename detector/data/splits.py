"""Dividing images into those to learn from and those to measure on, so that copies of a picture stay together."""

from __future__ import annotations

import hashlib
import math
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from detector.data.image_io import decode
from detector.data.plain_file import plain
from detector.errors import DatasetError, ImageUnreadableError

MOST_HASH_BITS = 8
"""Copies differ in so many of the 64 bits of their difference hashes at most."""
MOST_MEAN_DIFFERENCE = 5.0
MOST_DIFFERENCE = 36
"""Copies differ by so much of 255 at most, in the mean and in any pixel of their thumbnails.

Copies saved anew come to 1 and 5. One microscope field photographed twice, with another focus, came to 3.5 and 30; the
nearest different photographs to 8.6 and 84.
"""

_THUMBNAIL_SIDE = 32
_DECODED_PIXELS = 512 * 512
_BLOCK = 1024
_STEP = 47
_NAMES_TOLD = 5
Group = tuple[int, ...]
"""Rows of images that show the same picture, in ascending order."""


def duplicate_groups(
    images: Sequence[Path],
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[Group, ...]:
    """The rows of `images` that are one picture, two at least in each group: copied, saved anew, or resized.

    Turned, mirrored or cut copies are not found. Files that cannot be read are in no group. `progress(done, total)`
    is called after each image; a search that was cancelled gives the groups found so far.
    """
    sets = _Sets(len(images))
    for first, *others in _same_bytes(images):
        for other in others:
            sets.join(first, other)
    rows, prints = [], []
    for done, (row, found) in enumerate(_fingerprints(images, cancelled), start=1):
        progress(done, len(images))
        if found is not None:
            rows.append(row)
            prints.append(found)
    _join_alike(rows, prints, sets, cancelled)
    return sets.groups(rows)


def split_rows(
    classes_of: Sequence[frozenset[int]], groups: Sequence[Group], fraction: float, seed: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(rows to learn from, rows to measure on), ascending; `fraction` of all to measure on, or a little less.

    `classes_of` has the classes of each image. Groups stay whole, and no class is taken from the training side: only
    where there is no other way to fill the validation side does a class that a single picture shows go there.
    Errors: DatasetError when there are fewer than two different images.
    """
    units = _units(len(classes_of), groups)
    if len(units) < 2:
        raise DatasetError("A split needs at least two different labelled images. Label more, or give a second folder.")
    order = [units[place] for place in np.random.default_rng(seed % 2**63).permutation(len(units))]
    shown = [frozenset[int]().union(*(classes_of[row] for row in unit)) for unit in order]
    left = Counter(name for names in shown for name in names)
    wanted = min(max(1, round(fraction * len(classes_of))), len(classes_of) - 1)
    validation: list[int] = []
    for unit, names in zip(order, shown, strict=True):
        if len(validation) + len(unit) <= wanted and all(left[name] > 1 for name in names):
            validation.extend(unit)
            left.subtract(names)
    # Every group is too large, or the only one of some class: the smallest, if possible one that takes no class away.
    if not validation:
        lone = [any(left[name] == 1 for name in names) for names in shown]
        validation.extend(min(zip(lone, map(len, order), order, strict=True), key=lambda unit: unit[:2])[2])
    chosen = np.zeros(len(classes_of), np.bool_)
    chosen[validation] = True
    return np.flatnonzero(~chosen).astype(np.int64), np.flatnonzero(chosen).astype(np.int64)


def leaks(groups: Sequence[Group], sides: Sequence[Collection[int]]) -> tuple[Group, ...]:
    """The part of each group that `sides` (rows of each side of a split) hold, where more than one of them does."""
    found = []
    for group in groups:
        held = [[row for row in group if row in side] for side in sides]
        if sum(map(bool, held)) > 1:
            found.append(tuple(sorted({row for rows in held for row in rows})))
    return tuple(found)


def leak_warning(images: Sequence[Path], leaked: Sequence[Group]) -> str:
    """One sentence about what `leaks` found (rows of `images`), with the first few names."""
    shown = ", ".join(" = ".join(images[row].name for row in group) for group in leaked[:_NAMES_TOLD])
    more = len(leaked) - _NAMES_TOLD
    pictures = "1 picture is" if len(leaked) == 1 else f"{len(leaked)} pictures are"
    return (
        f"{pictures} among the images to learn from and among those to measure on, and left out of the latter: "
        f"{shown}{f' and {more} more' if more > 0 else ''}."
    )


def _units(count: int, groups: Sequence[Group]) -> list[Group]:
    """`groups`, and each row that is in none by itself, in the order of their first rows."""
    grouped = {row for group in groups for row in group}
    return sorted([*map(tuple, map(sorted, groups)), *((row,) for row in range(count) if row not in grouped)])


class _Sets:
    """Disjoint sets of rows (union-find with path halving)."""

    def __init__(self, count: int) -> None:
        self.root = np.arange(count)

    def find(self, row: int) -> int:
        while self.root[row] != row:
            self.root[row] = self.root[self.root[row]]
            row = int(self.root[row])
        return row

    def join(self, one: int, other: int) -> None:
        low, high = sorted((self.find(one), self.find(other)))
        self.root[high] = low

    def groups(self, readable: Collection[int]) -> tuple[Group, ...]:
        """The sets of two and more that hold one of `readable`."""
        members: defaultdict[int, list[int]] = defaultdict(list)
        for row in range(len(self.root)):
            members[self.find(row)].append(row)
        known = {self.find(row) for row in readable}
        return tuple(tuple(rows) for root, rows in members.items() if len(rows) > 1 and root in known)


def _same_bytes(images: Sequence[Path]) -> Iterator[list[int]]:
    """Rows of files with the same content; only files of one size are read."""
    by_size: defaultdict[int, list[int]] = defaultdict(list)
    for row, image in enumerate(images):
        try:
            by_size[image.stat().st_size].append(row)
        except OSError:
            continue  # decoding tells that it cannot be read
    for rows in by_size.values():
        by_content: defaultdict[bytes, list[int]] = defaultdict(list)
        for row in rows if len(rows) > 1 else ():
            try:
                with plain(images[row], math.inf).open("rb") as stream:
                    by_content[hashlib.file_digest(stream, "sha256").digest()].append(row)
            except OSError:
                continue
        yield from (same for same in by_content.values() if len(same) > 1)


@dataclass(frozen=True, eq=False)
class _Fingerprint:
    """What of a picture stays the same when it is saved anew or resized."""

    bits: NDArray[np.bool_]
    """(64,) whether each of 8x8 cells is brighter than its right neighbour: the difference hash of N. Krawetz, "Kind of
    Like That", https://www.hackerfactor.com/blog/index.php?/archives/529-Kind-of-Like-That.html"""
    thumbnail: NDArray[np.int16]
    """(32 * 32 * 3,) colours"""


def _fingerprint(image: Path) -> _Fingerprint | None:
    try:
        picture = Image.fromarray(decode(image, _DECODED_PIXELS).pixels)
    except ImageUnreadableError:
        return None
    cells = np.asarray(picture.convert("L").resize((9, 8), Image.Resampling.BOX))
    thumbnail = np.asarray(picture.resize((_THUMBNAIL_SIDE, _THUMBNAIL_SIDE), Image.Resampling.BOX))
    return _Fingerprint((cells[:, :-1] > cells[:, 1:]).ravel(), thumbnail.astype(np.int16).ravel())


def _fingerprints(images: Sequence[Path], cancelled: Callable[[], bool]) -> Iterator[tuple[int, _Fingerprint | None]]:
    pool = ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="fingerprint")
    try:
        for row, found in enumerate(pool.map(_fingerprint, images)):
            if cancelled():
                return
            yield row, found
    finally:
        pool.shutdown(cancel_futures=True)


def _join_alike(
    rows: Sequence[int], prints: Sequence[_Fingerprint], sets: _Sets, cancelled: Callable[[], bool]
) -> None:
    """Join the rows whose fingerprints agree: `rows[i]` has `prints[i]`."""
    if not prints:
        return
    # Of hashes as vectors of +1 and -1, the product is 64 less twice the number of bits that differ.
    signs = np.stack([one.bits for one in prints]).astype(np.float32) * 2 - 1
    thumbnails = np.stack([one.thumbnail for one in prints])
    some = thumbnails[:, ::_STEP].copy()  # a few values tell most pictures of one camera apart, and quickly
    roots = np.array([sets.find(row) for row in rows])
    least = signs.shape[1] - 2 * MOST_HASH_BITS
    for start in range(0, len(rows), _BLOCK):
        close = signs[start : start + _BLOCK] @ signs.T >= least
        for one in range(start, min(start + _BLOCK, len(rows))):
            if cancelled():
                return
            others = np.flatnonzero(close[one - start, one + 1 :]) + one + 1
            others = others[roots[others] != roots[one]]
            others = others[np.abs(some[others] - some[one]).max(axis=1, initial=0) <= MOST_DIFFERENCE]
            apart = np.abs(thumbnails[others] - thumbnails[one])
            same = others[(apart.mean(axis=1) <= MOST_MEAN_DIFFERENCE) & (apart.max(axis=1) <= MOST_DIFFERENCE)]
            for other in same:
                sets.join(rows[one], rows[other])
                roots[roots == roots[other]] = roots[one]
