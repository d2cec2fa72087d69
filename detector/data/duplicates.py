"""Which images of a folder are copies of each other, in memory that is nearly independent of its size."""

from __future__ import annotations

import hashlib
import math
import tempfile
from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from detector.data.image_io import DecodedImage, decode_image
from detector.data.regular_file import require_regular_file
from detector.data.threaded_map import map_in_threads
from detector.errors import ImageUnreadableError

MAX_HASH_DISTANCE_BITS = 8
"""The number of the 64 bits of their difference hashes in which copies differ at most."""
MAX_MEAN_DIFFERENCE = 5.0
MAX_DIFFERENCE = 36
"""Copies differ by so much of 255 at most, in the mean and in any pixel of their thumbnails.

Copies that were saved again come to 1 and 5. One microscope field photographed twice, with another focus, came to 3.5
and 30; the nearest different photographs to 8.6 and 84.
"""
MAX_FINGERPRINT_PIXELS = 512 * 512
"""As large an image as a fingerprint needs."""

_THUMBNAIL_SIDE = 32
_THUMBNAIL_BYTES = _THUMBNAIL_SIDE * _THUMBNAIL_SIDE * 3
_HASH_BYTES = 8
_SAMPLE_EVERY = 47
"""A few values of a thumbnail (each 47th) quickly distinguish most images of one camera."""
_SAMPLE_COUNT = len(range(0, _THUMBNAIL_BYTES, _SAMPLE_EVERY))
_MAX_MEMORY_BYTES = 4 << 20
"""Bytes of thumbnails that are kept in memory; more go into a temporary file."""
_ROWS, _COLUMNS, _PAIRS = 256, 8192, 1 << 16
"""How many fingerprints are compared with how many at once, and how many of these pairs are compared closer."""

DuplicateGroup = tuple[int, ...]
"""Rows of images that show the same picture, in ascending order."""


@dataclass(frozen=True, eq=False)
class Fingerprint:
    """The properties of an image that stay the same when it is saved again or resized."""

    bits: bytes
    """64 bits: whether each of 8x8 cells is brighter than its right neighbor: the difference hash of N. Krawetz, "Kind
    of Like That", https://www.hackerfactor.com/blog/index.php?/archives/529-Kind-of-Like-That.html"""
    thumbnail: bytes
    """The colors of 32 x 32 pixels"""


def compute_image_fingerprint(image: DecodedImage) -> Fingerprint:
    """Take the fingerprint of an image decoded to at most `MAX_FINGERPRINT_PIXELS`."""
    decoded = Image.fromarray(image.pixels)
    cells = np.asarray(decoded.convert("L").resize((9, 8), Image.Resampling.BOX))
    thumbnail = np.asarray(decoded.resize((_THUMBNAIL_SIDE, _THUMBNAIL_SIDE), Image.Resampling.BOX))
    return Fingerprint(np.packbits(cells[:, :-1] > cells[:, 1:]).tobytes(), thumbnail.tobytes())


def find_duplicate_groups(
    images: Sequence[Path],
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    is_canceled: Callable[[], bool] = lambda: False,
) -> tuple[DuplicateGroup, ...]:
    """The rows of `images` that are copies of each other, at least two in each group: copied, saved again, or resized.

    Turned, mirrored or cut copies are not found. Files that cannot be read are in no group. `progress(done, total)`
    is called after each image; a search that was canceled gives the groups found so far.
    """
    with DuplicateSearch() as search:
        for row, found in enumerate(map_in_threads(_fingerprint_file, images, is_canceled)):
            progress(row + 1, len(images))
            if found is not None:
                search.add_fingerprint(row, found)
        return search.find_groups(images, is_canceled)


def _fingerprint_file(image: Path) -> Fingerprint | None:
    try:
        return compute_image_fingerprint(decode_image(image, MAX_FINGERPRINT_PIXELS))
    except ImageUnreadableError:
        return None


