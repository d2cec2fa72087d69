"""Annotations and their boxes: shapes, scaling into other bounds, and normalized class names."""

from __future__ import annotations

import pytest

from detector.data.annotation import Annotation, ImageAnnotations, next_uid
from detector.data.geometry import Box

CAT = Annotation(Box(10, 20, 50, 40), "cat", 3, difficult=True, score=0.5)


def test_that_a_box_has_sides_an_area_and_itself_as_bounds() -> None:
    box = Box(10, 20, 50, 40)
    assert (box.width, box.height, box.area) == (40, 20, 800)
    assert box.xyxy == (10, 20, 50, 40)
    assert box.bounds is box


@pytest.mark.parametrize("corners", [(10, 20, 50, 40), (50, 40, 10, 20), (10, 40, 50, 20), (50, 20, 10, 40)])
def test_that_opposite_corners_make_the_same_box_in_any_order(corners: tuple[float, float, float, float]) -> None:
    assert Box.from_corners(*corners) == Box(10, 20, 50, 40)


@pytest.mark.parametrize(
    "box", [Box(5, 5, 5, 9), Box(5, 5, 9, 5), Box(9, 5, 5, 9), Box(0, 0, float("inf"), 9), Box(float("nan"), 0, 9, 9)]
)
def test_that_a_box_without_a_finite_area_is_degenerate(box: Box) -> None:
    assert box.is_degenerate


def test_that_a_box_with_swapped_corners_has_no_area() -> None:
    assert Box(9, 9, 5, 5).area == 0


@pytest.mark.parametrize(
    ("box", "inside"),
    [
        (Box(-5, 10, 30, 60), Box(0, 10, 30, 48)),
        (Box(1, 2, 3, 4), Box(1, 2, 3, 4)),
        (Box(70, 10, 90, 20), Box(64, 10, 64, 20)),
    ],
)
def test_that_a_box_is_clipped_to_the_image(box: Box, inside: Box) -> None:
    assert box.clip_to(64, 48) == inside
    assert box.is_inside(64, 48) == (box == inside)


def test_that_a_box_takes_the_bounds_it_is_resized_to() -> None:
    assert Box(1, 2, 3, 4).resize_to(Box(10, 20, 90, 30)) == Box(10, 20, 90, 30)


def test_that_edits_of_the_geometry_keep_all_else_of_an_annotation() -> None:
    expected = Annotation(Box(12, 21, 52, 41), "cat", 3, difficult=True, score=0.5)
    assert CAT.move_by(2, 1) == expected
    assert CAT.with_bounds(Box(12, 21, 52, 41)) == expected
    assert CAT.move_by(2, 1).clip_to(1000, 1000) == expected
    assert CAT.clip_to(30, 30).bounds == Box(10, 20, 30, 30)


def test_that_both_unicode_forms_of_a_name_are_one_class() -> None:
    assert Annotation(Box(0, 0, 1, 1), "cafe\u0301").label == "caf\u00e9"


def test_that_equal_annotations_are_one_key() -> None:
    assert {CAT: 1}[Annotation(Box(10, 20, 50, 40), "cat", 3, difficult=True, score=0.5)] == 1
    assert CAT.move_by(1, 0) != CAT


def test_that_an_image_knows_its_classes_in_order_of_first_use() -> None:
    dog, second_cat = (Annotation(Box(0, 0, 1, 1), label, uid) for label, uid in (("dog", 7), ("cat", 5)))
    image_annotations = ImageAnnotations(verified=True).with_annotations([CAT, dog, second_cat])
    assert image_annotations == ImageAnnotations((CAT, dog, second_cat), verified=True)
    assert image_annotations.labels == ("cat", "dog")
    assert next_uid(image_annotations.annotations) == 8
    assert next_uid([]) == 0
