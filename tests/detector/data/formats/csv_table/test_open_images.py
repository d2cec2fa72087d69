"""Tables of Open Images, with the names of their classes in a list beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from detector.data.annotation import Annotation
from detector.data.formats.class_edits import ClassEdit, plan_steps
from detector.data.formats.csv_table.class_descriptions import NO_CSV
from detector.data.formats.csv_table.dataset import CsvFormat
from detector.data.formats.csv_table.row_box import CLASS_BY_NAME, GROUP_ROW
from detector.data.formats.registry import open_dataset
from detector.data.geometry import Box
from detector.data.unused_labels import unused_label_notices
from detector.errors import DatasetError
from tests.detector.data.formats.csv_samples import boxes_in, check_edits, opened, read, usual_edits
from tests.detector.data.test_label_folders import draw
from tests.sentences import sentence_pattern

TABLE = (
    "ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,IsOccluded,IsTruncated,IsGroupOf,IsDepiction,IsInside,"
    "XClick1X,XClick2X,XClick3X,XClick4X,XClick1Y,XClick2Y,XClick3Y,XClick4Y\n"
    "000002b66c9c498e,xclick,/m/01g317,1,0.01,0.3,0.025,0.5,0,1,0,0,0,0.01,0.3,0.02,0.02,0.025,0.5,0.2,0.2\n"
    "000002b66c9c498e,activemil,/m/0199g,1,0.1,0.2,0.25,0.75,0,0,0,0,0,-1,-1,-1,-1,-1,-1,-1,-1\n"
    "000002b66c9c498e,xclick,/m/0199g,1,0,1,0,1,0,0,1,0,0,-1,-1,-1,-1,-1,-1,-1,-1\n"
)
NAMES = "/m/01g317,Person\n/m/0199g,Bicycle\n/m/04hgtk,Human head\n"
IMAGE = "000002b66c9c498e.jpg"


@pytest.fixture(params=["class-descriptions-boxable.csv", "oidv7-class-descriptions.csv", "class-descriptions.csv"])
def named(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    header = "LabelName,DisplayName\n" if "v7" in request.param else ""
    (tmp_path / request.param).write_text(header + NAMES)
    return tmp_path


def test_that_classes_are_shown_by_their_names_and_keep_their_ids(named: Path) -> None:
    data = opened(named, TABLE, "train-annotations-bbox.csv", [IMAGE])
    assert [label for _, label in boxes_in(data, IMAGE)] == ["Person", "Bicycle"]
    check_edits(data, IMAGE, usual_edits(data, IMAGE, "Human head"))
    labels = read(data, IMAGE)
    first, second = labels.image_annotations.annotations
    labels = labels.save(
        labels.image_annotations.with_annotations(
            [first.move_by(1, 0), second, Annotation(Box(1, 2, 3, 4), "Human head")]
        )
    )
    table = (named / "train-annotations-bbox.csv").read_text()
    assert labels.problems[-1].endswith(f"{GROUP_ROW}, kept, not used.")
    assert "000002b66c9c498e,,/m/04hgtk,,0.010000,0.030000,0.025000,0.050000,0,0," in table
    assert "000002b66c9c498e,xclick,/m/01g317,1,0.020000,0.310000,0.025,0.5," in table


def test_that_a_class_without_an_id_is_written_by_its_name_and_reported(named: Path) -> None:
    data = opened(named, TABLE, images=[IMAGE])
    labels = read(data, IMAGE)
    saved = labels.save(
        labels.image_annotations.with_annotations(
            [*labels.image_annotations.annotations, Annotation(Box(1, 2, 3, 4), "my thing")]
        )
    )
    assert saved.problems[-1] == (f"labels.csv {CLASS_BY_NAME.format(label='my thing')}.")
    assert [label for _, label in boxes_in(CsvFormat().open_dataset(named), IMAGE)] == ["Person", "Bicycle", "my thing"]


def test_that_without_a_list_the_ids_are_the_classes(tmp_path: Path) -> None:
    data = opened(tmp_path, TABLE, images=[IMAGE])
    assert [label for _, label in boxes_in(data, IMAGE)] == ["/m/01g317", "/m/0199g"]
    check_edits(data, IMAGE, usual_edits(data, IMAGE))


def test_that_renaming_a_class_uses_ids_and_is_undone_to_the_byte(named: Path) -> None:
    data = opened(named, TABLE, images=[IMAGE])
    (step,) = plan_steps(data, ClassEdit("Bicycle", "Person"), list(data.images))
    change = step.run()
    assert change is not None
    assert (named / "labels.csv").read_text() == TABLE.replace("/m/0199g", "/m/01g317")
    assert change.revert(data) == 0
    assert (named / "labels.csv").read_text() == TABLE


@pytest.mark.parametrize("where", ["train/metadata/classes.csv", "train/class-descriptions-boxable.csv"])
def test_that_exports_of_fiftyone_open_from_their_top_with_the_names_of_the_classes(tmp_path: Path, where: str) -> None:
    (tmp_path / "train" / "labels").mkdir(parents=True)
    (tmp_path / where).parent.mkdir(exist_ok=True)
    (tmp_path / where).write_text(NAMES)
    (tmp_path / "train" / "labels" / "detections.csv").write_text(TABLE)
    draw(tmp_path, f"train/data/{IMAGE}")
    data = open_dataset(tmp_path)
    assert [label for _, label in boxes_in(data, IMAGE)] == ["Person", "Bicycle"]
    assert unused_label_notices(data) == ()


def test_that_a_list_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "class-descriptions.csv").write_bytes(b'/m/01g317,"Person\n')
    with pytest.raises(DatasetError, match=sentence_pattern(NO_CSV, name="class-descriptions.csv")):
        opened(tmp_path, TABLE, images=[IMAGE])
