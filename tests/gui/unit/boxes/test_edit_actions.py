"""The parts of controllers that are plain functions."""

from __future__ import annotations

import itertools
import json
from dataclasses import asdict

from detector.data.annotation import Box
from frcnn_gui.boxes.edit_actions import parse_boxes, place_copies

BOX = Box(5, 6, 30, 28, "cat", 3, difficult=True)


def test_that_boxes_come_out_of_the_clipboard_as_they_went_in() -> None:
    data = json.dumps({"image": "/photos/a.png", "boxes": [asdict(BOX)]}).encode()
    assert parse_boxes(data) == ("/photos/a.png", [BOX])


def test_that_a_foreign_clipboard_is_nothing() -> None:
    for data in (b"", b"\xff", b"[]", b'{"boxes": 3, "image": ""}', b'{"image": "a", "boxes": [{"x": 1}]}'):
        assert parse_boxes(data) == ("", [])


def test_that_pasted_boxes_are_new_ones() -> None:
    uids = itertools.count(7)
    placed = place_copies([BOX, BOX], lambda: next(uids), 8, 64, 48)
    assert [box.uid for box in placed] == [7, 8]
    assert placed[0].xyxy == (13, 14, 38, 36)
    assert placed[0].difficult


def test_that_pasted_boxes_are_cut_to_the_image_and_those_outside_left_out() -> None:
    outside = Box(70, 6, 90, 28, "cat", 4)
    placed = place_copies([BOX, outside], lambda: 9, 0, 20, 48)
    assert [box.xyxy for box in placed] == [(5, 6, 20, 28)]
