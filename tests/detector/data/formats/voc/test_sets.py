"""The splits of Pascal VOC as people have them: of several years, with suffixes, from other machines."""

from __future__ import annotations

from pathlib import Path

import pytest

from detector.cli import main
from detector.config import PRESETS
from detector.data.formats.base import FormatName, Split
from detector.data.formats.registry import FORMATS, open_dataset
from detector.data.formats.shared.text_encoding import BINARY_FILE
from detector.data.formats.voc.image_sets import IMAGES_NOT_FOUND, SPLIT_UNREADABLE
from detector.data.labeled_set import NO_TRAINING_SPLIT, load_training_set
from detector.training.runs.data_selection import DataChoice, load_sets
from tests.detector.data.formats.format_samples import files, images
from tests.detector.data.formats.voc_samples import corners, with_object
from tests.detector.drawn import Labeled, draw, voc_xml
from tests.detector.small import SMALL

XML = with_object(f"<name>cat</name>{corners(11, 21, 30, 40)}")


def year(root: Path, name: str, sets: dict[str, str | bytes], count: int = 3) -> Path:
    """A year of a devkit whose images are `NAME_1.jpg` and so on."""
    top = root / name
    for number in range(1, count + 1):
        images(top, f"JPEGImages/{name}_{number}.jpg")
        files(top, {f"Annotations/{name}_{number}.xml": XML})
    return files(top, {f"ImageSets/Main/{file}.txt": content for file, content in sets.items()})


def parts(root: Path) -> dict[str, list[str]]:
    return {split: sorted(image.stem for image in found) for split, found in open_dataset(root).splits.items()}


@pytest.mark.shared
def test_that_the_sets_of_both_years_of_the_case_are_used(shared: Path) -> None:
    root = shared / "cases" / "95-vocdevkit"
    assert parts(root) == {"train": ["VOC2007_0", "VOC2012_0"], "val": ["VOC2007_1", "VOC2012_1"]}
    assert open_dataset(root).notices == ()


@pytest.mark.parametrize("opened", [".", ".."])
def test_that_each_year_has_its_own_sets(tmp_path: Path, opened: str) -> None:
    kit = tmp_path / "data" / "VOCdevkit"
    year(kit, "VOC2007", {"trainval": "VOC2007_1\nVOC2007_2\n", "test": "VOC2007_3", "cat_train": "VOC2007_3 1"})
    year(kit, "VOC2012", {"train": "VOC2012_1", "val": "VOC2012_2\nVOC2012_3", "trainval": "VOC2012_1\nVOC2012_2"})
    root = kit / opened
    assert parts(root.resolve()) == {
        "train": ["VOC2007_1", "VOC2007_2", "VOC2012_1"],
        "val": ["VOC2012_2", "VOC2012_3"],
        "test": ["VOC2007_3"],
    }
    assert open_dataset(root.resolve()).notices == ()


def test_that_one_name_in_two_years_is_two_images(tmp_path: Path) -> None:
    for name, split in (("VOC2007", "train"), ("VOC2012", "val")):
        images(tmp_path, f"{name}/JPEGImages/000001.jpg")
        files(tmp_path, {f"{name}/Annotations/000001.xml": XML, f"{name}/ImageSets/Main/{split}.txt": "000001\n"})
    data = open_dataset(tmp_path)
    assert data.splits == {
        "train": {tmp_path / "VOC2007" / "JPEGImages" / "000001.jpg"},
        "val": {tmp_path / "VOC2012" / "JPEGImages" / "000001.jpg"},
    }


def test_that_a_name_that_only_another_year_has_is_reported_with_its_year(tmp_path: Path) -> None:
    year(tmp_path, "VOC2007", {"train": "VOC2007_1\nVOC2012_1\n"})
    year(tmp_path, "VOC2012", {"val": "VOC2012_1\n"})
    assert parts(tmp_path) == {"train": ["VOC2007_1"], "val": ["VOC2012_1"]}
    (notice,) = open_dataset(tmp_path).notices
    assert notice == IMAGES_NOT_FOUND.format(
        file="VOC2007/ImageSets/Main", images="1 image that is", folder="JPEGImages", names="VOC2012_1"
    )


@pytest.mark.parametrize(
    "content",
    [
        "y_1\r\ny_2\r\n",
        "\ufeffy_1\ny_2",
        "y_1\ny_2\n".encode("utf-16"),
        "y_1.jpg\ny_2.JPG\n",
        "y_1.xml\ny_2.png\n",
        "y_1  1\ny_2 -1\n",
        "JPEGImages/y_1.jpg\nJPEGImages\\y_2.jpg\n",
        "C:\\VOC\\y\\JPEGImages\\y_1.jpg\nC:\\VOC\\y\\JPEGImages\\y_2.jpg\n",
        "/home/bob/VOC/y/JPEGImages/y_1\n./JPEGImages/y_2\n",
        "Y_1\nY_2\n",
        "y_1\ry_2\r",
    ],
)
@pytest.mark.parametrize("opened", [".", "y", "y/JPEGImages"])
def test_that_names_are_matched_however_they_are_written(tmp_path: Path, content: str | bytes, opened: str) -> None:
    year(tmp_path, "y", {"train": content})
    data = open_dataset(tmp_path / opened)
    assert sorted(image.stem for image in data.splits["train"]) == ["y_1", "y_2"]
    assert data.notices == ()


