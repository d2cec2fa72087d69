"""Each of the shared small inputs opens with its right outcome; the tests of each part try many more of their kinds."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from detector.cli import main
from detector.data.formats.csv_table.layout import NO_CLASS
from detector.data.formats.registry import open_dataset
from detector.data.passed_over import skipped_file_notices

CAT = ("cat", 10, 10, 30, 30)
YOLO_CAT = ("cat", 12.8, 12, 25.6, 26.4)


@dataclass(frozen=True)
class Case:
    """What a folder should open as: `boxes` by image, None for images without labels; `said` is in the notices."""

    name: str
    format: str
    boxes: dict[str, list[tuple[str, float, float, float, float]] | None]
    said: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    splits: tuple[tuple[str, int], ...] = ()


CASES = (
    Case("02-makesense-csv", "csv", {"a.jpg": [CAT]}),
    Case("03c-coco-no-bbox-train", "coco", {f"p{number}.jpg": [CAT] for number in range(4)}),
    Case("04-nfd-image-nfc-label", "voc", {"z.jpg": [CAT], "*.jpg": [CAT]}),
    Case("04e-nfd-classes", "voc", {name: [("caf\u00e9", 10, 10, 30, 30)] for name in ("a.jpg", "b.jpg")}),
    Case("05-bmp-alpha-zero", "voc", {"a.bmp": [CAT]}),
    Case("06-voc-images-annotations", "voc", {"images/p0.jpg": [CAT], "images/p1.jpg": [CAT]}),
    Case("06c-labelimg-save-dir", "voc", {"imgs/p0.jpg": [CAT], "imgs/p1.jpg": [CAT]}),
    Case(
        "07-yolo-JPEGImages-labels",
        "yolo",
        {"JPEGImages/p0.jpg": [YOLO_CAT], "JPEGImages/p1.jpg": [("dog", *YOLO_CAT[1:])]},
        classes=("cat", "dog"),
    ),
    Case("07e-yolo-mostly-beside", "yolo", {f"images/p{number}.jpg": [YOLO_CAT] for number in range(6)}),
    Case("08-labelme-output-dir", "labelme", {"images/p0.jpg": [CAT], "images/p1.jpg": [CAT]}),
    Case("09-cvat-xml", "cvat", {"images/p0.jpg": [CAT], "images/p1.jpg": None}),
    Case("10c-via-csv", "csv", {"p0.jpg": [CAT], "p1.jpg": None}, ("region attribute 'class'",)),
    Case("14-xml-xml", "voc", {"a.jpg": None, "b.jpg": [CAT]}, ("Rename a.xml.xml to a.xml",)),
    Case(
        "17d-yaml-backslash",
        "yolo",
        {"images/p0.jpg": [YOLO_CAT], "images/p1.jpg": [("dog", *YOLO_CAT[1:])]},
        classes=("cat", "dog"),
    ),
    Case(
        "17f-yaml-cp1252",
        "yolo",
        {"images/p0.jpg": [("caf\u00e9", *YOLO_CAT[1:])]},
        ("Windows-1252",),
        ("caf\u00e9", "dog"),
    ),
    Case(
        "21-coco-cat0-gap-strid",
        "coco",
        {"a.jpg": [CAT], "b.jpg": [("dog", 10, 10, 30, 30), ("none-of", 10, 10, 30, 30)]},
        classes=("none-of", "cat", "dog"),
    ),
    Case("22k-basename-fallback", "coco", {"images/cam1/0001.jpg": [CAT], "images/0001.jpg": None}, ("cam2/0001.jpg",)),
    Case(
        "24-coco-dup-cat",
        "coco",
        {"a.jpg": [CAT], "b.jpg": [("cat (2)", 10, 10, 30, 30)]},
        ("cat (2)",),
        ("cat", "cat (2)"),
    ),
    Case(
        "32-csv-bad-rows",
        "csv",
        {"p0.jpg": [("cat", 10.5, 10, 30, 30)], "p1.jpg": [CAT], "p2.jpg": [], "p3.jpg": [CAT]},
    ),
    Case("34-xanylabeling-difficult", "labelme", {"a.jpg": [CAT]}),
    Case("40-classname-surrogate", "coco", {"a.png": [("cat \\ud83d", 10, 10, 30, 30)]}, ("lone surrogate",)),
    Case("50d-csv-bom-sep", "csv", {"a.jpg": [CAT], "b.jpg": None}),
    Case("72-nas-junk", "voc", {"a.jpg": [CAT], "c.avif": None, "e.jp2": None, "f.tga": None}, ("cannot be read",)),
    Case("72c-avif-labelled", "voc", {"a.avif": [CAT], "b.jpg": [CAT]}),
    Case(
        "85-txt-list",
        "yolo",
        {f"images/p{number}.jpg": [YOLO_CAT] for number in range(3)},
        splits=(("train", 2), ("val", 1)),
    ),
    Case(
        "95-vocdevkit",
        "voc",
        {f"{year}/JPEGImages/{year}_{number}.jpg": [CAT] for year in ("VOC2007", "VOC2012") for number in (0, 1)},
        splits=(("train", 2), ("val", 2)),
    ),
    Case(
        "96-split-voc-images-annotations",
        "voc",
        {"train/images/p.jpg": [CAT], "val/images/p.jpg": [CAT]},
        splits=(("train", 1), ("val", 1)),
    ),
    Case(
        "97b-csv-in-data-folder",
        "csv",
        {"images/test/test.jpg": [("cat", 11, 11, 30, 30)], "images/train/train.jpg": [("cat", 11, 11, 30, 30)]},
        splits=(("test", 1), ("train", 1)),
    ),
    Case("98-coco-json-outside", "coco", {"imgs/p0.jpg": [CAT], "imgs/p1.jpg": [CAT]}),
)
TESTED_ELSEWHERE = frozenset({"12-tiff-planar16", "64-checkpoints"})
"""Pixels, and checkpoints."""


@pytest.mark.shared
def test_that_no_case_is_without_a_test(shared: Path) -> None:
    there = {folder.name for folder in (shared / "cases").iterdir() if folder.is_dir()}
    assert there <= {case.name for case in CASES} | TESTED_ELSEWHERE


@pytest.mark.shared
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_that_the_case_opens_with_its_right_outcome(shared: Path, case: Case) -> None:
    root = shared / "cases" / case.name
    data = open_dataset(root)
    assert data.format == case.format
    assert len(data.images) == len(case.boxes)
    names = {image.relative_to(root).as_posix() for image in data.images}
    others = names - case.boxes.keys()
    for name, expected in case.boxes.items():
        image = root / (others.pop() if name == "*.jpg" else name)
        assert data.is_labeled(image) is (expected is not None), name
        annotations = (
            data.read_labels(image).image_annotations.annotations
            if expected is not None or case.name != "72-nas-junk"
            else ()
        )
        assert [
            (annotation.label, *(round(value, 3) for value in annotation.bounds.xyxy)) for annotation in annotations
        ] == (expected or []), name
    messages = " ".join((*data.notices, *skipped_file_notices(data)))
    for words in case.said:
        assert words in messages
    assert not case.classes or data.classes == case.classes
    assert {split: len(images) for split, images in data.splits.items()} == dict(case.splits)


@pytest.mark.shared
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_that_commands_end_in_good_order(
    shared: Path, tmp_path: Path, case: Case, capsys: pytest.CaptureFixture[str]
) -> None:
    root = shutil.copytree(shared / "cases" / case.name, tmp_path / "in")
    assert main(["check", str(root), "--quick"]) in (0, 1)
    assert main(["convert", str(root), "--to", "coco", "--out", str(tmp_path / "out")]) in (0, 1)
    assert "Traceback" not in capsys.readouterr().err
    again = open_dataset(tmp_path / "out")
    expected = sum(len(boxes) for boxes in case.boxes.values() if boxes)
    labeled = (image for image in again.images if again.is_labeled(image))
    assert sum(len(again.read_labels(image).image_annotations.annotations) for image in labeled) == expected


@pytest.mark.shared
def test_that_the_difficult_object_is_difficult(shared: Path) -> None:
    root = shared / "cases" / "34-xanylabeling-difficult"
    assert open_dataset(root).read_labels(root / "a.jpg").image_annotations.annotations[0].difficult


@pytest.mark.shared
def test_that_the_rows_that_cannot_be_used_are_named(shared: Path) -> None:
    root = shared / "cases" / "32-csv-bad-rows"
    assert NO_CLASS in open_dataset(root).read_labels(root / "p2.jpg").problems[0]
