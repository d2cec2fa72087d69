"""What a dialog, a drag or a job holds while another program rewrites the label file: it goes to what is shown now."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from detector.data.annotation import Annotation
from detector.data.geometry import Box
from frcnn_gui.boxes.box_actions import NOTHING_COPIED_TEXT
from frcnn_gui.boxes.label_dialog import LabelDialog
from frcnn_gui.common.job import Job
from frcnn_gui.common.language import tr
from frcnn_gui.document.document import Document
from frcnn_gui.document.image_collection import Gallery
from frcnn_gui.main_window import MainWindow
from frcnn_gui.window import folder_watcher
from frcnn_gui.window.rescan_job import create_labels_job
from tests.gui.unit.folders import write_folder, write_labels
from tests.gui.unit.window.test_main_window import WAIT, open_path, wait_saved

SAME = (5, 6, 30, 28, "cat")
"""The box of each image, as `write_folder` writes it."""
LEFT, NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_watcher, "QUIET_MS", 20)


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> Iterator[MainWindow]:
    open_path(qtbot, window, write_folder(tmp_path / "photos", 3) / "image_1.png")
    yield window
    if window.context.session.document is not None:
        wait_saved(qtbot, window)


def document_of(window: MainWindow) -> Document:
    document = window.context.session.document
    assert document is not None
    return document


def labels_on_disk(window: MainWindow, image: str = "image_1.png") -> list[str]:
    folder = window.context.session.folder
    assert folder is not None
    path = next(path for path in folder if path.name == image)
    return [annotation.label for annotation in folder.read_labels(path).image_annotations.annotations]


def rewrite(qtbot: QtBot, window: MainWindow, tmp_path: Path, *rows: tuple[int, int, int, int, str]) -> None:
    """Another program writes these boxes, and the window shows them."""
    write_labels(tmp_path / "photos" / "image_1.png", *rows)
    shown = [row[4] for row in rows]
    qtbot.waitUntil(lambda: list(document_of(window).image_annotations.labels) == shown, timeout=WAIT)


def place(window: MainWindow, x: float, y: float) -> QPoint:
    return QPointF(*window.context.canvas.viewport.to_widget(x, y)).toPoint()


def press_and_drag(window: MainWindow, start: tuple[float, float], end: tuple[float, float]) -> None:
    QTest.mousePress(window.context.canvas, LEFT, NO_KEYS, place(window, *start))
    QTest.mouseMove(window.context.canvas, place(window, (start[0] + end[0]) / 2, (start[1] + end[1]) / 2))
    QTest.mouseMove(window.context.canvas, place(window, *end))


def release(window: MainWindow, at: tuple[float, float]) -> None:
    QTest.mouseRelease(window.context.canvas, LEFT, NO_KEYS, place(window, *at))


def dialog_of(window: MainWindow) -> LabelDialog:
    dialog = window.edit_actions._dialog
    assert dialog is not None
    return dialog


def draw(window: MainWindow) -> None:
    window.context.actions["draw"].trigger()
    press_and_drag(window, (30, 30), (45, 42))
    release(window, (45, 42))


def test_that_a_box_that_waits_for_its_class_is_kept_beside_what_another_program_wrote(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path
) -> None:
    draw(opened)
    dialog, document = dialog_of(opened), document_of(opened)
    rewrite(qtbot, opened, tmp_path, (1, 2, 9, 9, "zebra"))
    assert [annotation.label for annotation in document.shown_annotations] == ["zebra", "object"], "it is still shown"
    dialog.label_chosen.emit("dog")
    dialog.accept()
    assert document_of(opened) is document
    assert document.image_annotations.labels == ("zebra", "dog")
    wait_saved(qtbot, opened)
    assert labels_on_disk(opened) == ["zebra", "dog"]


def test_that_a_box_that_got_no_class_leaves_what_another_program_wrote(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path
) -> None:
    draw(opened)
    rewrite(qtbot, opened, tmp_path, (1, 2, 9, 9, "zebra"))
    dialog_of(opened).reject()
    assert document_of(opened).shown_annotations == document_of(opened).annotations
    assert labels_on_disk(opened) == ["zebra"]


def test_that_a_class_goes_to_the_box_that_it_was_chosen_for(qtbot: QtBot, opened: MainWindow, tmp_path: Path) -> None:
    document = document_of(opened)
    (annotation,) = document.annotations
    opened.edit_actions.ask_label((annotation.uid,))
    write_labels(tmp_path / "photos" / "image_1.png", (1, 2, 9, 9, "zebra"), SAME)
    qtbot.waitUntil(lambda: len(document_of(opened).annotations) == 2, timeout=WAIT)
    dialog_of(opened).label_chosen.emit("dog")
    dialog_of(opened).accept()
    assert sorted(annotation.label for annotation in document_of(opened).annotations) == ["dog", "zebra"]
    wait_saved(qtbot, opened)
    assert sorted(labels_on_disk(opened)) == ["dog", "zebra"]


def test_that_a_class_for_a_box_that_is_gone_is_reported(qtbot: QtBot, opened: MainWindow, tmp_path: Path) -> None:
    messages: list[str] = []
    opened.context.session.message_posted.connect(messages.append)
    opened.edit_actions.ask_label((document_of(opened).annotations[0].uid,))
    rewrite(qtbot, opened, tmp_path, (50, 40, 60, 47, "zebra"))
    dialog_of(opened).label_chosen.emit("dog")
    dialog_of(opened).accept()
    assert labels_on_disk(opened) == ["zebra"]
    assert any("another program" in text for text in messages)


def test_that_a_class_is_saved_where_the_image_is_not_shown_any_more(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path
) -> None:
    draw(opened)
    dialog = dialog_of(opened)
    opened.context.session.go_to_index(2)
    qtbot.waitUntil(lambda: opened.context.session.document is not None, timeout=WAIT)
    dialog.label_chosen.emit("dog")
    dialog.accept()
    wait_saved(qtbot, opened)
    assert labels_on_disk(opened)[-1] == "dog"
    assert "dog" not in labels_on_disk(opened, "image_2.png")


def test_that_a_class_dialog_ends_with_its_folder(qtbot: QtBot, opened: MainWindow, tmp_path: Path) -> None:
    draw(opened)
    open_path(qtbot, opened, write_folder(tmp_path / "others", 1))
    assert opened.edit_actions._dialog is None
    assert "object" not in document_of(opened).image_annotations.labels


def test_that_drawing_continues_while_another_program_writes(qtbot: QtBot, opened: MainWindow, tmp_path: Path) -> None:
    opened.context.session.current_label = "dog"
    opened.context.session.class_preferences.single_class_mode = True
    opened.context.actions["draw"].trigger()
    press_and_drag(opened, (30, 30), (45, 42))
    rewrite(qtbot, opened, tmp_path, (1, 2, 9, 9, "zebra"), (2, 3, 8, 9, "yak"))
    assert [annotation.label for annotation in document_of(opened).shown_annotations] == ["zebra", "yak", "dog"]
    release(opened, (45, 42))
    assert document_of(opened).image_annotations.labels == ("zebra", "yak", "dog")
    assert len({annotation.uid for annotation in document_of(opened).annotations}) == 3
    wait_saved(qtbot, opened)
    assert labels_on_disk(opened) == ["zebra", "yak", "dog"]


def test_that_a_drag_of_a_box_that_stayed_continues(qtbot: QtBot, opened: MainWindow, tmp_path: Path) -> None:
    (annotation,) = document_of(opened).annotations
    middle = ((annotation.bounds.x1 + annotation.bounds.x2) / 2, (annotation.bounds.y1 + annotation.bounds.y2) / 2)
    press_and_drag(opened, middle, (middle[0] + 4, middle[1] + 3))
    write_labels(tmp_path / "photos" / "image_1.png", SAME, (40, 40, 50, 47, "zebra"))
    qtbot.waitUntil(lambda: len(document_of(opened).annotations) == 2, timeout=WAIT)
    release(opened, (middle[0] + 4, middle[1] + 3))
    moved, other = document_of(opened).annotations
    assert (moved.bounds.x1 - annotation.bounds.x1, moved.bounds.y1 - annotation.bounds.y1, other.label) == (
        4,
        3,
        "zebra",
    )
    wait_saved(qtbot, opened)
    assert len(labels_on_disk(opened)) == 2


def test_that_a_drag_of_a_box_that_another_program_changed_is_given_up_and_reported(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path
) -> None:
    messages: list[str] = []
    opened.context.session.message_posted.connect(messages.append)
    (annotation,) = document_of(opened).annotations
    middle = ((annotation.bounds.x1 + annotation.bounds.x2) / 2, (annotation.bounds.y1 + annotation.bounds.y2) / 2)
    press_and_drag(opened, middle, (middle[0] + 4, middle[1] + 3))
    rewrite(qtbot, opened, tmp_path, (40, 40, 50, 47, "zebra"))
    release(opened, (middle[0] + 4, middle[1] + 3))
    assert document_of(opened).image_annotations.labels == ("zebra",)
    assert any(text.startswith("Drag canceled") for text in messages)


def test_that_what_is_not_saved_yet_outlives_a_job_that_wrote_the_file(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path
) -> None:
    document = document_of(opened)
    document.add_box(30, 30, 45, 42, "dog")
    write_labels(tmp_path / "photos" / "image_1.png", (1, 2, 9, 9, "zebra"))
    opened.context.session.labels_written.emit(document.image)
    qtbot.waitUntil(lambda: bool(opened.context.autosave.failure), timeout=WAIT)
    assert "dog" in document_of(opened).image_annotations.labels, "the conflict is reported, and nothing is dropped"
    assert labels_on_disk(opened) == ["zebra"]
    opened.conflict_controller.keep_mine(document)
    qtbot.waitUntil(lambda: "dog" in labels_on_disk(opened), timeout=WAIT)


def test_that_a_step_is_never_taken_for_one_of_the_history_before(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path
) -> None:
    document = document_of(opened)
    document.add_box(30, 30, 45, 42, "dog")
    step = document.step_number
    wait_saved(qtbot, opened)
    rewrite(qtbot, opened, tmp_path, (1, 2, 9, 9, "zebra"))
    assert not document.undo_stack.canUndo()
    document.add_box(3, 3, 12, 12, "cat")
    assert document.undo_stack.index() == 1
    assert document.step_number != step
    assert document.find_annotation(document.annotations[-1].uid) == Annotation(
        Box(3, 3, 12, 12), "cat", document.annotations[-1].uid
    )


def test_that_what_is_written_right_after_a_save_is_shown_though_the_system_does_not_report_it(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path
) -> None:
    document = document_of(opened)
    document.add_box(30, 30, 45, 42, "dog")
    wait_saved(qtbot, opened)
    opened.folder_watcher._system_watcher.blockSignals(True)
    write_labels(tmp_path / "photos" / "image_1.png", (1, 2, 9, 9, "zebra"))
    opened.context.autosave.document_saved.emit(document)
    qtbot.waitUntil(lambda: list(document_of(opened).image_annotations.labels) == ["zebra"], timeout=WAIT)


def test_that_a_label_file_is_watched_before_it_is_read(
    qtbot: QtBot, opened: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    watcher, document = opened.folder_watcher, document_of(opened)
    watched: list[list[str]] = []

    def create_job(folder: Gallery, image: Path) -> Job:
        watched.append(watcher._system_watcher.files())
        return create_labels_job(folder, image)

    monkeypatch.setattr(folder_watcher, "create_labels_job", create_job)
    watcher._system_watcher.removePaths(watcher._system_watcher.files())
    watcher._reload_labels(document)
    assert document.file is not None
    assert watched == [[str(document.file.path)]]
    qtbot.waitUntil(lambda: not opened.context.jobs.jobs, timeout=WAIT)


def test_that_boxes_copied_for_an_image_that_was_left_are_reported(qtbot: QtBot, opened: MainWindow) -> None:
    messages: list[str] = []
    session = opened.context.session
    session.message_posted.connect(messages.append)
    document = document_of(opened)
    session.go_to_index(2)
    qtbot.waitUntil(lambda: session.document is not None, timeout=WAIT)
    opened.box_actions._add_copied_annotations(document, "image_0.png", document.annotations)
    assert messages[-1] == tr(NOTHING_COPIED_TEXT).format(name="image_1.png")
    assert document_of(opened).annotations == ()
