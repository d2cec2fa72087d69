from __future__ import annotations

import difflib
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detector.data.annotation import Annotation
from detector.data.formats.csv_table.class_list import NEW_CLASS_REFUSED
from detector.data.formats.csv_table.dataset import CsvFormat
from detector.data.formats.csv_table.rows import parse_rows, replace_fields, split_fields
from detector.data.formats.csv_table.state import NO_COLUMN
from detector.data.formats.shared.saving import CHANGED_BY_OTHER, CONFLICT
from detector.data.geometry import Box
from detector.errors import AnnotationConflictError, AnnotationWriteError
from tests.annotation_edits import move_edges
from tests.detector.data.formats.csv_table.test_read import OPEN_IMAGES, RETINANET
from tests.detector.data.formats.joint_samples import write_images
from tests.sentences import sentence_pattern

TABLE = (
    "filename,width,height,class,xmin,ymin,xmax,ymax,annotator\r\n"
    'a.png,100,80,cat,1,2,30,40,"Ann ""A"""\r\n'
    '"b.png","100","80","dog","5.50","6","7","8.25","Bob\r\nB"\r\n'
    "\r\n"
    "a.png,100,80,dog,010,20.0,30,40,\r\n"
    "c.png,100,80,,,,,,\r\n"
    "a.png,100,80,cat,1,2,x,40,odd"
)
"""Quotes, a field over two lines, an empty line, a faulty row, an image without objects, no line break at the end."""


def table(root: Path, content: str = TABLE) -> Path:
    write_images(root, "a.png", "b.png", "c.png")
    (root / "annotations.csv").write_bytes(content.encode("utf-8"))
    return root / "annotations.csv"


def annotations_of(path: Path, image: str) -> tuple[Annotation, ...]:
    return CsvFormat().open_dataset(path).read_labels(path.parent / image).image_annotations.annotations


def save(path: Path, image: str, boxes: Sequence[Annotation], verified: bool = False) -> tuple[str, ...]:
    labels = CsvFormat().open_dataset(path).read_labels(path.parent / image)
    return labels.save(replace(labels.image_annotations, annotations=tuple(boxes), verified=verified)).problems


