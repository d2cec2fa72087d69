"""YOLO data sets in the layouts that programs write: images, label files, splits, class lists."""

from __future__ import annotations

from pathlib import Path

import pytest

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.folder import NO_FOLDER, NO_IMAGES
from detector.data.formats.shared.saving import LABELS_UNREADABLE, LABELS_UNUSABLE
from detector.data.formats.shared.split_names import parse_folder_split
from detector.data.formats.yolo import config, data_yaml, yaml_repair
from detector.data.formats.yolo.configured_images import FOLDER_OUTSIDE, NOT_THERE
from detector.data.formats.yolo.dataset import OTHER_CLASS_LIST, SHARED_LABELS, YoloFormat
from detector.data.formats.yolo.layout import FolderImages, YoloLabelPairing, discover_images
from detector.data.formats.yolo.writer import IN_NO_SPLIT, NEEDS_ANOTHER_NAME
from detector.data.geometry import Box
from detector.data.image_paths import ImagePaths
from detector.errors import AnnotationUnreadableError, AnnotationWriteError, DatasetError, ImageUnreadableError
from tests.annotation_edits import move_edges
from tests.detector.data.formats.format_samples import files, images, names_of, same_annotations
from tests.sentences import has_sentence, sentence_pattern

ROW = "0 0.5 0.5 0.25 0.25\n"
FORMAT = YoloFormat()


def ultralytics(root: Path, yaml: str = "train: images/train\nval: images/val\nnames:\n  0: cat\n  1: dog\n") -> Path:
    images(root, "images/train/a2.jpg", "images/train/a10.jpg", "images/val/a2.jpg", "images/other/x.jpg")
    return files(root, {"data.yaml": yaml, "labels/train/a2.txt": ROW, "labels/val/a2.txt": ""})


def roboflow(root: Path) -> Path:
    images(root, "train/images/a.jpg", "valid/images/b.jpg", "test/images/c.jpg")
    labels = {f"{split}/labels/{name}.txt": ROW for split, name in (("train", "a"), ("valid", "b"), ("test", "c"))}
    yaml = "train: ../train/images\nval: ../valid/images\ntest: ../test/images\n\nnc: 1\nnames: ['RBC']\n"
    return files(root, {**labels, "data.yaml": yaml})


def split_names(root: Path) -> dict[str, list[str]]:
    return {split: sorted(names_of(members)) for split, members in FORMAT.open_dataset(root).splits.items()}


def test_that_the_layout_of_ultralytics_is_read(tmp_path: Path) -> None:
    root = ultralytics(tmp_path)
    assert FORMAT.is_format_of(root)
    data = FORMAT.open_dataset(root)
    assert [image.relative_to(root).as_posix() for image in data.images] == [
        "images/train/a2.jpg",
        "images/train/a10.jpg",
        "images/val/a2.jpg",
    ]
    assert data.classes == ("cat", "dog")
    assert [data.is_labeled(image) for image in data.images] == [True, False, True]
    assert data.splits == {"train": frozenset(data.images[:2]), "val": frozenset(data.images[2:])}
    assert data.notices == ()
    assert [data.read_labels(image).path.relative_to(root).as_posix() for image in data.images] == [
        "labels/train/a2.txt",
        "labels/train/a10.txt",
        "labels/val/a2.txt",
    ]
    assert data.read_labels(data.images[0]).image_annotations.annotations == (
        Annotation(Box(240, 180, 400, 300), "cat", 0),
    )


@pytest.mark.parametrize("opened", ["data.yaml", "images", "images/train"])
def test_that_a_data_set_can_be_opened_at_any_of_its_parts(tmp_path: Path, opened: str) -> None:
    root = ultralytics(tmp_path)
    assert FORMAT.is_format_of(root / opened)
    data = FORMAT.open_dataset(root / opened)
    image = root / "images" / "train" / "a2.jpg"
    assert image in data.images
    assert data.classes == ("cat", "dog")
    assert data.read_labels(image).image_annotations.annotations[0].label == "cat"
    assert data.root == root / opened


