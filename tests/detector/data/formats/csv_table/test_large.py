"""Tables with very many rows, and with fields that nobody wrote by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from detector.data.annotation import Annotation
from detector.data.formats.csv_table.layout import LONG_CLASS
from detector.data.formats.csv_table.reader import parse_table
from detector.data.formats.csv_table.state import MAX_ROWS_PER_IMAGE, TOO_MANY_ROWS, CsvState
from detector.data.formats.shared.single_file import ImageInFile
from detector.data.formats.shared.wording import KEPT_UNUSED
from detector.data.geometry import Box
from tests.detector.data.formats.csv_samples import opened
from tests.detector.data.formats.csv_samples import read as read_image
from tests.reliability.fuzz import LONGEST, time_limit

HEADER = "filename,class,xmin,ymin,xmax,ymax\n"
MANY = 200_000


@pytest.fixture(scope="module")
def many_rows() -> CsvState:
    """An image with 200,000 rows."""
    with time_limit(2 * LONGEST):
        return parse_table((HEADER + "a.png,cat,1,2,30,40\n" * MANY).encode(), "labels.csv")


def test_that_an_image_with_very_many_rows_is_cut_and_that_is_reported(many_rows: CsvState) -> None:
    with time_limit(LONGEST):
        labels = many_rows.parse_labels(ImageInFile("a.png", (100, 80)))
    assert len(labels.annotations) == MAX_ROWS_PER_IMAGE
    assert labels.unusable_items == (TOO_MANY_ROWS.format(file="labels.csv", rows=MANY, name="a.png", limit=20_000),)


def test_that_editing_a_table_of_very_many_rows_keeps_the_rows_that_were_cut(many_rows: CsvState) -> None:
    image = ImageInFile("a.png", (100, 80))
    annotations = many_rows.parse_labels(image).annotations
    with time_limit(LONGEST):
        expected = [(annotation, annotation.uid) for annotation in annotations[100:]]
        edit = many_rows.edit_image(
            image, [*expected, *[(Annotation(Box(5, 6, 7, 8), "new"), None)] * 2_000], verified=False
        )
    state = edit.state
    assert isinstance(state, CsvState)
    assert len(state.list_live_rows("a.png")) == MANY - 100 + 2_000
    with time_limit(LONGEST):
        assert state.to_bytes().count(b"\n") == 1 + MANY - 100 + 2_000


def test_that_many_saves_of_new_boxes_take_no_longer_each(many_rows: CsvState) -> None:
    state, image = many_rows, ImageInFile("b.png", (100, 80))
    with time_limit(LONGEST):
        for number in range(10):
            annotations = [(annotation, annotation.uid) for annotation in state.parse_labels(image).annotations]
            edit = state.edit_image(
                image, [*annotations, (Annotation(Box(number, 6, 70, 80), "new"), None)], verified=False
            )
            assert isinstance(edit.state, CsvState)
            state = edit.state
    assert len(state.parse_labels(image).annotations) == 10


def test_that_a_label_of_millions_of_characters_is_reported_by_its_row(tmp_path: Path) -> None:
    row = f"a.png,{'x' * 5_000_000},1,2,30,40\n"
    with time_limit(LONGEST):
        data = opened(tmp_path, HEADER + row + "a.png,cat,1,2,30,40\n")
        labels = read_image(data, "a.png")
    assert [annotation.label for annotation in labels.image_annotations.annotations] == ["cat"]
    long_class = LONG_CLASS.format(length=5_000_000, start="x" * 20, limit="1,000")
    assert labels.unusable_items == (f"labels.csv: row 2 of a.png {KEPT_UNUSED.format(fault=long_class)}",)
    labels.save(labels.image_annotations.with_annotations([]))
    assert (tmp_path / "labels.csv").read_text() == HEADER + row
