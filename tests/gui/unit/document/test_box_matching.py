"""Boxes of two readings of a file are found to be the same object, or not."""

from __future__ import annotations

import itertools
from dataclasses import replace

from detector.data.annotation import Box
from frcnn_gui.document.box_matching import BoxDifference, assign_uids, compare_boxes, match_boxes
from tests.gui.unit.small_session import box

CAT, DOG, ELK = box(5, 6, 30, 28, "cat", 0), box(50, 6, 90, 28, "dog", 1), box(5, 50, 30, 90, "elk", 2)


def shifted(one: Box, by: float) -> Box:
    return replace(one, x1=one.x1 + by, x2=one.x2 + by)


def test_that_equal_boxes_pair_whatever_their_order_and_rounding() -> None:
    theirs = [replace(ELK, uid=7), replace(shifted(CAT, 0.01), uid=8), replace(DOG, uid=9)]
    assert match_boxes([CAT, DOG, ELK], theirs) == {0: 8, 1: 9, 2: 7}


def test_that_twins_pair_one_to_one() -> None:
    twins = [replace(CAT, uid=uid) for uid in (3, 4)]
    assert sorted(match_boxes([CAT, replace(CAT, uid=1)], twins).values()) == [3, 4]
    assert len(match_boxes([CAT], twins)) == 1


def test_that_an_edited_box_is_known_by_what_it_was() -> None:
    mine = replace(shifted(CAT, 60), label="ox")
    assert match_boxes([mine], [replace(CAT, uid=5)], base=[CAT]) == {0: 5}


def test_that_a_box_both_moved_is_known_by_its_overlap_and_class() -> None:
    assert match_boxes([shifted(CAT, 3)], [replace(shifted(CAT, -2), uid=5)], base=[CAT]) == {0: 5}
    assert match_boxes([shifted(CAT, 3)], [replace(shifted(CAT, -2), uid=5, label="dog")], base=[CAT]) == {}


def test_that_differences_are_counted() -> None:
    theirs = [replace(CAT, uid=4), replace(DOG, uid=5, label="fox")]
    assert compare_boxes([CAT, DOG, ELK], theirs, base=[CAT, DOG]) == BoxDifference(1, 0, 1, 1)
    assert not compare_boxes([CAT, DOG], [DOG, CAT]).has_changes
    assert compare_boxes([CAT], [replace(CAT, uid=3, difficult=True)]) == BoxDifference(0, 0, 1, 0)


def test_that_boxes_get_the_identity_they_have_here_or_a_new_one() -> None:
    new = itertools.count(100)
    assert assign_uids([replace(CAT, uid=4), replace(DOG, uid=5)], {0: 4}, lambda: next(new)) == {4: 0, 5: 100}
