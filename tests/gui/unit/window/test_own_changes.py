"""What the program writes itself is never reported as the work of another program, in any label format."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.formats.base import FormatName
from detector.data.formats.registry import FORMATS
from detector.data.geometry import Box
from frcnn_gui.classes.class_edit_dialog import EditKind
from frcnn_gui.detect.accept_controller import AcceptController
from frcnn_gui.document.detections import Detection
from frcnn_gui.main_window import MainWindow
from frcnn_gui.problems.problems_controller import ProblemsController
from frcnn_gui.problems.repair_controller import RepairController
from frcnn_gui.window import folder_watcher
from frcnn_gui.window.folder_watcher import FOLDER_CHANGED_TEXT, LABELS_RELOADED_TEXT
from tests.gui.unit.classes.test_class_edits import ask, confirm, undo
from tests.gui.unit.folders import write_image
from tests.gui.unit.window.test_main_window import WAIT, open_path, wait_shown
from tests.sentences import has_sentence

COUNT = 4
LABELED = 2
"""The images that have labels when the folder is opened"""


class Bench:
    """A folder in one format, open in a window; the sentences that the window says about other programs."""

    def __init__(self, qtbot: QtBot, window: MainWindow, root: Path, name: FormatName) -> None:
        self.qtbot, self.window, self.root, self.format = qtbot, window, root, FORMATS[name]
        images = [write_image(root / f"{number}.png") for number in range(COUNT)]
        window.context.settings.new_format = name
        dataset = self.format.begin_dataset(root)
        for image in images[:LABELED]:
            write_boxes(dataset.read_labels(image), Box(4, 5, 30, 28), Box(4, 5, 30, 28))
        open_path(qtbot, window, root)
        qtbot.waitUntil(lambda: window.context.index.is_complete, timeout=WAIT)
        assert window.context.session.folder.format == name
        self.reports: list[str] = []
        window.context.session.message_posted.connect(self._note)

    def _note(self, text: str) -> None:
        if any(has_sentence(text, template) for template in (FOLDER_CHANGED_TEXT, LABELS_RELOADED_TEXT)):
            self.reports.append(text)

    def go_to(self, index: int) -> None:
        self.window.context.session.go_to_index(index)
        wait_shown(self.qtbot, self.window)

    def draw(self, label: str = "cat") -> None:
        document = self.window.context.session.document
        box = Annotation(Box(10, 12, 40, 40), label, document.new_uid())
        document.replace_annotations("Draw", (*document.annotations, box))

    def settle(self) -> None:
        """Wait until all is written, and look at the folder as if the system had reported a change."""
        window, watcher = self.window, self.window.folder_watcher
        assert window.context.autosave.save_all()
        self.qtbot.waitUntil(lambda: not window.context.jobs.jobs, timeout=WAIT)
        for _ in range(2):
            watcher.rescan_folder()
            watcher._reload_current_labels()
            self.qtbot.waitUntil(lambda: not window.context.jobs.jobs, timeout=WAIT)

    def find(self, kind: type) -> object:
        return self.window.findChild(kind)


def write_boxes(file: object, *boxes: Box) -> None:
    file.save(ImageAnnotations(tuple(Annotation(box, "cat") for box in boxes)))


@pytest.fixture(params=sorted(FORMATS))
def bench(qtbot: QtBot, window: MainWindow, tmp_path: Path, request: pytest.FixtureRequest) -> Bench:
    return Bench(qtbot, window, tmp_path / "photos", request.param)


def draw_first(bench: Bench) -> None:
    bench.go_to(LABELED)  # it had no label file
    bench.draw()


def draw_new_class(bench: Bench) -> None:
    bench.draw("zebra")


def move(bench: Bench) -> None:
    document = bench.window.context.session.document
    document.move_annotations({one.uid for one in document.annotations}, 3, 2)


def delete_all(bench: Bench) -> None:
    bench.window.context.session.document.replace_annotations("Delete", ())


def draw_and_undo(bench: Bench) -> None:
    bench.go_to(LABELED + 1)
    bench.draw()
    assert bench.window.context.autosave.save_all()
    bench.window.context.session.document.undo_stack.undo()


def verify(bench: Bench) -> None:
    document = bench.window.context.session.document
    document.set_verified(not document.is_verified)


def label_two_images(bench: Bench) -> None:
    for index in (LABELED, LABELED + 1, 0):
        bench.go_to(index)
        bench.draw()


def rename_class(bench: Bench) -> None:
    dialog = ask(bench.window, EditKind.RENAME)
    dialog.name_edit.setText("fox")
    confirm(bench.qtbot, bench.window, dialog)


def delete_class_and_undo(bench: Bench) -> None:
    confirm(bench.qtbot, bench.window, ask(bench.window, EditKind.DELETE))
    bench.settle()
    undo(bench.qtbot, bench.window)


def accept_everywhere_and_undo(bench: Bench) -> None:
    session, controller = bench.window.context.session, bench.find(AcceptController)
    found = {image: (Detection(Annotation(Box(20, 20, 50, 40), "dog"), 0.9),) for image in session.folder}
    session.update_detections(found)
    controller.accept_detections(controller._find_shown_detections())
    bench.settle()
    assert sum(bench.format.open_dataset(bench.root).label_flags) == COUNT
    controller.undo()


def repair(bench: Bench) -> None:
    problems, controller = bench.find(ProblemsController), bench.find(RepairController)
    bench.window.context.actions["check_labels"].trigger()
    bench.qtbot.waitUntil(lambda: not problems.is_busy, timeout=WAIT)
    controller.repair_problems(list(problems.model.repairable))


OWN = (
    draw_and_undo, draw_first, draw_new_class, move, verify, rename_class, label_two_images, delete_class_and_undo,
    accept_everywhere_and_undo, repair, delete_all,
)  # fmt: skip
CHANGES_NOTHING = (delete_class_and_undo, accept_everywhere_and_undo, verify)
"""In the end, or where a format cannot hold it"""
WITHOUT_EMPTY_LABELS = "masks"
"""An image without objects has no files in this format."""


def test_that_our_own_writes_are_not_reported(bench: Bench) -> None:
    bench.window.build_remaining_parts()  # among them the docks of detections and problems
    for write in OWN:
        before = {path: path.read_bytes() for path in bench.root.rglob("*") if path.is_file()}
        write(bench)
        bench.settle()
        after = {path: path.read_bytes() for path in bench.root.rglob("*") if path.is_file()}
        assert bench.reports == [], write.__name__
        may_be_same = write in CHANGES_NOTHING or (write is draw_and_undo and bench.format.name == WITHOUT_EMPTY_LABELS)
        assert after != before or may_be_same, f"{write.__name__} wrote nothing"
        flags = bench.format.open_dataset(bench.root).label_flags
        assert bench.window.context.session.folder.label_flags == flags, write.__name__


def test_that_a_change_of_another_program_is_reported_between_our_own(bench: Bench) -> None:
    draw_first(bench)
    bench.settle()
    other = bench.format.open_dataset(bench.root)
    write_boxes(other.read_labels(other.images[LABELED + 1]), Box(8, 8, 20, 20))
    bench.settle()
    assert len(bench.reports) == 1
    assert has_sentence(bench.reports[0], FOLDER_CHANGED_TEXT)
    assert bench.window.context.images.labeled_count == LABELED + 2


def test_that_labels_that_another_program_changes_are_reported(bench: Bench) -> None:
    move(bench)
    bench.settle()
    other = bench.format.open_dataset(bench.root)
    write_boxes(other.read_labels(other.images[0]), Box(8, 8, 20, 20))
    bench.settle()
    assert any(has_sentence(text, LABELS_RELOADED_TEXT, image="0.png") for text in bench.reports)
    assert len(bench.window.context.session.document.annotations) == 1


def test_that_a_scan_during_which_we_wrote_is_repeated(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Bench(qtbot, window, tmp_path / "photos", "voc")
    monkeypatch.setattr(folder_watcher, "LATER_MS", 10)
    watcher = window.folder_watcher
    watcher._later_timer.setInterval(20)
    write_image(bench.root / "new.png")
    watcher.rescan_folder()
    window.context.autosave.document_saved.emit(window.context.session.document)
    qtbot.waitUntil(lambda: len(bench.reports) == 1, timeout=WAIT)
    assert len(window.context.session.folder) == COUNT + 1


def test_that_images_that_we_move_are_not_reported(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    window = bench.window
    image = window.context.session.document.image
    window.image_edits_controller.trash_images()
    bench.settle()
    assert not image.exists()
    assert list(window.context.session.folder.names) == ["1.png", "2.png", "3.png"]
    assert bench.reports == []
    (bench.root / "3.png").unlink()
    bench.settle()
    assert len(bench.reports) == 1
