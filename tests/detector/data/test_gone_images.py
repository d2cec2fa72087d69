"""Labels of images whose drive has gone: nothing is made where it was."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PIL import Image

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.formats.base import FormatName, LabelFile
from detector.data.formats.registry import FORMATS
from detector.data.formats.shared.saving import IMAGE_GONE, MOVED_OR_DELETED
from detector.data.geometry import Box
from detector.errors import AnnotationConflictError, AnnotationWriteError
from tests.sentences import sentence_pattern

FORMAT_NAMES = tuple(FORMATS)
BOXES = ImageAnnotations((Annotation(Box(1, 2, 9, 9), "cat"),))


def opened(folder: Path, name: FormatName) -> LabelFile:
    """The labels, yet to be made, of an image in `folder/images`."""
    image = folder / "images" / "a.png"
    image.parent.mkdir(parents=True)
    Image.new("L", (32, 32)).save(image)
    if name == "yolo":
        (folder / "data.yaml").write_text("path: .\ntrain: images\nnames: [cat]\n")
    dataset = FORMATS[name].begin_dataset(folder, lambda: False)
    return dataset.read_labels(next(iter(dataset.images)))


@pytest.mark.parametrize("name", FORMAT_NAMES)
@pytest.mark.parametrize("stays", [True, False])
def test_that_nothing_is_written_where_the_images_were(tmp_path: Path, name: FormatName, stays: bool) -> None:
    folder = tmp_path / "mounted"
    labels = opened(folder, name)
    away = tmp_path / "away"
    shutil.move(folder, away)
    if stays:
        folder.mkdir()  # a mount point is there without its drive
    with pytest.raises(AnnotationWriteError, match=sentence_pattern(IMAGE_GONE, image=folder / "images" / "a.png")):
        labels.save(BOXES)
    assert folder.exists() is stays
    assert not stays or not list(folder.iterdir())
    if stays:
        folder.rmdir()
    shutil.move(away, folder)
    assert labels.save(BOXES).image_annotations.annotations[0].label == "cat"
    assert labels.path.exists()


@pytest.mark.parametrize("name", FORMAT_NAMES)
def test_that_labels_that_were_there_are_not_made_again_either(tmp_path: Path, name: FormatName) -> None:
    folder = tmp_path / "mounted"
    labels = opened(folder, name).save(BOXES)
    more = ImageAnnotations((*labels.image_annotations.annotations, Annotation(Box(3, 3, 7, 7), "zebra")))
    away = tmp_path / "away"
    shutil.move(folder, away)
    folder.mkdir()
    with pytest.raises(AnnotationConflictError, match=MOVED_OR_DELETED):
        labels.save(more)
    assert list(folder.iterdir()) == []
    folder.rmdir()
    shutil.move(away, folder)
    assert len(labels.save(more).image_annotations.annotations) == 2
