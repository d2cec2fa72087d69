"""Saving by itself: whole, in order, never without need, and a disk that fails costs no box."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from detector.data.annotation import ImageAnnotations
from detector.data.formats.voc.label_file import VocFile, VocOrigin
from detector.errors import AnnotationConflictError, AnnotationWriteError
from frcnn_gui.document.document import Document
from frcnn_gui.saving import autosave as autosave_module
from frcnn_gui.saving.autosave import Autosave, SaveFailure, SaveState
from tests.annotation_edits import move_edges
from tests.gui.unit.folders import write_image, write_labels

ORIGIN = VocOrigin.ONE_BASED
DISK_FULL = "a.xml could not be written: no space left on device. Make room and save again."


@pytest.fixture
def autosave(qtbot: QtBot) -> Iterator[Autosave]:
    autosave = Autosave(delay_ms=10)
    yield autosave
    assert autosave.stop()


@pytest.fixture
def document(qtbot: QtBot, tmp_path: Path) -> Document:
    return make_document(tmp_path / "a.png")


def make_document(image: Path) -> Document:
    write_image(image)
    labels = write_labels(image, (5, 6, 30, 28, "cat"))
    return Document(image, 64, 48, VocFile.from_path(labels, ORIGIN))


def on_disk(document: Document) -> list[tuple[float, float, float, float]]:
    return [
        annotation.bounds.xyxy
        for annotation in VocFile.from_path(document.image.with_suffix(".xml"), ORIGIN).image_annotations.annotations
    ]


def move(document: Document, dx: float = 1.0) -> None:
    document.move_annotations({annotation.uid for annotation in document.annotations}, dx, 0.0)


def wait_saved(qtbot: QtBot, autosave: Autosave) -> None:
    qtbot.waitUntil(lambda: autosave.state is SaveState.SAVED)


class Disk:
    """Counts writes, fails while `failure` is set, and waits while `hold` is not set."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.failure: Exception | None = None
        self.hold = threading.Event()
        self.hold.set()
        self.writes: list[ImageAnnotations] = []
        save = VocFile.save

        def watched(file: VocFile, image_annotations: ImageAnnotations) -> VocFile:
            self.writes.append(image_annotations)
            assert self.hold.wait(10)
            if self.failure is not None:
                raise self.failure
            return save(file, image_annotations)

        monkeypatch.setattr(VocFile, "save", watched)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


def test_that_a_change_is_soon_on_disk(qtbot: QtBot, autosave: Autosave, document: Document) -> None:
    autosave.watch_document(document)
    move(document)
    assert autosave.state is SaveState.SAVING
    wait_saved(qtbot, autosave)
    assert on_disk(document) == [document.annotations[0].bounds.xyxy]
    assert not document.is_modified
    assert list(document.image.with_suffix(".xml").parent.glob("*.tmp")) == []


def test_that_looking_writes_nothing(qtbot: QtBot, autosave: Autosave, document: Document, disk: Disk) -> None:
    before = document.image.with_suffix(".xml").read_bytes()
    autosave.watch_document(document)
    autosave.flush()
    assert autosave.save_all()
    assert disk.writes == []
    assert document.image.with_suffix(".xml").read_bytes() == before


def test_that_a_change_undone_in_time_writes_nothing(
    qtbot: QtBot, autosave: Autosave, document: Document, disk: Disk
) -> None:
    autosave.watch_document(document)
    move(document)
    document.undo_stack.undo()
    assert autosave.state is SaveState.SAVED
    assert autosave.save_all()
    assert disk.writes == []


def test_that_quick_changes_are_one_write(qtbot: QtBot, autosave: Autosave, document: Document, disk: Disk) -> None:
    autosave.watch_document(document)
    for _ in range(5):
        move(document)
    wait_saved(qtbot, autosave)
    assert len(disk.writes) == 1
    assert disk.writes[0].annotations == document.annotations


def test_that_changes_without_a_pause_do_not_put_it_off_for_ever(qtbot: QtBot, document: Document, disk: Disk) -> None:
    autosave = Autosave(delay_ms=3_600_000, longest_ms=20)
    autosave.watch_document(document)
    for round_ in range(2):
        while len(disk.writes) == round_:
            move(document, 0.01)
            qtbot.wait(1)
    autosave.release_documents()
    assert autosave.stop()


def test_that_a_document_nobody_watches_can_be_saved(qtbot: QtBot, autosave: Autosave, document: Document) -> None:
    move(document)
    autosave.save(document)
    wait_saved(qtbot, autosave)
    assert on_disk(document) == [document.annotations[0].bounds.xyxy]


