"""What was found in the images of a large folder, beside what is there, in a few arrays. Free of torch."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import overload

import numpy as np
from numpy.typing import NDArray

from detector.data.packed_paths import PackedPaths
from detector.evaluation.results import Flags, Floats, ImageResult


class ResultTable(Sequence[ImageResult]):
    """The results of many images; each is made when it is asked for.

    In memory are the name of each image and 36 bytes, 24 bytes for each detection and 21 for each object.
    """

    def __init__(self, results: Iterable[ImageResult]) -> None:
        """`results` are taken one after the other, and not kept."""
        self._paths, sizes = PackedPaths(), array("i")
        found_ends, true_ends = array("q", [0]), array("q", [0])
        columns = [bytearray() for _ in range(6)]
        for result in results:
            self._paths.append(result.path)
            sizes.extend((result.width, result.height))
            found_ends.append(found_ends[-1] + len(result.boxes))
            true_ends.append(true_ends[-1] + len(result.true_boxes))
            for column, part in zip(columns, _parts(result), strict=True):
                column += part
        self._sizes = sizes
        self._found_ends, self._true_ends = found_ends, true_ends
        boxes, labels, scores, true_boxes, true_labels, difficult = columns
        self._boxes: Floats = np.frombuffer(boxes, np.float32).reshape(-1, 4)
        self._labels: NDArray[np.int32] = np.frombuffer(labels, np.int32)
        self._scores: Floats = np.frombuffer(scores, np.float32)
        self._true_boxes: Floats = np.frombuffer(true_boxes, np.float32).reshape(-1, 4)
        self._true_labels: NDArray[np.int32] = np.frombuffer(true_labels, np.int32)
        self._difficult: Flags = np.frombuffer(difficult, np.bool_)

    @property
    def paths(self) -> Sequence[Path]:
        """Of the images, without their results."""
        return self._paths

    def __len__(self) -> int:
        return len(self._paths)

    def __iter__(self) -> Iterator[ImageResult]:
        return map(self._result, range(len(self)))

    @overload
    def __getitem__(self, row: int) -> ImageResult: ...
    @overload
    def __getitem__(self, row: slice) -> list[ImageResult]: ...
    def __getitem__(self, row: int | slice) -> ImageResult | list[ImageResult]:
        if isinstance(row, slice):
            return [self._result(one) for one in range(len(self))[row]]
        return self._result(range(len(self))[row])

    def _result(self, row: int) -> ImageResult:
        found = slice(self._found_ends[row], self._found_ends[row + 1])
        true = slice(self._true_ends[row], self._true_ends[row + 1])
        return ImageResult(
            self._paths[row],
            self._sizes[2 * row],
            self._sizes[2 * row + 1],
            self._boxes[found],
            self._labels[found].astype(np.int64),
            self._scores[found],
            self._true_boxes[true],
            self._true_labels[true].astype(np.int64),
            self._difficult[true],
        )


def _parts(result: ImageResult) -> Iterator[bytes]:
    """What an image adds to the six columns."""
    yield np.ascontiguousarray(result.boxes, np.float32).tobytes()
    yield result.labels.astype(np.int32).tobytes()
    yield np.ascontiguousarray(result.scores, np.float32).tobytes()
    yield np.ascontiguousarray(result.true_boxes, np.float32).tobytes()
    yield result.true_labels.astype(np.int32).tobytes()
    yield np.ascontiguousarray(result.difficult, np.bool_).tobytes()
