"""The small inputs that people reported, as they lie in the shared folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from detector.data.formats.csv_table.layout import NO_CLASS
from detector.data.formats.registry import open_dataset, recognize_format
from detector.data.formats.shared.wording import KEPT_UNUSED
from tests.detector.data.formats.csv_samples import boxes_in, check_edits, read, usual_edits


@pytest.fixture
def case(request: pytest.FixtureRequest, shared: Path, tmp_path: Path) -> Path:
    folder = shared / "cases" / request.param
    if not folder.is_dir():
        pytest.skip(f"{request.param} is not on this machine")
    copy = tmp_path / request.param
    shutil.copytree(folder, copy, copy_function=shutil.copyfile)
    copy.chmod(0o755)
    return copy


@pytest.mark.parametrize(
    ("case", "image"),
    [("02-makesense-csv", "a.jpg"), ("10c-via-csv", "p0.jpg"), ("50d-csv-bom-sep", "a.jpg")],
    indirect=["case"],
)
def test_that_tables_of_other_programs_are_read_and_edited_in_place(case: Path, image: str) -> None:
    assert recognize_format(case) == "csv"
    data = open_dataset(case)
    assert boxes_in(data, image) == [((10, 10, 30, 30), "cat")]
    assert read(data, image).problems == ()
    check_edits(data, image, usual_edits(data, image))


@pytest.mark.parametrize("case", ["32-csv-bad-rows"], indirect=True)
def test_that_decimal_commas_are_read_and_a_row_without_class_is_reported(case: Path) -> None:
    data = open_dataset(case)
    assert boxes_in(data, "p0.jpg") == [((10.5, 10, 30, 30), "cat")]
    assert boxes_in(data, "p2.jpg") == []
    assert read(data, "p2.jpg").problems == (f"labels.csv: row 4 of p2.jpg {KEPT_UNUSED.format(fault=NO_CLASS)}",)
    check_edits(data, "p0.jpg", usual_edits(data, "p0.jpg"))
