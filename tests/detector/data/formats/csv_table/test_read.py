from __future__ import annotations

import csv
from pathlib import Path

import pytest

from detector.data.annotation import Annotation
from detector.data.formats.base import Dataset
from detector.data.formats.csv_table import unreadable_reason
from detector.data.formats.csv_table.class_list import CLASS_TWICE, LIST_UNUSABLE, NOT_NAME_AND_NUMBER
from detector.data.formats.csv_table.dataset import NO_TABLE, CsvFormat
from detector.data.formats.csv_table.encoding import NOT_UTF8
from detector.data.formats.csv_table.layout import NO_CLASS
from detector.data.formats.csv_table.row_box import GROUP_ROW, NOT_A_NUMBER
from detector.data.formats.csv_table.state import ROWS_KEPT
from detector.data.formats.shared.single_file import NO_AREA, REACHES_OUTSIDE, SWAPPED_CORNERS
from detector.data.formats.shared.single_file_dataset import FILE_UNUSABLE
from detector.data.formats.shared.single_file_search import NOT_ON_DISK
from detector.data.formats.shared.wording import KEPT_UNUSED
from detector.data.geometry import Box
from detector.errors import DatasetError
from tests.detector.data.formats.joint_samples import write_images
from tests.sentences import has_sentence, sentence_pattern

TENSORFLOW = """filename,width,height,class,xmin,ymin,xmax,ymax
a.png,100,80,cat,1,2,30,40
b.png,100,80,dog,5.5,6,7,8.25
a.png,100,80,"tooth, brush",10,20,30,40
"""
RETINANET = """a.png,1,2,30,40,cat
b.png,,,,,
a.png,10,20,30,40,dog
"""
OPEN_IMAGES = """ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,IsOccluded,IsTruncated,IsGroupOf,IsInside
a,xclick,/m/01g317,1,0.01,0.3,0.025,0.5,1,0,0,0
a,xclick,/m/0199g,1,0.1,0.2,0.25,0.75,-1,-1,0,0
a,xclick,/m/0199g,1,0,1,0,1,0,0,1,0
"""


def opened(root: Path, content: str | bytes, *images: str, name: str = "annotations.csv") -> Dataset:
    write_images(root, *(images or ("a.png", "b.png")))
    (root / name).write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    assert CsvFormat().is_format_of(root)
    return CsvFormat().open_dataset(root)


def test_that_tables_of_tensorflow_are_read(tmp_path: Path) -> None:
    data = opened(tmp_path, TENSORFLOW)
    assert data.format == "csv"
    assert data.classes == ()
    assert data.read_labels(tmp_path / "a.png").image_annotations.annotations == (
        Annotation(Box(1, 2, 30, 40), "cat", 0),
        Annotation(Box(10, 20, 30, 40), "tooth, brush", 1),
    )
    assert data.read_labels(tmp_path / "b.png").image_annotations.annotations == (
        Annotation(Box(5.5, 6, 7, 8.25), "dog", 0),
    )
    assert (data.notices, data.splits) == ((), {})


def test_that_the_numbers_are_those_that_the_csv_module_reads(tmp_path: Path) -> None:
    data = opened(tmp_path, TENSORFLOW)
    with (tmp_path / "annotations.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    read = [
        (image.name, annotation.label, *annotation.bounds.xyxy)
        for image in data.images
        for annotation in data.read_labels(image).image_annotations.annotations
    ]
    keys = ("xmin", "ymin", "xmax", "ymax")
    assert sorted(read) == sorted((row["filename"], row["class"], *(float(row[key]) for key in keys)) for row in rows)


def test_that_tables_of_keras_retinanet_are_read_with_their_classes(tmp_path: Path) -> None:
    (tmp_path / "classes.csv").write_text("dog,1\ncat,0\nbird,2\n")
    data = opened(tmp_path, RETINANET)
    assert data.classes == ("cat", "dog", "bird")
    assert [annotation.label for annotation in data.read_labels(tmp_path / "a.png").image_annotations.annotations] == [
        "cat",
        "dog",
    ]
    assert data.read_labels(tmp_path / "b.png").image_annotations.annotations == ()
    assert data.is_labeled(tmp_path / "b.png")


