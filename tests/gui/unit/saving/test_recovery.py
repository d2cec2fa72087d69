"""A window that dies leaves its boxes to the next one; two windows on one folder know of each other."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from detector.data.annotation import ImageAnnotations
from detector.data.attributes import Attributes
from detector.data.formats.voc.label_file import VocFile, VocOrigin
from detector.errors import AnnotationWriteError
from frcnn_gui.common.error_reporter import ErrorReporter
from frcnn_gui.common.language import tr
from frcnn_gui.saving.autosave import SaveState
from frcnn_gui.saving.crash_recovery import IMAGE_GONE_TEXT, RESTORE_QUESTION_TEXT
from frcnn_gui.saving.journal import read_journal
from frcnn_gui.saving.recovery_controller import OTHER_WINDOW_TEXT, RESTORE_TEXT
from tests.gui.conftest import Opener
from tests.gui.unit.desk import Desk
from tests.gui.unit.folders import write_folder, write_labels
from tests.gui.unit.window.test_main_window import move_boxes, open_path
from tests.sentences import has_sentence

WAIT = 10_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "photos", 4)


@pytest.fixture
def stuck_disk(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """No label file can be written until the event is set."""
    repaired = threading.Event()
    save = VocFile.save

    def fail(file: VocFile, image_annotations: ImageAnnotations) -> VocFile:
        if not repaired.is_set():
            raise AnnotationWriteError(f"{file.path.name} could not be written: no space left. Make room.")
        return save(file, image_annotations)

    monkeypatch.setattr(VocFile, "save", fail)
    return repaired


@pytest.fixture
def new_desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[[], Desk]]:
    """Makes desks that share their settings, as windows of one person do."""
    desks: list[Desk] = []

    def make() -> Desk:
        desks.append(Desk(tmp_path / "data", delay_ms=10))
        return desks[-1]

    yield make
    for desk in desks:
        desk.leave()


def saved_x(folder: Path, number: int) -> float:
    return (
        VocFile.from_path(folder / f"image_{number}.xml", VocOrigin.ONE_BASED)
        .image_annotations.annotations[0]
        .bounds.x1
    )


def wait_saved(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: desk.autosave.state is SaveState.SAVED, timeout=WAIT)


def wait_for_message(qtbot: QtBot, desk: Desk, template: str, **values: object) -> None:
    qtbot.waitUntil(lambda: any(has_sentence(text, template, **values) for text in desk.notices.texts), timeout=WAIT)


def crash_with_two_images(qtbot: QtBot, desk: Desk, folder: Path) -> None:
    desk.open(folder)
    desk.move_boxes()
    desk.show(1)
    desk.move_boxes()
    desk.move_boxes()
    desk.document.set_verified(True)
    desk.die()


def test_that_unsaved_boxes_are_offered_and_restored_in_one_step_each(
    qtbot: QtBot, new_desk: Callable[[], Desk], folder: Path, stuck_disk: threading.Event
) -> None:
    crash_with_two_images(qtbot, new_desk(), folder)
    stuck_disk.set()
    assert saved_x(folder, 0) == saved_x(folder, 1) == 4.0
    desk = new_desk()
    desk.open(folder)
    wait_for_message(qtbot, desk, RESTORE_QUESTION_TEXT, images="2 images")
    desk.press("Restore")
    wait_saved(qtbot, desk)
    assert (saved_x(folder, 0), saved_x(folder, 1)) == (5.0, 6.0)
    assert desk.notices.texts == []
    assert desk.document.undo_stack.count() == 1
    desk.show(1)
    assert desk.document.undo_stack.undoText() == tr(RESTORE_TEXT)
    assert desk.document.is_verified
    desk.document.undo_stack.undo()
    wait_saved(qtbot, desk)
    assert saved_x(folder, 1) == 4.0
    assert list(desk.journals.glob("*.leftover")) == []


def test_that_an_attribute_alone_is_restored(
    qtbot: QtBot, new_desk: Callable[[], Desk], folder: Path, stuck_disk: threading.Event
) -> None:
    desk, attributes = new_desk(), Attributes({"color": "red", "age": "3"})
    desk.open(folder)
    uids = [annotation.uid for annotation in desk.document.annotations]
    desk.document.edit_annotations(uids, lambda one: replace(one, attributes=attributes), str)
    desk.die()
    stuck_disk.set()
    desk = new_desk()
    desk.open(folder)
    qtbot.waitUntil(lambda: bool(desk.notices.texts), timeout=WAIT)
    desk.press("Restore")
    wait_saved(qtbot, desk)
    saved = VocFile.from_path(folder / "image_0.xml", VocOrigin.ONE_BASED).image_annotations.annotations
    assert [annotation.attributes for annotation in saved] == [attributes] * len(uids)


def test_that_discarded_boxes_are_not_offered_again(
    qtbot: QtBot, new_desk: Callable[[], Desk], folder: Path, stuck_disk: threading.Event
) -> None:
    crash_with_two_images(qtbot, new_desk(), folder)
    stuck_disk.set()
    desk = new_desk()
    desk.open(folder)
    qtbot.waitUntil(lambda: bool(desk.notices.texts), timeout=WAIT)
    desk.press("Discard")
    assert desk.notices.texts == []
    assert saved_x(folder, 0) == 4.0
    desk.open(folder)
    assert list(desk.journals.glob("*.leftover")) == []


def test_that_boxes_neither_restored_nor_discarded_are_offered_next_time(
    qtbot: QtBot, new_desk: Callable[[], Desk], folder: Path, stuck_disk: threading.Event
) -> None:
    crash_with_two_images(qtbot, new_desk(), folder)
    stuck_disk.set()
    for _ in range(2):
        desk = new_desk()
        desk.open(folder)
        wait_for_message(qtbot, desk, RESTORE_QUESTION_TEXT, images="2 images")
        desk.die()


def test_that_a_file_changed_since_is_kept_as_a_copy(
    qtbot: QtBot, new_desk: Callable[[], Desk], folder: Path, stuck_disk: threading.Event
) -> None:
    crash_with_two_images(qtbot, new_desk(), folder)
    stuck_disk.set()
    foreign = write_labels(folder / "image_1.png", (2, 2, 9, 9, "elk")).read_bytes()
    desk = new_desk()
    desk.open(folder)
    wait_for_message(qtbot, desk, "changed since")
    desk.press("Restore")
    wait_saved(qtbot, desk)
    assert saved_x(folder, 1) == 6.0
    (copy,) = (desk.settings.safety_folder / "kept").rglob("*.xml")
    assert copy.name.startswith("image_1.theirs-")
    assert copy.read_bytes() == foreign


def test_that_what_reached_the_files_is_not_offered(qtbot: QtBot, new_desk: Callable[[], Desk], folder: Path) -> None:
    desk = new_desk()
    desk.open(folder)
    desk.move_boxes()
    desk.recovery.rescue_unsaved()
    (journal,) = desk.journals.glob("*.journal")
    as_it_was = journal.read_bytes()
    assert list(read_journal(journal).entries) == ["image_0.png"]
    wait_saved(qtbot, desk)
    desk.die()
    journal.write_bytes(as_it_was)  # as if it had died before the journal heard of it
    desk = new_desk()
    desk.open(folder)
    qtbot.waitUntil(lambda: not list(desk.journals.glob("*.leftover")), timeout=WAIT)
    assert desk.notices.texts == []


def test_that_an_image_that_is_gone_keeps_its_boxes(
    qtbot: QtBot, new_desk: Callable[[], Desk], folder: Path, stuck_disk: threading.Event
) -> None:
    crash_with_two_images(qtbot, new_desk(), folder)
    stuck_disk.set()
    shutil.move(folder / "image_1.png", folder.parent / "elsewhere.png")
    desk = new_desk()
    desk.open(folder)
    qtbot.waitUntil(lambda: len(desk.notices.texts) == 2, timeout=WAIT)
    assert any(tr(IMAGE_GONE_TEXT).format(image="image_1.png") in text for text in desk.notices.texts)
    desk.press("Restore")
    wait_saved(qtbot, desk)
    assert saved_x(folder, 0) == 5.0
    assert list(desk.journals.glob("*.leftover")) != []


def test_that_a_window_closed_in_order_leaves_nothing(qtbot: QtBot, new_desk: Callable[[], Desk], folder: Path) -> None:
    desk = new_desk()
    desk.open(folder)
    desk.move_boxes()
    assert desk.autosave.save_all()
    desk.leave()
    assert list(desk.journals.iterdir()) == []


def test_that_leaving_without_saving_offers_the_boxes_next_time(
    qtbot: QtBot, new_desk: Callable[[], Desk], folder: Path, stuck_disk: threading.Event
) -> None:
    desk = new_desk()
    desk.open(folder)
    with qtbot.waitSignal(desk.autosave.save_failed, timeout=WAIT):
        desk.move_boxes()
    desk.leave()
    desk = new_desk()
    desk.open(folder)
    wait_for_message(qtbot, desk, RESTORE_QUESTION_TEXT, images="image_0.png")


def test_that_a_second_window_on_a_folder_warns_and_keeps_a_journal_of_its_own(
    qtbot: QtBot, new_desk: Callable[[], Desk], folder: Path
) -> None:
    first, second = new_desk(), new_desk()
    first.open(folder)
    second.open(folder)
    assert first.notices.texts == []
    (text,) = second.notices.texts
    assert has_sentence(text, tr(OTHER_WINDOW_TEXT))
    for desk in (first, second):
        desk.move_boxes()
        desk.recovery.rescue_unsaved()
    assert len(list(first.journals.glob("*.journal"))) == 2
    first.leave()
    second.open(folder)
    assert second.notices.texts == []


def test_that_a_fault_nobody_foresaw_saves_first(qtbot: QtBot, new_desk: Callable[[], Desk], folder: Path) -> None:
    desk = new_desk()
    reporter = ErrorReporter(None)
    reporter.fault_happened.disconnect()  # no dialog
    reporter.rescue_unsaved = desk.recovery.rescue_unsaved
    desk.open(folder)
    desk.move_boxes()
    desk.autosave.set_before_write(None)
    reporter.report_fault(ZeroDivisionError, ZeroDivisionError("a bug"), None)
    (journal,) = desk.journals.glob("*.journal")
    assert list(read_journal(journal).entries) == ["image_0.png"]
    qtbot.waitUntil(lambda: saved_x(folder, 0) == 5.0, timeout=WAIT)


def test_that_a_window_that_died_leaves_its_boxes_to_the_next_one(
    qtbot: QtBot, open_window: Opener, folder: Path, tmp_path: Path, stuck_disk: threading.Event
) -> None:
    dead = Desk(tmp_path)  # on the settings of the window
    crash_with_two_images(qtbot, dead, folder)
    stuck_disk.set()
    window = open_window()
    open_path(qtbot, window, folder)
    notices = window.context.notices
    qtbot.waitUntil(
        lambda: any(has_sentence(text, RESTORE_QUESTION_TEXT, images="2 images") for text in notices.texts),
        timeout=WAIT,
    )
    next(button for button in notices.findChildren(QPushButton) if button.text() == "Restore").click()
    qtbot.waitUntil(lambda: saved_x(folder, 1) == 6.0, timeout=WAIT)
    move_boxes(window)
    assert window.close()
    assert saved_x(folder, 0) == 6.0
    assert window.stop_threads()
    assert list((window.context.settings.safety_folder / "open").iterdir()) == []