def test_that_what_is_about_to_be_written_is_reported_before(
    qtbot: QtBot, autosave: Autosave, document: Document
) -> None:
    messages: list[tuple[object, object]] = []
    autosave.set_before_write(
        lambda image, file, image_annotations, asked: messages.append((image_annotations, on_disk(document)))
    )
    before = on_disk(document)
    autosave.watch_document(document)
    move(document)
    wait_saved(qtbot, autosave)
    assert messages == [(document.image_annotations, before)]


def test_that_changes_during_a_write_follow_it_and_the_newest_wins(
    qtbot: QtBot, autosave: Autosave, document: Document, disk: Disk
) -> None:
    disk.hold.clear()
    autosave.watch_document(document)
    move(document)
    autosave.flush()
    qtbot.waitUntil(lambda: len(disk.writes) == 1)
    move(document)
    move(document)
    autosave.flush()
    qtbot.wait(30)
    assert len(disk.writes) == 1  # one write of a file at a time
    disk.hold.set()
    wait_saved(qtbot, autosave)
    assert len(disk.writes) == 2
    assert on_disk(document) == [document.annotations[0].bounds.xyxy]


def test_that_a_change_undone_during_its_write_is_undone_on_disk_too(
    qtbot: QtBot, autosave: Autosave, document: Document, disk: Disk
) -> None:
    before = on_disk(document)
    disk.hold.clear()
    autosave.watch_document(document)
    move(document)
    autosave.flush()
    qtbot.waitUntil(lambda: len(disk.writes) == 1)
    document.undo_stack.undo()
    disk.hold.set()
    wait_saved(qtbot, autosave)
    assert on_disk(document) == before


def test_that_a_failing_disk_is_reported_and_costs_no_box(
    qtbot: QtBot, autosave: Autosave, document: Document, disk: Disk
) -> None:
    before = document.image.with_suffix(".xml").read_bytes()
    disk.failure = AnnotationWriteError(DISK_FULL)
    autosave.watch_document(document)
    with qtbot.waitSignal(autosave.save_failed) as failed:
        move(document)
    assert failed.args == [SaveFailure(document, DISK_FULL, conflict=False)]
    assert autosave.state is SaveState.FAILED
    assert autosave.failure == DISK_FULL
    assert autosave.unsaved_documents == (document,)
    assert document.is_modified
    assert document.annotations[0].bounds.x1 == 5.0
    assert document.image.with_suffix(".xml").read_bytes() == before


def test_that_a_failed_save_is_tried_again_on_demand(
    qtbot: QtBot, autosave: Autosave, document: Document, disk: Disk
) -> None:
    disk.failure = AnnotationWriteError(DISK_FULL)
    autosave.watch_document(document)
    with qtbot.waitSignal(autosave.save_failed):
        move(document)
    disk.failure = None
    autosave.retry()
    wait_saved(qtbot, autosave)
    assert on_disk(document) == [document.annotations[0].bounds.xyxy]
    assert autosave.unsaved_documents == ()


def test_that_a_failed_save_is_tried_again_by_itself_and_reported_once(
    qtbot: QtBot, autosave: Autosave, document: Document, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(autosave_module, "MAX_RETRY_MS", 40)
    autosave._retry_ms = 10
    messages: list[SaveFailure] = []
    autosave.save_failed.connect(messages.append)
    disk.failure = AnnotationWriteError(DISK_FULL)
    autosave.watch_document(document)
    move(document)
    qtbot.waitUntil(lambda: len(disk.writes) >= 4)
    assert autosave.state is SaveState.FAILED, "what is tried again is not reported as being saved"
    assert autosave._retry_ms == 40
    assert [failure.text for failure in messages] == [DISK_FULL]
    disk.failure = None
    wait_saved(qtbot, autosave)
    assert on_disk(document) == [document.annotations[0].bounds.xyxy]
    assert autosave._retry_ms == autosave_module.RETRY_MS
    written = len(disk.writes)
    qtbot.wait(100)
    assert len(disk.writes) == written


def test_that_a_save_follows_when_a_full_disk_has_room_again(
    qtbot: QtBot, autosave: Autosave, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    autosave._retry_ms = 10
    autosave.watch_document(document)
    with monkeypatch.context() as full:
        full.setattr(os, "write", lambda *_: (_ for _ in ()).throw(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))))
        with qtbot.waitSignal(autosave.save_failed) as failed:
            move(document)
    assert "No space left on device" in failed.args[0].text
    wait_saved(qtbot, autosave)
    assert on_disk(document) == [document.annotations[0].bounds.xyxy]


def test_that_a_conflict_is_not_tried_again_by_itself(
    qtbot: QtBot, autosave: Autosave, document: Document, disk: Disk
) -> None:
    autosave._retry_ms = 10
    disk.failure = AnnotationConflictError("a.xml was changed by another program.")
    autosave.watch_document(document)
    with qtbot.waitSignal(autosave.save_failed):
        move(document)
    qtbot.wait(100)
    assert len(disk.writes) == 1


