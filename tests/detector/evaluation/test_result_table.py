"""The results of many images in a few arrays: the same as one by one, and small."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from detector.evaluation.measurement import score_results
from detector.evaluation.result_table import ResultTable
from detector.evaluation.results import ImageResult
from detector.evaluation.review import review_images
from tests.detector.evaluation.test_review import CLASSES, random_result


def some_results(count: int) -> Iterator[ImageResult]:
    rng = np.random.default_rng(0)
    return (random_result(rng, number) for number in range(count))


def test_that_each_image_comes_out_as_it_went_in() -> None:
    results = [*some_results(20)]
    table = ResultTable(iter(results))
    assert len(table) == 20
    for stored, result in zip(table, results, strict=True):
        for field in fields(ImageResult):
            there, was = getattr(stored, field.name), getattr(result, field.name)
            np.testing.assert_array_equal(there, was)
            assert getattr(there, "dtype", None) == getattr(was, "dtype", None)
    assert table[-1].path == results[-1].path
    assert [one.path for one in table[3:5]] == [one.path for one in results[3:5]]
    with pytest.raises(IndexError):
        table[20]


def test_that_images_of_several_folders_keep_their_paths() -> None:
    empty = next(some_results(1))
    paths = [Path("/a/1.jpg"), Path("/b/c/1.jpg"), Path("/a/2.jpg"), Path("3.jpg")]
    table = ResultTable(ImageResult(path, 1, 2, *[getattr(empty, f.name) for f in fields(empty)[3:]]) for path in paths)
    assert [one.path for one in table] == paths


def test_that_a_measurement_keeps_its_results_in_a_table() -> None:
    assert isinstance(score_results([*some_results(5)], CLASSES).results, ResultTable)


def kept_bytes(count: int) -> int:
    """What a table and its review keep in memory."""
    tracemalloc.start()
    table = ResultTable(some_results(count))
    reviews = review_images(table, 0.5)
    gc.collect()  # tests of the window leave it to the window
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(reviews) == count
    return kept


def test_that_memory_grows_by_little_with_each_image() -> None:
    kept_bytes(10)
    # Four detections and two or three objects in the mean, a name, and room to grow.
    assert (kept_bytes(4000) - kept_bytes(2000)) / 2000 < 600
