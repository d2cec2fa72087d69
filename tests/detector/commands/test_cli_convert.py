from __future__ import annotations

import contextlib
import hashlib
import io
import json
import shutil
import sys
from dataclasses import replace
from itertools import pairwise, permutations
from pathlib import Path

import pytest

from detector.cli import main
from detector.commands.convert import BRIDGED, WITHOUT_LABELS
from detector.commands.convert import LEFT_OUT as ITEMS_LEFT_OUT
from detector.data import conversion
from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.conversion import (
    CONTAINS_SOURCE,
    LEFT_OUT,
    NONE_READABLE,
    NOT_EMPTY,
    OUTLINES_AS_BOXES,
    TARGET_NOT_WRITTEN,
)
from detector.data.formats.base import Dataset, FormatName, Split
from detector.data.formats.labelme.dataset import MASK_SHAPES
from detector.data.formats.registry import FORMATS, open_dataset
from detector.data.formats.shared.outline_losses import SEVERAL_RINGS
from detector.data.geometry import Box
from tests.detector.data.formats.joint_samples import coco_object, write_images, written_coco
from tests.detector.drawn import Labeled, draw, labeled
from tests.sentences import has_sentence

NAMES: tuple[FormatName, ...] = tuple(FORMATS)
REAL_PHOTOGRAPHS = 40
CELLS: dict[str, tuple[Split, list[Labeled]]] = {
    "cell_1.png": ("train", [("RBC", (1, 1, 30.5, 40.25)), ("WBC", (40, 10, 127, 95)), ("RBC", (2, 2, 31, 41))]),
    "cell_2.png": ("train", [("Platelets", (3.75, 4, 5, 6))]),
    "cell_10.png": ("val", [("RBC", (20.1, 30.2, 77.7, 88.8))]),
    "cell_11.png": ("test", []),
}


def convert(source: Path, to: str, out: Path, *more: str) -> int:
    return main(["convert", str(source), "--to", to, "--out", str(out), *more])


def cells(root: Path, format_name: FormatName, with_splits: bool) -> Path:
    """The images of `CELLS` and one without labels, in some format."""
    writer = FORMATS[format_name].create_writer(root, ("RBC", "WBC", "Platelets"))
    for name, (split, objects) in CELLS.items():
        annotations = tuple(Annotation(Box(*box), label) for label, box in objects)
        used = split if with_splits else None
        writer.add_image(name, 128, 96, ImageAnnotations(annotations), used)
        writer.locate_image(name, used).parent.mkdir(parents=True, exist_ok=True)
        draw(writer.locate_image(name, used), objects)
    draw(writer.locate_image("unlabeled.png", "train" if with_splits else None), [])
    writer.finish()
    return root


def boxes_of(data: Dataset) -> dict[str, list[tuple[str, tuple[float, ...]]] | None]:
    """By the name of the image; None for those without labels."""
    return {
        image.name: [
            (annotation.label, annotation.bounds.xyxy)
            for annotation in data.read_labels(image).image_annotations.annotations
        ]
        if data.is_labeled(image)
        else None
        for image in data.images
    }


def check_cells(root: Path, format_name: FormatName, with_splits: bool, were_masks: bool = False) -> None:
    """That `root` is `CELLS` in this format, found by a look at it; masks have whole pixels and no order."""
    data = open_dataset(root)
    assert data.format == format_name
    read = boxes_of(data)
    assert read.pop("unlabeled.png") is None
    assert set(read) == set(CELLS)
    for name, boxes in read.items():
        assert boxes is not None
        expected = CELLS[name][1]
        pairs = zip(sorted(boxes), sorted(expected), strict=True) if were_masks else zip(boxes, expected, strict=True)
        for (label, corners), (name_expected, edges) in pairs:
            assert label == name_expected
            assert corners == pytest.approx(edges, abs=0.51 if were_masks else 0.01)
    for split in ("train", "val", "test"):
        names = {image.name for image in data.splits.get(split, ())} - {"unlabeled.png"}  # type: ignore[call-overload]
        assert names == {name for name, (own, _) in CELLS.items() if with_splits and own == split}


def contents(root: Path) -> dict[str, str]:
    """A digest of every file."""
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in root.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("with_splits", [True, False])
@pytest.mark.parametrize(("origin", "target"), [*permutations(NAMES, 2), *((name, name) for name in NAMES)])
def test_that_boxes_and_splits_come_over(
    tmp_path: Path, origin: FormatName, target: FormatName, with_splits: bool
) -> None:
    source = cells(tmp_path / "source", origin, with_splits)
    before = contents(source)
    assert convert(source, target, tmp_path / "out") == 0
    check_cells(tmp_path / "out", target, with_splits, were_masks="masks" in (origin, target))
    assert contents(source) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "source"]


