"""Reading Pascal VOC files: what is meant, what is odd, and what blocks editing."""

from __future__ import annotations

from pathlib import Path

import pytest

from detector.data.annotation import Annotation
from detector.data.formats.shared.saving import LABELS_UNREADABLE
from detector.data.formats.shared.xml_text import NOT_REWRITABLE
from detector.data.formats.voc.label_file import VocFile, VocOrigin, detect_origin
from detector.data.geometry import Box
from detector.errors import AnnotationUnreadableError
from tests.detector.data.formats.voc_samples import RICH, corners, with_object, written
from tests.sentences import sentence_pattern

ONE, ZERO = VocOrigin.ONE_BASED, VocOrigin.ZERO_BASED


def fault(path: Path, content: str | bytes) -> str:
    with pytest.raises(AnnotationUnreadableError) as error:
        written(path, content)
    return str(error.value)


def test_that_boxes_flags_and_uids_are_read_and_parts_are_not_mistaken_for_them(tmp_path: Path) -> None:
    file = written(tmp_path / "a.xml", RICH)
    assert file.image_annotations.annotations == (
        Annotation(Box(9.5, 19, 30, 40), "cat", 0, difficult=True),
        Annotation(Box(99, 109, 120, 130), "R&D", 1, occluded=True),
    )
    assert not file.image_annotations.verified
    assert file.problems == ()
    assert file.raw == RICH.encode()


def test_that_the_origin_decides_between_pixels_and_edges(tmp_path: Path) -> None:
    content = with_object("<name>a</name>" + corners(1, 1, 640, 480))
    assert written(tmp_path / "a.xml", content, ONE).image_annotations.annotations[0].bounds.xyxy == (0, 0, 640, 480)
    assert written(tmp_path / "a.xml", content, ZERO).image_annotations.annotations[0].bounds.xyxy == (1, 1, 640, 480)


@pytest.mark.parametrize("value", ["yes", "Yes", "true", "1"])
def test_that_verified_is_read(tmp_path: Path, value: str) -> None:
    assert written(tmp_path / "a.xml", f'<annotation verified="{value}"/>').image_annotations.verified
    assert not written(tmp_path / "a.xml", '<annotation verified="no"/>').image_annotations.verified


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (corners(1, 2, 3, 4), ["object 1", "no <name>"]),
        ("<name> </name>" + corners(1, 2, 3, 4), ["object 1", "no <name>"]),
        ("<part><name>p</name></part>" + corners(1, 2, 3, 4), ["object 1", "no <name>"]),
        ("<name>cat</name>", ["object 1 (cat)", "no <bndbox>"]),
        (f"<name>cat</name><part><name>p</name>{corners(1, 2, 3, 4)}</part>", ["object 1 (cat)", "no <bndbox>"]),
        ("<name>cat</name><bndbox><xmin>1</xmin></bndbox>", ["object 1 (cat)", "no <ymin>"]),
        ("<name>cat</name>" + corners(1, 2, "wide", 4), ["object 1 (cat)", "<xmax>", "'wide'"]),
        ("<name>cat</name>" + corners(1, "", 3, 4), ["object 1 (cat)", "<ymin>"]),
        ("<name>cat</name>" + corners("nan", 2, 3, 4), ["object 1 (cat)", "<xmin>"]),
        ("<name>cat</name>" + corners(1, 2, "inf", 4), ["object 1 (cat)", "<xmax>"]),
        ("<name>cat</name>" + corners(1, 2, "1e999", 4), ["object 1 (cat)", "<xmax>"]),
        ("<name>cat</name>" + corners("1_0", 2, 30, 4), ["object 1 (cat)", "<xmin>"]),
    ],
)
def test_that_an_object_that_cannot_be_understood_blocks_the_file(
    tmp_path: Path, fields: str, words: list[str]
) -> None:
    message = fault(tmp_path / "photo.xml", with_object(fields))
    for word in ["photo.xml", "Repair", *words]:
        assert word in message


def test_that_the_object_at_fault_is_the_one_named(tmp_path: Path) -> None:
    good = "<object><name>dog</name>" + corners(1, 2, 3, 4) + "</object>"
    message = fault(tmp_path / "a.xml", f"<annotation>{good}<object><name>cat</name></object></annotation>")
    assert "object 2 (cat)" in message


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty (0 bytes)"),
        (b" \n", "not well-formed"),
        (b"<annotation><object>", "not well-formed"),
        (b"<annotation/><annotation/>", "not well-formed"),
        (b"\x00\x01\x02\x03", "not well-formed"),
        (b"<html></html>", "root is <html>"),
        (b"<annotation>\xff</annotation>", "not valid utf-8 at byte 12"),
        (b'<?xml version="1.0" encoding="klingon"?><annotation/>', "klingon"),
        (b'<?xml version="1.0" encoding="rot13"?><annotation/>', "rot13"),
        (
            b'<?xml version="1.0" encoding="iso-2022-jp"?><annotation>\x1b(B</annotation>',
            NOT_REWRITABLE.format(codec="iso-2022-jp"),
        ),
        (b'<!DOCTYPE annotation [<!ENTITY a "b">]><annotation><x>&a;</x></annotation>', "entities"),
        (b'<!DOCTYPE annotation [<!ENTITY a SYSTEM "file:///etc/passwd">]><annotation>&a;</annotation>', "entities"),
        (b'<!DOCTYPE annotation [<!ENTITY % a SYSTEM "http://x/"> %a;]><annotation/>', "entities"),
        (b'<!DOCTYPE annotation SYSTEM "voc.dtd"><annotation><x>&a;</x></annotation>', "entities"),
    ],
)
def test_that_what_is_no_annotation_blocks_with_its_reason(tmp_path: Path, content: bytes, words: str) -> None:
    message = fault(tmp_path / "photo.xml", content)
    assert words in message
    assert "photo.xml" in message


