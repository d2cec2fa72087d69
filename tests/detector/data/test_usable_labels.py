"""Training learns from no image in whose labels `frcnn check` finds an error, and says so."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from detector.config import get_preset
from detector.data.formats.base import OpenOptions
from detector.data.formats.registry import open_dataset
from detector.data.labeled_set import TrainingSet, load_training_set
from detector.data.lint.problems import ProblemKind, Severity
from detector.data.lint.search import LabelSearch
from detector.errors import DatasetError
from detector.training.runs.data_selection import DataChoice, UnusableLabelsError, load_sets
from tests.detector.drawn import Labeled, voc_xml
from tests.detector.image_files import labeled, write_image

GOOD: Labeled = ("cup", (10, 10, 60, 50))
HEADER = "filename,width,height,class,xmin,ymin,xmax,ymax"


def names(loaded: TrainingSet) -> list[str]:
    return [image.path.name for image in loaded.images]


def table(root: Path, rows: Sequence[str], header: str = HEADER) -> Path:
    """A table of boxes for four pictures that no two rows share."""
    root.mkdir(exist_ok=True)
    for number in range(4):
        write_image(root / f"p{number}.png")
    (root / "labels.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return root


def images_with_errors(root: Path) -> set[str]:
    """What `frcnn check` says."""
    search = LabelSearch(open_dataset(root), get_preset("mobilenet_fpn"))
    return {one.image.name for one in search.find_problems() if one.severity is Severity.ERROR and one.image}


BAD_ROWS = {
    "no class": "p0.png,128,96,,10,10,60,50",
    "two decimal points": "p0.png,128,96,cup,10.5.5,10,60,50",
    "no number": "p0.png,128,96,cup,ten,10,60,50",
    "an empty corner": "p0.png,128,96,cup,,10,60,50",
    "swapped corners": "p0.png,128,96,cup,60,50,10,10",
    "no area": "p0.png,128,96,cup,10,10,10,50",
    "all outside": "p0.png,128,96,cup,300,300,360,350",
    "too large": "p0.png,128,96,cup,0,0,200,90",
}


@pytest.mark.parametrize("row", BAD_ROWS.values(), ids=BAD_ROWS)
@pytest.mark.parametrize("beside", [False, True], ids=["alone", "beside a good row"])
def test_that_an_image_with_an_unusable_row_is_left_out_and_named(tmp_path: Path, row: str, beside: bool) -> None:
    good = [f"p{number}.png,128,96,cup,10,10,60,50" for number in range(0 if beside else 1, 4)]
    root = table(tmp_path / "data", [*good, row])
    loaded = load_training_set(root)
    assert names(loaded) == ["p1.png", "p2.png", "p3.png"]
    assert [problem.image for problem in loaded.left_out] == [root / "p0.png"]
    (sentence,) = [text for text in loaded.warnings if text.startswith("1 image is left out")]
    assert "p0.png" in sentence
    assert any("frcnn check" in text for text in loaded.warnings)
    assert images_with_errors(root) == {"p0.png"}


def test_that_many_images_left_out_are_counted_and_five_of_them_named(tmp_path: Path) -> None:
    labeled(tmp_path / "good.png", [("cup", (0, 10, 60, 50))])
    for number in range(9):
        labeled(tmp_path / f"{number}.png", [("cup", (0, 0, 40, 40)), ("cup", (10, 10, 10, 50))])
    (sentence,) = [text for text in load_training_set(tmp_path).warnings if "left out" in text]
    assert sentence.startswith("9 images are left out (boxes without area): 0.png, 1.png, 2.png, 3.png, 4.png and 4")


def test_that_a_folder_of_which_nothing_can_be_used_says_why(tmp_path: Path) -> None:
    labeled(tmp_path / "a.png", [("cup", (0, 0, 40, 40)), ("cup", (10, 10, 10, 50))])
    with pytest.raises(DatasetError, match=r"no usable labeled image\. 1 image .*a\.png: box 2"):
        load_training_set(tmp_path)


def coco(root: Path, annotations: Sequence[dict[str, Any]]) -> Path:
    root.mkdir(exist_ok=True)
    images = [
        {"id": number, "file_name": write_image(root / f"p{number}.png").name, "width": 128, "height": 96}
        for number in range(1, 4)
    ]
    numbered = [{"id": number, "category_id": 1, **one} for number, one in enumerate(annotations, start=1)]
    content = {"images": images, "categories": [{"id": 1, "name": "cup"}], "annotations": numbered}
    (root / "annotations.json").write_text(json.dumps(content), encoding="utf-8")
    return root


def test_that_polygons_and_masks_without_a_box_give_theirs(tmp_path: Path) -> None:
    runs = [96 * 20 + 10, *[30, 66] * 4, 30, 96 * 128 - 96 * 24 - 40]  # 30 rows from 10 on, in five columns from 20 on
    root = coco(
        tmp_path / "data",
        [
            {"image_id": 1, "segmentation": [[10, 12, 60, 12, 60, 50]]},
            {"image_id": 2, "segmentation": {"size": [96, 128], "counts": runs}},
            {"image_id": 3, "bbox": [1, 2, 30, 40], "segmentation": []},
        ],
    )
    loaded = load_training_set(root)
    assert [image.boxes.tolist() for image in loaded.images] == [
        [[10, 12, 60, 50]],
        [[20, 10, 25, 40]],
        [[1, 2, 31, 42]],
    ]
    assert loaded.left_out == ()


def test_that_polygons_of_labelme_are_learned_from(tmp_path: Path) -> None:
    for name, points in {"a": [[10, 20], [60, 25], [20, 70]], "b": [[10, 20], [60, None], [20, 70]]}.items():
        write_image(tmp_path / f"{name}.png")
        shape = {"label": "cup", "points": points, "shape_type": "polygon"}
        (tmp_path / f"{name}.json").write_text(
            json.dumps({"shapes": [shape], "imagePath": f"{name}.png", "imageWidth": 128, "imageHeight": 96}),
            encoding="utf-8",
        )
    loaded = load_training_set(tmp_path)
    assert [image.boxes.tolist() for image in loaded.images] == [[[10, 20, 60, 70]]]
    assert [problem.kind for problem in loaded.left_out] == [ProblemKind.UNUSABLE_LABELS]


@pytest.mark.parametrize(
    "annotation",
    [
        {"image_id": 1},
        {"image_id": 1, "bbox": [1, 2, 3], "segmentation": []},
        {"image_id": 1, "bbox": [5, 5, 50, 50], "category_id": 7},
        {"image_id": 1, "bbox": ["5", 5, 50, 50]},
    ],
)
def test_that_an_annotation_without_a_usable_box_leaves_its_image_out(
    tmp_path: Path, annotation: dict[str, Any]
) -> None:
    good = [{"image_id": number, "bbox": [10, 10, 50, 40]} for number in (1, 2, 3)]
    root = coco(tmp_path / "data", [*good, annotation])
    loaded = load_training_set(root)
    assert names(loaded) == ["p2.png", "p3.png"]
    assert loaded.left_out[0].kind is ProblemKind.UNUSABLE_LABELS


def test_that_a_class_number_that_is_not_listed_leaves_the_image_out(tmp_path: Path) -> None:
    for name, rows in {"a": "0 0.5 0.5 0.2 0.2\n", "b": "0 0.5 0.5 0.2 0.2\n3 0.3 0.3 0.2 0.2\n"}.items():
        write_image(tmp_path / f"{name}.png")
        (tmp_path / f"{name}.txt").write_text(rows, encoding="utf-8")
    (tmp_path / "classes.txt").write_text("cup\n", encoding="utf-8")
    loaded = load_training_set(tmp_path)
    assert names(loaded) == ["a.png"]
    assert loaded.left_out[0].kind is ProblemKind.UNLISTED_CLASS
    assert images_with_errors(tmp_path) == {"b.png"}


def test_that_labels_of_another_size_with_boxes_outside_leave_the_image_out(tmp_path: Path) -> None:
    labeled(tmp_path / "a.png", [GOOD])
    xml = voc_xml("b.png", [("cup", (100, 80, 200, 150)), ("cup", (0, 0, 40, 40))], 256, 192)
    write_image(tmp_path / "b.png").with_suffix(".xml").write_text(xml, encoding="utf-8")
    loaded = load_training_set(tmp_path)
    assert names(loaded) == ["a.png"]
    (problem,) = loaded.left_out
    assert problem.kind is ProblemKind.RESIZED
    assert [one.corners for one in problem.repairs] == [(50, 40, 100, 75), (0, 0, 20, 20)]


def test_that_labels_of_another_size_whose_boxes_fit_are_used_and_reported(tmp_path: Path) -> None:
    xml = voc_xml("a.png", [("cup", (0, 0, 40, 40))], 256, 192)
    write_image(tmp_path / "a.png").with_suffix(".xml").write_text(xml, encoding="utf-8")
    loaded = load_training_set(tmp_path)
    assert names(loaded) == ["a.png"]
    assert any(ProblemKind.WRONG_SIZE.heading in text and "a.png" in text for text in loaded.warnings)


def fractions(root: Path) -> Path:
    return table(root, ["p0.png,128,96,cup,0.1,0.1,0.5,0.6", "p1.png,128,96,cup,10,10,60,50"])


def tiny(root: Path) -> Path:
    return table(root, ["p0.png,128,96,cup,10,10,10.3,60", "p1.png,128,96,cup,10,10,60,50"])


def turned(root: Path) -> Path:
    root.mkdir()
    exif = Image.Exif()
    exif[0x0112] = 6
    write_image(root / "stored.png")
    with Image.open(root / "stored.png") as stored:
        stored.save(root / "p0.png", exif=exif)
    (root / "stored.png").unlink()
    (root / "p0.xml").write_text(voc_xml("p0.png", [("cup", (70, 20, 120, 30))], 128, 96), encoding="utf-8")
    labeled(root / "p1.png", [("cup", (0, 10, 60, 50))])
    return root


@pytest.mark.parametrize("make", [fractions, tiny, turned])
def test_that_training_does_not_begin_before_these_are_put_right(tmp_path: Path, make: Any) -> None:
    root = make(tmp_path / "data")
    assert images_with_errors(root) == {"p0.png"}
    with pytest.raises(UnusableLabelsError, match=r"p0\.png"):
        load_sets(root, DataChoice(), 0)
    training, _ = load_sets(root, DataChoice(skip_unusable=True), 0)
    assert names(training) == ["p1.png"]
    assert [problem.image for problem in training.blocking_problems] == [root / "p0.png"]


def test_that_images_to_measure_on_are_asked_for_too(tmp_path: Path) -> None:
    labeled(tmp_path / "a.png", [GOOD])
    other = tiny(tmp_path.parent / f"{tmp_path.name}-other")
    with pytest.raises(UnusableLabelsError, match=ProblemKind.TINY.heading):
        load_sets(tmp_path, DataChoice(val=other), 0)


def test_that_a_resumed_run_skips_what_it_skipped() -> None:
    choice = DataChoice(format="csv", skip_unusable=True)
    assert DataChoice.from_arguments(choice.to_arguments()) == choice
    assert not DataChoice.from_arguments(DataChoice.from_options(OpenOptions()).to_arguments()).skip_unusable


def test_that_a_sliver_at_the_border_is_no_part_of_the_image(tmp_path: Path) -> None:
    labeled(tmp_path / "a.png", [GOOD])
    labeled(tmp_path / "b.png", [("cup", (0, 0, 40, 40)), ("cup", (127.7, 10, 160, 60))])
    loaded = load_training_set(tmp_path)
    assert names(loaded) == ["a.png"]
    assert loaded.left_out[0].kind is ProblemKind.OUTSIDE


@pytest.mark.parametrize("name", ["background", "__background__", "_background_", "BG", "Background", "背景"])
def test_that_a_class_called_background_is_pointed_out(tmp_path: Path, name: str) -> None:
    labeled(tmp_path / "a.png", [("cup", (0, 0, 60, 50)), (name, (60, 50, 120, 90))])
    assert any(text.startswith(f"Class {name} (1 box) is trained") for text in load_training_set(tmp_path).warnings)
    found = LabelSearch(open_dataset(tmp_path), get_preset("mobilenet_fpn")).find_problems()
    assert [one.severity for one in found if one.kind is ProblemKind.BACKGROUND_CLASS] == [Severity.WARNING]


def test_that_a_listed_background_without_boxes_is_pointed_out_and_others_are_not(tmp_path: Path) -> None:
    write_image(tmp_path / "a.png")
    (tmp_path / "a.txt").write_text("1 0.5 0.5 0.2 0.2\n", encoding="utf-8")
    (tmp_path / "classes.txt").write_text("__background__\nbackground light\n", encoding="utf-8")
    messages = [text for text in load_training_set(tmp_path).warnings if text.startswith("Class ")]
    assert [text.split(" is ")[0] for text in messages] == ["Class __background__ (0 boxes)"]


@pytest.mark.shared
def test_that_masks_without_boxes_are_trained_on(shared: Path) -> None:
    loaded = load_training_set(shared / "cases" / "03c-coco-no-bbox-train")
    assert [image.boxes.tolist() for image in loaded.images] == [[[10, 10, 30, 30]]] * 4
    assert loaded.left_out == ()


@pytest.mark.shared
def test_that_unusable_rows_are_reported_by_check_and_by_train_and_never_taught_as_background(
    shared: Path, tmp_path: Path
) -> None:
    root = Path(shutil.copytree(shared / "cases" / "32-csv-bad-rows", tmp_path / "data"))
    loaded = load_training_set(root)
    assert all(len(image.boxes) for image in loaded.images)
    assert {problem.image.name for problem in loaded.left_out if problem.image} >= {"p2.jpg"}
    assert {*names(loaded), *(problem.image.name for problem in loaded.left_out if problem.image)} == {
        f"p{number}.jpg" for number in range(4)
    }
    assert any("p2.jpg" in text for text in loaded.warnings)
    assert "p2.jpg" in images_with_errors(root)
