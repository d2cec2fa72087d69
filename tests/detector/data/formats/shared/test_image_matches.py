"""Images that COCO files and tables list under names that are not quite theirs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from detector.data.annotation import Annotation
from detector.data.directory_cache import share_directory_cache
from detector.data.formats.base import Dataset
from detector.data.formats.registry import FORMATS
from detector.data.formats.shared.single_file_search import NOT_UNDER_NAME, SPELLED_DIFFERENTLY
from detector.data.geometry import Box
from detector.data.labeled_set import load_training_set
from detector.errors import DatasetError
from tests.detector.data.formats.format_samples import files
from tests.detector.data.formats.joint_samples import coco_object, write_images, written_coco
from tests.sentences import has_sentence

NFC, NFD = "caf\xe9 1.png", "cafe\u0301 1.png"


def coco(root: Path, names: Iterable[str]) -> Dataset:
    """A box for each image, as wide as the number of its name in the list, from 1."""
    listed = tuple(names)
    boxes = [{"id": n, "image_id": n, "category_id": 1, "bbox": [0, 0, n, 5]} for n in range(1, len(listed) + 1)]
    written_coco(root / "annotations.json", coco_object(*boxes, images=listed))
    return FORMATS["coco"].open_dataset(root)


def table(root: Path, names: Iterable[str]) -> Dataset:
    rows = "".join(f'"{name}",100,80,cat,0,0,{n},5\n' for n, name in enumerate(names, 1))
    files(root, {"annotations.csv": f"filename,width,height,class,xmin,ymin,xmax,ymax\n{rows}"})
    return FORMATS["csv"].open_dataset(root)


def widths(data: Dataset) -> dict[str, list[float]]:
    """By the path of the image."""
    read = {data.images.name_at(n): data.read_labels(image) for n, image in enumerate(data.images)}
    return {name: [each.bounds.width for each in file.image_annotations.annotations] for name, file in read.items()}


@pytest.mark.parametrize("write", [coco, table])
@pytest.mark.parametrize(
    ("listed", "disk"),
    [
        ("my%20photo%281%29.png", "my photo(1).png"),
        ("my photo.png", "my%20photo.png"),
        ("IMG_1.PNG", "img_1.png"),
        ("img_1.png", "IMG_1.PNG"),
        ("a.jpg", "a.png"),
        ("a.jpeg", "a.PNG"),
        ("A.JPG", "a.png"),
        ("Cam1/A.png", "cam1/a.png"),
        ("cam 1/a.png", "cam%201/a.png"),
        ("cam1\\A.png", "cam1/a.png"),
        (NFC, NFD),
        (NFD, NFC),
        (NFC.upper(), NFD),
        (f"{NFC[:4]}/a.png", f"{NFD[:5]}/a.png"),
    ],
)
def test_that_an_image_spelled_otherwise_is_matched_and_reported(
    tmp_path: Path, write: type[Dataset], listed: str, disk: str
) -> None:
    write_images(tmp_path, disk)
    data = write(tmp_path, [listed])
    assert widths(data) == {disk: [1]}
    (notice,) = data.notices
    assert has_sentence(notice, SPELLED_DIFFERENTLY, images="1 image")


def test_that_saving_a_respelled_image_edits_its_own_entry(tmp_path: Path) -> None:
    write_images(tmp_path, "a b.png")
    data = coco(tmp_path, ["a%20b.png"])
    read = data.read_labels(data.images[0])
    read.save(
        read.image_annotations.with_annotations(
            [*read.image_annotations.annotations, Annotation(Box(1, 2, 30, 40), "cat")]
        )
    )
    content = json.loads((tmp_path / "annotations.json").read_text())
    assert [image["file_name"] for image in content["images"]] == ["a%20b.png"]
    assert [one["image_id"] for one in content["annotations"]] == [1, 1]


@pytest.mark.parametrize("write", [coco, table])
@pytest.mark.parametrize(
    ("listed", "disk", "expected"),
    [
        (["a.png", "A.png"], ["a.png"], {"a.png": [1]}),
        (["A.png", "a.PNG"], ["a.png"], {"a.png": []}),
        (["a.jpg", "a.jpeg"], ["a.png"], {"a.png": []}),
        (["a.jpg"], ["a.png", "a.bmp"], {"a.bmp": [], "a.png": []}),
        (["a.jpg", "a.png"], ["a.png"], {"a.png": [2]}),
        ([NFC, NFD], [NFC, NFD], {NFD: [2], NFC: [1]}),
        ([NFC, "b.png"], [NFD, NFC, "b.png"], {"b.png": [2], NFD: [], NFC: [1]}),
        (["a%20b.png", "a b.png"], ["a b.png"], {"a b.png": [2]}),
    ],
)
def test_that_a_match_that_may_be_another_ones_is_none(
    tmp_path: Path, write: type[Dataset], listed: list[str], disk: list[str], expected: dict[str, list[float]]
) -> None:
    write_images(tmp_path, *disk, "z.png")
    assert widths(write(tmp_path, [*listed, "z.png"])) == {**expected, "z.png": [len(listed) + 1]}


@pytest.mark.parametrize("write", [coco, table])
@pytest.mark.parametrize(
    ("listed", "disk", "expected"),
    [
        # as they should be: one picture here, the other's own is missing
        (["cam1/1.png", "cam2/1.png"], ["images/cam1/1.png", "images/1.png"], {"images/cam1/1.png": [1]}),
        (["cam1/1.png", "cam2/1.png"], ["1.png"], {}),
        (["cam1/1.png", "1.png"], ["1.png"], {"1.png": [2]}),
        (["/data/cam1/1.png", "/data/cam2/1.png"], ["cam1/1.png"], {"cam1/1.png": [1]}),
        (
            ["/data/cam1/1.png", "/data/cam2/1.png"],
            ["cam1/1.png", "cam2/1.png"],
            {"cam1/1.png": [1], "cam2/1.png": [2]},
        ),
        (["C:\\set\\cam1\\1.png"], ["images/cam1/1.png"], {"images/cam1/1.png": [1]}),
        (["C:\\set\\my%20cam\\1.PNG"], ["images/my cam/1.png"], {"images/my cam/1.png": [1]}),
        (["somewhere/1.png"], ["images/1.png"], {"images/1.png": [1]}),
        (["/1.png"], ["images/1.png"], {"images/1.png": [1]}),
        (["somewhere/1.jpg"], ["images/1.png"], {}),
        (["a/1.png", "b/1.PNG"], ["1.png"], {}),
    ],
)
def test_that_the_end_of_a_name_counts_only_where_it_is_no_other_images(
    tmp_path: Path, write: type[Dataset], listed: list[str], disk: list[str], expected: dict[str, list[float]]
) -> None:
    write_images(tmp_path, *disk, "images/z.png")
    data = write(tmp_path, [*listed, "z.png"])
    assert {name: found for name, found in widths(data).items() if found and not name.endswith("z.png")} == expected
    left_out = len(listed) - len(expected)
    messages = [notice for notice in data.notices if "not on disk" in notice]
    assert bool(messages) == bool(left_out)


def test_that_an_image_of_two_files_is_taken_by_none_that_only_names_its_end(tmp_path: Path) -> None:
    write_images(tmp_path / "images", "1.png")
    box = {"id": 1, "image_id": 1, "category_id": 1, "bbox": [0, 0, 7, 5]}
    written_coco(tmp_path / "annotations" / "train.json", coco_object(box, images=("1.png",)))
    written_coco(tmp_path / "annotations" / "val.json", coco_object(box, images=("other/1.png",)))
    data = FORMATS["coco"].open_dataset(tmp_path)
    assert data.splits["train"] == {tmp_path / "images" / "1.png"}
    unclear = {"name": "val.json", "images": "1 image that is"}
    assert any(has_sentence(notice, NOT_UNDER_NAME, **unclear) for notice in data.notices)


def test_that_the_other_camera_gets_no_boxes(shared: Path, tmp_path: Path) -> None:
    root = shutil.copytree(shared / "cases" / "22k-basename-fallback", tmp_path / "case")
    data = FORMATS["coco"].open_dataset(root)
    labeled = [data.images.name_at(n) for n, image in enumerate(data.images) if data.is_labeled(image)]
    assert labeled == ["images/cam1/0001.jpg"]
    assert any("cam2/0001.jpg" in notice and has_sentence(notice, NOT_UNDER_NAME) for notice in data.notices)
    assert [image.path for image in load_training_set(root).images] == [root / "images" / "cam1" / "0001.jpg"]


def test_that_names_that_climb_out_are_not_matched_by_their_spelling(tmp_path: Path) -> None:
    write_images(tmp_path, "outside/A.png", "data/z.png")
    data = coco(tmp_path / "data", ["z.png", "../outside/a.png", "%2e%2e/outside/A.png", "%2e%2e%2foutside%2fA.png"])
    assert list(data.images) == [tmp_path / "data" / "z.png"]


def test_that_opening_a_file_that_lists_many_missing_images_can_be_given_up(tmp_path: Path) -> None:
    write_images(tmp_path, "z.png")
    names = [f"dir{n}/{n}.png" for n in range(20_000)]
    written_coco(tmp_path / "annotations.json", coco_object(images=(*names, "z.png")))
    asked = 0

    def canceled() -> bool:
        nonlocal asked
        asked += 1
        return asked > 1

    with share_directory_cache(canceled), pytest.raises(DatasetError):
        FORMATS["coco"].open_dataset(tmp_path, canceled)
    assert 1 < asked < 50