def test_that_a_billion_laughs_are_refused_before_the_first(tmp_path: Path) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(12))
    content = f"<!DOCTYPE annotation [{laughs}]><annotation><folder>&l11;</folder></annotation>"
    assert "entities" in fault(tmp_path / "a.xml", content)


def test_that_a_document_type_without_entities_is_harmless(tmp_path: Path) -> None:
    content = '<!DOCTYPE annotation SYSTEM "http://127.0.0.1:9/voc.dtd"><annotation/>'
    assert written(tmp_path / "a.xml", content).image_annotations.annotations == ()


def test_that_a_file_that_cannot_be_opened_is_reported(tmp_path: Path) -> None:
    gone = sentence_pattern(LABELS_UNREADABLE, name="gone.xml", reason="No such file or directory")
    with pytest.raises(AnnotationUnreadableError, match=gone):
        VocFile.from_path(tmp_path / "gone.xml", ONE)
    with pytest.raises(AnnotationUnreadableError, match=sentence_pattern(LABELS_UNREADABLE)):
        VocFile.from_path(tmp_path, ONE)


@pytest.mark.parametrize(
    ("origin", "box", "words"),
    [
        (ZERO, (5, 5, 5, 9), "has no area"),
        (ONE, (6, 5, 5, 9), "has no area"),
        (ZERO, (9, 5, 5, 9), "corners swapped"),
        (ZERO, (9, 9, 5, 5), "corners swapped"),
        (ONE, (0, 1, 5, 5), "outside the image of 64 x 48"),
        (ZERO, (1, 1, 65, 5), "outside the image of 64 x 48"),
        (ONE, (1, 1, 5, 49), "outside the image of 64 x 48"),
    ],
)
def test_that_odd_boxes_are_read_as_they_are_and_reported(
    tmp_path: Path, origin: VocOrigin, box: tuple[int, int, int, int], words: str
) -> None:
    size = "<size><width>64</width><height>48</height></size>"
    file = written(tmp_path / "a.xml", with_object("<name>cat</name>" + corners(*box), size), origin)
    shift = 1 if origin is ONE else 0
    assert file.image_annotations.annotations[0].bounds.xyxy == (box[0] - shift, box[1] - shift, box[2], box[3])
    assert len(file.problems) == 1
    assert words in file.problems[0]
    assert "a.xml: object 1 (cat)" in file.problems[0]


@pytest.mark.parametrize("origin", [ZERO, ONE])
def test_that_a_box_over_the_whole_image_or_a_single_pixel_is_not_odd(tmp_path: Path, origin: VocOrigin) -> None:
    first = 1 if origin is ONE else 0
    size = "<size><width>64</width><height>48</height></size>"
    content = with_object("<name>cat</name>" + corners(first, first, 64, 48), size)
    assert written(tmp_path / "a.xml", content, origin).problems == ()
    content = with_object("<name>cat</name>" + corners(5, 5, 6 - first, 6 - first), size)
    assert written(tmp_path / "a.xml", content, origin).problems == ()


@pytest.mark.parametrize("size", ["", "<size/>", "<size><width>0</width><height>0</height></size>"])
def test_that_without_a_size_nothing_is_outside(tmp_path: Path, size: str) -> None:
    assert written(tmp_path / "a.xml", with_object("<name>a</name>" + corners(1, 2, 9999, 9999), size)).problems == ()


def test_that_a_second_name_is_reported_and_the_first_used(tmp_path: Path) -> None:
    file = written(tmp_path / "a.xml", with_object(f"<name>cat</name>{corners(1, 2, 3, 4)}<name>dog</name>"))
    assert file.image_annotations.labels == ("cat",)
    assert "<name> more than once" in file.problems[0]


@pytest.mark.parametrize(
    ("text", "flag"), [("1", True), ("0", False), ("", False), ("0.4", True), ("True", True), ("odd", False)]
)
def test_that_flags_are_read_in_the_ways_they_are_written(tmp_path: Path, text: str, flag: bool) -> None:
    fields = f"<name>a</name><truncated>{text}</truncated>{corners(1, 2, 3, 4)}"
    assert written(tmp_path / "a.xml", with_object(fields)).image_annotations.annotations[0].truncated is flag


@pytest.mark.parametrize(
    ("xmin", "origin"),
    [("0", ZERO), ("00", ZERO), ("0.0", ZERO), (" 0 ", ZERO), ("0.5", ZERO), (".5", ZERO), ("1", ONE), ("10", ONE),
     ("05", ONE), ("1.0", ONE), ("-3", ONE)],
)  # fmt: skip
@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_that_a_coordinate_below_one_shows_a_zero_based_folder(
    tmp_path: Path, xmin: str, origin: VocOrigin, codec: str
) -> None:
    for number, corner in enumerate([corners(7, 8, 0, 0), corners(7, xmin, 20, 20)]):
        (tmp_path / f"{number}.xml").write_bytes(with_object("<name>a</name>" + corner).encode(codec))
    assert detect_origin([tmp_path / "0.xml", tmp_path / "gone.xml", tmp_path / "1.xml"]) is origin


def test_that_without_files_the_specification_holds() -> None:
    assert detect_origin([]) is ONE
