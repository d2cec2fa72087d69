"""A large label file for many images is written as rarely as it is large; the journal has the boxes at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from detector.data.annotation import ImageAnnotations
from detector.data.formats.registry import open_dataset
from detector.data.formats.shared import single_file as joint_file
from frcnn_gui.document.document import Document
from frcnn_gui.document.image_collection import Gallery
from frcnn_gui.saving import save_schedule
from frcnn_gui.saving.autosave import SaveState
from frcnn_gui.saving.crash_recovery import find_unsaved_annotations
from frcnn_gui.saving.journal import read_journal
from frcnn_gui.saving.save_schedule import SaveSchedule
from tests.gui.unit.desk import Desk
from tests.reliability.states import write_folder


class Clock:
    """A time that stands still until it is set."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        monkeypatch.setattr(save_schedule.time, "monotonic", lambda: self.now)


class LargeFile:
    """A label file of which much is written."""

    image_annotations, problems, version = ImageAnnotations(), (), None

    def __init__(self, megabytes: float, name: str = "annotations.json") -> None:
        self.path, self.written_bytes = Path(name), round(megabytes * 1e6)

    def save(self, _image_annotations: ImageAnnotations) -> LargeFile:
        return self


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def test_that_the_pause_suits_the_size_until_a_write_was_measured(clock: Clock) -> None:
    schedule = SaveSchedule()
    assert schedule.compute_wait_s(LargeFile(0.5)) == 0
    assert schedule.compute_wait_s(LargeFile(0)) == 0
    file = LargeFile(200)
    schedule.note_change(file)
    assert schedule.compute_wait_s(file) == pytest.approx(50)  # 2 s of writing in 50 s
    clock.now += 20
    schedule.note_change(file)  # the first change counts
    assert schedule.compute_wait_s(file) == pytest.approx(30)
    clock.now += 30
    assert schedule.compute_wait_s(file) == 0


def test_that_the_pause_follows_what_the_last_write_took(clock: Clock) -> None:
    schedule, file = SaveSchedule(), LargeFile(200)
    schedule.note_change(file)
    schedule.note_write(file.path, 0.4)
    clock.now += 1
    schedule.note_change(file)
    assert schedule.compute_pause_s(file) == pytest.approx(10)
    assert schedule.compute_wait_s(file) == pytest.approx(10)
    schedule.note_write(file.path, 1000)
    assert schedule.compute_pause_s(file) == save_schedule.MAX_PAUSE_S
    schedule.note_write(file.path, 0.01)
    assert schedule.compute_pause_s(file) == 0
    schedule.clear_times()
    assert schedule.estimate_write_s(file) == pytest.approx(2)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """On a folder whose joint file is taken for one of hundreds of megabytes."""
    monkeypatch.setattr(save_schedule, "_BYTES_PER_SECOND", 100.0)
    desk = Desk(tmp_path / "data", delay_ms=10, longest_ms=20)
    desk.open(write_folder(tmp_path / "photos", "coco"))
    yield desk
    desk.leave()


@pytest.fixture
def writes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The size of what is written to joint files, one for each time."""
    sizes: list[int] = []
    real = joint_file.overwrite_large_file

    def watched(path: Path, before: bytes | None, content: bytes) -> None:
        sizes.append(len(content))
        real(path, before, content)

    monkeypatch.setattr(joint_file, "overwrite_large_file", watched)
    return sizes


def file_of(desk: Desk) -> Path:
    assert desk.document.file is not None
    return desk.document.file.path


def edges(desk: Desk) -> list[float]:
    """The left edge of each image's first box as the file has it."""
    content = json.loads(file_of(desk).read_text())
    return [box["bbox"][0] for box in sorted(content["annotations"], key=lambda box: int(box["image_id"]))]


def edit_all(qtbot: QtBot, desk: Desk) -> list[Document]:
    documents = []
    for index in range(3):
        desk.autosave.write_due()
        desk.session.go_to_index(index)
        _show(desk, index)
        desk.move_boxes(index + 1.0)
        documents.append(desk.document)
    qtbot.waitUntil(lambda: desk.autosave.state is SaveState.JOURNALED)
    return documents


