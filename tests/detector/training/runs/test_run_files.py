"""A run's own files: nothing is read without an end, and nothing is written through a link."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from detector.data.labeled_set import load_training_set
from detector.data.regular_file import IS_LINK, NOT_REGULAR, TOO_LARGE
from detector.training.runs.event_log import LOG_NAME, EventLog, read_events
from detector.training.runs.events import Warned
from detector.training.runs.past_runs import NOTE_NAME, list_runs, read_best_results, read_run, write_note
from detector.training.runs.run_files import open_run_file, read_run_file, write_run_file
from detector.training.runs.run_folder import LOG_NOT_WRITTEN
from detector.training.runs.run_state import BEST_NAME, BEST_RESULTS_NAME, LAST_NAME
from detector.training.runs.split_file import SPLIT_NAME, read_split, write_split
from tests.detector.drawn import drawn_folder
from tests.detector.runs import new_trainer, of_kind
from tests.detector.training.runs.test_past_runs import STARTED, step, write_run
from tests.sentences import has_sentence, sentence_pattern

needs_links = pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    path = tmp_path / "victim.txt"
    path.write_bytes(b"a person's own file")
    return path


@needs_links
@pytest.mark.parametrize("name", [LOG_NAME, SPLIT_NAME, NOTE_NAME, LAST_NAME, BEST_NAME, BEST_RESULTS_NAME])
@pytest.mark.parametrize("dangling", [False, True])
def test_that_training_never_writes_through_a_link(tmp_path: Path, victim: Path, name: str, dangling: bool) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / name).symlink_to(tmp_path / "new.txt" if dangling else victim)
    images = load_training_set(drawn_folder(tmp_path / "images", 2))
    list(new_trainer(images, out, validation=images).run())
    write_note(out, "a note")
    assert victim.read_bytes() == b"a person's own file"
    assert not (tmp_path / "new.txt").exists()
    assert not (out / name).is_symlink()


@needs_links
def test_that_a_log_with_another_name_elsewhere_is_not_changed_there(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", STARTED, step(1), step(2))
    before = (run / LOG_NAME).read_bytes()
    os.link(run / LOG_NAME, tmp_path / "backup")
    log = EventLog(run / LOG_NAME, after_step=1)
    log.write(Warned("again"))
    log.close()
    assert (tmp_path / "backup").read_bytes() == before
    assert list(read_events(run / LOG_NAME)) == [STARTED, step(1), Warned("again")]


@needs_links
def test_that_a_checkpoint_with_another_name_elsewhere_is_not_changed_there(tmp_path: Path) -> None:
    write_run_file(tmp_path / LAST_NAME, b"before")
    os.link(tmp_path / LAST_NAME, tmp_path / "backup")
    write_run_file(tmp_path / LAST_NAME, b"after")
    assert [(tmp_path / name).read_bytes() for name in (LAST_NAME, "backup")] == [b"after", b"before"]


@needs_links
@pytest.mark.parametrize("target", ["/dev/zero", "/dev/tty", "elsewhere"])
def test_that_links_are_not_read(tmp_path: Path, target: str) -> None:
    (tmp_path / "elsewhere").write_text('{"learned": [], "measured": []}')
    run = write_run(tmp_path / "runs" / "one", STARTED)
    for name in (NOTE_NAME, SPLIT_NAME):
        (run / name).symlink_to(tmp_path / target)
    (run / BEST_RESULTS_NAME).symlink_to(tmp_path / target)
    with pytest.raises(OSError, match=IS_LINK):
        read_best_results(run)
    found = read_run(run)
    assert found is not None
    assert found.note == ""
    assert read_split(run) is None
    (run / LOG_NAME).unlink()
    (run / LOG_NAME).symlink_to(tmp_path / target)
    [broken] = list_runs((tmp_path / "runs",)).broken
    assert (broken.folder, broken.reason.endswith(f"{IS_LINK}.")) == (run, True)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in folders there")
def test_that_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    run = write_run(tmp_path / "runs" / "one", STARTED)
    os.mkfifo(run / NOTE_NAME)
    os.mkfifo(run / SPLIT_NAME)
    found = read_run(run)
    assert found is not None
    assert found.note == ""
    assert read_split(run) is None
    (tmp_path / "runs" / "two").mkdir()
    os.mkfifo(tmp_path / "runs" / "two" / LOG_NAME)
    [broken] = list_runs((tmp_path / "runs",)).broken
    assert NOT_REGULAR in broken.reason


def test_that_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "split.json"
    with path.open("wb") as file:
        file.truncate(10**12)  # of holes, which take no room
    with pytest.raises(OSError, match=sentence_pattern(TOO_LARGE)):
        open_run_file(path, 10**6)
    assert read_split(tmp_path) is None


def test_that_a_run_file_is_read_and_replaced(tmp_path: Path) -> None:
    write_run_file(tmp_path / "a", b"one")
    write_run_file(tmp_path / "a", b"two")
    assert read_run_file(tmp_path / "a", 10) == b"two"


def test_that_a_note_of_any_length_is_cut(tmp_path: Path) -> None:
    run = write_run(tmp_path / "one", STARTED)
    (run / NOTE_NAME).write_bytes(b"\xffword " * 10**6)
    found = read_run(run)
    assert found is not None
    assert 1000 < len(found.note) <= 2000


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_that_a_disk_that_becomes_full_at_the_log_does_not_end_the_run(tmp_path: Path) -> None:
    images = load_training_set(drawn_folder(tmp_path / "images", 2))
    trainer = new_trainer(images, tmp_path / "out")
    events = []
    for event in trainer.run():
        events.append(event)
        log = trainer._folder._log
        if len(events) == 2 and log is not None:
            os.dup2(os.open("/dev/full", os.O_WRONLY), log._descriptor)
    messages = [event.message for event in of_kind(Warned, events)]
    assert len(messages) == 1
    assert has_sentence(messages[0], LOG_NOT_WRITTEN, reason="No space left on device")
    assert getattr(events[-1], "reason", "") == "completed"


def test_that_a_log_that_cannot_be_closed_does_not_end_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_log: EventLog) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(EventLog, "close", fail)
    images = load_training_set(drawn_folder(tmp_path / "images", 2))
    events = list(new_trainer(images, tmp_path / "out").run())
    assert getattr(events[-1], "reason", "") == "completed"
    assert len([one for one in caplog.messages if LOG_NAME in one]) == 1


@pytest.mark.skipif(os.name == "nt", reason="file names there are Unicode")
def test_that_names_that_utf_8_cannot_hold_are_kept(tmp_path: Path) -> None:
    root = drawn_folder(tmp_path / "images", 2)
    for suffix in (".png", ".xml"):
        (root / f"image_1{suffix}").rename(root / os.fsdecode(b"caf\xe9" + suffix.encode()))
    images = load_training_set(root)
    write_split(tmp_path, images, None)
    kept = read_split(tmp_path)
    assert kept is not None
    assert kept.learned == {"image_0.png", os.fsdecode(b"caf\xe9.png")}
