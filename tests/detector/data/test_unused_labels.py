"""What looks like labels and is not read is named, with how many, an example and why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from detector.cli import main
from detector.data.formats.base import OpenOptions
from detector.data.formats.registry import open_dataset
from detector.data.label_evidence import guess_label_format
from detector.data.labeled_set import load_training_set
from detector.data.lint.files import NOT_READ
from detector.data.unused_labels import find_unused_labels, unused_label_notices
from detector.errors import DatasetError
from tests.detector.data.test_label_folders import COCO, TABLE, draw, write_voc
from tests.sentences import has_sentence


def notices(root: Path, options: OpenOptions = OpenOptions()) -> str:  # noqa: B008 - it is immutable
    return " ".join(unused_label_notices(open_dataset(root, options)))


def test_that_label_files_that_match_no_image_are_counted_with_an_example(tmp_path: Path) -> None:
    draw(tmp_path, "images/a.jpg")
    write_voc(tmp_path, *(f"annotations/raccoon-{number}.xml" for number in range(1, 31)))
    for opened in (tmp_path, tmp_path / "images"):
        messages = notices(opened)
        assert "30 XML files in" in messages
        assert "annotations match no image (for example raccoon-1.xml)" in messages


def test_that_all_is_well_where_all_is_read(tmp_path: Path) -> None:
    draw(tmp_path, "images/a.jpg", "images/b.jpg")
    write_voc(tmp_path, "annotations/a.xml", "images/b.xml")
    (tmp_path / "README.txt").write_text("2 classes, 3 images\n")
    (tmp_path / "notes.json").write_text('{"author": "me"}')
    (tmp_path / "table.csv").write_text("name,price\ncar,12\n")
    (tmp_path / "conda.yaml").write_text("dependencies:\n  - python\n")
    (tmp_path / "pom.xml").write_text("<project/>")
    assert notices(tmp_path) == ""


@pytest.mark.parametrize(
    ("name", "content", "made_for"),
    [
        ("labels.json", json.dumps(COCO), "COCO"),
        ("a.json", '{"shapes": [], "imagePath": "a.jpg"}', "labelme"),
        ("via.json", '{"_via_settings": {}, "_via_img_metadata": {}}', "VIA"),
        ("a.txt", "0 0.5 0.5 0.1 0.1\n", "YOLO"),
        ("data.yaml", "nc: 1\nnames: [cat]\n", "YOLO"),
        ("boxes.csv", TABLE, ""),
    ],
)
def test_that_labels_of_other_formats_beside_those_that_are_read_are_named(
    tmp_path: Path, name: str, content: str, made_for: str
) -> None:
    draw(tmp_path, "a.jpg", "b.jpg")
    write_voc(tmp_path, "a.xml", "b.xml")
    (tmp_path / name).write_text(content)
    data = open_dataset(tmp_path, OpenOptions("voc"))
    messages = " ".join(unused_label_notices(data))
    assert name in messages
    assert made_for in messages
    assert "the labels of this folder are Pascal VOC" in messages


@pytest.mark.parametrize(
    ("name", "content", "advice"),
    [
        (
            "kitti.txt",
            "Car 0.00 0 -1.58 587.01 173.33 614.12 200.12 1.65 1.67 3.64 -0.65 1.71 46.70 -1.59\n",
            "KITTI, whose format is not read here. Convert it to COCO, Pascal VOC or YOLO.",
        ),
        ("dota.txt", "gsd:0.1\n10.0 10.0 30.0 10.0 30.0 30.0 10.0 30.0 plane 0\n", "DOTA, whose"),
        ("bdd.json", '[{"name": "a.jpg", "labels": [{"category": "car", "box2d": {"x1": 1}}]}]', "BDD100K, whose"),
        (
            "project.json",
            '[{"data": {"image": "a.jpg"}, "annotations": [{"result": [{"value": {"rectanglelabels": ["cat"]}}]}]}]',
            "Label Studio, whose format is not read here. Export it from Label Studio as COCO or YOLO.",
        ),
        ("a.jpg.json", '{"objects": [{"classTitle": "cat", "geometryType": "rectangle"}]}', "Supervisely, whose"),
        (
            "train.json",
            '{"categories": {"label": {"labels": []}}, "items": [{"id": "a", "annotations": [{"bbox": [1, 2]}]}]}',
            "Datumaro, whose",
        ),
        ("export.ndjson", '{"data_row": {"external_id": "a.jpg"}, "projects": {}}\n', "Labelbox, whose"),
        ("asset.json", '{"asset": {"name": "a.jpg"}, "regions": []}', "Export it from VoTT as Pascal VOC."),
        ("output.manifest", '{"source-ref": "s3://a.jpg", "boxes": {"annotations": []}}\n', "SageMaker Ground Truth,"),
        (
            "metadata.jsonl",
            '{"file_name": "a.jpg", "objects": {"bbox": [[1, 2, 3, 4]]}}\n',
            "looks like labels, but of no format that is read here. Convert it to COCO, Pascal VOC or YOLO.",
        ),
    ],
)
def test_that_labels_of_formats_that_are_not_read_come_with_a_way_out(
    tmp_path: Path, name: str, content: str, advice: str
) -> None:
    draw(tmp_path, "a.jpg")
    (tmp_path / name).write_text(content)
    messages = notices(tmp_path)
    assert messages.startswith(f"{name} is not read. ")
    assert advice in messages


@pytest.mark.parametrize(
    ("image", "labels", "renamed"),
    [
        ("a.jpg", "a.xml.xml", "a.xml"),
        ("a.jpg", "A.xml", "a.xml"),
        ("a.jpg", "a .xml", "a.xml"),
        ("a.jpg", "a.txt.xml", "a.xml"),
    ],
)
def test_that_a_label_file_with_an_odd_name_is_to_be_renamed_and_never_deleted(
    tmp_path: Path, image: str, labels: str, renamed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    draw(tmp_path, image, "b.jpg")
    write_voc(tmp_path, labels, "b.xml")
    messages = notices(tmp_path)
    assert f"Rename {labels} to {renamed}" in messages
    main(["check", str(tmp_path), "--quick"])
    said = capsys.readouterr().out
    assert has_sentence(said, NOT_READ, renamed=renamed)
    assert "elete" not in said + messages


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"filename,class\na.jpg,cat\n", "boxes.csv has columns for the image and the class, but none for a box"),
        (b"PK\x03\x04", "boxes.csv is a workbook of a spreadsheet program, not a CSV text"),
        ("a.jpg,1,2,3,4,кошка\n".encode("cp1251"), "boxes.csv is not UTF-8 at byte 14: save it as UTF-8"),
    ],
)
def test_that_a_table_that_is_not_read_has_its_reason(tmp_path: Path, content: bytes, reason: str) -> None:
    draw(tmp_path, "a.jpg")
    (tmp_path / "boxes.csv").write_bytes(content)
    messages = notices(tmp_path)
    assert messages.startswith("boxes.csv is not read. ")
    assert reason in messages


def test_that_label_files_in_a_folder_that_is_not_looked_in_are_not_said_to_match_no_image(tmp_path: Path) -> None:
    draw(tmp_path, "a.jpg")
    write_voc(tmp_path, "old/backup/a.xml")
    assert "1 XML file in old/backup is not read, although named like images here" in notices(tmp_path)


def test_that_hostile_text_is_looked_at_in_no_time(tmp_path: Path) -> None:
    for content in ("1" * 20_000, "1" + " " * 20_000 + "x", "1 " * 10_000 + "é", "," * 20_000):
        (tmp_path / "a.txt").write_text(content)
        guess_label_format(tmp_path / "a.txt")  # the time limit of all tests would end a search that takes for ever


def test_that_utf_16_is_said(tmp_path: Path) -> None:
    draw(tmp_path, "a.jpg")
    (tmp_path / "other.json").write_bytes('{"shapes": [], "regions": []}'.encode("utf-16"))
    assert guess_label_format(tmp_path / "other.json") is not None
    assert "other.json" in notices(tmp_path)


def test_that_training_and_conversion_say_it_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draw(tmp_path / "in", "a.jpg", "b.jpg")
    write_voc(tmp_path / "in", "a.xml", "other.xml")
    assert any("other.xml" in warning for warning in load_training_set(tmp_path / "in").warnings)
    main(["convert", str(tmp_path / "in"), "--to", "coco", "--out", str(tmp_path / "out")])
    assert "other.xml" in capsys.readouterr().err


def test_that_where_nothing_is_labeled_the_reason_is_the_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draw(tmp_path / "in", "a.jpg")
    write_voc(tmp_path / "in", "other.xml")
    with pytest.raises(DatasetError, match=r"1 XML file matches no image \(other\.xml\)"):
        load_training_set(tmp_path / "in")
    assert main(["convert", str(tmp_path / "in"), "--to", "coco", "--out", str(tmp_path / "out")]) == 2
    assert "other.xml" in capsys.readouterr().err


def test_that_own_folders_and_folders_shared_with_other_parts_are_passed_over(tmp_path: Path) -> None:
    draw(tmp_path, "images/train/a.jpg", "images/val/b.jpg")
    write_voc(tmp_path, "annotations/a.xml", "annotations/b.xml")
    run = tmp_path / "images" / "train" / "frcnn-runs" / "1"
    run.mkdir(parents=True)
    (run / "split.json").write_text(json.dumps(COCO))
    assert notices(tmp_path / "images" / "train") == ""


def test_that_a_case_with_an_odd_name_is_reported_to_rename(shared: Path) -> None:
    data = open_dataset(shared / "cases" / "14-xml-xml")
    (group,) = find_unused_labels(data)
    assert group.new_names == {"a.xml.xml": "a.xml"}