def test_that_tables_of_open_images_are_read(tmp_path: Path) -> None:
    data = opened(tmp_path, OPEN_IMAGES)
    labels = data.read_labels(tmp_path / "a.png")
    first, second = labels.image_annotations.annotations
    assert first.bounds.xyxy == pytest.approx((1, 2, 30, 40))
    assert second.bounds.xyxy == pytest.approx((10, 20, 20, 60))
    assert (first.label, first.occluded, second.occluded, first.score) == ("/m/01g317", True, False, None)
    kept = ROWS_KEPT.format(file="annotations.csv", rows="1 row", name="a", what=GROUP_ROW)
    assert labels.problems == (kept,)


@pytest.mark.parametrize(
    "content",
    [
        TENSORFLOW.replace("\n", "\r\n"),
        TENSORFLOW.replace('"tooth, brush"', "brush").replace(",", ";"),
        TENSORFLOW.replace('"tooth, brush"', "brush").replace(",", "\t"),
        TENSORFLOW.replace('"tooth, brush"', "brush").replace(",", ", "),
        "\ufeff" + TENSORFLOW,
        "\n\n" + TENSORFLOW + "\n",
        TENSORFLOW.replace("filename", "FileName").replace("xmin", "XMin"),
        TENSORFLOW.replace("filename", '"filename"').replace("a.png", '"a.png"'),
        TENSORFLOW.replace("filename", "image_path").replace("xmin,ymin,xmax,ymax", "x1,y1,x2,y2"),
        TENSORFLOW.rstrip(),
    ],
)
def test_that_the_ways_to_write_a_table_do_not_matter(tmp_path: Path, content: str) -> None:
    data = opened(tmp_path, content)
    annotations = data.read_labels(tmp_path / "a.png").image_annotations.annotations
    assert [annotation.bounds.xyxy for annotation in annotations] == [(1, 2, 30, 40), (10, 20, 30, 40)]
    assert annotations[0].label == "cat"


def test_that_flags_and_scores_are_read_from_columns_of_their_own(tmp_path: Path) -> None:
    content = "image,label,xmin,ymin,xmax,ymax,difficult,truncated,occluded,score\na.png,cat,1,2,3,4,1,True,no,0.5\n"
    (annotation,) = opened(tmp_path, content).read_labels(tmp_path / "a.png").image_annotations.annotations
    assert (annotation.difficult, annotation.truncated, annotation.occluded, annotation.score) == (
        True,
        True,
        False,
        0.5,
    )


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("a.png,100,80,cat,1,2,x,4", NOT_A_NUMBER.format(value="x", column="x2")),
        ("a.png,100,80,cat,1,2,nan,4", NOT_A_NUMBER.format(value="nan", column="x2")),
        ("a.png,100,80,cat,1,2,3", NOT_A_NUMBER.format(value="", column="y2")),
        ("a.png,100,80,,1,2,3,4", NO_CLASS),
    ],
)
def test_that_a_faulty_row_is_reported_and_the_others_are_read(tmp_path: Path, row: str, problem: str) -> None:
    head, rest = TENSORFLOW.split("\n", 1)
    labels = opened(tmp_path, f"{head}\n{row}\n{rest}").read_labels(tmp_path / "a.png")
    assert len(labels.image_annotations.annotations) == 2
    (message,) = labels.problems
    assert problem in message
    assert has_sentence(message, KEPT_UNUSED)


