"""Images that are moved in the window: to the trash or to another split, undone and redone, with nothing lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QFile
from pytestqt.qtbot import QtBot

from detector.data.annotation import Annotation
from detector.data.formats.base import FormatName
from detector.data.formats.registry import open_dataset
from detector.data.geometry import Box
from detector.data.image_moves import NAME_TAKEN
from frcnn_gui.common import desktop_trash
from frcnn_gui.common.desktop_trash import NO_TRASH_TEXT
from frcnn_gui.common.language import tr
from frcnn_gui.main_window import MainWindow
from tests.detector.data.test_image_moves import find, read_all, read_boxes, write_data_set
from tests.gui.unit.folders import write_image
from tests.gui.unit.window.test_main_window import WAIT, open_path
from tests.sentences import has_sentence


@pytest.fixture(autouse=True)
def trash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A desktop whose trash is on this disk."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("XDG_DATA_HOME", str(home))
    return home / "Trash"


class Bench:
    """A window on a data set of four images, a to d."""

    def __init__(self, qtbot: QtBot, window: MainWindow, root: Path) -> None:
        self.qtbot, self.window, self.root = qtbot, window, root
        self.session, self.history = window.context.session, window.context.history
        open_path(qtbot, window, root)

    @property
    def names(self) -> list[str]:
        assert self.session.folder is not None
        return [Path(name).name for name in self.session.folder.names]

    def show(self, name: str) -> None:
        self.session.go_to_index(self.names.index(name))
        self.wait_for_image()

    def wait_for_image(self) -> None:
        self.qtbot.waitUntil(lambda: self.session.document is not None, timeout=WAIT)

    def run(self, action: str) -> None:
        """Trigger the action, and wait until the folder was read again."""
        with self.qtbot.waitSignal(self.session.folder_rescanned, timeout=WAIT):
            self.window.context.actions[action].trigger()

    def run_in_vain(self, action: str) -> None:
        with self.qtbot.waitSignal(self.history.edit_ended, timeout=WAIT):
            self.window.context.actions[action].trigger()

    def draw(self, box: Box, label: str = "owl") -> None:
        document = self.session.document
        assert document is not None
        new = Annotation(box, label, document.new_uid())
        document.replace_annotations("Draw", (*document.annotations, new))


def open_bench(
    qtbot: QtBot, window: MainWindow, root: Path, format_name: FormatName = "voc", split: bool = False
) -> Bench:
    return Bench(qtbot, window, write_data_set(root, format_name, split))


@pytest.mark.parametrize("format_name", ["voc", "coco"])
def test_that_the_current_image_goes_to_the_trash_and_comes_back(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, trash: Path, format_name: FormatName
) -> None:
    bench = open_bench(qtbot, window, tmp_path / "set", format_name)
    before = read_all(bench.root)
    bench.show("b.jpg")
    bench.run("trash_images")
    assert bench.names == ["a.jpg", "c.jpg", "d.jpg"]
    bench.wait_for_image()
    assert bench.names[bench.session.index] == "c.jpg"
    assert (trash / "files" / "b.jpg").exists()
    bench.run("undo")
    assert read_all(bench.root) == before
    assert list((trash / "files").iterdir()) == list((trash / "info").iterdir()) == []
    bench.run("redo")
    assert bench.names == ["a.jpg", "c.jpg", "d.jpg"]


def test_that_all_selected_images_go_at_once(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    bench = open_bench(qtbot, window, tmp_path / "set")
    before = read_all(bench.root)
    window.context.images.set_selected_rows([range(1, 4)])
    bench.run("trash_images")
    assert bench.names == ["a.jpg"]
    bench.run("undo")
    assert read_all(bench.root) == before


def test_that_boxes_drawn_a_moment_ago_go_and_come_back_too(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    bench = open_bench(qtbot, window, tmp_path / "set")
    bench.show("b.jpg")
    bench.draw(Box(30, 3, 50, 30))
    bench.run("trash_images")
    bench.run("undo")
    assert [label for label, _ in read_boxes(open_dataset(bench.root))["b.jpg"]] == ["dog", "owl"]


def test_that_labels_of_other_images_are_kept_when_an_image_comes_back(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    bench = open_bench(qtbot, window, tmp_path / "set", "coco")
    bench.show("b.jpg")
    bench.run("trash_images")
    bench.show("a.jpg")
    bench.draw(Box(30, 3, 50, 30))
    assert window.context.autosave.save_all(WAIT)
    edit = bench.history._done[-1]
    with qtbot.waitSignal(bench.session.folder_rescanned, timeout=WAIT):
        bench.history.undo_edit(edit)
    boxes = read_boxes(open_dataset(bench.root))
    assert [label for label, _ in boxes["a.jpg"]] == ["cat", "owl"]
    assert [label for label, _ in boxes["b.jpg"]] == ["dog"]


def test_that_nothing_is_lost_on_a_desktop_without_trash(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = open_bench(qtbot, window, tmp_path / "set")
    before = read_all(bench.root)
    monkeypatch.setattr(desktop_trash, "QFile", type("QFile", (QFile,), {"moveToTrash": lambda _file: False}))
    bench.run_in_vain("trash_images")
    assert any(tr(NO_TRASH_TEXT) in text for text in window.context.notices.texts)
    assert read_all(bench.root) == before
    assert not window.context.actions["undo"].isEnabled()


def test_that_an_undo_that_fails_says_why_and_can_be_repeated(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    bench = open_bench(qtbot, window, tmp_path / "set")
    before = read_all(bench.root)
    image = bench.root / "JPEGImages" / "a.jpg"
    image = image if image.exists() else next(bench.root.rglob("a.jpg"))
    bench.show("a.jpg")
    bench.run("trash_images")
    image.write_bytes(b"another")
    bench.run_in_vain("undo")
    assert any(has_sentence(text, NAME_TAKEN) for text in window.context.notices.texts)
    assert image.read_bytes() == b"another"
    image.unlink()
    bench.run("undo")
    assert read_all(bench.root) == before


@pytest.mark.parametrize("format_name", ["voc", "yolo", "coco", "cvat"])
def test_that_an_image_moves_between_splits_and_is_edited_there(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, format_name: FormatName
) -> None:
    bench = open_bench(qtbot, window, tmp_path / "set", format_name, split=True)
    bench.show("a.jpg")
    bench.run("move_to_val")
    assert bench.session.folder is not None
    dataset = bench.session.folder.dataset
    assert find(dataset, "a.jpg") in dataset.splits["val"]
    bench.show("a.jpg")
    bench.draw(Box(30, 3, 50, 30))
    assert window.context.autosave.save_all(WAIT)
    whole = open_dataset(bench.root)
    assert [label for label, _ in read_boxes(whole)["a.jpg"]] == ["cat", "owl"]
    assert find(whole, "a.jpg") in whole.splits["val"]
    window.context.actions["undo"].trigger()
    assert window.context.autosave.save_all(WAIT)
    bench.run("undo")
    assert read_boxes(open_dataset(bench.root))["a.jpg"] == [("cat", (2, 3, 20, 30))]
    assert {of: {one.name for one in images} for of, images in open_dataset(bench.root).splits.items()} == {
        "train": {"a.jpg", "b.jpg"},
        "val": {"c.jpg"},
        "test": {"d.jpg"},
    }


def test_that_images_without_splits_cannot_be_moved_to_one(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    open_bench(qtbot, window, tmp_path / "set")
    assert not window.context.actions["move_to_val"].isEnabled()


def test_that_an_image_in_the_split_already_is_not_moved(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    bench = open_bench(qtbot, window, tmp_path / "set", split=True)
    before = read_all(bench.root)
    bench.show("a.jpg")
    window.context.actions["move_to_train"].trigger()
    assert bench.history.running is None
    assert read_all(bench.root) == before


def test_that_the_list_follows_when_a_file_above_the_folder_lists_none_of_its_images_any_more(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    root = write_data_set(tmp_path / "set", "cvat", split=False)
    write_image(root / "images" / "e.jpg")
    bench = Bench(qtbot, window, root / "images")
    before = read_all(root)
    window.context.images.set_selected_rows([range(4)])
    bench.run("trash_images")
    assert bench.names == ["e.jpg"]
    bench.run("undo")
    assert read_all(root) == before
    assert bench.names == ["a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg"]
