"""Saving Pascal VOC files: whole or not at all, never over what others wrote, and the boxes stay who they are."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from pathlib import Path

import pytest

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.formats.shared import saving
from detector.data.formats.voc.label_file import VocFile, VocOrigin
from detector.data.geometry import Box
from detector.errors import AnnotationConflictError, AnnotationWriteError
from tests.annotation_edits import move_edges
from tests.detector.data.formats.voc_samples import RICH, written
from tests.sentences import sentence_pattern

ONE = VocOrigin.ONE_BASED
NEW = Annotation(Box(10, 20, 30, 40), "new", 7)


@pytest.fixture
def rich(tmp_path: Path) -> VocFile:
    return written(tmp_path / "a.xml", RICH)


@pytest.fixture
def blank(tmp_path: Path) -> VocFile:
    return VocFile.create_blank(tmp_path / "a.xml", tmp_path / "a.jpg", 640, 480, ONE)


def with_annotation(file: VocFile, *annotations: Annotation) -> ImageAnnotations:
    return file.image_annotations.with_annotations((*file.image_annotations.annotations, *annotations))


def test_that_an_identical_annotation_writes_nothing(rich: VocFile, blank: VocFile) -> None:
    before = rich.path.stat()
    assert rich.save(rich.image_annotations).raw == rich.raw
    after = rich.path.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    rich.path.unlink()
    assert blank.save(blank.image_annotations).raw is None
    assert not blank.path.exists()


def test_that_what_is_saved_is_what_was_rendered_and_read_back(blank: VocFile) -> None:
    image_annotations = ImageAnnotations((NEW,), verified=True)
    saved = blank.save(image_annotations)
    assert saved.raw == blank.render_image_annotations(image_annotations) == blank.path.read_bytes()
    assert saved.image_annotations == image_annotations
    again = VocFile.from_path(blank.path, ONE)
    assert again.image_annotations == ImageAnnotations((replace(NEW, uid=0),), verified=True)


def test_that_uids_keep_naming_the_same_objects_after_saves(rich: VocFile) -> None:
    first, second = rich.image_annotations.annotations
    saved = rich.save(ImageAnnotations((NEW, second)))
    assert saved.image_annotations.annotations == (NEW, second)
    saved = saved.save(ImageAnnotations((replace(NEW, label="newer"), move_edges(second, x1=50.0))))
    again = VocFile.from_path(rich.path, ONE).image_annotations.annotations
    assert [(annotation.label, annotation.bounds.x1) for annotation in again] == [("R&D", 50.0), ("newer", 10.0)]
    assert first.label == "cat"


def test_that_undoing_a_deletion_that_was_saved_brings_back_all_the_object_said(rich: VocFile) -> None:
    annotations = rich.image_annotations.annotations
    saved = rich.save(ImageAnnotations(annotations[1:]))
    assert b"Left" not in (saved.raw or b"")
    saved = saved.save(ImageAnnotations((move_edges(annotations[0], x2=33.0), annotations[1])))
    content = (saved.raw or b"").decode()
    start, end = RICH.index('<object id="7">'), RICH.index("</object>") + len("</object>")
    assert RICH[start:end].replace(">030<", ">33<") in content
    assert [annotation.label for annotation in VocFile.from_path(rich.path, ONE).image_annotations.annotations] == [
        "cat",
        "R&D",
    ]


def test_that_undoing_an_edit_after_a_save_gives_the_first_bytes_again(rich: VocFile) -> None:
    first, second = rich.image_annotations.annotations
    moved = rich.save(ImageAnnotations((first, replace(move_edges(second, x1=1.0, y2=480.0), occluded=False))))
    assert moved.raw != rich.raw
    assert moved.save(rich.image_annotations).raw == rich.raw


def test_that_boxes_without_an_identity_get_one_each(blank: VocFile) -> None:
    nobody = replace(NEW, uid=-1)
    saved = blank.save(ImageAnnotations((nobody, replace(nobody, label="other"), NEW, NEW)))
    uids = [annotation.uid for annotation in saved.image_annotations.annotations]
    assert len(set(uids)) == 4
    assert uids[2] == NEW.uid
    assert [annotation.label for annotation in VocFile.from_path(blank.path, ONE).image_annotations.annotations] == [
        "new",
        "other",
        "new",
        "new",
    ]


def test_that_coordinates_between_hundredths_do_not_keep_a_file_changed(blank: VocFile) -> None:
    image_annotations = ImageAnnotations((move_edges(NEW, x1=10.123456, y1=20.125, x2=33.3349),))
    saved = blank.save(image_annotations)
    assert saved.image_annotations == image_annotations
    assert saved.render_image_annotations(image_annotations) == saved.raw


def test_that_problems_are_those_of_the_file_as_saved(blank: VocFile) -> None:
    saved = blank.save(ImageAnnotations((move_edges(NEW, x2=700),)))
    assert len(saved.problems) == 1
    assert saved.save(ImageAnnotations((NEW,))).problems == ()


def test_that_a_file_that_others_changed_is_not_overwritten(rich: VocFile) -> None:
    rich.path.write_bytes(b"<annotation/>")
    with pytest.raises(AnnotationConflictError, match=rf"a\.xml {saving.CHANGED_BY_OTHER}"):
        rich.save(with_annotation(rich, NEW))
    assert rich.path.read_bytes() == b"<annotation/>"
    assert list(rich.path.parent.iterdir()) == [rich.path]


def test_that_a_file_that_appeared_or_vanished_is_a_conflict(rich: VocFile, tmp_path: Path) -> None:
    late = VocFile.create_blank(rich.path, tmp_path / "a.jpg", 640, 480, ONE)
    with pytest.raises(AnnotationConflictError, match=saving.MADE_BY_OTHER):
        late.save(ImageAnnotations((NEW,)))
    assert rich.path.read_bytes() == rich.raw
    rich.path.unlink()
    with pytest.raises(AnnotationConflictError, match=saving.MOVED_OR_DELETED):
        rich.save(with_annotation(rich, NEW))
    assert not rich.path.exists()


def test_that_others_writing_the_very_same_is_no_conflict(rich: VocFile) -> None:
    image_annotations = with_annotation(rich, NEW)
    rich.path.write_bytes(rich.render_image_annotations(image_annotations))
    assert rich.save(image_annotations).image_annotations == image_annotations


@pytest.mark.parametrize("cause", [errno.ENOSPC, errno.EACCES, errno.EROFS])
def test_that_a_failed_write_is_reported_and_leaves_the_file_as_it_was(
    rich: VocFile, monkeypatch: pytest.MonkeyPatch, cause: int
) -> None:
    def fail(_descriptor: int) -> None:
        raise OSError(cause, os.strerror(cause))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", fail)
        with pytest.raises(AnnotationWriteError) as error:
            rich.save(with_annotation(rich, NEW))
    for words in ("a.xml", os.strerror(cause), "save again"):
        assert words in str(error.value)
    assert rich.path.read_bytes() == rich.raw
    assert list(rich.path.parent.iterdir()) == [rich.path]
    assert rich.save(with_annotation(rich, NEW)).image_annotations.annotations[-1] == NEW


def test_that_a_missing_folder_is_reported(tmp_path: Path) -> None:
    file = VocFile.create_blank(tmp_path / "gone" / "a.xml", tmp_path / "a.jpg", 640, 480, ONE)
    not_written = sentence_pattern(saving.NOT_WRITTEN, name="a.xml", reason="No such file or directory")
    with pytest.raises(AnnotationWriteError, match=not_written):
        file.save(ImageAnnotations((NEW,)))


def test_that_a_linked_file_is_written_through(rich: VocFile, tmp_path: Path) -> None:
    link = tmp_path / "link.xml"
    link.symlink_to(rich.path)
    VocFile.from_path(link, ONE).save(with_annotation(rich, NEW))
    assert link.is_symlink()
    assert len(VocFile.from_path(rich.path, ONE).image_annotations.annotations) == 3