@pytest.mark.parametrize(
    ("corners", "fault"),
    [
        ("5,2,5,9", NO_AREA),
        ("9,2,5,9", SWAPPED_CORNERS),
        ("5,2,500,9", REACHES_OUTSIDE.format(width=100, height=80)),
    ],
)
def test_that_odd_boxes_are_read_and_reported(tmp_path: Path, corners: str, fault: str) -> None:
    content = f"filename,width,height,class,xmin,ymin,xmax,ymax\na.png,100,80,cat,{corners}\n"
    labels = opened(tmp_path, content).read_labels(tmp_path / "a.png")
    assert len(labels.image_annotations.annotations) == 1
    assert labels.problems[0].startswith(f"annotations.csv: row 2 (cat) of a.png {fault}")


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", unreadable_reason.NO_TABLE),
        (b"a,b,c\n1,2,3\n", unreadable_reason.NO_TABLE),
        (TENSORFLOW.encode() + b'c.png,1,1,"cat,1,2,3,4\n', "(unexpected end of data, line 5)"),
        (TENSORFLOW.encode() + "c.png,1,1,猫狗,1,2,3,4\n".encode("gbk"), NOT_UTF8),
    ],
)
def test_that_a_table_that_cannot_be_used_is_reported(tmp_path: Path, content: bytes, fault: str) -> None:
    write_images(tmp_path, "a.png")
    path = tmp_path / "labels.csv"
    path.write_bytes(content)
    with pytest.raises(DatasetError) as message:
        CsvFormat().open_dataset(path)
    assert has_sentence(str(message.value), FILE_UNUSABLE, name="labels.csv")
    assert has_sentence(str(message.value), fault)


@pytest.mark.parametrize(
    ("classes", "fault"),
    [
        (b"cat,0\ndog,one\n", NOT_NAME_AND_NUMBER.format(row=2)),
        (b"cat,0\ncat,1\n", CLASS_TWICE.format(name="cat")),
        (b"\x81,0\n", NOT_UTF8.format(byte=0)),
    ],
)
def test_that_a_class_list_that_cannot_be_used_is_reported(tmp_path: Path, classes: bytes, fault: str) -> None:
    (tmp_path / "classes.csv").write_bytes(classes)
    with pytest.raises(DatasetError, match=sentence_pattern(LIST_UNUSABLE, name="classes.csv")) as message:
        opened(tmp_path, RETINANET)
    assert fault in str(message.value)


@pytest.mark.parametrize(
    "content",
    ["epoch,loss\n1,2\n", "a.png,1,2,30,40\n", "a.txt,1,2,30,40,cat\n", "a.png,1,2,x,40,cat\n", "name,0\n", ""],
)
def test_that_other_tables_are_not_taken_for_labels(tmp_path: Path, content: str) -> None:
    write_images(tmp_path, "a.png")
    (tmp_path / "results.csv").write_text(content)
    assert not CsvFormat().is_format_of(tmp_path)
    with pytest.raises(DatasetError, match=sentence_pattern(NO_TABLE)):
        CsvFormat().open_dataset(tmp_path)


def test_that_several_tables_are_splits(tmp_path: Path) -> None:
    head, *rows = TENSORFLOW.splitlines()
    write_images(tmp_path / "images" / "train", "a.png", "c.png")
    write_images(tmp_path / "images" / "test", "b.png")
    (tmp_path / "train_labels.csv").write_text("\n".join([head, rows[0], rows[2]]))
    (tmp_path / "test_labels.csv").write_text("\n".join([head, rows[1]]))
    data = CsvFormat().open_dataset(tmp_path)
    train, test = tmp_path / "images" / "train", tmp_path / "images" / "test"
    assert data.splits == {"train": {train / "a.png", train / "c.png"}, "test": {test / "b.png"}}
    assert [data.is_labeled(image) for image in data.images] == [True, True, False]


def test_that_images_that_are_missing_are_reported_and_others_have_no_labels(tmp_path: Path) -> None:
    data = opened(tmp_path, TENSORFLOW, "a.png", "c.png")
    absent = NOT_ON_DISK.format(name="annotations.csv", images="1 image that is", names="b.png")
    assert data.notices == (absent,)
    assert [data.is_labeled(image) for image in data.images] == [True, False]