def test_that_a_failed_save_is_tried_again_with_the_next_change(
    qtbot: QtBot, autosave: Autosave, document: Document, disk: Disk
) -> None:
    disk.failure = AnnotationWriteError(DISK_FULL)
    autosave.watch_document(document)
    with qtbot.waitSignal(autosave.save_failed):
        move(document)
    disk.failure = None
    move(document)
    wait_saved(qtbot, autosave)
    assert on_disk(document) == [document.annotations[0].bounds.xyxy]


def test_that_the_failure_of_an_image_that_was_left_stays_reported(
    qtbot: QtBot, autosave: Autosave, document: Document, disk: Disk, tmp_path: Path
) -> None:
    disk.failure = AnnotationWriteError(DISK_FULL)
    autosave.watch_document(document)
    with qtbot.waitSignal(autosave.save_failed):
        move(document)
    disk.failure = None
    other = make_document(tmp_path / "b.png")
    autosave.watch_document(other)
    with qtbot.waitSignal(autosave.document_saved):
        move(other)
    assert autosave.state is SaveState.FAILED
    assert autosave.unsaved_documents == (document,)


def test_that_a_fault_nobody_foresaw_keeps_the_boxes_too(
    qtbot: QtBot, autosave: Autosave, document: Document, disk: Disk
) -> None:
    disk.failure = ZeroDivisionError("a bug")
    autosave.watch_document(document)
    with qtbot.waitSignal(autosave.save_failed) as failed:
        move(document)
    assert failed.args[0].text.startswith("saving a.xml failed: ZeroDivisionError: a bug.")
    assert document.is_modified


def test_that_finish_waits_until_all_is_on_disk(qtbot: QtBot, autosave: Autosave, document: Document) -> None:
    autosave.watch_document(document)
    move(document)
    assert autosave.save_all(10_000)
    assert on_disk(document) == [document.annotations[0].bounds.xyxy]


def test_that_finish_tries_failures_once_more_and_says_when_they_remain(
    qtbot: QtBot, autosave: Autosave, document: Document, disk: Disk
) -> None:
    disk.failure = AnnotationWriteError(DISK_FULL)
    autosave.watch_document(document)
    move(document)
    assert not autosave.save_all(10_000)
    disk.failure = None
    assert autosave.save_all(10_000)


def test_that_finish_does_not_wait_for_ever(qtbot: QtBot, autosave: Autosave, document: Document, disk: Disk) -> None:
    disk.hold.clear()
    autosave.watch_document(document)
    move(document)
    assert not autosave.save_all(50)
    disk.hold.set()
    assert autosave.save_all(10_000)


def test_that_a_file_changed_by_another_program_is_not_overwritten(
    qtbot: QtBot, autosave: Autosave, document: Document
) -> None:
    foreign = document.image.with_suffix(".xml").read_bytes().replace(b"cat", b"dog") + b"\n"
    document.image.with_suffix(".xml").write_bytes(foreign)
    autosave.watch_document(document)
    with qtbot.waitSignal(autosave.save_failed) as failed:
        move(document)
    assert failed.args[0].conflict
    assert document.image.with_suffix(".xml").read_bytes() == foreign
    assert document.is_modified


def test_that_verifying_alone_is_saved(qtbot: QtBot, autosave: Autosave, document: Document) -> None:
    autosave.watch_document(document)
    document.set_verified(True)
    wait_saved(qtbot, autosave)
    assert VocFile.from_path(document.image.with_suffix(".xml"), ORIGIN).image_annotations.verified


def test_that_the_first_box_of_an_image_makes_its_file(qtbot: QtBot, autosave: Autosave, tmp_path: Path) -> None:
    image = write_image(tmp_path / "new.png")
    blank = VocFile.create_blank(image.with_suffix(".xml"), image, 64, 48, ORIGIN)
    document = Document(image, 64, 48, blank)
    autosave.watch_document(document)
    document.add_box(1, 2, 20, 30, "cat")
    wait_saved(qtbot, autosave)
    assert on_disk(document) == [(1, 2, 20, 30)]


def test_that_undone_boxes_leave_an_unchanged_document(
    qtbot: QtBot, autosave: Autosave, document: Document, disk: Disk
) -> None:
    autosave.watch_document(document)
    document.replace_annotations(
        "Widen", tuple(move_edges(annotation, x2=annotation.bounds.x2 + 2) for annotation in document.annotations)
    )
    wait_saved(qtbot, autosave)
    document.undo_stack.undo()
    assert document.is_modified
    wait_saved(qtbot, autosave)
    assert len(disk.writes) == 2
    assert not document.is_modified
