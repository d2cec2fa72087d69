"""A folder that came with run folders of somebody else: each is listed or named, and nothing else happens."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from detector.training.runs.event_log import LOG_NAME
from detector.training.runs.past_runs import NOTE_NAME, list_runs
from detector.training.runs.run_state import LAST_NAME
from frcnn_gui.common.language import tr
from frcnn_gui.main_window import MainWindow
from frcnn_gui.network.network_controller import NetworkController
from frcnn_gui.network.run_folders import RUNS_FOLDER
from frcnn_gui.train.runs_panel import LOSS, NOTE_COLUMN
from frcnn_gui.train.train_job import MAX_NAME_LENGTH, NO_SUCH_NETWORK_TEXT, TrainRequest
from tests.detector.drawn import drawn_folder
from tests.detector.training.runs.test_past_runs import STARTED, epoch, step, write_run
from tests.gui.unit.train.test_runs import RUN, Desk
from tests.reliability.hostile_run_samples import Outside, hostile_runs

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links and pipes need a system that has them")
EVERY = 97
"""Of the hostile runs that is taken"""


@pytest.fixture
def outside(tmp_path: Path) -> Outside:
    folder = tmp_path / "private"
    folder.mkdir()
    (tmp_path / "private.txt").write_bytes(b"a person's own file")
    return Outside(tmp_path / "private.txt", folder)


@pytest.fixture
def root(tmp_path: Path, outside: Outside) -> Path:
    """Images, a sound run, and hostile ones of each kind that need no network."""
    root = drawn_folder(tmp_path / "photos", 3)
    write_run(root / RUNS_FOLDER / "2026-11-23_100000", STARTED, step(1), epoch(1, 0.25), step(2))
    chosen = [one for one in hostile_runs() if not one.opens]
    chosen = [*islice(hostile_runs(), 0, 12), *islice(chosen, 0, None, EVERY)]
    for number, hostile in enumerate(chosen):
        run = write_run(root / RUNS_FOLDER / f"2026-11-24_{100000 + number}", STARTED, step(1), epoch(1, 0.5))
        hostile.make(run, outside)
    return root


@pytest.fixture
def desk(qtbot: QtBot, window: MainWindow, root: Path) -> Desk:
    return Desk(qtbot, window, root)


def notices(desk: Desk) -> list[str]:
    return [notice.text for notice in desk.window.context.notices._notices]


def test_that_each_run_is_shown_or_named_and_a_note_goes_through_no_link(
    desk: Desk, qtbot: QtBot, root: Path, outside: Outside
) -> None:
    found = list_runs((root / RUNS_FOLDER,))
    assert len(found.runs) > 10
    assert len(found.broken) > 3
    before = outside.content()
    qtbot.waitUntil(lambda: desk.runs.table.rowCount() == len(found.runs), timeout=RUN)
    assert str(root / RUNS_FOLDER) in desk.runs.broken_label.text()
    assert not desk.runs.broken_label.isHidden()
    for which in range(desk.runs.curve_choice.count()):
        desk.runs.curve_choice.setCurrentIndex(which)
        for row in range(desk.runs.table.rowCount()):
            desk.runs.table.selectRow(row)
    desk.runs.curve_choice.setCurrentIndex(desk.runs.curve_choice.findData(LOSS))
    desk.runs.table.selectAll()
    for row in range(desk.runs.table.rowCount()):
        item = desk.runs.table.item(row, NOTE_COLUMN)
        assert item is not None
        item.setText(f"note {row}")
    desk.wait_for_end()
    assert outside.content() == before
    assert not [text for text in notices(desk) if "Internal error" in text]
    assert not [path for path in (root / RUNS_FOLDER).glob(f"*/{NOTE_NAME}") if path.is_symlink()]


def test_that_the_network_dialog_names_runs_that_cannot_be_read(desk: Desk, qtbot: QtBot) -> None:
    choosing = desk.window.findChild(NetworkController)
    assert isinstance(choosing, NetworkController)
    choosing.ask_network()
    dialog = choosing.question.dialog
    assert dialog is not None

    def texts() -> list[str]:
        group = dialog.tree.topLevelItem(0)
        assert group is not None
        return [group.child(row).text(0) for row in range(group.childCount())]

    qtbot.waitUntil(lambda: any("cannot be read" in text for text in texts()), timeout=RUN)
    assert any("mobilenet_fpn" in text for text in texts())
    dialog.reject()


@pytest.mark.parametrize("content", [b"", b"weights", b"<html></html>"])
def test_that_resuming_with_a_checkpoint_that_is_none_ends_in_a_sentence(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, content: bytes
) -> None:
    root = drawn_folder(tmp_path / "photos", 3)
    run = write_run(root / RUNS_FOLDER / "2026-11-23_100000", STARTED, step(1))
    (run / LAST_NAME).write_bytes(content)
    desk = Desk(qtbot, window, root)
    qtbot.waitUntil(lambda: desk.runs.table.rowCount() == 1, timeout=RUN)
    desk.training.start_run(TrainRequest(root, run, "mobilenet_fpn", 1, resume=True))
    desk.wait_for_end()
    assert [text for text in notices(desk) if str(run / LAST_NAME) in text]
    assert not [text for text in notices(desk) if "Internal error" in text]


def test_that_training_again_with_a_network_that_does_not_exist_ends_in_a_sentence(desk: Desk, tmp_path: Path) -> None:
    name = "<b>none" * 100
    desk.training.start_run(TrainRequest(desk.root, tmp_path / "run", name, 1, "none"))
    desk.wait_for_end()
    assert tr(NO_SUCH_NETWORK_TEXT).format(name=name[:MAX_NAME_LENGTH]) in notices(desk)


def test_that_a_run_folder_that_is_a_link_is_listed_but_not_resumed(tmp_path: Path) -> None:
    write_run(tmp_path / "elsewhere" / "run", STARTED, step(1))
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "2026-11-23_100000").symlink_to(tmp_path / "elsewhere" / "run")
    [run] = list_runs((tmp_path / "runs",)).runs
    assert (run.steps, run.can_resume) == (1, False)
    assert (run.folder / LOG_NAME).is_file()
