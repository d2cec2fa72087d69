"""The whole window on generated folders: open, step, edit, save, and continue after errors."""

from __future__ import annotations

import gc
import os
import threading
import weakref
from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from detector.data.formats.voc.label_file import VocFile, VocOrigin
from detector.errors import AnnotationWriteError
from frcnn_gui.boxes.boxes_panel import BoxesPanel
from frcnn_gui.common.job import Job
from frcnn_gui.common.language import tr
from frcnn_gui.common.settings import Settings
from frcnn_gui.images.image_list import ImageState
from frcnn_gui.main_window import MainWindow
from frcnn_gui.saving.autosave import SaveState
from frcnn_gui.saving.conflict_controller import NOT_SAVED_TEXT, TRYING_AGAIN_TEXT
from tests.gui.conftest import Opener, close_windows
from tests.gui.unit.folders import write_folder, write_image, write_labels

WAIT = 10_000
NO_SPACE_TEXT = "image_0.xml could not be written: no space left. Make room."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "photos", 4)


def open_path(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    with qtbot.waitSignal(window.open_controller.opened, timeout=WAIT):
        window.open_controller.open_path(path)
    wait_shown(qtbot, window)


def wait_shown(qtbot: QtBot, window: MainWindow) -> None:
    session = window.context.session
    qtbot.waitUntil(lambda: session.image is not None or bool(session.failure), timeout=WAIT)


def trigger(qtbot: QtBot, window: MainWindow, id: str) -> None:
    assert window.context.actions[id].isEnabled(), id
    window.context.actions[id].trigger()


def step(qtbot: QtBot, window: MainWindow, id: str = "next") -> str:
    trigger(qtbot, window, id)
    wait_shown(qtbot, window)
    session = window.context.session
    assert session.folder is not None
    return session.folder.name_of(session.index)


def wait_saved(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.context.autosave.state is SaveState.SAVED, timeout=WAIT)


def move_boxes(window: MainWindow) -> None:
    document = window.context.session.document
    assert document is not None
    document.move_annotations({annotation.uid for annotation in document.annotations}, 1, 0)


def test_that_a_folder_opens_and_is_stepped_through(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    assert window.pages.currentWidget() is window.start_page
    open_path(qtbot, window, folder)
    assert window.pages.currentWidget() is window.views
    assert window.windowTitle() == "photos - image_0.png[*]"
    assert step(qtbot, window) == "image_1.png"
    assert step(qtbot, window) == "image_2.png"
    assert step(qtbot, window, "previous") == "image_1.png"
    assert step(qtbot, window, "next_unlabelled") == "image_3.png"
    assert window.images_panel.progress_label.text() == "3 of 4 labeled"


def test_that_the_keys_step_while_the_picture_or_the_list_has_the_focus(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    open_path(qtbot, window, folder)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window.context.canvas, Qt.Key.Key_D)
    assert window.context.session.index == 1
    window.images_panel.view.setFocus()
    qtbot.keyClick(window.images_panel.view, Qt.Key.Key_D)
    assert window.context.session.index == 2
    window.images_panel.search_line.setFocus()
    qtbot.keyClicks(window.images_panel.search_line, "d")
    assert window.context.session.index == 2
    assert window.images_panel.search_line.text() == "d"


def test_that_an_image_opens_its_folder_at_itself(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_path(qtbot, window, folder / "image_2.png")
    assert window.windowTitle() == "photos - image_2.png[*]"


def test_that_an_edit_is_saved_and_undo_says_what_it_undoes(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_path(qtbot, window, folder)
    move_boxes(window)
    assert window.isWindowModified()
    assert window.context.actions["undo"].text() == "&Undo Move cat"
    wait_saved(qtbot, window)
    assert not window.isWindowModified()
    saved = VocFile.from_path(folder / "image_0.xml", VocOrigin.ONE_BASED).image_annotations.annotations
    assert saved[0].bounds.x1 == 5.0
    trigger(qtbot, window, "undo")
    wait_saved(qtbot, window)
    assert (
        VocFile.from_path(folder / "image_0.xml", VocOrigin.ONE_BASED).image_annotations.annotations[0].bounds.x1 == 4.0
    )


def test_that_stepping_alone_changes_no_file(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}
    open_path(qtbot, window, folder)
    for _ in range(3):
        step(qtbot, window)
    window.close()
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()} == before


def test_that_leaving_an_image_saves_it_at_once_and_its_history_stays(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    open_path(qtbot, window, folder)
    move_boxes(window)
    step(qtbot, window)
    wait_saved(qtbot, window)
    assert (
        VocFile.from_path(folder / "image_0.xml", VocOrigin.ONE_BASED).image_annotations.annotations[0].bounds.x1 == 5.0
    )
    step(qtbot, window, "previous")
    assert window.context.actions["undo"].text() == "&Undo Move cat"


def test_that_closing_saves_what_was_just_changed(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_path(qtbot, window, folder)
    move_boxes(window)
    assert window.close()
    assert (
        VocFile.from_path(folder / "image_0.xml", VocOrigin.ONE_BASED).image_annotations.annotations[0].bounds.x1 == 5.0
    )


def test_that_a_first_box_marks_the_image_as_labeled(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_path(qtbot, window, folder / "image_3.png")
    document = window.context.session.document
    assert document is not None
    document.add_box(1, 2, 20, 30, "cat")
    wait_saved(qtbot, window)
    assert (folder / "image_3.xml").is_file()
    assert window.context.images.get_state(3) is ImageState.LABELED
    assert window.images_panel.progress_label.text() == "4 of 4 labeled"


def test_that_labels_that_cannot_be_read_lock_the_image_and_stay_as_they_are(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    broken = b"<annotation><object><name>cat</name>"
    (folder / "image_1.xml").write_bytes(broken)
    open_path(qtbot, window, folder)
    step(qtbot, window)
    session = window.context.session
    assert session.document is not None
    assert "image_1.xml" in session.document.read_only_reason
    assert any("image_1.xml" in text for text in window.context.notices.texts)
    for id in ("draw", "paste", "delete", "verify"):
        assert not window.context.actions[id].isEnabled(), id
    session.document.add_box(1, 1, 20, 20, "cat")
    assert session.document.annotations == ()
    assert window.context.images.get_state(1) is ImageState.BROKEN
    step(qtbot, window)
    assert not any("image_1.xml" in text for text in window.context.notices.texts)
    window.close()
    assert (folder / "image_1.xml").read_bytes() == broken


def test_that_an_image_that_cannot_be_read_does_not_stop_the_way(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    (folder / "image_1.png").write_bytes(b"")
    open_path(qtbot, window, folder)
    assert step(qtbot, window) == "image_1.png"
    assert "image_1.png" in window.context.session.failure
    assert window.context.session.document is None
    assert window.context.images.get_state(1) is ImageState.BROKEN
    assert step(qtbot, window) == "image_2.png"
    assert window.context.session.failure == ""
    assert step(qtbot, window, "previous") == "image_1.png"
    assert step(qtbot, window, "previous") == "image_0.png"


def test_that_a_folder_without_images_is_reported_and_the_open_one_stays(
    qtbot: QtBot, window: MainWindow, folder: Path, tmp_path: Path
) -> None:
    open_path(qtbot, window, folder)
    (tmp_path / "empty").mkdir()
    with qtbot.waitSignal(window.open_controller.failed, timeout=WAIT):
        window.open_controller.open_path(tmp_path / "empty")
    assert any("empty" in text for text in window.context.notices.texts)
    assert window.windowTitle() == "photos - image_0.png[*]"
    assert step(qtbot, window) == "image_1.png"


def test_that_images_sharing_a_name_are_reported(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    write_image(folder / "image_0.jpg")
    open_path(qtbot, window, folder)
    assert any("image_0.jpg" in text for text in window.context.notices.texts)


def test_that_a_read_only_folder_opens(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    folder.chmod(0o555)
    if os.access(folder, os.W_OK):
        pytest.skip("this user may write anywhere")
    try:
        open_path(qtbot, window, folder)
        assert window.status_bar.save_button.text() == "Read-only folder"
    finally:
        folder.chmod(0o755)


@pytest.fixture
def failing_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_file: VocFile, _annotation: object) -> VocFile:
        raise AnnotationWriteError(NO_SPACE_TEXT)

    monkeypatch.setattr(VocFile, "save", fail)


def test_that_a_failing_disk_is_reported_once_and_every_box_stays(
    qtbot: QtBot, window: MainWindow, folder: Path, failing_disk: None
) -> None:
    open_path(qtbot, window, folder)
    for _ in range(2):
        with qtbot.waitSignal(window.context.autosave.save_failed, timeout=WAIT):
            move_boxes(window)
    not_saved = tr(NOT_SAVED_TEXT).format(reason=NO_SPACE_TEXT)
    messages = [text for text in window.context.notices.texts if text.startswith("Not saved: ")]
    assert messages == [tr(TRYING_AGAIN_TEXT).format(failure=not_saved)]
    assert window.status_bar.save_button.text().startswith("Not saved:")
    step(qtbot, window)
    assert window.context.notices.texts == messages  # it stays until it is resolved
    step(qtbot, window, "previous")
    document = window.context.session.document
    assert document is not None
    assert document.annotations[0].bounds.x1 == 6.0


def test_that_a_file_changed_by_others_can_be_loaded_in_place_of_the_boxes(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    open_path(qtbot, window, folder)
    write_labels(folder / "image_0.png", (2, 2, 9, 9, "elk"))
    foreign = (folder / "image_0.xml").read_bytes()
    with qtbot.waitSignal(window.context.autosave.save_failed, timeout=WAIT):
        move_boxes(window)
    step(qtbot, window)
    step(qtbot, window, "previous")
    document = window.context.session.document
    assert document is not None
    assert document.annotations[0].label == "cat"  # not lost by leaving
    window.context.actions["reload"].trigger()
    assert window.context.session.document is document  # nor by loading again without having been asked to
    buttons = window.context.notices.findChildren(QPushButton)
    next(button for button in buttons if button.text() == "Load theirs").click()
    qtbot.waitUntil(lambda: [annotation.label for annotation in document.annotations] == ["elk"], timeout=WAIT)
    assert window.context.autosave.state is SaveState.SAVED
    assert not any(text.startswith("Not saved: ") for text in window.context.notices.texts)
    assert (folder / "image_0.xml").read_bytes() == foreign


def test_that_the_notice_of_a_failed_save_goes_when_the_change_is_undone(
    qtbot: QtBot, window: MainWindow, folder: Path, failing_disk: None
) -> None:
    open_path(qtbot, window, folder)
    with qtbot.waitSignal(window.context.autosave.save_failed, timeout=WAIT):
        move_boxes(window)
    trigger(qtbot, window, "undo")
    assert window.context.notices.texts == []
    assert window.status_bar.save_button.text() == "Saved"


def test_that_rows_stay_until_the_next_image_is_there(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_path(qtbot, window, folder)
    window.context.session.go_to_index(1)
    panel = window.docks["boxes"].widget()
    assert isinstance(panel, BoxesPanel)
    assert panel.model.rowCount() == 1
    wait_shown(qtbot, window)
    step(qtbot, window, "next_unlabelled")
    assert panel.model.rowCount() == 0


@pytest.mark.parametrize(
    ("answer", "closed"),
    [(QMessageBox.ButtonRole.RejectRole, False), (QMessageBox.ButtonRole.DestructiveRole, True)],
)
def test_that_closing_with_unsaved_boxes_asks(
    qtbot: QtBot,
    window: MainWindow,
    folder: Path,
    failing_disk: None,
    monkeypatch: pytest.MonkeyPatch,
    answer: QMessageBox.ButtonRole,
    closed: bool,
) -> None:
    open_path(qtbot, window, folder)
    with qtbot.waitSignal(window.context.autosave.save_failed, timeout=WAIT):
        move_boxes(window)
    asked: list[str] = []

    def reply(box: QMessageBox) -> int:
        asked.append(box.text())
        next(button for button in box.buttons() if box.buttonRole(button) is answer).click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", reply)
    assert window.close() is closed
    assert len(asked) == 1
    assert "1 image" in asked[0]


def test_that_boxes_are_copied_to_the_next_image(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_path(qtbot, window, folder / "image_2.png")
    trigger(qtbot, window, "select_all")
    trigger(qtbot, window, "copy")
    step(qtbot, window)
    trigger(qtbot, window, "paste")
    document = window.context.session.document
    assert document is not None
    assert [(annotation.bounds.xyxy, annotation.label) for annotation in document.annotations] == [
        ((4, 5, 30, 28), "cat")
    ]
    assert window.context.session.selection == {document.annotations[0].uid}
    trigger(qtbot, window, "duplicate")
    assert len(document.annotations) == 2
    trigger(qtbot, window, "delete")
    assert len(document.annotations) == 1


def test_that_verifying_is_saved_and_shown(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_path(qtbot, window, folder)
    trigger(qtbot, window, "verify")
    assert window.context.actions["verify"].isChecked()
    wait_saved(qtbot, window)
    assert VocFile.from_path(folder / "image_0.xml", VocOrigin.ONE_BASED).image_annotations.verified
    step(qtbot, window)
    assert not window.context.actions["verify"].isChecked()


def test_that_a_dropped_image_opens_its_folder(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder / "image_1.png"))])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    with qtbot.waitSignal(window.open_controller.opened, timeout=WAIT):
        window.dropEvent(QDropEvent(QPointF(5, 5), copy, data, left, Qt.KeyboardModifier.NoModifier))
    assert window.windowTitle() == "photos - image_1.png[*]"


def test_that_the_demo_is_copied_and_opened(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    window.context.settings.demo_folder = tmp_path / "demo"
    with qtbot.waitSignal(window.open_controller.opened, timeout=60_000):
        trigger(qtbot, window, "open_demo")
    wait_shown(qtbot, window)
    assert window.windowTitle().startswith("demo - demo_0001")


def test_that_opening_another_folder_drops_the_first(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_path(qtbot, window, folder)
    move_boxes(window)
    other = write_folder(folder.parent / "other", 2)
    write_labels(other / "image_0.png", (3, 3, 9, 9, "elk"))
    open_path(qtbot, window, other)
    assert window.context.session.classes == ("elk",)
    assert window.context.images.image_count == 2
    assert (
        VocFile.from_path(folder / "image_0.xml", VocOrigin.ONE_BASED).image_annotations.annotations[0].bounds.x1 == 5.0
    )


def test_that_only_the_last_of_two_folders_asked_for_is_opened(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    other = write_folder(folder.parent / "other", 2)
    window.open_controller.open_path(folder)
    open_path(qtbot, window, other)
    qtbot.waitUntil(lambda: window.context.jobs.jobs == (), timeout=WAIT)
    assert window.windowTitle() == "other - image_0.png[*]"


def test_that_recent_folders_are_remembered(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_path(qtbot, window, folder)
    assert window.context.settings.recent_folders == [folder]


def test_that_the_layout_is_remembered_and_can_be_reset(qtbot: QtBot, open_window: Opener, folder: Path) -> None:
    first = open_window()
    first.docks["classes"].hide()
    first.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, first.docks["boxes"])
    assert first.close()
    second = open_window()
    assert second.docks["classes"].isHidden()
    assert second.dockWidgetArea(second.docks["boxes"]) == Qt.DockWidgetArea.LeftDockWidgetArea
    qtbot.wait(300)  # see docks.arrange
    trigger(qtbot, second, "reset_layout")
    assert not second.docks["classes"].isHidden()
    assert second.dockWidgetArea(second.docks["boxes"]) == Qt.DockWidgetArea.RightDockWidgetArea


def test_that_a_closed_window_leaves_no_widget_behind(open_window: Opener, tmp_path: Path) -> None:
    """Each one left would be dressed again with every theme and style, whatever window is open."""
    first = open_window()
    before = QApplication.allWidgets()
    second = MainWindow(Settings(tmp_path / "other.ini"), first.context.theme)
    second.show()
    close_windows(second)
    del second
    gc.collect()
    assert set(QApplication.allWidgets()) <= set(before)


def test_that_opening_folders_again_and_again_keeps_no_job(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    """A job whose listeners know it would never be freed, nor its thread."""
    jobs: list[weakref.ref[Job]] = []
    window.context.jobs.job_started.connect(lambda job: jobs.append(weakref.ref(job)))
    for _ in range(3):
        with qtbot.waitSignal(window.open_controller.opened):
            window.open_controller.open_path(folder)
        qtbot.waitUntil(lambda: not window.context.jobs.jobs)
    gc.collect()
    assert len(jobs) >= 3
    kept = Counter(job.title for one in jobs if (job := one()) is not None)
    assert all(count == 1 for count in kept.values()), kept  # somebody may know the last one


def test_that_opening_can_be_canceled_while_a_reader_does_not_look(
    qtbot: QtBot, window: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, may_continue = threading.Event(), threading.Event()

    def parse(*_arguments: object) -> None:
        begun.set()
        may_continue.wait(10)

    monkeypatch.setattr("frcnn_gui.window.open_controller.create_folder_job", lambda *_: Job("Opening photos", parse))
    window.open_controller.open_path(folder)
    qtbot.waitUntil(begun.is_set)
    [job] = window.context.jobs.jobs
    with qtbot.waitSignal(window.open_controller.failed) as messages:
        job.cancel()
    assert messages.args == [""]
    assert not window.start_page.bar.isVisible()
    monkeypatch.undo()
    open_path(qtbot, window, folder)  # before the first has noticed
    may_continue.set()
    qtbot.waitUntil(lambda: job not in window.context.jobs.jobs)
    assert window.context.session.folder is not None
    assert window.context.session.folder.root == folder