@pytest.mark.parametrize("place", ["ImageSets/Main", "ImageSets", "imagesets/main"])
@pytest.mark.parametrize("val", ["val", "valid", "validation"])
def test_that_sets_may_lie_in_other_places(tmp_path: Path, place: str, val: str) -> None:
    year(tmp_path, "y", {})
    files(tmp_path, {f"y/{place}/train.txt": "y_1", f"y/{place}/{val}.txt": "y_2"})
    assert parts(tmp_path / "y") == {"train": ["y_1"], "val": ["y_2"]}


@pytest.mark.parametrize("lines", ["a/001\nb/001\n", "a\\001.jpg\nb\\001.jpg\n", "JPEGImages/a/001.jpg\n./b/001\n"])
def test_that_names_in_folders_are_matched(tmp_path: Path, lines: str) -> None:
    images(tmp_path, "JPEGImages/a/001.jpg", "JPEGImages/b/001.jpg", "JPEGImages/b/002.jpg")
    files(tmp_path, {f"Annotations/{name}.xml": XML for name in ("a/001", "b/001", "b/002")})
    files(tmp_path, {"ImageSets/Main/train.txt": lines, "ImageSets/Main/val.txt": "002\n"})
    data = open_dataset(tmp_path)
    assert {split: sorted(image.parent.name for image in found) for split, found in data.splits.items()} == {
        "train": ["a", "b"],
        "val": ["b"],
    }
    assert sum(data.label_flags) == 3


def test_that_a_set_that_is_no_text_is_reported(tmp_path: Path) -> None:
    year(tmp_path, "y", {"train": b"\x89PNG\0\0", "val": "y_1"})
    data = open_dataset(tmp_path / "y")
    assert set(data.splits) == {"val"}
    assert data.notices == (SPLIT_UNREADABLE.format(folder="ImageSets/Main", name="train.txt", reason=BINARY_FILE),)


def test_that_decomposed_names_in_sets_match(tmp_path: Path) -> None:
    images(tmp_path, "JPEGImages/cafe\u0301.jpg")
    files(tmp_path, {"Annotations/cafe\u0301.xml": XML, "ImageSets/Main/train.txt": "caf\u00e9\n"})
    assert parts(tmp_path) == {"train": ["cafe\u0301"]}


# -- what is in no part


def drawn(root: Path, sets: dict[str, str], count: int = 4) -> Path:
    for name in ("JPEGImages", "Annotations"):
        (root / name).mkdir(parents=True)
    for number in range(count):
        objects: list[Labeled] = [("square", (1, 1, 30 + 20 * number, 40 + 10 * number))]
        draw(root / "JPEGImages" / f"{number}.png", objects)
        (root / "Annotations" / f"{number}.xml").write_text(voc_xml(f"{number}.png", objects, 128, 96))
    return files(root, {f"ImageSets/Main/{name}.txt": content for name, content in sets.items()})


def test_that_labeled_images_in_no_part_are_counted_before_training(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = drawn(tmp_path / "set", {"train": "0", "val": "1\ngone"})
    gone = "ImageSets/Main names 1 image that is not in JPEGImages: gone."
    message = "2 labeled images are in no split of the data set (train, val) and not used: 2.png, 3.png."
    training, validation = load_sets(root, DataChoice(), 0)
    assert training.warnings == (gone, message)
    assert validation is not None
    assert validation.warnings == ()  # what was said of the data set once is enough
    assert load_training_set(root).warnings == (gone,)
    monkeypatch.setitem(PRESETS, "mobilenet_fpn", SMALL)
    arguments = ["--weights", "none", "--steps", "1", "--batch-size", "1", "--device", "cpu"]
    assert main(["train", str(root), "--out", str(tmp_path / "run"), *arguments]) == 0
    assert message in capsys.readouterr().out


def test_that_a_set_without_a_part_to_learn_from_is_reported(tmp_path: Path) -> None:
    root = drawn(tmp_path, {"val": "0\n1"})
    training, validation = load_sets(root, DataChoice(), 0)
    assert (len(training.images), validation) == (4, None)
    assert training.warnings == (NO_TRAINING_SPLIT.format(splits="val"),)


# -- round trips


@pytest.mark.parametrize("split", ["train", "val", "test"])
@pytest.mark.parametrize("middle", FORMATS)
@pytest.mark.parametrize("is_whole", [True, False])
def test_that_a_set_of_one_part_survives_a_round_trip(
    tmp_path: Path, middle: FormatName, split: Split, is_whole: bool
) -> None:
    names = [0, 1, 2, 3] if is_whole else [0, 1]
    root = drawn(tmp_path / "set", {split: "\n".join(map(str, names))})
    if is_whole:
        draw(root / "JPEGImages" / "unlabeled.png", [])
    out, back = tmp_path / "out", tmp_path / "back"
    assert main(["convert", str(root), "--to", middle, "--out", str(out)]) == 0
    assert main(["convert", str(out), "--to", "voc", "--out", str(back)]) == 0
    # ultralytics needs a `val` to train; where it is the same as `train`, and all there is, nothing is divided.
    is_undivided = (middle, split, is_whole) == ("yolo", "train", True)
    for place in (out, back):
        data = open_dataset(place)
        found = {part: {image.stem for image in own if data.is_labeled(image)} for part, own in data.splits.items()}
        assert found == ({} if is_undivided else {split: set(map(str, names))})
        assert sum(data.label_flags) == 4
    if not is_undivided:
        assert [path.name for path in (back / "ImageSets" / "Main").iterdir()] == [f"{split}.txt"]
