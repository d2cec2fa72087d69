"""The events of a run, one JSON object a line, so that any window can draw runs that are over. Free of torch."""

from __future__ import annotations

import dataclasses
import json
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from detector.training import events
from detector.training.events import TrainingEvent

LOG_NAME = "events.jsonl"
_KINDS: dict[str, type[TrainingEvent]] = {kind.__name__: kind for kind in typing.get_args(TrainingEvent)}
_WITH_STEP = (events.StepCompleted, events.EpochCompleted, events.CheckpointSaved)


def as_object(event: TrainingEvent) -> dict[str, Any]:
    """The event with its name, in plain JSON."""
    values = {key: str(v) if isinstance(v, Path) else v for key, v in dataclasses.asdict(event).items()}
    return {"event": type(event).__name__, **values}


def from_object(values: dict[str, Any]) -> TrainingEvent:
    """What `as_object` made. Errors: ValueError for what is no event."""
    kind = _KINDS.get(str(values.get("event")))
    if kind is None:
        raise ValueError(f"There is no event {values.get('event')!r}.")
    fields = {name: value for name, value in values.items() if name != "event"}
    if isinstance(fields.get("path"), str):
        fields["path"] = Path(fields["path"])
    if "classes" in fields:
        fields["classes"] = tuple(fields["classes"])
    try:
        return kind(**fields)
    except TypeError as error:
        raise ValueError(f"A {kind.__name__} has other fields: {error}.") from error


def read_events(path: Path) -> Iterator[TrainingEvent]:
    """The events in `path`, up to the first line that is not whole: a run may be killed while it writes.

    Errors: OSError.
    """
    for _, event in _whole_lines(path):
        yield event


def _whole_lines(path: Path) -> Iterator[tuple[int, TrainingEvent]]:
    """Each event, with the place in the file where its line ends."""
    end = 0
    with path.open("rb") as file:
        for line in file:
            try:
                event = from_object(json.loads(line))
            except (ValueError, AttributeError, RecursionError):
                return
            if not line.endswith(b"\n"):
                return
            end += len(line)
            yield end, event


def _length_until(path: Path, step: int) -> int:
    """How many bytes of `path` tell of no later step."""
    length = 0
    for end, event in _whole_lines(path):
        if isinstance(event, _WITH_STEP) and event.step > step:
            break
        length = end
    return length


class EventLog:
    """Appends events to a file; every one is on its way to the disk before the run goes on."""

    def __init__(self, path: Path, after_step: int = 0) -> None:
        """What `path` tells of steps after `after_step`, which are about to be taken again, is cut off.

        Errors: OSError.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        kept = _length_until(path, after_step) if after_step and path.exists() else 0
        self._file = path.open("r+b" if kept else "wb")
        self._file.truncate(kept)
        self._file.seek(kept)

    def close(self) -> None:
        self._file.close()

    def write(self, event: TrainingEvent) -> None:
        """Errors: OSError."""
        self._file.write(json.dumps(as_object(event), ensure_ascii=False).encode() + b"\n")
        self._file.flush()