def test_that_boxes_survive_a_tour_through_all_formats(tmp_path: Path) -> None:
    cells(tmp_path / "voc", "voc", with_splits=True)
    for origin, target in pairwise(("voc", "coco", "cvat", "csv", "createml", "yolo", "via", "labelme", "coco", "voc")):
        source, out = tmp_path / origin, tmp_path / f"{target}_new"
        assert convert(source, target, out) == 0
        (tmp_path / target).exists() and (tmp_path / target).rename(
            tmp_path / f"{target}_{len(list(tmp_path.iterdir()))}"
        )
        out.rename(tmp_path / target)
    check_cells(tmp_path / "voc", "voc", with_splits=True)


def test_that_pycocotools_reads_the_coco_that_is_written(tmp_path: Path) -> None:
    from pycocotools.coco import COCO

    convert(cells(tmp_path / "source", "voc", with_splits=True), "coco", tmp_path / "out")
    with contextlib.redirect_stdout(io.StringIO()):
        read = COCO(str(tmp_path / "out" / "annotations" / "instances_train.json"))
    for image in read.loadImgs(read.getImgIds()):
        assert (tmp_path / "out" / "images" / "train" / image["file_name"]).is_file()
        assert (image["width"], image["height"]) == (128, 96)
        found = read.loadAnns(read.getAnnIds(imgIds=[image["id"]]))
        for one, (label, (x1, y1, x2, y2)) in zip(found, CELLS[image["file_name"]][1], strict=True):
            assert read.loadCats([one["category_id"]])[0]["name"] == label
            assert one["bbox"] == pytest.approx([x1, y1, x2 - x1, y2 - y1], abs=0.01)
            assert one["area"] == pytest.approx((x2 - x1) * (y2 - y1), abs=1)


def test_that_the_summary_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = cells(tmp_path / "source", "voc", with_splits=True)
    assert convert(source, "csv", tmp_path / "out") == 0
    assert capsys.readouterr().out.splitlines() == [
        f"4 images with 5 boxes in {tmp_path / 'out'} as CSV table (train 2, val 1, test 1).",
        "  Platelets  1",
        "  RBC        3",
        "  WBC        1",
        WITHOUT_LABELS.format(images="1 image has"),
    ]


def test_that_json_says_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = cells(tmp_path / "source", "coco", with_splits=False)
    assert convert(source, "yolo", tmp_path / "out", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {
        "source": str(source),
        "from": "coco",
        "to": "yolo",
        "out": str(tmp_path / "out"),
        "images": 4,
        "unlabeled": 1,
        "boxes": {"RBC": 3, "WBC": 1, "Platelets": 1},
        "splits": {},
        "left_out": [],
        "renamed": {},
        "problems": 0,
        "skipped": [],
        "unusable": [],
    }


def test_that_what_the_target_cannot_hold_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    writer = FORMATS["coco"].create_writer(tmp_path / "source", ())
    annotation = Annotation(Box(1, 2, 3, 4), "cat", difficult=True, score=0.5)
    writer.add_image("a.png", 128, 96, ImageAnnotations((annotation, replace(annotation, truncated=True))))
    writer.finish()
    write_images(writer.locate_image("a.png").parent, "a.png", width=128, height=96)
    convert(tmp_path / "source", "csv", tmp_path / "csv")
    message = capsys.readouterr().out
    assert "2 difficult flags left out." in message
    assert "1 truncated flag left out." in message
    convert(tmp_path / "source", "voc", tmp_path / "voc")
    assert "2 scores left out." in capsys.readouterr().out


def test_that_lost_outlines_are_reported_before_anything_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_images(tmp_path / "in", "a.png")
    outlined = {"id": 1, "image_id": 1, "category_id": 1, "segmentation": [[10, 10, 30, 10, 30, 40]]}
    box = {"id": 2, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4], "segmentation": []}
    source = written_coco(tmp_path / "in" / "annotations.json", coco_object(outlined, box))
    assert convert(source, "coco", tmp_path / "coco") == 0
    assert not has_sentence(capsys.readouterr().err, OUTLINES_AS_BOXES)
    copied = json.loads((tmp_path / "coco" / "annotations.json").read_text())["annotations"]
    assert [one["segmentation"] for one in copied] == [outlined["segmentation"], []]
    monkeypatch.setattr(conversion, "write_target", lambda *_: sys.exit("written"))
    with pytest.raises(SystemExit, match="written"):
        convert(source, "createml", tmp_path / "createml")
    error = capsys.readouterr().err
    assert has_sentence(error, OUTLINES_AS_BOXES, objects="1 object has", format="CreateML")