def test_that_a_folder_is_a_part_only_by_its_whole_name(tmp_path: Path) -> None:
    ultralytics(tmp_path)
    for name, split in (("train2017", "train"), ("Valid", "val"), ("test-images", "test"), ("testing", "test")):
        assert parse_folder_split(name) == split
    for name in ("test_results", "latest", "training notes", "images", "train_val", ""):
        assert parse_folder_split(name) is None
    images(tmp_path, "test_results/a.jpg")
    assert FORMAT.open_dataset(tmp_path / "test_results").classes == ()  # not those of the data set around it


def test_that_the_layout_of_roboflow_is_read(tmp_path: Path) -> None:
    root = roboflow(tmp_path)
    data = FORMAT.open_dataset(root)
    assert split_names(root) == {"train": ["a.jpg"], "val": ["b.jpg"], "test": ["c.jpg"]}
    assert [data.read_labels(image).image_annotations.annotations[0].label for image in data.images] == ["RBC"] * 3
    (root / "data.yaml").unlink()  # and without it, by the names of its folders
    assert FORMAT.is_format_of(root)
    assert split_names(root) == {"train": ["a.jpg"], "val": ["b.jpg"], "test": ["c.jpg"]}
    assert FORMAT.open_dataset(root).read_labels(data.images[0]).image_annotations.annotations[0].label == "class 0"


def test_that_labelimg_folders_are_read(tmp_path: Path) -> None:
    images(tmp_path, "a.jpg", "b.jpg", "readme.jpg")
    files(tmp_path, {"a.txt": ROW, "classes.txt": "dog\ncat\n", "notes.txt": "buy milk"})
    assert FORMAT.is_format_of(tmp_path)
    data = FORMAT.open_dataset(tmp_path)
    assert data.classes == ("dog", "cat")
    assert [data.is_labeled(image) for image in data.images] == [True, False, False]
    saved = data.read_labels(data.images[1]).save(ImageAnnotations((Annotation(Box(0, 0, 64, 48), "cat"),)))
    assert saved.path == tmp_path / "b.txt"
    assert saved.path.read_text() == "1 0.050000 0.050000 0.100000 0.100000\n"


def test_that_labels_in_a_folder_beside_the_images_are_found_with_their_classes(tmp_path: Path) -> None:
    images(tmp_path, "a.jpg")
    files(tmp_path, {"labels/a.txt": ROW, "labels/classes.txt": "dog\n"})
    data = FORMAT.open_dataset(tmp_path)
    assert data.read_labels(data.images[0]).image_annotations.annotations[0].label == "dog"


def test_that_the_last_folder_named_images_is_the_one_that_becomes_labels(tmp_path: Path) -> None:
    root = tmp_path / "images" / "set"
    images(root, "images/train/a.jpg")
    files(root, {"labels/train/a.txt": ROW, "images/train/a.txt": "1 0.5 0.5 0.5 0.5"})
    data = FORMAT.open_dataset(root)
    assert data.read_labels(data.images[0]).path == root / "labels" / "train" / "a.txt"


def test_that_labels_beside_images_count_where_the_other_place_has_none(tmp_path: Path) -> None:
    root = images(tmp_path / "images" / "mine", "a.jpg")
    files(root, {"a.txt": ROW})
    data = FORMAT.open_dataset(root)
    assert data.read_labels(data.images[0]).path == root / "a.txt"


def test_that_first_labels_go_where_ultralytics_looks_for_them(tmp_path: Path) -> None:
    images(tmp_path, "images/train/a.jpg")
    files(tmp_path, {"data.yaml": "train: images/train\nval: images/train\nnames: [cat]\n"})
    data = FORMAT.open_dataset(tmp_path)
    data.read_labels(data.images[0]).save(ImageAnnotations((Annotation(Box(0, 0, 64, 48), "dog"),)))
    assert (tmp_path / "labels" / "train" / "a.txt").read_text() == "1 0.050000 0.050000 0.100000 0.100000\n"
    assert "names: [cat, dog]" in (tmp_path / "data.yaml").read_text()
    assert data.classes == ("cat", "dog")


