"""Outlines of a network as the formats can hold them: whole, as one ring, or not at all, and what is said of it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest

from detector.data.annotation import Annotation
from detector.data.formats.format_info import FormatName
from detector.data.formats.format_list import FORMAT_INFOS
from detector.data.geometry import Box
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.conversions import convert_to_bitmap
from detector.data.outlines.outlined_box import OutlinedBox, get_outline
from detector.data.outlines.single_ring import has_several_rings
from frcnn_gui.common.language import tr
from frcnn_gui.common.texts.format_texts import explain_missing_outlines
from frcnn_gui.document.outline_fitting import ONLY_BOXES_TEXT, OutlineFitter, describe_losses

if TYPE_CHECKING:
    from detector.data.formats.base import Dataset

WIDTH, HEIGHT = 60, 40


def build_fitter(format: FormatName, holds_outlines: bool | None = None) -> OutlineFitter:
    """For files of this format, which hold what is usual unless stated otherwise."""
    holds = "outlines" in FORMAT_INFOS[format].keeps if holds_outlines is None else holds_outlines
    return OutlineFitter(cast("Dataset", SimpleNamespace(format=format, holds_outlines=holds)))


def draw_ring_and_speck() -> Bitmap:
    mask = np.zeros((HEIGHT, WIDTH), np.bool_)
    mask[5:25, 10:40], mask[10:15, 20:30], mask[30:32, 50:52] = True, False, True
    return Bitmap.from_mask(mask)


def build_detection(mask: Bitmap) -> Annotation:
    return Annotation(OutlinedBox(Box(8.4, 3.6, 53.2, 33.7), mask), "cell", 4)


@pytest.mark.parametrize("format", FORMAT_INFOS)
def test_that_a_mask_becomes_what_the_format_holds(format: FormatName) -> None:
    info, mask, fitter = FORMAT_INFOS[format], draw_ring_and_speck(), build_fitter(format)
    fitted = fitter.fit_detection(build_detection(mask), WIDTH, HEIGHT)
    losses = describe_losses([fitter, build_fitter(format)])
    assert (fitted.label, fitted.uid) == ("cell", 4)
    if "outlines" not in info.keeps:
        assert fitted.geometry == Box(8, 4, 53, 34)
        assert losses == tr(ONLY_BOXES_TEXT).format(reason=explain_missing_outlines(format))
    elif info.has_one_ring:
        outline = get_outline(fitted.geometry)
        assert outline is not None
        assert not has_several_rings(outline)
        expected = np.zeros((HEIGHT, WIDTH), np.bool_)
        expected[5:25, 10:40] = True
        assert convert_to_bitmap(outline, WIDTH, HEIGHT) == Bitmap.from_mask(expected)
        assert fitted.bounds == Box(10, 5, 40, 25)
        assert "1 outline" in losses  # the words matter
    else:
        assert fitted.geometry == OutlinedBox.around(mask)
        assert losses == ""


@pytest.mark.parametrize("format", ["yolo", "csv", "coco"])
def test_that_nothing_is_said_where_nothing_is_lost(format: FormatName) -> None:
    fitter = build_fitter(format)
    box = Annotation(Box(1.2, 2.2, 9.9, 8.1), "cell", 0)
    assert fitter.fit_detection(box, WIDTH, HEIGHT).geometry == Box(1, 2, 10, 8)
    if format != "csv":
        whole = Bitmap.from_mask(np.ones((4, 5), np.bool_), 2, 3)
        assert fitter.fit_outline(whole) == whole
    assert describe_losses([fitter]) == ""


def test_that_tables_of_via_get_one_ring() -> None:
    fitted = build_fitter("csv", holds_outlines=True).fit_outline(draw_ring_and_speck())
    assert fitted is not None
    assert not has_several_rings(fitted)
