"""One undo: Ctrl+Z undoes boxes and edits of the whole folder in the order in which they were made."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.byte_patch import BytePatch
from detector.data.formats.base import LabelFile
from detector.data.formats.class_edits import FileChange
from detector.data.geometry import Box
from frcnn_gui.classes.class_edit_dialog import EditKind
from frcnn_gui.classes.class_edit_texts import ClassEditTexts
from frcnn_gui.common.language import tr
from frcnn_gui.detect.accept_controller import AcceptController
from frcnn_gui.detect.accept_edit import ACCEPTED_TEXT, ACCEPTING_STOPPED_TEXT
from frcnn_gui.document.detections import Detection
from frcnn_gui.document.document import Document
from frcnn_gui.document.edit_notices import PARTLY_UNDONE_TEXT, STOPPED_PARTLY_UNDONE_TEXT
from frcnn_gui.document.folder_edit import save_labels
from frcnn_gui.document.folder_edit_runner import EDITED_SINCE_TEXT
from frcnn_gui.main_window import MainWindow
from frcnn_gui.problems.problems_controller import ProblemsController
from tests.gui.unit.classes.test_class_edits import (
    MAKERS,
    ask,
    bytes_of,
    confirm,
    labels_on_disk,
    opened,
    voc,
    wait_done,
    yolo,
)
from tests.gui.unit.folders import write_image, write_labels
from tests.gui.unit.window.test_main_window import WAIT, open_path, step, trigger

Maker = Callable[[Path], Path]
RENAMED = ClassEditTexts("cat", "fox", is_new=True).step_text()


def current(window: MainWindow) -> Document:
    document = window.context.session.document
    assert document is not None
    return document


def draw(qtbot: QtBot, window: MainWindow, at: int, label: str = "dog") -> None:
    current(window).add_box(at, 2, at + 7, 12, label)
    wait_done(qtbot, window)


def rename(qtbot: QtBot, window: MainWindow, source: str = "cat", target: str = "fox") -> None:
    dialog = ask(window, EditKind.RENAME, source)
    dialog.name_edit.setText(target)
    confirm(qtbot, window, dialog)


def press(qtbot: QtBot, window: MainWindow, id: str) -> None:
    """Undo or redo, and wait for the job and the disk."""
    trigger(qtbot, window, id)
    wait_done(qtbot, window)


def menu_text(window: MainWindow, id: str) -> str:
    return window.context.actions[id].text()


def accept_everywhere(window: MainWindow) -> None:
    window.build_remaining_parts()  # among them the dock of detections
    session, controller = window.context.session, window.findChild(AcceptController)
    assert session.folder is not None
    assert isinstance(controller, AcceptController)
    found = (
        Detection(Annotation(Box(33, 14, 44, 30), "owl", 0), 0.9),
        Detection(Annotation(Box(3, 30, 9, 40), "owl", 1), 0.2),
    )
    session.update_detections(dict.fromkeys(session.folder, found))
    controller.accept_detections({image: session.shown_detections(image) for image in session.folder})


def without_ids(files: dict[str, bytes]) -> dict[str, object]:
    """Without numbers and order of annotations in COCO: one that is made again has a new number, and is the last."""
    found: dict[str, object] = {}
    for name, content in files.items():
        found[name] = value = json.loads(content) if name.endswith(".json") else content
        if isinstance(value, dict):
            rows = [{key: row[key] for key in row if key != "id"} for row in value["annotations"]]
            value["annotations"] = sorted(rows, key=repr)
    return found


@pytest.mark.parametrize("make", MAKERS)
def test_that_undo_and_redo_go_through_boxes_and_a_renamed_class_in_order(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, make: Maker
) -> None:
    root = make(tmp_path / "photos")
    opened(qtbot, window, root)
    states = [bytes_of(root)]
    for change in (
        lambda: draw(qtbot, window, 5),
        lambda: rename(qtbot, window),
        lambda: draw(qtbot, window, 20),
    ):
        change()
        states.append(bytes_of(root))
    assert len({tuple(state.items()) for state in states}) == 4
    for before, text in zip(reversed(states[:3]), ("Draw dog", "Rename cat to fox", "Draw dog"), strict=True):
        assert menu_text(window, "undo") == f"&Undo {text}"
        press(qtbot, window, "undo")
        assert bytes_of(root) == before
    assert menu_text(window, "undo") == "&Undo"
    assert window.context.session.classes == ("cat", "dog")
    for after, text in zip(states[1:], ("Draw dog", "Rename cat to fox", "Draw dog"), strict=True):
        assert menu_text(window, "redo") == f"&Redo {text}"
        press(qtbot, window, "redo")
        assert bytes_of(root) == after
    assert [annotation.label for annotation in current(window).annotations] == ["fox", "dog", "dog", "dog"]
    assert window.context.session.classes == ("fox", "dog")
    assert window.context.index.class_counts() == {"fox": 4, "dog": 6}
    assert menu_text(window, "redo") == "&Redo"


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("kind", [EditKind.RENAME, EditKind.DELETE])
def test_that_an_image_opened_after_the_edit_undoes_its_box_first_and_can_redo_both(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, make: Maker, kind: EditKind
) -> None:
    root = make(tmp_path / "photos")
    opened(qtbot, window, root)
    states = [bytes_of(root)]
    dialog = ask(window, kind)
    dialog.name_edit.setText("fox")
    confirm(qtbot, window, dialog)
    states.append(bytes_of(root))
    step(qtbot, window)
    draw(qtbot, window, 20)
    states.append(bytes_of(root))
    annotations = current(window).annotations
    for _ in range(2):  # the second time as well
        press(qtbot, window, "undo")
        assert bytes_of(root) == states[1]
        press(qtbot, window, "undo")
        assert labels_on_disk(root) == [["cat", "dog"]] * 4
        assert [annotation.label for annotation in current(window).annotations] == ["cat", "dog"]
        assert window.context.index.class_counts() == {"cat": 4, "dog": 4}
        assert window.context.session.classes == ("cat", "dog")
        assert kind is EditKind.DELETE or bytes_of(root) == states[0]
        press(qtbot, window, "redo")
        assert bytes_of(root) == states[1]
        press(qtbot, window, "redo")
        assert without_ids(bytes_of(root)) == without_ids(states[2])
        assert current(window).annotations == annotations
        counts = {"dog": 5} if kind is EditKind.DELETE else {"fox": 4, "dog": 5}
        assert window.context.index.class_counts() == counts
        assert window.context.session.classes == tuple(counts)


def test_that_an_older_box_waits_for_the_edit_of_the_folder_also_in_an_image_without_the_class(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    root = voc(tmp_path / "photos")
    write_labels(root / "image_0.png", (9, 9, 40, 40, "dog"))
    opened(qtbot, window, root)
    draw(qtbot, window, 5)
    rename(qtbot, window)
    assert menu_text(window, "undo") == f"&Undo {RENAMED}"
    press(qtbot, window, "undo")
    assert labels_on_disk(root) == [["dog", "dog"], *[["cat", "dog"]] * 3]
    assert menu_text(window, "undo") == "&Undo Draw dog"


def test_that_a_newer_box_of_another_image_stays_and_its_image_is_named(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    root = voc(tmp_path / "photos")
    opened(qtbot, window, root)
    rename(qtbot, window)
    step(qtbot, window)
    draw(qtbot, window, 20)
    step(qtbot, window)
    assert menu_text(window, "undo") == f"&Undo {RENAMED}"
    press(qtbot, window, "undo")
    assert labels_on_disk(root) == [["cat", "dog"], ["fox", "dog", "dog"], ["cat", "dog"], ["cat", "dog"]]
    assert window.context.notices.texts == [
        tr(PARTLY_UNDONE_TEXT).format(step=RENAMED),
        tr(EDITED_SINCE_TEXT).format(path="image_1.xml"),
    ]
    step(qtbot, window, "previous")
    assert menu_text(window, "undo") == "&Undo Draw dog"


def test_that_a_file_of_another_program_stays_when_the_rest_is_undone_and_done_again(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    root = voc(tmp_path / "photos")
    opened(qtbot, window, root)
    rename(qtbot, window)
    theirs = (root / "image_2.xml").read_bytes().replace(b"fox", b"owl")
    (root / "image_2.xml").write_bytes(theirs)
    press(qtbot, window, "undo")
    assert (root / "image_2.xml").read_bytes() == theirs
    assert labels_on_disk(root)[3] == ["cat", "dog"]
    press(qtbot, window, "redo")
    assert labels_on_disk(root) == [["fox", "dog"], ["fox", "dog"], ["owl", "dog"], ["fox", "dog"]]


def test_that_a_new_box_ends_what_could_be_redone_of_the_folder(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    root = voc(tmp_path / "photos")
    opened(qtbot, window, root)
    draw(qtbot, window, 5)
    rename(qtbot, window)
    press(qtbot, window, "undo")
    assert menu_text(window, "redo") == f"&Redo {RENAMED}"
    step(qtbot, window)
    draw(qtbot, window, 20)
    assert not window.context.actions["redo"].isEnabled()
    step(qtbot, window, "previous")
    assert not window.context.actions["redo"].isEnabled()  # nor the part in this image alone
    buttons = [found for found in window.context.notices.findChildren(QPushButton) if found.text() == "Redo"]
    buttons[-1].click()
    assert labels_on_disk(root)[3] == ["cat", "dog"]


def test_that_a_new_edit_of_the_folder_ends_what_could_be_redone_in_every_image(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    root = voc(tmp_path / "photos")
    opened(qtbot, window, root)
    draw(qtbot, window, 5, "cat")
    press(qtbot, window, "undo")
    step(qtbot, window)
    rename(qtbot, window)
    step(qtbot, window, "previous")
    assert not window.context.actions["redo"].isEnabled()


def test_that_two_edits_of_the_folder_are_undone_and_redone_in_order(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    root = yolo(tmp_path / "photos")
    opened(qtbot, window, root)
    states = [bytes_of(root)]
    rename(qtbot, window)
    states.append(bytes_of(root))
    accept_everywhere(window)
    wait_done(qtbot, window)
    states.append(bytes_of(root))
    press(qtbot, window, "undo")
    # A name that was added to the class list stays: its number must not be given to another class.
    assert {name: text for name, text in bytes_of(root).items() if name.startswith("image")} == {
        name: text for name, text in states[1].items() if name.startswith("image")
    }
    assert menu_text(window, "undo") == f"&Undo {RENAMED}"
    press(qtbot, window, "undo")
    assert labels_on_disk(root) == [["cat", "dog"]] * 4
    press(qtbot, window, "redo")
    press(qtbot, window, "redo")
    assert bytes_of(root) == states[2]


@pytest.mark.parametrize("make", MAKERS)
def test_that_accepting_everywhere_is_undone_and_redone_with_the_detections(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, make: Maker
) -> None:
    root = make(tmp_path / "photos")
    opened(qtbot, window, root)
    before = labels_on_disk(root)
    accept_everywhere(window)
    wait_done(qtbot, window)
    after = bytes_of(root)
    session = window.context.session
    assert menu_text(window, "undo") == "&Undo Accept 4 detections"
    press(qtbot, window, "undo")
    assert labels_on_disk(root) == before
    assert [len(found) for found in session.detections_by_image.values()] == [2] * 4
    assert window.context.index.class_counts() == {"cat": 4, "dog": 4}
    press(qtbot, window, "redo")
    assert without_ids(bytes_of(root)) == without_ids(after)
    assert [len(found) for found in session.detections_by_image.values()] == [1] * 4
    assert window.context.notices.texts == [tr(ACCEPTED_TEXT).format(boxes="4 boxes", images="4 images")]


def test_that_a_repair_is_undone_and_redone(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    root = tmp_path / "photos"
    for number in range(3):
        write_labels(write_image(root / f"image_{number}.png"), (5, 6, 30, 28, "cat"), (40, 6, 90, 28, "dog"))
    before = bytes_of(root)
    opened(qtbot, window, root)
    window.build_remaining_parts()  # among them the dock of problems
    found = window.findChild(ProblemsController)
    assert isinstance(found, ProblemsController)
    trigger(qtbot, window, "check_labels")
    qtbot.waitUntil(lambda: not found.is_busy, timeout=WAIT)
    listed = [problem.message for problem in found.model.shown_problems]
    found.panel.repair_all_button.click()
    wait_done(qtbot, window)
    after = bytes_of(root)
    assert after != before
    left = [problem.message for problem in found.model.shown_problems]
    assert len(left) < len(listed)
    press(qtbot, window, "undo")
    assert bytes_of(root) == before
    assert sorted(problem.message for problem in found.model.shown_problems) == sorted(listed)
    press(qtbot, window, "redo")
    assert bytes_of(root) == after
    assert sorted(problem.message for problem in found.model.shown_problems) == sorted(left)


class Gate:
    """Holds up the job of an edit before it writes its second file."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.is_reached, self.opened = threading.Event(), threading.Event()
        self.saved = 0

        def hold_up(image: Path, file: LabelFile, after: ImageAnnotations, remarks: list[str]) -> FileChange:
            self.saved += 1
            if self.saved == 2:
                self.is_reached.set()
                assert self.opened.wait(10)
            return save_labels(image, file, after, remarks)

        monkeypatch.setattr("frcnn_gui.detect.accept_edit.save_labels", hold_up)


