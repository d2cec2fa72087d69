"""Names of images as disks allow them, and links that lead in circles: found, labeled and found again."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.formats.base import FormatName
from detector.data.formats.registry import FORMATS, recognize_format
from detector.data.geometry import Box
from detector.errors import AnnotationWriteError, DatasetError
from tests.detector.data.formats.format_samples import images
from tests.detector.data.image_samples import png

ANYWHERE = (
    "a b.jpg", "a#b.jpg", "a=b.jpg", "100%.jpg", "it's.jpg", "\U0001f600.jpg", "שלום.jpg", "semi;colon,comma.jpg",
    "a..jpg", "-dash.jpg", "%s{0}.jpg", "&lt;.jpg", "ﬁ\u0301.jpg", "[a].jpg", "~.jpg", "\u202egpj.jpg",
)  # fmt: skip
ELSEWHERE = ('"quoted".jpg', "new\nline.jpg", " blank.jpg", "tab\t.jpg", "<&>.jpg", "bell\x07.jpg", "back\\slash.jpg")
"""Windows has no such names."""
NAMES = ANYWHERE if os.name == "nt" else ANYWHERE + ELSEWHERE
ANNOTATION = Annotation(Box(10, 20, 30, 40), "cat", 0)
each_format = pytest.mark.parametrize("name", sorted(FORMATS))
posix_only = pytest.mark.skipif(os.name == "nt" or sys.platform == "darwin", reason="needs a Linux file system")


def labeled_again(root: Path, name: FormatName) -> None:
    """Label every image of a folder, and read that from the disk."""
    data = FORMATS[name].begin_dataset(root)
    for image in data.images:
        data.read_labels(image).save(ImageAnnotations((ANNOTATION,)))
    assert recognize_format(root) == name
    again = FORMATS[name].open_dataset(root)
    assert list(again.images) == list(data.images)
    for image in again.images:
        file = again.read_labels(image)
        (annotation,) = file.image_annotations.annotations
        assert annotation.bounds.xyxy == pytest.approx(ANNOTATION.bounds.xyxy, abs=0.01)
        assert file.problems == ()


@each_format
def test_that_odd_names_keep_their_labels(tmp_path: Path, name: FormatName) -> None:
    images(tmp_path, *(one for one in NAMES if name != "cvat" or "\x07" not in one))  # which XML cannot hold
    labeled_again(tmp_path, name)


@posix_only
@pytest.mark.parametrize("name", sorted(FORMATS.keys() - {"csv", "cvat"}))
def test_that_a_name_that_is_not_utf8_keeps_its_labels(tmp_path: Path, name: FormatName) -> None:
    (tmp_path / os.fsdecode(b"bad\xff\xfe.jpg")).write_bytes(png(640, 480))
    labeled_again(tmp_path, name)


@posix_only
@pytest.mark.parametrize("name", ["csv", "cvat"])
def test_that_a_file_says_that_it_cannot_hold_a_name(tmp_path: Path, name: FormatName) -> None:
    (tmp_path / os.fsdecode(b"bad\xff\xfe.jpg")).write_bytes(png(640, 480))
    data = FORMATS[name].begin_dataset(tmp_path)
    with pytest.raises(AnnotationWriteError, match="cannot hold"):
        data.read_labels(data.images[0]).save(ImageAnnotations((ANNOTATION,)))
    assert [path.suffix for path in tmp_path.iterdir()] == [".jpg"]


@posix_only
@pytest.mark.parametrize("stem", ["x" * 251, "é" * 125])
@each_format
def test_that_the_longest_name_is_labeled_or_reported(tmp_path: Path, name: FormatName, stem: str) -> None:
    images(tmp_path, f"{stem}.jpg")
    if name == "labelme" and len(stem.encode()) > 250:  # `.json` is longer than `.jpg`
        data = FORMATS[name].begin_dataset(tmp_path)
        with pytest.raises(AnnotationWriteError, match="shorter name"):
            data.read_labels(data.images[0]).save(ImageAnnotations((ANNOTATION,)))
        assert [path.suffix for path in tmp_path.iterdir()] == [".jpg"]
    else:
        labeled_again(tmp_path, name)


@each_format
def test_that_links_that_lead_in_circles_end(tmp_path: Path, name: FormatName) -> None:
    images(tmp_path, "a.jpg", "sub/b.jpg")
    try:
        (tmp_path / "self").symlink_to("self")
        (tmp_path / "one").symlink_to("two")
        (tmp_path / "two").symlink_to("one")
        (tmp_path / "nowhere").symlink_to("gone")
        (tmp_path / "sub" / "up").symlink_to(tmp_path, target_is_directory=True)
        (tmp_path / "sub" / "here").symlink_to(tmp_path / "sub", target_is_directory=True)
    except OSError:
        pytest.skip("links may not be made here")
    labeled_again(tmp_path, name)
    assert len(FORMATS[name].open_dataset(tmp_path).images) == 2


@each_format
def test_that_a_folder_that_is_a_circle_is_reported(tmp_path: Path, name: FormatName) -> None:
    try:
        (tmp_path / "self").symlink_to("self")
    except OSError:
        pytest.skip("links may not be made here")
    with pytest.raises(DatasetError, match="self"):
        FORMATS[name].begin_dataset(tmp_path / "self")
