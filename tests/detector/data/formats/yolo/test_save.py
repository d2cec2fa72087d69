"""Label files of YOLO data sets, edited and saved: what was not edited stays, and nobody else's work is overwritten."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.formats.shared import saving
from detector.data.formats.shared.single_file import NO_AREA, REACHES_OUTSIDE
from detector.data.formats.yolo import label_file
from detector.data.formats.yolo.class_list import LABEL_WITH_NEWLINE, YoloClassList
from detector.data.formats.yolo.label_file import YoloFile, YoloSettings
from detector.data.geometry import Box
from detector.errors import AnnotationConflictError, AnnotationUnreadableError, AnnotationWriteError
from tests.annotation_edits import move_edges
from tests.detector.data.formats.format_samples import same_annotations
from tests.sentences import sentence_pattern

SIZE = (200, 100)
MIXED = """\ufeff# drawn by hand
0 0.5 0.5 0.20 0.2\r
1 0.1 0.2 0.5 0.2 0.3 0.6

 1\t.25 .25 .1 .1 0.875
7 0.5 0.5 0.1 0.1"""
NEW = Annotation(Box(20, 10, 60, 50), "dog", 50)


def setting(folder: Path, keypoints: int = 0, highest: int = -1) -> YoloSettings:
    (folder / "classes.txt").write_text("cat\ndog\n")
    return YoloSettings(YoloClassList(folder / "classes.txt", lambda: highest), SIZE, keypoints)


def written(folder: Path, content: str | bytes, keypoints: int = 0) -> YoloFile:
    raw = content if isinstance(content, bytes) else content.encode()
    (folder / "a.txt").write_bytes(raw)
    return YoloFile.from_path(folder / "a.txt", setting(folder, keypoints, highest=7))


@pytest.fixture
def mixed(tmp_path: Path) -> YoloFile:
    return written(tmp_path, MIXED)


def with_annotation(file: YoloFile, *annotations: Annotation) -> ImageAnnotations:
    return file.image_annotations.with_annotations((*file.image_annotations.annotations, *annotations))


def content(file: YoloFile) -> str:
    return file.path.read_bytes().decode()


def test_that_a_file_is_its_boxes_in_pixels(mixed: YoloFile) -> None:
    cat, polygon, dog, unnamed = mixed.image_annotations.annotations
    assert cat == Annotation(Box(80, 40, 120, 60), "cat", 0)
    assert same_annotations([polygon], [Annotation(Box(20, 20, 100, 60), "dog")])
    assert (dog.label, dog.score) == ("dog", 0.875)
    assert unnamed.label == "class 7"
    assert not mixed.image_annotations.verified


def test_that_what_is_odd_is_reported(mixed: YoloFile, tmp_path: Path) -> None:
    assert mixed.problems == (
        "a.txt: " + label_file.MIXED_ROWS.format(boxes="3 boxes", polygons="1 polygon"),
        "a.txt: " + label_file.UNKNOWN_CLASS.format(line=6, number=7, file="classes.txt"),
    )
    odd = written(tmp_path, "0 0.5 0.5 0 0.2\n0 0.9 0.5 0.4 0.2\n0 0.9 0.5 0.2004 0.2\n")
    assert odd.problems == (
        f"a.txt: line 1 (cat) {NO_AREA}",
        f"a.txt: line 2 (cat) {REACHES_OUTSIDE.format(width=200, height=100)}",
    )


def test_that_an_identical_annotation_writes_nothing(mixed: YoloFile) -> None:
    before = mixed.path.stat()
    assert mixed.save(mixed.image_annotations).raw == mixed.raw
    mixed.save(
        mixed.image_annotations.with_annotations(
            annotation.move_by(0.001, 0) for annotation in mixed.image_annotations.annotations
        )
    )
    after = mixed.path.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_that_only_the_row_of_a_changed_box_changes(mixed: YoloFile) -> None:
    cat, polygon, dog, unnamed = mixed.image_annotations.annotations
    mixed.save(ImageAnnotations((cat, polygon, dog.move_by(2, 0), unnamed)))
    assert content(mixed) == MIXED.replace(".25 .25 .1 .1", "0.260000 .25 0.100000 .1")


def test_that_only_the_row_of_a_deleted_box_goes(mixed: YoloFile) -> None:
    cat, polygon, _, unnamed = mixed.image_annotations.annotations
    saved = mixed.save(ImageAnnotations((cat, polygon, unnamed)))
    assert content(mixed) == MIXED.replace(" 1\t.25 .25 .1 .1 0.875\n", "")
    saved = saved.save(ImageAnnotations((cat, unnamed)))
    assert "1 0.1 0.2" not in content(mixed)


def test_that_a_label_changes_the_class_alone(mixed: YoloFile) -> None:
    annotations = [replace(annotation, label="cat") for annotation in mixed.image_annotations.annotations]
    mixed.save(ImageAnnotations(tuple(annotations)))
    expected = MIXED.replace("\n1 0.1", "\n0 0.1").replace(" 1\t", " 0\t").replace("\n7 ", "\n0 ")
    assert content(mixed) == expected


def test_that_new_boxes_follow_in_the_manner_of_the_file(mixed: YoloFile, tmp_path: Path) -> None:
    mixed.save(with_annotation(mixed, NEW))  # as a polygon, since there is one; and still no line break at the end
    assert content(mixed) == MIXED + "\n1 0.100000 0.100000 0.300000 0.100000 0.300000 0.500000 0.100000 0.500000"
    pose = written(tmp_path, "0 0.5 0.5 0.2 0.2 0.4 0.5 2\n", keypoints=3)
    pose.save(with_annotation(pose, NEW))
    assert content(pose) == "0 0.5 0.5 0.2 0.2 0.4 0.5 2\n1 0.200000 0.300000 0.200000 0.400000 0 0 0\n"


def test_that_a_first_box_makes_the_file_and_its_folder(tmp_path: Path) -> None:
    blank = YoloFile.create_blank(tmp_path / "labels" / "train" / "a.txt", setting(tmp_path))
    assert blank.save(blank.image_annotations).raw is None
    assert not (tmp_path / "labels").exists()
    saved = blank.save(ImageAnnotations((NEW,)))
    assert content(blank) == "1 0.200000 0.300000 0.200000 0.400000\n"
    assert saved.image_annotations == ImageAnnotations((NEW,))


def test_that_an_empty_file_says_that_there_is_no_object(tmp_path: Path) -> None:
    reviewed = written(tmp_path, b"")
    assert reviewed.image_annotations.annotations == ()
    assert reviewed.problems == ()
    blank = YoloFile.create_blank(tmp_path / "b.txt", setting(tmp_path))
    assert blank.save(ImageAnnotations((), verified=True)).raw == b""
    assert (tmp_path / "b.txt").read_bytes() == b""
    box = written(tmp_path, "0 0.5 0.5 0.2 0.2\n")
    assert box.save(ImageAnnotations()).raw == b""


def test_that_undoing_a_deletion_that_was_saved_brings_back_the_row(mixed: YoloFile) -> None:
    before = content(mixed)
    cat, polygon, dog, unnamed = mixed.image_annotations.annotations
    saved = mixed.save(ImageAnnotations((cat, unnamed)))
    assert content(mixed) != before
    saved.save(ImageAnnotations((cat, unnamed, polygon, dog)))
    assert content(mixed) == before


def test_that_undoing_an_edit_gives_the_box_back_within_a_hundredth(mixed: YoloFile) -> None:
    moved = mixed.save(
        mixed.image_annotations.with_annotations(
            annotation.move_by(5, 5) for annotation in mixed.image_annotations.annotations
        )
    )
    moved.save(mixed.image_annotations)
    again = YoloFile.from_path(mixed.path, setting(mixed.path.parent))
    assert same_annotations(again.image_annotations.annotations, mixed.image_annotations.annotations)


def test_that_a_new_label_goes_to_the_class_list_first(mixed: YoloFile) -> None:
    saved = mixed.save(with_annotation(mixed, replace(NEW, label=" bird ")))
    names = (mixed.path.parent / "classes.txt").read_text().split()
    assert names.index("bird") == 2 + 2 * 6  # after "class 2" to "class 7", which are in use
    assert content(mixed).splitlines()[-1].startswith("8 ")
    assert [annotation.label for annotation in saved.image_annotations.annotations][-1] == " bird "
    again = saved.save(with_annotation(saved, replace(NEW, uid=51, label="class 7")))
    assert content(mixed).splitlines()[-1].startswith("7 ")
    assert again.save(again.image_annotations).raw == again.raw


def test_that_a_class_that_gets_a_name_elsewhere_keeps_its_number(mixed: YoloFile) -> None:
    names = ["cat", "dog", *"cdefg", "owl"]
    (mixed.path.parent / "classes.txt").write_text("\n".join(names))
    saved = mixed.save(with_annotation(mixed, replace(NEW, label="owl")))
    saved = saved.save(
        saved.image_annotations.with_annotations(
            annotation.move_by(1, 1) for annotation in saved.image_annotations.annotations
        )
    )
    assert [line.split()[0] for line in content(mixed).splitlines()[-2:]] == ["7", "7"]
    assert (mixed.path.parent / "classes.txt").read_text().split() == names


def test_that_flags_which_the_format_lacks_are_reported(mixed: YoloFile) -> None:
    annotations = mixed.image_annotations.annotations
    saved = mixed.save(ImageAnnotations((replace(annotations[0], difficult=True), *annotations[1:])))
    assert content(mixed) == MIXED
    assert saved.image_annotations.annotations[0].difficult
    assert "a.txt: 1 box was marked difficult" in saved.problems[-1]


@pytest.mark.parametrize(
    "bad",
    [b"\xff\xfe0\0", b"0 0.5 0.5 0.2\n", b"0 0.5 0.5 nan 0.2", b"cat 1 2 3 4", b"\0" * 40, b"0 1e308 0.5 1e308 1e308"],
)
def test_that_a_file_that_cannot_be_read_is_left_alone(tmp_path: Path, bad: bytes) -> None:
    with pytest.raises(AnnotationUnreadableError, match=r"a\.txt cannot be used: line 1 .*cannot be edited"):
        written(tmp_path, bad)
    assert (tmp_path / "a.txt").read_bytes() == bad


def test_that_a_folder_named_like_a_label_file_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(AnnotationUnreadableError, match=sentence_pattern(saving.LABELS_UNREADABLE, name="a.txt")):
        YoloFile.from_path(tmp_path / "a.txt", setting(tmp_path))


def test_that_a_file_that_others_changed_is_not_overwritten_nor_the_class_list(mixed: YoloFile) -> None:
    mixed.path.write_bytes(b"0 0.1 0.1 0.1 0.1\n")
    with pytest.raises(AnnotationConflictError, match=rf"a\.txt {saving.CHANGED_BY_OTHER}"):
        mixed.save(with_annotation(mixed, replace(NEW, label="bird")))
    assert mixed.path.read_bytes() == b"0 0.1 0.1 0.1 0.1\n"
    assert (mixed.path.parent / "classes.txt").read_text() == "cat\ndog\n"
    mixed.path.unlink()
    with pytest.raises(AnnotationConflictError, match=saving.MOVED_OR_DELETED):
        mixed.save(with_annotation(mixed, NEW))


def test_that_a_class_list_that_others_changed_keeps_the_file_from_being_written(mixed: YoloFile) -> None:
    (mixed.path.parent / "classes.txt").write_text("dog\ncat\n")
    with pytest.raises(AnnotationConflictError, match=r"classes\.txt was changed"):
        mixed.save(with_annotation(mixed, NEW))
    assert content(mixed) == MIXED


@pytest.mark.parametrize(
    ("annotation", "fault"),
    [
        (replace(NEW, label=" "), sentence_pattern(saving.BOX_WITHOUT_LABEL, number=5)),
        (move_edges(NEW, x1=float("nan")), r"Box 5 \(dog\) has a coordinate"),
        (replace(NEW, label="a\nb"), sentence_pattern(LABEL_WITH_NEWLINE)),
    ],
)
def test_that_a_box_that_no_file_can_hold_is_refused(mixed: YoloFile, annotation: Annotation, fault: str) -> None:
    with pytest.raises(AnnotationWriteError, match=fault):
        mixed.save(with_annotation(mixed, annotation))
    assert content(mixed) == MIXED


edges = st.floats(-20, 220, allow_nan=False)
annotations_drawn = st.builds(
    lambda corners, label: Annotation(Box.from_corners(*corners), label),
    st.tuples(edges, edges, edges, edges),
    st.sampled_from(["cat", "dog", "class 7"]),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(
    st.lists(st.none() | annotations_drawn | st.just("keep"), min_size=4, max_size=4),
    st.lists(annotations_drawn, max_size=3),
)
def test_that_what_is_saved_is_read_again_and_the_rest_keeps_its_bytes(
    tmp_path: Path, changes: list[Annotation | str | None], added: list[Annotation]
) -> None:
    file = written(tmp_path, MIXED)
    annotations = []
    for old, new in zip(file.image_annotations.annotations, changes, strict=True):
        if isinstance(new, Annotation):
            annotations.append(replace(new, uid=old.uid, score=old.score))
        elif new == "keep":
            annotations.append(old)
    saved = file.save(ImageAnnotations((*annotations, *added)))
    again = YoloFile.from_path(file.path, setting(tmp_path))
    # An edge within 0.01 px outside of the border is moved to it, and decimals are rounded before that.
    assert same_annotations(again.image_annotations.annotations, (*annotations, *added), within=0.0102)
    rows = [line for line in MIXED.split("\n") if line[:2].strip() in ("0", "1", "7")]
    for row, change in zip(rows, changes, strict=True):
        assert (row.encode() in (saved.raw or b"")) or change != "keep"
    assert saved.raw is not None
    assert saved.raw.startswith("\ufeff# drawn by hand\n".encode())
    assert saved.save(saved.image_annotations).raw == saved.raw