def test_that_only_newer_boxes_are_undone_while_an_edit_is_under_way(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = voc(tmp_path / "photos")
    before = bytes_of(root)
    opened(qtbot, window, root)
    current(window).add_box(5, 2, 12, 12, "dog")
    gate = Gate(monkeypatch)
    accept_everywhere(window)
    qtbot.waitUntil(gate.is_reached.is_set, timeout=WAIT)
    assert not window.context.actions["undo"].isEnabled()
    window.context.history.undo()
    assert len(current(window).annotations) == 4
    current(window).add_box(20, 2, 27, 12, "dog")
    assert menu_text(window, "undo") == "&Undo Draw dog"
    trigger(qtbot, window, "undo")
    assert len(current(window).annotations) == 4
    trigger(qtbot, window, "redo")
    gate.opened.set()
    wait_done(qtbot, window)
    for count in (4, 3, 2):
        press(qtbot, window, "undo")
        assert len(current(window).annotations) == count
    assert bytes_of(root) == before


def test_that_a_canceled_edit_is_undone_as_far_as_it_went(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = voc(tmp_path / "photos")
    before = bytes_of(root)
    opened(qtbot, window, root)
    gate = Gate(monkeypatch)
    accept_everywhere(window)
    qtbot.waitUntil(gate.is_reached.is_set, timeout=WAIT)
    for job in window.context.jobs.jobs:
        job.cancel()
    gate.opened.set()
    wait_done(qtbot, window)
    assert window.context.notices.texts == [tr(ACCEPTING_STOPPED_TEXT).format(boxes="3 boxes", images="3 images")]
    written = bytes_of(root)
    assert [written[name] == before[name] for name in sorted(before)] == [False, False, False, True]
    press(qtbot, window, "undo")
    assert bytes_of(root) == before
    press(qtbot, window, "redo")
    assert bytes_of(root) == written


def test_that_a_canceled_undo_can_be_completed(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = voc(tmp_path / "photos")
    before = bytes_of(root)
    opened(qtbot, window, root)
    rename(qtbot, window)
    after = bytes_of(root)
    revert, reverted = BytePatch.revert_bytes, []

    def cancel_after_the_first(patch: BytePatch, now: bytes) -> bytes | None:
        reverted.append(patch)
        window.context.jobs.cancel_all()
        return revert(patch, now)

    monkeypatch.setattr(BytePatch, "revert_bytes", cancel_after_the_first)
    press(qtbot, window, "undo")
    monkeypatch.undo()
    assert len(reverted) == 1
    assert labels_on_disk(root) == [["fox", "dog"], ["fox", "dog"], ["fox", "dog"], ["cat", "dog"]]
    assert window.context.notices.texts == [tr(STOPPED_PARTLY_UNDONE_TEXT).format(step=RENAMED)]
    assert menu_text(window, "undo") == f"&Undo {RENAMED}"
    buttons = [found for found in window.context.notices.findChildren(QPushButton) if found.text() == "Undo the rest"]
    qtbot.mouseClick(buttons[-1], Qt.MouseButton.LeftButton)
    wait_done(qtbot, window)
    assert bytes_of(root) == before
    press(qtbot, window, "redo")
    assert bytes_of(root) == after


def test_that_another_folder_has_a_history_of_its_own(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(qtbot, window, voc(tmp_path / "photos"))
    rename(qtbot, window)
    gate = Gate(monkeypatch)
    accept_everywhere(window)
    qtbot.waitUntil(gate.is_reached.is_set, timeout=WAIT)
    other = voc(tmp_path / "other")
    before = bytes_of(other)
    open_path(qtbot, window, other)
    gate.opened.set()
    wait_done(qtbot, window)
    assert window.context.history.running is None
    assert not window.context.actions["undo"].isEnabled()
    assert not window.context.actions["undo_class_edit"].isEnabled()
    assert window.context.notices.texts == []
    window.context.history.undo()
    assert bytes_of(other) == before
