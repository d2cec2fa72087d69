"""Pictures with boxes, by their pixels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import ImageColor

from detector.colors import class_color
from detector.data.annotation import Annotation
from detector.data.geometry import Box
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.outlined_box import OutlinedBox
from detector.drawing import draw_annotations

Pixels = NDArray[np.uint8]
GRAY = (128, 128, 128)


def blank(width: int = 320, height: int = 240) -> Pixels:
    return np.full((height, width, 3), GRAY, dtype=np.uint8)


def drawn(*annotations: Annotation, width: int = 320, height: int = 240, classes: tuple[str, ...] = ()) -> Pixels:
    return np.asarray(draw_annotations(blank(width, height), annotations, classes))


def where(pixels: Pixels, color: str) -> NDArray[np.bool_]:
    mask: NDArray[np.bool_] = (pixels == ImageColor.getrgb(color)).all(axis=2)
    return mask


def changed(pixels: Pixels) -> NDArray[np.bool_]:
    mask: NDArray[np.bool_] = (pixels != GRAY).any(axis=2)
    return mask


def test_that_the_outline_covers_the_first_and_the_last_pixel_of_the_box() -> None:
    pixels = drawn(Annotation(Box(40, 60, 200, 180), "cup"), classes=("cup",))
    color = where(pixels, class_color("cup", ("cup",)))
    for y, x in ((60, 100), (179, 100), (120, 40), (120, 199)):
        assert color[y, x]
    for y, x in ((120, 38), (120, 201), (181, 100)):
        assert not color[y, x]
    assert not changed(pixels)[100:140, 80:160].any()  # what is found is not hidden


def test_that_the_picture_given_stays_as_it_was() -> None:
    before = blank()
    draw_annotations(before, [Annotation(Box(10, 10, 50, 50), "cup")])
    assert (before == GRAY).all()


def test_that_the_name_and_the_score_stand_above_the_box() -> None:
    annotation = Annotation(Box(40, 60, 200, 180), "cup")
    bare = changed(drawn(annotation))[:56].sum()
    assert bare > 0
    assert changed(drawn(replace(annotation, score=0.75)))[:56].sum() > bare


@pytest.mark.parametrize("corners", [(0, 0, 60, 40), (280, 0, 320, 30), (0, 200, 20, 240), (300, 225, 320, 240)])
def test_that_names_stay_whole_at_the_borders(corners: tuple[int, int, int, int]) -> None:
    name = "a rather long name"
    at_border, in_middle = (drawn(Annotation(Box(*box), name, score=0.5)) for box in (corners, (100, 100, 110, 110)))
    assert _longest_run(at_border, name) == _longest_run(in_middle, name) > 80


def _longest_run(pixels: Pixels, name: str) -> int:
    """The most pixels of the class's color side by side in a row: the width of its tag, above or below the letters."""
    rows = where(pixels, class_color(name, (name,)))
    return max(len(run) for row in rows for run in "".join("x" if on else " " for on in row).split())


def test_that_a_name_too_long_for_the_picture_is_cut_and_its_score_kept() -> None:
    long, longer = ("n" * 60, "n" * 200)
    shown_images = [
        drawn(Annotation(Box(10, 100, 300, 200), name, score=0.12), classes=("x",)) for name in (long, longer)
    ]
    assert shown_images[0].shape == (240, 320, 3)
    other_score = drawn(Annotation(Box(10, 100, 300, 200), long, score=0.98), classes=("x",))
    assert (shown_images[0][:100] != other_score[:100]).any()


def test_that_names_of_boxes_in_one_place_do_not_hide_each_other() -> None:
    classes = ("cup", "hat")
    one, other = (Annotation(Box(60, 60, 160, 120), name, score=0.9) for name in classes)
    both, alone = drawn(one, other, classes=classes), drawn(one, classes=classes)
    grounds = [where(both, class_color(name, classes))[:55].sum() for name in classes]
    assert grounds[0] == where(alone, class_color("cup", classes))[:55].sum() > 100
    assert where(both, class_color("hat", classes))[:58].sum() > 100


def test_that_a_class_has_one_color_in_all_pictures() -> None:
    classes = ("cup", "hat", "key")
    first = drawn(Annotation(Box(40, 60, 200, 180), "hat"), classes=classes)
    second = drawn(Annotation(Box(20, 30, 90, 100), "key"), Annotation(Box(40, 60, 200, 180), "hat"), classes=classes)
    for pixels in (first, second):
        assert where(pixels, class_color("hat", classes)).any()


def test_that_lines_grow_with_the_picture() -> None:
    def thickness(width: int, height: int) -> int:
        annotation = Annotation(Box(width * 0.2, height * 0.3, width * 0.8, height * 0.9), "cup")
        pixels = drawn(annotation, width=width, height=height, classes=("cup",))
        return int(where(pixels, class_color("cup", ("cup",)))[height // 2, : width // 2].sum())

    assert thickness(320, 240) == 2
    assert thickness(3200, 2400) >= 8


@pytest.mark.parametrize("corners", [(-50, -50, 900, 900), (400, 300, 500, 400), (5, 5, 5, 5), (319.8, 0, 320, 240)])
def test_that_boxes_beyond_the_picture_are_no_fault(corners: tuple[float, float, float, float]) -> None:
    assert changed(drawn(Annotation(Box(*corners), "cup", score=0.5))).any()


def test_that_the_smallest_picture_is_no_fault() -> None:
    assert drawn(Annotation(Box(0, 0, 1, 1), "a cup", score=0.5), width=1, height=1).shape == (1, 1, 3)


def test_that_letters_of_any_alphabet_are_no_fault() -> None:
    assert changed(drawn(Annotation(Box(40, 60, 200, 180), "чашка 杯 كوب"))).any()


def test_that_the_pixels_of_a_mask_are_tinted_and_no_others() -> None:
    """The box is far around the mask, so that its line is elsewhere."""
    mask = np.zeros((240, 320), np.bool_)
    mask[90:150, 80:160] = True
    mask[110:120, 100:120] = False  # a hole
    pixels = drawn(Annotation(OutlinedBox(Box(40, 60, 200, 180), Bitmap.from_mask(mask)), "cup"), classes=("cup",))
    inside = changed(pixels)[70:170, 50:190]
    np.testing.assert_array_equal(inside, mask[70:170, 50:190])
    color = np.array(ImageColor.getrgb(class_color("cup", ("cup",))))
    between = np.sort([np.full(3, GRAY[0]), color], axis=0)
    assert ((pixels[100, 90] >= between[0]) & (pixels[100, 90] <= between[1])).all()
