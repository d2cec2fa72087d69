"""Pascal VOC data sets: which file labels which image, the splits of `ImageSets/Main`, and new ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.folder import NO_IMAGES
from detector.data.formats.voc.dataset import VocFormat
from detector.data.formats.voc.image_sets import IMAGES_NOT_FOUND, SPLIT_UNREADABLE
from detector.data.formats.voc.writer import BOXES_CUT
from detector.data.geometry import Box
from detector.errors import AnnotationUnreadableError, AnnotationWriteError, DatasetError
from tests.detector.data.formats.format_samples import files, images, names_of, same_annotations
from tests.detector.data.formats.voc_samples import by_lxml, corners, with_object
from tests.sentences import has_sentence, sentence_pattern

FORMAT = VocFormat()
XML = with_object(f"<name>cat</name>{corners(11, 21, 30, 40)}")
"""One-based: the first pixel inside is 11, 21."""


def voc(root: Path, sets: dict[str, str]) -> Path:
    images(root, *(f"JPEGImages/{number}.jpg" for number in range(1, 7)))
    files(root, {f"ImageSets/Main/{name}.txt": content for name, content in sets.items()})
    return files(root, {f"Annotations/{number}.xml": XML for number in range(1, 6)})


def splits(root: Path) -> dict[str, list[str]]:
    return {
        split: sorted(image.stem for image in members) for split, members in FORMAT.open_dataset(root).splits.items()
    }


@pytest.mark.parametrize("opened", [".", "JPEGImages"])
def test_that_the_sets_are_the_splits(tmp_path: Path, opened: str) -> None:
    sets = {"train": "1\n2\n", "val": "3\r\n4\r\n", "trainval": "1\n2\n3\n4\n", "test": "5\n", "cat_train": "6 1\n"}
    root = voc(tmp_path, sets) / opened
    assert FORMAT.is_format_of(root)
    assert splits(root) == {"train": ["1", "2"], "val": ["3", "4"], "test": ["5"]}
    data = FORMAT.open_dataset(root)
    assert names_of(data.images) == [f"{number}.jpg" for number in range(1, 7)]
    assert [data.is_labeled(image) for image in data.images] == [True] * 5 + [False]
    assert data.read_labels(data.images[0]).image_annotations.annotations == (
        Annotation(Box(10, 20, 30, 40), "cat", 0),
    )
    assert data.classes == ()
    assert data.notices == ()


def test_that_the_sets_are_found_from_inside_the_images(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(voc(tmp_path, {"train": "1"}) / "JPEGImages")
    assert splits(Path()) == {"train": ["1"]}


@pytest.mark.parametrize(
    ("sets", "expected"),
    [
        ({"trainval": "1\n2\n3", "test": "4"}, {"train": ["1", "2", "3"], "test": ["4"]}),
        ({"trainval": "1\n2\n3", "val": "2"}, {"train": ["1", "3"], "val": ["2"]}),
        ({"trainval": "1\n2\n3", "train": "2"}, {"train": ["2"], "val": ["1", "3"]}),
        ({"train": "1 1\n2 -1\n3.jpg\n\n  4  "}, {"train": ["1", "2", "3", "4"]}),
        ({"cat_train": "1 1\n", "default": "2"}, {}),
        ({"train": "\n", "val": ""}, {}),
    ],
)
def test_that_sets_of_all_sorts_make_splits(
    tmp_path: Path, sets: dict[str, str], expected: dict[str, list[str]]
) -> None:
    assert splits(voc(tmp_path, sets)) == expected


def test_that_names_without_an_image_are_reported_once(tmp_path: Path) -> None:
    root = voc(tmp_path, {"train": "1\n" + "\n".join(f"gone{number}" for number in range(8)), "val": "lost"})
    (notice,) = FORMAT.open_dataset(root).notices
    assert notice == (
        IMAGES_NOT_FOUND.format(
            file="ImageSets/Main",
            images="9 images that are",
            folder="JPEGImages",
            names="gone0, gone1, gone2, gone3, gone4 and 4 more",
        )
    )


def test_that_a_set_that_cannot_be_read_is_reported(tmp_path: Path) -> None:
    root = voc(tmp_path, {"val": "1"})
    (root / "ImageSets" / "Main" / "train.txt").mkdir()
    data = FORMAT.open_dataset(root)
    assert list(data.splits) == ["val"]
    assert has_sentence(data.notices[0], SPLIT_UNREADABLE, name="train.txt")


def test_that_names_with_spaces_and_shared_stems_are_found(tmp_path: Path) -> None:
    images(tmp_path, "JPEGImages/my cat.jpg", "JPEGImages/b.jpg", "JPEGImages/b.png")
    files(tmp_path, {"ImageSets/Main/train.txt": "my cat\nb", "ImageSets/Main/val.txt": "b.png"})
    data = FORMAT.open_dataset(tmp_path)
    first, second, cat = data.images
    assert data.splits == {"train": frozenset([first, cat]), "val": frozenset([second])}


def test_that_pairs_in_folders_of_splits_are_one_data_set(tmp_path: Path) -> None:
    images(tmp_path, "train/a.jpg", "valid/a.jpg", "valid/b.jpg", "extra/c.jpg")
    files(tmp_path, {"train/a.xml": XML, "valid/a.xml": XML.replace("cat", "dog")})
    assert FORMAT.is_format_of(tmp_path)
    data = FORMAT.open_dataset(tmp_path)
    assert splits(tmp_path) == {"train": ["a"], "val": ["a", "b"]}
    assert [data.read_labels(image).image_annotations.labels for image in data.images] == [(), ("cat",), ("dog",), ()]
    assert [data.is_labeled(image) for image in data.images] == [False, True, True, False]


def test_that_an_image_without_labels_gets_a_file_with_its_size(tmp_path: Path) -> None:
    images(tmp_path, "a.jpg", size=(30, 20))
    data = FORMAT.open_dataset(tmp_path)
    assert not FORMAT.is_format_of(tmp_path)
    blank = data.read_labels(tmp_path / "a.jpg")
    assert blank.image_annotations == ImageAnnotations()
    saved = blank.save(ImageAnnotations((Annotation(Box(0, 0, 30, 20), "all"),)))
    assert list(by_lxml(saved.path.read_bytes())) == [("all", [1, 1, 30, 20])]
    assert "<width>30</width>" in saved.path.read_text()


def test_that_all_files_are_read_with_one_origin(tmp_path: Path) -> None:
    images(tmp_path, "a.jpg", "b.jpg")
    files(tmp_path, {"a.xml": XML, "b.xml": XML.replace("<xmin>11<", "<xmin>0<")})
    data = FORMAT.open_dataset(tmp_path)
    assert data.read_labels(tmp_path / "a.jpg").image_annotations.annotations[0].bounds.x1 == 11


def test_that_a_bad_file_and_a_folder_in_its_place_are_reported(tmp_path: Path) -> None:
    images(tmp_path, "a.jpg", "b.jpg", "c.jpg")
    files(tmp_path, {"a.xml": "<annotation><obj", "c.xml": XML})
    (tmp_path / "b.xml").mkdir()
    data = FORMAT.open_dataset(tmp_path)
    for name in ("a", "b"):
        with pytest.raises(AnnotationUnreadableError, match=rf"{name}\.xml"):
            data.read_labels(tmp_path / f"{name}.jpg")
    with pytest.raises(KeyError):
        data.read_labels(tmp_path / "d.jpg")


@pytest.mark.parametrize("content", ["<html/>", "", "<kml><Document/></kml>"])
def test_that_other_xml_is_not_taken_for_labels(tmp_path: Path, content: str) -> None:
    images(tmp_path, "a.jpg")
    assert not FORMAT.is_format_of(files(tmp_path, {"a.xml": content}))
    assert not FORMAT.is_format_of(tmp_path / "a.xml")
    assert not FORMAT.is_format_of(tmp_path / "gone")


def test_that_files_in_utf16_are_recognized(tmp_path: Path) -> None:
    images(tmp_path, "a.jpg")
    assert FORMAT.is_format_of(files(tmp_path, {"a.xml": XML.encode("utf-16")}))


def test_that_a_folder_without_images_is_reported(tmp_path: Path) -> None:
    (tmp_path / "train").mkdir()
    with pytest.raises(DatasetError, match=sentence_pattern(NO_IMAGES)):
        FORMAT.open_dataset(tmp_path)


ANNOTATION = ImageAnnotations(
    (
        Annotation(Box(-0.25, 0, 320.5, 480), "dog", truncated=True),
        Annotation(Box(7, 8, 9, 10), "owl", difficult=True, score=0.5),
    ),
    True,
)


@pytest.mark.parametrize("split", [None, "val"])
def test_that_what_is_written_is_read_again(tmp_path: Path, split: str | None) -> None:
    writer = FORMAT.create_writer(tmp_path, ["dog"])
    for name, image_annotations, where in (("a.jpg", ANNOTATION, "train"), ("a.png", ImageAnnotations(), split)):
        place = writer.locate_image(name, split and where)  # type: ignore[arg-type]
        assert place.parent == (tmp_path / "JPEGImages" if split else tmp_path)
        images(place.parent, place.name)
        writer.add_image(name, 640, 480, image_annotations, split and where)  # type: ignore[arg-type]
    assert writer.finish() == (
        "1 score left out.",
        BOXES_CUT.format(boxes="1 box"),
    )
    data = FORMAT.open_dataset(tmp_path)
    first, second = (data.read_labels(image) for image in data.images)
    assert first.image_annotations.verified
    assert same_annotations(
        first.image_annotations.annotations, [Annotation(Box(0, 0, 320.5, 480), "dog"), ANNOTATION.annotations[1]]
    )
    assert [(annotation.truncated, annotation.difficult) for annotation in first.image_annotations.annotations] == [
        (True, False),
        (False, True),
    ]
    assert data.is_labeled(data.images[1])
    assert second.path.name == "a.png.xml"
    assert second.image_annotations.annotations == ()
    if split:
        assert (tmp_path / "ImageSets" / "Main" / "train.txt").read_text() == "a\n"
        assert (tmp_path / "ImageSets" / "Main" / "trainval.txt").read_text() == "a\na.png\n"
        assert data.splits == {"train": frozenset(data.images[:1]), "val": frozenset(data.images[1:])}


@pytest.mark.parametrize("there", ["a.xml", "Annotations/a.XML"])
def test_that_labels_that_are_there_are_not_mixed_with_new_ones(tmp_path: Path, there: str) -> None:
    files(tmp_path, {there: ""})
    with pytest.raises(AnnotationWriteError, match=r"already \((Annotations.)?a"):
        FORMAT.create_writer(tmp_path, [])


def test_that_what_cannot_be_written_is_reported(tmp_path: Path) -> None:
    files(tmp_path, {"out": "a file"})
    with pytest.raises(AnnotationWriteError):
        FORMAT.create_writer(tmp_path / "out", []).add_image("a.jpg", 1, 1, ImageAnnotations())


@pytest.mark.shared
def test_that_bccd_is_read_with_its_split(shared: Path) -> None:
    data = FORMAT.open_dataset(shared / "data" / "bccd")
    assert {split: len(members) for split, members in data.splits.items()} == {"train": 205, "val": 87, "test": 72}
    assert len(data.images) == 364
    assert sum(len(data.read_labels(image).image_annotations.annotations) for image in data.images) == 4155 + 372 + 361
    pairs = FORMAT.open_dataset(shared / "data" / "microcontrollers")
    assert {split: len(members) for split, members in pairs.splits.items()} == {"train": 142, "test": 7}


def test_that_folders_in_folders_are_one_data_set_in_natural_order(tmp_path: Path) -> None:
    images(tmp_path, "b.jpg", "shot 10/a.jpg", "shot 2/a.jpg", "shot 2/deep/a.jpg", ".trash/a.jpg")
    files(tmp_path, {"shot 10/a.xml": XML, "shot 2/deep/a.xml": XML})
    (tmp_path / "shot 2" / "again").symlink_to(tmp_path)
    data = FORMAT.open_dataset(tmp_path)
    names = [data.images.name_at(index) for index in range(len(data.images))]
    assert names == ["b.jpg", "shot 2/a.jpg", "shot 2/deep/a.jpg", "shot 10/a.jpg"]
    assert data.label_flags == bytes([0, 0, 1, 1])
    assert data.read_labels(data.images[3]).image_annotations.labels == ("cat",)
    assert data.splits == {}


def test_that_masks_beside_the_images_of_the_voc_layout_are_no_images(tmp_path: Path) -> None:
    voc(tmp_path, {})
    images(tmp_path, "SegmentationClass/1.png")
    assert len(FORMAT.open_dataset(tmp_path).images) == 6
