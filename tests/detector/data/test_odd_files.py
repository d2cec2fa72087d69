"""What is in the place of a file and is none, or is far too large for one: reported, and never waited for."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from detector.data import image_io, regular_file
from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.directory_cache import share_directory_cache
from detector.data.duplicates import find_duplicate_groups
from detector.data.formats.base import FormatName
from detector.data.formats.registry import FORMATS, open_dataset, recognize_format
from detector.data.formats.voc.image_sets import SPLIT_UNREADABLE
from detector.data.formats.yolo.configured_images import FOLDER_OUTSIDE
from detector.data.formats.yolo.data_yaml import NUMBER_TOO_LARGE
from detector.data.geometry import Box
from detector.data.image_io import decode_image, read_size
from detector.data.regular_file import MAX_FILE_BYTES, require_regular_file
from detector.errors import AnnotationUnreadableError, AnnotationWriteError, DatasetError, ImageUnreadableError
from tests.detector.data.formats.format_samples import files, images
from tests.reliability.fuzz import LONGEST, time_limit
from tests.sentences import has_sentence, sentence_pattern

posix_only = pytest.mark.skipif(os.name == "nt", reason="Windows has no such files in folders")
SUFFIXES: dict[FormatName, str] = {"voc": ".xml", "labelme": ".json", "yolo": ".txt"}


def endless(path: Path) -> None:
    """As an archive may hold it: a link to what can be read for ever."""
    path.symlink_to("/dev/zero")


def silent(path: Path) -> None:
    """A link to a pipe that nobody writes into."""
    pipe = path.parent.parent / f"{path.name}.pipe"
    os.mkfifo(pipe)
    path.symlink_to(pipe)


each_kind = pytest.mark.parametrize("make", [endless, silent])


@posix_only
@each_kind
@pytest.mark.parametrize("name", SUFFIXES)
def test_that_no_label_file_is_waited_for(tmp_path: Path, name: FormatName, make: Callable[[Path], None]) -> None:
    root = images(tmp_path / "data", "a.jpg", "b.jpg")
    make(root / f"a{SUFFIXES[name]}")
    with time_limit(LONGEST):
        recognize_format(root)
        data = FORMATS[name].open_dataset(root)
        with pytest.raises(AnnotationUnreadableError, match=regular_file.NOT_REGULAR):
            data.read_labels(root / "a.jpg")
        assert data.read_labels(root / "b.jpg").image_annotations.annotations == ()


@posix_only
@each_kind
@pytest.mark.parametrize("lists", ["data.yaml", "classes.txt", "classes.csv", "annotations.csv", "annotations.json"])
def test_that_no_list_is_waited_for(tmp_path: Path, lists: str, make: Callable[[Path], None]) -> None:
    root = images(tmp_path / "data", "a.jpg")
    make(root / lists)
    with time_limit(LONGEST):
        fault = ""
        try:
            images_found = len(open_dataset(root).images)
        except DatasetError as error:
            images_found, fault = 1, str(error)
        assert images_found == 1
        assert not fault or regular_file.NOT_REGULAR in fault or has_sentence(fault, image_io.NOT_REGULAR)
        for name in ("coco", "csv") if lists.startswith("annotations") else ():
            with pytest.raises(DatasetError):
                FORMATS[name].open_dataset(root / lists)


@posix_only
@each_kind
def test_that_no_image_set_is_waited_for(tmp_path: Path, make: Callable[[Path], None]) -> None:
    root = images(tmp_path / "data", "JPEGImages/a.jpg")
    files(root, {"Annotations/a.xml": "<annotation/>", "ImageSets/Main/val.txt": "a\n"})
    make(root / "ImageSets/Main/train.txt")
    with time_limit(LONGEST):
        data = FORMATS["voc"].open_dataset(root)
    assert any(has_sentence(notice, SPLIT_UNREADABLE, name="train.txt") for notice in data.notices)


@posix_only
@each_kind
def test_that_no_image_is_waited_for(tmp_path: Path, make: Callable[[Path], None]) -> None:
    root = tmp_path / "data"
    root.mkdir()
    names = [root / "a.jpg", root / "b.jpg"]
    for path in names:
        make(path)
    with time_limit(LONGEST):
        for read in (read_size, decode_image):
            with pytest.raises(ImageUnreadableError, match=r"a\.jpg is a pipe or a device, not an image"):
                read(names[0])
        assert list(find_duplicate_groups(names)) == []


@posix_only
def test_that_nothing_is_written_over_a_pipe(tmp_path: Path) -> None:
    root = images(tmp_path / "data", "a.jpg")
    file = FORMATS["voc"].begin_dataset(root).read_labels(root / "a.jpg")
    silent(root / "a.xml")
    with time_limit(LONGEST), pytest.raises(AnnotationWriteError, match=regular_file.NOT_REGULAR):
        file.save(ImageAnnotations((Annotation(Box(1, 2, 30, 40), "cat"),)))
    assert (root / "a.xml").is_fifo()


@pytest.mark.skipif(os.name == "nt", reason="it would take the room there")
@pytest.mark.parametrize("name", SUFFIXES)
def test_that_a_label_file_larger_than_any_is_not_read(tmp_path: Path, name: FormatName) -> None:
    root = images(tmp_path, "a.jpg")
    path = root / f"a{SUFFIXES[name]}"
    path.touch()
    os.truncate(path, 50_000_000_000)  # a hole, which takes no room
    data = FORMATS[name].open_dataset(root)
    too_large = sentence_pattern(regular_file.TOO_LARGE, size=50_000, limit=500)
    with pytest.raises(AnnotationUnreadableError, match=too_large):
        data.read_labels(root / "a.jpg")


@pytest.mark.skipif(os.name == "nt", reason="it would take the room there")
@pytest.mark.parametrize(
    ("name", "lists"),
    [
        ("coco", "annotations.json"), ("csv", "annotations.csv"), ("cvat", "annotations.xml"),
        ("createml", "annotations.json"), ("via", "via_project.json"),
    ],
)  # fmt: skip
def test_that_a_joint_file_larger_than_any_is_not_read(tmp_path: Path, name: FormatName, lists: str) -> None:
    root = images(tmp_path, "a.jpg")
    (root / lists).touch()
    os.truncate(root / lists, 50_000_000_000)
    too_large = sentence_pattern(regular_file.TOO_LARGE, size=50_000, limit=4_000)
    with pytest.raises(DatasetError, match=too_large):
        FORMATS[name].open_dataset(root / lists)


def test_that_plain_files_folders_and_what_is_not_there_pass(tmp_path: Path) -> None:
    files(tmp_path, {"a.txt": "a"})
    for path in (tmp_path / "a.txt", tmp_path, tmp_path / "gone.txt", tmp_path / ("x" * 400)):
        assert require_regular_file(path, MAX_FILE_BYTES) == path


def test_that_no_list_of_classes_is_filled_up_to_a_number_written_wrongly(tmp_path: Path) -> None:
    root = images(tmp_path, "a.jpg", "b.jpg")
    files(root, {"classes.txt": "cat\n", "a.txt": "999999 .5 .5 .1 .1\n"})
    data = FORMATS["yolo"].open_dataset(root)
    with pytest.raises(AnnotationWriteError, match="class number 999999"):
        data.read_labels(root / "b.jpg").save(ImageAnnotations((Annotation(Box(10, 20, 30, 40), "dog"),)))
    assert (root / "classes.txt").read_text() == "cat\n"
    data.read_labels(root / "b.jpg").save(ImageAnnotations((Annotation(Box(10, 20, 30, 40), "cat"),)))
    assert (root / "b.txt").read_text().startswith("0 ")


def test_that_class_numbers_far_beyond_the_names_are_refused(tmp_path: Path) -> None:
    root = images(tmp_path, "a.jpg")
    files(root, {"data.yaml": "names:\n  0: cat\n  999999: dog\n"})
    with pytest.raises(DatasetError, match=sentence_pattern(NUMBER_TOO_LARGE, number=999999, count=2)):
        FORMATS["yolo"].open_dataset(root)
    files(root, {"data.yaml": "names:\n  0: cat\n  90: dog\n"})
    assert FORMATS["yolo"].open_dataset(root).classes[90] == "dog"


def test_that_a_data_yaml_cannot_name_all_of_a_disk(tmp_path: Path) -> None:
    root = images(tmp_path, "images/a.jpg")
    disk = Path(tmp_path.anchor).as_posix()
    files(root, {"data.yaml": f"path: {disk}\ntrain: {disk}\nval: images\nnames: [cat]\n"})
    data = FORMATS["yolo"].open_dataset(root)
    assert list(data.images) == [root / "images" / "a.jpg"]
    assert any(has_sentence(notice, FOLDER_OUTSIDE) for notice in data.notices)


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_that_a_look_that_is_given_up_lists_nothing_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: FormatName
) -> None:
    images(tmp_path, *(f"{number}/a.jpg" for number in range(20)))
    files(tmp_path, {"data.yaml": "train: .\nnames: [cat]\n"})
    listed: list[str] = []
    scandir = os.scandir

    def note(folder: str | Path) -> object:
        listed.append(str(folder))
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", note)
    with share_directory_cache(lambda: len(listed) >= 3):
        assert recognize_format(tmp_path) in (None, name, "yolo")
    assert len(listed) < 8
