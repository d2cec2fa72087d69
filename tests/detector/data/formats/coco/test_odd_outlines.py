"""Odd outlines in a COCO file: read with a sentence where they cannot be used, checked soon, and never changed."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detector.config import get_preset
from detector.data.annotation import Annotation
from detector.data.formats.coco.outline import UNUSABLE_OUTLINE
from detector.data.formats.registry import FORMATS
from detector.data.lint.repairs import repair_problem
from detector.data.lint.search import LabelSearch
from detector.data.outlines.conversions import convert_to_bitmap, convert_to_rings
from detector.data.outlines.outlined_box import get_outline
from tests.detector.data.formats.joint_samples import coco_object, written_coco
from tests.detector.image_files import write_image
from tests.reliability.fuzz import LONGEST, time_limit
from tests.sentences import has_sentence

WIDTH, HEIGHT = 100, 80
SQUARE = [10, 10, 40, 10, 40, 40, 10, 40]


def circle(points: int) -> list[float]:
    angles = np.linspace(0, 2 * math.pi, points, endpoint=False)
    ring: list[float] = (np.stack([np.cos(angles), np.sin(angles)], 1) * 30 + 40).ravel().tolist()
    return ring


def scribble(points: int) -> list[float]:
    ring: list[float] = (np.random.default_rng(0).random((points, 2)) * (WIDTH, HEIGHT)).ravel().tolist()
    return ring


UNUSABLE: dict[str, Any] = {
    "two points": [[1, 1, 9, 9]],
    "a point that is no number": [[1, 1, math.nan, 9, 9, 9]],
    "an infinite point": [[1, 1, math.inf, 9, 9, 9]],
    "an odd number of coordinates": [[1, 1, 9, 9, 9, 9, 5]],
    "texts": [["1", "1", "9", "9", "9", "1"]],
    "counts that do not fit": {"size": [HEIGHT, WIDTH], "counts": [0, WIDTH * HEIGHT + 1]},
    "counts below zero": {"size": [HEIGHT, WIDTH], "counts": [5, -3, 8]},
    "damaged counts": {"size": [HEIGHT, WIDTH], "counts": "\u00ff~"},
    "a mask of another size": {"size": [HEIGHT * 2, WIDTH], "counts": [0, 50]},
    "a mask without counts": {"size": [HEIGHT, WIDTH]},
    "a huge mask": {"size": [10**9, 10**9], "counts": [0, 1]},
    "a number": 7,
}
USABLE: dict[str, Callable[[], Any]] = {
    "100,000 points": lambda: [circle(100_000)],
    "a scribble of 100,000 points": lambda: [scribble(100_000)],
    "a bow tie": lambda: [[10, 20, 30, 40, 30, 20, 10, 40]],
    "one place": lambda: [[5, 5, 5, 5, 5, 5]],
    "outside": lambda: [[500, 500, 600, 500, 600, 600]],
    "far outside": lambda: [[-1e299, -1e299, 1e299, 5, 5, 1e299]],
    "a part of a pixel": lambda: [SQUARE, [50, 50, 51, 50, 51, 51]],
    "no pixels": lambda: {"size": [HEIGHT, WIDTH], "counts": [WIDTH * HEIGHT]},
}


def write_folder(root: Path, segmentation: Any) -> Path:
    write_image(root / "a.png", WIDTH, HEIGHT)
    annotations = [
        {"id": 7, "image_id": 1, "category_id": 1, "bbox": [10, 10, 30, 30], "segmentation": segmentation},
        {"id": 8, "image_id": 1, "category_id": 2, "bbox": [50, 10, 30, 30], "segmentation": [SQUARE]},
    ]
    return written_coco(root / "annotations.json", coco_object(*annotations))


def check_folder(path: Path) -> tuple[tuple[Annotation, ...], tuple[str, ...]]:
    """Read, look through, repair, convert and save; returns the annotations and the sentences of the reader."""
    before = path.read_bytes()
    with time_limit(4 * LONGEST):
        dataset = FORMATS["coco"].open_dataset(path)
        labels = dataset.read_labels(dataset.images[0])
        problems = list(LabelSearch(dataset, get_preset("mobilenet_fpn"), pixels=False).find_problems())
        for problem in problems:
            assert problem.message.rstrip().endswith("."), problem.message
            repair_problem(labels.image_annotations, problem)
        for annotation in labels.image_annotations.annotations:
            if not annotation.bounds.is_degenerate and annotation.bounds.is_inside(WIDTH, HEIGHT):
                convert_to_rings(convert_to_bitmap(annotation.geometry, WIDTH, HEIGHT))
        labels.save(labels.image_annotations)
    assert path.read_bytes() == before
    return labels.image_annotations.annotations, labels.problems


@pytest.mark.parametrize("name", UNUSABLE)
def test_that_an_outline_that_cannot_be_used_is_named_and_its_box_stays(tmp_path: Path, name: str) -> None:
    (odd, other), sentences = check_folder(write_folder(tmp_path, UNUSABLE[name]))
    assert get_outline(odd.geometry) is None
    assert odd.bounds.xyxy == (10, 10, 40, 40)
    assert get_outline(other.geometry) is not None
    assert any(
        has_sentence(one, UNUSABLE_OUTLINE.replace("!r", ""), file="annotations.json", id=7) for one in sentences
    )


@pytest.mark.parametrize("name", USABLE)
def test_that_an_odd_outline_that_can_be_used_is_read_and_checked(tmp_path: Path, name: str) -> None:
    (odd, _other), sentences = check_folder(write_folder(tmp_path, USABLE[name]()))
    assert get_outline(odd.geometry) is not None
    assert sentences == ()


def test_that_an_object_with_a_mask_and_no_class_is_named(tmp_path: Path) -> None:
    path = write_folder(tmp_path, [SQUARE])
    content = json.loads(path.read_text())
    del content["annotations"][0]["category_id"]
    path.write_text(json.dumps(content))
    (other,), sentences = check_folder(path)
    assert other.label == "dog"
    assert len(sentences) == 1
    assert "annotations.json" in sentences[0]


_number = st.floats(-50, 200) | st.floats(allow_nan=True, allow_infinity=True) | st.integers(-5, 200)
_polygons = st.lists(st.lists(_number, max_size=14), max_size=3)
_counts = st.lists(st.integers(-2, WIDTH * HEIGHT), max_size=8) | st.text(max_size=12)
_sizes = st.just([HEIGHT, WIDTH]) | st.lists(st.integers(-1, 200), max_size=3)
_masks = st.fixed_dictionaries({"size": _sizes, "counts": _counts})


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(segmentation=_polygons | _masks | st.none() | st.text(max_size=5))
def test_that_any_outline_is_read_with_its_box_and_never_changed(tmp_path: Path, segmentation: Any) -> None:
    (odd, other), _sentences = check_folder(write_folder(tmp_path, segmentation))
    assert odd.bounds.xyxy == (10, 10, 40, 40)
    assert get_outline(other.geometry) is not None