def _show(desk: Desk, index: int) -> None:
    """As `Desk.show`, which writes everything first."""
    flush = desk.autosave.flush
    try:
        desk.autosave.flush = desk.autosave.write_due  # type: ignore[method-assign]
        desk.show(index)
    finally:
        desk.autosave.flush = flush  # type: ignore[method-assign]


def test_that_a_large_file_waits_while_the_journal_has_every_change_at_once(
    qtbot: QtBot, desk: Desk, writes: list[int]
) -> None:
    documents = edit_all(qtbot, desk)
    assert edges(desk) == [1, 1, 1]
    assert writes == []
    assert set(desk.autosave.unsaved_documents) == set(documents)
    assert desk.autosave.max_pause_s > 100
    assert desk.recovery._journal is not None
    assert desk.recovery._journal.flush()
    (journal,) = desk.journals.glob("*.journal")
    kept = read_journal(journal).entries
    assert sorted(entries[-1].image_annotations.annotations[0].bounds.x1 for entries in kept.values()) == [2, 3, 4]


def test_that_closing_writes_what_waits_in_one_go(qtbot: QtBot, desk: Desk, writes: list[int]) -> None:
    edit_all(qtbot, desk)
    assert desk.autosave.save_all(10_000)
    assert edges(desk) == [2, 3, 4]
    assert len(writes) == 1
    assert all(not document.is_modified for document in desk.session.documents)


def test_that_the_file_follows_by_itself(
    qtbot: QtBot, desk: Desk, writes: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(save_schedule, "MIN_PAUSE_S", 0.1)
    monkeypatch.setattr(save_schedule, "MAX_PAUSE_S", 0.3)
    edit_all(qtbot, desk)
    qtbot.waitUntil(lambda: desk.autosave.state is SaveState.SAVED)
    assert edges(desk) == [2, 3, 4]
    assert len(writes) <= 2


def test_that_a_change_made_during_a_hurried_write_is_written_as_well(qtbot: QtBot, desk: Desk) -> None:
    edit_all(qtbot, desk)
    desk.autosave.flush()
    desk.move_boxes()
    assert desk.autosave.save_all(10_000)
    assert edges(desk) == [2, 3, 5]


def test_that_a_file_does_not_wait_where_no_journal_can_be_written(qtbot: QtBot, desk: Desk, writes: list[int]) -> None:
    edit_all(qtbot, desk)
    desk.recovery._journal_failed.emit("The journal cannot be written.")
    qtbot.waitUntil(lambda: desk.autosave.state is SaveState.SAVED)
    assert edges(desk) == [2, 3, 4]
    desk.move_boxes()
    qtbot.waitUntil(lambda: desk.autosave.state is SaveState.SAVED)
    assert edges(desk) == [2, 3, 5]


def test_that_the_next_session_gets_what_waited_when_the_window_was_killed(qtbot: QtBot, desk: Desk) -> None:
    edit_all(qtbot, desk)
    assert desk.recovery._journal is not None
    assert desk.recovery._journal.flush()
    (journal,) = desk.journals.glob("*.journal")
    left = find_unsaved_annotations(read_journal(journal), Gallery(open_dataset(desk.gallery.root)))
    assert sorted(one.entry.image_annotations.annotations[0].bounds.x1 for one in left) == [2, 3, 4]
    assert not any(one.changed_since or one.blocked_reason for one in left)


def test_that_one_image_that_others_changed_holds_up_no_other(qtbot: QtBot, desk: Desk, writes: list[int]) -> None:
    edit_all(qtbot, desk)
    path = file_of(desk)
    content = json.loads(path.read_text())
    content["annotations"][0]["bbox"][0] = 50
    path.write_text(json.dumps(content, indent=1))
    assert not desk.autosave.save_all(10_000)
    assert edges(desk) == [50, 3, 4]
    assert desk.autosave.state is SaveState.FAILED
    assert [document.image.name for document in desk.autosave.unsaved_documents] == ["0.png"]