def text(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


def changed(path: Path, before: str = TABLE) -> list[str]:
    lines = difflib.ndiff(before.splitlines(keepends=True), text(path).splitlines(keepends=True))
    return [line for line in lines if line[0] in "+-"]


def test_that_saving_what_the_table_says_writes_nothing(tmp_path: Path) -> None:
    path = table(tmp_path)
    before = path.stat().st_mtime_ns
    for image in CsvFormat().open_dataset(path).images:
        labels = CsvFormat().open_dataset(path).read_labels(image)
        labels.save(labels.image_annotations)
    assert (text(path), path.stat().st_mtime_ns) == (TABLE, before)


def test_that_an_edit_changes_numbers_and_label_of_its_row_alone(tmp_path: Path) -> None:
    path = table(tmp_path)
    first, second = annotations_of(path, "a.png")
    save(path, "a.png", [first, replace(move_edges(second, x2=33.333), label="tooth, brush")])
    assert changed(path) == [
        "- a.png,100,80,dog,010,20.0,30,40,\r\n",
        '+ a.png,100,80,"tooth, brush",010,20.0,33.33,40,\r\n',
    ]


def test_that_what_was_in_quotes_stays_in_quotes(tmp_path: Path) -> None:
    path = table(tmp_path)
    (annotation,) = annotations_of(path, "b.png")
    save(path, "b.png", [replace(move_edges(annotation, y1=0), label='a "b"')])
    assert '"b.png","100","80","a ""b""","5.50","0","7","8.25","Bob\r\nB"\r\n' in text(path)
    assert annotations_of(path, "b.png")[0].label == 'a "b"'


def test_that_new_rows_follow_the_last_of_their_image(tmp_path: Path) -> None:
    path = table(tmp_path)
    save(
        path,
        "b.png",
        [*annotations_of(path, "b.png"), Annotation(Box(1, 2, 3.456, 4), "cat"), Annotation(Box(1, 2, 3, 5), "cat")],
    )
    assert changed(path) == [
        '+ "b.png","100","80","cat","1","2","3.46","4",""\r\n',
        '+ "b.png","100","80","cat","1","2","3","5",""\r\n',
    ]


def test_that_a_row_may_follow_one_without_a_line_break(tmp_path: Path) -> None:
    path = table(tmp_path)
    save(path, "a.png", [*annotations_of(path, "a.png"), Annotation(Box(1, 2, 3, 4), "cat")])
    assert text(path) == TABLE + "\r\na.png,100,80,cat,1,2,3,4,"


def test_that_an_image_that_was_not_in_the_table_comes_at_its_end(tmp_path: Path) -> None:
    path = table(tmp_path, TABLE + "\r\n")
    write_images(tmp_path, "new.png", width=30, height=20)
    save(path, "new.png", [Annotation(Box(1, 2, 3, 4), "cat")])
    assert text(path) == TABLE + "\r\nnew.png,30,20,cat,1,2,3,4,\r\n"
    assert len(annotations_of(path, "new.png")) == 1


def test_that_a_deleted_box_takes_its_row_along_and_faulty_rows_stay(tmp_path: Path) -> None:
    path = table(tmp_path)
    save(path, "a.png", annotations_of(path, "a.png")[1:])
    assert changed(path) == ['- a.png,100,80,cat,1,2,30,40,"Ann ""A"""\r\n']
    save(path, "a.png", [])
    assert "a.png,100,80,cat,1,2,x,40,odd" in text(path)


def test_that_an_image_that_lost_its_last_box_still_counts_as_looked_at(tmp_path: Path) -> None:
    path = table(tmp_path)
    save(path, "b.png", [])
    assert '\n"b.png","100","80","","","","","",""\r\n' in text(path)
    data = CsvFormat().open_dataset(path)
    assert data.is_labeled(tmp_path / "b.png")
    assert data.read_labels(tmp_path / "b.png").image_annotations.annotations == ()


def test_that_the_first_box_takes_the_place_of_the_row_without_one(tmp_path: Path) -> None:
    path = table(tmp_path)
    save(path, "c.png", [Annotation(Box(1, 2, 3, 4), "cat")])
    assert changed(path) == ["- c.png,100,80,,,,,,\r\n", "+ c.png,100,80,cat,1,2,3,4,\r\n"]


@pytest.mark.parametrize("image", ["a.png", "b.png", "c.png"])
def test_that_undoing_what_was_saved_gives_the_table_back_to_the_byte(tmp_path: Path, image: str) -> None:
    path = table(tmp_path)
    labels = CsvFormat().open_dataset(path).read_labels(tmp_path / image)
    before = labels.image_annotations
    for boxes in (
        [],
        [*before.annotations, Annotation(Box(1, 2, 3, 4), "x")],
        before.annotations[1:],
        [Annotation(Box(5, 5, 6, 6), "y")],
    ):
        labels = labels.save(before.with_annotations(boxes))
    assert text(path) != TABLE
    labels.save(before)
    assert text(path) == TABLE


def test_that_tables_without_a_header_stay_without_one(tmp_path: Path) -> None:
    path = table(tmp_path, RETINANET)
    save(path, "a.png", [*annotations_of(path, "a.png"), Annotation(Box(1, 2, 3, 4), "bird")])
    save(path, "b.png", [Annotation(Box(1, 2, 3, 4), "cat")])
    assert text(path) == ("a.png,1,2,30,40,cat\nb.png,1,2,3,4,cat\na.png,10,20,30,40,dog\na.png,1,2,3,4,bird\n")
    save(path, "b.png", [])
    assert text(path).splitlines()[1] == "b.png,,,,,"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("cat,0\ndog,1\n", "cat,0\ndog,1\nbird,2\n"),
        ("cat,0\r\ndog,7", "cat,0\r\ndog,7\r\nbird,8"),
        ("class;id\ncat;0\ndog;1\n", "class;id\ncat;0\ndog;1\nbird;2\n"),
    ],
)
def test_that_the_class_list_grows_with_a_new_class(tmp_path: Path, before: str, after: str) -> None:
    classes = tmp_path / "classes.csv"
    classes.write_bytes(before.encode())
    path = table(tmp_path, RETINANET)
    save(path, "b.png", [Annotation(Box(1, 2, 3, 4), "cat")])
    assert classes.read_bytes().decode() == before
    save(path, "b.png", [Annotation(Box(1, 2, 3, 4), "bird")])
    assert classes.read_bytes().decode() == after
    assert CsvFormat().open_dataset(path).classes == ("cat", "dog", "bird")


def test_that_a_class_list_turned_bad_stops_the_save(tmp_path: Path) -> None:
    (tmp_path / "classes.csv").write_text("cat,0\ndog,1\n")
    path = table(tmp_path, RETINANET)
    labels = CsvFormat().open_dataset(path).read_labels(tmp_path / "b.png")
    (tmp_path / "classes.csv").write_text("cat,0\ncat,1\n")
    with pytest.raises(AnnotationWriteError, match=sentence_pattern(NEW_CLASS_REFUSED, name="classes.csv")):
        labels.save(labels.image_annotations.with_annotations([Annotation(Box(1, 2, 3, 4), "bird")]))
    assert text(path) == RETINANET


def test_that_parts_of_width_and_height_are_written_back_as_such(tmp_path: Path) -> None:
    path = table(tmp_path, OPEN_IMAGES)
    first, second = annotations_of(path, "a.png")
    save(path, "a.png", [move_edges(first, x2=33.3333), second, Annotation(Box(10, 20, 30, 40), "new", occluded=True)])
    assert changed(path, OPEN_IMAGES) == [
        "- a,xclick,/m/01g317,1,0.01,0.3,0.025,0.5,1,0,0,0\n",
        "+ a,xclick,/m/01g317,1,0.01,0.333333,0.025,0.5,1,0,0,0\n",
        "+ a,,new,,0.100000,0.300000,0.250000,0.500000,1,0,,\n",
    ]
    save(path, "b.png", [Annotation(Box(10, 20, 30, 40), "new")])
    assert text(path).endswith("b,,new,,0.100000,0.300000,0.250000,0.500000,0,0,,\n")


