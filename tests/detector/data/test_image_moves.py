"""Images that go to the trash or to another split, with all that each format has about them, and back."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from PIL import Image

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.formats.base import Dataset, FormatName, Split
from detector.data.formats.registry import FORMATS, open_dataset
from detector.data.formats.shared import record_changes
from detector.data.geometry import Box
from detector.data.image_moves import NAME_TAKEN, ImageMoveError, move_to_split, move_without_overwriting, trash_images
from detector.errors import AnnotationConflictError, AnnotationWriteError, UserFacingError
from tests.sentences import has_sentence

SIZE = (60, 40)
SPLITS: dict[str, Split] = {"a.jpg": "train", "b.jpg": "train", "c.jpg": "val", "d.jpg": "test"}
LABELS = {"a.jpg": "cat", "b.jpg": "dog", "c.jpg": "cat", "d.jpg": "fox"}
Content = dict[str, bytes]


def annotations(name: str) -> ImageAnnotations:
    place = ord(name[0]) - ord("a")
    return ImageAnnotations((Annotation(Box(2 + place, 3, 20 + place, 30), LABELS[name], 0),))


def write_data_set(root: Path, format_name: FormatName, split: bool) -> Path:
    """Four images with a box each, in splits or not."""
    writer = FORMATS[format_name].create_writer(root, ("cat", "dog", "fox"))
    for name, of in SPLITS.items():
        image = writer.locate_image(name, of if split else None)
        image.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", SIZE, (40, 90 + ord(name[0]), 150)).save(image)
        writer.add_image(name, *SIZE, annotations(name), of if split else None)
    writer.finish()
    return root


def read_all(root: Path) -> Content:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def find(dataset: Dataset, name: str) -> Path:
    return next(image for image in dataset.images if image.name == name)


def read_boxes(dataset: Dataset) -> dict[str, list[tuple[str, tuple[float, ...]]]]:
    """The boxes of each image by its name."""
    return {
        image.name: [
            (one.label, tuple(round(edge, 1) for edge in one.bounds.xyxy))
            for one in dataset.read_labels(image).image_annotations.annotations
        ]
        for image in dataset.images
    }


class FolderTrash:
    """A trash that refuses the files of `refused`."""

    def __init__(self, root: Path, refused: str = "") -> None:
        self.root, self.refused = root, refused
        root.mkdir()

    def put(self, path: Path) -> Path:
        if self.refused and path.match(self.refused):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        place = self.root / f"{len(list(self.root.iterdir()))}-{path.name}"
        move_without_overwriting(path, place)
        return place

    def take_out(self, place: Path, path: Path) -> None:
        move_without_overwriting(place, path)


@pytest.fixture
def trash(tmp_path: Path) -> FolderTrash:
    return FolderTrash(tmp_path / "trash")


@pytest.mark.parametrize("format_name", FORMATS)
@pytest.mark.parametrize("split", [False, True], ids=["whole", "split"])
def test_that_images_go_with_their_labels_and_come_back_byte_for_byte(
    tmp_path: Path, trash: FolderTrash, format_name: FormatName, split: bool
) -> None:
    root = write_data_set(tmp_path / "set", format_name, split)
    dataset = open_dataset(root)
    before, boxes = read_all(root), read_boxes(dataset)
    change = trash_images(dataset, [find(dataset, "b.jpg"), find(dataset, "c.jpg")], trash)
    rest = open_dataset(root)
    assert read_boxes(rest) == {name: boxes[name] for name in ("a.jpg", "d.jpg")}
    assert [notice for notice in rest.notices if "b.jpg" in notice] == []
    assert rest.splits.get("train", frozenset()) == ({find(rest, "a.jpg")} if split else frozenset())
    text = b"".join(read_all(root).values())
    assert b"b.jpg" not in text
    assert b"dog" in text or rest.classes == ()  # a class stays in the class list
    assert change.revert(rest) == 0
    assert read_all(root) == before
    assert list(trash.root.iterdir()) == []


@pytest.mark.parametrize("format_name", FORMATS)
@pytest.mark.parametrize("split", [False, True], ids=["whole", "split"])
def test_that_what_was_labeled_meanwhile_stays_when_images_come_back(
    tmp_path: Path, trash: FolderTrash, format_name: FormatName, split: bool
) -> None:
    root = write_data_set(tmp_path / "set", format_name, split)
    dataset = open_dataset(root)
    boxes = read_boxes(dataset)
    change = trash_images(dataset, [find(dataset, "b.jpg")], trash)
    rest = open_dataset(root)
    file = rest.read_labels(find(rest, "a.jpg"))
    moved = (Annotation(Box(1, 1, 9, 9), "fox", 7), Annotation(Box(30, 3, 50, 30), "owl", 8))
    file.save(ImageAnnotations(moved))
    change.revert(rest)
    whole = open_dataset(root)
    assert read_boxes(whole) == boxes | {"a.jpg": [("fox", (1, 1, 9, 9)), ("owl", (30, 3, 50, 30))]}
    assert {of: {one.name for one in images} for of, images in whole.splits.items()} == (
        {"train": {"a.jpg", "b.jpg"}, "val": {"c.jpg"}, "test": {"d.jpg"}} if split else {}
    )


@pytest.mark.parametrize("format_name", FORMATS)
def test_that_an_image_moves_to_another_split_and_back(tmp_path: Path, format_name: FormatName) -> None:
    root = write_data_set(tmp_path / "set", format_name, split=True)
    dataset = open_dataset(root)
    before, boxes = read_all(root), read_boxes(dataset)
    change = move_to_split(dataset, [find(dataset, "a.jpg"), find(dataset, "d.jpg")], "val")
    moved = open_dataset(root)
    assert read_boxes(moved) == boxes
    assert {of: {one.name for one in images} for of, images in moved.splits.items()} == {
        "train": {"b.jpg"},
        "val": {"a.jpg", "c.jpg", "d.jpg"},
    }
    assert change.revert(moved) == 0
    assert read_all(root) == before


@pytest.mark.parametrize("format_name", FORMATS)
def test_that_a_move_is_undone_beside_what_was_labeled_meanwhile(tmp_path: Path, format_name: FormatName) -> None:
    root = write_data_set(tmp_path / "set", format_name, split=True)
    dataset = open_dataset(root)
    boxes = read_boxes(dataset)
    change = move_to_split(dataset, [find(dataset, "a.jpg")], "val")
    moved = open_dataset(root)
    for name in ("b.jpg", "c.jpg"):
        moved.read_labels(find(moved, name)).save(ImageAnnotations((Annotation(Box(1, 1, 9, 9), "fox", 7),)))
    change.revert(moved)
    assert read_boxes(open_dataset(root)) == boxes | {name: [("fox", (1, 1, 9, 9))] for name in ("b.jpg", "c.jpg")}


SHARED: tuple[FormatName, ...] = ("coco", "cvat", "via", "createml", "csv")


@pytest.mark.parametrize("format_name", SHARED)
def test_that_labels_edited_after_a_move_are_not_lost_when_it_is_undone(
    tmp_path: Path, format_name: FormatName
) -> None:
    root = write_data_set(tmp_path / "set", format_name, split=True)
    dataset = open_dataset(root)
    change = move_to_split(dataset, [find(dataset, "a.jpg")], "val")
    moved = open_dataset(root)
    moved.read_labels(find(moved, "a.jpg")).save(ImageAnnotations((Annotation(Box(1, 1, 9, 9), "fox", 7),)))
    after = read_all(root)
    if format_name == "cvat":  # the split is an attribute, beside the boxes
        change.revert(moved)
    else:
        with pytest.raises(AnnotationConflictError):
            change.revert(moved)
        assert read_all(root) == after
    assert read_boxes(open_dataset(root))["a.jpg"] == [("fox", (1, 1, 9, 9))]


# -- nothing is lost


@pytest.mark.parametrize("format_name", FORMATS)
def test_that_nothing_changes_where_a_file_cannot_go_to_the_trash(tmp_path: Path, format_name: FormatName) -> None:
    root = write_data_set(tmp_path / "set", format_name, split=False)
    dataset = open_dataset(root)
    before = read_all(root)
    with pytest.raises(ImageMoveError):
        trash_images(dataset, list(dataset.images), FolderTrash(tmp_path / "trash", refused="d.jpg"))
    assert read_all(root) == before
    assert list((tmp_path / "trash").iterdir()) == []


def refuse_writes(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """As where another program holds the file, or the folder is read-only."""
    write = record_changes.overwrite_large_file

    def overwrite(target: Path, before: bytes | None, content: bytes) -> None:
        if target == path:
            raise AnnotationWriteError(f"{target.name} could not be written.")
        write(target, before, content)

    monkeypatch.setattr(record_changes, "overwrite_large_file", overwrite)


@pytest.mark.parametrize("format_name", SHARED)
@pytest.mark.parametrize("act", ["trash", "move"])
def test_that_nothing_changes_where_a_shared_file_cannot_be_written(
    tmp_path: Path, trash: FolderTrash, monkeypatch: pytest.MonkeyPatch, format_name: FormatName, act: str
) -> None:
    root = write_data_set(tmp_path / "set", format_name, split=True)
    dataset = open_dataset(root)
    before = read_all(root)
    images = [find(dataset, "a.jpg"), find(dataset, "c.jpg")]
    refuse_writes(monkeypatch, dataset.read_labels(images[1]).path)  # the one before it can be written
    with pytest.raises(AnnotationWriteError):
        trash_images(dataset, images, trash) if act == "trash" else move_to_split(dataset, images[:1], "val")
    assert read_all(root) == before


@pytest.mark.parametrize("format_name", SHARED)
def test_that_images_stay_in_the_trash_where_their_labels_cannot_be_put_back(
    tmp_path: Path, trash: FolderTrash, monkeypatch: pytest.MonkeyPatch, format_name: FormatName
) -> None:
    root = write_data_set(tmp_path / "set", format_name, split=True)
    dataset = open_dataset(root)
    before = read_all(root)
    images = [find(dataset, "a.jpg"), find(dataset, "c.jpg")]
    label_file = dataset.read_labels(images[0]).path
    change = trash_images(dataset, images, trash)
    after, kept = read_all(root), read_all(trash.root)
    with monkeypatch.context() as patch:
        refuse_writes(patch, label_file)
        with pytest.raises(AnnotationWriteError):
            change.revert(open_dataset(root))
    assert read_all(root) == after
    assert read_all(trash.root) == kept
    change.revert(open_dataset(root))  # once it can be written
    assert read_all(root) == before


@pytest.mark.parametrize("format_name", FORMATS)
def test_that_a_name_that_is_taken_is_reported_and_nothing_moved(tmp_path: Path, format_name: FormatName) -> None:
    root = write_data_set(tmp_path / "set", format_name, split=True)
    dataset = open_dataset(root)
    image, other = find(dataset, "a.jpg"), find(dataset, "c.jpg")
    if other.parent == image.parent:
        pytest.skip("all splits are in one folder")
    taken = other.parent / "a.png"
    Image.new("RGB", SIZE).save(taken)
    before = read_all(root)
    with pytest.raises(ImageMoveError) as error:
        move_to_split(dataset, [image], "val")
    assert has_sentence(str(error.value), NAME_TAKEN, path=str(taken))
    assert read_all(root) == before


def test_that_what_is_at_the_old_place_is_not_overwritten(tmp_path: Path, trash: FolderTrash) -> None:
    root = write_data_set(tmp_path / "set", "voc", split=False)
    dataset = open_dataset(root)
    image = find(dataset, "a.jpg")
    change = trash_images(dataset, [image], trash)
    image.write_bytes(b"another")
    after = read_all(root)
    with pytest.raises(ImageMoveError):
        change.revert(open_dataset(root))
    assert read_all(root) == after
    assert len(list(trash.root.iterdir())) == 2


def test_that_a_label_file_of_two_images_stays_with_the_other(tmp_path: Path, trash: FolderTrash) -> None:
    root = write_data_set(tmp_path / "set", "yolo", split=False)
    image = find(open_dataset(root), "a.jpg")
    Image.new("RGB", SIZE).save(image.with_suffix(".png"))
    dataset = open_dataset(root)
    labels = dataset.read_labels(image).path
    trash_images(dataset, [image], trash)
    assert labels.exists()
    assert not image.exists()


@pytest.mark.parametrize("fault", [errno.EPERM, errno.EXDEV])
def test_that_files_move_on_disks_without_links_and_between_disks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: int
) -> None:
    def refuse(*_args: object, **_named: object) -> None:
        raise OSError(fault, os.strerror(fault))

    monkeypatch.setattr(os, "link", refuse)
    path, place = tmp_path / "a", tmp_path / "b"
    path.write_bytes(b"1")
    move_without_overwriting(path, place)
    assert (path.exists(), place.read_bytes()) == (False, b"1")
    path.write_bytes(b"2")
    with pytest.raises(FileExistsError):
        move_without_overwriting(path, place)
    assert (path.read_bytes(), place.read_bytes()) == (b"2", b"1")


def test_that_there_must_be_a_folder_of_the_split(tmp_path: Path) -> None:
    root = write_data_set(tmp_path / "set", "voc", split=False)
    dataset = open_dataset(root)
    before = read_all(root)
    with pytest.raises(UserFacingError):
        move_to_split(dataset, [find(dataset, "a.jpg")], "val")
    assert read_all(root) == before
