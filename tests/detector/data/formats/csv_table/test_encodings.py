"""Tables as spreadsheets save them: their encodings, delimiters and decimal signs, which stay as they are."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from detector.data.annotation import Annotation
from detector.data.formats.csv_table.dataset import CsvFormat
from detector.data.formats.csv_table.encoding import NOT_UTF8, NOT_VALID, decode_table, decode_table_head
from detector.data.formats.csv_table.layout import NO_CLASS
from detector.data.formats.csv_table.row_box import AMBIGUOUS_NUMBER
from detector.data.formats.csv_table.row_change import UNWRITABLE_CHARACTER
from detector.data.geometry import Box
from detector.errors import AnnotationWriteError, DatasetError
from tests.detector.data.formats.csv_samples import boxes_in, check_edits, opened, read, usual_edits
from tests.sentences import sentence_pattern

TABLE = "filename,width,height,class,xmin,ymin,xmax,ymax\na.png,100,80,größe,1,2.5,30,40\nb.png,100,80,dog,1,2,3,4\n"
SEMICOLONS = TABLE.replace(",", ";")
COMMAS = SEMICOLONS.replace(".5", ",5")


@pytest.mark.parametrize(
    "raw",
    [
        codecs.BOM_UTF16_LE + TABLE.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TABLE.encode("utf-16-be"),
        codecs.BOM_UTF16_LE + TABLE.replace(",", "\t").replace("\n", "\r\n").encode("utf-16-le"),
        codecs.BOM_UTF32_LE + TABLE.encode("utf-32-le"),
        TABLE.encode("utf-16-le"),
        TABLE.encode("utf-16-be"),
        codecs.BOM_UTF8 + TABLE.encode(),
        TABLE.encode("cp1252"),
        TABLE.replace(",", "\t").encode(),
        b"sep=,\r\n" + TABLE.encode(),
        b'"sep=;"\r\n' + SEMICOLONS.encode(),
        codecs.BOM_UTF8 + b"sep=;\r\n" + COMMAS.encode(),
        codecs.BOM_UTF16_LE + ("SEP=;\r\n" + COMMAS).encode("utf-16-le"),
        b"sep=:\n" + TABLE.replace(",", ":").encode(),
        b"sep=^\n" + TABLE.replace(",", "^").encode(),
        b"sep=\t\n" + TABLE.replace(",", "\t").encode(),
        COMMAS.encode(),
        TABLE.replace("2.5", '"2,5"').encode(),
    ],
)
def test_that_tables_are_read_in_any_usual_form_and_keep_it(tmp_path: Path, raw: bytes) -> None:
    data = opened(tmp_path, raw)
    assert boxes_in(data, "a.png") == [((1, 2.5, 30, 40), "größe")]
    assert read(data, "a.png").problems == ()
    check_edits(data, "a.png", usual_edits(data, "a.png", "Bär"))


def test_that_an_edit_in_utf_16_changes_its_numbers_alone(tmp_path: Path) -> None:
    data = opened(tmp_path, codecs.BOM_UTF16_LE + ("sep=;\r\n" + COMMAS).encode("utf-16-le"))
    labels = read(data, "a.png")
    (annotation,) = labels.image_annotations.annotations
    labels.save(labels.image_annotations.with_annotations([annotation.move_by(0.25, 0)]))
    after = COMMAS.replace("größe;1;2,5;30;", "größe;1,25;2,5;30,25;")
    assert (tmp_path / "labels.csv").read_bytes() == codecs.BOM_UTF16_LE + ("sep=;\r\n" + after).encode("utf-16-le")


def test_that_a_new_row_has_the_decimal_sign_of_the_table(tmp_path: Path) -> None:
    data = opened(tmp_path, COMMAS)
    labels = read(data, "b.png")
    labels.save(labels.image_annotations.with_annotations([Annotation(Box(1.5, 2, 3, 4.25), "cat")]))
    assert (tmp_path / "labels.csv").read_text(encoding="utf-8").endswith("b.png;100;80;cat;1,5;2;3;4,25\n")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("a.png;cat;1,234;2;3;4\n", []),
        ("a.png;cat;1,234;2;3;4\nb.png;cat;1,5;2;3;4\n", [1.234]),
        ("a.png;cat;0,125;2;3;4\n", [0.125]),
        ("a.png;cat;1.234;2;3;4\n", [1.234]),
    ],
)
def test_that_a_comma_that_may_be_for_thousands_is_reported_unless_the_table_has_decimals(
    tmp_path: Path, rows: str, expected: list[float]
) -> None:
    data = opened(tmp_path, "filename;class;xmin;ymin;xmax;ymax\n" + rows)
    labels = read(data, "a.png")
    assert [annotation.bounds.x1 for annotation in labels.image_annotations.annotations] == expected
    if not expected:
        assert AMBIGUOUS_NUMBER.format(value="1,234", column="x1", readings="1.234 or 1234") in labels.problems[0]


def test_that_rows_are_counted_with_the_line_for_excel(tmp_path: Path) -> None:
    data = opened(tmp_path, "sep=;\nfilename;class;xmin;ymin;xmax;ymax\na.png;;1;2;3;4\n")
    assert f"row 3 of a.png {NO_CLASS}" in read(data, "a.png").problems[0]


def test_that_windows_1252_is_reported_and_takes_no_other_characters(tmp_path: Path) -> None:
    raw = TABLE.encode("cp1252")
    data = opened(tmp_path, raw)
    assert data.notices[0].startswith("labels.csv is not UTF-8, so it is read and saved as Windows-1252")
    labels = read(data, "a.png")
    refused = sentence_pattern(UNWRITABLE_CHARACTER, value="猫", file="labels.csv")
    with pytest.raises(AnnotationWriteError, match=refused):
        labels.save(labels.image_annotations.with_annotations([Annotation(Box(1, 2, 3, 4), "猫")]))
    assert (tmp_path / "labels.csv").read_bytes() == raw


@pytest.mark.parametrize(
    ("word", "encoding"),
    [("狗", "gbk"), ("кошка", "cp1251"), ("ねこ", "shift_jis"), ("고양이", "euc_kr"), ("車", "big5")],
)
def test_that_encodings_that_cannot_be_known_are_refused(tmp_path: Path, word: str, encoding: str) -> None:
    (tmp_path / "labels.csv").write_bytes(TABLE.replace("größe", word).encode(encoding))
    with pytest.raises(DatasetError, match=f"labels.csv.*{sentence_pattern(NOT_UTF8)}"):
        CsvFormat().open_dataset(tmp_path / "labels.csv")


def test_that_damaged_utf_16_is_refused(tmp_path: Path) -> None:
    raw = codecs.BOM_UTF16_LE + TABLE.encode("utf-16-le")
    (tmp_path / "labels.csv").write_bytes(raw + b"\x00")
    with pytest.raises(DatasetError, match=sentence_pattern(NOT_VALID, codec="UTF-16")):
        CsvFormat().open_dataset(tmp_path / "labels.csv")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "utf-32"])
def test_that_a_beginning_is_decoded_wherever_it_was_cut(encoding: str) -> None:
    text = "größe,1,2,3,4,Bär\n" * 3
    raw = text.encode(encoding)
    found, whole = decode_table(raw)
    assert (whole, found.encode_text(whole)) == (text, raw)
    for end in range(12, len(raw)):
        assert text.startswith(decode_table_head(raw[:end]).rstrip("\ufffd"))


def test_that_a_class_list_keeps_its_encoding(tmp_path: Path) -> None:
    raw = codecs.BOM_UTF16_LE + "größe,0\r\n".encode("utf-16-le")
    (tmp_path / "classes.csv").write_bytes(raw)
    data = opened(tmp_path, "a.png,1,2,30,40,größe\n")
    assert data.classes == ("größe",)
    labels = read(data, "a.png")
    labels.save(labels.image_annotations.with_annotations([Annotation(Box(1, 2, 3, 4), "猫")]))
    assert (tmp_path / "classes.csv").read_bytes() == raw + "猫,1\r\n".encode("utf-16-le")
