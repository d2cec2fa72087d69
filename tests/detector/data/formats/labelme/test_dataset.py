"""labelme data sets: which file labels which image, and new ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.folder import NO_IMAGES
from detector.data.formats.labelme.dataset import LabelmeFormat
from detector.data.formats.labelme.label_file import OTHER_IMAGE_PATH
from detector.data.geometry import Box
from detector.data.unused_labels import unused_label_notices
from detector.errors import AnnotationUnreadableError, AnnotationWriteError, DatasetError
from tests.detector.data.formats.format_samples import files, images, names_of, same_annotations
from tests.sentences import sentence_pattern

FORMAT = LabelmeFormat()


def labels(image: str, *boxes: tuple[float, float, float, float]) -> str:
    shapes = [{"label": "cat", "points": [box[:2], box[2:]], "shape_type": "rectangle"} for box in boxes]
    return json.dumps({"version": "5.5.0", "shapes": shapes, "imagePath": image, "imageData": None})


def test_that_files_beside_their_images_are_read(tmp_path: Path) -> None:
    images(tmp_path, "a10.jpg", "a2.jpg")
    files(tmp_path, {"a2.json": labels("a2.jpg", (1, 2, 3, 4))})
    assert FORMAT.is_format_of(tmp_path)
    data = FORMAT.open_dataset(tmp_path)
    assert names_of(data.images) == ["a2.jpg", "a10.jpg"]
    assert [data.is_labeled(image) for image in data.images] == [True, False]
    assert data.read_labels(data.images[0]).image_annotations.annotations == (Annotation(Box(1, 2, 3, 4), "cat", 0),)
    saved = data.read_labels(data.images[1]).save(ImageAnnotations((Annotation(Box(0, 0, 640, 480), "all"),)))
    assert json.loads(saved.path.read_text())["imageHeight"] == 480
    assert (data.classes, dict(data.splits), data.notices) == ((), {}, ())


def test_that_a_file_belongs_to_the_image_it_names_where_several_share_a_stem(tmp_path: Path) -> None:
    images(tmp_path, "a.jpg", "a.png")
    files(tmp_path, {"a.json": labels("a.png", (1, 2, 3, 4))})
    data = FORMAT.open_dataset(tmp_path)
    assert [data.is_labeled(image) for image in data.images] == [False, True]
    assert [data.read_labels(image).path.name for image in data.images] == ["a.jpg.json", "a.json"]
    assert "a.jpg and a.png differ only in the file extension" in data.notices[0]


def test_that_files_without_an_image_of_their_name_are_reported(tmp_path: Path) -> None:
    images(tmp_path, "a.jpg")
    files(tmp_path, {"a.json": labels("other.jpg"), "b.json": labels("../images/b.jpg"), "c.json": "{}"})
    data = FORMAT.open_dataset(tmp_path)
    (notice,) = unused_label_notices(data)
    assert "1 JSON file matches no image (b.json)" in notice  # c.json does not look like labels
    assert data.read_labels(data.images[0]).problems == (
        f"a.json: {OTHER_IMAGE_PATH.format(stated='other.jpg', name='a.jpg')}",
    )


def test_that_folders_of_splits_are_one_data_set(tmp_path: Path) -> None:
    images(tmp_path, "train/a.jpg", "val/a.jpg")
    files(tmp_path, {"train/a.json": labels("a.jpg", (1, 2, 3, 4))})
    data = FORMAT.open_dataset(tmp_path)
    assert data.splits == {"train": frozenset(data.images[:1]), "val": frozenset(data.images[1:])}
    assert [data.is_labeled(image) for image in data.images] == [True, False]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (labels("a.jpg"), True),
        ('{"imageData": "%s", "shapes": []}' % ("A" * 200_000), True),
        ('{"annotations": [], "images": []}', False),
        ("", False),
        (None, False),
    ],
)
def test_that_labels_are_recognized(tmp_path: Path, content: str | None, expected: bool) -> None:
    images(tmp_path, "a.jpg")
    files(tmp_path, {} if content is None else {"a.json": content})
    assert FORMAT.is_format_of(tmp_path) is expected
    assert not FORMAT.is_format_of(tmp_path / "a.json")


def test_that_faults_are_reported(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=sentence_pattern(NO_IMAGES)):
        FORMAT.open_dataset(tmp_path)
    images(tmp_path, "a.jpg", "b.jpg")
    files(tmp_path, {"a.json": "{"})
    (tmp_path / "b.json").mkdir()
    data = FORMAT.open_dataset(tmp_path)
    for name in ("a", "b"):
        with pytest.raises(AnnotationUnreadableError, match=rf"{name}\.json"):
            data.read_labels(tmp_path / f"{name}.jpg")


ANNOTATION = ImageAnnotations(
    (Annotation(Box(-0.5, 0, 320.126, 480), "dog", difficult=True), Annotation(Box(7, 8, 9, 10), "owl", score=0.5))
)


@pytest.mark.parametrize("split", [None, "val"])
def test_that_what_is_written_is_read_again(tmp_path: Path, split: str | None) -> None:
    writer = FORMAT.create_writer(tmp_path, [])
    for name, image_annotations, where in (
        ("a.jpg", ANNOTATION, "train"),
        ("a.png", ImageAnnotations((), True), split),
    ):
        place = writer.locate_image(name, split and where)  # type: ignore[arg-type]
        images(place.parent, place.name)
        writer.add_image(name, 640, 480, image_annotations, split and where)  # type: ignore[arg-type]
    assert writer.finish() == ("1 verified mark left out.",)
    data = FORMAT.open_dataset(tmp_path)
    first, second = (data.read_labels(image) for image in data.images)
    assert same_annotations(first.image_annotations.annotations, ANNOTATION.annotations)
    assert [(annotation.difficult, annotation.score) for annotation in first.image_annotations.annotations] == [
        (True, None),
        (False, 0.5),
    ]
    assert second.image_annotations.annotations == ()
    assert all(map(data.is_labeled, data.images))
    assert second.path.name == ("a.json" if split else "a.png.json")
    assert list(data.splits) == (["train", "val"] if split else [])


def test_that_images_in_no_split_are_reported(tmp_path: Path) -> None:
    writer = FORMAT.create_writer(tmp_path, [])
    writer.add_image("a.jpg", 640, 480, ImageAnnotations(), "train")
    writer.add_image("b.jpg", 640, 480, ImageAnnotations())
    (message,) = writer.finish()
    assert message.startswith("1 image is in no split")


@pytest.mark.parametrize("there", ["a.json", "train/a.json"])
def test_that_labels_that_are_there_are_not_mixed_with_new_ones(tmp_path: Path, there: str) -> None:
    files(tmp_path, {there: ""})
    with pytest.raises(AnnotationWriteError, match="already"):
        FORMAT.create_writer(tmp_path, [])
