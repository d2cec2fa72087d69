"""What was found, packed: it comes out as it went in, and is small."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from detector.data.annotation import Annotation
from detector.data.geometry import Box
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.outlined_box import OutlinedBox, count_points, get_outline
from detector.data.outlines.rasterization import rasterize_rings
from detector.data.outlines.rings import Rings
from detector.evaluation.result_table import ResultTable
from detector.evaluation.results import ImageResult
from frcnn_gui.document.detections import Detection, DetectionStore
from frcnn_gui.document.measured_detections import MeasuredDetections
from frcnn_gui.document.packed_masks import PackedMasks


def found(number: int, count: int = 8) -> tuple[Detection, ...]:
    return tuple(
        Detection(Annotation(Box(at, number, at + 10.5, number + 20), ("cat", "dog")[at % 2], at), (at + 1) / 16)
        for at in range(count)
    )


@pytest.mark.parametrize("value", [0.1, 1e300, float("inf"), float("nan"), 16777217.0])
def test_that_every_number_comes_out_as_it_went_in(value: float) -> None:
    image = Path("/photos/a b/1.jpg")
    store = DetectionStore({image: (Detection(Annotation(Box(0.0, 0.0, value, 1.0), "Löwe", 7), 0.3),)})
    ((annotation, score),) = ((one.annotation, one.score) for one in store[image])
    assert repr(annotation) == repr(Annotation(Box(0.0, 0.0, value, 1.0), "Löwe", 7))
    assert score == 0.3


def test_that_it_is_a_mapping_in_the_order_in_which_images_came() -> None:
    images = [Path(f"/photos/{number}.jpg") for number in (2, 1, 3)]
    store = DetectionStore({image: found(number) for number, image in enumerate(images)})
    assert list(store) == images
    assert store == {image: found(number) for number, image in enumerate(images)}
    store.update({images[1]: ()})
    assert store[images[1]] == ()
    assert images[1] in store
    assert store.best_score(images[1]) is None
    assert store.best_scores == {"/photos/2.jpg": 0.5, "/photos/3.jpg": 0.5}
    with pytest.raises(KeyError):
        store[Path("/photos/4.jpg")]


def test_that_a_store_takes_what_another_has() -> None:
    first, second = (DetectionStore({Path(f"{number}.jpg"): found(number)}) for number in range(2))
    second.update({Path("2.jpg"): (Detection(Annotation(Box(0, 0, 1, 1), "a new class", 0), 0.5),)})
    first.update(second)
    assert first[Path("1.jpg")] == found(1)
    assert first[Path("2.jpg")][0].annotation.label == "a new class"


def test_that_arrays_are_taken_with_numbers_in_their_order() -> None:
    store, image = DetectionStore(), Path("1.jpg")
    store.add_image(
        image, np.array([[1, 2, 3.5, 4], [0, 0, 9, 9]], np.float32), np.array([0.5, 0.25], np.float32), ["a", "b"]
    )
    assert store[image] == (
        Detection(Annotation(Box(1, 2, 3.5, 4), "a", 0), 0.5),
        Detection(Annotation(Box(0, 0, 9, 9), "b", 1), 0.25),
    )


def measured(*names: str, score: float = 0.5) -> DetectionStore:
    """A store of what was measured in images: a cat and a dog, the better one first."""
    boxes, empty = np.array([(1, 2, 3.5, 4), (0, 0, 9, 9)], dtype=np.float32), np.zeros((0, 4), dtype=np.float32)
    labels, scores = np.array([2, 1]), np.array([score, 0.25], dtype=np.float32)
    results = ResultTable(
        ImageResult(Path(f"/a/{name}"), 9, 9, boxes, labels, scores, empty, labels[:0], np.zeros(0, dtype=np.bool_))
        for name in names
    )
    return DetectionStore(measured=MeasuredDetections(results, ("cat", "dog")))


def test_that_what_was_measured_is_shown_until_something_else_is_found() -> None:
    one, two, three = (Path(f"/a/{number}.jpg") for number in (1, 2, 3))
    store = DetectionStore({one: found(1), three: found(3)})
    store.update(measured("1.jpg", "2.jpg"))
    assert {*store} == {one, two, three}
    assert len(store) == 3
    assert [(str(each.annotation.label), each.score, each.annotation.uid) for each in store[one]] == [
        ("dog", 0.5, 0),
        ("cat", 0.25, 1),
    ]
    assert store[one][0].annotation.geometry == Box(1, 2, 3.5, 4)
    assert store.best_scores == {"/a/1.jpg": 0.5, "/a/2.jpg": 0.5, "/a/3.jpg": 0.5}
    store.update({two: found(2), one: ()})
    assert (len(store), store[two], store[one], store.best_score(one)) == (3, found(2), (), None)
    store.update(measured("1.jpg", score=0.75))
    assert (len(store), store.best_score(one), store[two], store[three]) == (3, 0.75, found(2), found(3))
    assert store.list_scores(one).tolist() == [0.75, 0.25]
    assert {*store.select_images([one, Path("/a/4.jpg")])} == {one}
    other = measured("2.jpg", "5.jpg")
    other.update(store)
    assert (len(other), other.best_score(one), other[two]) == (4, 0.75, found(2))
    store.clear()
    assert not store
    assert one not in store


def build_disc(center: float, radius: float) -> Bitmap:
    rows, columns = np.mgrid[: round(2 * center), : round(2 * center)]
    return Bitmap.from_mask(np.hypot(columns - center, rows - center) <= radius, 3, 5)


def test_that_masks_come_out_as_they_went_in_and_boxes_stay_boxes() -> None:
    pixel = Bitmap.from_mask(np.ones((1, 1), np.bool_), 0, 7)
    image, masks = Path("1.jpg"), (build_disc(20, 15), build_disc(60, 58), pixel)
    geometries = [OutlinedBox(Box(0.25, 1, 50, 60), masks[0]), Box(1, 2, 3, 4), *map(OutlinedBox.around, masks[1:])]
    found = tuple(Detection(Annotation(one, "cat", at), 0.5) for at, one in enumerate(geometries))
    store = DetectionStore({image: found})
    assert store[image] == found
    assert [get_outline(one.annotation.geometry) for one in store[image]] == [masks[0], None, *masks[1:]]
    assert isinstance(store[image][1].annotation.geometry, Box)
    other = DetectionStore()
    other.update(store.select_images([image]))
    assert other[image] == found
    assert store.list_scores(image).tolist() == [0.5] * 4
    assert store.list_scores(Path("2.jpg")).tolist() == []


def test_that_rings_are_kept_as_their_pixels() -> None:
    rings = Rings.from_polygons([[(10, 10), (30, 10), (30, 20)]])
    store = DetectionStore({Path("1.jpg"): (Detection(Annotation(OutlinedBox.around(rings), "cat", 0), 0.5),)})
    assert get_outline(store[Path("1.jpg")][0].annotation.geometry) == rasterize_rings(rings, 100, 100)


def test_that_a_mask_takes_little_memory_and_is_unpacked_only_when_it_is_asked_for() -> None:
    found = tuple(Detection(Annotation(OutlinedBox.around(build_disc(60, 50 + at)), "cat", at), 0.5) for at in range(8))
    packed = PackedMasks.from_geometries([one.annotation.geometry for one in found])
    assert packed is not None
    toggles = sum(count_points(one.annotation.geometry) for one in found)
    assert len(packed.packed) < 1.3 * toggles < sum(one.annotation.bounds.area for one in found) / 40
    placed = packed.place_in_boxes([one.annotation.bounds for one in found])
    assert "bitmaps" not in vars(packed)
    assert placed == [one.annotation.geometry for one in found]
    assert "bitmaps" in vars(packed)


def kept_bytes(count: int) -> int:
    images = [Path(f"/photos/{number}.jpg") for number in range(count)]  # whose names Python keeps in a table
    tracemalloc.start()
    store = DetectionStore()
    for number, image in enumerate(images):
        store.update({image: found(number)})
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(store) == count
    return kept


def test_that_a_detection_takes_little_memory() -> None:
    kept_bytes(1000)  # the first time, Python's table of interned names grows, too
    # 28 bytes for each of 8 detections; the path and its place in the table of them.
    assert (kept_bytes(1000) - kept_bytes(500)) / 500 < 600
