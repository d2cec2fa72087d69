from __future__ import annotations

import csv
from pathlib import Path

import pytest

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.formats.csv_table.dataset import CsvFormat
from detector.data.formats.shared.single_file_writer import EXISTS_ALREADY
from detector.data.geometry import Box
from detector.errors import AnnotationWriteError
from tests.detector.data.formats.joint_samples import write_images
from tests.sentences import sentence_pattern


def test_that_tables_have_the_columns_of_tensorflow(tmp_path: Path) -> None:
    writer = CsvFormat().create_writer(tmp_path, ("cat",))
    annotations = (Annotation(Box(1, 2.004, 3.5, 4), "cat", difficult=True), Annotation(Box(0, 0, 9, 9), 'a "b", c'))
    writer.add_image("a.png", 100, 80, ImageAnnotations(annotations, verified=True))
    writer.add_image("b.png", 30, 20, ImageAnnotations())
    assert writer.finish() == ("1 difficult flag left out.", "1 verified mark left out.")
    with (tmp_path / "annotations.csv").open(newline="") as stream:
        assert list(csv.reader(stream)) == [
            ["filename", "width", "height", "class", "xmin", "ymin", "xmax", "ymax"],
            ["a.png", "100", "80", "cat", "1", "2", "3.5", "4"],
            ["a.png", "100", "80", 'a "b", c', "0", "0", "9", "9"],
            ["b.png", "30", "20", "", "", "", "", ""],
        ]


def test_that_what_is_written_is_read_back_with_scores_and_splits(tmp_path: Path) -> None:
    writer = CsvFormat().create_writer(tmp_path, ())
    annotations = (Annotation(Box(1, 2, 3, 4), "cat", 0, score=0.25), Annotation(Box(5, 6, 7, 8), "dog", 1))
    writer.add_image("a.png", 100, 80, ImageAnnotations(annotations), "train")
    writer.add_image("a.png", 100, 80, ImageAnnotations(), "val")
    assert writer.finish() == ()
    train, val = (writer.locate_image("a.png", split) for split in ("train", "val"))  # type: ignore[arg-type]
    for place in (train, val):
        write_images(place.parent, place.name)
    data = CsvFormat().open_dataset(tmp_path)
    assert data.splits == {"train": {train}, "val": {val}}
    assert data.read_labels(train).image_annotations.annotations == annotations
    assert data.read_labels(val).image_annotations.annotations == ()


def test_that_tables_that_are_there_are_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_text("mine")
    with pytest.raises(AnnotationWriteError, match=sentence_pattern(EXISTS_ALREADY, name="train.csv")):
        CsvFormat().create_writer(tmp_path, ())