def test_that_what_has_no_column_is_reported(tmp_path: Path) -> None:
    path = table(tmp_path)
    (annotation,) = annotations_of(path, "b.png")
    messages = save(path, "b.png", [replace(annotation, difficult=True)], verified=True)
    assert messages == (NO_COLUMN.format(file="annotations.csv", flags="difficult or verified"),)
    assert text(path) == TABLE


def test_that_saves_of_several_images_do_not_conflict(tmp_path: Path) -> None:
    path = table(tmp_path)
    data = CsvFormat().open_dataset(path)
    labels = {image.name: data.read_labels(image) for image in data.images}
    for number in range(3):
        for name, file in labels.items():
            boxes = [*file.image_annotations.annotations, Annotation(Box(number, 1, 50, 60), f"class {number}")]
            labels[name] = file.save(file.image_annotations.with_annotations(boxes))
    for name, file in labels.items():
        read = [(annotation.bounds.xyxy, annotation.label) for annotation in annotations_of(path, name)]
        assert read == [(annotation.bounds.xyxy, annotation.label) for annotation in file.image_annotations.annotations]


def test_that_a_change_by_another_program_is_a_conflict_and_is_left_alone(tmp_path: Path) -> None:
    path = table(tmp_path)
    labels = CsvFormat().open_dataset(path).read_labels(tmp_path / "b.png")
    other = TABLE.replace('"5.50"', '"4.50"')
    path.write_bytes(other.encode())
    conflict = sentence_pattern(CONFLICT, name="annotations.csv", what=CHANGED_BY_OTHER)
    with pytest.raises(AnnotationConflictError, match=conflict):
        labels.save(labels.image_annotations.with_annotations([]))
    assert text(path) == other


def test_that_half_a_character_in_a_label_is_written_as_an_escape(tmp_path: Path) -> None:
    path = table(tmp_path)
    save(path, "b.png", [Annotation(Box(1, 2, 3, 4), "\ud800")])
    assert "\\ud800" in text(path)


FIELD = st.text(st.sampled_from('ab,;"\r\n é'), max_size=5)


@settings(max_examples=200, deadline=None)
@given(st.lists(FIELD, min_size=2, max_size=5), st.data(), st.sampled_from(",;\t"))
def test_that_replacing_fields_gives_those_fields(fields: list[str], draw: Any, delimiter: str) -> None:
    body = replace_fields("", delimiter, dict(enumerate(fields)))
    assert split_fields(body, delimiter) == fields
    changes = draw.draw(st.dictionaries(st.integers(0, len(fields) - 1), FIELD))
    expected = [changes.get(place, field) for place, field in enumerate(fields)]
    assert split_fields(replace_fields(body, delimiter, changes), delimiter) == expected


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from('ab,"\r\n '), max_size=30))
def test_that_rows_are_the_text_again(content: str) -> None:
    import csv

    try:
        rows = list(parse_rows(content, ","))
    except csv.Error:
        return
    assert "".join(row.body + row.end for row, _ in rows) == content
    for row, fields in rows:
        assert replace_fields(row.body, ",", {}) == row.body
        if fields:
            assert split_fields(replace_fields(row.body, ",", {0: "x"}), ",") == ["x", *fields[1:]]


EDGE = st.floats(0, 100, allow_nan=False).map(lambda value: round(value, 3))
BOX = st.builds(Box, EDGE, EDGE, EDGE, EDGE)
ANNOTATION = st.builds(Annotation, BOX, st.sampled_from(["cat", "a, b", 'q"q', "x\ny", "Größe"]))
EDIT = st.tuples(st.sampled_from(["a.png", "b.png", "c.png"]), st.lists(ANNOTATION, max_size=3), st.data())


@settings(max_examples=40, deadline=None)
@given(st.lists(EDIT, min_size=1, max_size=5), st.sampled_from([TABLE, RETINANET]))
def test_that_any_edits_are_read_back(edits: list[Any], content: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = table(Path(folder), content)
        data = CsvFormat().open_dataset(path)
        labels = {image.name: data.read_labels(image) for image in data.images}
        for name, added, draw in edits:
            file = labels[name]
            kept = [annotation for annotation in file.image_annotations.annotations if draw.draw(st.booleans())]
            kept = [
                replace(draw.draw(ANNOTATION), uid=annotation.uid) if draw.draw(st.booleans()) else annotation
                for annotation in kept
            ]
            labels[name] = file.save(file.image_annotations.with_annotations([*kept, *added]))
            for other, expected in labels.items():
                read = annotations_of(path, other)
                assert [annotation.label for annotation in read] == [
                    annotation.label for annotation in expected.image_annotations.annotations
                ]
                for one, two in zip(read, expected.image_annotations.annotations, strict=True):
                    assert one.bounds.xyxy == pytest.approx(two.bounds.xyxy, abs=0.0051)
