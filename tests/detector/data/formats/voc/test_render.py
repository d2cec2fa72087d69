"""Rendering Pascal VOC files: an edit changes its own bytes and no others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.formats.voc.label_file import VocFile, VocOrigin
from detector.data.geometry import Box
from detector.errors import AnnotationWriteError
from tests.annotation_edits import move_edges
from tests.detector.data.formats.voc_samples import RICH, by_lxml, corners, with_object, written

ONE, ZERO = VocOrigin.ONE_BASED, VocOrigin.ZERO_BASED
NEW = Annotation(Box(10, 20, 30, 40), "new")


def edited(file: VocFile, number: int, **changes: object) -> bytes:
    annotations = list(file.image_annotations.annotations)
    edges: Any = {key: value for key, value in changes.items() if key in ("x1", "y1", "x2", "y2")}
    others: Any = {key: value for key, value in changes.items() if key not in edges}
    annotations[number] = replace(move_edges(annotations[number], **edges), **others)
    return file.render_image_annotations(file.image_annotations.with_annotations(annotations))


def added(file: VocFile, *annotations: Annotation) -> bytes:
    return file.render_image_annotations(
        file.image_annotations.with_annotations((*file.image_annotations.annotations, *annotations))
    )


@pytest.fixture
def rich(tmp_path: Path) -> VocFile:
    return written(tmp_path / "a.xml", RICH)


def test_that_an_unedited_annotation_keeps_every_byte(rich: VocFile) -> None:
    assert rich.render_image_annotations(rich.image_annotations) == rich.raw


@pytest.mark.parametrize(
    ("number", "changes", "before", "after"),
    [
        (0, {"x1": 11.0}, "<xmin>10.50</xmin>", "<xmin>12</xmin>"),
        (0, {"y2": 41.26}, "<ymax> 40.0 </ymax>", "<ymax>41.26</ymax>"),
        (0, {"label": "dog"}, "<name>c<!-- not u -->at</name>", "<name>dog</name>"),
        (0, {"truncated": True}, "<truncated/>", "<truncated>1</truncated>"),
        (0, {"difficult": False}, "<difficult>1</difficult>", "<difficult>0</difficult>"),
        (0, {"occluded": True}, "        <bndbox>\n            <ymax>",
         "        <occluded>1</occluded>\n        <bndbox>\n            <ymax>"),
        (1, {"label": "a<b>&c"}, "<![CDATA[R&D]]>", "a&lt;b&gt;&amp;c"),
        (1, {"occluded": False}, "<occluded>1</occluded>", "<occluded>0</occluded>"),
        (1, {"x2": 121.0}, "<xmax>120</xmax>", "<xmax>121</xmax>"),
        (1, {"x2": 120.999}, "<xmax>120</xmax>", "<xmax>121</xmax>"),
    ],
)  # fmt: skip
def test_that_a_change_replaces_only_its_own_text(
    rich: VocFile, number: int, changes: dict[str, object], before: str, after: str
) -> None:
    assert RICH.count(before) == 1
    assert edited(rich, number, **changes).decode() == RICH.replace(before, after)


def test_that_a_difference_too_small_to_write_changes_nothing(rich: VocFile) -> None:
    assert edited(rich, 0, x1=9.5000019, y1=18.998) == rich.raw


def test_that_a_deleted_object_goes_with_the_white_space_before_it(rich: VocFile) -> None:
    annotations = rich.image_annotations.annotations
    start = RICH.index("\n\n    <object id")
    end = RICH.index("</object>") + len("</object>")
    assert rich.render_image_annotations(ImageAnnotations(annotations[1:])).decode() == RICH[:start] + RICH[end:]
    start = RICH.index("\n    <object>")
    end = RICH.rindex("</object>") + len("</object>")
    assert rich.render_image_annotations(ImageAnnotations(annotations[:1])).decode() == RICH[:start] + RICH[end:]


def test_that_new_objects_follow_the_last_one_in_the_files_own_layout(rich: VocFile) -> None:
    expected = """
    <object>
        <name>new</name>
        <pose>Unspecified</pose>
        <truncated>0</truncated>
        <difficult>0</difficult>
        <bndbox><xmin>11</xmin><ymin>21</ymin><xmax>30</xmax><ymax>40</ymax></bndbox>
    </object>"""
    place = RICH.rindex("</object>") + len("</object>")
    content = added(rich, NEW).decode()
    assert content[:place] == RICH[:place]
    assert content[-len(RICH[place:]) :] == RICH[place:]
    assert "".join(content[place : -len(RICH[place:])].split()) == "".join(expected.split())
    assert content[place:].startswith("\n    <object>\n        <name>new</name>\n        <pose>")


def test_that_replacing_all_objects_leaves_the_rest(rich: VocFile) -> None:
    content = rich.render_image_annotations(ImageAnnotations((replace(NEW, uid=50),)))
    assert list(by_lxml(content)) == [("new", [11, 21, 30, 40])]
    root = etree.fromstring(content)
    assert [child.tag for child in root if isinstance(child.tag, str)] == [
        "folder", "filename", "size", "owner", "object", "segmented",
    ]  # fmt: skip
    assert b"<!-- between -->" in content


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("indent", ["\t", "  ", "    "])
def test_that_line_ends_and_indentation_of_the_file_are_followed(tmp_path: Path, newline: str, indent: str) -> None:
    """A file without objects gets one, then another; both look the same."""
    head = f"<annotation>{newline}{indent}<folder>x</folder>{newline}</annotation>{newline}"
    file = written(tmp_path / "a.xml", head)
    once = added(file, NEW).decode()
    twice = added(written(tmp_path / "a.xml", once), NEW).decode()
    lines = once.split(newline)
    assert "\r" not in "".join(lines)
    assert "\n" not in "".join(lines)
    assert [line[: len(line) - len(line.lstrip())] for line in lines if line] == [
        indent * depth for depth in (0, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 2, 1, 0)
    ]
    item = once[once.index(f"{newline}{indent}<object>") : once.index("</object>") + len("</object>")]
    assert twice == once.replace(item, item * 2)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<annotation/>", "<annotation>\n\t<object>\n\t\t<name>"),
        ("<annotation />", "<annotation >\n\t<object>\n\t\t<name>"),
        ("<annotation></annotation>", "<annotation>\n\t<object>\n\t\t<name>"),
        ("<annotation>\n</annotation>", "<annotation>\n\t<object>\n\t\t<name>"),
        ("<annotation><folder>x</folder></annotation>", "</folder><object><name>new</name><pose>"),
        ("<annotation>\n\n\n  <folder/>\n</annotation>", "<folder/>\n  <object>\n    <name>"),
    ],
)
def test_that_the_first_object_finds_a_place_in_any_file(tmp_path: Path, content: str, expected: str) -> None:
    result = added(written(tmp_path / "a.xml", content), NEW)
    assert expected in result.decode()
    assert list(by_lxml(result)) == [("new", [11, 21, 30, 40])]
    assert result.decode().endswith("</object></annotation>" if "<folder>x" in content else "</object>\n</annotation>")


def test_that_verified_is_set_and_taken_away_without_a_trace(tmp_path: Path) -> None:
    for content in ("<annotation/>", "<annotation a='>'>\n</annotation>", RICH):
        file = written(tmp_path / "a.xml", content)
        verified = file.render_image_annotations(replace(file.image_annotations, verified=True))
        again = written(tmp_path / "a.xml", verified)
        assert again.image_annotations == replace(file.image_annotations, verified=True)
        assert etree.fromstring(verified).get("verified") == "yes"
        assert again.render_image_annotations(file.image_annotations) == file.raw
    file = written(tmp_path / "a.xml", "<annotation b=' verified=\"no\"' verified = 'no'/>")
    assert (
        file.render_image_annotations(replace(file.image_annotations, verified=True))
        == b'<annotation b=\' verified="no"\' verified = "yes"/>'
    )


def test_that_verifying_and_adding_to_an_empty_root_go_together(tmp_path: Path) -> None:
    file = written(tmp_path / "a.xml", "<annotation/>")
    content = file.render_image_annotations(ImageAnnotations((NEW,), verified=True))
    assert etree.fromstring(content).get("verified") == "yes"
    assert len(list(by_lxml(content))) == 1


@pytest.mark.parametrize(
    ("codec", "declared"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("utf-8-sig", "UTF-8"),
        ("latin-1", "ISO-8859-1"),
        ("cp1252", "windows-1252"),
        ("gbk", "GBK"),
        ("utf-16", "UTF-16"),
        ("utf-16", None),
        ("utf-16-le", "UTF-16"),
        ("utf-8", "utf-16"),
    ],
)
def test_that_the_files_encoding_is_kept_and_holds_every_label(
    tmp_path: Path, codec: str, declared: str | None
) -> None:
    """Labels that the encoding lacks become numeric references."""
    known = "é" if codec in ("latin-1", "cp1252") else "中"
    declaration = f'<?xml version="1.0" encoding="{declared}"?>\r\n' if declared else ""
    body = with_object(f"<name>{known}</name>{corners(1, 2, 3, 4)}")
    raw = (declaration + body).encode(codec)
    file = written(tmp_path / "a.xml", raw)
    assert file.image_annotations.labels == (known,)
    assert file.render_image_annotations(file.image_annotations) == raw
    content = edited(file, 0, label="Ж😀&é中")
    assert written(tmp_path / "a.xml", content).image_annotations.labels == ("Ж😀&é中",)
    if (codec, declared) not in [("utf-8", "utf-16"), ("utf-16-le", "UTF-16")]:  # lxml insists on the declared one
        assert list(by_lxml(content)) == [("Ж😀&é中", [1, 2, 3, 4])]
    if codec == "latin-1":
        assert "&#1046;&#128512;&amp;é&#20013;".encode("latin-1") in content
        assert edited(file, 0, x1=7.0) == raw.replace(b"<xmin>1<", b"<xmin>8<")


@pytest.mark.parametrize(
    ("value", "text"),
    [(10.0, "10"), (10.25, "10.25"), (10.5, "10.5"), (10.333333, "10.33"), (0.0, "0"), (-0.001, "0"), (100.0, "100")],
)
def test_that_whole_numbers_are_written_whole_and_others_with_two_decimals(
    tmp_path: Path, value: float, text: str
) -> None:
    file = written(tmp_path / "a.xml", "<annotation/>", ZERO)
    assert f"<xmin>{text}</xmin>".encode() in added(file, Annotation(Box(value, 0, 500, 500), "a"))


def test_that_the_order_of_the_given_boxes_does_not_matter(rich: VocFile) -> None:
    assert rich.render_image_annotations(ImageAnnotations(rich.image_annotations.annotations[::-1])) == rich.raw


def test_that_two_boxes_with_one_uid_are_two_objects(rich: VocFile) -> None:
    first = rich.image_annotations.annotations[0]
    content = added(rich, replace(first, label="copy"))
    assert [label for label, _ in by_lxml(content)] == ["cat", "R&D", "copy"]


@pytest.mark.parametrize(
    ("annotation", "words"),
    [
        (replace(NEW, label=""), "no label"),
        (replace(NEW, label=" \t"), "no label"),
        (replace(NEW, label="a\x00b"), "U+0000"),
        (move_edges(NEW, x1=float("nan")), "not a number"),
        (move_edges(NEW, x2=float("inf")), "not a number"),
    ],
)
def test_that_boxes_that_would_make_the_file_unreadable_are_refused(
    rich: VocFile, annotation: Annotation, words: str
) -> None:
    with pytest.raises(AnnotationWriteError) as error:
        added(rich, annotation)
    assert words in str(error.value)
    assert "a.xml" in str(error.value)


def test_that_a_new_file_is_as_labelimg_writes_it(tmp_path: Path) -> None:
    image = tmp_path / "cats & dogs" / "a<1>.jpg"
    file = VocFile.create_blank(tmp_path / "a.xml", image, 640, 480, ONE)
    assert (file.raw, file.image_annotations, file.problems) == (None, ImageAnnotations(), ())
    content = file.render_image_annotations(ImageAnnotations((replace(NEW, truncated=True),), verified=True))
    assert content.decode() == (
        '<annotation verified="yes">\n'
        "\t<folder>cats &amp; dogs</folder>\n\t<filename>a&lt;1&gt;.jpg</filename>\n"
        "\t<source>\n\t\t<database>Unknown</database>\n"
        "\t\t<annotation>Faster R-CNN Studio, pixels counted from 1</annotation>\n\t</source>\n"
        "\t<size>\n\t\t<width>640</width>\n\t\t<height>480</height>\n\t\t<depth>3</depth>\n\t</size>\n"
        "\t<segmented>0</segmented>\n"
        "\t<object>\n\t\t<name>new</name>\n\t\t<pose>Unspecified</pose>\n"
        "\t\t<truncated>1</truncated>\n\t\t<difficult>0</difficult>\n"
        "\t\t<bndbox>\n\t\t\t<xmin>11</xmin>\n\t\t\t<ymin>21</ymin>\n\t\t\t<xmax>30</xmax>\n\t\t\t<ymax>40</ymax>\n"
        "\t\t</bndbox>\n\t</object>\n</annotation>\n"
    )


def test_that_a_file_name_that_xml_cannot_hold_does_not_spoil_the_file(tmp_path: Path) -> None:
    content = VocFile.create_blank(tmp_path / "a.xml", Path("a\udcff\x01.jpg"), 4, 4, ONE).render_image_annotations(
        ImageAnnotations((NEW,))
    )
    assert etree.fromstring(content).findtext("filename") == "a%FF%01.jpg"


@pytest.mark.shared
@pytest.mark.parametrize("name", ["bccd", "microcontrollers"])
def test_that_every_shared_file_keeps_its_bytes_and_an_edit_changes_one_number(shared: Path, name: str) -> None:
    paths = sorted((shared / "data" / name).rglob("*.xml"))
    assert len(paths) > 100
    for path in paths:
        file = VocFile.from_path(path, ONE)
        assert file.raw is not None
        assert file.render_image_annotations(file.image_annotations) == file.raw
        assert len(list(by_lxml(file.raw))) == len(file.image_annotations.annotations)
        if file.image_annotations.annotations:
            last = len(file.image_annotations.annotations) - 1
            content = edited(file, last, x1=file.image_annotations.annotations[last].bounds.x1 + 1000)
            place = file.raw.rindex(b"<xmin>") + len(b"<xmin>")
            end = file.raw.index(b"<", place)
            assert content == file.raw[:place] + b"%d" % (int(file.raw[place:end]) + 1000) + file.raw[end:]
