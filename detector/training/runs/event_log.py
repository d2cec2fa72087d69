"""The events of a run, one JSON object a line, so that any window can draw runs that are over. Free of torch."""

from __future__ import annotations

import dataclasses
import json
import math
import os
import sys
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from detector.training.runs import events
from detector.training.runs.event_schema import check_fields
from detector.training.runs.events import TrainingEvent
from detector.training.runs.run_files import (
    has_single_name,
    is_file_of_run,
    open_run_file,
    open_to_append,
    read_run_file,
)

LOG_NAME = "events.jsonl"
MAX_LOG_BYTES = 200_000_000
"""Of half a million steps; reading so much takes some seconds."""
MAX_LINE_BYTES = 4_000_000
"""Of the measures of ten thousand classes."""
_EVENT_TYPES: dict[str, type[TrainingEvent]] = {kind.__name__: kind for kind in typing.get_args(TrainingEvent)}
_OLD_CANCELED = "cancelled"
"""How earlier versions of the program spelled `CANCELED`."""
_EVENTS_WITH_STEP = (events.StepCompleted, events.EpochCompleted, events.CheckpointSaved)


def event_as_object(event: TrainingEvent) -> dict[str, Any]:
    """The event with its name, in plain JSON."""
    values = {key: str(v) if isinstance(v, Path) else v for key, v in dataclasses.asdict(event).items()}
    return {"event": type(event).__name__, **values}


def event_from_object(values: Any) -> TrainingEvent:
    """What `event_as_object` made. Raises: ValueError for what is no event, or one with a field of another type."""
    if not isinstance(values, dict):
        raise ValueError("An event is a JSON object.")
    kind = _EVENT_TYPES.get(str(values.get("event"))[:50])
    if kind is None:
        raise ValueError(f"There is no event {str(values.get('event'))[:50]!r}.")
    fields = check_fields(kind, {name: value for name, value in values.items() if name != "event"})
    if fields.get("reason") == _OLD_CANCELED:
        fields["reason"] = events.CANCELED
    try:
        return kind(**fields)
    except TypeError as error:
        raise ValueError(f"A {kind.__name__} has different fields: {error}.") from error


def read_events(path: Path) -> Iterator[TrainingEvent]:
    """The events in `path`, up to the first line that is none: a run may be killed while it writes.

    Raises: OSError, also where `path` is a link, no file, or too large.
    """
    for _, event in _read_whole_lines(path, MAX_LOG_BYTES):
        yield event


def _read_whole_lines(path: Path, max_bytes: float) -> Iterator[tuple[int, TrainingEvent]]:
    """Each event, with the place in the file where its line ends. Raises: OSError."""
    end = 0
    with open_run_file(path, max_bytes) as file:
        while (line := file.readline(MAX_LINE_BYTES)).endswith(b"\n"):
            try:
                event = event_from_object(json.loads(line))
            except (ValueError, RecursionError):
                return
            end += len(line)
            yield end, event


def _count_bytes_until(path: Path, step: int) -> int:
    """Number of bytes of `path` before the first event of a later step. Raises: OSError."""
    length = 0
    for end, event in _read_whole_lines(path, math.inf):
        if isinstance(event, _EVENTS_WITH_STEP) and event.step > step:
            break
        length = end
    return length


class RunBusyError(OSError):
    """Another training writes into the folder of the run."""


def _lock_file(descriptor: int) -> None:
    """Lock an open file until it is closed, where the system can; not on Windows. Raises: RunBusyError."""
    if sys.platform == "win32":
        return
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise RunBusyError(error.errno, "another training is writing to it") from error
    except OSError:
        pass  # a network drive without locks


class EventLog:
    """Appends events to a file; each is handed to the system before the run continues."""

    def __init__(self, path: Path, after_step: int = 0) -> None:
        """Open the log of a new or resumed run.

        Args:
            path: The file. A link of that name is replaced, and what it names stays as it is.
            after_step: Events of later steps, which are about to be taken again, are cut off.

        Raises:
            RunBusyError: Another training writes it.
            OSError: Nothing can be written there.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        kept = _count_bytes_until(path, after_step) if after_step and is_file_of_run(path) else 0
        content = b""
        if not has_single_name(path):
            content = read_run_file(path, MAX_LOG_BYTES)[:kept] if kept else b""
            path.unlink(missing_ok=True)
        self._descriptor = open_to_append(path)
        try:
            _lock_file(self._descriptor)
            os.ftruncate(self._descriptor, 0 if content else kept)
            self._write_bytes(content)
        except OSError:
            self.close()
            raise

    def close(self) -> None:
        """Raises: OSError, where a network drive says only now that what was written is lost."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)

    def write(self, event: TrainingEvent) -> None:
        """Raises: OSError; nothing of the event waits to be written then, but the last line may be torn."""
        # Half of a surrogate pair, as a class name can have it, becomes JSON's escape of it.
        text = json.dumps(event_as_object(event), ensure_ascii=False)
        self._write_bytes(text.encode("utf-8", "backslashreplace") + b"\n")

    def _write_bytes(self, content: bytes) -> None:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]