def test_that_lists_of_images_make_splits(tmp_path: Path) -> None:
    images(tmp_path, "images/a.jpg", "images/b.jpg", "images/c.jpg")
    files(
        tmp_path,
        {
            "data.yaml": "train: [train.txt]\nval: lists/val.txt\nnames: [cat]",
            "train.txt": "./images/a.jpg\nimages/gone.jpg\n",
            "lists/val.txt": f"../images/b.jpg\r\n{tmp_path}/images/c.jpg\r\n",
        },
    )
    assert split_names(tmp_path) == {"train": ["a.jpg"], "val": ["b.jpg", "c.jpg"]}
    absent = NOT_THERE.format(name="train.txt", images="1 image that is", names="images/gone.jpg")
    assert FORMAT.open_dataset(tmp_path).notices == (absent,)


def test_that_paths_of_another_machine_are_found_below_the_config(tmp_path: Path) -> None:
    root = ultralytics(
        tmp_path, "path: /content/drive/set\ntrain: C:\\data\\images\\train\nval: images/nothing\nnames: [cat]"
    )
    assert split_names(root) == {"train": ["a10.jpg", "a2.jpg"]}
    (notice,) = FORMAT.open_dataset(root).notices[:1]
    outside = {"name": "data.yaml", "path": "/content/drive/set/images/nothing", "split": "val"}
    assert has_sentence(notice, FOLDER_OUTSIDE, **outside)


def test_that_a_config_whose_folders_are_all_gone_leaves_what_can_be_found(tmp_path: Path) -> None:
    images(tmp_path, "a.jpg")
    files(tmp_path, {"data.yaml": "train: /x/y\nnames: [cat]", "a.txt": ROW})
    data = FORMAT.open_dataset(tmp_path)
    assert names_of(data.images) == ["a.jpg"]
    (notice,) = data.notices
    assert has_sentence(notice, FOLDER_OUTSIDE, name="data.yaml", path="/x/y", split="train")


def test_that_one_folder_for_train_and_val_is_no_split(tmp_path: Path) -> None:
    root = ultralytics(tmp_path, "train: images/train\nval: images/train\nnames: [cat]")
    message = "data.yaml names the same images for train and val, so they are not split."
    data = FORMAT.open_dataset(root)
    assert data.splits == {"train": frozenset(data.images[:2])}  # as other images are labeled, too
    unlisted = "1 labeled image is in none of the splits of data.yaml: images/val/a2.jpg."
    assert data.notices == (message, unlisted)
    (root / "labels" / "val" / "a2.txt").unlink()
    data = FORMAT.open_dataset(root)
    assert (data.splits, data.notices) == ({}, (message,))


def test_that_images_with_one_label_file_are_reported(tmp_path: Path) -> None:
    images(tmp_path, "a.jpg", "a.png", "b.jpg")
    files(tmp_path, {"a.txt": ROW})
    (notice,) = FORMAT.open_dataset(tmp_path).notices
    assert has_sentence(notice, SHARED_LABELS, files="1 label file belongs")
    assert "a.jpg and a.png (a.txt)" in notice


def test_that_a_class_list_that_is_not_used_is_reported_where_it_differs(tmp_path: Path) -> None:
    root = files(ultralytics(tmp_path), {"classes.txt": "cat\ndog\n"})
    assert FORMAT.open_dataset(root).notices == ()
    (root / "classes.txt").write_text("dog\ncat\n")
    (notice,) = FORMAT.open_dataset(root).notices
    assert notice == OTHER_CLASS_LIST.format(name="classes.txt", source="data.yaml")


def test_that_a_new_class_gets_a_number_that_no_label_file_uses(tmp_path: Path) -> None:
    images(tmp_path, "a.jpg", "b.jpg")
    files(tmp_path, {"a.txt": ROW, "b.txt": "# note\n3 0.5 0.5 0.1 0.1\n", "classes.txt": "cat\n"})
    data = FORMAT.open_dataset(tmp_path)
    first = data.read_labels(data.images[0])
    first.save(ImageAnnotations((*first.image_annotations.annotations, Annotation(Box(0, 0, 9, 9), "owl"))))
    assert (tmp_path / "classes.txt").read_text() == "cat\nclass 1\nclass 2\nclass 3\nowl\n"
    assert data.read_labels(data.images[1]).image_annotations.annotations[0].label == "class 3"


