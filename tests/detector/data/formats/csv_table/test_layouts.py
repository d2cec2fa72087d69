"""Tables that say in other columns than TensorFlow's where a box is."""

from __future__ import annotations

from pathlib import Path

import pytest

from detector.data.annotation import Annotation
from detector.data.formats.csv_table.columns import BOXES_TWICE
from detector.data.formats.csv_table.dataset import CsvFormat
from detector.data.formats.csv_table.layout import LONG_CLASS, NO_CLASS
from detector.data.formats.csv_table.row_box import FIELD_COUNT, NOT_A_NUMBER
from detector.data.formats.csv_table.state import ROWS_WITHOUT_IMAGE
from detector.data.formats.shared.wording import KEPT_UNUSED
from detector.data.geometry import Box
from detector.errors import AnnotationWriteError
from tests.detector.data.formats.csv_samples import (
    MAKESENSE,
    MAKESENSE_WITHOUT_HEADER,
    boxes_in,
    check_edits,
    opened,
    read,
    usual_edits,
)
from tests.sentences import has_sentence

EXPECTED = [((1, 2, 30, 40), "cat"), ((10, 20, 30, 40), "cat")]
TOP_LEFT = "1,2,29,38", "10,20,20,20"
CENTER = "15.5,21,29,38", "20,30,20,20"


def two_rows(header: str, boxes: tuple[str, str]) -> str:
    return f"{header}\n" + "".join(f"a.png,{box},cat\n" for box in boxes)


@pytest.mark.parametrize(
    "content",
    [
        MAKESENSE,
        MAKESENSE_WITHOUT_HEADER,
        MAKESENSE.replace("\n", "\r\n"),
        MAKESENSE_WITHOUT_HEADER.replace("cat", '"cat"'),
        two_rows("image,bbox_x,bbox_y,bbox_w,bbox_h,class", TOP_LEFT),
        two_rows("filename,left,top,width,height,label", TOP_LEFT),
        two_rows("Image Name,X Min,Y Min,Width,Height,Label", TOP_LEFT),
        two_rows("file,x1,y1,w,h,category", TOP_LEFT),
        two_rows("filename,x_center,y_center,width,height,class", CENTER),
        two_rows("filename,cx,cy,w,h,class", CENTER),
        two_rows("filename,center_x,center_y,bbox_width,bbox_height,class", CENTER),
        two_rows("Filename,Roi.X1,Roi.Y1,Roi.X2,Roi.Y2,ClassId", ("1,2,30,40", "10,20,30,40")),
        two_rows("filename,x0,y0,x1,y1,class", ("1,2,30,40", "10,20,30,40")),
        two_rows("name,xtl,ytl,xbr,ybr,class", ("1,2,30,40", "10,20,30,40")),
        two_rows("image_id,bbox_xywh,class", ('"[1, 2, 29, 38]"', '"[10, 20, 20, 20]"')),
        two_rows("image_id,bbox_xyxy,class", ('"(1, 2, 30, 40)"', "10 20 30 40")),
        two_rows("image,width,height,x,y,w,h,class", ("100,80,1,2,29,38", "100,80,10,20,20,20")),
        "a.png,1,2,30,40,cat,100,80\na.png,10,20,30,40,cat,100,80\n",
        "a.png,100,80,cat,1,2,30,40\na.png,100,80,cat,10,20,30,40\n",
        two_rows("filename,xmin,ymin,xmax,ymax,class", ("1,2,30,40", "10,20,30,40")).replace(",", "|"),
    ],
)
def test_that_boxes_are_read_from_the_columns_that_tables_have(tmp_path: Path, content: str) -> None:
    data = opened(tmp_path, content)
    assert boxes_in(data, "a.png") == EXPECTED
    assert read(data, "a.png").problems == ()
    check_edits(data, "a.png", usual_edits(data, "a.png"))


def test_that_a_moved_box_keeps_the_text_of_its_size(tmp_path: Path) -> None:
    data = opened(tmp_path, "filename,x,y,w,h,class\na.png,01,2.50,20.0,30.00,cat\n")
    labels = read(data, "a.png")
    (annotation,) = labels.image_annotations.annotations
    labels.save(labels.image_annotations.with_annotations([annotation.move_by(5, 0)]))
    assert (tmp_path / "labels.csv").read_text().splitlines()[1] == "a.png,6,2.50,20.0,30.00,cat"


def test_that_width_and_height_beside_corners_are_those_of_the_image(tmp_path: Path) -> None:
    data = opened(tmp_path, "filename,width,height,class,xmin,ymin,xmax,ymax\na.png,90,70,cat,1,2,30,40\n")
    assert boxes_in(data, "a.png") == [((1, 2, 30, 40), "cat")]
    assert getattr(read(data, "a.png"), "stated_size", None) == (90, 70)


# -- what can be read in two ways


def test_that_x_and_y_with_a_size_are_a_corner_and_that_is_said(tmp_path: Path) -> None:
    data = opened(tmp_path, "filename,x,y,width,height,class\na.png,30,30,20,20,cat\n")
    assert boxes_in(data, "a.png") == [((30, 30, 50, 50), "cat")]
    assert data.notices[0] == (
        "labels.csv: x, y, width, height are read as the top left corner, width and height. If they are the "
        "center, width and height, rename the columns of x and y to x_center and y_center."
    )


