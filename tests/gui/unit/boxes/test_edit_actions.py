"""The parts of controllers that are plain functions."""

from __future__ import annotations

import itertools
import json
from dataclasses import asdict, replace

from detector.data.annotation import Annotation
from detector.data.attributes import Attributes, NestedValue, pack_attributes
from detector.data.geometry import Box
from detector.data.outlines.outlined_box import OutlinedBox
from detector.data.outlines.packing import pack_outline
from frcnn_gui.boxes.edit_actions import parse_annotations, place_copies
from tests.detector.data.outlines.samples import ring_with_hole_and_two_parts

ANNOTATION = Annotation(Box(5, 6, 30, 28), "cat", 3, difficult=True)


def test_that_boxes_come_out_of_the_clipboard_as_they_went_in() -> None:
    copied: dict[str, object] = {
        "x1": 5,
        "y1": 6,
        "x2": 30,
        "y2": 28,
        "label": "cat",
        "uid": 3,
        "difficult": True,
        "score": 0.5,
    }
    attributes = Attributes({"color": "red", "tame": True, "age": 3, "box": NestedValue("[1]")})
    copied["attributes"] = pack_attributes(attributes)
    data = json.dumps({"image": "/photos/a.png", "boxes": [copied]}).encode()
    assert parse_annotations(data) == ("/photos/a.png", [replace(ANNOTATION, uid=3, score=0.5, attributes=attributes)])


def test_that_a_copied_outline_is_read_again() -> None:
    outlined = replace(ANNOTATION, geometry=OutlinedBox(Box(1.9, 2, 26.1, 21), ring_with_hole_and_two_parts()))
    copied = {
        **asdict(outlined.bounds),
        "label": "cat",
        "uid": 3,
        "difficult": True,
        "outline": pack_outline(outlined.geometry),
    }
    data = json.dumps({"image": "a.png", "boxes": [copied]}).encode()
    assert parse_annotations(data) == ("a.png", [outlined])
    for outline in (3, [], {}, {"parts": [[]]}, {"parts": [["AAAA"]]}, {"place": [0, 0, 2, 2], "bitmap": "AAAA"}):
        data = json.dumps({"image": "a.png", "boxes": [{**copied, "outline": outline}]}).encode()
        assert parse_annotations(data) == ("", [])


def test_that_a_foreign_clipboard_is_nothing() -> None:
    for data in (b"", b"\xff", b"[]", b'{"boxes": 3, "image": ""}', b'{"image": "a", "boxes": [{"x": 1}]}'):
        assert parse_annotations(data) == ("", [])


def test_that_pasted_boxes_are_new_ones() -> None:
    uids = itertools.count(7)
    placed = place_copies([ANNOTATION, ANNOTATION], lambda: next(uids), 8, 64, 48)
    assert [annotation.uid for annotation in placed] == [7, 8]
    assert placed[0].bounds.xyxy == (13, 14, 38, 36)
    assert placed[0].difficult


def test_that_pasted_boxes_are_cut_to_the_image_and_those_outside_left_out() -> None:
    outside = Annotation(Box(70, 6, 90, 28), "cat", 4)
    placed = place_copies([ANNOTATION, outside], lambda: 9, 0, 20, 48)
    assert [annotation.bounds.xyxy for annotation in placed] == [(5, 6, 20, 28)]