def test_that_links_which_lead_in_circles_end(tmp_path: Path) -> None:
    root = ultralytics(tmp_path)
    (root / "images" / "train" / "again").symlink_to(root / "images")
    assert len(FORMAT.open_dataset(root).splits["train"]) == 4


@pytest.mark.parametrize(
    "contents",
    [
        {},
        {"a.txt": "a photo of a cat, 4k"},
        {"a.txt": ""},
        {"b.txt": ROW},
        {"a.txt": "Car 0.00 0 -1.57 614 181 727 284 1.57 1.73 4.15 1.00 1.75 13.22 -1.62"},
        {"docker-compose.yaml": "services: {web: {image: nginx}}"},
        {"broken.yaml": "a: [", "x.yml": "- 1"},
        {"predefined_classes.txt": "dog\ncat\n"},
    ],
)
def test_that_folders_without_yolo_labels_are_not_taken_for_such(tmp_path: Path, contents: dict[str, str]) -> None:
    images(tmp_path, "a.jpg")
    assert not FORMAT.is_format_of(files(tmp_path, contents))


def test_that_one_bad_file_does_not_hide_a_data_set_and_can_be_reported(tmp_path: Path) -> None:
    images(tmp_path, "a.jpg", "b.jpg", "c.jpg")
    files(tmp_path, {"a.txt": "oops", "b.txt": ROW})
    (tmp_path / "c.txt").mkdir()
    assert FORMAT.is_format_of(tmp_path)
    data = FORMAT.open_dataset(tmp_path)
    with pytest.raises(AnnotationUnreadableError, match=sentence_pattern(LABELS_UNUSABLE, name="a.txt")):
        data.read_labels(data.images[0])
    with pytest.raises(AnnotationUnreadableError, match=sentence_pattern(LABELS_UNREADABLE, name="c.txt")):
        data.read_labels(data.images[2])
    (tmp_path / "b.jpg").write_bytes(b"")
    with pytest.raises(ImageUnreadableError, match=r"b\.jpg is empty"):
        data.read_labels(data.images[1])


@pytest.mark.parametrize(
    ("contents", "fault"),
    [
        ({}, sentence_pattern(NO_IMAGES)),
        ({"data.yaml": "names: [cat"}, sentence_pattern(yaml_repair.NOT_YAML)),
        ({"a.jpg": "", "data.yaml": b"names: [caf\x81]"}, r"data\.yaml cannot be used: line 1 is neither UTF-8 nor"),
        ({"a.jpg": "", "data.yaml": "names: cat"}, sentence_pattern(data_yaml.NAMES_UNREADABLE)),
    ],
)
def test_that_what_cannot_be_opened_says_why(tmp_path: Path, contents: dict[str, str | bytes], fault: str) -> None:
    with pytest.raises(DatasetError, match=fault):
        FORMAT.open_dataset(files(tmp_path, contents))


def test_that_what_is_not_there_is_reported(tmp_path: Path) -> None:
    images(tmp_path, "a.jpg")
    for name in ("gone", "gone.yaml"):
        assert not FORMAT.is_format_of(tmp_path / name)
        with pytest.raises(DatasetError, match=sentence_pattern(NO_FOLDER)):
            FORMAT.open_dataset(tmp_path / name)
    files(tmp_path, {"other.yaml": "a: 1"})
    with pytest.raises(DatasetError, match=sentence_pattern(config.NO_YOLO_CLASSES)):
        FORMAT.open_dataset(tmp_path / "other.yaml")


ANNOTATION = ImageAnnotations(
    (Annotation(Box(0.5, 1.25, 320, 480), "dog"), Annotation(Box(7, 8, 9, 10), "owl", difficult=True, score=0.5))
)


