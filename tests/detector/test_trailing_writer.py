"""Files written behind the work that makes their content."""

from __future__ import annotations

import threading
from functools import partial

import pytest

from detector.trailing_writer import MAX_WAITING_WRITES, TrailingWriter


def test_that_calls_run_in_order_on_another_thread() -> None:
    done: list[tuple[int, bool]] = []

    def note(number: int) -> None:
        done.append((number, threading.current_thread() is threading.main_thread()))

    with TrailingWriter() as writer:
        for number in range(100):
            writer.submit(partial(note, number))
    assert done == [(number, False) for number in range(100)]


def test_that_whoever_submits_does_not_wait_for_the_disk_until_too_much_waits() -> None:
    proceed, submitted = threading.Event(), threading.Event()

    def wait_for_disk() -> None:
        proceed.wait(10)

    def submit_all() -> None:
        with TrailingWriter() as writer:
            for _ in range(MAX_WAITING_WRITES):
                writer.submit(wait_for_disk)
            submitted.set()
            writer.submit(lambda: None)
            full.set()

    full = threading.Event()
    thread = threading.Thread(target=submit_all)
    thread.start()
    assert submitted.wait(10)
    assert not full.wait(0.05)
    proceed.set()
    thread.join(10)
    assert full.is_set()


def fail() -> None:
    raise OSError("the disk is full")


@pytest.mark.parametrize("more", [0, MAX_WAITING_WRITES + 1])
def test_that_an_error_is_raised_by_a_later_call_or_at_the_end(more: int) -> None:
    def write_all() -> None:
        with TrailingWriter() as writer:
            for write in (fail, *[lambda: None] * more):
                writer.submit(write)

    with pytest.raises(OSError, match="the disk is full"):
        write_all()


def test_that_what_waits_is_written_when_the_work_is_broken_off() -> None:
    done: list[int] = []

    def break_off() -> None:
        with TrailingWriter() as writer:
            for number in range(10):
                writer.submit(partial(done.append, number))
            writer.submit(fail)  # the error that broke it off is the one to report
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()
    assert done == list(range(10))
