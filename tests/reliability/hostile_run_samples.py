"""Run folders as somebody who means harm, or a broken disk, could make them."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetensors import safe_open
from safetensors.torch import load_file, save_file

from detector.training.checkpoints.header import FORMAT_KEY
from detector.training.runs.event_log import LOG_NAME, event_as_object
from detector.training.runs.events import (
    CheckpointSaved,
    EpochCompleted,
    Finished,
    Resumed,
    StepCompleted,
    TrainingEvent,
    TrainingStarted,
    Warned,
)
from detector.training.runs.past_runs import NOTE_NAME
from detector.training.runs.run_state import BEST_NAME, BEST_RESULTS_NAME, LAST_NAME
from detector.training.runs.split_file import SPLIT_NAME

FILES = (LOG_NAME, LAST_NAME, BEST_NAME, BEST_RESULTS_NAME, SPLIT_NAME, NOTE_NAME)
ODD_JSON = (
    "null", "true", "-1", "1.5", "1e400", "-1e400", "NaN", "9" * 400, str(2**63), '""', '"text"', '"\\ud800"',
    '"\\u0000"', '"<img src=/dev/zero>"', f'"{"x" * 500_000}"', "[]", "{}", "[1, null, {}]", '{"a": [1e400]}',
    "[" * 3_000 + "]" * 3_000, "[" * 200_000,
)  # fmt: skip
"""What may stand in the place of any value"""
EVENTS: tuple[TrainingEvent, ...] = (
    TrainingStarted(4, ("disc", "square"), 9, "cpu", "mobilenet_fpn"),
    Resumed(3, Path(LAST_NAME)),
    StepCompleted(1, 9, 1, {"total": 0.5}, 0.01, 4.0, 12.5, 10**9, 0.02, None),
    EpochCompleted(1, {"total": 0.5}, 0.5, 2, 1.5, 0.25, {"disc": None}, {"total": 1.0}, True),
    CheckpointSaved(Path(LAST_NAME), 2),
    Warned("a warning"),
    Finished("canceled", Path(LAST_NAME), 3),
)
_PLACE = "@here@"


@dataclass(frozen=True)
class Outside:
    """What must stay as it is: files of the person who opens the folder."""

    file: Path
    folder: Path

    def content(self) -> dict[str, bytes]:
        """Every file, by name."""
        files = [self.file, *(path for path in self.folder.rglob("*") if path.is_file())]
        return {str(path): path.read_bytes() for path in files}


@dataclass(frozen=True)
class HostileRun:
    """One way to be hostile."""

    name: str
    make: Callable[[Path, Outside], None]
    """Changes a sound run, in the folder given"""
    can_resume: bool = False
    """Whether a training can be resumed there"""
    opens: bool = True
    """Whether its networks are opened"""


def hostile_runs() -> Iterator[HostileRun]:
    """All of them, from the coarse to the fine."""
    yield from _links()
    yield from _no_files()
    yield from _contents()
    yield from _odd_events()
    yield from _odd_headers()


def _links() -> Iterator[HostileRun]:
    for name in FILES:
        for kind in ("file", "missing", "hard", "zero", "full", "itself"):
            yield HostileRun(f"{name} is a link: {kind}", _linked(name, kind), can_resume=True)
    for name in ("tensorboard", "traces"):
        yield HostileRun(f"{name} is a link to a folder", _linked(name, "folder"), can_resume=True)


def _linked(name: str, kind: str) -> Callable[[Path, Outside], None]:
    def make(run: Path, outside: Outside) -> None:
        (run / name).unlink(missing_ok=True)
        if kind == "hard":
            os.link(outside.file, run / name)
            return
        targets = {
            "file": outside.file, "missing": outside.folder / "new", "folder": outside.folder,
            "zero": Path("/dev/zero"), "full": Path("/dev/full"), "itself": run / name,
        }  # fmt: skip
        (run / name).symlink_to(targets[kind])

    return make


def _no_files() -> Iterator[HostileRun]:
    for name in FILES:
        yield HostileRun(f"{name} is a pipe", _replaced(name, os.mkfifo), can_resume=True)
        yield HostileRun(f"{name} is a folder", _replaced(name, os.mkdir), can_resume=True)
        yield HostileRun(f"{name} is a terabyte of holes", _replaced(name, _make_huge), can_resume=True)
        yield HostileRun(f"{name} is empty", _replaced(name, lambda path: path.write_bytes(b"")), can_resume=True)
        yield HostileRun(f"{name} is gone", _replaced(name, lambda _path: None), can_resume=True)


def _replaced(name: str, put: Callable[[Path], Any]) -> Callable[[Path, Outside], None]:
    def make(run: Path, _outside: Outside) -> None:
        (run / name).unlink(missing_ok=True)
        put(run / name)

    return make


def _make_huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(10**12)


def _contents() -> Iterator[HostileRun]:
    started = json.dumps(event_as_object(EVENTS[0])).encode() + b"\n"
    step = json.dumps(event_as_object(EVENTS[2])).encode() + b"\n"
    epoch = json.dumps(event_as_object(EVENTS[3])).encode() + b"\n"
    for title, head, part, times in (
        ("a line without an end", started + b'{"event": "Warned", "message": "', b"x", 50_000_000),
        ("half a million steps", started, step, 500_000),
        ("a hundred thousand epochs", started, epoch, 100_000),
        ("a hundred thousand starts", b"", started, 100_000),
        ("UTF-16", started.decode().encode("utf-16"), b"", 0),
        ("zeros", b"", b"\0", 10_000_000),
        ("blank lines", b"", b"\n", 5_000_000),
        ("a web page", b"<!DOCTYPE html><html></html>", b"", 0),
    ):
        yield HostileRun(f"log of {title}", _repeated(head, part, times))
    for name in (SPLIT_NAME, NOTE_NAME, BEST_RESULTS_NAME):
        for odd in ("[" * 1_000_000, '{"learned": [1e400], "measured": {}}', '{"learned": "\\ud800"', "\0" * 100_000):
            yield HostileRun(f"{name} of {odd[:12]!r}", _written(name, odd.encode()), can_resume=True)
        yield HostileRun(f"{name} of 50 MB", _written(name, b"x" * 50_000_000))
    for name in (LAST_NAME, BEST_NAME):
        yield HostileRun(f"{name} is cut short", _cut(name), can_resume=True)
        yield HostileRun(f"{name} has a header of a billion classes", _written(name, _header_that_claims(10**9)))


def _written(name: str, content: bytes) -> Callable[[Path, Outside], None]:
    return _replaced(name, lambda path: path.write_bytes(content))


def _repeated(head: bytes, part: bytes, times: int) -> Callable[[Path, Outside], None]:
    return _replaced(LOG_NAME, lambda path: path.write_bytes(head + part * times))


def _cut(name: str) -> Callable[[Path, Outside], None]:
    def make(run: Path, _outside: Outside) -> None:
        (run / name).write_bytes((run / name).read_bytes()[:-1000])

    return make


def _header_that_claims(rows: int) -> bytes:
    shape = {"dtype": "F32", "shape": [rows, 1024], "data_offsets": [0, 4]}
    text = json.dumps({"roi_heads.box_predictor.cls_score.weight": shape, "__metadata__": {FORMAT_KEY: "{}"}}).encode()
    return len(text).to_bytes(8, "little") + text + bytes(4)


def _odd_events() -> Iterator[HostileRun]:
    for number, event in enumerate(EVENTS):
        for path in _paths(event_as_object(event)):
            for odd in ODD_JSON:
                title = f"{type(event).__name__}.{'.'.join(path)} is {odd[:20]}"
                yield HostileRun(title, _written(LOG_NAME, _log(number, path, odd)), opens=False)


def _log(number: int, path: tuple[str, ...], odd: str) -> bytes:
    """The events, but for the value at `path` in one of them."""
    lines = [json.dumps(event_as_object(event)) for event in EVENTS]
    lines[number] = _with(event_as_object(EVENTS[number]), path, odd)
    return "".join(f"{line}\n" for line in lines).encode()


def _odd_headers() -> Iterator[HostileRun]:
    from tests.detector.small import SMALL

    header: dict[str, Any] = {"classes": ["disc", "square"], "step": 1, "version": 2, "backbone_trained": False}
    header |= {"config": json.loads(SMALL.to_json()), "run": {"step": 1, "loss_sums": {"total": 1.0}, "arguments": {}}}
    run = ("summed_steps", "best_score", "stale_epochs", "images_at_once", "loss_scale", "max_steps", "processes")
    header["run"] |= dict.fromkeys((*run, "steps_at_scale", "training_data", "validation_data"))
    for path in _paths(header):
        for odd in ODD_JSON:
            yield HostileRun(f"{LAST_NAME}: {'.'.join(path)} is {odd[:20]}", _reheaded(path, odd), can_resume=True)


def _reheaded(path: tuple[str, ...], odd: str) -> Callable[[Path, Outside], None]:
    def make(run: Path, _outside: Outside) -> None:
        with safe_open(run / LAST_NAME, framework="pt") as file:
            header = json.loads(file.metadata()[FORMAT_KEY])
        tensors = load_file(run / LAST_NAME)
        save_file(tensors, run / LAST_NAME, {FORMAT_KEY: _with(header, path, odd).replace("\\ud800", "\\\\ud800")})
        shutil.copy(run / LAST_NAME, run / BEST_NAME)

    return make


def _paths(value: Any, where: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The places of all values in a tree of objects."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield (*where, name)
            yield from _paths(item, (*where, name))


def _with(values: dict[str, Any], path: tuple[str, ...], odd: str) -> str:
    """JSON of `values` with the text `odd` as the value at `path`, whatever JSON may say to that."""
    tree = json.loads(json.dumps(values))
    place = tree
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = _PLACE
    return re.sub(f'"{_PLACE}"', lambda _match: odd, json.dumps(tree))