def test_that_bridges_are_added_only_on_request(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_images(tmp_path / "in", "a.png")
    polygons = [[10, 10, 30, 10, 30, 40], [50, 50, 60, 50, 60, 60, 50, 60]]
    parts = {"id": 1, "image_id": 1, "category_id": 1, "segmentation": polygons}
    source = written_coco(tmp_path / "in" / "annotations.json", coco_object(parts))
    assert convert(source, "yolo", tmp_path / "boxes") == 0
    assert has_sentence(capsys.readouterr().err, SEVERAL_RINGS, outlines="1 outline has", format="YOLO")
    (line,) = (tmp_path / "boxes" / "labels" / "a.txt").read_text().splitlines()
    assert len(line.split()) == 5
    assert convert(source, "yolo", tmp_path / "bridged", "--bridge") == 0
    error = capsys.readouterr().err
    assert has_sentence(error, BRIDGED, outlines="1 outline has")
    assert not has_sentence(error, SEVERAL_RINGS)
    (line,) = (tmp_path / "bridged" / "labels" / "a.txt").read_text().splitlines()
    assert len(line.split()) == 1 + 2 * (3 + 4 + 2)
    assert convert(source, "coco", tmp_path / "coco", "--bridge") == 0
    copied = json.loads((tmp_path / "coco" / "annotations.json").read_text())["annotations"]
    assert copied[0]["segmentation"] == polygons
    assert convert(tmp_path / "bridged", "coco", tmp_path / "back") == 0
    (back,) = json.loads((tmp_path / "back" / "annotations.json").read_text())["annotations"]
    assert back["area"] == 400


def test_that_unreadable_labels_are_reported_by_name_and_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a.png", "b.png", "c.png"):
        labeled(tmp_path / name, [("cat", (0, 0, 9, 9))])
    (tmp_path / "b.xml").write_text("<annotation><object>")
    (tmp_path / "c.png").write_bytes(b"no image")
    out = tmp_path.with_name(f"{tmp_path.name}_out")
    assert convert(tmp_path, "yolo", out) == 1
    shown = capsys.readouterr()
    assert has_sentence(shown.err, LEFT_OUT, name="b.png")
    assert has_sentence(shown.err, LEFT_OUT, name="c.png")
    assert "1 image with 1 box in" in shown.out
    assert shown.out.endswith(f"{ITEMS_LEFT_OUT.format(what='2 images')}\n")
    assert [path.name for path in (out / "images").iterdir()] == ["a.png"]


@pytest.mark.parametrize("label", ["<annotation>", None])
def test_that_nothing_to_convert_is_a_fault(
    tmp_path: Path, label: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "source"
    write_images(source, "a.png")
    if label is not None:
        (source / "a.xml").write_text(label)
    assert convert(source, "coco", tmp_path / "out", "--from", "voc") == 2
    assert has_sentence(capsys.readouterr().err, NONE_READABLE)
    assert not (tmp_path / "out").exists()


def test_that_a_folder_with_files_is_not_written_into_unless_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = cells(tmp_path / "source", "voc", with_splits=False), tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    assert convert(source, "coco", out) == 2
    assert has_sentence(capsys.readouterr().err, NOT_EMPTY)
    assert contents(out).keys() == {"mine.txt"}
    for _ in range(2):
        assert convert(source, "coco", out, "--overwrite") == 0
        assert (out / "mine.txt").read_text() == "mine"
        check_cells(out, "coco", with_splits=False)


@pytest.mark.parametrize("place", ["source", "source/new", "."])
def test_that_the_source_is_never_written_into(tmp_path: Path, place: str, capsys: pytest.CaptureFixture[str]) -> None:
    source = cells(tmp_path / "source", "voc", with_splits=False)
    before = contents(tmp_path)
    assert convert(source, "yolo", tmp_path / place, "--overwrite") == 2
    assert "overlap" in capsys.readouterr().err
    assert contents(tmp_path) == before


def test_that_images_of_the_source_elsewhere_are_never_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_images(tmp_path / "photos", "a.png")
    content = coco_object({"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4]}, images=("../photos/a.png",))
    path = written_coco(tmp_path / "labels" / "a.json", content)
    assert convert(path, "voc", tmp_path / "photos", "--overwrite") == 2
    assert has_sentence(capsys.readouterr().err, CONTAINS_SOURCE)
    assert convert(path, "voc", tmp_path / "labels" / "voc") == 0


def test_that_a_failed_write_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source = cells(tmp_path / "source", "voc", with_splits=False)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("detector.data.conversion.shutil.copyfile", full)
    assert convert(source, "coco", tmp_path / "out") == 2
    assert has_sentence(capsys.readouterr().err, TARGET_NOT_WRITTEN, reason="No space left on device")
    assert [path.name for path in tmp_path.iterdir()] == ["source"]


def test_that_images_may_be_linked_or_left(tmp_path: Path) -> None:
    source = cells(tmp_path / "source", "voc", with_splits=False)
    assert convert(source, "coco", tmp_path / "linked", "--images", "link") == 0
    check_cells(tmp_path / "linked", "coco", with_splits=False)
    link = tmp_path / "linked" / "images" / "cell_1.png"
    assert link.is_symlink()
    assert link.resolve() == source / "cell_1.png"
    assert convert(source, "coco", tmp_path / "bare", "--images", "none") == 0
    assert contents(tmp_path / "bare").keys() == {"annotations.json"}


@pytest.mark.parametrize("target", NAMES)
def test_that_images_with_one_name_do_not_take_each_others_place(tmp_path: Path, target: FormatName) -> None:
    write_images(tmp_path / "source", "one/a.png", "two/a.png", "two/A.png", "a.jpg")
    names = ("one/a.png", "two/a.png", "two/A.png", "a.jpg")
    boxes = [{"id": n, "image_id": n, "category_id": 1, "bbox": [1, 1, n, 5]} for n in range(1, 5)]
    written_coco(tmp_path / "source" / "labels.json", coco_object(*boxes, images=names))
    assert convert(tmp_path / "source", target, tmp_path / "out") == 0
    data = open_dataset(tmp_path / "out")
    widths = [
        annotation.bounds.width
        for image in data.images
        for annotation in data.read_labels(image).image_annotations.annotations
    ]
    assert sorted(widths) == pytest.approx([1, 2, 3, 4], abs=0.01)
    assert len({image.name.casefold() for image in data.images}) == 4


def test_that_a_source_in_another_format_than_it_looks_may_be_named(tmp_path: Path) -> None:
    source = cells(tmp_path / "source", "voc", with_splits=False)
    content = coco_object({"id": 1, "image_id": 1, "category_id": 2, "bbox": [1, 2, 3, 4]}, images=("cell_1.png",))
    written_coco(source / "annotations.json", content)
    assert convert(source, "csv", tmp_path / "out", "--from", "coco") == 0
    rows = (tmp_path / "out" / "annotations.csv").read_text().splitlines()
    assert rows[1:] == ["cell_1.png,128,96,dog,1,2,4,6"]


@pytest.mark.shared
def test_that_real_photographs_come_over_and_back(shared: Path, tmp_path: Path) -> None:
    source = tmp_path / "source"
    for folder, suffix in (("Annotations", ".xml"), ("JPEGImages", ".jpg")):
        (source / folder).mkdir(parents=True)
        for path in sorted((shared / "data" / "bccd" / folder).glob(f"*{suffix}"))[:REAL_PHOTOGRAPHS]:
            shutil.copy(path, source / folder)
    expected = boxes_of(open_dataset(source))
    assert len(expected) == REAL_PHOTOGRAPHS
    for target in ("coco", "yolo", "voc"):
        assert convert(source, target, tmp_path / target, "--images", "link") == 0
        read = boxes_of(open_dataset(tmp_path / target))
        assert read.keys() == expected.keys()
        for name, boxes in read.items():
            for (label, corners), (name_expected, edges) in zip(boxes or (), expected[name] or (), strict=True):
                assert label == name_expected
                assert corners == pytest.approx(edges, abs=0.01)
        source = tmp_path / target


def test_that_bridges_spare_labelme_its_masks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_images(tmp_path / "in", "a.png")
    hole = [810, 3, 77, 1, 1, 1, 77, 3, 7027]  # 3 x 3 pixels without the one in the middle
    mask = {"id": 1, "image_id": 1, "category_id": 1, "segmentation": {"size": [80, 100], "counts": hole}}
    square = {"id": 2, "image_id": 1, "category_id": 1, "segmentation": {"size": [80, 100], "counts": [1620, 9, 6371]}}
    source = written_coco(tmp_path / "in" / "annotations.json", coco_object(mask, square))
    for out, more in (("masks", ()), ("bridged", ("--bridge",))):
        assert convert(source, "labelme", tmp_path / out, *more) == 0
        assert has_sentence(capsys.readouterr().err, MASK_SHAPES, objects="2 objects are") == (out == "masks")
    (label_file,) = (tmp_path / "bridged").rglob("a.json")
    shapes = json.loads(label_file.read_text())["shapes"]
    assert [shape["shape_type"] for shape in shapes] == ["polygon", "polygon"]
    areas = []
    for out in ("masks", "bridged"):
        assert convert(tmp_path / out, "coco", tmp_path / f"{out} back") == 0
        found = json.loads((tmp_path / f"{out} back" / "annotations.json").read_text())["annotations"]
        areas.append([one["area"] for one in found])
    assert areas[0] == areas[1]
