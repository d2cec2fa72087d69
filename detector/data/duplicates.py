"""Which images of a folder show the same picture, in memory that hardly grows with the folder."""

from __future__ import annotations

import hashlib
import math
import tempfile
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from detector.data.ahead import map_ahead
from detector.data.image_io import DecodedImage, decode
from detector.data.plain_file import plain
from detector.errors import ImageUnreadableError

MOST_HASH_BITS = 8
"""Copies differ in so many of the 64 bits of their difference hashes at most."""
MOST_MEAN_DIFFERENCE = 5.0
MOST_DIFFERENCE = 36
"""Copies differ by so much of 255 at most, in the mean and in any pixel of their thumbnails.

Copies saved anew come to 1 and 5. One microscope field photographed twice, with another focus, came to 3.5 and 30; the
nearest different photographs to 8.6 and 84.
"""
DECODED_PIXELS = 512 * 512
"""As large an image as a fingerprint needs."""

_THUMBNAIL_SIDE = 32
_THUMBNAIL_BYTES = _THUMBNAIL_SIDE * _THUMBNAIL_SIDE * 3
_HASH_BYTES = 8
_STEP = 47
"""A few values of a thumbnail tell most pictures of one camera apart, and quickly: each 47th."""
_SAMPLED = len(range(0, _THUMBNAIL_BYTES, _STEP))
_IN_MEMORY = 16 << 20
"""Bytes of thumbnails that are kept in memory; more go into a temporary file."""
_ROWS, _COLUMNS, _PAIRS = 256, 8192, 1 << 16
"""How many fingerprints are compared with how many at once, and how many of these pairs are looked at closer."""

Group = tuple[int, ...]
"""Rows of images that show the same picture, in ascending order."""


@dataclass(frozen=True, eq=False)
class Fingerprint:
    """What of a picture stays the same when it is saved anew or resized."""

    bits: bytes
    """64 bits: whether each of 8x8 cells is brighter than its right neighbour: the difference hash of N. Krawetz, "Kind
    of Like That", https://www.hackerfactor.com/blog/index.php?/archives/529-Kind-of-Like-That.html"""
    thumbnail: bytes
    """The colours of 32 x 32 pixels"""


def take_fingerprint(image: DecodedImage) -> Fingerprint:
    """Take the fingerprint of an image decoded to at most `DECODED_PIXELS`."""
    picture = Image.fromarray(image.pixels)
    cells = np.asarray(picture.convert("L").resize((9, 8), Image.Resampling.BOX))
    thumbnail = np.asarray(picture.resize((_THUMBNAIL_SIDE, _THUMBNAIL_SIDE), Image.Resampling.BOX))
    return Fingerprint(np.packbits(cells[:, :-1] > cells[:, 1:]).tobytes(), thumbnail.tobytes())


