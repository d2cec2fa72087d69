"""Damaged and hostile files: every reader ends in labels or in a sentence, soon, and changes nothing by itself.

`python -m tests.reliability.fuzz` runs many more cases than there is time for here.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from detector.data.formats.base import FormatName
from detector.data.formats.registry import FORMATS, open_dataset, recognize_format
from detector.data.formats.shared.single_file_search import NOT_ON_DISK, OUTSIDE_FOLDER
from detector.data.image_io import MAX_MEGAPIXELS, decode_image, read_size
from detector.errors import AnnotationUnreadableError, DatasetError, ImageUnreadableError
from tests.detector.data.formats.format_samples import files, images
from tests.detector.data.formats.joint_samples import coco_object, write_images, written_coco
from tests.detector.data.image_samples import png
from tests.reliability.fuzz import LONGEST, Target, run, time_limit
from tests.sentences import has_sentence

CASES: dict[Target, int] = {
    "voc": 300, "yolo": 300, "coco": 400, "labelme": 400, "csv": 400, "cvat": 400, "createml": 400, "via": 400,
    "masks": 60, "image": 400,
}  # fmt: skip
BOX = {"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4]}


def check_damaged_files(target: Target, cases: int, folder: Path) -> None:
    endings, faults = run(target, cases, 0, folder)
    assert [(fault.seed, fault.what) for fault in faults] == []
    if target == "masks":  # a file for each object: one that is damaged is named, the others are used
        assert endings == {"read": cases}
    else:
        # The damage is neither too light nor too bad.
        assert min(endings["read"], endings["refused"]) > cases // 10


@pytest.mark.parametrize("target", CASES)
def test_that_damaged_files_give_labels_or_a_sentence(tmp_path: Path, target: Target) -> None:
    check_damaged_files(target, CASES[target] // 3, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("target", CASES)
def test_that_many_damaged_files_give_labels_or_a_sentence(tmp_path: Path, target: Target) -> None:
    check_damaged_files(target, CASES[target], tmp_path)


# -- bombs


def refusal(root: Path, name: FormatName) -> str:
    """What is said when the folder, or the labels of its first image, are read."""
    with time_limit(LONGEST), pytest.raises((DatasetError, AnnotationUnreadableError)) as refused:
        _read_first(root, name)
    return str(refused.value)


def _read_first(root: Path, name: FormatName) -> None:
    data = FORMATS[name].open_dataset(root)
    data.read_labels(data.images[0])


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ("".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(12)), "entities"),
        ('<!ENTITY l11 SYSTEM "file:///etc/passwd">', "entities"),
        ('<!ENTITY % l11 SYSTEM "http://127.0.0.1/x"> %l11;', "entities"),
    ],
)
def test_that_entities_of_xml_are_refused(tmp_path: Path, head: str, words: str) -> None:
    images(tmp_path, "a.jpg")
    files(tmp_path, {"a.xml": f"<!DOCTYPE annotation [{head}]><annotation><folder>&l11;</folder></annotation>"})
    assert words in refusal(tmp_path, "voc")


def test_that_tags_within_tags_without_end_are_refused(tmp_path: Path) -> None:
    images(tmp_path, "a.jpg")
    files(tmp_path, {"a.xml": "<annotation>" + "<a>" * 200_000})
    assert "nested" in refusal(tmp_path, "voc")


@pytest.mark.parametrize(
    "yaml",
    [
        "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [{f'*a{n - 1}, ' * 10}]\n" for n in range(1, 9))
        + "train: *a8\nnames: [cat]\n",
        "train: &a [*a]\nnames: [cat]\n",
        "train: images\nnames: &a {0: *a}\n",
        "names: " + "[" * 5000 + "]" * 5000,
        "names: " + "{a: " * 5000,
        "names: " + "[" * 900_000,
        "names:\n  " + "- " * 20_000,
        "names:\n  " + "? " * 20_000,
    ],
)  # fmt: skip
def test_that_yaml_that_grows_without_end_is_refused(tmp_path: Path, yaml: str) -> None:
    images(tmp_path, "images/a.jpg")
    files(tmp_path, {"data.yaml": yaml})
    assert "data.yaml" in refusal(tmp_path, "yolo")
    with time_limit(LONGEST), pytest.raises(DatasetError):
        open_dataset(tmp_path / "data.yaml")


def test_that_an_alias_for_a_name_is_no_bomb(tmp_path: Path) -> None:
    images(tmp_path, "images/a.jpg")
    files(tmp_path, {"data.yaml": "train: &t images\nval: *t\nnames: [cat]\n"})
    assert FORMATS["yolo"].open_dataset(tmp_path).classes == ("cat",)


def test_that_a_path_of_endless_folders_takes_no_time(tmp_path: Path) -> None:
    images(tmp_path, "images/a.jpg")
    files(tmp_path, {"data.yaml": f"train: {'a/' * 20_000}b\nnames: [cat]\n"})
    rows = f"{'a/' * 20_000}b.png,1,2,3,4,cat\na.jpg,1,2,3,4,cat\n"
    files(tmp_path, {"annotations.csv": rows})
    with time_limit(LONGEST):
        assert len(FORMATS["yolo"].open_dataset(tmp_path).images) == 1
        assert len(FORMATS["csv"].open_dataset(tmp_path).images) == 1


def test_that_a_huge_yaml_file_of_another_program_is_passed_over(tmp_path: Path) -> None:
    images(tmp_path, "a.jpg")
    files(tmp_path, {"run.yaml": "names: [cat]\n" + "x: 1\n" * 400_000, "a.txt": "0 .5 .5 .1 .1\n"})
    with time_limit(LONGEST):
        assert recognize_format(tmp_path) == "yolo"


@pytest.mark.parametrize("bomb", ["[" * 200_000, '{"a":' * 200_000, "[" * 100_000 + "]" * 100_000])
def test_that_json_nested_without_end_is_refused(tmp_path: Path, bomb: str) -> None:
    images(tmp_path, "a.jpg")
    files(tmp_path, {"a.json": f'{{"version": "5", "shapes": [], "imagePath": "a.jpg", "x": {bomb}'})
    assert "nested" in refusal(tmp_path, "labelme")
    (tmp_path / "a.json").write_text(f'{{"images": [], "annotations": [{bomb}, "categories": []}}')
    assert "nested" in refusal(tmp_path / "a.json", "coco")


def test_that_blanks_without_end_in_a_shared_label_file_take_no_time(tmp_path: Path) -> None:
    images(tmp_path, "a.jpg", "a.png")
    files(tmp_path, {"a.xml": "<annotation><filename>" + " " * 60_000})
    with time_limit(LONGEST):
        assert len(FORMATS["voc"].open_dataset(tmp_path).images) == 2


def test_that_many_faulty_rows_take_no_time(tmp_path: Path) -> None:
    write_images(tmp_path, "a.png")
    rows = "a.png,x,x,x,x,cat\n" * 30_000
    files(tmp_path, {"annotations.csv": "filename,xmin,ymin,xmax,ymax,class\n" + rows})
    data = FORMATS["csv"].open_dataset(tmp_path)
    with time_limit(LONGEST):
        *faults, last = data.read_labels(data.images[0]).problems
    assert len(faults) == 20_000
    assert "The first 20,000 are used" in last


@pytest.mark.parametrize("suffix", [".png", ".jpg"])
def test_that_a_small_file_with_endless_pixels_is_refused_before_they_are_made(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"bomb{suffix}"
    path.write_bytes(png(60_000, 60_000, pixels=bytes(1_000_000)))
    for read in (read_size, decode_image):
        with pytest.raises(ImageUnreadableError, match=f"3,600 megapixels .* limit is {MAX_MEGAPIXELS}"):
            read(path)


# -- names that lead elsewhere


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """An image that is nobody's business, beside the data set."""
    (path,) = write_images(tmp_path / "private", "secret.png")
    return path


