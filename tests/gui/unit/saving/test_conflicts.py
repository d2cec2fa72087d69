"""Where another program changed a label file meanwhile, both versions are kept and the person is asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from detector.data.annotation import Annotation
from detector.data.formats.shared.renumbered_file import RenumberedFile
from detector.data.formats.voc.label_file import VocFile, VocOrigin
from detector.data.geometry import Box
from frcnn_gui.document.box_matching import AnnotationDifference
from frcnn_gui.document.document import Document
from frcnn_gui.saving.autosave import SaveState
from frcnn_gui.saving.conflict_dialog import ConflictChoice, ConflictDialog
from tests.annotation_edits import move_edges
from tests.gui.unit.desk import Desk
from tests.gui.unit.folders import write_folder, write_image, write_labels

ORIGIN = VocOrigin.ONE_BASED
WAIT = 10_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "photos", 3)


@pytest.fixture
def desk(qtbot: QtBot, folder: Path, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "data", delay_ms=10)
    desk.open(folder)
    yield desk
    desk.leave()


@pytest.fixture
def document(qtbot: QtBot, desk: Desk, folder: Path) -> Document:
    """Of the first image: a moved cat, where another program has put an elk beside the cat."""
    write_labels(folder / "image_0.png", (40, 2, 60, 9, "elk"), (5, 6, 30, 28, "cat"))
    with qtbot.waitSignal(desk.autosave.save_failed, timeout=WAIT):
        desk.move_boxes()
    return desk.document


def wait_saved(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: desk.autosave.state is SaveState.SAVED, timeout=WAIT)


def on_disk(folder: Path) -> list[tuple[float, str]]:
    annotations = VocFile.from_path(folder / "image_0.xml", ORIGIN).image_annotations.annotations
    return sorted((annotation.bounds.x1, annotation.label) for annotation in annotations)


def copies(desk: Desk) -> list[Path]:
    return list((desk.settings.safety_folder / "kept").rglob("*.xml"))


def test_that_theirs_is_loaded_and_undo_brings_mine_back_and_saves_it(
    qtbot: QtBot, desk: Desk, folder: Path, document: Document
) -> None:
    foreign = (folder / "image_0.xml").read_bytes()
    desk.press("Load theirs")
    qtbot.waitUntil(lambda: len(document.annotations) == 2, timeout=WAIT)
    wait_saved(qtbot, desk)
    assert (folder / "image_0.xml").read_bytes() == foreign
    document.undo_stack.undo()
    wait_saved(qtbot, desk)
    assert on_disk(folder) == [(5.0, "cat")]
    document.undo_stack.redo()
    wait_saved(qtbot, desk)
    assert on_disk(folder) == [(4.0, "cat"), (39.0, "elk")]


def test_that_mine_is_written_over_a_copy_of_theirs(qtbot: QtBot, desk: Desk, folder: Path, document: Document) -> None:
    foreign = (folder / "image_0.xml").read_bytes()
    desk.press("Keep mine")
    qtbot.waitUntil(lambda: on_disk(folder) == [(5.0, "cat")], timeout=WAIT)
    wait_saved(qtbot, desk)
    (copy,) = copies(desk)
    assert copy.name.startswith("image_0.theirs-")
    assert copy.read_bytes() == foreign
    assert any(str(copy) in text for text in desk.notices.texts)
    assert not list(folder.glob("*theirs*"))
    desk.move_boxes()
    wait_saved(qtbot, desk)
    assert on_disk(folder) == [(6.0, "cat")]


def test_that_the_dialog_counts_what_differs_and_may_be_put_off(
    qtbot: QtBot, desk: Desk, folder: Path, document: Document
) -> None:
    foreign = (folder / "image_0.xml").read_bytes()
    desk.press("Compare…")
    qtbot.waitUntil(lambda: desk.window.findChild(ConflictDialog) is not None, timeout=WAIT)
    dialog = desk.window.findChild(ConflictDialog)
    assert isinstance(dialog, ConflictDialog)
    assert dialog.counts == AnnotationDifference(only_mine=0, only_theirs=1, changed=1, same=0)
    dialog.later_button.click()
    assert desk.autosave.state is SaveState.FAILED
    assert (folder / "image_0.xml").read_bytes() == foreign
    assert document.annotations[0].bounds.x1 == 5.0
    assert any(text.startswith("Not saved: ") for text in desk.notices.texts)


def test_that_the_conflict_of_an_image_that_was_left_is_settled_from_afar(
    qtbot: QtBot, desk: Desk, folder: Path, document: Document
) -> None:
    desk.show(1)
    desk.press("Keep mine")
    qtbot.waitUntil(lambda: on_disk(folder) == [(5.0, "cat")], timeout=WAIT)
    wait_saved(qtbot, desk)
    assert desk.autosave.unsaved_documents == ()


def test_that_a_deleted_file_is_made_again_by_keeping_mine(qtbot: QtBot, desk: Desk, folder: Path) -> None:
    (folder / "image_0.xml").unlink()
    with qtbot.waitSignal(desk.autosave.save_failed, timeout=WAIT):
        desk.move_boxes()
    desk.press("Keep mine")
    qtbot.waitUntil((folder / "image_0.xml").is_file, timeout=WAIT)
    wait_saved(qtbot, desk)
    assert on_disk(folder) == [(5.0, "cat")]
    assert copies(desk) == []


def test_that_a_file_that_others_broke_is_left_alone(
    qtbot: QtBot, desk: Desk, folder: Path, document: Document
) -> None:
    (folder / "image_0.xml").write_bytes(b"<annotation><object>")
    desk.press("Load theirs")
    qtbot.waitUntil(lambda: any("cannot be used" in text for text in desk.notices.texts), timeout=WAIT)
    assert document.annotations[0].bounds.x1 == 5.0
    assert (folder / "image_0.xml").read_bytes() == b"<annotation><object>"


@pytest.mark.parametrize(
    ("button", "keep"), [("mine_button", ConflictChoice.MINE), ("theirs_button", ConflictChoice.THEIRS)]
)
def test_that_the_dialog_shows_what_was_chosen(qtbot: QtBot, button: str, keep: ConflictChoice) -> None:
    dialog = ConflictDialog("a.xml", AnnotationDifference(1, 2, 3, 4))
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(dialog.choice_made) as chosen:
        getattr(dialog, button).click()
    assert chosen.args == [keep]


def test_that_boxes_under_other_uids_are_saved_to_the_objects_they_are(tmp_path: Path) -> None:
    image = write_image(tmp_path / "a.png")
    path = write_labels(image, (5, 6, 30, 28, "cat"), (40, 6, 60, 28, "dog"))
    path.write_text(path.read_text().replace("<name>dog</name>", "<name>dog</name><pose>Left</pose>"))
    file = RenumberedFile.with_uids(VocFile.from_path(path, ORIGIN), {0: 70, 1: 0})
    cat, dog = file.image_annotations.annotations
    assert (cat.uid, dog.uid) == (70, 0)
    new = Annotation(Box(1, 1, 9, 9), "elk", 1)
    file = file.save(file.image_annotations.with_annotations([move_edges(dog, x1=41.0), new]))
    assert [annotation.uid for annotation in file.image_annotations.annotations] == [0, 1]
    file = file.save(file.image_annotations.with_annotations([*file.image_annotations.annotations, cat]))
    text = path.read_text()
    assert text.index("<xmin>42</xmin>") > text.index("<pose>Left</pose>") > text.index("dog")
    assert [
        (annotation.label, annotation.bounds.x1)
        for annotation in VocFile.from_path(path, ORIGIN).image_annotations.annotations
    ] == [
        ("cat", 4.0),
        ("dog", 41.0),
        ("elk", 1.0),
    ]
