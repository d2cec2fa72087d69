"""What a measurement found in the images of a folder, which keeps it for its numbers anyway."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from detector.data.hash_index import HashIndex
from detector.evaluation.result_table import ResultTable
from detector.evaluation.results import ImageResult


class MeasuredDetections:
    """The results of many images by their paths with `/`, in twelve bytes for each besides the results."""

    def __init__(
        self,
        results: ResultTable,
        classes: Sequence[str],
        progress: Callable[[int, int], None] = lambda _done, _total: None,
    ) -> None:
        """Index the images.

        Args:
            results: Stay what they are.
            classes: The names of the labels 1..C.
            progress: Is called as `progress(done, total)` for each image; what it raises ends it.
        """
        self.classes, self._results = classes, results

        def list_key(row: int) -> str:
            progress(row, len(results))
            return self.get_key(row)

        self._rows = HashIndex(map(list_key, range(len(results))))

    def __len__(self) -> int:
        return len(self._results)

    def __contains__(self, key: str) -> bool:
        return self._find_row(key) is not None

    def get_key(self, row: int) -> str:
        """The path of an image with `/`."""
        return self._results.paths[row].as_posix()

    def find_result(self, key: str) -> ImageResult | None:
        """What was found in an image; None where it was not measured."""
        row = self._find_row(key)
        return None if row is None else self._results[row]

    def _find_row(self, key: str) -> int | None:
        return next((row for row in self._rows.find_candidates(key) if self.get_key(row) == key), None)