def test_that_nothing_is_said_where_only_one_reading_is_possible(tmp_path: Path) -> None:
    data = opened(tmp_path, "filename,x,y,width,height,class\na.png,1,2,29,38,cat\n", images=["a.png"])
    assert data.notices == ()  # a center there would put half of the box outside


def test_that_boxes_outside_the_image_speak_for_the_other_reading(tmp_path: Path) -> None:
    rows = "a.png,100,80,90,70,20,20,cat\na.png,100,80,50,40,20,20,cat\n"
    data = opened(tmp_path, "filename,image_width,image_height,x,y,width,height,class\n" + rows)
    assert "1 box then reaches outside of the image, and none would as the center" in data.notices[0]
    assert boxes_in(data, "a.png")[0][0] == (90, 70, 110, 90)  # the reading stays: it must not change with an edit


def test_that_a_table_of_kaggle_has_one_class_and_a_list_of_numbers(tmp_path: Path) -> None:
    content = 'image_id,width,height,bbox,source\na,100,80,"[34.0, 22.0, 36.5, 46.0]",usask_1\nb,100,80,,usask_1\n'
    data = opened(tmp_path, content)
    assert boxes_in(data, "a.png") == [((34, 22, 70.5, 68), "object")]
    assert (boxes_in(data, "b.png"), data.is_labeled(tmp_path / "b.png")) == ([], True)
    assert any("has no column for the class, so all of its boxes are of the class 'object'" in n for n in data.notices)
    assert any("bbox is read as the top left corner, width and height" in notice for notice in data.notices)
    check_edits(data, "a.png", usual_edits(data, "a.png", "object"))
    labels = read(data, "a.png")
    (annotation,) = labels.image_annotations.annotations
    labels.save(
        labels.image_annotations.with_annotations([annotation.move_by(1, 0), Annotation(Box(1, 2, 3, 4), "object")])
    )
    rows = (tmp_path / "labels.csv").read_text().splitlines()
    assert rows[1:3] == ['a,100,80,"[35, 22.0, 36.5, 46.0]",usask_1', 'a,100,80,"[1, 2, 2, 2]",']


def test_that_a_class_that_has_no_column_is_refused(tmp_path: Path) -> None:
    content = "filename,xmin,ymin,xmax,ymax\na.png,1,2,30,40\n"
    data = opened(tmp_path, content)
    labels = read(data, "a.png")
    with pytest.raises(AnnotationWriteError, match=r"labels.csv has no column for the class, .*'object'"):
        labels.save(labels.image_annotations.with_annotations([Annotation(Box(1, 2, 3, 4), "cat")]))
    assert (tmp_path / "labels.csv").read_text() == content


def test_that_a_box_that_is_there_twice_is_reported(tmp_path: Path) -> None:
    data = opened(tmp_path, "filename,class,xmin,ymin,xmax,ymax,cx,cy,w,h\na.png,cat,1,2,30,40,15.5,21,29,38\n")
    assert boxes_in(data, "a.png") == [((1, 2, 30, 40), "cat")]
    twice = BOXES_TWICE.format(read="xmin, ymin, xmax, ymax", unused="cx, cy, w, h")
    assert data.notices[0] == f"labels.csv {twice}"


# -- rows that cannot be used


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("a.png,1,2,,38,cat", NOT_A_NUMBER.format(value="", column="width")),
        ("a.png,1,2,29,38,", NO_CLASS),
        ("a.png,1,5,2,0,29,0,38,0,cat", FIELD_COUNT.format(fields=10, columns=6)),
        ("a.png,1,2,29,38,tooth, brush", FIELD_COUNT.format(fields=7, columns=6)),
        ("a.png,1,2,1e999,38,cat", NOT_A_NUMBER.format(value="1e999", column="width")),
        ("a.png,1,2,29,38," + "x" * 2000, LONG_CLASS),
    ],
)
def test_that_rows_that_cannot_be_used_are_reported_and_kept(tmp_path: Path, row: str, fault: str) -> None:
    header = "filename,left,top,width,height,class"
    data = opened(tmp_path, f"{header}\na.png,10,20,20,20,dog\n{row}\n")
    labels = read(data, "a.png")
    assert boxes_in(data, "a.png") == [((10, 20, 30, 40), "dog")]
    (message,) = labels.problems
    assert has_sentence(message, fault)
    assert has_sentence(message, KEPT_UNUSED)
    labels.save(labels.image_annotations.with_annotations([]))
    assert (tmp_path / "labels.csv").read_text().splitlines() == [header, row]


def test_that_rows_without_an_image_are_reported(tmp_path: Path) -> None:
    data = opened(tmp_path, "filename,xmin,ymin,xmax,ymax,class\n,1,2,3,4,cat\na.png,1,2,3,4,cat\n,5,6,7,8,cat\n")
    rows = ROWS_WITHOUT_IMAGE.format(file="labels.csv", rows="2 rows that name", names="row 2, row 4")
    assert data.notices[0] == rows


def test_that_fractions_are_left_for_the_check_to_see(tmp_path: Path) -> None:
    data = opened(tmp_path, "filename,x_center,y_center,width,height,class\na.png,0.5,0.5,0.25,0.5,cat\n")
    assert boxes_in(data, "a.png") == [((0.375, 0.25, 0.625, 0.75), "cat")]


def test_that_corners_of_polygons_are_not_taken_for_boxes(tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_text("filename,x1,y1,x2,y2,x3,y3,x4,y4,class\na.png,1,2,3,4,5,6,7,8,cat\n")
    assert not CsvFormat().is_format_of(tmp_path)
