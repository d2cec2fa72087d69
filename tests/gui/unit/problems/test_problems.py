"""The Problems dock: finds faults in labels, goes to them, repairs them, and undoes that."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from detector.data.formats.voc.label_file import VocFile, VocOrigin
from detector.data.lint.problems import BoxRepair, LabelProblem, ProblemKind
from frcnn_gui.common.language import tr
from frcnn_gui.main_window import MainWindow
from frcnn_gui.problems.problem_store import ProblemStore
from frcnn_gui.problems.problem_table import BOX, IMAGE, ProblemTableModel, format_cells
from frcnn_gui.problems.problems_controller import NOTHING_TO_CHECK_TEXT, ProblemsController
from frcnn_gui.problems.problems_panel import NOT_REPAIRABLE_TEXT, ProblemsPanel
from frcnn_gui.problems.repairs import problem_key
from tests.detector.data.formats.joint_samples import coco_object, written_coco
from tests.gui.unit.folders import write_image, write_labels
from tests.gui.unit.window.test_main_window import WAIT, open_path, trigger, wait_saved, wait_shown

EXTRA = "<pose>Left</pose>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three images of 64 x 48: one sound, one with a box drawn twice and one without area, one that reaches out."""
    root = tmp_path / "photos"
    for number, boxes in enumerate(
        (
            [(5, 6, 30, 28, "cat")],
            [(5, 6, 30, 28, "cat"), (5, 6, 30, 28, "cat"), (9, 9, 8, 8, "dog")],
            [(40, 6, 90, 28, "cat"), (5, 6, 30, 28, "cat")],
        )
    ):
        write_labels(write_image(root / f"image_{number}.png"), *boxes)
    reaching = root / "image_2.xml"
    reaching.write_text(reaching.read_text().replace("<name>cat</name>", f"<name>cat</name>{EXTRA}"))
    return root


def boxes_on_disk(folder: Path, number: int) -> list[tuple[float, ...]]:
    file = VocFile.from_path(folder / f"image_{number}.xml", VocOrigin.ONE_BASED)
    return [annotation.bounds.xyxy for annotation in file.image_annotations.annotations]


def problems(window: MainWindow) -> ProblemsController:
    found = window.findChild(ProblemsController)
    assert isinstance(found, ProblemsController)
    return found


def checked(qtbot: QtBot, window: MainWindow) -> ProblemsController:
    found = problems(window)
    trigger(qtbot, window, "check_labels")
    wait_idle(qtbot, found)
    return found


def wait_idle(qtbot: QtBot, found: ProblemsController) -> None:
    qtbot.waitUntil(lambda: not found.is_busy, timeout=WAIT)


def kinds(found: ProblemsController) -> list[ProblemKind]:
    return [problem.kind for problem in found.model.shown_problems]


BOX_FAULTS = [ProblemKind.ZERO_AREA, ProblemKind.PARTLY_OUTSIDE, ProblemKind.DUPLICATE]


def of_boxes(found: ProblemsController) -> list[ProblemKind]:
    return [kind for kind in kinds(found) if kind in BOX_FAULTS]