def duplicate_groups(
    images: Sequence[Path],
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[Group, ...]:
    """The rows of `images` that are one picture, two at least in each group: copied, saved anew, or resized.

    Turned, mirrored or cut copies are not found. Files that cannot be read are in no group. `progress(done, total)`
    is called after each image; a search that was cancelled gives the groups found so far.
    """
    with DuplicateSearch() as search:
        for row, found in enumerate(map_ahead(_fingerprint_of_file, images, cancelled)):
            progress(row + 1, len(images))
            if found is not None:
                search.add(row, found)
        return search.groups(images, cancelled)


def _fingerprint_of_file(image: Path) -> Fingerprint | None:
    try:
        return take_fingerprint(decode(image, DECODED_PIXELS))
    except ImageUnreadableError:
        return None


class DuplicateSearch:
    """Compares images whose fingerprints come one after the other; for whoever decodes the images anyway.

    In memory are about 80 bytes for each image; the thumbnails lie in a temporary file where there are many.
    """

    def __init__(self) -> None:
        self._rows: list[int] = []
        self._hashes, self._samples = bytearray(), bytearray()
        self._thumbnails = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed by `__exit__`

    def __enter__(self) -> DuplicateSearch:
        return self

    def __exit__(self, *_error: object) -> None:
        self._thumbnails.close()

    def add(self, row: int, fingerprint: Fingerprint) -> None:
        """Take up the image in `row`; rows ascend."""
        self._rows.append(row)
        self._hashes += fingerprint.bits
        self._samples += fingerprint.thumbnail[::_STEP]
        self._thumbnails.write(fingerprint.thumbnail)

    def groups(self, images: Sequence[Path], cancelled: Callable[[], bool] = lambda: False) -> tuple[Group, ...]:
        """Compare all with each other.

        Args:
            images: All images; the rows that were added are places in it.
            cancelled: Asked again and again; once it says so, the groups found so far are returned.
        """
        sets = _Sets(len(images))
        for first, *others in _same_bytes(images):
            for other in others:
                sets.join(first, other)
        self._join_alike(sets, cancelled)
        return sets.groups(self._rows)

    def _join_alike(self, sets: _Sets, cancelled: Callable[[], bool]) -> None:
        """Join the rows whose fingerprints agree."""
        if not self._rows:
            return
        roots = sets.roots()[np.asarray(self._rows)]
        places = np.sort(np.unique(roots, return_index=True)[1])  # of files with the same bytes, one
        samples = np.frombuffer(self._samples, np.uint8).reshape(-1, _SAMPLED)
        rows = np.asarray(self._rows)
        for pairs in self._close_pairs(places, cancelled):
            for start in range(0, len(pairs), _PAIRS):
                some = pairs[start : start + _PAIRS]
                roots = sets.roots()
                some = some[roots[rows[some[:, 0]]] != roots[rows[some[:, 1]]]]
                apart = np.abs(samples[some[:, 0]].astype(np.int16) - samples[some[:, 1]])
                for one, other in some[apart.max(axis=1, initial=0) <= MOST_DIFFERENCE].tolist():
                    if sets.find(self._rows[one]) != sets.find(self._rows[other]) and self._look_alike(one, other):
                        sets.join(self._rows[one], self._rows[other])

    def _close_pairs(self, places: NDArray[np.intp], cancelled: Callable[[], bool]) -> Iterator[NDArray[np.intp]]:
        """(N, 2) pairs among `places` whose hashes are close, a few blocks at a time; the lower place comes first."""
        hashes = np.frombuffer(self._hashes, np.uint8).reshape(-1, _HASH_BYTES)[places]
        least = _HASH_BYTES * 8 - 2 * MOST_HASH_BITS
        for start in range(0, len(places), _ROWS):
            block = _signs(hashes[start : start + _ROWS])
            for column in range(start, len(places), _COLUMNS):
                if cancelled():
                    return
                # Of hashes as vectors of +1 and -1, the product is 64 less twice the number of bits that differ.
                one, other = np.nonzero(block @ _signs(hashes[column : column + _COLUMNS]).T >= least)
                one, other = one + start, other + column
                yield np.stack([places[one[one < other]], places[other[one < other]]], axis=1)

    def _look_alike(self, one: int, other: int) -> bool:
        apart = np.abs(self._thumbnail(one) - self._thumbnail(other))
        return bool(apart.mean() <= MOST_MEAN_DIFFERENCE and apart.max() <= MOST_DIFFERENCE)

    def _thumbnail(self, place: int) -> NDArray[np.int16]:
        self._thumbnails.seek(place * _THUMBNAIL_BYTES)
        return np.frombuffer(self._thumbnails.read(_THUMBNAIL_BYTES), np.uint8).astype(np.int16)


def _signs(hashes: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(N, 64) of +1 and -1 for N hashes of 8 bytes."""
    return np.unpackbits(hashes, axis=1).astype(np.float32) * 2 - 1


class _Sets:
    """Disjoint sets of rows (union-find with path halving)."""

    def __init__(self, count: int) -> None:
        self.root = np.arange(count)

    def find(self, row: int) -> int:
        while self.root[row] != row:
            self.root[row] = self.root[self.root[row]]
            row = int(self.root[row])
        return row

    def roots(self) -> NDArray[np.intp]:
        """What `find` gives for every row."""
        while (self.root[self.root] != self.root).any():
            self.root = self.root[self.root]
        return self.root

    def join(self, one: int, other: int) -> None:
        low, high = sorted((self.find(one), self.find(other)))
        self.root[high] = low

    def groups(self, readable: Collection[int]) -> tuple[Group, ...]:
        """The sets of two and more that hold one of `readable`."""
        roots = self.roots()
        members: defaultdict[int, list[int]] = defaultdict(list)
        shared = np.bincount(roots, minlength=1)[roots] > 1
        for row in np.flatnonzero(shared).tolist():
            members[int(roots[row])].append(row)
        known = {int(roots[row]) for row in readable if shared[row]}
        return tuple(tuple(rows) for root, rows in members.items() if root in known)


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
