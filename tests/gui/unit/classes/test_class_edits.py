"""A class renamed, merged or deleted in the whole folder from the window, and undone as one step."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from detector.data.formats.registry import open_dataset
from detector.data.formats.yolo.info import INFO as YOLO_INFO
from frcnn_gui.classes import class_edit_texts as class_words
from frcnn_gui.classes.class_edit_controller import ClassEditController
from frcnn_gui.classes.class_edit_dialog import CLASS_EXISTS_TEXT, ENTER_NAME_TEXT, ClassEditDialog, EditKind
from frcnn_gui.classes.class_edit_texts import AffectedBoxes, ClassEditTexts
from frcnn_gui.common.language import tr
from frcnn_gui.document.edit_notices import UNDONE_TEXT
from frcnn_gui.document.folder_edit_job import CHANGED_SINCE_TEXT
from frcnn_gui.document.folder_edit_runner import EDITED_SINCE_TEXT
from frcnn_gui.main_window import MainWindow
from tests.gui.unit.folders import write_image, write_labels
from tests.gui.unit.window.test_main_window import WAIT, open_path, step, wait_saved

NAMES = [f"image_{number}.png" for number in range(4)]

RENAME = ClassEditTexts("cat", "fox", is_new=True)


def voc(root: Path) -> Path:
    for name in NAMES:
        write_labels(write_image(root / name), (5, 6, 30, 28, "cat"), (9, 9, 40, 40, "dog"))
    return root


def yolo(root: Path) -> Path:
    for name in NAMES:
        image = write_image(root / name)
        image.with_suffix(".txt").write_text("0 0.5 0.5 0.25 0.25\n1 0.5 0.5 0.5 0.5\n")
    (root / "classes.txt").write_text("cat\ndog\n")
    return root


def coco(root: Path) -> Path:
    annotations = []
    for number, name in enumerate(NAMES, 1):
        write_image(root / name)
        for category in (1, 2):
            where = {"bbox": [5, 6, 20 * category, 18], "area": 360 * category, "iscrowd": 0}
            annotations.append({"id": 2 * number + category, "image_id": number, "category_id": category, **where})
    images = [{"id": number, "file_name": name, "width": 64, "height": 48} for number, name in enumerate(NAMES, 1)]
    categories = [{"id": 1, "name": "cat"}, {"id": 2, "name": "dog"}]
    value = {"images": images, "annotations": annotations, "categories": categories}
    (root / "annotations.json").write_text(json.dumps(value, indent=1))
    return root


def table(root: Path) -> Path:
    lines = ["filename,width,height,class,xmin,ymin,xmax,ymax"]
    for name in NAMES:
        write_image(root / name)
        lines += [f"{name},64,48,cat,5,6,30,28", f"{name},64,48,dog,9,9,40,40"]
    (root / "boxes.csv").write_text("\n".join(lines) + "\n")
    return root


MAKERS = (voc, yolo, coco, table)


def bytes_of(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in root.iterdir() if path.suffix != ".png"}


def labels_on_disk(root: Path) -> list[list[str]]:
    dataset = open_dataset(root)
    return [
        [annotation.label for annotation in dataset.read_labels(image).image_annotations.annotations]
        for image in dataset.images
    ]


def controller(window: MainWindow) -> ClassEditController:
    found = window.findChild(ClassEditController)
    assert isinstance(found, ClassEditController)
    return found


def opened(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_path(qtbot, window, folder)
    qtbot.waitUntil(lambda: window.context.index.is_complete, timeout=WAIT)


def ask(window: MainWindow, kind: EditKind, source: str = "cat") -> ClassEditDialog:
    controller(window).ask_edit(kind, source)
    found = [dialog for dialog in window.findChildren(ClassEditDialog) if dialog.isVisible()]
    return found[-1]


def confirm(qtbot: QtBot, window: MainWindow, dialog: ClassEditDialog) -> None:
    assert dialog.confirm_button.isEnabled()
    dialog.confirm_button.click()
    wait_done(qtbot, window)


def wait_done(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.context.jobs.jobs, timeout=WAIT)
    wait_saved(qtbot, window)


def undo(qtbot: QtBot, window: MainWindow) -> None:
    action = window.context.actions["undo_class_edit"]
    assert action.isEnabled()
    action.trigger()
    wait_done(qtbot, window)


def move_first(window: MainWindow) -> None:
    document = window.context.session.document
    assert document is not None
    document.move_annotations({document.annotations[0].uid}, 1, 0)


@pytest.mark.parametrize("make", MAKERS)
def test_that_a_class_is_renamed_everywhere_and_back(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    root = make(tmp_path / "photos")
    before = bytes_of(root)
    opened(qtbot, window, root)
    dialog = ask(window, EditKind.RENAME)
    assert dialog.affected_label.text() == class_words.describe_affected("cat", AffectedBoxes(4, 4))
    dialog.name_edit.setText("fox")
    confirm(qtbot, window, dialog)
    assert labels_on_disk(root) == [["fox", "dog"]] * 4
    session = window.context.session
    assert session.classes == ("fox", "dog")
    assert session.document is not None
    assert session.document.annotations[0].label == "fox"
    assert window.context.index.class_counts() == {"fox": 4, "dog": 4}
    assert window.context.notices.texts == [f"{RENAME.done_in_images_text(4)}."]
    assert window.context.actions["undo_class_edit"].text() == RENAME.undo_action_text(4)
    undo(qtbot, window)
    assert bytes_of(root) == before
    assert session.classes == ("cat", "dog")
    assert session.document is not None
    assert session.document.annotations[0].label == "cat"
    assert window.context.index.class_counts() == {"cat": 4, "dog": 4}
    assert window.context.notices.texts == [tr(UNDONE_TEXT).format(step=RENAME.step_text())]
    assert not window.context.actions["undo_class_edit"].isEnabled()


def test_that_a_class_keeps_its_color_when_it_is_renamed_undone_and_redone(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    opened(qtbot, window, MAKERS[0](tmp_path / "photos"))
    session = window.context.session
    cat, dog = session.class_color("cat"), session.class_color("dog")
    dialog = ask(window, EditKind.RENAME)
    dialog.name_edit.setText("fox")
    session.class_color("fox")  # a view may ask as soon as the first image is changed
    confirm(qtbot, window, dialog)
    assert (session.class_color("fox"), session.class_color("dog")) == (cat, dog)
    session.class_color("cat")  # and of what is there no more
    for name, action in (("cat", "undo"), ("fox", "redo")):
        window.context.actions[action].trigger()
        wait_done(qtbot, window)
        assert (session.class_color(name), session.class_color("dog")) == (cat, dog)


@pytest.mark.parametrize("make", MAKERS)
def test_that_a_class_is_merged_or_deleted_and_comes_back(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    root = make(tmp_path / "photos")
    before = labels_on_disk(root)
    opened(qtbot, window, root)
    for kind, after in ((EditKind.MERGE, ["dog", "dog"]), (EditKind.DELETE, ["dog"])):
        confirm(qtbot, window, ask(window, kind))
        assert labels_on_disk(root) == [after] * 4
        assert window.context.session.classes == ("dog",)
        assert window.context.index.class_counts() == {"dog": 4 * len(after)}
        undo(qtbot, window)
        assert [sorted(labels) for labels in labels_on_disk(root)] == [sorted(labels) for labels in before]
        assert window.context.session.classes == ("cat", "dog")
        assert window.context.index.class_counts() == {"cat": 4, "dog": 4}


@pytest.mark.parametrize("make", [yolo, table])
def test_that_images_edited_before_keep_their_history(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    root = make(tmp_path / "photos")
    opened(qtbot, window, root)
    move_first(window)
    step(qtbot, window)
    dialog = ask(window, EditKind.MERGE)
    confirm(qtbot, window, dialog)
    assert labels_on_disk(root) == [["dog", "dog"]] * 4
    step(qtbot, window, "previous")
    document = window.context.session.document
    assert document is not None
    assert document.undo_stack.undoText() == "Merge cat into dog"
    document.undo_stack.undo()  # in this image alone
    wait_saved(qtbot, window)
    assert [sorted(labels) for labels in labels_on_disk(root)] == [["cat", "dog"]] + [["dog", "dog"]] * 3
    undo(qtbot, window)
    assert [sorted(labels) for labels in labels_on_disk(root)] == [["cat", "dog"]] * 4
    assert any("edited since" in text for text in window.context.notices.texts)


def test_that_an_image_edited_since_stays_and_is_reported(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    root = voc(tmp_path / "photos")
    opened(qtbot, window, root)
    dialog = ask(window, EditKind.RENAME)
    dialog.name_edit.setText("fox")
    confirm(qtbot, window, dialog)
    step(qtbot, window)
    move_first(window)
    wait_saved(qtbot, window)
    changed = (root / "image_2.xml").read_bytes().replace(b"fox", b"owl")
    (root / "image_2.xml").write_bytes(changed)
    undo(qtbot, window)
    assert labels_on_disk(root) == [["cat", "dog"], ["fox", "dog"], ["owl", "dog"], ["cat", "dog"]]
    messages = " ".join(window.context.notices.texts)
    assert tr(EDITED_SINCE_TEXT).format(path="image_1.xml") in messages
    assert tr(CHANGED_SINCE_TEXT).format(path="image_2.xml") in messages
    assert (root / "image_2.xml").read_bytes() == changed


def test_that_files_that_cannot_be_read_are_reported_before_and_stay(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    root = voc(tmp_path / "photos")
    (root / "image_3.xml").write_text("<annotation><object><name>cat</name>")
    before = (root / "image_3.xml").read_bytes()
    opened(qtbot, window, root)
    dialog = ask(window, EditKind.DELETE)
    assert dialog.affected_label.text() == (
        "cat: 3 boxes in 3 images. Label files that cannot be read and stay unchanged: 1."
    )
    confirm(qtbot, window, dialog)
    assert (root / "image_3.xml").read_bytes() == before
    assert window.context.notices.texts == ["Deleted cat in 3 images."]


def test_that_a_name_that_there_is_already_is_reported_to_be_a_merge(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    opened(qtbot, window, voc(tmp_path / "photos"))
    dialog = ask(window, EditKind.RENAME)
    assert not dialog.confirm_button.isEnabled()  # it is called that
    dialog.name_edit.setText(" ")
    assert (dialog.confirm_button.isEnabled(), dialog.notes_label.text()) == (False, tr(ENTER_NAME_TEXT))
    dialog.name_edit.setText("dog")
    assert dialog.confirm_button.isEnabled()
    assert dialog.notes_label.text().startswith(tr(CLASS_EXISTS_TEXT).format(target="dog", source="cat"))
    dialog.reject()
    assert window.context.jobs.jobs == ()


def test_that_a_class_deleted_from_a_list_that_keeps_it_is_not_shown_again(
    qtbot: QtBot, open_window: Callable[[], MainWindow], tmp_path: Path
) -> None:
    root = yolo(tmp_path / "photos")
    window = open_window()
    opened(qtbot, window, root)
    dialog = ask(window, EditKind.DELETE)
    assert tr(YOLO_INFO.kept_class_note).format(source="cat") in dialog.notes_label.text()
    confirm(qtbot, window, dialog)
    assert (root / "classes.txt").read_text() == "cat\ndog\n"
    window.close()
    again = open_window()
    opened(qtbot, again, root)
    assert again.context.session.classes == ("dog",)
    again.context.session.add_classes(["cat"])
    assert again.context.session.classes == ("dog", "cat")


def test_that_the_notice_has_a_button_that_undoes(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    root = voc(tmp_path / "photos")
    before = bytes_of(root)
    opened(qtbot, window, root)
    confirm(qtbot, window, ask(window, EditKind.DELETE))
    buttons = [found for found in window.context.notices.findChildren(QPushButton) if found.text() == "Undo"]
    buttons[-1].click()
    wait_done(qtbot, window)
    assert bytes_of(root).keys() == before.keys()
    assert [sorted(labels) for labels in labels_on_disk(root)] == [["cat", "dog"]] * 4


def test_that_words_are_plain() -> None:
    assert class_words.describe_affected("cat", AffectedBoxes(1, 1)) == "cat: 1 box in 1 image."
    assert class_words.describe_affected("cat", AffectedBoxes(0, 0)) == "cat has no boxes."
    assert class_words.describe_affected("cat", AffectedBoxes(3120, 87, 3)) == (
        "cat: 3,120 boxes in 87 images. Label files that cannot be read and stay unchanged: 3."
    )
    assert "Still reading" in class_words.describe_affected("cat", AffectedBoxes(7, 0, complete=False))
