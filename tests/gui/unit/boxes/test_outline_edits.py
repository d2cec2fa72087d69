"""Edits of outlines: what becomes of the objects, and what is said of the loss."""

from __future__ import annotations

import numpy as np
import pytest

from detector.data.annotation import Annotation
from detector.data.attributes import Attributes
from detector.data.geometry import Box, Geometry
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.combination import join_geometries, subtract_geometries
from detector.data.outlines.outlined_box import OutlinedBox, get_outline
from detector.data.outlines.rings import Rings
from frcnn_gui.boxes.outline_edits import (
    ATTRIBUTES_LOST_TEXT,
    CLASSES_LOST_TEXT,
    IOU_TEXT,
    NO_HOLES_TEXT,
    NO_OUTLINE_TEXT,
    NOTHING_LEFT_TEXT,
    NOTHING_SHARED_TEXT,
    NOTHING_SMALL_TEXT,
    ONE_OBJECT_TEXT,
    ONE_PART_TEXT,
    PIXELS_TEXT,
    POINTS_TEXT,
    TOO_THIN_TEXT,
    EditScope,
    OutlineEdit,
    clean_selected,
    fill_selected_holes,
    join_selected,
    simplify_selected,
    smooth_selected,
    split_selected,
    subtract_selected,
)
from frcnn_gui.common.language import tr

SIZE = 80, 60


def make_mask() -> Bitmap:
    """A square of 20 x 20 with a hole of 2 x 3, and beside it a part of 2 x 2."""
    mask = np.zeros((30, 40), bool)
    mask[5:25, 5:25] = True
    mask[10:12, 10:13] = False
    mask[8:10, 30:32] = True
    return Bitmap.from_mask(mask)


MASK = Annotation(OutlinedBox.around(make_mask()), "cell", 1)
POLYGON = Annotation(OutlinedBox.around(Rings.from_polygons([[(40, 30), (70, 30), (70, 55), (40, 55)]])), "cat", 2)
INNER = Annotation(OutlinedBox.around(Rings.from_polygons([[(45, 35), (60, 35), (60, 50)]])), "dog", 3)
BOX = Annotation(Box(2, 35, 20, 50), "box", 4)
ALL = (MASK, POLYGON, INNER, BOX)


def choose(*chosen: Annotation) -> EditScope:
    return EditScope(ALL, chosen, *SIZE)


def describe_filled(area: int) -> str:
    return tr("%Ln hole(s) filled: {area} pixels.", "", 1).format(area=area)


def describe_joined(count: int) -> str:
    return tr("%Ln objects became one {label}.", "", count).format(label="cat")


def find_changes(edit: OutlineEdit) -> dict[int, Geometry | None]:
    """The geometries of annotations that are new or changed, and None for those that are gone, by uid."""
    after = {one.uid: one.geometry for one in edit.annotations}
    before = {one.uid: one.geometry for one in ALL}
    return {uid: after.get(uid) for uid in {**before, **after} if after.get(uid) != before.get(uid)}


def test_that_holes_are_filled_and_counted() -> None:
    edit = fill_selected_holes(choose(MASK, POLYGON))
    assert edit.message == describe_filled(6)
    assert edit.text == tr("Fill holes of {boxes}").format(boxes="cell")
    (changed,) = find_changes(edit).values()
    assert isinstance(changed, OutlinedBox)
    assert changed.area == 404
    assert changed.bounds == MASK.bounds
    assert edit.selection == {1, 2}
    assert fill_selected_holes(choose(POLYGON)) == OutlineEdit("", ALL, tr(NO_HOLES_TEXT), frozenset({2}))


def test_that_small_parts_and_holes_are_named_with_their_pixels() -> None:
    parts, holes = tr("%Ln part(s) removed: {area} pixels.", "", 1).format(area=4), describe_filled(6)
    assert clean_selected(choose(MASK), 5).message == parts
    assert clean_selected(choose(MASK), 7).message == f"{parts} {holes}"
    assert clean_selected(choose(MASK), 4) == OutlineEdit("", ALL, tr(NOTHING_SMALL_TEXT), frozenset({1}))


def test_that_smoothing_names_the_iou_and_leaves_what_is_too_thin() -> None:
    line = Annotation(OutlinedBox.around(Bitmap.from_mask(np.ones((1, 9), bool))), "line", 9)
    edit = smooth_selected(EditScope((MASK, line), (MASK, line), *SIZE))
    thin = tr(TOO_THIN_TEXT).format(boxes="line")
    assert edit.annotations[1] == line
    assert edit.annotations[0] != MASK
    iou = edit.message.removeprefix(thin).strip()
    assert edit.message.startswith(thin)
    assert iou in {tr(IOU_TEXT).format(iou=f"{number / 1000:.3f}") for number in range(900, 1000)}


