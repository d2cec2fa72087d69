"""Names, paths and labels of many images in few bytes: the same as one by one, and small."""

from __future__ import annotations

import gc
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from detector.data.annotation import Annotation
from detector.data.geometry import Box
from detector.data.hash_index import HashIndex
from detector.data.labeled_image import ImageSelection, LabelCollector
from detector.data.outlines.outlined_box import OutlinedBox, get_outline
from detector.data.outlines.rings import Part, Ring, Rings
from detector.data.packed_paths import PackedNames, PackedPaths

TRIANGLE = OutlinedBox(Box(1, 1, 9, 9), Rings((Part(Ring.from_points([(1, 1), (9, 1), (9, 9)])),)))


def test_that_names_and_paths_come_out_as_they_went_in() -> None:
    paths = [Path("/a/1.jpg"), Path("/b/ü.jpg"), Path("/a/\udcff.jpg"), Path("/1.jpg"), Path("2.jpg"), Path("c/2.jpg")]
    packed, names = PackedPaths(paths), PackedNames(["", "a", "ü\udcff"])
    assert [*packed] == paths
    assert packed[-2:] == paths[-2:]
    assert names[:] == ["", "a", "ü\udcff"]
    with pytest.raises(IndexError):
        packed[len(paths)]


def test_that_texts_are_found_in_all_their_rows() -> None:
    texts = [f"{number % 30}" for number in range(90)]
    index = HashIndex(texts)
    for text in (*texts, "30"):
        assert [row for row in index.find_candidates(text) if texts[row] == text] == [
            row for row, other in enumerate(texts) if other == text
        ]
    assert not [*HashIndex(()).find_candidates("a")]


def collect(count: int) -> LabelCollector:
    """Each image has an object of a class that counts, one of another, and an outline in every second image."""
    collector = LabelCollector()
    for row in range(count):
        second = TRIANGLE if row % 2 else Box(0, 0, 5, 5.5)
        known = Annotation(Box(row, 1, row + 2, 3), "cat", 0, difficult=bool(row % 3))
        collector.add_image(
            row, 640, 480 + row, (Annotation(Box(0, 0, 1, 1), "dog", 1), known, Annotation(second, "hat", 2))
        )
    return collector


def test_that_labels_come_out_with_the_numbers_of_the_classes_that_count() -> None:
    paths = [Path(f"/a/{row}.jpg") for row in range(4)]
    collector = collect(4)
    assert collector.count_objects() == {"dog": 4, "cat": 4, "hat": 4}
    images = collector.build_table(paths, {"hat": 1, "cat": 2})
    assert [(one.path, one.width, one.height) for one in images] == [
        (path, 640, 480 + row) for row, path in enumerate(paths)
    ]
    for row, one in enumerate(images):
        second = (1.0, 1.0, 9.0, 9.0) if row % 2 else (0.0, 0.0, 5.0, 5.5)
        np.testing.assert_array_equal(one.boxes, np.array([(row, 1, row + 2, 3), second], dtype=np.float32))
        assert (one.labels.tolist(), one.difficult.tolist()) == ([2, 1], [bool(row % 3), False])
        assert (one.labels.dtype, one.boxes.dtype, one.difficult.dtype) == (np.int64, np.float32, np.bool_)
        assert [get_outline(geometry) is not None for geometry in one.geometries] == [False, True] * (row % 2)
    assert [one.path for one in ImageSelection(images[1:], [2, 0])] == [paths[3], paths[1]]
    without_outlines = collect(2).build_table(paths, {"cat": 1})
    assert [len(one.boxes) for one in without_outlines] == [1, 1]
    assert not any(one.geometries for one in without_outlines)
    assert not collect(1).build_table(paths, {})[0].boxes.size


def kept_bytes(count: int) -> int:
    """What the labels and names of as many images keep in memory."""
    tracemalloc.start()
    paths = PackedPaths(Path(f"/photos/{row:06}.jpg") for row in range(count))
    collector = LabelCollector()
    for row in range(count):
        collector.add_image(row, 640, 480, [Annotation(Box(1, 1, 9, 9), "cat", uid) for uid in range(3)])
    table = collector.build_table(paths, {"cat": 1})
    index = HashIndex(path.name for path in paths)
    del collector
    gc.collect()  # tests of the window leave it to the window
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(table) == count
    assert [*index.find_candidates("000001.jpg")] == [1]
    return kept


def test_that_labels_and_names_take_little_memory() -> None:
    kept_bytes(2000)  # the first time, Python's table of interned names grows, too
    # 10 bytes of a name and 12, 20 of an image, 21 for each of 3 objects, 12 of the index; and room to grow.
    assert (kept_bytes(4000) - kept_bytes(2000)) / 2000 < 150