def test_that_the_check_lists_the_worst_first_and_counts_in_the_title(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    open_path(qtbot, window, folder)
    found = checked(qtbot, window)
    assert of_boxes(found) == BOX_FAULTS
    repairing = sum(count for kind, count in found.model.counts.items() if kind.severity != "info")
    assert window.docks["problems"].windowTitle() == f"Problems ({repairing})"
    assert window.docks["problems"].isVisible()
    row = kinds(found).index(ProblemKind.DUPLICATE)
    assert format_cells(found.model.shown_problems[row])[IMAGE : BOX + 1] == ("image_1.png", "2")


def test_that_a_double_click_goes_to_the_image_and_selects_the_box(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    open_path(qtbot, window, folder)
    found = checked(qtbot, window)
    row = kinds(found).index(ProblemKind.PARTLY_OUTSIDE)
    found.panel.view.doubleClicked.emit(found.model.index(row, 0))
    wait_shown(qtbot, window)
    session = window.context.session
    qtbot.waitUntil(lambda: bool(session.selection), timeout=WAIT)
    assert session.index == 2
    assert session.document is not None
    chosen = [annotation for annotation in session.document.annotations if annotation.uid in session.selection]
    assert [annotation.bounds.xyxy for annotation in chosen] == [boxes_on_disk(folder, 2)[0]]
    assert window.context.canvas.zoom > 1


def test_that_next_problem_goes_through_the_list(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_path(qtbot, window, folder)
    found = checked(qtbot, window)
    trigger(qtbot, window, "next_problem")
    assert found.panel.view.currentIndex().row() == 0
    trigger(qtbot, window, "previous_problem")
    assert found.panel.view.currentIndex().row() == found.model.rowCount() - 1


def test_that_the_kinds_can_be_shown_one_by_one(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_path(qtbot, window, folder)
    found = checked(qtbot, window)
    kind_list = found.panel.kind_choice
    place = next(at for at in range(kind_list.count()) if kind_list.itemText(at).startswith("Duplicate boxes"))
    kind_list.setCurrentIndex(place)
    assert set(kinds(found)) == {ProblemKind.DUPLICATE}
    found.panel.view.selectRow(0)
    found.panel._on_copy_requested()
    assert "repeats box 1" in QGuiApplication.clipboard().text()


def test_that_repairing_all_repairs_files_and_the_open_image_and_is_undone_without_loss(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    before = {path: path.read_bytes() for path in folder.glob("*.xml")}
    open_path(qtbot, window, folder / "image_1.png")
    found = checked(qtbot, window)
    found.panel.repair_all_button.click()
    wait_idle(qtbot, found)
    wait_saved(qtbot, window)
    assert len(boxes_on_disk(folder, 1)) == 1
    assert boxes_on_disk(folder, 2)[0][2] == 64.0
    assert EXTRA in (folder / "image_2.xml").read_text()
    assert of_boxes(found) == []
    document = window.context.session.document
    assert document is not None
    assert document.undo_stack.count() == 1  # several problems of one image are one step
    trigger(qtbot, window, "undo_repairs")
    wait_idle(qtbot, found)
    wait_saved(qtbot, window)
    assert {path: path.read_bytes() for path in folder.glob("*.xml")} == before
    assert of_boxes(found) == BOX_FAULTS


def test_that_specks_of_an_outline_are_removed_and_the_bytes_come_back(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    write_image(tmp_path / "cells" / "a.png")
    polygons = [[10, 10, 40, 10, 40, 40, 10, 40], [50, 5, 51, 5, 51, 6]]
    annotation = {"id": 7, "image_id": 1, "category_id": 1, "bbox": [10, 5, 41, 35], "segmentation": polygons}
    content = coco_object(annotation)
    content["images"][0] |= {"width": 64, "height": 48}
    path = written_coco(tmp_path / "cells" / "annotations.json", content)
    before = path.read_bytes()
    open_path(qtbot, window, tmp_path / "cells")
    found = checked(qtbot, window)
    found.panel.view.selectRow(kinds(found).index(ProblemKind.OUTLINE_SPECKS))
    found.panel.repair_button.click()
    wait_idle(qtbot, found)
    wait_saved(qtbot, window)
    (repaired,) = json.loads(path.read_bytes())["annotations"]
    assert repaired["segmentation"] == polygons[:1]
    assert repaired["bbox"] == [10, 10, 30, 30]
    trigger(qtbot, window, "undo_repairs")
    wait_idle(qtbot, found)
    wait_saved(qtbot, window)
    assert path.read_bytes() == before


def test_that_one_repair_leaves_the_other_problems(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_path(qtbot, window, folder)
    found = checked(qtbot, window)
    found.panel.view.selectRow(kinds(found).index(ProblemKind.ZERO_AREA))
    found.panel.repair_button.click()
    wait_idle(qtbot, found)
    assert of_boxes(found) == [ProblemKind.PARTLY_OUTSIDE, ProblemKind.DUPLICATE]
    assert len(boxes_on_disk(folder, 1)) == 2


def test_that_a_file_changed_since_its_repair_is_left_alone(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_path(qtbot, window, folder)
    found = checked(qtbot, window)
    found.panel.repair_all_button.click()
    wait_idle(qtbot, found)
    changed = folder / "image_2.xml"
    changed.write_text(changed.read_text().replace("<name>cat</name>", "<name>lynx</name>"))
    written = changed.read_bytes()
    trigger(qtbot, window, "undo_repairs")
    wait_idle(qtbot, found)
    assert changed.read_bytes() == written
    assert any("image_2.xml has changed since" in text for text in window.context.notices.texts)
    assert len(boxes_on_disk(folder, 1)) == 3


def test_that_an_image_edited_since_its_repair_is_left_alone(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_path(qtbot, window, folder / "image_2.png")
    found = checked(qtbot, window)
    found.panel.repair_all_button.click()
    wait_idle(qtbot, found)
    document = window.context.session.document
    assert document is not None
    document.move_annotations([document.annotations[1].uid], 3, 0)
    trigger(qtbot, window, "undo_repairs")
    wait_idle(qtbot, found)
    assert document.annotations[0].bounds.x2 == 64.0
    assert any("image_2.png has been edited since" in text for text in window.context.notices.texts)


def test_that_an_edit_takes_its_row_away(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_path(qtbot, window, folder / "image_2.png")
    found = checked(qtbot, window)
    document = window.context.session.document
    assert document is not None
    document.delete_annotations([document.annotations[0].uid])
    wait_saved(qtbot, window)
    qtbot.waitUntil(lambda: ProblemKind.PARTLY_OUTSIDE not in kinds(found), timeout=WAIT)
    assert ProblemKind.DUPLICATE in kinds(found)
    document.undo_stack.undo()
    wait_saved(qtbot, window)
    qtbot.waitUntil(lambda: ProblemKind.PARTLY_OUTSIDE in kinds(found), timeout=WAIT)


def test_that_another_folder_forgets_what_was_found(
    qtbot: QtBot, window: MainWindow, folder: Path, tmp_path: Path
) -> None:
    open_path(qtbot, window, folder)
    found = checked(qtbot, window)
    write_image(tmp_path / "other" / "a.png")
    open_path(qtbot, window, tmp_path / "other")
    assert found.model.rowCount() == 0
    assert window.docks["problems"].windowTitle() == "Problems"
    assert not window.context.actions["undo_repairs"].isEnabled()


def test_that_an_unreadable_file_is_listed_with_what_to_do(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    (folder / "image_0.xml").write_text("<annotation><object>")
    open_path(qtbot, window, folder)
    found = checked(qtbot, window)
    row = kinds(found).index(ProblemKind.LABELS_UNREADABLE)
    found.panel.view.selectRow(row)
    assert not found.panel.repair_button.isEnabled()
    assert found.panel.repair_button.toolTip() == tr(NOT_REPAIRABLE_TEXT)
    assert "image_0.xml" in found.panel.summary.text()


def test_that_rows_of_one_image_are_replaced_where_they_stood(qtbot: QtBot) -> None:
    from detector.data.lint.problems import LabelProblem

    def problem(name: str, kind: ProblemKind = ProblemKind.ZERO_AREA) -> LabelProblem:
        return LabelProblem(kind, Path(name), 0, f"{name}: box 1 (cat: 0, 0, 0, 0) has no area.")

    model = ProblemTableModel()
    same = problem("b", ProblemKind.DUPLICATE_IMAGES)
    model.add_problems([problem("a"), problem("b"), problem("c"), same])
    model.replace_image_problems(Path("b"), [])
    assert [str(one.image) for one in model.shown_problems] == ["a", "c", "b"]
    assert same in model.shown_problems
    model.replace_image_problems(Path("b"), [problem("b")])
    assert [str(one.image) for one in model.shown_problems] == ["a", "b", "c", "b"]


def test_that_a_folder_that_was_just_begun_has_nothing_to_check(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    window.context.settings.new_format = "coco"
    root = tmp_path / "new"
    root.mkdir()
    write_image(root / "a.png")
    open_path(qtbot, window, root)
    window.context.actions["check_labels"].trigger()
    panel = window.docks["problems"].widget()
    assert isinstance(panel, ProblemsPanel)
    assert panel.summary.text() == tr(NOTHING_TO_CHECK_TEXT)


def a_problem(number: int, kind: ProblemKind = ProblemKind.UNLABELED) -> LabelProblem:
    image = Path(f"/photos/image_{number}.jpg")
    return LabelProblem(kind, image, None, f"{image.name} has no labels. Draw its boxes.")


def test_that_a_problem_is_read_back_as_it_was() -> None:
    whole = LabelProblem(
        ProblemKind.DUPLICATE,
        Path("/photos/a\udcff.jpg"),
        3,
        "a: box 3 (cat) is drawn twice. “Delete” one.",
        Path("/labels/a.xml"),
        (BoxRepair(3, None), BoxRepair(4, (0.1, 2.0, float("inf"), 5.5))),
    )
    store = ProblemStore()
    few = [whole, a_problem(1), LabelProblem(ProblemKind.NOTICE, None, None, "A notice.")]
    assert [store[store.add(one)] for one in few] == few
    assert store.are_repairable(np.arange(3, dtype=np.int32)).tolist() == [True, False, False]
    assert store.find(np.array([2, 1], dtype=np.int32), problem_key(a_problem(1))) == 1


def test_that_the_row_that_was_chosen_is_found_again_and_others_are_not(qtbot: QtBot) -> None:
    model = ProblemTableModel()
    model.add_problems(a_problem(number) for number in range(5))
    assert model.row_of(problem_key(a_problem(3))) == 3
    assert model.row_of(problem_key(a_problem(7))) is None
    model.replace_image_problems(Path("/photos/image_1.jpg"), [])
    assert model.row_of(problem_key(a_problem(3))) == 2
    model.clear()
    assert model.row_of(problem_key(a_problem(3))) is None


def kept_bytes(count: int) -> int:
    tracemalloc.start()
    model = ProblemTableModel()
    for start in range(0, count, 100):
        model.add_problems(a_problem(number) for number in range(start, start + 100))
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert model.rowCount() == count
    return kept


def test_that_a_problem_takes_few_bytes_of_memory(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("frcnn_gui.problems.problem_store._IN_MEMORY", 1 << 14)
    kept_bytes(100)
    assert (kept_bytes(8000) - kept_bytes(4000)) / 4000 < 80