def test_that_simplifying_names_points_iou_and_masks() -> None:
    points = tr(POINTS_TEXT).format(before=12, after=12)
    whole = tr(IOU_TEXT).format(iou="1.000")
    masks = tr("%Ln mask(s) became polygons.", "", 1)
    edit = simplify_selected(choose(MASK), 0.0)
    assert edit.message == f"{points} {whole} {masks}"
    assert isinstance(get_outline(edit.annotations[0].geometry), Rings)
    fewer = simplify_selected(choose(MASK), 3.0)
    assert fewer.message != edit.message
    assert simplify_selected(choose(POLYGON), 1.0).annotations == ALL
    assert simplify_selected(choose(BOX), 1.0).message == tr(NO_OUTLINE_TEXT)


def test_that_joining_keeps_the_largest_and_names_what_is_given_up() -> None:
    other = Annotation(INNER.geometry, "dog", 3, attributes=Attributes({"age": 4}))
    annotations = (MASK, POLYGON, other, BOX)
    edit = join_selected(EditScope(annotations, (POLYGON, other, BOX), *SIZE))
    joined = join_geometries([POLYGON.geometry, INNER.geometry, BOX.geometry], *SIZE)
    assert edit.annotations == (MASK, Annotation(OutlinedBox.around(joined), "cat", 2))
    assert edit.selection == {2}
    assert edit.message == " ".join(
        [
            describe_joined(3),
            tr(CLASSES_LOST_TEXT).format(labels="dog, box"),
            tr(ATTRIBUTES_LOST_TEXT),
            tr(PIXELS_TEXT),
        ]
    )


def test_that_polygons_apart_are_joined_without_loss() -> None:
    apart = Annotation(Rings.from_polygons([[(2, 2), (9, 2), (9, 9)]]), "cat", 5)
    edit = join_selected(EditScope((POLYGON, apart), (POLYGON, apart), *SIZE))
    assert edit.message == describe_joined(2)
    assert join_selected(choose(POLYGON)).message == tr(ONE_OBJECT_TEXT)


def test_that_splitting_makes_an_object_of_each_part() -> None:
    scope = EditScope(ALL, (MASK, POLYGON), *SIZE, next_uid=10)
    edit, message = split_selected(scope), tr("%Ln more object(s).", "", 1)
    changes = find_changes(edit)
    assert {uid: one.area for uid, one in changes.items() if one is not None} == {1: 394, 10: 4}
    assert edit.annotations[-1].label == "cell"
    assert edit.message == message
    assert edit.selection == {1, 2, 10}
    assert split_selected(choose(POLYGON)).message == tr(ONE_PART_TEXT)


@pytest.mark.parametrize("deletes_others", [False, True])
def test_that_a_polygon_inside_is_cut_out_exactly(deletes_others: bool) -> None:
    edit = subtract_selected(choose(POLYGON, INNER), deletes_others)
    left = subtract_geometries(POLYGON.geometry, [INNER.geometry], *SIZE)
    gone: dict[int, Geometry | None] = {3: None} if deletes_others else {}
    assert find_changes(edit) == {2: OutlinedBox.around(left), **gone}
    pixels = POLYGON.geometry.area - _count_pixels(left)
    sentences = [tr("{area} pixels cut out of {label}.").format(area=f"{pixels:.0f}", label="cat")]
    if deletes_others:
        sentences.append(tr("%Ln object(s) became its holes and were deleted.", "", 1))
    assert edit.message == " ".join(sentences)
    assert edit.selection == ({2} if deletes_others else {2, 3})


def _count_pixels(geometry: Geometry) -> float:
    return join_geometries([geometry, Bitmap()], *SIZE).area


def test_that_subtracting_says_what_it_cannot_do() -> None:
    assert subtract_selected(choose(MASK), False).message == tr(ONE_OBJECT_TEXT)
    assert subtract_selected(choose(POLYGON, BOX), True) == OutlineEdit(
        "", ALL, tr(NOTHING_SHARED_TEXT).format(label="cat"), frozenset({2, 4})
    )
    twin = Annotation(POLYGON.geometry, "twin", 8)
    covered = subtract_selected(EditScope((POLYGON, twin), (POLYGON, twin), *SIZE), True)
    assert covered.message == tr(NOTHING_LEFT_TEXT).format(label="cat")


def test_that_a_box_cut_by_a_mask_becomes_pixels_and_says_so() -> None:
    box = Annotation(Box(0, 0, 70, 58), "room", 6)
    edit = subtract_selected(EditScope((box, MASK), (box, MASK), *SIZE), False)
    assert edit.message.endswith(tr(PIXELS_TEXT))
    assert edit.annotations[0].geometry.area == 70 * 58 - MASK.geometry.area
