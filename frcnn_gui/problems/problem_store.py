"""Many problems of labels in little memory: their words are in a temporary file where there are many."""

from __future__ import annotations

import json
import tempfile
from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from detector.data.lint.problems import BoxRepair, LabelProblem, OutlineRepair, OutlineRepairKind, ProblemKind
from frcnn_gui.problems.repairs import ProblemKey, problem_key

_IN_MEMORY = 4 << 20
"""Bytes of words that are kept in memory"""

_KINDS = {kind.value: kind for kind in ProblemKind}

Numbers = NDArray[np.int32]


class ProblemStore:
    """Problems by their numbers 0, 1, ... in the order in which they came.

    In memory are 29 bytes for each. Nothing is taken out; whoever lists problems leaves numbers out.
    """

    def __init__(self) -> None:
        self._words = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - as long as the store
        self._starts = array("q", [0])
        self._images, self._faults = array("q"), array("q")
        """Hashes of what a problem is about, and of what makes it the same when it is found again"""
        self._places = array("i")
        self._repairable = array("b")
        self._last_place = -1

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, number: int) -> LabelProblem:
        start, end = self._starts[number], self._starts[number + 1]
        self._words.seek(start)
        return _from_bytes(self._words.read(end - start))

    def add(self, problem: LabelProblem, place: int | None = None) -> int:
        """Take up one more, and return its number; `place` is that of its image where that is known already."""
        words = _to_bytes(problem)
        image = hash(problem.image)
        if place is None:
            is_same = bool(len(self)) and self._images[-1] == image and self._places[-1] == self._last_place
            place = self._last_place if is_same else self._last_place + 1
        self._last_place = max(self._last_place, place)
        self._words.seek(self._starts[-1])
        self._words.write(words)
        self._starts.append(self._starts[-1] + len(words))
        self._images.append(image)
        self._faults.append(hash(problem_key(problem)))
        self._places.append(place)
        self._repairable.append(bool(problem.repairs))
        return len(self) - 1

    def place_of(self, image: Path) -> int:
        """Where an image stands among those with problems; behind all where it had none."""
        found = np.flatnonzero(np.frombuffer(self._images, np.int64) == hash(image))
        return self._places[int(found[0])] if len(found) else self._last_place + 1

    def places(self, numbers: Numbers) -> Numbers:
        """Those of the images of some problems."""
        places: Numbers = np.frombuffer(self._places, np.int32)[numbers]
        return places

    def are_of(self, numbers: Numbers, image: Path) -> NDArray[np.bool_]:
        """Which of some problems are about `image`."""
        is_of: NDArray[np.bool_] = np.frombuffer(self._images, np.int64)[numbers] == hash(image)
        return is_of

    def are_repairable(self, numbers: Numbers) -> NDArray[np.bool_]:
        """Which of some problems have a remedy."""
        return np.frombuffer(self._repairable, np.int8)[numbers].astype(np.bool_)

    def find(self, numbers: Numbers, key: ProblemKey) -> int | None:
        """The place in `numbers` of the first problem that is the same as one seen before."""
        alike = np.flatnonzero(np.frombuffer(self._faults, np.int64)[numbers] == hash(key))
        return next((int(at) for at in alike if problem_key(self[int(numbers[at])]) == key), None)


class ProblemList(Sequence[LabelProblem]):
    """Some problems of a store, read when they are shown."""

    def __init__(self, store: ProblemStore, numbers: Numbers) -> None:
        self._store, self._numbers = store, numbers

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, row: int) -> LabelProblem: ...
    @overload
    def __getitem__(self, row: slice) -> list[LabelProblem]: ...
    def __getitem__(self, row: int | slice) -> LabelProblem | list[LabelProblem]:
        if isinstance(row, slice):
            return [self[one] for one in range(len(self))[row]]
        return self._store[int(self._numbers[row])]


def _to_bytes(problem: LabelProblem) -> bytes:
    paths = [None if path is None else str(path) for path in (problem.image, problem.label_file)]
    repairs = [_to_list(repair) for repair in problem.repairs]
    return json.dumps([problem.kind.value, problem.box_uid, problem.message, *paths, repairs]).encode()


def _to_list(repair: BoxRepair | OutlineRepair) -> list[Any]:
    if isinstance(repair, OutlineRepair):
        return [repair.box_uid, repair.kind.value, repair.image_size]
    return [repair.box_uid, repair.corners]


def _from_bytes(words: bytes) -> LabelProblem:
    kind, box, message, image, labels, repairs = json.loads(words)
    return LabelProblem(
        _KINDS[kind],
        Path(image) if image is not None else None,
        box,
        message,
        Path(labels) if labels is not None else None,
        tuple(_from_list(*repair) for repair in repairs),
    )


def _from_list(uid: int, what: Any, image_size: Any = None) -> BoxRepair | OutlineRepair:
    if image_size is not None:
        return OutlineRepair(uid, OutlineRepairKind(what), tuple(image_size))
    return BoxRepair(uid, tuple(what) if what is not None else None)
