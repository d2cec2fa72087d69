from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from detector.compute.distributed import Process
from detector.errors import CheckpointError
from detector.training.runs.event_log import LOG_NAME, EventLog, event_as_object, event_from_object, read_events
from detector.training.runs.events import (
    CheckpointSaved,
    EpochCompleted,
    Finished,
    PhaseStarted,
    Resumed,
    StepCompleted,
    TrainingEvent,
    TrainingStarted,
    Warned,
)
from detector.training.runs.run_folder import ANOTHER_TRAINING, RunFolder
from tests.sentences import sentence_pattern


def step(number: int) -> StepCompleted:
    return StepCompleted(number, 9, 1, {"total": 0.1 * number}, 0.01, 4.0, 12.5, 10**9, 0.02, None)


EVENTS: list[TrainingEvent] = [
    TrainingStarted(4, ("disc", "Käfer"), 9, "cpu", "vgg16"),
    Resumed(3, Path("run/last.safetensors")),
    PhaseStarted(2, 4, 3, ("backbone", "roi_heads")),
    Warned('a "quoted"\nline'),
    step(1),
    step(2),
    EpochCompleted(1, {"total": 0.15}, 0.5, 2, 1.5, 0.25, {"disc": None}, {"total": 1.0}, True),
    CheckpointSaved(Path("run/last.safetensors"), 2),
    step(3),
    Finished("canceled", None, 3),
]


def write(path: Path, events: list[TrainingEvent], after_step: int = 0) -> None:
    log = EventLog(path, after_step)
    for event in events:
        log.write(event)
    log.close()


def test_that_events_come_back_as_they_were(tmp_path: Path) -> None:
    write(tmp_path / "log", EVENTS)
    assert list(read_events(tmp_path / "log")) == EVENTS


def test_that_each_line_is_an_object_for_other_programs(tmp_path: Path) -> None:
    write(tmp_path / "log", EVENTS)
    objects = [json.loads(line) for line in (tmp_path / "log").read_text(encoding="utf-8").splitlines()]
    assert [one["event"] for one in objects] == [type(event).__name__ for event in EVENTS]
    assert objects[1] == {"event": "Resumed", "step": 3, "path": str(Path("run/last.safetensors"))}


def test_that_every_event_is_there_before_the_log_is_closed(tmp_path: Path) -> None:
    log = EventLog(tmp_path / "log")
    for count, event in enumerate(EVENTS, start=1):
        log.write(event)
        assert len(list(read_events(tmp_path / "log"))) == count
    log.close()


def test_that_a_line_that_was_not_written_whole_is_left_out(tmp_path: Path) -> None:
    write(tmp_path / "log", EVENTS)
    content = (tmp_path / "log").read_bytes()
    for cut in (1, 2, 20):
        (tmp_path / "log").write_bytes(content[:-cut])
        assert list(read_events(tmp_path / "log")) == EVENTS[:-1]


@pytest.mark.parametrize(("resumed", "kept"), [(1, 5), (2, 8), (3, 10)])
def test_that_what_is_done_again_is_cut_off(tmp_path: Path, resumed: int, kept: int) -> None:
    write(tmp_path / "log", EVENTS)
    write(tmp_path / "log", [Warned("again")], after_step=resumed)
    assert list(read_events(tmp_path / "log")) == [*EVENTS[:kept], Warned("again")]


def test_that_a_line_cut_short_by_a_crash_is_removed_when_the_run_is_resumed(tmp_path: Path) -> None:
    write(tmp_path / "log", EVENTS[:5])
    with (tmp_path / "log").open("ab") as log:
        log.write(b'{"event": "StepCo')
    write(tmp_path / "log", [Warned("again")], after_step=2)
    assert list(read_events(tmp_path / "log")) == [*EVENTS[:5], Warned("again")]


@pytest.mark.skipif(sys.platform == "win32", reason="the log is not locked there")
def test_that_two_trainings_do_not_write_the_same_log(tmp_path: Path) -> None:
    path = tmp_path / LOG_NAME
    first = EventLog(path)
    first.write(Warned("first"))
    with pytest.raises(CheckpointError, match=sentence_pattern(ANOTHER_TRAINING, folder=tmp_path)):
        RunFolder(tmp_path, Process()).open_log(0)
    assert list(read_events(path)) == [Warned("first")]
    first.close()
    RunFolder(tmp_path, Process()).open_log(0)
    assert list(read_events(path)) == []


def test_that_a_run_that_begins_has_a_new_log(tmp_path: Path) -> None:
    write(tmp_path / "log", EVENTS)
    write(tmp_path / "log", [Warned("new")])
    assert list(read_events(tmp_path / "log")) == [Warned("new")]


@pytest.mark.parametrize("values", [{}, {"event": "Surprise"}, {"event": "Warned"}, {"event": "Warned", "text": "x"}])
def test_that_what_is_no_event_is_refused(values: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"There is no event|has different fields|has no field"):
        event_from_object(values)


def test_that_a_canceled_run_of_an_earlier_version_is_read() -> None:
    values = {"event": "Finished", "reason": "cancelled", "path": None, "steps": 3}
    assert event_from_object(values) == Finished("canceled", None, 3)


def test_that_an_event_of_an_earlier_version_lacks_what_came_later() -> None:
    values = event_as_object(EVENTS[0])
    del values["precision"]
    assert event_from_object(values) == EVENTS[0]
