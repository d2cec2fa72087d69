"""Dividing images into those to learn from and those to measure on, so that no picture is on both sides. Free of torch.

Copies are found as a person would see them: the same bytes, or the same picture encoded anew or resized.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detector.data.image_io import decode
from detector.errors import DatasetError, ImageUnreadableError

Groups = tuple[tuple[int, ...], ...]
"""Rows of images that show the same; images without a copy are in none."""

HASH_BITS_APART = 8
"""Difference hashes of copies differ in at most so many of their 64 bits."""
MOST_DIFFERENCE = 16
"""And their thumbnails nowhere by more than this, of 255: pictures that merely look alike differ more somewhere."""
_HASH_SIZE, _THUMBNAIL_SIZE = (9, 8), (32, 32)
_THUMBNAIL_PIXELS = 512 * 512
_BLOCK = 512


def duplicate_groups(
    images: Sequence[Path],
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Groups:
    """Groups of rows of `images` that show the same picture; images that cannot be read are in none.

    The hash is the difference hash of N. Krawetz ("Kind of like that", 2013): each bit tells whether a pixel of a 9x8
    thumbnail is darker than its right neighbour. `progress(done, total)` is called after each image; when `cancelled`,
    what was found so far comes back.
    """
    rows, hashes, thumbnails = [], [], []
    by_content: dict[str, int] = {}
    pairs = []
    for row, path in enumerate(images):
        if cancelled():
            break
        content = _content(path)
        if content in by_content:
            pairs.append((by_content[content], row))
        elif content is not None and (seen := _seen(path)) is not None:
            by_content[content] = row
            rows.append(row)
            hashes.append(seen[0])
            thumbnails.append(seen[1])
        progress(row + 1, len(images))
    if rows:
        pairs += [(rows[a], rows[b]) for a, b in _alike(np.array(hashes), np.stack(thumbnails))]
    return _joined(len(images), pairs)


def _content(path: Path) -> str | None:
    """What the bytes of the file come to; None where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _seen(path: Path) -> tuple[np.uint64, NDArray[np.int16]] | None:
    """Difference hash and grey thumbnail of the image; None where it cannot be decoded."""
    from PIL import Image

    try:
        grey = Image.fromarray(decode(path, _THUMBNAIL_PIXELS).pixels).convert("L")
    except ImageUnreadableError:
        return None  # told by whoever needs its pixels
    small = np.asarray(grey.resize(_HASH_SIZE, Image.Resampling.BOX), dtype=np.int16)
    bits = np.packbits(small[:, :-1] < small[:, 1:])
    return bits.view(np.uint64)[0], np.asarray(grey.resize(_THUMBNAIL_SIZE, Image.Resampling.BOX), dtype=np.int16)


def _alike(hashes: NDArray[np.uint64], thumbnails: NDArray[np.int16]) -> Iterator[tuple[int, int]]:
    """Pairs of places whose hashes are near and whose thumbnails agree."""
    for start in range(0, len(hashes), _BLOCK):
        block = hashes[start : start + _BLOCK]
        apart = np.unpackbits((block[:, None] ^ hashes[None, start:]).view(np.uint8).reshape(len(block), -1, 8), axis=2)
        for near, far in zip(*np.nonzero(apart.sum(axis=2) <= HASH_BITS_APART), strict=True):
            if far > near:
                one, other = start + int(near), start + int(far)
                if np.abs(thumbnails[one] - thumbnails[other]).max() <= MOST_DIFFERENCE:
                    yield one, other


def _joined(count: int, pairs: Sequence[tuple[int, int]]) -> Groups:
    """Whatever is tied by `pairs`, directly or over others."""
    parent = list(range(count))

    def root(row: int) -> int:
        while parent[row] != row:
            parent[row] = row = parent[parent[row]]
        return row

    for one, other in pairs:
        parent[max(root(one), root(other))] = min(root(one), root(other))
    members: defaultdict[int, list[int]] = defaultdict(list)
    for row in range(count):
        members[root(row)].append(row)
    return tuple(tuple(rows) for rows in members.values() if len(rows) > 1)


def split_rows(
    classes_of: Sequence[frozenset[int]], groups: Groups, fraction: float, seed: int
) -> tuple[list[int], list[int]]:
    """Rows (to learn from, to measure on), about `fraction` of them on the second side, drawn with `seed`.

    `classes_of` holds the classes of each image. Groups stay together, each side has an image, and a class that is in
    two groups or more is on the first side too.
    Errors: DatasetError when there are fewer than two groups.
    """
    units = _units(len(classes_of), groups)
    if len(units) < 2:
        raise DatasetError("There is one labelled image, or copies of one; at least two are needed to hold one back.")
    classes = [frozenset[int]().union(*(classes_of[row] for row in unit)) for unit in units]
    left = Counter(label for own in classes for label in own)
    order = [int(place) for place in np.random.default_rng(seed).permutation(len(units))]
    room = max(1, round(len(classes_of) * fraction))
    held_back: set[int] = set()
    for place in order:
        is_spare = len(held_back) < len(units) - 1 and all(left[label] > 1 for label in classes[place])
        if is_spare and len(units[place]) <= room:
            held_back.add(place)
            room -= len(units[place])
            left.subtract(classes[place])
    # Where every picture is the only one of some class, one must go all the same.
    held_back = held_back or {min(order, key=lambda place: len(units[place]))}
    sides: tuple[list[int], list[int]] = [], []
    for place, unit in enumerate(units):
        sides[place in held_back].extend(unit)
    return sides


def _units(count: int, groups: Groups) -> list[tuple[int, ...]]:
    """What goes to one side as a whole: each group, and each image that is in none."""
    grouped = {row: group for group in groups for row in group}
    return [grouped.get(row, (row,)) for row in range(count) if grouped.get(row, (row,))[0] == row]


def leaks(groups: Groups, *sides: frozenset[int]) -> Groups:
    """Those of `groups` that have images on more than one of `sides`."""
    return tuple(group for group in groups if sum(not side.isdisjoint(group) for side in sides) > 1)