@pytest.mark.parametrize("name", ["../private/secret.png", "sub/../../private/secret.png", "..\\private\\secret.png"])
def test_that_coco_names_that_climb_out_are_not_followed(tmp_path: Path, secret: Path, name: str) -> None:
    write_images(tmp_path / "data", "a.png")
    written_coco(tmp_path / "data" / "annotations.json", coco_object(BOX, images=("a.png", name)))
    data = FORMATS["coco"].open_dataset(tmp_path / "data")
    assert secret not in data.images
    assert [image.name for image in data.images] == ["a.png"]
    assert any(has_sentence(notice, OUTSIDE_FOLDER) and "secret.png" in notice for notice in data.notices)


def test_that_whole_paths_count_only_within_the_data_set(tmp_path: Path, secret: Path) -> None:
    write_images(tmp_path / "data" / "photos", "a.png")
    inside = str(tmp_path / "data" / "photos" / "a.png")
    names = (inside, str(secret), "/etc/x.png", "C:\\Windows\\x.png", "\\\\server\\share\\x.png")
    written_coco(tmp_path / "data" / "annotations.json", coco_object(BOX, images=names))
    data = FORMATS["coco"].open_dataset(tmp_path / "data")
    assert list(data.images) == [tmp_path / "data" / "photos" / "a.png"]
    (absent, outside) = (notice for notice in data.notices if "left out" in notice)
    assert has_sentence(absent, NOT_ON_DISK, images="3 images that are")
    assert "1 image outside of its folder" in outside


def test_that_tables_do_not_lead_outside_either(tmp_path: Path, secret: Path) -> None:
    write_images(tmp_path / "data", "a.png")
    rows = f"a.png,1,2,30,40,cat\n../private/secret.png,1,2,30,40,cat\n{secret},1,2,30,40,cat\n"
    files(tmp_path / "data", {"annotations.csv": rows})
    assert [image.name for image in FORMATS["csv"].open_dataset(tmp_path / "data").images] == ["a.png"]


def test_that_images_beside_a_folder_of_labels_are_still_found(tmp_path: Path) -> None:
    write_images(tmp_path / "images", "a.png")
    path = written_coco(tmp_path / "annotations" / "instances.json", coco_object(BOX, images=("../images/a.png",)))
    for root in (path, tmp_path):
        assert [image.name for image in FORMATS["coco"].open_dataset(root).images] == ["a.png"]


def test_that_names_no_disk_can_have_are_reported_as_missing(tmp_path: Path) -> None:
    write_images(tmp_path, "a.png")
    names = ("a.png", "x" * 5000 + ".png", "zero\0byte.png", "dir\0/a2.png", "\ud800.png")
    (tmp_path / "annotations.json").write_text(json.dumps(coco_object(BOX, images=names)))
    data = FORMATS["coco"].open_dataset(tmp_path)
    assert len(data.images) == 1
    assert any(has_sentence(notice, NOT_ON_DISK, images="4 images that are") for notice in data.notices)
