"""COCO's counts as numbers and as text, against pycocotools."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycocotools import mask as coco_mask

from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.coco_counts import (
    COUNTS_DO_NOT_FIT,
    DAMAGED_TEXT,
    CountsFaultError,
    build_bitmap,
    format_counts,
    list_counts,
    parse_counts,
)
from tests.sentences import has_sentence

from .samples import draw_mask


def test_that_masks_have_the_text_of_pycocotools_and_come_back_from_it() -> None:
    random = np.random.default_rng(4)
    for _ in range(400):
        mask = draw_mask(random, 40)
        height, width = mask.shape
        expected = coco_mask.encode(np.asfortranarray(mask.astype(np.uint8)))["counts"].decode()
        bitmap = Bitmap.from_mask(mask)
        assert format_counts(list_counts(bitmap, width, height)) == expected
        assert build_bitmap(parse_counts(expected), width, height) == bitmap


@settings(deadline=None)
@given(st.lists(st.integers(0, 2**32 - 1)))
def test_that_any_counts_come_back_from_their_text(counts: list[int]) -> None:
    assert parse_counts(format_counts(np.array(counts, np.int64))).tolist() == counts


@pytest.mark.parametrize("text", ["\x00", "o", "PPPPPPPPPPPP0", "é1", "0p", "1 2", "\ud800"])
def test_that_damaged_text_is_refused(text: str) -> None:
    with pytest.raises(CountsFaultError, match=DAMAGED_TEXT):
        parse_counts(text)


def test_that_counts_beyond_the_image_or_below_zero_are_refused() -> None:
    for counts in ([5, 8], [3, -1, 4], [2**62, 2**62, 5]):
        with pytest.raises(CountsFaultError) as caught:
            build_bitmap(np.array(counts, np.int64), 4, 3)
        assert has_sentence(str(caught.value), COUNTS_DO_NOT_FIT)


def test_that_runs_without_pixels_and_a_missing_last_count_are_accepted() -> None:
    expected = Bitmap.from_mask(np.array([[False, True, True], [False, True, False]]))
    for counts in ([2, 3, 1], [2, 3], [2, 1, 0, 2, 1], [1, 0, 1, 3, 1, 0], [0, 0, 2, 3, 1, 0]):
        assert build_bitmap(np.array(counts, np.int64), 3, 2) == expected
    assert build_bitmap(np.array([], np.int64), 3, 2).is_degenerate


def test_that_only_pixels_inside_the_image_are_counted() -> None:
    bitmap = Bitmap.from_mask(np.ones((3, 3), bool), left=-1, top=2)
    assert list_counts(bitmap, 4, 4).tolist() == [2, 2, 2, 2, 8]
