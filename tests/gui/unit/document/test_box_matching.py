"""Boxes of two readings of a file are found to be the same object, or not."""

from __future__ import annotations

import itertools
from dataclasses import replace

from detector.data.annotation import Annotation
from detector.data.attributes import Attributes
from detector.data.outlines.outlined_box import OutlinedBox
from detector.data.outlines.rasterization import rasterize_rings
from detector.data.outlines.rings import Rings
from frcnn_gui.document.box_matching import AnnotationDifference, assign_uids, compare_annotations, match_annotations
from tests.annotation_edits import move_edges
from tests.detector.data.outlines.samples import ring_with_hole_and_two_parts
from tests.gui.unit.small_session import annotation

CAT, DOG, ELK = (
    annotation(5, 6, 30, 28, "cat", 0),
    annotation(50, 6, 90, 28, "dog", 1),
    annotation(5, 50, 30, 90, "elk", 2),
)


def shifted(one: Annotation, by: float) -> Annotation:
    return move_edges(one, x1=one.bounds.x1 + by, x2=one.bounds.x2 + by)


def test_that_equal_boxes_pair_whatever_their_order_and_rounding() -> None:
    theirs = [replace(ELK, uid=7), replace(shifted(CAT, 0.01), uid=8), replace(DOG, uid=9)]
    assert match_annotations([CAT, DOG, ELK], theirs) == {0: 8, 1: 9, 2: 7}


def test_that_twins_pair_one_to_one() -> None:
    twins = [replace(CAT, uid=uid) for uid in (3, 4)]
    assert sorted(match_annotations([CAT, replace(CAT, uid=1)], twins).values()) == [3, 4]
    assert len(match_annotations([CAT], twins)) == 1


def test_that_an_edited_box_is_known_by_what_it_was() -> None:
    mine = replace(shifted(CAT, 60), label="ox")
    assert match_annotations([mine], [replace(CAT, uid=5)], base=[CAT]) == {0: 5}


def test_that_a_box_both_moved_is_known_by_its_overlap_and_class() -> None:
    assert match_annotations([shifted(CAT, 3)], [replace(shifted(CAT, -2), uid=5)], base=[CAT]) == {0: 5}
    assert match_annotations([shifted(CAT, 3)], [replace(shifted(CAT, -2), uid=5, label="dog")], base=[CAT]) == {}


def test_that_differences_are_counted() -> None:
    theirs = [replace(CAT, uid=4), replace(DOG, uid=5, label="fox")]
    assert compare_annotations([CAT, DOG, ELK], theirs, base=[CAT, DOG]) == AnnotationDifference(1, 0, 1, 1)
    assert not compare_annotations([CAT, DOG], [DOG, CAT]).has_changes
    assert compare_annotations([CAT], [replace(CAT, uid=3, difficult=True)]) == AnnotationDifference(0, 0, 1, 0)
    tame = replace(CAT, attributes=Attributes({"tame": True}))
    assert compare_annotations([CAT], [tame]) == AnnotationDifference(0, 0, 1, 0)
    read_back = replace(CAT, attributes=Attributes({"tame": "true"}))  # from a format without types
    assert not compare_annotations([tame], [read_back]).has_changes


def test_that_outlines_are_compared_but_for_rounding() -> None:
    rings = ring_with_hole_and_two_parts()
    outlined = replace(CAT, geometry=OutlinedBox(CAT.bounds, rings))
    rounded = replace(CAT, geometry=OutlinedBox(CAT.bounds, rings.move_by(0.01, 0)))
    assert not compare_annotations([outlined], [rounded]).has_changes
    bitmap = rasterize_rings(rings, 60, 60)
    moved, pixels = (OutlinedBox(CAT.bounds, outline) for outline in (rings.move_by(1, 0), bitmap))
    for other in (CAT.bounds, moved, pixels, OutlinedBox(CAT.bounds, Rings(rings.parts[1:]))):
        difference = compare_annotations([outlined], [replace(CAT, geometry=other)])
        assert difference == AnnotationDifference(0, 0, 1, 0)


def test_that_boxes_get_the_identity_they_have_here_or_a_new_one() -> None:
    new = itertools.count(100)
    assert assign_uids([replace(CAT, uid=4), replace(DOG, uid=5)], {0: 4}, lambda: next(new)) == {4: 0, 5: 100}
