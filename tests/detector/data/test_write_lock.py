"""One writer at a time: among threads, among processes, after a kill, and where no lock file can be made."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from detector.data import write_lock
from detector.data.formats.csv_table.class_list import extend_class_list, parse_class_list
from detector.data.formats.shared.saving import FILE_BUSY, lock_for_saving, overwrite_file
from detector.data.write_lock import LOCKED_WITHIN_PROCESS, FileBusyError, hold_file_lock, hold_set_lock
from detector.errors import AnnotationConflictError, AnnotationWriteError
from tests.sentences import sentence_pattern

HOLDER = """
import sys, time
from pathlib import Path
from detector.data.write_lock import hold_file_lock
with hold_file_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def holder(path: Path) -> subprocess.Popen[str]:
    """A process that holds the lock of `path`."""
    child = subprocess.Popen([sys.executable, "-c", HOLDER, str(path)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    return child


def count_up(path: Path, times: int) -> None:
    for _ in range(times):
        with hold_file_lock(path):
            number = int(path.read_text())
            time.sleep(0.0002)
            path.write_text(str(number + 1))


def test_that_threads_take_turns(tmp_path: Path) -> None:
    path = tmp_path / "count"
    path.write_text("0")
    threads = [threading.Thread(target=count_up, args=(path, 40)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert path.read_text() == "120"


def test_that_another_process_is_waited_for_and_a_killed_one_is_not(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    child = holder(path)
    try:
        with pytest.raises(FileBusyError, match="is writing"), hold_file_lock(path, timeout_s=0.1):
            pass
    finally:
        child.kill()
        child.wait()
    with hold_file_lock(path, timeout_s=5):
        pass


def test_that_a_save_that_waits_in_vain_is_refused_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"before")
    monkeypatch.setattr(hold_file_lock.__wrapped__, "__defaults__", (0.05,))  # type: ignore[attr-defined]
    child = holder(path)
    try:
        with pytest.raises(AnnotationWriteError, match=sentence_pattern(FILE_BUSY, name="a.json")):
            overwrite_file(path, b"before", b"after")
    finally:
        child.kill()
        child.wait()
    assert path.read_bytes() == b"before"
    overwrite_file(path, b"before", b"after")
    assert path.read_bytes() == b"after"


def test_that_a_thread_may_take_a_lock_again_and_others_wait_until_it_is_given_back(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    with hold_set_lock(path), hold_set_lock(path), hold_file_lock(path), hold_file_lock(path):
        refused = []

        def try_it() -> None:
            try:
                with hold_set_lock(path, timeout_s=0.05):
                    pass
            except FileBusyError as error:
                refused.append(error)

        thread = threading.Thread(target=try_it)
        thread.start()
        thread.join()
        assert len(refused) == 1
    with hold_set_lock(path, timeout_s=0):
        pass


def test_that_a_link_and_the_file_it_leads_to_have_one_lock(tmp_path: Path) -> None:
    path, link, other_name = tmp_path / "a.json", tmp_path / "link.json", tmp_path / "b.json"
    path.write_text("x")
    link.symlink_to(path)
    child = holder(path)
    try:
        with pytest.raises(FileBusyError), hold_file_lock(link, timeout_s=0.05):
            pass
    finally:
        child.kill()
        child.wait()
    os.link(path, other_name)
    child = holder(path)
    try:
        with pytest.raises(FileBusyError), hold_file_lock(other_name, timeout_s=0.05):
            pass
    finally:
        child.kill()
        child.wait()


def test_that_threads_are_kept_apart_where_no_lock_file_can_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
    monkeypatch.setenv("APPDATA", str(tmp_path / "file"))
    monkeypatch.setattr(write_lock, "user_data_folder", lambda: tmp_path / "file" / "none")
    path = tmp_path / "count"
    path.write_text("0")
    with caplog.at_level(logging.WARNING):
        threads = [threading.Thread(target=count_up, args=(path, 20)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert path.read_text() == "40"
    assert [record.msg for record in caplog.records].count(LOCKED_WITHIN_PROCESS) == 1


def test_that_nobody_who_writes_by_way_of_us_gets_between_the_look_and_the_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"before")
    begun, other_done = threading.Event(), threading.Event()
    outcome: list[str] = []
    real = os.replace

    def slow(source: str, target: str) -> None:
        begun.set()
        assert not other_done.wait(0.2)
        real(source, target)

    def other() -> None:
        begun.wait()
        try:
            overwrite_file(path, b"before", b"the other's")
        except AnnotationConflictError:
            outcome.append("conflict")
        other_done.set()

    thread = threading.Thread(target=other)
    thread.start()
    monkeypatch.setattr(os, "replace", slow)
    overwrite_file(path, b"before", b"ours")
    monkeypatch.undo()
    thread.join()
    assert path.read_bytes() == b"ours"
    assert outcome == ["conflict"]


def test_that_a_set_stays_locked_until_the_last_of_its_files_is_written(tmp_path: Path) -> None:
    listed = tmp_path / "classes.txt"
    with lock_for_saving(listed):
        overwrite_file(listed, None, b"cat\n")
        overwrite_file(tmp_path / "a.txt", None, b"0 0 0 0 0\n")
        child = subprocess.run(
            [
                sys.executable,
                "-c",
                "import sys\nfrom pathlib import Path\n"
                "from detector.data.write_lock import FileBusyError, hold_set_lock\n"
                "try:\n    with hold_set_lock(Path(sys.argv[1]), timeout_s=0.05): print('free')\n"
                "except FileBusyError: print('busy')",
                str(listed),
            ],
            capture_output=True,
            text=True,
            check=True,
        )
    assert child.stdout == "busy\n"


def test_that_two_tables_may_add_classes_to_one_list_at_once(tmp_path: Path) -> None:
    listed = tmp_path / "classes.csv"
    listed.write_text("cat,0\n")
    threads = [
        threading.Thread(target=lambda who=who: [extend_class_list(listed, [f"{who}{number}"]) for number in range(15)])
        for who in "ab"
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = parse_class_list(listed.read_bytes()).numbers
    assert sorted(numbers) == sorted(["cat", *(f"{who}{number}" for who in "ab" for number in range(15))])
    assert sorted(numbers.values()) == list(range(31))