class DuplicateSearch:
    """Compares images whose fingerprints come one after the other; for whoever decodes the images anyway.

    In memory are about 80 bytes for each image; the thumbnails are in a temporary file where there are many.
    """

    def __init__(self) -> None:
        self._rows = array("i")
        self._hashes, self._samples = bytearray(), bytearray()
        self._thumbnails = tempfile.SpooledTemporaryFile(_MAX_MEMORY_BYTES)  # noqa: SIM115 - closed by `__exit__`

    def __enter__(self) -> DuplicateSearch:
        return self

    def __exit__(self, *_error: object) -> None:
        self._thumbnails.close()

    def add_fingerprint(self, row: int, fingerprint: Fingerprint) -> None:
        """Take up the image in `row`; rows ascend."""
        self._rows.append(row)
        self._hashes += fingerprint.bits
        self._samples += fingerprint.thumbnail[::_SAMPLE_EVERY]
        self._thumbnails.write(fingerprint.thumbnail)

    def find_groups(
        self, images: Sequence[Path], is_canceled: Callable[[], bool] = lambda: False
    ) -> tuple[DuplicateGroup, ...]:
        """Compare all with each other.

        Args:
            images: All images; the rows that were added are places in it.
            is_canceled: Asked again and again; once it says so, the groups found so far are returned.
        """
        sets = _DisjointSets(len(images))
        for first, *others in _find_identical_files(images, is_canceled):
            for other in others:
                sets.join_rows(first, other)
        self._join_alike(sets, is_canceled)
        return sets.list_groups(self._rows)

    def _join_alike(self, sets: _DisjointSets, is_canceled: Callable[[], bool]) -> None:
        """Join the rows whose fingerprints agree."""
        if not self._rows:
            return
        roots = sets.find_all_roots()[np.asarray(self._rows)]
        places = np.sort(np.unique(roots, return_index=True)[1])  # of files with the same bytes, one
        samples = np.frombuffer(self._samples, np.uint8).reshape(-1, _SAMPLE_COUNT)
        rows = np.asarray(self._rows)
        for pairs in self._find_close_pairs(places, is_canceled):
            for start in range(0, len(pairs), _PAIRS):
                some = pairs[start : start + _PAIRS]
                roots = sets.find_all_roots()
                some = some[roots[rows[some[:, 0]]] != roots[rows[some[:, 1]]]]
                apart = np.abs(samples[some[:, 0]].astype(np.int16) - samples[some[:, 1]])
                for one, other in some[apart.max(axis=1, initial=0) <= MAX_DIFFERENCE].tolist():
                    if sets.find_root(self._rows[one]) != sets.find_root(self._rows[other]) and self._are_alike(
                        one, other
                    ):
                        sets.join_rows(self._rows[one], self._rows[other])

    def _find_close_pairs(
        self, places: NDArray[np.intp], is_canceled: Callable[[], bool]
    ) -> Iterator[NDArray[np.intp]]:
        """(N, 2) pairs among `places` whose hashes are close, a few blocks at a time; the lower place comes first."""
        hashes = np.frombuffer(self._hashes, np.uint8).reshape(-1, _HASH_BYTES)[places]
        min_product = _HASH_BYTES * 8 - 2 * MAX_HASH_DISTANCE_BITS
        for start in range(0, len(places), _ROWS):
            block = _unpack_signs(hashes[start : start + _ROWS])
            for column in range(start, len(places), _COLUMNS):
                if is_canceled():
                    return
                # Of hashes as vectors of +1 and -1, the product is 64 less twice the number of bits that differ.
                one, other = np.nonzero(block @ _unpack_signs(hashes[column : column + _COLUMNS]).T >= min_product)
                one, other = one + start, other + column
                yield np.stack([places[one[one < other]], places[other[one < other]]], axis=1)

    def _are_alike(self, one: int, other: int) -> bool:
        apart = np.abs(self._read_thumbnail(one) - self._read_thumbnail(other))
        return bool(apart.mean() <= MAX_MEAN_DIFFERENCE and apart.max() <= MAX_DIFFERENCE)

    def _read_thumbnail(self, place: int) -> NDArray[np.int16]:
        self._thumbnails.seek(place * _THUMBNAIL_BYTES)
        return np.frombuffer(self._thumbnails.read(_THUMBNAIL_BYTES), np.uint8).astype(np.int16)


def _unpack_signs(hashes: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(N, 64) of +1 and -1 for N hashes of 8 bytes."""
    return np.unpackbits(hashes, axis=1).astype(np.float32) * 2 - 1


class _DisjointSets:
    """Disjoint sets of rows (union-find with path halving)."""

    def __init__(self, count: int) -> None:
        self.parents = np.arange(count)

    def find_root(self, row: int) -> int:
        while self.parents[row] != row:
            self.parents[row] = self.parents[self.parents[row]]
            row = int(self.parents[row])
        return row

    def find_all_roots(self) -> NDArray[np.intp]:
        """What `find_root` gives for every row."""
        while (self.parents[self.parents] != self.parents).any():
            self.parents = self.parents[self.parents]
        return self.parents

    def join_rows(self, one: int, other: int) -> None:
        low, high = sorted((self.find_root(one), self.find_root(other)))
        self.parents[high] = low

    def list_groups(self, readable: Collection[int]) -> tuple[DuplicateGroup, ...]:
        """The sets of two and more that hold one of `readable`."""
        roots = self.find_all_roots()
        members: defaultdict[int, list[int]] = defaultdict(list)
        shared = np.bincount(roots, minlength=1)[roots] > 1
        for row in np.flatnonzero(shared).tolist():
            members[int(roots[row])].append(row)
        known = {int(roots[row]) for row in readable if shared[row]}
        return tuple(tuple(rows) for root, rows in members.items() if root in known)


def _find_identical_files(images: Sequence[Path], is_canceled: Callable[[], bool]) -> Iterator[list[int]]:
    """Rows of files with the same content; only files of one size are read."""
    sizes = np.fromiter((-1 if is_canceled() else _find_size(image) for image in images), np.int64, len(images))
    order = np.argsort(sizes, kind="stable")
    starts = np.flatnonzero(np.diff(sizes[order], prepend=-2))
    for start, end in zip(starts, [*starts[1:], len(order)], strict=True):
        if sizes[order[start]] < 0 or end - start < 2:
            continue
        by_content: defaultdict[bytes, list[int]] = defaultdict(list)
        for row in order[start:end].tolist():
            if is_canceled():
                return
            try:
                with require_regular_file(images[row], math.inf).open("rb") as stream:
                    by_content[hashlib.file_digest(stream, "sha256").digest()].append(row)
            except OSError:
                continue
        yield from (same for same in by_content.values() if len(same) > 1)


def _find_size(image: Path) -> int:
    """In bytes; -1 for a file that is not there, which decoding reports."""
    try:
        return image.stat().st_size
    except OSError:
        return -1