@pytest.mark.parametrize("split", [None, "val"])
def test_that_what_is_written_is_read_again(tmp_path: Path, split: str | None) -> None:
    writer = FORMAT.create_writer(tmp_path / "out", ["cat", "dog"])
    for name, image_annotations, where in (("a.jpg", ANNOTATION, "train"), ("b.jpg", ImageAnnotations(), split)):
        place = writer.locate_image(name, split and where)  # type: ignore[arg-type]
        images(place.parent, place.name)
        writer.add_image(name, 640, 480, image_annotations, split and where)  # type: ignore[arg-type]
    assert writer.finish() == ("1 difficult flag left out.",)
    data = FORMAT.open_dataset(tmp_path / "out")
    assert FORMAT.is_format_of(tmp_path / "out")
    assert data.classes == ("cat", "dog", "owl")
    assert all(map(data.is_labeled, data.images))
    first, second = (data.read_labels(image).image_annotations.annotations for image in data.images)
    assert same_annotations(first, ANNOTATION.annotations)
    assert [annotation.score for annotation in first] == [None, 0.5]
    assert second == ()
    expected = {"train": frozenset(data.images[:1]), "val": frozenset(data.images[1:])} if split else {}
    assert data.splits == expected
    assert "path" not in (tmp_path / "out" / "data.yaml").read_text()


def test_that_images_with_one_stem_are_written_under_two_names(tmp_path: Path) -> None:
    writer = FORMAT.create_writer(tmp_path, [])
    for number, name in enumerate(("a.jpg", "a.png")):
        place = writer.locate_image(name)
        images(place.parent, place.name)
        writer.add_image(name, 640, 480, ImageAnnotations((Annotation(Box(0, 0, 64 + number, 48), "cat"),)))
    assert writer.finish() == (NEEDS_ANOTHER_NAME.format(images="1 image needs"),)
    data = FORMAT.open_dataset(tmp_path)
    assert names_of(data.images) == ["a.jpg", "a_png.png"]
    assert [round(data.read_labels(image).image_annotations.annotations[0].bounds.x2) for image in data.images] == [
        64,
        65,
    ]


def test_that_images_in_no_split_are_reported_and_what_no_file_holds_left_out(tmp_path: Path) -> None:
    writer = FORMAT.create_writer(tmp_path, [])
    bad = move_edges(ANNOTATION.annotations[0], x1=float("inf"))
    writer.add_image("a.jpg", 640, 480, ImageAnnotations((bad,), verified=True))
    writer.add_image("b.jpg", 640, 480, ImageAnnotations(), "train")
    assert writer.finish() == (
        "1 box with a coordinate that is not a number left out.",
        "1 verified mark left out.",
        IN_NO_SPLIT.format(images="1 image is"),
    )


@pytest.mark.parametrize("there", ["data.yaml", "labels/a.txt", "labels/train/a.txt"])
def test_that_labels_that_are_there_are_not_mixed_with_new_ones(tmp_path: Path, there: str) -> None:
    files(tmp_path, {there: ""})
    with pytest.raises(AnnotationWriteError, match="already"):
        FORMAT.create_writer(tmp_path, [])


def test_that_images_by_folder_are_a_sequence_of_their_paths(tmp_path: Path) -> None:
    names = {tmp_path / "a": ["1.png", "2.png"], tmp_path / "b": ["3.png"]}
    images = FolderImages(names)
    paths = [folder / name for folder, inside in names.items() for name in inside]
    assert list(images) == [images[row] for row in range(3)] == images[:] == paths
    assert images[-1] == paths[-1]
    with pytest.raises(IndexError):
        images[3]
    assert not FolderImages({})


def test_that_all_label_files_are_located_as_each_one_is(tmp_path: Path) -> None:
    names = [f"images/{part}/{name}" for part in ("train", "val") for name in ("a.jpg", "b.jpg", "c.jpg")]
    images(tmp_path, *names, "extra/d.jpg")
    labels = ("labels/train/a.txt", "labels/val/a.txt", "labels/train/b.jpg.txt")
    files(tmp_path, {"classes.txt": "cat\n", **dict.fromkeys(labels, ROW)})
    found = ImagePaths.from_paths(tmp_path, discover_images(tmp_path).images)
    pairing = YoloLabelPairing(tmp_path, found)
    located = list(pairing.locate_all(found))
    assert [folder / name for folder, name, _ in located] == [pairing.locate_label_file(image) for image in found]
    assert [is_there for _, _, is_there in located] == [pairing.is_labeled(image) for image in found]
    assert sum(is_there for _, _, is_there in located) == len(labels)
    data = FORMAT.open_dataset(tmp_path)
    assert list(data.images) == list(found)
    assert data.label_flags == bytes(is_there for _, _, is_there in located)
